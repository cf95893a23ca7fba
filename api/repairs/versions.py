"""Moving a journey's workflow to one version of the workers, or back to following the newest: `OtherVersionRepair`."""

from __future__ import annotations

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.workflow.v1 import VersioningOverride, WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from api.repairs.copy import copied
from api.repairs.kind import CannotRepair
from api.replaying import why_not
from api.services import Services
from domain.repairs import Consequence, Doing, OtherVersion, Rehearsal, What
from domain.words.phrase import Phrase
from workers.build import DEPLOYMENT, this_version
from workers.versions import DeployedVersion, deployed

NOT_RUNNING = Phrase(
    "Proses pendampingan ini tidak berjalan lagi, jadi tidak memerlukan versi apa pun.",
    "No process of this journey is running, so that it needs no version.",
)


class OtherVersionRepair:
    """Harmless where the version has workers and goes on with the history; it is taken back by the one before."""

    async def rehearse(self, services: Services, journey: str, spec: OtherVersion) -> Rehearsal:
        """Say where it runs now and then; replayed where the code at hand is the version in question."""
        copy = await copied(services, journey)
        rehearsal = Rehearsal(journey=journey, as_of=copy.now, seq=copy.journey.seq)
        described = await _described(services, journey)
        if described is None:
            return rehearsal.model_copy(update={"refused": NOT_RUNNING})
        before = pinned_to(described)
        known = await deployed(services.client, services.settings.task_queue)
        version = spec.version or next((each.version for each in known if each.current), None)
        refused = _without_workers(spec.version, known) or _no_change(spec.version, before)
        if refused is not None:
            return rehearsal.model_copy(update={"refused": refused})
        replayed = version == this_version().build_id
        broken = await why_not(copy.runs[-1]) if replayed else None
        if broken is not None:
            return rehearsal.model_copy(update={"refused": _breaks(version or "?", broken)})
        found = [
            _runs_on(_ran_on(described), version, spec.version),
            _replayed(version) if replayed else _not_replayed(version),
        ]
        return rehearsal.model_copy(update={"consequences": tuple(found), "undo": OtherVersion(version=before)})

    async def do(self, services: Services, journey: str, spec: OtherVersion, doing: Doing) -> Phrase:
        """Set the override; set already, it stays as it is."""
        known = await deployed(services.client, services.settings.task_queue)
        refused = _without_workers(spec.version, known)
        if refused is not None:
            raise CannotRepair(refused)
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=services.client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=journey),
            workflow_execution_options=WorkflowExecutionOptions(versioning_override=_override(spec.version)),
            update_mask=FieldMask(paths=["versioning_override"]),
            identity=f"bimtek {doing.key}",
        )
        try:
            await services.client.workflow_service.update_workflow_execution_options(request)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            raise CannotRepair(NOT_RUNNING) from None
        if spec.version is None:
            return Phrase("Mengikuti versi terbaru lagi.", "It follows the newest version again.")
        return Phrase(f"Berjalan pada versi {spec.version} saja.", f"It runs on version {spec.version} only.")


async def _described(services: Services, journey: str) -> WorkflowExecutionDescription | None:
    """The workflow of a journey; None where none is running."""
    try:
        described = await services.client.get_workflow_handle(journey).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    return described if described.status is WorkflowExecutionStatus.RUNNING else None


def pinned_to(described: WorkflowExecutionDescription) -> str | None:
    """The version that a workflow was bound to by an override; None where it follows the newest."""
    info = described.raw_description.workflow_execution_info.versioning_info
    return info.versioning_override.pinned.version.build_id or None


def _ran_on(described: WorkflowExecutionDescription) -> str:
    """The version that ran a workflow's last task."""
    return described.raw_description.workflow_execution_info.versioning_info.deployment_version.build_id or "?"


def _override(version: str | None) -> VersioningOverride | None:
    if version is None:
        return None
    return VersioningOverride(
        pinned=VersioningOverride.PinnedOverride(
            behavior=VersioningOverride.PINNED_OVERRIDE_BEHAVIOR_PINNED,
            version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=version),
        )
    )


def _without_workers(version: str | None, known: tuple[DeployedVersion, ...]) -> Phrase | None:
    """Why a version cannot run anything; with None the current one is meant."""
    if any(each.workers for each in known if (each.version == version if version else each.current)):
        return None
    those = ", ".join(each.version for each in known if each.workers) or "-"
    named = version or "?"
    return Phrase(
        f"Tidak ada worker yang menjalankan versi {named}: prosesnya akan berhenti. Yang berjalan: {those}.",
        f"No worker runs version {named}: the workflow would stand still. Those that run: {those}.",
    )


def _no_change(version: str | None, before: str | None) -> Phrase | None:
    if version != before:
        return None
    if version is None:
        return Phrase("Proses ini sudah mengikuti versi terbaru.", "The workflow follows the newest version already.")
    return Phrase(
        f"Proses ini sudah terikat pada versi {version}.", f"The workflow is bound to version {version} already."
    )


def _breaks(version: str, broken: str) -> Phrase:
    return Phrase(
        f"Versi {version} tidak dapat melanjutkan riwayat ini ({broken}).",
        f"Version {version} would not go on with this history ({broken}).",
    )


def _runs_on(ran: str, version: str | None, bound: str | None) -> Consequence:
    if bound is None:
        said = Phrase(
            f"Terakhir dijalankan versi {ran}; selanjutnya mengikuti versi terbaru, sekarang {version}.",
            f"Version {ran} ran it last; from now on it follows the newest, which is {version}.",
        )
    else:
        said = Phrase(
            f"Terakhir dijalankan versi {ran}; selanjutnya hanya versi {bound}, juga setelah rilis baru, sampai "
            f"dilepas lagi. Worker versi {bound} harus tetap ada.",
            f"Version {ran} ran it last; from now on only version {bound} does, also after new releases, until it is "
            f"let go again. Workers of version {bound} have to stay.",
        )
    return Consequence(what=What.ACTIVITY, said=said)


def _replayed(version: str | None) -> Consequence:
    return Consequence(
        what=What.NOTE,
        said=Phrase(
            f"Riwayatnya sudah diputar ulang dengan versi {version}: dapat dilanjutkan.",
            f"Its history was replayed on version {version}: it goes on.",
        ),
    )


def _not_replayed(version: str | None) -> Consequence:
    return Consequence(
        what=What.NOTE,
        said=Phrase(
            f"Di sini bukan kode versi {version}, jadi riwayatnya belum diputar ulang dengannya; jika tidak cocok, "
            "proses menunggu tanpa rusak, dan perbaikan ini dapat dibatalkan.",
            f"The code here is not version {version}, so its history was not replayed on it; where that does not fit, "
            "the workflow waits unharmed, and this repair can be undone.",
        ),
    )
