"""The overview and the plan of a room can be shown of a journey in every state, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.requests import Request

from api.journey_time import days_left, journey_now, turn_days_left
from api.pages.gantt import gantt_of
from api.pages.rendering import Pages
from api.pages.room import Doings, Room, turn_look
from api.pages.room_glance import glance
from api.pages.room_plan import plan_rows
from api.services import Services
from domain.calendar import local_date
from domain.plan import plan
from domain.vocabulary import Stage, Status, Task, TimeZone
from domain.words.phrase import Language
from records.reading import JourneyLine
from tests.domain.builders import OPENS_AT, start
from tests.domain.cast import Play
from tests.domain.lives import ask, opened, pause
from tests.domain.situations import situation
from tests.domain.test_beginnings import imported, taken_over

TASKS = tuple(
    task
    for task in Task
    if task
    not in (
        Task.WAIT_TO_OPEN,
        Task.REVISE,
        Task.DECIDE_ROUNDS,
        Task.CHOOSE_AS_NEW_HEAD,
        Task.ENDORSE,
        Task.PUBLISH,
        Task.NOTHING,
    )
)
"""The turns of an ordinary way."""


def _turn_of(task: Task) -> Play:
    return Play(start()).until(task)


def _paused() -> Play:
    play = opened(TimeZone.WIT, date(2019, 5, 15))
    pause(play, date(2019, 6, 20))
    return play


def _late() -> Play:
    play = opened(TimeZone.WITA, date(2019, 5, 15))
    play.wait(play.now + timedelta(days=90))
    ask(play, 5)
    return play


STATES: dict[str, Callable[[], Play]] = {
    "not opened yet": lambda: Play(now=OPENS_AT - timedelta(days=7)),
    "paused": _paused,
    "late, with a request for more time": _late,
    "published": lambda: Play(start()).until(),
    "taken over in the middle": lambda: taken_over(Stage.MENTOR_REVIEW),
    "completed outside": lambda: Play(
        start(imported=imported(Stage.PUBLICATION, Status.COMPLETED_OUTSIDE, OPENS_AT + timedelta(days=200)))
    ),
    **{f"turn: {task}": partial(_turn_of, task) for task in TASKS},
}


def _line(room: Play) -> JourneyLine:
    state = room.journey
    return JourneyLine(
        journey_id=state.id,
        cohort=state.cohort,
        region_id=state.region.id,
        region_name=state.region.name,
        region_code=state.region.code,
        zone=state.region.zone,
        status=state.status,
        stage=state.stage,
        turn_party=state.turn.party,
        turn_task=state.turn.task,
        turn_since=state.turn.since,
        turn_due=state.turn.due,
        overdue=False,
        rounds=len(state.rounds),
        chapters=len(state.chapters),
        problems=0,
        opens_at=state.opens_at,
        ended_at=state.ended_at,
        simulated=state.simulated,
        imported=state.imported is not None,
        catch_up=state.catch_up,
        substitute_for=None,
        seq=state.seq,
        paused_until=state.pause.resumes_on if state.pause else None,
    )


def _pages(language: Language) -> Pages:
    services = SimpleNamespace(settings=SimpleNamespace(language=language, sign_in_links=False, public_url=""))
    scope = {"type": "http", "method": "GET", "path": "/journeys/x", "query_string": b"", "headers": []}
    return Pages(Request(scope), cast(Services, services))


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reached", STATES.values(), ids=STATES.keys())
async def test_a_room_can_be_shown(reached: Callable[[], Play], language: Language) -> None:
    """Whatever state a journey is in, its overview and its plan say so, and nothing is left out by mistake."""
    play = reached()
    state, now, line = play.journey, play.now, _line(play)
    room, found = Room(line, state, now), plan(play.journey, play.now)
    overview = await _pages(language).page(
        "room/overview.html",
        None,
        line=line,
        state=state,
        now=now,
        whole=True,
        doings=Doings((), (), ()),
        records=True,
        turn=turn_look(state, now),
        glance=glance(state, now),
        names={},
        left=lambda due: days_left(state, due, now),
        events=(),
    )
    assert state.region.name in bytes(overview.body).decode()
    shown = await _pages(language).page(
        "room/plan.html",
        None,
        line=line,
        state=state,
        plan=found,
        rows=tuple(plan_rows(room, found)),
        gantt=gantt_of(found, local_date(state.opens_at, state.region.zone), local_date(now, state.region.zone)),
        today=now.date(),
        asking=None,
    )
    assert bytes(shown.body).count(b"<tr>") == len(found.milestones) + 1


def test_a_simulated_journey_is_looked_at_from_its_own_time() -> None:
    """A clock that runs ahead counts, be it known only from a step of the ladder; a real journey's does not."""
    far = opened(TimeZone.WIB, date(2060, 5, 14), simulated=True)
    assert far.journey.turn.due is not None
    far.wait(far.journey.turn.due + timedelta(days=10))
    now = journey_now(far.journey)
    assert now > far.journey.turn.due
    left = turn_days_left(far.journey, now)
    assert left is not None and left < 0
    real = opened(TimeZone.WIB, date(2060, 5, 14), simulated=False)
    assert journey_now(real.journey) < real.journey.turn.since


def test_days_left_end_with_the_day_where_people_work() -> None:
    """On the due day nothing is left; right after its end one day is late, and so at the weekend after a Friday."""
    play = situation(Task.SUBMIT, TimeZone.WIT)
    state, due = play.journey, play.journey.turn.due
    assert due is not None
    assert turn_days_left(state, due - timedelta(hours=6)) == 0
    assert turn_days_left(state, due + timedelta(minutes=1)) == -1
    assert turn_days_left(state, state.turn.since) == state.turn.allowance
