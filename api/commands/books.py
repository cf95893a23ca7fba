"""`bimtek book`: show how a policy's chapters are found in a book written in Word, and take it over."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from obstore.store import from_url

from activities.documents.chapters import BookRefused, FoundBook, find_chapters
from activities.documents.files import ObjectFiles
from api.as_of import instant
from api.commands.many import Yes
from api.commands.policies import read_policy
from api.commands.up import DataDir, settings_for
from api.desk import Desk
from api.exits import Failure
from api.finding import find_journey
from api.output import Json, console, print_json, print_tables, table
from api.uploading import Upload, UploadRefused, check_texts, upload_book
from domain.messages import Actor
from domain.policy import BookPolicy, Policy
from domain.vocabulary import Role
from records.reading import Reading
from workers.connections import connect_records, connect_temporal
from workers.settings import Settings

app = typer.Typer(help="Books: what a region writes, chapter by chapter or as one file.", no_args_is_help=True)

BookFile = Annotated[Path, typer.Argument(help="A book as DOCX or PDF.")]
PolicyOption = Annotated[
    Path, typer.Option("--policy", help="The policy as TOML, such as deploy/policies/intake-2019.toml.")
]
BookOption = Annotated[str, typer.Option("--book", help="The book's key in the policy, such as buku-2.")]


@app.command("check")
def check(file: BookFile, policy: PolicyOption, book: BookOption, as_json: Json = False) -> None:
    """Show how the chapters are found in a file; needs no server. Ends with 1 when a chapter is missing."""
    wanted = _book(policy, book)
    found = asyncio.run(_find(file, wanted))
    if as_json:
        print_json({**found.model_dump(mode="json"), "complete": found.complete})
    else:
        _print(found, wanted)
    if not found.complete:
        raise typer.Exit(1)


@app.command("upload")
def upload(
    file: BookFile,
    journey: Annotated[str, typer.Option("--journey", help="The journey: its id, or 2019/33.10.")],
    book: BookOption,
    person: Annotated[str, typer.Option(help="Who uploads: the person's id.")],
    role: Annotated[Role, typer.Option(help="In which role.")] = Role.COORDINATOR,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Take a whole book over: shows how its chapters were found and asks; the file stays the official one."""
    asyncio.run(_upload(settings_for(data_dir).resolved(), file, journey, book, person, role, yes, as_json))


async def _upload(
    settings: Settings, file: Path, text: str, key: str, person: str, role: Role, yes: bool, as_json: bool
) -> None:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, text, instant(None))
        state = await Reading(pool).state(line.journey_id)
        if state is None:
            raise Failure(f"{line.journey_id} has no journal yet. Try again in a moment.")
        wanted = _of(state.policy, key)
        given = Upload(file.name, await _content(file), await _find(file, wanted))
        try:
            notes = await check_texts(given)
        except UploadRefused as refused:
            raise Failure(f"{file}: {refused}") from None
        if not as_json:
            _print(given.found, wanted)
            for note in notes:
                console().print(f"Catatan: {note}", soft_wrap=True, markup=False)
        if not yes:
            _ask(as_json)
        desk = Desk(await connect_temporal(settings), pool)
        files = ObjectFiles(from_url(settings.object_store()))
        taken = await upload_book(desk, pool, files, line.journey_id, given, Actor(person=person, role=role))
    if as_json:
        print_json(
            {"receipt": taken.answer.receipt, "file": taken.file, "notes": notes, "recorded": taken.answer.recorded}
        )
        return
    console().print(
        f"{line.journey_id}: {wanted.title} taken over, {len(given.found.chapters)} chapters. "
        f"The file stays the official one (SHA-256 {taken.file.sha256[:12]}…).",
        soft_wrap=True,
        markup=False,
    )


def _ask(as_json: bool) -> None:
    """Ask whether to take the book over. Raises `Failure` when the answer is no, or when nobody can be asked."""
    if as_json or not sys.stdin.isatty():
        raise Failure("Nothing was taken over: nobody can be asked here. Give --yes if the chapters are right.")
    if not typer.confirm("Take this book over?", err=True):
        raise Failure("Nothing was taken over.")


async def _content(file: Path) -> bytes:
    try:
        return await asyncio.to_thread(file.read_bytes)
    except (FileNotFoundError, IsADirectoryError):
        raise Failure(f"There is no file {file}. Name a book as DOCX or PDF.") from None


def _book(policy: Path, key: str) -> BookPolicy:
    return _of(read_policy(policy), key)


def _of(policy: Policy, key: str) -> BookPolicy:
    books = {book.key: book for book in policy.books}
    if key not in books:
        raise Failure(f"The policy has no book {key}. Choose one of: {', '.join(books)}.")
    return books[key]


async def _find(file: Path, book: BookPolicy) -> FoundBook:
    try:
        return await find_chapters(await _content(file), book)
    except BookRefused as refused:
        raise Failure(f"{file}: {refused.reason}") from None


def _print(found: FoundBook, book: BookPolicy) -> None:
    columns = ("bab", "judul", "ditemukan sebagai", "di", "kata", "tabel", "gambar")
    known = {chapter.key: chapter for chapter in found.chapters}
    rows = []
    for chapter in book.chapters:
        seen = known.get(chapter.key)
        if seen is None:
            rows.append((chapter.key, chapter.title, "TIDAK DITEMUKAN", "", "", "", ""))
        else:
            counts = (f"{seen.words}", f"{seen.tables}", f"{seen.images}")
            rows.append((chapter.key, chapter.title, seen.heading or "–", seen.place, *counts))
    screen = console()
    print_tables(screen, table(book.title, columns, rows, numbers=("kata", "tabel", "gambar")))
    for heading in found.left_over:
        screen.print(f"Judul di luar ketentuan: {heading}", soft_wrap=True, markup=False)
    for note in found.notes:
        screen.print(f"Catatan: {note}", soft_wrap=True, markup=False)
    screen.print("Lengkap." if found.complete else f"Belum lengkap: {', '.join(found.missing)}.", markup=False)
