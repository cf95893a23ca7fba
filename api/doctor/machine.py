"""The doctor's looks at what is neither server of records: disk, object store, mail relay, certificate, secret."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, timedelta

import aiosmtplib
from obstore.store import from_url

from activities.documents.files import ObjectFiles
from activities.documents.seal import NoSeal
from api.doctor.finding import Finding, Health, same
from api.doctor.patient import Patient
from api.services import SHORTEST_SECRET
from domain.words.phrase import Phrase
from workers.local.certificate import configured_seal

LITTLE, TOO_LITTLE = 5 * 1024**3, 1024**3
SOON = timedelta(days=60)
ANSWERS_WITHIN = 5.0


async def disk(patient: Patient) -> Finding:
    """How much room is left where this machine keeps its data."""
    free = (await asyncio.to_thread(shutil.disk_usage, patient.settings.data_dir)).free
    health = Health.BAD if free < TOO_LITTLE else Health.WARN if free < LITTLE else Health.GOOD
    todo = Phrase("Kosongkan ruang; tanpa ruang tidak ada yang tercatat.", "Make room: without it nothing is recorded.")
    said = same(f"{free / 1024**3:.1f} GiB")
    return Finding("disk", Phrase("Ruang disk", "Room on disk"), health, said, todo)


async def object_store(patient: Patient) -> Finding:
    """Whether the object store answers."""
    await ObjectFiles(from_url(patient.settings.object_store())).has("0" * 64)
    return Finding("object_store", Phrase("Penyimpanan berkas", "Object store"), Health.GOOD, same("ok"))


async def mail(patient: Patient) -> Finding:
    """Whether the mail relay answers; nothing is sent."""
    title, address = Phrase("Server surel", "Mail relay"), patient.settings.smtp
    if address is None:
        todo = Phrase("Isi BIMTEK_SMTP.", "Set BIMTEK_SMTP.")
        return Finding("mail", title, Health.BAD, Phrase("belum ditentukan", "not configured"), todo)
    host, _, port = address.rpartition(":")
    tls = patient.settings.smtp_tls == "tls"
    relay = aiosmtplib.SMTP(hostname=host, port=int(port), timeout=ANSWERS_WITHIN, use_tls=tls, start_tls=False)
    await relay.connect()
    await relay.quit()
    return Finding("mail", title, Health.GOOD, same(address))


async def certificate(patient: Patient) -> Finding:
    """Until when the certificate counts that books are sealed with."""
    title = Phrase("Sertifikat segel", "Seal certificate")
    seal = await asyncio.to_thread(configured_seal, patient.settings)
    if isinstance(seal, NoSeal):
        todo = Phrase(
            "Tanpa segel tidak ada buku yang terbit. Lihat docs/operations.md.",
            "Without a seal no book is published. See docs/operations.md.",
        )
        return Finding("certificate", title, Health.BAD, same(str(seal.why)), todo)
    ends = min(root.not_valid_after for root in seal.roots).astimezone(UTC)
    left = ends - patient.now
    health = Health.BAD if left < timedelta(0) else Health.WARN if left < SOON else Health.GOOD
    todo = Phrase("Minta sertifikat baru sebelum tanggal itu.", "Get a new certificate before that day.")
    said = Phrase(f"berlaku sampai {ends:%d-%m-%Y}", f"valid until {ends:%Y-%m-%d}")
    return Finding("certificate", title, health, said, todo)


async def secret(patient: Patient) -> Finding:
    """Whether there is a secret to sign links and sessions with."""
    found = patient.settings.signing_secret()
    short = found is None or len(found) < SHORTEST_SECRET
    todo = Phrase("Isi BIMTEK_SECRET_FILE.", "Set BIMTEK_SECRET_FILE.")
    said = Phrase("tidak ada atau terlalu pendek", "missing or too short") if short else same("ok")
    return Finding(
        "secret",
        Phrase("Rahasia tanda tangan", "Signing secret"),
        Health.BAD if short else Health.GOOD,
        said,
        todo,
    )
