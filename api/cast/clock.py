"""What the cast does about time: asks for more of it, decides, stops the clock, follows a decree."""

from __future__ import annotations

from datetime import datetime, timedelta

from api.cast import sample
from api.cast.scene import Play, Scene
from domain import facts, messages
from domain.vocabulary import Role, StopCause

ASKED_DAYS = 5
PAUSE = timedelta(days=14)
DECREE = f"Keputusan bersama tiga menteri ({sample.MARK})"


def about_time(scene: Scene) -> Play | None:
    """The next act about time, or None; each comes before the turn itself is taken."""
    return _decision(scene) or _proposal_decided(scene) or _request(scene) or _pause(scene) or _decree(scene)


def _next_day(scene: Scene, instant: datetime) -> datetime:
    return scene.noon(scene.journey.calendar.after(scene.day(instant), 1))


def _request(scene: Scene) -> Play | None:
    """The one whose turn it is asks for more time three days before it ends, once."""
    journey, traits = scene.journey, scene.traits
    turn = journey.turn
    if traits.asks_extension is not turn.task or turn.allowance is None or turn.requests or journey.extensions:
        return None
    act = messages.AskExtension(days=ASKED_DAYS, reason=f"Data OPD menyusul ({sample.MARK})")
    return scene.play(scene.after(max(turn.allowance - 3, 1)), Role.COORDINATOR, act)


def _decision(scene: Scene) -> Play | None:
    """The programme manager decides the day after he was asked."""
    request, choice = scene.journey.extension_request, scene.traits.extension
    if request is None:
        return None
    days = ASKED_DAYS - 2 if choice is facts.ExtensionChoice.GRANT_LESS else None
    act = messages.DecideExtension(choice=choice, days=days, reason=f"Pertimbangan program ({sample.MARK})")
    return scene.play(_next_day(scene, request.at), Role.PROGRAMME_MANAGER, act)


def _proposal_decided(scene: Scene) -> Play | None:
    """The programme manager decides on the ladder's proposal the day after, where the traits say how."""
    proposal, approve = scene.journey.reassignment, scene.traits.approves_reassignment
    if proposal is None or approve is None:
        return None
    act = messages.DecideReassignment(approve=approve, reason=f"Pertimbangan program ({sample.MARK})")
    return scene.play(_next_day(scene, proposal.at), Role.PROGRAMME_MANAGER, act)


def _pause(scene: Scene) -> Play | None:
    """A disaster stops the clock for two weeks, two days into a turn, once."""
    journey, traits = scene.journey, scene.traits
    if traits.paused_in is not journey.turn.task or journey.pause is not None or journey.stops:
        return None
    at = scene.after(2)
    act = messages.PauseJourney(
        cause=StopCause.DISASTER,
        reason=f"Banjir ({sample.MARK})",
        approved_by=f"Direktur, nota dinas ({sample.MARK})",
        resumes_on=scene.day(at + PAUSE),
    )
    return scene.play(at, Role.PROGRAMME_MANAGER, act)


def _decree(scene: Scene) -> Play | None:
    """A decree makes a working day of the coming week a day off, once."""
    journey, traits = scene.journey, scene.traits
    if traits.decree_in is not journey.turn.task or journey.first_calendar is not None:
        return None
    at = scene.after(1)
    act = messages.ChangeCalendar(decree=DECREE, off=(journey.calendar.after(scene.day(at), 3),))
    return scene.play(at, Role.PROGRAMME_MANAGER, act)
