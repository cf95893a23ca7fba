"""Repairs of activities that wait for their next attempt: tried at once, or taken for done where that loses nothing."""

from __future__ import annotations

from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import (
    ResetActivityExecutionRequest,
    RespondActivityTaskCompletedByIdRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.notifications import MessageKeys
from activities.notify.by_hand import PassingOn
from api.repairs.copy import copied
from api.repairs.kind import CannotRepair
from api.repairs.waiting import Waiting, scheduled, waiting
from api.repairs.work import rule_of
from api.services import Services
from domain.repairs import Consequence, Doing, Rehearsal, RunNow, SendAgain, Skip, What
from domain.vocabulary import Role
from domain.words.names import name_of
from domain.words.phrase import Phrase
from records.incidents import Incidents
from records.outbox import Outbox
from workers.connections import data_converter
from workers.failing import KIND as ACTIVITY_FAILING

NOTHING_WAITS = Phrase(
    "Tidak ada kegiatan daerah ini yang menunggu percobaan berikutnya.",
    "No activity of this journey waits for its next attempt.",
)
NO_SUCH = Phrase(
    "Kegiatan itu tidak ada lagi di antara yang menunggu: mungkin sudah selesai sendiri. Lihat lagi daftarnya.",
    "That activity is not among those that wait: it may have been done meanwhile. Look at the list again.",
)
TRIED_NOW = Phrase(
    "Kegiatan itu sedang dicoba saat ini. Tunggu hasilnya.",
    "That activity is being tried at this moment. Wait for what comes of it.",
)
WHY_GIVEN_UP = "an operator has skipped its sending"


class RunNowRepair:
    """Has activities tried at once. The server counts their attempts anew, and with them the pauses between these."""

    async def rehearse(self, services: Services, journey: str, spec: RunNow) -> Rehearsal:
        """Name each activity, with its cause, its attempts, and when it would be tried anyway."""
        copy = await copied(services, journey)
        found = await waiting(services, journey)
        chosen = _chosen(found, spec)
        refused: Phrase | None = None
        if not chosen:
            named = [each for each in found if each.name == spec.activity]
            refused = TRIED_NOW if named else NO_SUCH if spec.activity else NOTHING_WAITS
        zone = copy.journey.region.zone
        return Rehearsal(
            journey=journey,
            as_of=copy.now,
            seq=copy.journey.seq,
            consequences=tuple(
                Consequence(what=What.ACTIVITY, said=_tried_at_once(each), at_hand=each.at_hand(zone))
                for each in chosen
            ),
            refused=refused,
        )

    async def do(self, services: Services, journey: str, spec: RunNow, doing: Doing) -> Phrase:
        """Have each tried at once; what is over by now, or being tried, needs nothing."""
        done = [each for each in _chosen(await waiting(services, journey), spec) if await _reset(services, each, doing)]
        if not done:
            return Phrase(
                "Tidak ada yang menunggu lagi: sudah selesai atau sedang dicoba.",
                "Nothing waits any more: it is done, or being tried.",
            )
        return Phrase(f"{len(done)} kegiatan dicoba sekarang.", f"{len(done)} activities are being tried now.")


def _chosen(found: tuple[Waiting, ...], spec: RunNow) -> tuple[Waiting, ...]:
    return tuple(each for each in found if not each.tried and spec.activity in (None, each.name))


def _tried_at_once(each: Waiting) -> Phrase:
    does = rule_of(each.kind).does
    return Phrase(
        f"Dicoba sekarang: {does.id} ({each.kind}, nomor {each.name}). Hitungan percobaannya mulai dari awal.",
        f"Tried at once: {does.en} ({each.kind}, number {each.name}). Its attempts are counted anew.",
    )


async def _reset(services: Services, each: Waiting, doing: Doing) -> bool:
    """Have an activity tried at once; False when it is over."""
    request = ResetActivityExecutionRequest(
        namespace=services.client.namespace,
        workflow_id=each.workflow,
        run_id=each.run,
        activity_id=each.id,
        identity=_identity(doing),
        request_id=doing.key,
    )
    try:
        await services.client.workflow_service.reset_activity_execution(request)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    # Its failures are counted anew too, and its worker reports it again if it goes on failing.
    await Incidents(services.pool).over(each.workflow, ACTIVITY_FAILING, f"{each.kind}:")
    return True


def _identity(doing: Doing) -> str:
    return f"bimtek {doing.key}"


class SkipRepair:
    """Takes an activity for done, once nothing is lost by that; `api.repairs.work.RULES` says of each if it may."""

    async def rehearse(self, services: Services, journey: str, spec: Skip) -> Rehearsal:
        """Name what has to be settled before, message by message; or why it cannot be skipped."""
        copy = await copied(services, journey)
        found = await _named(services, journey, spec)
        rehearsal = Rehearsal(journey=journey, as_of=copy.now, seq=copy.journey.seq)
        if found is None or not rule_of(found.kind).skippable:
            return rehearsal.model_copy(update={"refused": rule_of(found.kind).why if found else NO_SUCH})
        messages = await _messages(services.client, found)
        unsent = [each for each in await Outbox(services.pool).load(messages.keys) if each.state == "queued"]
        rule = rule_of(found.kind)
        skipped = Consequence(
            what=What.ACTIVITY,
            said=Phrase(
                f"Dilewati: {rule.does.id} ({found.kind}, nomor {found.name}). {rule.why.id}",
                f"Skipped: {rule.does.en} ({found.kind}, number {found.name}). {rule.why.en}",
            ),
            at_hand=found.at_hand(copy.journey.region.zone),
        )
        given_up = tuple(
            Consequence(what=What.MESSAGE, said=_given_up(each.key, each.template, Role(each.role))) for each in unsent
        )
        return rehearsal.model_copy(
            update={
                "consequences": (*given_up, skipped),
                "dangerous": True,
                "undo": SendAgain(message=unsent[0].key) if len(unsent) == 1 else None,
            }
        )

    async def do(self, services: Services, journey: str, spec: Skip, doing: Doing) -> Phrase:
        """Settle its messages first, then take it for done; what somebody had skipped by the same key stays so."""
        found = await _named(services, journey, spec)
        if found is None:
            if await _skipped_already(services.client, journey, spec, doing):
                return SKIPPED
            raise CannotRepair(NO_SUCH)
        rule = rule_of(found.kind)
        if not rule.skippable:
            raise CannotRepair(rule.why)
        await _give_up(services, await _messages(services.client, found))
        request = RespondActivityTaskCompletedByIdRequest(
            namespace=services.client.namespace,
            workflow_id=found.workflow,
            run_id=found.run,
            activity_id=found.id,
            identity=_identity(doing),
        )
        try:
            await services.client.workflow_service.respond_activity_task_completed_by_id(request)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            if not await _skipped_already(services.client, journey, spec, doing):
                raise CannotRepair(NO_SUCH) from None
        await Incidents(services.pool).over(found.workflow, ACTIVITY_FAILING, f"{found.kind}:")
        return SKIPPED


SKIPPED = Phrase(
    "Dilewati; pesan yang belum terkirim ada di daftar yang harus disampaikan dengan tangan.",
    "Skipped; what had not been sent is listed as to be passed on by hand.",
)


async def _named(services: Services, journey: str, spec: Skip) -> Waiting | None:
    return next((each for each in await waiting(services, journey) if each.name == spec.activity), None)


async def _messages(client: Client, found: Waiting) -> MessageKeys:
    """The messages that an activity was given."""
    given = (await scheduled(client, found)).activity_task_scheduled_event_attributes.input.payloads
    (messages,) = await data_converter().decode(given, [MessageKeys])
    assert isinstance(messages, MessageKeys)
    return messages


def _given_up(key: str, template: str, role: Role) -> Phrase:
    whom = name_of(role)
    return Phrase(
        f"Pesan {key} ({template}) kepada {whom.id}: tidak dikirim, harus disampaikan dengan tangan.",
        f"Message {key} ({template}) to the {whom.en}: not sent, to be passed on by hand.",
    )


async def _give_up(services: Services, messages: MessageKeys) -> None:
    """Settle messages as the workflow does that gives them up; what was sent stays sent."""
    outbox = Outbox(services.pool)
    passing_on = PassingOn(outbox, Incidents(services.pool))
    for key in messages.withdrawn:
        await outbox.withdraw(key, "not wanted any more when it might leave")
    for message in await outbox.load(messages.keys):
        if message.state == "queued":
            await passing_on.not_delivered(message, WHY_GIVEN_UP)
        await outbox.give_up(message.key, WHY_GIVEN_UP)


async def _skipped_already(client: Client, journey: str, spec: Skip, doing: Doing) -> bool:
    """Whether an attempt before has taken the activity for done: the server keeps by whom that was."""
    workflow = spec.activity.rpartition("/")[0] or journey
    try:
        history = await client.get_workflow_handle(workflow).fetch_history()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return any(
        event.activity_task_completed_event_attributes.identity == _identity(doing)
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
    )
