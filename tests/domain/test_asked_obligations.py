"""What a region is asked for after publication: before it is due, when it is, again and again, until it is settled."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain import messages
from domain.calendar import end_of_day, local_date, months_later
from domain.decisions.record import ADOPTION
from domain.document_events import ObligationAsked
from domain.entry import Entry
from domain.events import ObligationLapsed, ObligationOverdue
from domain.journey import Finish, Proceed, Wait, next_step
from domain.model import problems
from domain.notices import notices
from domain.plan import plan
from domain.projection import Row, project
from domain.vocabulary import QuickWinOutcome, Role, Status, Task
from tests.domain.builders import adoption, calendar, check, document, documented_policy, shipped_policy, start
from tests.domain.cases import at
from tests.domain.cast import Play

SIX, TWELVE = "quick-wins-6", "quick-wins-12"
published = at(variant="documented")


def only(**promise: Any) -> Play:
    """A published journey with one obligation, the adoption as changed."""
    rules = {"name": ADOPTION, "title": "Penetapan", **promise}
    sessions = [{**session.model_dump(), "asks_for": ()} for session in shipped_policy().sessions]
    play = Play(start(policy=documented_policy(obligations=[rules], sessions=sessions)))
    return play.until()


def published_on(play: Play) -> date:
    """The day of the publication in the region's zone."""
    assert play.journey.publication is not None
    assert play.journey.publication.at is not None
    return local_date(play.journey.publication.at, play.journey.region.zone)


def days_of(play: Play, entries: tuple[Entry, ...], name: str = ADOPTION) -> list[tuple[str, date]]:
    """What happened about an obligation, each with the day on which it fell due."""
    told = {ObligationOverdue: "overdue", ObligationLapsed: "lapsed"}
    found = []
    for entry in entries:
        event = entry.event
        if isinstance(event, ObligationAsked) and event.obligation == name:
            found.append(("again" if event.overdue else "early", local_date(entry.effective, play.journey.region.zone)))
        elif isinstance(event, ObligationOverdue | ObligationLapsed) and event.obligation == name:
            found.append((told[type(event)], local_date(entry.effective, play.journey.region.zone)))
    return found


def results(play: Play) -> tuple[Row, ...]:
    """The rows of what became of the quick wins."""
    return project(play.journey)["quick_win_results"]


MONTHS = [
    pytest.param(date(2019, 7, 15), 6, date(2020, 1, 15), id="the same day"),
    pytest.param(date(2019, 8, 31), 6, date(2020, 2, 29), id="the last of a leap February"),
    pytest.param(date(2018, 8, 31), 6, date(2019, 2, 28), id="the last of February"),
    pytest.param(date(2019, 10, 31), 1, date(2019, 11, 30), id="a month of thirty days"),
    pytest.param(date(2019, 12, 31), 12, date(2020, 12, 31), id="a year from the last of it"),
    pytest.param(date(2020, 2, 29), 12, date(2021, 2, 28), id="a year from a leap day"),
    pytest.param(date(2019, 1, 31), 60, date(2024, 1, 31), id="five years"),
]


@pytest.mark.parametrize(("day", "months", "later"), MONTHS)
def test_months_are_those_of_the_calendar(day: date, months: int, later: date) -> None:
    """The same day of the month, or its last where the month is shorter."""
    assert months_later(day, months) == later


@pytest.mark.parametrize(("name", "months"), [(SIX, 6), (TWELVE, 12)])
def test_a_check_is_due_so_many_months_after_publication(name: str, months: int) -> None:
    """At the end of that day, or of the next working day."""
    play = published()
    day = calendar().after(months_later(published_on(play), months), 0)
    assert play.journey.obligation(name).due == end_of_day(day, play.journey.region.zone)


def test_the_adoption_is_asked_for_before_it_is_due_and_again_and_again() -> None:
    """60 working days before, on the day, then every 60 working days for years: it never lapses."""
    play = published()
    due = play.journey.obligation(ADOPTION).due
    assert due is not None
    day = local_date(due, play.journey.region.zone)
    entries = play.wait(due + timedelta(days=800))
    count = calendar().after
    assert days_of(play, entries)[:5] == [
        ("early", count(day, -60)),
        ("overdue", day),
        ("again", count(day, 60)),
        ("again", count(day, 120)),
        ("again", count(day, 180)),
    ]
    assert not play.journey.obligation(ADOPTION).lapsed
    assert isinstance(next_step(play.journey, play.now), Wait)


def test_once_it_is_recorded_nobody_asks_any_more() -> None:
    """The adoption that comes late, after the second asking, ends the asking."""
    play = published()
    entries = play.wait(days=400)
    assert [what for what, _ in days_of(play, entries)] == ["early", "overdue", "again", "again"]
    play.do(adoption(play.today), Role.COORDINATOR)
    assert play.journey.obligation(ADOPTION).settled
    assert days_of(play, play.wait(days=800)) == []


def test_what_lapses_is_not_asked_for_after_it() -> None:
    """Asked again every 20 working days and lapsing after 50: asked twice, then no more."""
    play = only(within_after_publication=30, asked_again_every=20, lapses_after=50).certify()
    due = play.journey.obligation(ADOPTION).due
    assert due is not None
    entries = play.wait(days=400)
    day, count = local_date(due, play.journey.region.zone), calendar().after
    assert days_of(play, entries) == [
        ("overdue", day),
        ("again", count(day, 20)),
        ("again", count(day, 40)),
        ("lapsed", count(day, 50)),
    ]
    assert next_step(play.journey, play.now) == Finish()


def test_what_is_to_be_asked_before_it_is_known_is_asked_at_once() -> None:
    """90 working days before a date 30 working days ahead has passed already; nothing is dated back."""
    play = only(within_after_publication=30, asked_before=90)
    asked = [entry for entry in play.wait() if isinstance(entry.event, ObligationAsked)]
    assert [entry.effective for entry in asked] == [play.journey.obligation(ADOPTION).known_at]
    assert next_step(play.journey, play.now) == Wait(play.journey.obligation(ADOPTION).due)
    play.wait(days=20)
    assert sum(isinstance(entry.event, ObligationAsked) for entry in play.entries) == 1


def test_a_due_date_that_moves_is_asked_for_anew() -> None:
    """Overdue and asked once more, then a decree moves the date past today: both begin again from the new date."""
    play = only(within_after_publication=30, asked_again_every=5, lapses_after=None)
    due = play.journey.obligation(ADOPTION).due
    assert due is not None
    first = local_date(due, play.journey.region.zone)
    play.wait(end_of_day(calendar().after(first, 6), play.journey.region.zone))
    assert play.journey.obligation(ADOPTION).asked == 1
    off = tuple(day for n in range(30) if calendar().is_working_day(day := first + timedelta(days=n)))
    play.do(messages.ChangeCalendar(decree="Keppres", off=off), Role.PROGRAMME_MANAGER)
    state = play.journey.obligation(ADOPTION)
    assert state.due is not None
    assert (state.due > play.now, state.overdue) == (True, False)
    moved = local_date(state.due, play.journey.region.zone)
    asked = days_of(play, play.wait(state.due + timedelta(days=15)))
    assert asked[:2] == [("overdue", moved), ("again", play.journey.calendar.after(moved, 5))]


def test_who_is_asked() -> None:
    """The coordinator: by one letter before it is due, and by the letter on what is overdue each time after it."""
    play = published()
    before = play.journey
    entries = play.wait(days=400)
    told = [n for n in notices(before, entries) if n.facts.get("obligation") == ADOPTION]
    assert {n.person for n in told} == {"coordinator"}
    assert [n.template for n in told] == ["obligation_asked", *["obligation_overdue"] * 3]
    assert len({n.key for n in told}) == 4


def test_the_checks_meet_their_obligations_and_are_rows() -> None:
    """After six months some are achieved in part; after twelve all are. Both checks stay to be seen."""
    play = published()
    assert results(play) == ()
    play.wait(play.journey.obligation(SIX).due)
    first = check(play.journey, SIX, play.today, QuickWinOutcome.PARTLY)
    play.do(first, Role.BAPPEDA)
    assert (play.journey.obligation(SIX).met_on, play.journey.obligation(TWELVE).settled) == (first.checked_on, False)
    play.wait(play.journey.obligation(TWELVE).due)
    second = check(play.journey, TWELVE, play.today)
    play.do(second.model_copy(update={"evidence": document("laporan")}), Role.MINISTRY_OFFICER)
    shown = [(row["obligation"], row["name"], row["outcome"], row["checked_on"]) for row in results(play)]
    names = [win.name for win in play.journey.quick_wins]
    assert shown == [
        *((SIX, name, "partly", first.checked_on) for name in names),
        *((TWELVE, name, "achieved", second.checked_on) for name in names),
    ]
    assert play.journey.obligation(TWELVE).evidence == document("laporan")


def test_a_check_that_never_comes_lapses_and_is_seen() -> None:
    """Nobody asks for ever what became of the quick wins; that nobody said it stays visible."""
    play = published()
    entries = play.wait(days=700)
    for name in (SIX, TWELVE):
        assert [what for what, _ in days_of(play, entries, name)] == ["early", "overdue", "lapsed"]
    assert [p.subject for p in problems(play.journey) if p.kind == "obligation_overdue"] == [
        "rpjmd",
        ADOPTION,
        SIX,
        TWELVE,
    ]


def test_a_withdrawn_publication_is_asked_for_nothing() -> None:
    """Neither before nor after a due date, nor is a date given; the journey ends."""
    play = published().certify()
    play.do(messages.WithdrawPublication(reason="Data salah."), Role.DIRECTOR)
    entries = play.wait(days=900)
    assert entries == ()
    assert next_step(play.journey, play.now) == Finish()
    forecasts = [m.forecast for m in plan(play.journey, play.now).milestones if m.obligation]
    assert forecasts == [None] * len(forecasts)


def test_a_publication_withdrawn_late_stops_the_asking() -> None:
    """What was overdue is asked for no more."""
    play = published()
    play.wait(days=300)
    assert play.journey.obligation(ADOPTION).overdue
    play.do(messages.WithdrawPublication(reason="Data salah."), Role.DIRECTOR)
    assert play.wait(days=900) == ()


def test_an_ended_journey_waits_until_everything_is_settled() -> None:
    """It waits for each date in turn, though it has ended; it finishes some time after the last act."""
    play = published().certify()
    stops: list[datetime] = []
    for _ in range(60):
        step = next_step(play.journey, play.now)
        assert not isinstance(step, Finish)
        if isinstance(step, Proceed):
            play.wait()
            continue
        assert step.until is not None
        assert step.until > play.now
        stops.append(step.until)
        play.wait(step.until)
        assert play.journey.status is Status.PUBLISHED
        for name in (SIX, TWELVE):
            if play.journey.obligation(name).overdue and not play.journey.obligation(name).settled:
                play.do(check(play.journey, name, play.today), Role.BAPPEDA)
        if play.journey.obligation(TWELVE).settled and play.journey.adoption is None:
            play.do(adoption(play.today), Role.COORDINATOR)
            break
    closes = next_step(play.journey, play.now)
    assert isinstance(closes, Wait)
    assert closes.until is not None
    assert stops == sorted(stops)
    assert next_step(play.journey, closes.until - timedelta(seconds=1)) == closes
    assert next_step(play.journey, closes.until) == Finish()


def test_years_unseen_are_caught_up_in_order() -> None:
    """When nothing ran for two years, everything that fell due is written in the order in which it did, once."""
    seen, unseen = published(), published()
    unseen.wait(days=730)
    while seen.now < unseen.now:
        seen.wait(min(seen.now + timedelta(days=11), unseen.now))
    told = [
        [(e.event, e.effective) for e in play.entries if e.event.kind != "journey_scheduled"] for play in (seen, unseen)
    ]
    assert told[0] == told[1]
    assert [e.effective for e in unseen.entries] == sorted(e.effective for e in unseen.entries)


def test_the_checks_are_planned_from_the_opening() -> None:
    """The plan at the opening says when the checks are expected; once published their days are those that count."""
    play = at(Task.PASS_GATES, variant="documented")()
    milestones = {m.name: m for m in plan(play.journey, play.now).milestones}
    ends = milestones["publication"].baseline
    assert ends is not None
    for name, months in ((SIX, 6), (TWELVE, 12)):
        assert milestones[name].baseline == calendar().after(months_later(ends, months), 0)
        assert milestones[name].forecast is not None
    later = published()
    due = later.journey.obligation(SIX).due
    assert due is not None
    found = plan(later.journey, later.now).milestone(SIX)
    assert found.agreed == found.forecast == local_date(due, later.journey.region.zone)
