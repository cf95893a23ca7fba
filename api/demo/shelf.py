"""What a demonstration leaves to look at: every document under its name, and the catalogue as files."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path

import asyncpg

from activities.documents.files import ObjectFiles
from domain.documents import LETTERS
from domain.vocabulary import DocumentKind
from records.documents import DocumentLine, Documents
from records.orders import DocumentOrders
from records.reading import JourneyLine

MADE_WITHIN = timedelta(minutes=10)


async def until_made(pool: asyncpg.Pool, cohort: str) -> None:
    """Wait until all documents are made and in the journal. Raises `TimeoutError` when that takes too long."""
    orders = DocumentOrders(pool)
    async with asyncio.timeout(MADE_WITHIN.total_seconds()):
        while await orders.unsettled() or await orders.report_of(cohort) is None:  # noqa: ASYNC110 - made elsewhere
            await asyncio.sleep(0.5)


async def lay_out(
    pool: asyncpg.Pool, files: ObjectFiles, folder: Path, cohort: str, journeys: tuple[JourneyLine, ...]
) -> Counter[DocumentKind]:
    """Write each region's documents into a folder of its own, in the order in which they were made, and count them."""
    documents, kinds = Documents(pool), Counter[DocumentKind]()
    for line in journeys:
        shelf = folder / file_name(line.region_name)
        shelf.mkdir(parents=True, exist_ok=True)
        for number, document in enumerate(await documents.of_journey(line.journey_id), start=1):
            for name, sha256 in files_of(document):
                await _write(files, sha256, shelf / f"{number:02} {name}")
            kinds[document.kind] += 1
    report = await DocumentOrders(pool).report_of(cohort)
    if report is not None:
        await _write(files, report.pdf, folder / f"{file_name(report.title)}.pdf")
        kinds[DocumentKind.CLOSING_REPORT] += 1
    return kinds


def files_of(document: DocumentLine) -> list[tuple[str, str]]:
    """A document's files: name and hash. A letter's name says whether it is the draft or the signed one."""
    name = file_name(document.title)
    if document.kind in LETTERS:
        signed = [(f"{name}.pdf", document.signed_pdf)] if document.signed_pdf else []
        name = f"{name} (konsep)"
    else:
        signed = []
    docx = [(f"{name}.docx", document.docx)] if document.docx else []
    return [*signed, (f"{name}.pdf", document.pdf), *docx]


async def _write(files: ObjectFiles, sha256: str, path: Path) -> None:
    content = await files.get(sha256)
    if content is None:
        raise LookupError(f"{path.name}: the file {sha256} is not in the object store")
    await asyncio.to_thread(path.write_bytes, content)


def file_name(title: str) -> str:
    """A title as a file's name on every system: without the characters some of them forbid, at most 100 long."""
    return re.sub(r"\s+", " ", re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", title)).strip(" .")[:100]
