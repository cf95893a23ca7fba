"""Whose delay: `delay_account` charges each working day of a journey to exactly one account.

A day belongs to whoever's turn it is when it ends (16.00 in the region's zone). Days until the due date are the time
that was given; days after it are late. While the clock stands still nobody is charged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import AwareDatetime

from domain.calendar import DAY, end_of_day, local_date
from domain.clock import Stretch
from domain.model import Journey
from domain.seats import regional_calendar
from domain.shape import Frozen, Line
from domain.vocabulary import Party, Stage

ACCOUNTS = (Party.REGION, Party.MENTORS, Party.APPROVERS, Party.PROGRAMME, Party.SESSION, Party.NOBODY)
"""The accounts: the parties, waiting for an agreed event, and nobody while the clock stands still."""


class Outstanding(Frozen):
    """How many of an account's late days one of several parallel people or agencies was outstanding."""

    who: Line
    late_days: int


class Account(Frozen):
    """The working days charged to one account; `late_days` of them lie after the due date of their turn."""

    account: Party
    days: int
    late_days: int
    outstanding: tuple[Outstanding, ...] = ()


class DelayAccount(Frozen):
    """All working days of a journey from its opening until `until`: the accounts' days add up to `working_days`."""

    since: AwareDatetime
    until: AwareDatetime
    working_days: int
    accounts: tuple[Account, ...]

    @property
    def late_days(self) -> int:
        """Late days of all accounts."""
        return sum(account.late_days for account in self.accounts)


def delay_account(journey: Journey, as_of: datetime) -> DelayAccount | None:
    """The account of a journey until its end, or until `as_of` while it lasts; None before it has opened."""
    if not journey.stretches:
        return None
    until = _until(journey, as_of)
    since = journey.stretches[0].since
    days = dict.fromkeys(ACCOUNTS, 0)
    late = dict.fromkeys(ACCOUNTS, 0)
    named: dict[Party, dict[str, int]] = {account: {} for account in ACCOUNTS}
    for stretch, counted, overdue in _counted(journey, until):
        days[stretch.party] += counted
        late[stretch.party] += overdue
        for who in stretch.outstanding if overdue else ():
            named[stretch.party][who] = named[stretch.party].get(who, 0) + overdue
    return DelayAccount(
        since=since,
        until=until,
        working_days=len(_ends(journey, since, until)),
        accounts=tuple(
            Account(
                account=account,
                days=days[account],
                late_days=late[account],
                outstanding=tuple(Outstanding(who=who, late_days=n) for who, n in named[account].items()),
            )
            for account in ACCOUNTS
        ),
    )


def late_days_by(journey: Journey, as_of: datetime) -> dict[tuple[Stage, Party], int]:
    """Late days by stage and account until `as_of`."""
    found: dict[tuple[Stage, Party], int] = {}
    if journey.stretches:
        for stretch, _, overdue in _counted(journey, _until(journey, as_of)):
            if overdue:
                key = (stretch.stage, stretch.party)
                found[key] = found.get(key, 0) + overdue
    return found


def _until(journey: Journey, as_of: datetime) -> datetime:
    last = journey.stretches[-1]
    return max(last.until or as_of, journey.stretches[0].since)


def _counted(journey: Journey, until: datetime) -> Iterator[tuple[Stretch, int, int]]:
    """Each stretch with its working days, and how many of them ended after its due date."""
    for stretch in journey.stretches:
        end = min(stretch.until or until, until)
        ends = _ends(journey, stretch.since, end)
        due = stretch.due
        late = 0
        if due is not None and stretch.party not in (Party.SESSION, Party.NOBODY):
            # The day on which it was due was given whole, also where it ends earlier than in the region.
            late = sum(1 for day in ends if day > local_date(due, journey.region.zone))
        yield stretch, len(ends), late


def _ends(journey: Journey, since: datetime, until: datetime) -> tuple[date, ...]:
    """The region's working days that ended after `since` and not after `until`."""
    zone = journey.region.zone
    calendar = regional_calendar(journey)
    day, last = local_date(since, zone), local_date(until, zone)
    found: list[date] = []
    while day <= last:
        if calendar.is_working_day(day) and since < end_of_day(day, zone) <= until:
            found.append(day)
        day += DAY
    return tuple(found)
