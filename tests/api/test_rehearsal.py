"""The rehearsal's parts: what chance decides, how a run is lived, and how runs are counted."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

import pytest

from api.rehearsal import runs as running
from api.rehearsal.chances import Chances, DrawnPace
from api.rehearsal.runs import Ended, Rehearsal, RunFigures, all_runs, figures, middle_run
from api.rehearsal.simulate import Life
from api.rehearsal.spread import Spread, end_of_cohort, ended_by_month, ends_of_regions, spread
from api.rehearsal.tally import tally
from domain.events import LadderStepTaken, SessionHeld
from domain.model import Turn
from domain.policy import Policy
from domain.vocabulary import Party, Role, Status, Task
from tests.api.rehearsed import OPENS_AT, late, rehearsal
from tests.domain.builders import policy, review, with_endorsements


def lived(of: Rehearsal, run: int = 1) -> list[Life]:
    """One run of a rehearsal."""
    return of.live(of.openings(), run)


def nothing_seen(journeys: int) -> None:
    """No bar is shown."""


def test_same_seed_same_run() -> None:
    """The same run of the same seed comes to the same entries, hash by hash; another seed and run do not."""
    heads = [life.journey.head for life in lived(rehearsal())]
    assert heads == [life.journey.head for life in lived(rehearsal())]
    assert heads != [life.journey.head for life in lived(rehearsal(seed=8))]
    assert heads != [life.journey.head for life in lived(rehearsal(), run=2)]


def test_processes_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs lived in processes of their own give the figures of those lived here."""
    of = rehearsal(2, runs=3)
    here = all_runs(of, nothing_seen)
    monkeypatch.setattr(running, "WORTH_PROCESSES", 1)
    assert all_runs(of, nothing_seen) == here


def test_engine_is_punctual() -> None:
    """What the engine does by itself happens at the very instant it falls due; every act at its own."""
    for life in lived(rehearsal(chance=0.6)):
        assert all(entry.at == entry.effective for entry in life.entries)
        assert [entry.at for entry in life.entries] == sorted(entry.at for entry in life.entries)
        steps = [entry for entry in life.entries if isinstance(entry.event, LadderStepTaken)]
        assert steps
        assert all(isinstance(e.event, LadderStepTaken) and e.at == e.event.fell_due for e in steps)


def test_more_lateness_never_ends_earlier() -> None:
    """The likelier everybody is to be late, the later the regions end on median, and the more is escalated."""
    ends: list[Spread[date]] = []
    escalated = []
    for chance in (0.0, 0.3, 0.7, 1.0):
        found = all_runs(rehearsal(5, runs=5, chance=chance), nothing_seen)
        ends.append(end_of_cohort(found))
        escalated.append(sum(dict(run.steps)[action] for run in found for action in dict(run.steps)))
    medians = [end.middle for end in ends if end.middle is not None]
    assert len(medians) == 4
    assert medians == sorted(set(medians))
    assert escalated == sorted(set(escalated))


def test_lateness_of_one_party_leaves_others_as_they_were() -> None:
    """Draws have names of their own: mentors who are late do not make the region faster or slower."""
    turn = Turn(party=Party.REGION, task=Task.HAND_IN, since=OPENS_AT, allowance=15)
    punctual, others_late = (DrawnPace(chances, "7/1/kab-1") for chances in (Chances(), late(0.9, Party.MENTORS)))
    assert punctual.days(turn) == others_late.days(turn) == punctual.days(turn)


def test_delay_is_what_is_documented() -> None:
    """The late are at least one working day late and five on average; the punctual never are."""
    pace, chances = DrawnPace(late(1.0), "7/1/kab-1"), Chances()
    turns = [
        Turn(party=Party.REGION, task=Task.HAND_IN, since=datetime.fromtimestamp(n, OPENS_AT.tzinfo), allowance=10)
        for n in range(2000)
    ]
    delays = [pace.days(turn) - 10 for turn in turns]
    assert min(delays) == 1
    assert sum(delays) / len(delays) == pytest.approx(chances.mean_delay, rel=0.1)
    days = [DrawnPace(chances, str(n)).days(turns[0]) for n in range(500)]
    assert (min(days), max(days)) == (3, 10)


def test_no_mentor_in_two_places() -> None:
    """No mentor has sessions of two regions on one day, however full his calendar is."""
    of = rehearsal(8, chance=0.5)
    crowded = Rehearsal(of.starts, of.chances, of.seed, of.runs, mentors=2)
    taken = Counter(
        (mentor, day)
        for life in lived(crowded)
        for session in life.journey.sessions
        if session.plan is not None
        for mentor in session.plan.mentors
        for day in session.plan.days
    )
    assert taken
    assert set(taken.values()) == {1}


TWO_MENTORS = policy(mentors_minimum=2, review=review(quorum=2, highest_score=4), quick_wins_minimum=5)


@pytest.mark.parametrize("rules", [with_endorsements(), TWO_MENTORS], ids=["partner agencies", "two mentors, quorum 2"])
def test_other_policies(rules: Policy) -> None:
    """The sample people know what policies other than that of 2019 ask for."""
    of = rehearsal(3, policy=rules)
    assert [life.journey.status for life in lived(of)] == [Status.PUBLISHED] * 3


def test_weeks_add_up() -> None:
    """Every message, step, act and session day of a run is in exactly one week of its tables."""
    lives = lived(rehearsal(6, chance=0.5))
    counted = tally(lives)
    told = Counter(told.notice.role for life in lives for told in life.told)
    assert {role: sum(weekly) for role, weekly in counted.messages.items()} == dict(told)
    entries = [entry for life in lives for entry in life.entries]
    steps = sum(isinstance(entry.event, LadderStepTaken) for entry in entries)
    assert sum(sum(rung.taken) for rung in counted.ladders) == steps > 0
    acts = sum(play.command.actor.role is Role.MENTOR for life in lives for play in life.plays)
    assert sum(sum(mentor.acts) for mentor in counted.mentors) == acts > 0
    held = sum(len(entry.event.held_on) for entry in entries if isinstance(entry.event, SessionHeld))
    assert sum(sum(mentor.session_days) for mentor in counted.mentors) == held
    assert sum(mentor.regions for mentor in counted.mentors) == len(lives)
    kept = figures(1, lives)
    assert kept.messages == sum(told.values())
    assert sum(dict(kept.steps).values()) == steps


def test_mentor_waits_from_turn_to_act() -> None:
    """A mentor has a region open in the weeks in which it is the mentors' turn, those of his acts among them."""
    (life,) = lived(rehearsal(1))
    (mentor,) = tally([life]).mentors
    weeks = range(len(mentor.open))
    assert all(mentor.open[week] == 1 for week in weeks if mentor.acts[week])
    assert set(mentor.open) == {0, 1}


def day(number: int) -> date:
    """A day of June 2026."""
    return date(2026, 6, number)


def run(number: int, *days: date | None) -> RunFigures:
    """A run whose regions end on these days."""
    return RunFigures(number, tuple(Ended(Status.PUBLISHED, one, 1) for one in days), 0, ())


def test_spread() -> None:
    """One run in ten is not after early, nine in ten not after late, and never comes last."""
    days: list[date | None] = [day(n) for n in range(20, 0, -1)]
    assert spread(days) == Spread(day(2), day(10), day(18))
    assert spread([*days[:10], *([None] * 10)]) == Spread(day(12), day(20), None)


def test_runs_together() -> None:
    """Regions, the cohort and the months are told from the same runs; the middle run is the middle one."""
    found = [run(1, day(1), date(2026, 8, 1)), run(2, day(3), day(4)), run(3, day(2), None)]
    assert ends_of_regions(found) == [Spread(day(1), day(2), day(3)), Spread(day(4), date(2026, 8, 1), None)]
    assert end_of_cohort(found) == Spread(day(4), date(2026, 8, 1), None)
    assert ended_by_month(found) == [
        ("2026-06", Spread(1, 1, 2)),
        ("2026-07", Spread(1, 1, 2)),
        ("2026-08", Spread(1, 2, 2)),
    ]
    assert middle_run(found).run == 1
