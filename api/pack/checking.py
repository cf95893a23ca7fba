"""Checking a pack that came back: every form through its act's model, every book for its chapters; nothing is kept."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace

import asyncpg

from activities.documents.files import ObjectFiles
from api.forms.asked import ActForm
from api.forms.filled import Filled, FormMistake, fill
from api.forms.layout import Choices, parts_of
from api.forms.wanted import choices_of
from api.forms.words import PACKED
from api.pack.archive import OpenedPack, open_archive
from api.pack.books import ChangedBook, book_files, changed_book
from api.pack.form_reading import read_form
from api.pack.making import may_write_books
from api.pack.manifest import Manifest, PackedBook, PackRefused, read_manifest
from api.pack.report import ItemState, PackItem, PackReport
from api.uploading import Upload, UploadRefused, check_texts
from domain.messages import OrdinaryAct
from domain.model import Journey
from records.people import People

OPEN_AGAIN = "Simpan ulang sebagai .docx, atau pakai berkas asli dari paket."
BOOKS_BEFORE = PACKED.index("save_plan")
"""Books are sent before this act: later ones hand in and submit what is in them."""
MOST_SHOWN = 50
"""Files and attachments that are named in a report."""


@dataclass(frozen=True)
class Checked:
    """A form or book of a pack after the check; `act` or `book` is what there is to send."""

    item: PackItem
    order: int
    form: ActForm | None = None
    act: OrdinaryAct | None = None
    attachments: tuple[str, ...] = ()
    book: ChangedBook | None = None
    content: bytes = b""


@dataclass(frozen=True)
class CheckedPack:
    """A pack after the check, in the order of its parts."""

    manifest: Manifest
    opened: OpenedPack
    journey: Journey
    parts: tuple[Checked, ...]

    @property
    def valid(self) -> bool:
        """Whether nothing in it is wrong."""
        return not any(part.item.state is ItemState.INVALID for part in self.parts)

    def report(self, *, checked_only: bool) -> PackReport:
        """What became of the pack so far."""
        manifest, given = self.manifest, {name for part in self.parts for name in part.attachments}
        known = {*(book.file for book in manifest.books), *(form.file for form in manifest.forms)}
        ignored = [name for name in (*self.opened.files, *self.opened.others) if name not in known]
        return PackReport(
            pack=manifest.id,
            journey=manifest.journey,
            person=manifest.person,
            made_at=manifest.made_at,
            made_from_seq=manifest.seq,
            seq=self.journey.seq,
            stale=(manifest.seq, manifest.head) != (self.journey.seq, self.journey.head),
            valid=self.valid,
            checked_only=checked_only,
            items=tuple(part.item for part in self.parts),
            unused=tuple(name for name in self.opened.attachments if name not in given)[:MOST_SHOWN],
            ignored=tuple(ignored[:MOST_SHOWN]),
        )


def open_pack(content: bytes, secret: str) -> tuple[Manifest, OpenedPack]:
    """Open a pack and read what it says of itself. Raises `PackRefused`."""
    opened = open_archive(content)
    return read_manifest(opened.manifest, secret), opened


async def check_pack(
    pool: asyncpg.Pool,
    objects: ObjectFiles,
    manifest: Manifest,
    opened: OpenedPack,
    journey: Journey,
    person: str,
) -> CheckedPack:
    """Check a pack that a person sends to a journey. Raises `PackRefused` for somebody else's, or another journey's."""
    if manifest.journey != journey.id:
        raise PackRefused(f"Paket ini milik {manifest.journey}, bukan {journey.id}. Kirim ke perjalanan yang benar.")
    if manifest.person != person:
        raise PackRefused("Paket ini dibuat untuk orang lain. Orang itu sendiri yang mengirimkannya.")
    if not any((member.person, member.until) == (person, None) for member in journey.members):
        raise PackRefused("Anda tidak lagi memegang peran di daerah ini. Hubungi pengelola program.")
    names = await People(pool).names(sorted({member.person for member in journey.members}))
    choices = choices_of(journey, names)
    parts = [await asyncio.to_thread(_form, manifest, opened, form, choices) for form in manifest.forms]
    for book in manifest.books:
        parts.append(await _book(pool, objects, manifest, opened, book, journey))
    return CheckedPack(manifest, opened, journey, tuple(parts))


def _form(manifest: Manifest, opened: OpenedPack, form: ActForm, choices: Choices) -> Checked:
    item = PackItem(file=form.file, title=form.title, kind="form", act=form.act, state=ItemState.MISSING)
    order = PACKED.index(form.act) * 2
    content = opened.files.get(form.file)
    if content is None:
        return Checked(item, order)
    parts = parts_of(form, choices)
    try:
        filled = fill(form, parts, read_form(content, parts, form.rows), opened.attachments, f"p{manifest.id[:10]}")
    except PackRefused as refused:
        filled = Filled(mistakes=(_unreadable(form.title, refused),))
    state = ItemState.INVALID if filled.mistakes else ItemState.READY if filled.act else ItemState.UNCHANGED
    found = item.model_copy(update={"state": state, "mistakes": filled.mistakes})
    return Checked(found, order, form=form, act=filled.act, attachments=filled.attachments)


def _unreadable(label: str, refused: PackRefused) -> FormMistake:
    return FormMistake(path="", label=label, wrong=str(refused), todo=OPEN_AGAIN)


async def _book(
    pool: asyncpg.Pool, objects: ObjectFiles, manifest: Manifest, opened: OpenedPack, book: PackedBook, journey: Journey
) -> Checked:
    title = next((found.title for found in journey.policy.books if found.key == book.book), book.book)
    item = PackItem(file=book.file, title=title, kind="book", act="upload_book", state=ItemState.UNCHANGED)
    checked = Checked(item, BOOKS_BEFORE * 2 - 1)
    content = opened.files.get(book.file)
    if content is None:
        return replace(checked, item=item.model_copy(update={"state": ItemState.MISSING}))
    if hashlib.sha256(content).hexdigest() == book.sha256:
        return checked
    try:
        changed = await changed_book(manifest, book, content, journey, book_files(pool, objects))
        if changed is None:
            return checked
        if not may_write_books(journey, manifest.person):
            raise PackRefused("Peran Anda tidak menyunting buku. Kembalikan berkas aslinya, atau keluarkan dari ZIP.")
        upload = Upload(name=book.file.rpartition("/")[2], content=content, found=changed.found)
        notes = (*changed.notes, *await check_texts(upload))
    except (PackRefused, UploadRefused) as refused:
        mistake = _unreadable(title, PackRefused(str(refused)))
        return replace(checked, item=item.model_copy(update={"state": ItemState.INVALID, "mistakes": (mistake,)}))
    said = "Bab yang berubah: " + ", ".join(changed.text(chapter).title for chapter in changed.changed) + "."
    ready = item.model_copy(update={"state": ItemState.READY, "notes": (said, *notes)})
    return replace(checked, item=ready, book=changed, content=content)
