"""One worker, built the same way everywhere: sandbox, data converter, activities, version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

import asyncpg
from obstore.store import from_url
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import Interceptor, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.archive import ArchiveActivities
from activities.documents.drafting import Drafter
from activities.documents.files import ObjectFiles
from activities.documents.making import AT_ONCE, DocumentActivities, DocumentStarter, documents_queue
from activities.documents.reporting import ReportActivities
from activities.first_attempt import FirstAttempt
from activities.journeys import CohortRecordBatch, EndedJourneys, JourneyActivities
from activities.notifications import Endpoint, NotificationActivities, Sender
from activities.notify.by_hand import PassingOn
from activities.notify.digest import DigestActivities, DigestStarter
from activities.notify.letters import Letters
from activities.notify.links import MailLinks
from activities.notify.mail import Login, Mail, SmtpMailer
from activities.notify.webhook import WebhookChannel, check_endpoint, endpoint_name
from activities.recording import RecordingActivities
from activities.send_again import SendAgainActivities
from records.archive import ArchiveLedger
from records.cohorts import CohortRecord, CohortRegion, Cohorts
from records.contents import Contents
from records.digests import Digests
from records.incidents import Incidents
from records.journal import Records
from records.orders import DocumentOrders
from records.outbox import Outbox
from records.people import People
from records.states import States
from workers.calendars import national_calendar
from workers.local.certificate import configured_seal
from workers.reports import ReportDrafter
from workers.settings import Settings
from workflows.archive_run import ArchiveRun
from workflows.cohort import CohortOfRegions
from workflows.digest import DigestOfPerson
from workflows.make_documents import MakeDocuments
from workflows.make_report import MakeClosingReport
from workflows.region_journey import RegionJourney
from workflows.send_again import SendAgain

WORKFLOWS: Sequence[type] = (
    RegionJourney,
    CohortOfRegions,
    ArchiveRun,
    MakeDocuments,
    MakeClosingReport,
    DigestOfPerson,
    SendAgain,
)
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


def smtp_mailer(settings: Settings) -> SmtpMailer:
    """The mailer to the relay of an installation. Raises `PasswordInClear`."""
    password = settings.smtp_password
    login = Login(settings.smtp_user or "", password.get_secret_value()) if password else None
    return SmtpMailer(settings.smtp or "127.0.0.1:25", settings.mail_sender, tls=settings.smtp_tls, login=login)


def mail_links(settings: Settings) -> MailLinks | None:
    """What makes the links of mails; without a secret mails have none."""
    secret = settings.signing_secret()
    return MailLinks(secret, settings.public_url) if secret else None


def _webhook(settings: Settings) -> WebhookChannel | None:
    """The channel to other systems' endpoints. Raises `EndpointNotAllowed` at the start rather than at the first."""
    if settings.webhook_secret is None:
        return None
    for url in settings.webhook_endpoints():
        check_endpoint(url, private=settings.webhook_private)
    return WebhookChannel(settings.webhook_secret.get_secret_value(), private=settings.webhook_private)


class _Texts:
    """Chapters and pictures: in the object store where they were uploaded, else among the contents."""

    def __init__(self, files: ObjectFiles, pool: asyncpg.Pool) -> None:
        self._files = files
        self._contents = Contents(pool)

    async def get(self, sha256: str) -> bytes | None:
        content = await self._contents.get(sha256)
        return content.content if content else await self._files.get(sha256)


def activities(client: Client, pool: asyncpg.Pool, settings: Settings) -> list[Callable[..., Any]]:
    """Every activity but those that make documents, wired to the real neighbours."""
    outbox = Outbox(pool)
    mailer, letters = smtp_mailer(settings), Letters(settings.language, mail_links(settings))
    passing_on = PassingOn(outbox, Incidents(pool))
    sender = Sender(
        outbox,
        Mail(mailer, letters),
        passing_on,
        digests=DigestStarter(client, settings.task_queue, lambda year: national_calendar(range(year, year + 2))),
        webhook=_webhook(settings),
        endpoints=[Endpoint(name=endpoint_name(url), url=url) for url in settings.webhook_endpoints()],
    )
    digests = DigestActivities(Digests(pool), mailer, letters, passing_on)
    starter = DocumentStarter(client, settings.task_queue)
    recording = RecordingActivities(Records(pool), starter, FirstAttempt(outbox, sender))
    messages = NotificationActivities(outbox, sender)
    archive = ArchiveActivities(client, from_url(settings.object_store()), ArchiveLedger(pool), settings.task_queue)
    journeys = JourneyActivities(client, _CohortRecords(pool), settings.task_queue)
    return [
        recording.record,
        messages.deliver,
        messages.give_up,
        SendAgainActivities(outbox).queue_again,
        digests.send_digest,
        digests.give_up_digest,
        archive.archive_later,
        archive.archive,
        journeys.open_journeys,
        journeys.save_cohort,
        journeys.ended_journeys,
    ]


def document_activities(pool: asyncpg.Pool, settings: Settings) -> list[Callable[..., Any]]:
    """The activities that make documents, wired to the real neighbours."""
    files, orders = ObjectFiles(from_url(settings.object_store())), DocumentOrders(pool)
    drafter = Drafter(People(pool), _Texts(files, pool), language=settings.language, public_url=settings.public_url)
    reports = ReportActivities(orders, ReportDrafter(pool, settings.language), files)
    documents = DocumentActivities(orders, States(pool), drafter, files, configured_seal(settings))
    return [documents.make_document, documents.note_unrecorded, reports.make_closing_report]


def this_version() -> WorkerDeploymentVersion:
    """The released version this code is."""
    return WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=version("bimtek"))


def build_worker(
    client: Client,
    settings: Settings,
    acts: Sequence[Callable[..., Any]],
    *,
    versioned: bool = True,
    version: WorkerDeploymentVersion | None = None,
    watched: Sequence[Interceptor] = (),
) -> Worker:
    """A worker for every workflow and the activities given, `watched` by what reports of them.

    A versioned worker moves every running workflow to the newest version: a journey lasts longer than a release, and
    one pinned to a release would hang when only newer workers are left. `version` is this code's own unless given.
    """
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=acts,
        workflow_runner=sandbox(),
        max_cached_workflows=settings.worker_cache,
        deployment_config=_versioning(version or this_version()) if versioned else None,
        interceptors=watched,
    )


def build_document_worker(
    client: Client,
    settings: Settings,
    acts: Sequence[Callable[..., Any]],
    *,
    versioned: bool = True,
    version: WorkerDeploymentVersion | None = None,
    watched: Sequence[Interceptor] = (),
) -> Worker:
    """A worker for the activities that make documents, few at a time, on the queue on which documents wait."""
    return Worker(
        client,
        task_queue=documents_queue(settings.task_queue),
        activities=acts,
        max_concurrent_activities=AT_ONCE,
        deployment_config=_versioning(version or this_version()) if versioned else None,
        interceptors=watched,
    )


def _versioning(version: WorkerDeploymentVersion) -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=version,
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )
