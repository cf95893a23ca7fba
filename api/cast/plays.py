"""The scripted cast: `next_play` says which command which sample person sends next, and when."""

from __future__ import annotations

from typing import assert_never

from api.cast.approval import approval
from api.cast.beside import after_the_end, beside_the_turn
from api.cast.clock import about_time
from api.cast.kickoff import kickoff
from api.cast.review import review
from api.cast.scene import Play, Scene
from api.cast.sessions import hand_in, session
from api.cast.traits import Diary, Pace, Traits
from domain.model import Journey
from domain.vocabulary import Task


def next_play(journey: Journey, traits: Traits, *, pace: Pace | None = None, diary: Diary | None = None) -> Play | None:
    """The next command of the cast, or None when nobody has anything left to send.

    `pace` says how long people take, that of the traits unless given. With a `diary`, sessions are planned on days on
    which the mentors are free.
    """
    scene = Scene(journey, traits, pace or traits, diary)
    if journey.ended:
        return after_the_end(scene)
    return beside_the_turn(scene) or about_time(scene) or _turn(scene)


def _turn(scene: Scene) -> Play | None:
    """What the party whose turn it is sends."""
    task = scene.journey.turn.task
    match task:
        case Task.PASS_GATES | Task.ASSIGN_MENTORS | Task.DECLARE_INTERESTS:
            return kickoff(scene, task)
        case Task.PROPOSE_SESSION | Task.CONFIRM_SESSION | Task.ATTEND_SESSION | Task.RECORD_SESSION:
            return session(scene, task)
        case Task.HAND_IN | Task.COMMENT_HAND_IN:
            return hand_in(scene, task)
        case Task.SUBMIT | Task.GIVE_VERDICTS | Task.REVISE | Task.DECIDE_ROUNDS:
            return review(scene, task)
        case Task.WAIT_TO_OPEN | Task.NOTHING | Task.PUBLISH:
            return None
        case (
            Task.CHOOSE_AS_NEW_HEAD
            | Task.RECORD_COMMITMENT
            | Task.SCHEDULE_EXAMINATION
            | Task.PREPARE_PRESENTATION
            | Task.ATTEND_EXAMINATION
            | Task.RECORD_EXAMINATION
            | Task.ENDORSE
            | Task.DECIDE_AS_OWNER
        ):
            return approval(scene, task)
        case never:
            assert_never(never)
