"""Whose delay: the accounts of journeys whose days were counted by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest

from domain import messages
from domain.delay import DelayAccount, delay_account
from domain.vocabulary import Party, Role, Task
from tests.domain.acts_of_time import asking, clock, deciding, overdue, pausing, resuming
from tests.domain.builders import OPENS_AT, behalf, gate, start, verdict
from tests.domain.cases import at
from tests.domain.cast import Play

REGION, MENTORS, _, _, SESSION, NOBODY = Party
GATES = tuple(gate(name) for name in ("mou", "sk-dewan", "sk-tim"))


def account_of(play: Play, as_of: datetime | None = None) -> DelayAccount:
    """The account as of an instant, or now."""
    found = delay_account(play.journey, as_of or play.now)
    assert found is not None
    return found


def days(account: DelayAccount) -> dict[Party, tuple[int, int]]:
    """Days and late days of each account that has any."""
    return {a.account: (a.days, a.late_days) for a in account.accounts if a.days}


def _july(day: int, hour: int = 17) -> datetime:
    return clock(date(2019, 7, day), hour)


def _extended(play: Play) -> None:
    asking(play, 5)
    deciding(play)


def _paused(play: Play) -> None:
    play.wait(_july(1, 10))
    pausing(play, until=date(2019, 7, 8))


def _paused_when_late(play: Play) -> None:
    play.wait(_july(9))
    pausing(play, until=date(2019, 7, 15))


def _resumed_early(play: Play) -> None:
    _paused(play)
    play.wait(_july(3, 10))
    resuming(play)


@pytest.mark.parametrize(
    ("happens", "as_of", "expected"),
    [
        pytest.param(None, OPENS_AT, {}, id="at the opening no day has ended"),
        pytest.param(None, clock(date(2019, 5, 15), 15), {}, id="before 16.00 the first day has not ended"),
        pytest.param(None, clock(date(2019, 5, 15), 16), {REGION: (1, 0)}, id="at 16.00 the first day has ended"),
        pytest.param(None, _july(4), {REGION: (31, 0)}, id="on the due day, the day of the opening and thirty more"),
        pytest.param(None, _july(5, 15), {REGION: (31, 0)}, id="the day after is not late before it has ended"),
        pytest.param(None, _july(5), {REGION: (32, 1)}, id="one day late"),
        pytest.param(None, _july(7), {REGION: (32, 1)}, id="a weekend is nobody's delay"),
        pytest.param(None, _july(12), {REGION: (37, 6)}, id="six days late"),
        pytest.param(_extended, _july(12), {REGION: (37, 1)}, id="of six days five were granted"),
        pytest.param(_paused, _july(5), {REGION: (27, 0), NOBODY: (5, 0)}, id="paused, nobody is charged"),
        pytest.param(_paused, _july(12), {REGION: (32, 1), NOBODY: (5, 0)}, id="due on 11 July after five days"),
        pytest.param(
            _resumed_early, _july(12), {REGION: (35, 4), NOBODY: (2, 0)}, id="due on 8 July after two days stopped"
        ),
        pytest.param(
            _paused_when_late, _july(16), {REGION: (36, 5), NOBODY: (3, 0)}, id="a late region is not late while paused"
        ),
    ],
)
def test_a_region_in_its_first_turn(
    happens: Callable[[Play], None] | None, as_of: datetime, expected: dict[Party, tuple[int, int]]
) -> None:
    """The gates are due on 4 July; every working day since 15 May is charged to whoever's it was."""
    play = Play()
    if happens is not None:
        happens(play)
    play.wait(max(as_of, play.now))
    account = account_of(play, as_of)
    assert days(account) == expected
    assert account.working_days == sum(count for count, _ in expected.values())
    assert account.late_days == sum(late for _, late in expected.values())


def test_a_journey_that_has_not_opened_has_no_account() -> None:
    """Before the opening no day is anybody's."""
    play = Play(start(), clock(date(2019, 5, 1), 9))
    assert delay_account(play.journey, play.now) is None


def test_mentors_side_by_side_share_an_account_that_names_the_outstanding_one() -> None:
    """Of three late days one was owed by both mentors, and two by the one who had still to answer."""
    play = at(Task.GIVE_VERDICTS, variant="quorum 2")()
    overdue(play, 1, 17)
    play.do(verdict(1), Role.MENTOR, "mentor-a")
    overdue(play, 3, 17)
    mentors = next(a for a in account_of(play).accounts if a.account is MENTORS)
    assert mentors.late_days == 3
    assert {o.who: o.late_days for o in mentors.outstanding} == {"mentor-a": 1, "mentor-b": 3}


def test_waiting_for_a_session_is_nobodys_delay() -> None:
    """Days until an agreed date are charged to the session and are never late, even when it was moved away."""
    play = at(Task.ATTEND_SESSION)()
    before = days(account_of(play))
    act = messages.MoveSession(
        number=1, days=(date(2019, 6, 17), date(2019, 6, 18)), place="Sleman", reason="Ruang penuh."
    )
    play.do(act, Role.COORDINATOR)
    play.do(messages.ConfirmSessions(numbers=(1,)), Role.MINISTRY_OFFICER)
    play.wait(clock(date(2019, 6, 18), 16))
    # From 15 May on: 12 working days until the shared leave, 7 from 10 to 18 June.
    assert SESSION not in before
    assert days(account_of(play)) == {SESSION: (19, 0)}
    assert play.journey.session(1).plan is not None


def test_an_act_on_paper_counts_from_its_day() -> None:
    """Gates passed on 1 July and recorded on 12 July cost the region no late day; days since are the programme's."""
    play = Play()
    play.wait(_july(12, 10))
    assert days(account_of(play))[REGION] == (36, 5)
    on_behalf = behalf(Role.COORDINATOR, date(2019, 7, 1))
    play.do(messages.PassGates(gates=GATES), Role.PROGRAMME_MANAGER, on_behalf=on_behalf)
    # It became the programme's turn at noon of 1 July; five working days were given until 8 July.
    assert days(account_of(play)) == {REGION: (27, 0), Party.PROGRAMME: (9, 3)}


def test_an_act_on_paper_does_not_reach_back_over_a_pause() -> None:
    """What was done before a pause and recorded after it counts from the day the clock went on."""
    play = Play()
    _paused(play)
    play.wait(_july(9, 10))
    before = account_of(play)
    on_behalf = behalf(Role.COORDINATOR, date(2019, 6, 20))
    play.do(messages.PassGates(gates=GATES), Role.PROGRAMME_MANAGER, on_behalf=on_behalf)
    after = account_of(play)
    assert days(before) == {REGION: (28, 0), NOBODY: (5, 0)}
    assert days(after) == {REGION: (27, 0), NOBODY: (5, 0), Party.PROGRAMME: (1, 0)}


def test_a_turn_that_begins_and_ends_on_a_day_costs_nothing() -> None:
    """A day belongs to whoever's turn it is at 16.00; those who acted before are not charged."""
    play = Play()
    play.do(messages.PassGates(gates=GATES), Role.COORDINATOR)
    play.until(Task.PROPOSE_SESSION)
    assert play.now < clock(date(2019, 5, 15), 16)
    assert days(account_of(play, clock(date(2019, 5, 15), 16))) == {Party.PROGRAMME: (1, 0)}


def test_an_ended_journey_is_charged_no_further() -> None:
    """A year after the end the account is that of the end."""
    play = Play()
    play.wait(_july(12))
    play.do(messages.Withdraw(reason="Anggaran."), Role.PROGRAMME_MANAGER)
    ended = account_of(play, _july(12))
    assert account_of(play, clock(date(2020, 7, 12), 17)) == ended
    assert days(ended) == {REGION: (37, 6)}
