"""The plan: baseline, agreed and forecast of situations worked out by hand, and a forecast that comes true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from domain import messages
from domain.calendar import end_of_day, local_date
from domain.facts import SessionPlanFacts
from domain.messages import Imported
from domain.plan import Milestone, plan
from domain.vocabulary import Role, Stage, Status, Task
from tests.domain.acts_of_time import asking, clock, deciding, decreeing, overdue, pausing, resuming
from tests.domain.builders import OPENS_AT, calendar, policy, start
from tests.domain.cases import at
from tests.domain.cast import Play, dutiful_deed

KICKOFF, DRAFTING, REVIEW, APPROVAL, PUBLICATION = (stage.value for stage in Stage)
ALL = (KICKOFF, DRAFTING, REVIEW, APPROVAL, PUBLICATION, "rpjmd", "adoption")

BASELINE = {
    # Gates 30 working days after 15 May, mentors 5, declarations 5.
    KICKOFF: date(2019, 7, 18),
    DRAFTING: date(2020, 2, 13),
    REVIEW: date(2020, 2, 27),
    APPROVAL: date(2020, 5, 13),
    PUBLICATION: date(2020, 5, 13),
    # Proposal on 1 August, confirmed on 8 August, first session on 22 and 23, recorded on the 28th, handed in on 18
    # September, comments on the 27th: the second session begins on the 30th.
    "rpjmd": date(2019, 9, 27),
    "adoption": date(2020, 11, 11),
}


def milestones(play: Play) -> dict[str, Milestone]:
    """The milestones by name."""
    return {milestone.name: milestone for milestone in plan(play.journey, play.now).milestones}


def moved(days: int) -> dict[str, date]:
    """The baseline's days so many working days later."""
    return {name: calendar().after(day, days) for name, day in BASELINE.items()}


def test_a_journey_that_has_just_opened_is_where_it_should_be() -> None:
    """At the opening baseline, agreed and forecast are the same days, and none of them is an estimate."""
    found = milestones(Play())
    assert {name: m.baseline for name, m in found.items()} == BASELINE
    for m in found.values():
        assert (m.agreed, m.forecast, m.done, m.given_back, m.estimate) == (m.baseline, m.baseline, None, 0, False)
    assert tuple(found) == ALL


def test_the_plan_is_known_before_the_opening() -> None:
    """A scheduled journey has the plan that it will have when it opens."""
    found = milestones(Play(now=clock(date(2019, 5, 1), 9)))
    assert {name: m.forecast for name, m in found.items()} == BASELINE
    assert {name: m.baseline for name, m in found.items()} == BASELINE


def _extended(play: Play) -> None:
    asking(play, 5)
    deciding(play)


def _paused(play: Play, hour: int = 10) -> None:
    play.wait(clock(date(2019, 7, 1), hour))
    pausing(play, until=date(2019, 7, 8))


def _paused_and_gone_on(play: Play) -> None:
    _paused(play)
    play.wait(clock(date(2019, 7, 8), 9))


def _extended_and_paused(play: Play) -> None:
    _extended(play)
    _paused_and_gone_on(play)


@pytest.mark.parametrize(
    ("happens", "agreed", "forecast"),
    [
        pytest.param(lambda p: p.wait(clock(date(2019, 7, 4), 10)), 0, 0, id="untouched on the due day"),
        pytest.param(lambda p: overdue(p, 1), 0, 1, id="a day late, only the forecast moves"),
        pytest.param(_extended, 5, 5, id="five days granted move what was agreed"),
        pytest.param(asking, 0, 0, id="days only asked for move nothing"),
        pytest.param(_paused, 0, 5, id="paused from the morning of 1 July, five days are expected to be lost"),
        pytest.param(lambda p: _paused(p, 17), 0, 4, id="paused after 16.00 of 1 July, four days"),
        pytest.param(_paused_and_gone_on, 5, 5, id="what was stopped was agreed"),
        pytest.param(_extended_and_paused, 10, 10, id="an extension and a pause add up"),
    ],
)
def test_first_turn(happens: Callable[[Play], object], agreed: int, forecast: int) -> None:
    """Every day after the first turn moves by the working days granted, stopped or lost in it."""
    play = Play()
    happens(play)
    found = milestones(play)
    assert {name: m.baseline for name, m in found.items()} == BASELINE
    assert {name: m.agreed for name, m in found.items()} == moved(agreed)
    assert {name: m.forecast for name, m in found.items()} == moved(forecast)


@pytest.mark.parametrize("hour", [0, 9, 15, 16, 17, 23])
@pytest.mark.parametrize("first", [date(2019, 7, 1), date(2019, 7, 3), date(2019, 7, 4), date(2019, 6, 29)])
def test_a_paused_journey_expects_what_comes_when_it_goes_on(first: date, hour: int) -> None:
    """Whatever hour the pause began at, going on as expected changes no forecast."""
    play = Play()
    play.wait(clock(first, hour))
    pausing(play, until=date(2019, 7, 11))
    expected = {name: m.forecast for name, m in milestones(play).items()}
    assert plan(play.journey, play.now).paused_until == date(2019, 7, 11)
    play.wait(clock(date(2019, 7, 11), 0))
    assert play.journey.pause is None
    assert {name: m.forecast for name, m in milestones(play).items()} == expected


def test_going_on_early_brings_the_forecast_back() -> None:
    """Two days stopped in place of five move what is to come by two."""
    play = Play()
    _paused(play)
    play.wait(clock(date(2019, 7, 3), 10))
    resuming(play)
    assert {name: m.forecast for name, m in milestones(play).items()} == moved(2)


def test_a_decree_moves_what_is_agreed_and_never_the_baseline() -> None:
    """A new day off on 2 July moves the gates from 4 to 5 July, and everything after them."""
    play = Play()
    decreeing(play, [date(2019, 7, 2)])
    found = milestones(play)
    assert {name: m.baseline for name, m in found.items()} == BASELINE
    assert {name: m.agreed for name, m in found.items()} == moved(1)
    assert {name: m.forecast for name, m in found.items()} == moved(1)


def test_days_agreed_for_sessions_take_the_place_of_those_assumed() -> None:
    """Two sessions set for September: the RPJMD is due before the second, and the forecast goes on from them."""
    play = at(Task.PROPOSE_SESSION)()
    first, second = (date(2019, 9, 2), date(2019, 9, 3)), (date(2019, 10, 14), date(2019, 10, 15))
    plans = tuple(SessionPlanFacts(number=n, days=days, place="Sleman") for n, days in ((1, first), (2, second)))
    play.do(messages.ProposeSessions(plans=plans), Role.MINISTRY_OFFICER)
    play.do(messages.ConfirmSessions(numbers=(1, 2)), Role.COORDINATOR)
    found = milestones(play)
    assert found["rpjmd"].baseline == BASELINE["rpjmd"]
    assert found["rpjmd"].agreed == found["rpjmd"].forecast == date(2019, 10, 11)
    assert found[DRAFTING].agreed == found[DRAFTING].forecast
    assert found[KICKOFF].done == date(2019, 5, 15)


def test_days_that_others_were_late_are_given_back() -> None:
    """Three late days of the region move what mentors and approvers agreed to, and not what the region did."""
    play = at(Task.HAND_IN)()
    before = milestones(play)
    overdue(play, 3, 17)
    found = milestones(play)
    assert {name: found[name].given_back for name in ALL[:5]} == {
        KICKOFF: 0,
        DRAFTING: 0,
        REVIEW: 3,
        APPROVAL: 3,
        PUBLICATION: 3,
    }
    assert found[DRAFTING].agreed == before[DRAFTING].agreed
    for name in (REVIEW, APPROVAL, PUBLICATION):
        agreed = before[name].agreed
        assert agreed is not None
        assert found[name].agreed == calendar().after(agreed, 3)


def test_days_are_given_back_only_where_the_policy_says_so() -> None:
    """Without the rule the agreed days stay, whoever was late."""
    rules = policy()
    assert rules.plan is not None
    changed = {**rules.plan.model_dump(), "give_back_days": False}
    play = Play(start(policy=policy(plan=changed))).until(Task.HAND_IN)
    before = milestones(play)
    overdue(play, 3, 17)
    found = milestones(play)
    assert [found[name].agreed for name in ALL[:5]] == [before[name].agreed for name in ALL[:5]]
    assert {m.given_back for m in found.values()} == {0}


def test_a_region_that_has_left_has_no_forecast() -> None:
    """After a withdrawal the baseline stays and nothing is expected of a stage any more."""
    play = Play()
    play.do(messages.Withdraw(reason="Anggaran."), Role.PROGRAMME_MANAGER)
    found = milestones(play)
    assert {name: m.baseline for name, m in found.items()} == BASELINE
    assert {m.forecast for m in found.values()} == {None}
    assert {m.done for m in found.values()} == {None}


def test_a_published_journey_is_done() -> None:
    """Each stage has the day on which it was closed; only the adoption is still expected."""
    play = at()()
    found = milestones(play)
    assert play.journey.status is Status.PUBLISHED
    closed = {span.stage.value: span.closed for span in play.journey.stages}
    for name in ALL[:5]:
        at_ = closed[name]
        assert at_ is not None
        assert (found[name].done, found[name].forecast) == (local_date(at_, play.journey.region.zone), None)
    published = found[PUBLICATION].done
    assert published is not None
    assert found["adoption"].forecast == calendar().after(published, 120)


def test_an_imported_journey_is_planned_from_its_opening_and_expected_from_now() -> None:
    """Taken over on 1 August in drafting it keeps the plan of 15 May; ten days to propose a session are ahead."""
    taken_over = Imported(
        status=Status.OPEN, stage=Stage.DRAFTING, opened_at=OPENS_AT, evidence="Arsip program, berita acara."
    )
    now = clock(date(2019, 8, 1), 10)
    play = Play(start(imported=taken_over), now=now)
    found = milestones(play)
    assert {name: m.baseline for name, m in found.items()} == BASELINE
    assert found[KICKOFF].forecast is None
    assert play.journey.stage is Stage.DRAFTING
    expected = found[DRAFTING].forecast
    assert expected is not None and expected > now.date()


def test_days_beyond_the_official_calendar_are_estimates() -> None:
    """Of a journey that opens in November 2024 only what lies in that year is more than an estimate."""
    official = {**start().model_dump(), "opens_at": datetime(2024, 9, 2, 2, 0, tzinfo=UTC)}
    found = milestones(Play(messages.StartJourney.model_validate(official)))
    assert {name for name, m in found.items() if not m.estimate} == {KICKOFF}
    without = calendar().model_copy(update={"official_until": None})
    assert all(m.estimate for m in milestones(Play(start(calendar=without))).values())


# --- a forecast that comes true ------------------------------------------------------------------------------------


def _all_sessions(play: Play) -> messages.ProposeSessions:
    """Four sessions on the days that the plan assumes."""
    off, rules = play.journey.calendar, play.journey.policy
    assert rules.plan is not None
    days = {task: rules.turns[task] for task in (Task.RECORD_SESSION, Task.HAND_IN, Task.COMMENT_HAND_IN)}
    first = off.after(off.after(play.today, rules.turns[Task.CONFIRM_SESSION]), rules.plan.session_after)
    found = []
    for session in rules.sessions:
        last = off.after(first, rules.plan.session_length - 1)
        found.append(SessionPlanFacts(number=session.number, days=(first, last), place="Sleman"))
        commented = last
        for count in days.values():
            commented = off.after(commented, count)
        first = max(off.after(commented, 1), off.after(first, rules.plan.session_every))
    return messages.ProposeSessions(plans=tuple(found))


def _on_the_last_day(play: Play) -> None:
    """Wait for the end of the turn, then do what it asks for, all in that instant."""
    turn = play.journey.turn
    assert turn.due is not None
    play.wait(max(turn.due, play.now))
    while play.journey.turn.seq == turn.seq:
        deed = dutiful_deed(play.journey, play.now)
        assert deed is not None
        role, who, act = deed
        if isinstance(act, messages.ProposeSessions):
            act = _all_sessions(play)
        if isinstance(act, messages.ConfirmSessions):
            act = messages.ConfirmSessions(numbers=(1, 2, 3, 4))
        if isinstance(act, messages.ScheduleExamination):
            rules = play.journey.policy
            assert rules.plan is not None
            prepared = calendar().after(play.today, rules.turns[Task.PREPARE_PRESENTATION])
            day = calendar().after(prepared, rules.plan.examination_after)
            act = act.model_copy(update={"slot": end_of_day(day, play.journey.region.zone)})
        now = play.now
        play.do(act, role, who)
        play.now = now


def test_a_forecast_comes_true_when_everybody_uses_the_days_given() -> None:
    """Played with each turn taken at its last instant, every stage ends on the day forecast, at each turn anew."""
    play = Play()
    expected = {name: m.forecast for name, m in milestones(play).items()}
    turns = 0
    while not play.journey.ended:
        found = {name: m.forecast or m.done for name, m in milestones(play).items()}
        assert {name: found[name] for name in ALL[:5]} == {name: expected[name] for name in ALL[:5]}, play.journey.turn
        # Nobody hands in the RPJMD: once it is not asked for any more, nothing is expected.
        assert found["rpjmd"] in (expected["rpjmd"], None)
        _on_the_last_day(play)
        turns += 1
    last = milestones(play)
    assert {name: last[name].done for name in ALL[:5]} == {name: expected[name] for name in ALL[:5]}
    assert last["adoption"].forecast == expected["adoption"]
    assert turns > 25


def test_a_session_that_is_not_planned_yet_keeps_its_distance_from_the_one_before() -> None:
    """From the end of the first session on the second is expected where it was when the first was agreed on."""
    play = at(Task.ATTEND_SESSION)()
    found = []
    for task in (Task.RECORD_SESSION, Task.HAND_IN, Task.COMMENT_HAND_IN):
        found.append(milestones(play)["rpjmd"].forecast)
        _on_the_last_day(play)
        assert play.awaits(task)
    found.append(milestones(play)["rpjmd"].forecast)
    assert len(set(found)) == 1, found
