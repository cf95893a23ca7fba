"""What the demonstration's people do when a mentor has promised a day to another region meanwhile."""

from __future__ import annotations

from api.cast.plays import next_play
from api.cast.traits import Traits
from api.demo.actors import PromisedDays
from domain.facts import SessionPlanFacts
from domain.messages import ProposeSessions
from domain.model import Journey
from domain.vocabulary import Task
from tests.domain.cases import at


def _proposed(journey: Journey, promised: PromisedDays | None) -> tuple[SessionPlanFacts, ...]:
    play = next_play(journey, Traits(number=1), diary=promised)
    assert play is not None and isinstance(play.command.act, ProposeSessions)
    return play.command.act.plans


def test_days_promised_elsewhere_are_not_proposed_again() -> None:
    """Days that were refused are avoided, the others stay, and every mentor of the session is looked at."""
    journey = at(Task.PROPOSE_SESSION)().journey
    first, *others = _proposed(journey, None)
    refused = PromisedDays({(first.mentors[-1], first.days[0])})
    again, *rest = _proposed(journey, refused)
    assert first.days[0] not in again.days
    assert [plan.days for plan in rest] == [plan.days for plan in others]
