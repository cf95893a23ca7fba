"""PostgreSQL and the mail server away: journeys go on, at a small cost, and what is owed is made up for afterwards."""

from __future__ import annotations

import asyncio
import mailbox
from collections import Counter
from datetime import timedelta

from api.desk import Answer
from domain.deadlines import ladder_instant
from domain.events import LadderStepTaken
from domain.messages import PassGates
from domain.vocabulary import Role
from tests.domain.builders import chapter, gate
from tests.faults.office import Office, eventually
from tests.workflows.world import JourneyHandle, events

EVENTS_PER_ACT = 14
"""What an act or a step of the ladder may cost of the history, its recording and its message included."""
AWAY_FOR = 10.0
"""Real seconds; the recording is tried again several times in them."""


async def test_postgres_away(office: Office) -> None:
    """Acts are accepted and steps fire while PostgreSQL is away; retries cost no history; then the tables catch up."""
    handle = await office.open()
    await office.agree(handle)
    before = sum((await events(handle)).values())
    kept = await office.reading.head(handle.id)
    state = await office.state(handle)
    assert state.turn.due
    *_, last = (ladder_instant(state, step, state.turn.due) for step in state.policy.ladder_for(state.turn.party))
    loop = asyncio.get_running_loop()

    await office.postgres.kill()
    back_at = loop.time() + AWAY_FOR
    answers = [await _save(office, handle, version) for version in range(1, 6)]
    await office.pass_time(handle, last + timedelta(hours=1))
    answers.append(await office.do(handle, PassGates(gates=(gate("mou"),)), Role.COORDINATOR))
    assert not any(answer.recorded for answer in answers)
    head = await office.state(handle)
    assert head.turn.steps_taken == ("h-minus-3", "h-minus-1", "h-plus-3", "h-plus-7")

    spent, attempts = sum((await events(handle)).values()), await _attempts(handle)
    await asyncio.sleep(max(back_at - loop.time(), 3.0))
    await eventually(lambda: _more_attempts(handle, attempts))
    assert sum((await events(handle)).values()) == spent, "an attempt that fails adds nothing to the history"

    await office.postgres.start()
    await office.recorded(handle)
    await office.agree(handle)
    entries = (await office.entries(handle))[kept:]
    steps = [entry for entry in entries if isinstance(entry.event, LadderStepTaken)]
    assert len(steps) == 4
    assert len({entry.command for entry in entries if entry.command}) == len(answers)
    await eventually(lambda: _none_queued(office, handle))
    cost = (sum((await events(handle)).values()) - before) / (len(answers) + len(steps))
    assert cost <= EVENTS_PER_ACT, f"{cost:.1f} events for each act and step"


async def _save(office: Office, handle: JourneyHandle, version: int) -> Answer:
    _, answer = await office.save(handle, chapter(), version)
    return answer


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
    assert office.stack.addresses and office.stack.addresses.mailbox
    keys = (str(mail["Message-ID"]).strip("<> ").partition("@")[0] for mail in mailbox.Maildir(_box(office)))
    return Counter(key for key in keys if key.startswith(handle.id))


def _box(office: Office) -> str:
    assert office.stack.addresses and office.stack.addresses.mailbox
    return office.stack.addresses.mailbox
