"""The doctor's visit: `examine` looks at everything at once; a part that does not answer is a finding, not an error."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import aiosmtplib
import asyncpg
from temporalio.service import RPCError

from activities.documents.files import StoreFailed
from api.desk import AWAY
from api.doctor import machine, records, temporal
from api.doctor.finding import Finding, Health, same
from api.doctor.patient import Patient
from domain.words.phrase import Phrase

Look = Callable[[Patient], Awaitable[Finding]]

WITHIN = 10.0
"""Seconds that a look may take."""
LOOKS: tuple[tuple[str, Phrase, Look], ...] = (
    ("temporal", same("Temporal"), temporal.server),
    ("postgres", same("PostgreSQL"), records.server),
    ("versions", Phrase("Versi pekerja", "Version of workers"), temporal.versions),
    ("backlog", Phrase("Antrean tugas", "Backlog of tasks"), temporal.backlog),
    ("in_trouble", Phrase("Alur kerja bermasalah", "Workflows in trouble"), temporal.in_trouble),
    ("incidents", Phrase("Insiden terbuka", "Open incidents"), records.incidents),
    ("unsent", Phrase("Pesan belum terkirim", "Messages not sent"), records.unsent),
    ("unmade", Phrase("Dokumen belum dibuat", "Documents not made"), records.unmade),
    ("mail", Phrase("Server surel", "Mail relay"), machine.mail),
    ("object_store", Phrase("Penyimpanan berkas", "Object store"), machine.object_store),
    ("disk", Phrase("Ruang disk", "Room on disk"), machine.disk),
    ("clocks", Phrase("Selisih jam", "Clock skew"), records.clocks),
    ("migrations", Phrase("Migrasi", "Migrations"), records.migrations),
    ("retention", Phrase("Masa simpan riwayat", "Retention of histories"), temporal.retention),
    ("records_kept", Phrase("Masa simpan data", "Retention of records"), records.retention),
    ("search_attributes", Phrase("Atribut pencarian", "Search attributes"), temporal.search_attributes),
    ("certificate", Phrase("Sertifikat segel", "Seal certificate"), machine.certificate),
    ("secret", Phrase("Rahasia tanda tangan", "Signing secret"), machine.secret),
)
"""What is looked at, in the order in which it is told; a name and a title for when it does not answer."""
DOES_NOT_ANSWER = Phrase(
    "Tidak menjawab. Periksa apakah servernya hidup dan alamatnya benar (docs/settings.md).",
    "It does not answer. See whether its server is up and its address right (docs/settings.md).",
)


async def examine(patient: Patient) -> tuple[Finding, ...]:
    """Everything that the doctor finds, in order."""
    return tuple(await asyncio.gather(*(_look(patient, *look) for look in LOOKS)))


async def _look(patient: Patient, name: str, title: Phrase, look: Look) -> Finding:
    try:
        async with asyncio.timeout(WITHIN):
            return await look(patient)
    except (RPCError, StoreFailed, aiosmtplib.SMTPException, asyncpg.PostgresError, *AWAY) as error:
        said = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}".rstrip(": ")
        return Finding(name, title, Health.BAD, same(said[:200]), DOES_NOT_ANSWER)
