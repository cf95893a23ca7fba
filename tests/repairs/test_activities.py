"""Activities that wait are tried at once or skipped, and messages are sent again, each under the key it had."""

from __future__ import annotations

import mailbox
from collections import Counter
from datetime import UTC, datetime

import pytest

from activities.documents.making import DocumentBatch
from api.repairs.activities import NO_SUCH, NOTHING_WAITS, SKIPPED, RunNowRepair, SkipRepair
from api.repairs.kind import CannotRepair
from api.repairs.messages import NOTHING, SendAgainRepair
from api.repairs.waiting import Waiting, waiting
from api.repairs.work import RULES, rule_of
from api.services import Services
from domain.documents import DocumentOrder
from domain.messages import PassGates
from domain.repairs import Doing, RunNow, SendAgain, Skip
from domain.vocabulary import DocumentKind, Role
from records.incidents import Incidents
from records.operations import Operations
from tests.domain.builders import gate
from tests.faults.office import Office, eventually
from tests.workflows.world import JourneyHandle
from workers.build import activities, document_activities
from workers.failing import KIND as ACTIVITY_FAILING
from workflows.make_documents import MakeDocuments


def doing(key: str = "repair-1") -> Doing:
    """An operator at work; `key` is that of one repair."""
    return Doing(key=key, person="operator", confirmed_by="operator-2", reason="Server surat (contoh)")


async def delivery(services: Services, handle: JourneyHandle, attempts: int = 0) -> Waiting:
    """The delivery of a journey's messages, once it was tried so often in vain and waits."""
    found: list[Waiting] = []

    async def waits() -> bool:
        found[:] = [each for each in await waiting(services, handle.id) if each.kind == "deliver"]
        return any(not each.tried and each.attempt > attempts for each in found)

    await eventually(waits)
    return found[0]


async def states(office: Office, handle: JourneyHandle) -> Counter[str]:
    """How many of a journey's messages, of those that have a receiver, are in which state."""
    return Counter(each.state for each in await office.reading.messages(handle.id) if each.person)


def copies(office: Office, handle: JourneyHandle) -> Counter[str]:
    """How often each message of a journey lies in the mailbox, by its key."""
    addresses = office.stack.addresses
    assert addresses and addresses.mailbox
    keys = (str(mail["Message-ID"]).strip("<> ").partition("@")[0] for mail in mailbox.Maildir(addresses.mailbox))
    return Counter(key for key in keys if key.startswith(f"{handle.id}."))


async def test_run_now(office: Office, services: Services) -> None:
    """A delivery that would wait longer is tried at once, and the incident of its failures is over."""
    await office.mail.kill()
    handle = await office.open()
    quiet = await delivery(services, handle)
    seen = await RunNowRepair().rehearse(services, handle.id, RunNow())
    failing = await delivery(services, handle, attempts=4)
    rehearsal = await RunNowRepair().rehearse(services, handle.id, RunNow())
    assert rehearsal.digest() == seen.digest(), "one more attempt changes nothing of what the repair leads to"
    (told,) = rehearsal.consequences
    assert told.at_hand and "NotTaken" in told.at_hand.en and not rehearsal.dangerous and rehearsal.refused is None
    assert f"number {quiet.name}" in told.said.en

    await Incidents(services.pool).report(handle.id, ACTIVITY_FAILING, "deliver: NotSent: away")
    await office.mail.start()
    said = await RunNowRepair().do(services, handle.id, RunNow(activity=failing.name), doing())
    assert said.en == "1 activities are being tried now."
    await eventually(lambda: _all_sent(office, handle), within=6)
    assert failing.next_at and datetime.now(UTC) < failing.next_at, "it did not wait for its next attempt"
    assert not await Incidents(services.pool).page(kind=ACTIVITY_FAILING, journey=handle.id)

    again = await RunNowRepair().do(services, handle.id, RunNow(activity=failing.name), doing())
    assert "Nothing waits" in again.en
    assert (await RunNowRepair().rehearse(services, handle.id, RunNow())).refused == NOTHING_WAITS
    assert (await RunNowRepair().rehearse(services, handle.id, RunNow(activity="77"))).refused == NO_SUCH
    await office.agree(handle)


async def _all_sent(office: Office, handle: JourneyHandle) -> bool:
    return set(await states(office, handle)) == {"sent"}


async def test_skip_and_send_again(office: Office, services: Services) -> None:
    """A skipped delivery leaves its messages to be passed on by hand; sent again, they arrive and it is over."""
    await office.mail.kill()
    handle = await office.open()
    failing = await delivery(services, handle)
    skip = Skip(activity=failing.name)
    rehearsal = await SkipRepair().rehearse(services, handle.id, skip)
    *given_up, skipped = rehearsal.consequences
    assert rehearsal.dangerous and given_up and "Skipped" in skipped.said.en
    assert all("to be passed on by hand" in each.said.en for each in given_up)

    assert await SkipRepair().do(services, handle.id, skip, doing()) == SKIPPED
    assert await SkipRepair().do(services, handle.id, skip, doing()) == SKIPPED, "the same again changes nothing"
    with pytest.raises(CannotRepair):
        await SkipRepair().do(services, handle.id, skip, doing("repair-2"))
    assert set(await states(office, handle)) == {"given_up"}
    assert await Operations(services.pool).messages(journey=handle.id, by_hand=True)
    assert not await waiting(services, handle.id)
    assert (await office.do(handle, PassGates(gates=(gate("mou"),)), Role.COORDINATOR)).recorded

    await office.mail.start()
    everything = await SendAgainRepair().rehearse(services, handle.id, SendAgain())
    assert len(everything.consequences) == len(given_up)
    for _ in range(2):
        await SendAgainRepair().do(services, handle.id, SendAgain(), doing())
    await eventually(lambda: _all_sent(office, handle))
    assert not await Operations(services.pool).messages(journey=handle.id, by_hand=True)
    assert set(copies(office, handle).values()) == {1}
    assert (await SendAgainRepair().rehearse(services, handle.id, SendAgain())).refused == NOTHING


async def test_second_copy(office: Office, services: Services) -> None:
    """The second copy has the id of the first; the ledger calls it a repeat, and the same repair sends no third."""
    handle = await office.open()
    await eventually(lambda: _all_sent(office, handle))
    (message,) = [each for each in await office.reading.messages(handle.id) if each.person][:1]
    spec = SendAgain(message=message.key)
    (told,) = (await SendAgainRepair().rehearse(services, handle.id, spec)).consequences
    assert "may get it twice" in told.said.en and "@" not in told.said.en
    for _ in range(2):
        said = await SendAgainRepair().do(services, handle.id, spec, doing("repair-3"))
        assert said.en == "1 messages were sent again."
    assert copies(office, handle)[message.key] == 2
    assert await services.pool.fetchval("select repeat from messages where key = $1", message.key)
    unknown = await SendAgainRepair().rehearse(services, handle.id, SendAgain(message="none"))
    assert unknown.refused is not None


async def test_workflows_beside_the_journey(office: Office, services: Services) -> None:
    """A document that is not made waits under its workflow's name; it can be tried at once, and never be skipped."""
    handle = await office.open()
    order = DocumentOrder(journey=handle.id, seq=9999, kind=DocumentKind.ASSESSMENT_LETTER)
    making = await services.client.start_workflow(
        MakeDocuments.run,
        DocumentBatch(journey=handle.id, orders=(order,)),
        id=f"documents-{handle.id}-9999",
        task_queue=office.settings.task_queue,
    )
    other = await services.client.start_workflow(
        MakeDocuments.run,
        DocumentBatch(journey=f"{handle.id}-5", orders=(order,)),
        id=f"documents-{handle.id}-5-9999",
        task_queue=office.settings.task_queue,
    )
    try:
        await eventually(lambda: _waits(services, handle))
        (found,) = await waiting(services, handle.id)
        assert found.name == f"documents-{handle.id}-9999/{found.id}"
        refused = (await SkipRepair().rehearse(services, handle.id, Skip(activity=found.name))).refused
        assert refused == rule_of("make_document").why
        with pytest.raises(CannotRepair, match="nothing replaces a document"):
            await SkipRepair().do(services, handle.id, Skip(activity=found.name), doing())
        assert "1 activities" in (await RunNowRepair().do(services, handle.id, RunNow(), doing())).en
    finally:
        await making.terminate()
        await other.terminate()


async def _waits(services: Services, handle: JourneyHandle) -> bool:
    found = await waiting(services, handle.id)
    return bool(found) and not found[0].tried and found[0].cause is not None


async def test_every_activity_has_a_rule(office: Office, services: Services) -> None:
    """Each activity of ours is said to be skippable or not, and why; only messages can be skipped."""
    acts = [
        *activities(services.client, services.pool, office.settings),
        *document_activities(services.pool, office.settings),
    ]
    assert {act.__name__ for act in acts} == set(RULES)
    assert {name for name, rule in RULES.items() if rule.skippable} == {"deliver", "give_up"}
    assert not rule_of("something_else").skippable
