"""One worker, built the same way everywhere: sandbox, data converter, activities, version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import asyncpg
from obstore.store import from_url
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.archive import ArchiveActivities
from activities.first_attempt import FirstAttempt
from activities.journeys import CohortRecordBatch, EndedJourneys, JourneyActivities
from activities.notifications import Letters, NotificationActivities, Sender, SmtpMailer
from activities.recording import RecordingActivities
from records.archive import ArchiveLedger
from records.cohorts import CohortRecord, CohortRegion, Cohorts
from records.journal import Records
from records.outbox import Outbox
from workers.settings import Settings
from workflows.archive_run import ArchiveRun
from workflows.cohort import CohortOfRegions
from workflows.region_journey import RegionJourney

WORKFLOWS: Sequence[type] = (RegionJourney, CohortOfRegions, ArchiveRun)
DEPLOYMENT = "bimtek"


def sandbox() -> SandboxedWorkflowRunner:
    """The one sandbox: all of our packages pass through or none, else a value's class is not its own."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules("domain", "activities", "workflows")
    return SandboxedWorkflowRunner(restrictions=restrictions)


class _CohortRecords:
    """Cohorts in PostgreSQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._cohorts = Cohorts(pool)

    async def save(self, batch: CohortRecordBatch) -> None:
        cohort = batch.cohort
        record = CohortRecord(
            id=cohort.id,
            title=cohort.title,
            policy=cohort.policy.name,
            policy_version=cohort.policy.version,
            state="closed" if cohort.closed_at else "open",
            simulated=cohort.simulated,
            closed_at=cohort.closed_at,
            summary=batch.summary.model_dump(mode="json") if batch.summary else None,
        )
        regions = [
            CohortRegion(
                region_id=place.region.id, journey_id=cohort.journey(place), substitute_for=place.substitute_for
            )
            for place in cohort.places
        ]
        await self._cohorts.save(record, regions)

    async def ended(self, cohort: str) -> EndedJourneys:
        prefix = f"journey-{cohort}-"
        found = await self._cohorts.ended(cohort)
        return EndedJourneys.model_validate(
            {"statuses": {journey.removeprefix(prefix): status for journey, status in found.items()}}
        )


def activities(client: Client, pool: asyncpg.Pool, settings: Settings) -> list[Callable[..., Any]]:
    """Every activity, wired to the real neighbours."""
    outbox = Outbox(pool)
    mailer = SmtpMailer(settings.smtp or "127.0.0.1:25", settings.mail_sender)
    sender = Sender(outbox, mailer, Letters(settings.language))
    recording = RecordingActivities(Records(pool), FirstAttempt(outbox, sender))
    messages = NotificationActivities(outbox, sender)
    archive = ArchiveActivities(client, from_url(settings.object_store()), ArchiveLedger(pool), settings.task_queue)
    journeys = JourneyActivities(client, _CohortRecords(pool), settings.task_queue)
    return [
        recording.record,
        messages.deliver,
        messages.give_up,
        archive.archive_later,
        archive.archive,
        journeys.open_journeys,
        journeys.save_cohort,
        journeys.ended_journeys,
    ]


def this_version() -> WorkerDeploymentVersion:
    """The released version this code is."""
    return WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=version("bimtek"))


def build_worker(
    client: Client, settings: Settings, acts: Sequence[Callable[..., Any]], *, versioned: bool = True
) -> Worker:
    """A worker for every workflow and the activities given.

    A versioned worker moves every running workflow to the newest version: a journey lasts longer than a release, and
    one pinned to a release would hang when only newer workers are left.
    """
    versioning = WorkerDeploymentConfig(
        version=this_version(),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=acts,
        workflow_runner=sandbox(),
        max_cached_workflows=settings.worker_cache,
        deployment_config=versioning if versioned else None,
    )
