"""The doctor's looks at Temporal: the server, its namespace, versions and workers, backlog, workflows in trouble."""

from __future__ import annotations

from datetime import timedelta

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeNamespaceRequest,
    DescribeTaskQueueRequest,
    GetSystemInfoRequest,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.making import documents_queue
from api.doctor.finding import Finding, Health, same
from api.doctor.patient import Patient
from api.incidents.names import IN_TROUBLE
from domain.words.phrase import Phrase
from workers.build import this_version
from workers.local.temporal import RETENTION_DAYS
from workers.versions import deployed

ATTRIBUTES = ("CohortId", "RegionId", "Stage")
WAITS_LONG, WAITS_TOO_LONG = timedelta(minutes=1), timedelta(minutes=10)
MOST_NAMED = 5
TYPES = (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)


async def server(patient: Patient) -> Finding:
    """Whether Temporal answers, and which version it is."""
    info = await patient.client.workflow_service.get_system_info(GetSystemInfoRequest())
    return Finding("temporal", same("Temporal"), Health.GOOD, same(info.server_version))


async def retention(patient: Patient) -> Finding:
    """How long closed histories are kept: one that is not archived by then is gone."""
    request = DescribeNamespaceRequest(namespace=patient.client.namespace)
    kept = (await patient.client.workflow_service.describe_namespace(request)).config.workflow_execution_retention_ttl
    days = kept.seconds // 86400
    return Finding(
        "retention",
        Phrase("Masa simpan riwayat", "Retention of histories"),
        Health.GOOD if days >= RETENTION_DAYS else Health.BAD,
        Phrase(f"{days} hari", f"{days} days"),
        None
        if days >= RETENTION_DAYS
        else Phrase(
            f"Naikkan menjadi {RETENTION_DAYS} hari: temporal operator namespace update --retention {RETENTION_DAYS}d",
            f"Raise it to {RETENTION_DAYS} days: temporal operator namespace update --retention {RETENTION_DAYS}d",
        ),
    )


async def search_attributes(patient: Patient) -> Finding:
    """Whether the namespace knows the attributes that workflows are started with."""
    request = ListSearchAttributesRequest(namespace=patient.client.namespace)
    known = (await patient.client.operator_service.list_search_attributes(request)).custom_attributes
    missing = [name for name in ATTRIBUTES if name not in known]
    return Finding(
        "search_attributes",
        Phrase("Atribut pencarian", "Search attributes"),
        Health.BAD if missing else Health.GOOD,
        same(", ".join(missing or ATTRIBUTES)),
        Phrase(
            "Belum ada; tambahkan sebagai Keyword, tanpa itu perjalanan tidak dapat dimulai.",
            "They are missing; add them as Keyword, or no journey can start.",
        )
        if missing
        else None,
    )


async def versions(patient: Patient) -> Finding:
    """Whether the current version has workers, and whether it is the one at hand."""
    title, ours = Phrase("Versi pekerja", "Version of workers"), this_version().build_id
    found = await deployed(patient.client, patient.settings.task_queue)
    current = next((each for each in found if each.current), None)
    if current is None or not current.workers:
        said = Phrase("tidak ada pekerja", "no worker") if current is None else same(f"{current.version}: 0")
        todo = Phrase(
            "Tidak ada yang bergerak. Jalankan pekerja: python -m workers (atau bimtek up).",
            "Nothing moves. Start a worker: python -m workers (or bimtek up).",
        )
        return Finding("versions", title, Health.BAD, said, todo)
    said = Phrase(
        f"{current.version}, {len(current.workers)} pekerja, {current.open_runs} berjalan",
        f"{current.version}, {len(current.workers)} workers, {current.open_runs} open runs",
    )
    if current.version == ours:
        return Finding("versions", title, Health.GOOD, said)
    todo = Phrase(f"Versi di sini {ours}. Lihat bimtek versions.", f"The version here is {ours}. See bimtek versions.")
    return Finding("versions", title, Health.WARN, said, todo)


async def backlog(patient: Patient) -> Finding:
    """How many tasks wait for workers, and for how long the oldest has."""
    waiting, oldest = 0, timedelta(0)
    for queue in (patient.settings.task_queue, documents_queue(patient.settings.task_queue)):
        for kind in TYPES:
            request = DescribeTaskQueueRequest(
                namespace=patient.client.namespace,
                task_queue=TaskQueue(name=queue),
                task_queue_type=kind,
                report_stats=True,
            )
            stats = (await patient.client.workflow_service.describe_task_queue(request)).stats
            waiting += stats.approximate_backlog_count
            oldest = max(oldest, stats.approximate_backlog_age.ToTimedelta())
    health = Health.BAD if oldest > WAITS_TOO_LONG else Health.WARN if oldest > WAITS_LONG else Health.GOOD
    seconds = int(oldest.total_seconds())
    return Finding(
        "backlog",
        Phrase("Antrean tugas", "Backlog of tasks"),
        health,
        Phrase(f"{waiting} menunggu, paling lama {seconds} s", f"{waiting} waiting, the oldest for {seconds} s"),
        Phrase("Tambah pekerja, atau periksa catatannya.", "Add workers, or look at the logs of those there are."),
    )


async def in_trouble(patient: Patient) -> Finding:
    """Workflows whose tasks keep failing, as with code that they do not go on with."""
    title = Phrase("Alur kerja bermasalah", "Workflows in trouble")
    try:
        count = (await patient.client.count_workflows(IN_TROUBLE)).count
        named = [each.id async for each in patient.client.list_workflows(IN_TROUBLE, limit=MOST_NAMED)]
    except RPCError as error:
        if error.status is not RPCStatusCode.INVALID_ARGUMENT:
            raise
        said = Phrase("server ini tidak melaporkannya", "this server does not report them")
        todo = Phrase("Perbarui server Temporal.", "Upgrade the Temporal server.")
        return Finding("in_trouble", title, Health.WARN, said, todo)
    if not count:
        return Finding("in_trouble", title, Health.GOOD, same("0"))
    todo = Phrase(
        "Kodenya tidak dapat melanjutkan. Jalankan bimtek replay --all-open, lalu kembali ke versi sebelumnya.",
        "The code cannot go on with them. Run bimtek replay --all-open, then go back to the version before.",
    )
    return Finding("in_trouble", title, Health.BAD, same(f"{count}: {', '.join(named)}"), todo)
