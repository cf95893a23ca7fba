"""PostgreSQL and the mail server away: journeys go on, at a small cost, and what is owed is made up for afterwards."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from domain.deadlines import ladder_instant
from domain.events import LadderStepTaken
from domain.messages import PassGates
from domain.vocabulary import Role
from tests.domain.builders import chapter, gate
from tests.faults.office import Office, eventually
from tests.faults.post_office import kept_in
from tests.workflows.world import JourneyHandle, events

EVENTS_PER_ACT = 11
"""What an act or a step of the ladder may cost of the history, its recording and its message included."""


async def test_postgres_away(office: Office) -> None:
    """Without PostgreSQL acts are accepted and a step fires, retries cost no history; then the tables catch up."""
    handle = await office.open()
    state = await office.state(handle)
    assert state.turn.due
    first = state.policy.ladder_for(state.turn.party)[0]
    reminder = ladder_instant(state, state.turn.party, state.turn.task, first, state.turn.due)
    await office.pass_time(handle, reminder - timedelta(seconds=20))
    await office.agree(handle)
    before = await _spent(handle)
    kept = await office.reading.head(handle.id)

    await office.postgres.kill()
    answers = [(await office.save(handle, chapter(), version))[1] for version in range(1, 6)]
    # The clock stops at every attempt to record, every 10 s, so that months cannot pass here.
    await office.pass_time(handle, reminder + timedelta(minutes=1))
    answers.append(await office.do(handle, PassGates(gates=(gate("mou"),)), Role.COORDINATOR))
    assert not any(answer.recorded for answer in answers)
    assert (await office.state(handle)).turn.steps_taken == (first.name,)

    spent, attempts = await _spent(handle), await _attempts(handle)
    await eventually(lambda: _more_attempts(handle, attempts))
    assert await _spent(handle) == spent, "an attempt that fails adds nothing to the history"

    await office.postgres.start()
    await office.agree(handle)
    entries = (await office.entries(handle))[kept:]
    assert len([entry for entry in entries if isinstance(entry.event, LadderStepTaken)]) == 1
    assert len({entry.command for entry in entries if entry.command}) == len(answers)
    await eventually(lambda: _none_queued(office, handle))
    cost = (await _spent(handle) - before) / (len(answers) + 1)
    assert cost <= EVENTS_PER_ACT, f"{cost:.1f} events for each act and step"


async def _spent(handle: JourneyHandle) -> int:
    """How long the history is, less what moving the clock of a test adds to it."""
    found = await events(handle)
    of_the_clock = ("WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED", "WORKFLOW_EXECUTION_OPTIONS_UPDATED")
    return sum(number for kind, number in found.items() if kind not in of_the_clock)


async def _attempts(handle: JourneyHandle) -> int:
    described = await handle.describe()
    return max((waiting.attempt for waiting in described.raw_description.pending_activities), default=0)


async def _more_attempts(handle: JourneyHandle, than: int) -> bool:
    return await _attempts(handle) > than


async def _none_queued(office: Office, handle: JourneyHandle) -> bool:
    return all(message.state != "queued" for message in await office.reading.messages(handle.id))


async def test_mail_away(office: Office) -> None:
    """Acts and recording go on without a mail server; when it is back every message arrives once."""
    await office.mail.kill()
    handle = await office.open()
    for name in ("mou", "sk-dewan", "sk-tim"):
        answer = await office.do(handle, PassGates(gates=(gate(name),)), Role.COORDINATOR)
        assert answer.recorded
    await office.recorded(handle)
    await eventually(lambda: _tried(office, handle))
    waiting = [m for m in await office.reading.messages(handle.id) if m.state == "queued"]
    assert {message.template for message in waiting} == {"your_turn"} and len(waiting) >= 2
    assert not _arrived(office, handle)

    await office.mail.start()
    await eventually(lambda: _none_queued(office, handle))
    sent = await office.reading.messages(handle.id)
    assert {message.state for message in sent if message.person} == {"sent"}
    assert _arrived(office, handle) == Counter(message.key for message in sent if message.state == "sent")
    await office.agree(handle)


async def _tried(office: Office, handle: JourneyHandle) -> bool:
    return all(m.attempts > 1 for m in await office.reading.messages(handle.id) if m.state == "queued")


def _arrived(office: Office, handle: JourneyHandle) -> Counter[str]:
    """How often each message of a journey lies in the mailbox, by its key."""
    return Counter(key for key in kept_in(office.stack.folder) if key.startswith(f"{handle.id}."))
