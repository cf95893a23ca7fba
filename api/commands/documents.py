"""`bimtek document`: check a file, list what was made for a journey, and fetch one of its files."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated

import typer
from obstore.store import from_url
from rich.text import Text

from activities.documents.certificates import CertificateFailed
from activities.documents.files import FileDamaged, ObjectFiles, StoreFailed
from activities.documents.pdf_signature import MOST_BYTES, FileTooLarge
from activities.documents.seal import SealReport
from api.as_of import instant
from api.checking import Finding, Verdict, check_file
from api.commands.journeys import Which
from api.commands.signing import sign
from api.commands.up import DataDir, settings_for
from api.exits import NOT_REACHABLE, WRONG, Failure
from api.finding import find_journey
from api.output import Cell, Json, console, print_json, print_tables, print_text, table
from domain.vocabulary import TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from records.documents import DocumentLine, Documents, FileForm
from records.reading import JourneyLine
from workers.connections import NotConfigured, NotReachable, connect_records
from workers.local.certificate import seal_roots
from workers.settings import Settings

app = typer.Typer(
    help="Documents: what was made for a journey, and whether a file is one of them.", no_args_is_help=True
)

app.command("sign")(sign)

Lang = Annotated[Language | None, typer.Option("--lang", help="The language; the setting's if not given.")]

YES, NO = Phrase("ya", "yes"), Phrase("tidak", "no")
FORMS: dict[FileForm, Phrase] = {
    FileForm.PDF: Phrase("PDF", "PDF"),
    FileForm.ORIGINAL: Phrase("berkas yang diunggah daerah", "the file the region uploaded"),
    FileForm.DOCX: Phrase("DOCX", "DOCX"),
    FileForm.SIGNED: Phrase("PDF yang ditandatangani", "signed PDF"),
    FileForm.UNSEALED: Phrase("PDF sebelum disegel", "PDF before its seal"),
}


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file to check, a PDF or DOCX.")],
    offline: Annotated[
        bool, typer.Option("--offline", help="Look nothing up: judge the seal alone, without any server.")
    ] = False,
    lang: Lang = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Say whether a file is one of ours and unchanged, when and for whom it was published, and who sealed it.

    Ends with 1 if it is not genuine, or withdrawn.
    """
    settings = settings_for(data_dir).resolved()
    language = lang or Language(settings.language)
    data = _bytes_of(file)
    try:
        verdict = asyncio.run(_verify(data, settings, offline=offline))
    except (CertificateFailed, FileTooLarge) as error:
        raise Failure(str(error)) from None
    if as_json:
        print_json({"file": str(file), "verdict": verdict.sentence(language), **verdict.model_dump()})
    else:
        _show(file, verdict, language)
    if not verdict.genuine:
        raise typer.Exit(WRONG)


async def _verify(data: bytes, settings: Settings, *, offline: bool) -> Verdict:
    roots = seal_roots(settings)
    if offline:
        return await check_file(data, None, roots)
    try:
        pool = await connect_records(settings)
    except (NotConfigured, NotReachable) as error:
        raise Failure(f"{error} With --offline the seal alone is judged.", NOT_REACHABLE) from error
    async with pool:
        return await check_file(data, Documents(pool), roots)


def _bytes_of(path: Path) -> bytes:
    """The bytes of a file, no more of them than it takes to see that it is too large. Raises `Failure`."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Failure(f"{path} cannot be read ({error.strerror}). Name a file that you may read.") from None


def _show(file: Path, verdict: Verdict, language: Language) -> None:
    screen = console()
    screen.print(
        Text(verdict.sentence(language), style="bold green" if verdict.genuine else "bold red"), soft_wrap=True
    )
    say = [(Phrase("berkas", "file"), str(file)), (Phrase("SHA-256", "SHA-256"), verdict.sha256)]
    say += _document_facts(verdict, language) + _seal_facts(verdict.seal, _zone(verdict), language)
    facts = table("", ("", ""), ((label.into(language), fact) for label, fact in say))
    facts.show_header = False
    screen.print(facts)


def _zone(verdict: Verdict) -> TimeZone:
    return verdict.document.zone if verdict.document else TimeZone.WIB


def _document_facts(verdict: Verdict, language: Language) -> list[tuple[Phrase, str]]:
    document = verdict.document
    if document is None:
        return []
    claimed = verdict.finding is Finding.CHANGED
    facts = [
        (
            Phrase("mengaku sebagai", "says it is") if claimed else Phrase("dokumen", "document"),
            f"{document.title} ({name_of(document.kind).into(language)})",
        ),
        (Phrase("daerah, angkatan", "region, cohort"), f"{document.region_name}, {document.cohort}"),
        (Phrase("kunci", "key"), f"{document.journey_id} {document.key}"),
        (Phrase("dibuat", "made"), spell_moment(document.made_at, document.zone, language)),
    ]
    if document.number is not None and document.signed_at is not None:
        signed = f"{document.signed_by}, {spell_moment(document.signed_at, document.zone, language)}"
        facts += [(Phrase("nomor", "number"), document.number), (Phrase("ditandatangani", "signed"), signed)]
    if document.pdf != verdict.sha256 and document.form is not FileForm.SIGNED:
        facts.append((Phrase("berkas resmi", "official file"), f"SHA-256 {document.pdf}"))
    if not claimed:
        facts.append((Phrase("bentuk", "form"), FORMS[document.form].into(language)))
    if document.published_at is not None:
        facts.append((Phrase("diterbitkan", "published"), spell_moment(document.published_at, document.zone, language)))
        facts.append((Phrase("edisi", "edition"), str(document.edition)))
    if document.withdrawn_at is not None:
        facts.append((Phrase("ditarik", "withdrawn"), spell_moment(document.withdrawn_at, document.zone, language)))
    if document.simulated:
        facts.append(
            (Phrase("SIMULASI", "SIMULASI"), Phrase("bukan dokumen sungguhan", "not a real one").into(language))
        )
    return facts


def _seal_facts(seal: SealReport, zone: TimeZone, language: Language) -> list[tuple[Phrase, str]]:
    facts: list[tuple[Phrase, str]] = []
    if not seal.readable:
        unread = Phrase("tidak dapat dibaca: bukan PDF yang utuh", "cannot be read: not a whole PDF")
        facts.append((Phrase("segel", "seal"), unread.into(language)))
    elif not seal.sealed:
        facts.append((Phrase("segel", "seal"), Phrase("tidak ada", "none").into(language)))
    else:
        owner = ", ".join(part for part in (seal.name, seal.organisation) if part)
        own = Phrase("buatan sendiri: tidak ada yang menjamin pemiliknya", "self-made: nobody vouches for its owner")
        known = Phrase("dikenal di sini", "known here") if seal.trusted else Phrase("tidak dikenal", "not known")
        words = [known.into(language), *([own.into(language)] if seal.self_made else [])]
        facts += [
            (Phrase("segel oleh", "seal by"), owner or "–"),
            (Phrase("sertifikat", "certificate"), "; ".join(words)),
            (Phrase("segel utuh", "seal intact"), _yes(seal.intact, language)),
            (Phrase("mencakup seluruh berkas", "covers the whole file"), _yes(seal.whole_file, language)),
        ]
        if seal.signed_at is not None:
            facts.append((Phrase("disegel", "sealed"), spell_moment(seal.signed_at, zone, language)))
    for one in seal.signatures:
        state = Phrase("utuh", "intact") if one.intact else Phrase("rusak", "broken")
        facts.append((Phrase("tanda tangan", "signature"), f"{one.name or '–'}: {state.into(language)}"))
    return facts


def _yes(fact: bool, language: Language) -> str:
    return (YES if fact else NO).into(language)


@app.command("list")
def list_documents(journey: Which, lang: Lang = None, as_json: Json = False, data_dir: DataDir = None) -> None:
    """List every document that was made for a journey, in the order in which they were made."""
    settings = settings_for(data_dir).resolved()
    language = lang or Language(settings.language)
    line, found = asyncio.run(_made(settings, journey))
    if as_json:
        print_json(
            {"journey": line.journey_id, "documents": [{**one.model_dump(), "sealed": one.sealed} for one in found]}
        )
        return
    title = f"{line.region_name} ({line.region_code}), {line.cohort}{' SIMULASI' if line.simulated else ''}"
    columns = ("Key", "Kind", "Title", "Made", "PDF, kB", "DOCX, kB", "Sealed", "Number", "Signed", "SHA-256")
    rows = [_row(one, TimeZone(line.zone), language) for one in found]
    print_tables(console(), table(title, columns, rows, numbers=("PDF, kB", "DOCX, kB")))


def _row(one: DocumentLine, zone: TimeZone, language: Language) -> tuple[Cell, ...]:
    return (
        one.key,
        name_of(one.kind).into(language),
        one.title,
        spell_moment(one.made_at, zone, language),
        _kilobytes(one.pdf_size),
        None if one.docx_size is None else _kilobytes(one.docx_size),
        "yes" if one.sealed else "",
        one.number,
        f"{one.signed_by}, {spell_moment(one.signed_at, zone, language)}" if one.signed_at else None,
        (one.signed_pdf or one.pdf)[:16],
    )


def _kilobytes(size: int) -> str:
    return f"{-(-size // 1000):,}"


async def _made(settings: Settings, which: str) -> tuple[JourneyLine, tuple[DocumentLine, ...]]:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, instant(None))
        return line, await Documents(pool).of_journey(line.journey_id)


@app.command("get")
def get(
    journey: Which,
    key: Annotated[str, typer.Argument(metavar="KEY", help="A key that `bimtek document list` shows.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write it; a file that exists is left alone.")],
    docx: Annotated[bool, typer.Option("--docx", help="The DOCX to work on, instead of the PDF.")] = False,
    signed: Annotated[bool, typer.Option("--signed", help="The letter as it was signed, not its draft.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write a document's file, after comparing it with its hash."""
    settings = settings_for(data_dir).resolved()
    if docx and signed:
        raise Failure("What is signed is the PDF: give --docx or --signed.")
    data = asyncio.run(_fetch(settings, journey, key, docx=docx, signed=signed))
    try:
        with out.open("xb") as file:
            file.write(data)
    except FileExistsError:
        raise Failure(f"{out} exists already and was left alone. Name another file.") from None
    except OSError as error:
        raise Failure(f"{out} cannot be written ({error.strerror}). Name another file.") from None
    if as_json:
        print_json({"file": str(out), "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()})
        return
    print_text(str(out))


async def _fetch(settings: Settings, which: str, key: str, *, docx: bool, signed: bool) -> bytes:
    line, found = await _made(settings, which)
    chosen = next((one for one in found if one.key == key), None)
    if chosen is None:
        known = ", ".join(one.key for one in found) or "none"
        raise Failure(f"{line.journey_id} has no document “{key}”. It has: {known}.")
    if signed and chosen.signed_pdf is None:
        raise Failure(f"“{key}” has not been signed. Without --signed you get it as it was made.")
    sha256 = chosen.signed_pdf if signed else chosen.docx if docx else chosen.pdf
    if sha256 is None:
        raise Failure(f"“{key}” is made as PDF only: leave out --docx.")
    try:
        data = await ObjectFiles(from_url(settings.object_store())).get(sha256)
    except StoreFailed as error:
        raise Failure(str(error), NOT_REACHABLE) from None
    except FileDamaged as error:
        raise Failure(str(error)) from None
    if data is None:
        raise Failure(f"The object store has no file {sha256}. Is BIMTEK_OBJECT_STORE_URL that of the workers?")
    return data
