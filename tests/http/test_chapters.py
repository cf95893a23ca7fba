"""Chapters, books and files over HTTP, at their edges: what is kept by whom, under which key, and what is refused."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from docx import Document as Docx

from api.file_kinds import kind_of
from records.contents import Contents
from tests.http.door import Door

REGION = "kota-magelang"
OWN = f"/journeys/journey-2019-{REGION}"
COORDINATOR, FOREIGN = f"{REGION}.coordinator", "kab-gunungkidul.coordinator"
NEW = {"Content-Type": "text/markdown", "If-Match": '"0"'}
PNG = b"\x89PNG\r\n\x1a\npeta kota"


def archive(*names: str) -> bytes:
    """A ZIP archive with entries of these names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        for name in names:
            written.writestr(name, "isi")
    return file.getvalue()


def book(text: str) -> bytes:
    """Buku 3 of the 2019 policy as a Word file, which has a single chapter."""
    written = Docx()
    written.add_heading("Ringkasan Eksekutif", level=1)
    written.add_paragraph(text)
    file = io.BytesIO()
    written.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.4 isi", "pdf"),
        (b"\xff\xd8\xff\xe0 isi", "jpg"),
        (PNG, "png"),
        (b"\x00\x00\x00\x20ftypisom", "mp4"),
        (b"\x00\x00\x00\x20ftypheic", None),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (archive("catatan.txt"), None),
        (archive("[Content_Types].xml", *(f"word/{n}-{'x' * 200}" for n in range(10_000))), None),
        ("Notulen rapat.\n\tBaik – é.\n".encode(), "txt"),
        (b"\x7fELF", None),
        (b"", None),
    ],
    ids=["pdf", "jpeg", "png", "mp4", "heic", "docx", "xlsx", "pptx", "zip", "a huge list", "text", "program", "empty"],
)
def test_a_file_is_what_its_bytes_say(content: bytes, ending: str | None) -> None:
    """By its beginning and, for an archive, by what is in it; a list of entries made to be long is not read."""
    kind = kind_of(content)
    assert (kind.ending if kind else None) == ending


async def test_nothing_is_kept_for_somebody_who_may_not_write(door: Door) -> None:
    """A stranger's text and book are refused before they are stored, also when he claims a role."""
    text = b"Bab dari luar daerah.\n"
    async with door.person(FOREIGN) as foreign:
        for params in ({}, {"role": "coordinator"}):
            saved = await foreign.put(f"{OWN}/chapters/buku-2/bab-1", content=text, headers=NEW, params=params)
            assert (saved.status_code, saved.json()["name"]) == (403, "NoRoleForAct")
            taken = await foreign.put(f"{OWN}/books/buku-3", files={"file": ("b.docx", book("x"))}, params=params)
            assert (taken.status_code, taken.json()["name"]) == (403, "NoRoleForAct")
        stored = await foreign.post(f"{OWN}/files", content=PNG, params={"title": "Peta"})
        assert (stored.status_code, stored.json()["name"]) == (403, "NotForYou")
    sha256 = hashlib.sha256(text).hexdigest()
    assert await Contents(door.services.pool).known([sha256]) == set()


async def test_a_chapter_has_its_title_and_shows_only_pictures_of_its_region(door: Door) -> None:
    """The title is the policy's; a picture is shown that its author stored, and no other can be named."""
    url = f"{OWN}/chapters/buku-2/bab-2"
    async with door.person(COORDINATOR) as coordinator:
        picture = (await coordinator.post(f"{OWN}/files", content=PNG, params={"title": "Peta"})).json()["sha256"]
        lost = await coordinator.put(url, content=f"![Peta](sha256:{'b' * 64})\n", headers=NEW)
        assert (lost.status_code, "sha256:bbbbbbbbbbbb…" in lost.text) == (422, True), lost.text
        first = await coordinator.put(url, content="Belum ada peta.\n", headers=NEW)
        kept = await coordinator.put(
            url, content=f"![Peta](sha256:{picture})\n", headers={**NEW, "If-Match": first.headers["ETag"]}
        )
        listed = (await coordinator.get(f"{OWN}/chapters")).json()
        fetched = await coordinator.get(f"{OWN}/files/{picture}")
        same = await coordinator.get(url, headers={"If-None-Match": '"2"'})
    assert kept.status_code == 200 and "Gambar" not in (kept.json().get("notice") or "")
    line = next(line for line in listed if (line["book"], line["chapter"]) == ("buku-2", "bab-2"))
    assert (line["version"], line["document"]["title"]) == (2, line["title"])
    assert (fetched.content, same.status_code, same.headers["ETag"]) == (PNG, 304, '"2"')


async def test_the_same_save_with_the_same_key_is_done_once(door: Door) -> None:
    """Its answer is the first one; the same key with another text is refused."""
    url, headers = f"{OWN}/chapters/buku-2/bab-3", {**NEW, "Idempotency-Key": "simpan-1"}
    async with door.person(COORDINATOR) as coordinator:
        first = await coordinator.put(url, content="Isi bab.\n", headers=headers)
        again = await coordinator.put(url, content="Isi bab.\n", headers=headers)
        other = await coordinator.put(url, content="Isi lain.\n", headers=headers)
    assert first.json()["receipt"] == again.json()["receipt"] and again.headers["ETag"] == '"1"'
    assert (other.status_code, other.json()["name"]) == (409, "CommandIdReused")


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"", "text/markdown", 422),
        (b" \n", "text/markdown", 422),
        (b'"isi"', "application/json", 415),
        (b"![x](sha256:" + b")![x](sha256:".join(b"%064x" % n for n in range(600)) + b")", "text/markdown", 422),
        (b"x" * 1_000_001, "text/markdown", 413),
        (b"> " * 400 + b"dalam", "text/markdown", 422),
        (b"Isi.\n", "Text/Markdown; charset=utf-8", 403),
    ],
    ids=["nothing", "blank", "JSON", "too many pictures", "too large", "too deep", "a role that he does not hold"],
)
async def test_what_is_no_chapter_is_not_saved(door: Door, content: bytes, media_type: str, status: int) -> None:
    """Each with its own status, and there is no chapter afterwards."""
    url = f"{OWN}/chapters/buku-1/bab-4"
    params = {"role": "bappeda"} if status == 403 else {}
    async with door.person(COORDINATOR) as coordinator:
        refused = await coordinator.put(
            url, content=content, headers={**NEW, "Content-Type": media_type}, params=params
        )
        assert refused.status_code == status, refused.text
        assert (await coordinator.get(url)).status_code == 404


async def test_a_book_with_a_key_of_its_own_is_taken_over_anew(door: Door) -> None:
    """The same file once without a key, again under a new key; under a used key another file is refused."""
    url, file, other = f"{OWN}/books/buku-3", book("Ringkasan kota."), book("Ringkasan lain.")
    async with door.person(COORDINATOR) as coordinator:
        first = await coordinator.put(url, files={"file": ("ringkasan.docx", file)})
        assert first.status_code == 200, first.text
        again = await coordinator.put(url, files={"file": ("ringkasan.docx", file)})
        by_key = await coordinator.put(
            url,
            files={"file": ("ringkasan.docx", file)},
            headers={"Idempotency-Key": first.headers["Idempotency-Key"]},
        )
        key = {"Idempotency-Key": "unggah-2"}
        anew = await coordinator.put(url, files={"file": ("ringkasan.docx", file)}, headers=key)
        reused = await coordinator.put(url, files={"file": ("ringkasan.docx", other)}, headers=key)
    assert first.json()["receipt"] == again.json()["receipt"] == by_key.json()["receipt"]
    assert anew.json()["receipt"]["first_seq"] > first.json()["receipt"]["last_seq"]
    assert (reused.status_code, reused.json()["name"]) == (409, "CommandIdReused")


@pytest.mark.parametrize("name", ["\x01\t", "\u202ebuku\u2028.docx", "n" * 400 + ".docx"])
async def test_a_file_with_a_strange_name_is_taken(door: Door, name: str) -> None:
    """Its title is one line that can be shown."""
    raw = b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\n\r\n'
    content = raw + book(f"Buku {len(name)}.") + b"\r\n--x--\r\n"
    async with door.person(COORDINATOR) as coordinator:
        headers = {"Content-Type": "multipart/form-data; boundary=x"}
        taken = await coordinator.put(f"{OWN}/books/buku-3", content=content, headers=headers)
    assert taken.status_code == 200, taken.text
