"""A journey's time as tables for people: its plan, whose delay it was, and what stops or extends its clock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from rich.table import Table

from api.moves import milestone_title
from api.output import table
from domain.calendar import local_date
from domain.deadlines import due_counted
from domain.delay import DelayAccount, Outstanding
from domain.model import Journey
from domain.plan import Milestone, Plan
from domain.seats import seats
from domain.vocabulary import Party, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import spell_day

Names = Mapping[str, str]

ACCOUNTS = {Party.SESSION: "waiting for an agreed date", Party.NOBODY: "clock stopped"}
"""What the accounts are called that are no party's."""


def clock_facts(journey: Journey, names: Names, now: datetime) -> Iterator[tuple[str, str]]:
    """What stops, extends or is about to change the present turn, for the head of a journey's tables."""
    pause, turn = journey.pause, journey.turn
    if pause is not None:
        cause = name_of(pause.cause).into(Language.EN)
        since = _day(journey, pause.since)
        until = spell_day(pause.resumes_on, Language.EN)
        yield "paused", f"since {since} until {until} ({cause}: {pause.reason}); approved by {pause.approved_by}"
    granted = [extension for extension in journey.extensions if extension.seq > turn.seq]
    if granted:
        days = sum(extension.days for extension in granted)
        dates = f"due {_day(journey, turn.due)}, at first {_day(journey, turn.first_due)}"
        yield "extension granted", f"{days} working days; {dates}"
    request = journey.extension_request
    if request is not None:
        by = names.get(request.by, request.by) if request.by else name_of(request.party).into(Language.EN)
        dates = (
            f"due {_day(journey, turn.due)}, if granted now {_day(journey, _if_granted(journey, request.days, now))}"
        )
        yield "extension asked", f"{request.days} working days, by {by}: {request.reason}; {dates}"
    proposal = journey.reassignment
    if proposal is not None:
        role = name_of(proposal.role).into(Language.EN)
        incoming, outgoing = (names.get(person, person) for person in (proposal.incoming, proposal.outgoing))
        yield "reassignment proposed", f"{incoming} as {role} in the place of {outgoing}; waits for a decision"


def _if_granted(journey: Journey, days: int, now: datetime) -> datetime | None:
    """When the turn would be due if the days asked for were granted now."""
    turn = journey.turn
    if turn.due is None:
        return None
    zone: TimeZone = seats(journey, turn.party, turn.task)[0].zone
    return due_counted(journey, max(local_date(turn.due, zone), local_date(now, zone)), days)


def plan_table(plan: Plan) -> Table:
    """The plan: of each stage and obligation when it was planned, is agreed, is expected, was done."""
    until = f"; paused until {spell_day(plan.paused_until, Language.EN)}" if plan.paused_until else ""
    rows = [
        (
            f"obligation: {milestone.title}" if milestone.obligation else milestone_title(milestone),
            *("" if day is None else spell_day(day, Language.EN) for day in _days(milestone)),
            milestone.given_back or None,
            "estimate" if milestone.estimate else "",
        )
        for milestone in plan.milestones
    ]
    columns = ("Stage or obligation", "Baseline", "Agreed", "Forecast", "Done", "Days given back", "Remark")
    return table(f"Plan{until}", columns, rows, numbers=("Days given back",))


def _days(milestone: Milestone) -> tuple[date | None, ...]:
    return milestone.baseline, milestone.agreed, milestone.forecast, milestone.done


def account_table(journey: Journey, account: DelayAccount, names: Names) -> Table:
    """Whose delay: the working days charged to each account, those of them that were late, and all together."""
    rows: list[tuple[str, int, int, str]] = [
        (account_name(charged.account), charged.days, charged.late_days, _who(charged.outstanding, names))
        for charged in account.accounts
        if charged.days
    ]
    rows.append(("all", sum(charged.days for charged in account.accounts), account.late_days, ""))
    title = (
        f"Delay account: {account.working_days} working days from {_day(journey, account.since)} "
        f"until {_day(journey, account.until)}"
    )
    numbers = ("Working days", "Late")
    return table(title, ("Account", *numbers, "Outstanding when late"), rows, numbers=numbers)


def account_name(party: Party) -> str:
    """What an account is called."""
    return ACCOUNTS.get(party) or name_of(party).into(Language.EN)


def _who(outstanding: Iterable[Outstanding], names: Names) -> str:
    return ", ".join(f"{names.get(one.who, one.who)} {one.late_days}" for one in outstanding)


def _day(journey: Journey, at: datetime | None) -> str:
    return "" if at is None else spell_day(local_date(at, journey.region.zone), Language.EN)
