"""Sending messages again: queued once more under the keys they had, and delivered by a workflow of their own."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from temporalio.common import WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.notifications import MessageKeys
from api.repairs.copy import copied
from api.repairs.kind import CannotRepair
from api.services import Services
from domain.repairs import Consequence, Doing, Rehearsal, SendAgain, What
from domain.vocabulary import Role
from domain.words.names import name_of
from domain.words.phrase import Phrase
from records.operations import MessageState
from records.outbox import SENT_AGAIN
from records.reading import MessageLine, Reading
from workflows.send_again import SendAgain as SendAgainWorkflow

DID_NOT_GO_OUT = (MessageState.REFUSED, MessageState.GIVEN_UP, MessageState.NO_RECEIVER)
"""What is sent again when no message is named."""
ARRIVED = (MessageState.SENT, MessageState.SENT_BY_HAND)
LOOKS_FOR = timedelta(seconds=3)
"""So long an operator waits to be told how the sending went."""

NOTHING = Phrase(
    "Tidak ada pesan daerah ini yang gagal dikirim.", "Every message of this journey went out, or is still on its way."
)
NO_SUCH = Phrase("Pesan itu tidak ada pada daerah ini.", "There is no such message of this journey.")
WHY_NOT = {
    MessageState.QUEUED: Phrase(
        "Pesan itu masih diantrekan: jalankan pengirimannya sekarang.",
        "That message is still queued: have its sending run now.",
    ),
    MessageState.WITHDRAWN: Phrase(
        "Pesan itu ditarik karena gilirannya sudah lewat: isinya tidak berlaku lagi.",
        "That message was withdrawn as its turn had passed: what it says is of no use any more.",
    ),
    MessageState.MUTED: Phrase(
        "Penerimanya mematikan pesan jenis ini.", "Its receiver has switched messages of this kind off."
    ),
    MessageState.DIGESTED: Phrase(
        "Pesan itu dikirim dalam ringkasan penerimanya.", "That message goes out in its receiver's digest."
    ),
}


class SendAgainRepair:
    """Sends messages once more. The key, and so the Message-ID, stays: a second copy can be recognised."""

    async def rehearse(self, services: Services, journey: str, spec: SendAgain) -> Rehearsal:
        """Say to whom each goes, by role, and which of them may arrive a second time."""
        copy = await copied(services, journey)
        chosen, refused = await _chosen(services, journey, spec)
        return Rehearsal(
            journey=journey,
            as_of=copy.now,
            seq=copy.journey.seq,
            consequences=tuple(Consequence(what=What.MESSAGE, said=_sent_again(each)) for each in chosen),
            refused=refused,
        )

    async def do(self, services: Services, journey: str, spec: SendAgain, doing: Doing) -> Phrase:
        """Start the workflow that sends them, named after the repair: the same again finds it, and starts none."""
        name = f"send-again/{journey}/{doing.key}"
        handle = services.client.get_workflow_handle_for(SendAgainWorkflow.run, name)
        chosen, refused = await _chosen(services, journey, spec)
        if refused is None:
            with suppress(WorkflowAlreadyStartedError):
                await services.client.start_workflow(
                    SendAgainWorkflow.run,
                    MessageKeys(keys=tuple(each.key for each in chosen)),
                    id=name,
                    task_queue=services.settings.task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                )
        elif not await _begun(services, name):
            raise CannotRepair(refused)
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOKS_FOR.total_seconds()):
                await handle.result()
        return await _became(services, journey, [each.key for each in chosen] or [spec.message or ""])


async def _chosen(services: Services, journey: str, spec: SendAgain) -> tuple[tuple[MessageLine, ...], Phrase | None]:
    """The messages that are meant, or why none can be sent again."""
    known = await Reading(services.pool).messages(journey)
    if spec.message is None:
        failed = tuple(each for each in known if each.state in DID_NOT_GO_OUT and each.person is not None)
        return failed, None if failed else NOTHING
    named = tuple(each for each in known if each.key == spec.message)
    if not named:
        return (), NO_SUCH
    if named[0].state not in SENT_AGAIN or named[0].person is None:
        return (), WHY_NOT.get(MessageState(named[0].state), NOBODY)
    return named, None


NOBODY = Phrase(
    "Tidak ada yang memegang peran penerimanya. Tunjuk dulu orangnya.",
    "Nobody holds the role it goes to. Have somebody appointed first.",
)


def _sent_again(each: MessageLine) -> Phrase:
    whom = name_of(Role(each.role))
    said = Phrase(
        f"Pesan {each.key} ({each.template}) dikirim lagi kepada {whom.id}, segera, juga di luar jam kerja.",
        f"Message {each.key} ({each.template}) is sent again to the {whom.en}, at once, outside working hours too.",
    )
    if each.state not in ARRIVED:
        return said
    return Phrase(
        f"{said.id} Penerimanya mungkin menerimanya dua kali; salinan kedua bernomor sama.",
        f"{said.en} Its receiver may get it twice; the second copy has the same id.",
    )


async def _begun(services: Services, name: str) -> bool:
    """Whether an attempt before has started the workflow of this name."""
    query = f'WorkflowId = "{name}"'
    return (await services.client.count_workflows(query)).count > 0


async def _became(services: Services, journey: str, keys: list[str]) -> Phrase:
    known = await Reading(services.pool).messages(journey)
    states = Counter(MessageState(each.state) for each in known if each.key in keys)
    sent = states[MessageState.SENT]
    rest = sum(states.values()) - sent
    if not rest:
        return Phrase(f"{sent} pesan terkirim lagi.", f"{sent} messages were sent again.")
    return Phrase(
        f"{sent} pesan terkirim lagi; {rest} lainnya masih dicoba atau tidak dapat dikirim: lihat daftar pesan.",
        f"{sent} messages were sent again; {rest} are still tried, or cannot be sent: see the ledger of messages.",
    )
