"""The same act for many journeys: what is expected of it, and what becomes of it whatever the server answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest
from temporalio.service import RPCError, RPCStatusCode

from api.desk import Answer, Desk, JourneyUnknown, Refused
from api.moves import Moving, Reading, moves
from api.selection import Ahead, JourneyOutcome, Outcome, Undertaking, send_all
from domain import messages
from domain.calendar import local_date
from domain.facts import ProvisionalGateFacts
from domain.journey import act
from domain.messages import Actor, Command, Receipt
from domain.model import Journey
from domain.vocabulary import Role, StopCause
from tests.records.sample import Walk, start

MANAGER = Actor(person="pm", role=Role.PROGRAMME_MANAGER)
NOW = datetime(2019, 6, 3, 3, 0, tzinfo=UTC)
DECREE = messages.ChangeCalendar(decree="SKB", off=(date(2019, 5, 22),))


def after(walk: Walk, deed: messages.Act) -> Journey:
    """The journey after an act of the programme manager."""
    return act(walk.journey, Command(id="x", actor=MANAGER, act=deed), walk.now).journey


def test_a_day_off_moves_what_lies_ahead() -> None:
    """Turn, stages and obligations move; the day promised for a document is a day given and stays."""
    walk = Walk()
    walk.wait(1)
    promise = ProvisionalGateFacts(gate="mou", reason="Menyusul.", due_on=date(2019, 7, 1))
    walk.send("pm", Role.PROGRAMME_MANAGER, messages.PassGateProvisionally(**promise.model_dump()))
    found = moves(walk.journey, after(walk, DECREE), walk.now)
    assert {(move.what, move.reading) for move in found} == {
        (Moving.TURN, Reading.DUE),
        (Moving.STAGE, Reading.AGREED),
        (Moving.STAGE, Reading.FORECAST),
        (Moving.OBLIGATION, Reading.AGREED),
        (Moving.OBLIGATION, Reading.FORECAST),
    }
    turn = next(move for move in found if move.what is Moving.TURN)
    assert turn.title == "pass the gates of this stage"
    assert turn.before is not None and turn.after == walk.journey.calendar.after(turn.before, 1)


def test_a_pause_is_looked_at_from_its_end() -> None:
    """While the clock stands still no date moves; what is shown are the dates after the day expected."""
    walk = Walk()
    walk.wait(1)
    promise = ProvisionalGateFacts(gate="mou", reason="Menyusul.", due_on=date(2019, 7, 1))
    walk.send("pm", Role.PROGRAMME_MANAGER, messages.PassGateProvisionally(**promise.model_dump()))
    pause = messages.PauseJourney(
        cause=StopCause.DISASTER,
        reason="Banjir.",
        approved_by="Direktur",
        resumes_on=local_date(walk.now, walk.journey.region.zone) + timedelta(days=7),
    )
    paused = after(walk, pause)
    assert paused.turn.due == walk.journey.turn.due
    found = {(move.what, move.reading): move for move in moves(walk.journey, paused, walk.now)}
    assert (Moving.GATE, Reading.DUE) in found
    turn = found[Moving.TURN, Reading.DUE]
    assert turn.before is not None and turn.after == walk.journey.calendar.after(turn.before, 5)
    resumed = act(paused, Command(id="y", actor=MANAGER, act=messages.ResumeJourney(reason="Surut.")), walk.now).journey
    back = {(move.what, move.reading): move for move in moves(paused, resumed, walk.now)}
    assert (back[Moving.TURN, Reading.DUE].before, back[Moving.TURN, Reading.DUE].after) == (turn.after, turn.before)


def test_an_id_says_what_is_wanted_and_of_whom() -> None:
    """The same act of the same person has the same id in every run; another day or person has another."""
    journey = Walk().journey
    ids = {
        Undertaking(actor, lambda _, deed=deed: deed).command(journey, NOW).id  # type: ignore[misc]
        for actor in (MANAGER, Actor(person="other", role=Role.PROGRAMME_MANAGER))
        for deed in (DECREE, DECREE, DECREE.model_copy(update={"off": (date(2019, 5, 23),)}))
    }
    assert len(ids) == 4
    assert all(name.startswith("change-calendar-") for name in ids)


class Answering(Desk):
    """A desk that answers as a test says, and keeps count."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self.answers = list(answers)
        self.sent: list[str] = []

    async def send(self, journey: str, command: Command, *, repairing: bool = False) -> Answer:
        """The next answer."""
        self.sent.append(journey)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def ahead(count: int, outcome: Outcome = Outcome.PLANNED) -> tuple[Ahead, ...]:
    """Journeys to which the decree would be sent."""
    found = []
    for number in range(1, count + 1):
        state = Walk(start(f"kab-{number}", f"Kabupaten {number}", f"33.{number:02}")).journey
        expected = JourneyOutcome(
            journey=state.id, cohort="2019", region_code=state.region.code, region_name="x", outcome=outcome
        )
        found.append(Ahead(state, Undertaking(MANAGER, lambda _: DECREE).command(state, NOW), expected))
    return tuple(found)


def done(of: Ahead, last_seq: int) -> Answer:
    """A receipt that ends with an entry."""
    receipt = Receipt(
        journey=of.state.id,
        command=of.command.id,
        first_seq=last_seq,
        last_seq=last_seq,
        kinds=("calendar_changed",),
        stage=of.state.stage,
        status=of.state.status,
        turn="region: pass_gates",
    )
    return Answer(receipt, recorded=True)


async def sent(desk: Desk, wanted: Sequence[Ahead]) -> tuple[JourneyOutcome, ...]:
    """What became of them."""
    return await send_all(desk, wanted, lambda: None)


AWAY = RPCError("away", RPCStatusCode.UNAVAILABLE, b"")
ONE = ahead(1)[0]
ANSWERS = [
    pytest.param(done(ONE, ONE.state.seq + 2), Outcome.DONE, None, id="done"),
    pytest.param(done(ONE, ONE.state.seq), Outcome.REFUSED, "undone since", id="done long ago and undone"),
    pytest.param(Refused("CalendarUnchanged", "As it is."), Outcome.UNCHANGED, "As it is.", id="as it is"),
    pytest.param(Refused("NotAMember", "Nobody."), Outcome.REFUSED, "(NotAMember)", id="refused"),
    pytest.param(Refused("AcceptedUpdateCompletedWorkflow", "?"), Outcome.UNKNOWN, "again", id="no rule's refusal"),
    pytest.param(JourneyUnknown("journey-x"), Outcome.REFUSED, "No workflow", id="gone"),
    pytest.param(AWAY, Outcome.UNKNOWN, "Send the same again", id="away"),
]


@pytest.mark.parametrize(("answer", "outcome", "why"), ANSWERS)
async def test_every_answer_is_told(answer: Answer | Exception, outcome: Outcome, why: str | None) -> None:
    """A refusal, a workflow that is gone and a server that is away are told apart, with what to do."""
    (found,) = await sent(Answering(answer), [ONE])
    assert found.outcome is outcome
    assert found.why is None if why is None else why in (found.why or "")


async def test_what_is_not_planned_is_not_sent() -> None:
    """A journey that is as wanted, or would refuse, gets no command."""
    desk = Answering(AWAY)
    found = await sent(desk, [*ahead(1, Outcome.UNCHANGED), *ahead(1, Outcome.REFUSED)])
    assert [one.outcome for one in found] == [Outcome.UNCHANGED, Outcome.REFUSED]
    assert not desk.sent


async def test_a_server_that_is_away_is_not_asked_for_ever() -> None:
    """After eight journeys without an answer the rest is not sent, and told as unknown."""
    desk = Answering(AWAY)
    found = await sent(desk, ahead(30))
    assert len(desk.sent) < 30
    assert {one.outcome for one in found} == {Outcome.UNKNOWN}
    assert "Not sent" in cast(str, found[-1].why)
