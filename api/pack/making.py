"""Making a pack: what a person needs to go on without a connection, as one ZIP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

import asyncpg

from activities.documents.files import ObjectFiles
from api.forms.layout import parts_of
from api.forms.wanted import Form, choices_of, forms_for
from api.forms.words import PACKED, name_of_member
from api.pack.archive import BOOKS, FORMS, README, write_archive
from api.pack.books import book_files, chapters_shown, write_books
from api.pack.form_docx import write_form
from api.pack.manifest import NAME, Manifest, write_manifest
from domain.model import Journey
from domain.roles import RULES
from domain.vocabulary import Role
from domain.words.phrase import Language
from domain.words.times import spell_moment
from records.people import People


async def make_pack(
    pool: asyncpg.Pool,
    objects: ObjectFiles,
    secret: str,
    journey: Journey,
    person: str,
    role: Role | None,
    *,
    whole: bool,
    at: datetime,
) -> bytes:
    """The pack of a person in a journey as a ZIP; `whole` False leaves out what was never submitted.

    Raises `TextMissing`, `StoreFailed`, and pandoc's failures.
    """
    names = await People(pool).names(sorted({member.person for member in journey.members}))
    forms = tuple(form for form in forms_for(journey, person, role) if form.packed.act in PACKED)
    dated = journey.acted_at or journey.opens_at  # the same state gives the same files, whenever it is packed
    chapters = chapters_shown(journey, whole=whole)
    books = await write_books(journey, chapters, book_files(pool, objects), dated)
    choices = choices_of(journey, names)
    files: dict[str, bytes] = {}
    for form in forms:
        parts = parts_of(form.packed, choices)
        called = names.get(person, person)
        files[form.packed.file] = await asyncio.to_thread(write_form, form, parts, journey, person=called, at=dated)
    files |= {book.file: content for book, content in books.items()}
    manifest = Manifest(
        journey=journey.id,
        seq=journey.seq,
        head=journey.head,
        made_at=at,
        person=person,
        role=role,
        chapters=chapters,
        books=tuple(books),
        forms=tuple(form.packed for form in forms),
    )
    files[README] = _readme(journey, manifest, forms, names.get(person, person)).encode("utf-8-sig")
    files[NAME] = write_manifest(manifest, secret)
    return await asyncio.to_thread(write_archive, dict(sorted(files.items())))


def may_write_books(journey: Journey, person: str) -> bool:
    """Whether a person holds a role that may take books over."""
    return any(journey.holds(person, role) for role in RULES["save_chapters"].roles)


def _readme(journey: Journey, manifest: Manifest, forms: Sequence[Form], person: str) -> str:
    """What to do with a pack, for whoever opens it first."""
    when = spell_moment(manifest.made_at, journey.region.zone, Language.ID)
    now = [form for form in forms if form.now]
    later = [form for form in forms if not form.now]
    lines = [
        f"PAKET LURING – {journey.region.name}, {journey.policy.title}",
        journey.policy.programme,
        *(["SIMULASI – dibuat untuk peragaan, bukan naskah dinas"] if journey.simulated else []),
        "",
        f"Untuk   : {person}",
        f"Dibuat  : {when}, keadaan ke-{manifest.seq}",
        f"Tahap   : {name_of_member(journey.stage)}",
        f"Giliran : {name_of_member(journey.turn.party)} – {name_of_member(journey.turn.task)}",
        "",
        "CARA MEMAKAI",
        "1. Ekstrak ZIP ini. Semua dapat dikerjakan tanpa sambungan internet.",
        "2. Buka formulir di folder formulir/ dengan Word atau LibreOffice, isi sel yang tersedia, lalu simpan.",
        "   Isian bertanda * wajib diisi. Tanggal ditulis 05-01-2027 atau 2027-01-05.",
        "   Formulir yang tidak diubah tidak dikirim; jadi isilah hanya yang diperlukan.",
        "3. Berkas bukti (pindaian, daftar hadir, foto) ditaruh di folder lampiran/; tulis nama berkasnya di formulir.",
        *_books_said(journey, manifest.person),
        "5. Kemas kembali seluruh folder menjadi ZIP (pack.json harus ikut), lalu unggah, atau jalankan:",
        f"   bimtek journey unpack PAKET.zip --person {manifest.person}",
        "   Seluruh isian diperiksa dahulu; selama masih ada kesalahan, tidak ada yang dikirim.",
        "",
        "Jangan mengubah nama berkas, dan jangan mengubah pack.json. Paket ini hanya berlaku untuk orang di atas.",
        "",
    ]
    for title, listed in (("FORMULIR UNTUK TAHAP INI", now), ("FORMULIR UNTUK TAHAP BERIKUTNYA", later)):
        if listed:
            lines += [title]
            for form in listed:
                shown = f"  {form.packed.file.removeprefix(FORMS)}"
                lines += [shown, f"      {form.packed.title}; sebagai {name_of_member(form.packed.role)}"]
            lines.append("")
    if not forms:
        lines += ["Saat ini tidak ada formulir untuk peran Anda.", ""]
    titles = {book.key: book.title for book in journey.policy.books}
    lines.append("BUKU")
    for book in manifest.books:
        kind = "berkas asli daerah" if book.original else "salinan kerja"
        lines.append(f"  {book.file.removeprefix(BOOKS)}  {titles[book.book]} ({kind})")
    return "\r\n".join([*lines, ""])


def _books_said(journey: Journey, person: str) -> list[str]:
    if not may_write_books(journey, person):
        return ["4. Buku di folder buku/ disertakan untuk dibaca; perubahannya tidak diterima dari peran Anda."]
    return [
        "4. Buku di folder buku/ boleh disunting. Judul bab (gaya Heading 1) harus tetap ada; dari situ bab dikenali.",
        "   Bab yang berubah disimpan sebagai versi baru; bab yang tidak berubah dibiarkan.",
    ]
