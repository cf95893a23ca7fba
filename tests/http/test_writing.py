"""Files, chapters, books, submissions, reviews and endorsements over HTTP."""

from __future__ import annotations

import io

import pytest
from docx import Document as Docx

from tests.http.door import Door

OWN = "/journeys/journey-2019-kab-demak"
COORDINATOR, CHAIR = "kab-demak.coordinator", "kab-demak.team-chair"
CHAPTER = f"{OWN}/chapters/buku-2/bab-1"
PDF = b"%PDF-1.7\nsebuah pindaian\n"
MARKDOWN = {"Content-Type": "text/markdown"}


async def test_a_file_is_stored_named_and_fetched(door: Door) -> None:
    """Once an act names a file, whoever sees the journey can fetch it, to be saved and never shown as a page."""
    async with door.person(COORDINATOR) as coordinator:
        stored = await coordinator.post(f"{OWN}/files", content=PDF, params={"title": "MoU (pindaian)"})
        assert stored.status_code == 201, stored.text
        url = f"{OWN}/files/{stored.json()['sha256']}"
        assert (await coordinator.get(url)).status_code == 404, "nothing names it yet"
        gate = {"gate": "mou", "passed_on": "2026-11-20", "evidence": stored.json()}
        done = await coordinator.post(f"{OWN}/acts", json={"act": {"kind": "pass_gates", "gates": [gate]}})
        if done.status_code == 422 and done.json()["name"] == "HappenedTooEarly":
            gate["passed_on"] = done.json()["details"]["earliest"]
            done = await coordinator.post(f"{OWN}/acts", json={"act": {"kind": "pass_gates", "gates": [gate]}})
        assert done.status_code == 200, done.text
        fetched = await coordinator.get(url)
    assert fetched.content == PDF
    assert fetched.headers["Content-Disposition"].startswith("attachment")
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert "immutable" in fetched.headers["Cache-Control"]


async def test_an_act_that_names_an_unknown_file_is_refused(door: Door) -> None:
    """The problem names the hash and where to upload."""
    gate = {"gate": "sk-dewan", "passed_on": "2026-11-26"}
    evidence = {"sha256": "a" * 64, "size": 3, "title": "SK"}
    async with door.person(COORDINATOR) as coordinator:
        act = {"kind": "pass_gates", "gates": [{**gate, "evidence": evidence}]}
        refused = await coordinator.post(f"{OWN}/acts", json={"act": act})
    assert (refused.status_code, refused.json()["name"]) == (422, "FileNotStored")


async def test_a_hash_alone_names_no_file(door: Door) -> None:
    """Only who stored a file names it, until the journey does; another region's can be neither named nor fetched."""
    region, scan, secret = "kab-situbondo", b"%PDF-1.7\nSK tim\n", b"%PDF-1.7\nrahasia daerah lain\n"
    own = f"/journeys/journey-2019-{region}"

    async def name(person: str, gate: str, file: dict[str, object]) -> str:
        act = {"kind": "pass_gates", "gates": [{"gate": gate, "passed_on": "2026-11-20", "evidence": file}]}
        async with door.person(person) as client:
            done = await client.post(f"{own}/acts", json={"act": act})
            if done.status_code == 422 and done.json()["name"] == "HappenedTooEarly":
                act["gates"][0]["passed_on"] = done.json()["details"]["earliest"]  # type: ignore[index]
                done = await client.post(f"{own}/acts", json={"act": act})
        return str(done.json().get("name", done.status_code))

    async def store(person: str, journey: str, content: bytes) -> dict[str, object]:
        async with door.person(person) as client:
            kept = await client.post(f"{journey}/files", content=content, params={"title": "Pindaian"})
            found: dict[str, object] = kept.json()
            return found

    mine, chair = f"{region}.coordinator", f"{region}.team-chair"
    foreign = await store(COORDINATOR, OWN, secret)
    assert await name(mine, "mou", foreign) == "FileNotStored"
    sha256 = foreign["sha256"]
    async with door.person(mine) as client:
        url, headers = f"{own}/chapters/buku-2/bab-1", {**MARKDOWN, "If-Match": '"0"'}
        picture = await client.put(url, content=f"![Peta](sha256:{sha256})\n", headers=headers)
        mentioned = await client.put(url, content=f"Sidik berkas itu {sha256}.\n", headers=headers)
        fetched = await client.get(f"{own}/files/{sha256}")
    assert (picture.status_code, mentioned.status_code, fetched.status_code) == (422, 200, 404)

    stored = await store(mine, own, scan)
    assert await name(chair, "mou", stored) == "FileNotStored"
    assert await name(mine, "mou", stored) == "200"
    assert await name(chair, "sk-dewan", stored) == "200", "what a journey names, its people may name again"


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00program", b"\x00\x01\x02", b"PK\x03\x04kaput", b"<html>\x07"],
    ids=["empty", "a program", "bytes", "a broken archive", "control characters"],
)
async def test_files_of_other_kinds_are_not_taken(door: Door, content: bytes) -> None:
    """What a file is, its bytes say, whatever it is called."""
    async with door.person(COORDINATOR) as coordinator:
        headers = {"Content-Type": "application/pdf"}
        refused = await coordinator.post(f"{OWN}/files", content=content, params={"title": "x"}, headers=headers)
    assert (refused.status_code, refused.json()["name"]) == (415, "MediaTypeNotSupported")


async def test_a_chapter_is_saved_on_top_of_the_version_it_was_made_from(door: Door) -> None:
    """Saved twice by two people, the second is told that the first was quicker; versions are compared by words."""
    async with door.person(COORDINATOR) as coordinator, door.person(CHAIR) as chair:
        assert (await coordinator.put(CHAPTER, content="# Bab\n", headers=MARKDOWN)).status_code == 428
        first = await coordinator.put(CHAPTER, content="Kota ini cerdas.\n", headers={**MARKDOWN, "If-Match": '"0"'})
        assert first.status_code == 200, first.text
        stale = await chair.put(CHAPTER, content="Lain.\n", headers={**MARKDOWN, "If-Match": '"0"'})
        assert (stale.status_code, stale.json()["name"]) == (412, "ChapterChangedMeanwhile")
        second = await chair.put(
            CHAPTER, content="Kota ini sangat cerdas.\n", headers={**MARKDOWN, "If-Match": first.headers["ETag"]}
        )
        assert second.headers["ETag"] == '"2"'
        newest, oldest = await chair.get(CHAPTER), await chair.get(CHAPTER, params={"version": 1})
        compared = (await chair.get(f"{CHAPTER}/compare", params={"from": 1, "to": 2})).json()
        listed = (await chair.get(f"{OWN}/chapters")).json()
        versions = (await chair.get(f"{CHAPTER}/versions")).json()
        nowhere = await chair.get(CHAPTER, params={"version": 9})
    assert (newest.text, newest.headers["ETag"]) == ("Kota ini sangat cerdas.\n", '"2"')
    assert oldest.text == "Kota ini cerdas.\n"
    assert [(p["kind"], p["text"]) for p in compared["pieces"] if p["kind"] != "same"] == [("added", "sangat ")]
    assert next(line for line in listed if (line["book"], line["chapter"]) == ("buku-2", "bab-1"))["version"] == 2
    assert [line["version"] for line in versions] == [1, 2]
    assert nowhere.status_code == 404


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        ("baik", {"If-Match": "3"}),
        ("baik", {"If-Match": '"-1"'}),
        (b"\xff\xfe", {"If-Match": '"0"'}),
        ("a\x00b", {"If-Match": '"0"'}),
    ],
    ids=["no quotes", "below nothing", "not UTF-8", "a NUL"],
)
async def test_a_text_that_cannot_be_kept_is_refused(door: Door, content: str | bytes, headers: dict[str, str]) -> None:
    """The problem says where and why; nothing is saved."""
    async with door.person(COORDINATOR) as coordinator:
        url = f"{OWN}/chapters/buku-1/bab-3"
        refused = await coordinator.put(url, content=content, headers={**MARKDOWN, **headers})
        assert (refused.status_code, refused.json()["name"]) == (422, "NotValid")
        assert refused.json()["errors"][0]["message"]
        assert (await coordinator.get(url)).status_code == 404


async def test_a_whole_book_is_checked_and_taken_over(door: Door) -> None:
    """How the chapters were found is shown first; the same file twice is taken over once; rubbish is named."""
    text = Docx()
    titles = "Pendahuluan", "Analisis Masa Depan", "Analisis Kesiapan Daerah", "Analisis Kesenjangan", "Analisis SWOT"
    for number, title in enumerate(titles, start=1):
        text.add_heading(f"BAB {number} {title}", level=1)
        text.add_paragraph("Isi bab ini.")
    file = io.BytesIO()
    text.save(file)
    url = f"{OWN}/books/buku-1"
    async with door.person(COORDINATOR) as coordinator:
        checked = await coordinator.post(f"{url}/check", files={"file": ("buku.docx", file.getvalue())})
        assert checked.status_code == 200, checked.text
        taken = await coordinator.put(url, files={"file": ("buku.docx", file.getvalue())})
        assert taken.status_code == 200, taken.text
        again = await coordinator.put(url, files={"file": ("buku.docx", file.getvalue())})
        rubbish = await coordinator.put(url, files={"file": ("buku.docx", b"bukan buku")})
        empty = io.BytesIO()
        Docx().save(empty)
        nothing = await coordinator.put(url, files={"file": ("kosong.docx", empty.getvalue())})
        unknown = await coordinator.put(f"{OWN}/books/buku-9", files={"file": ("buku.docx", file.getvalue())})
    assert checked.json()["found"]["chapters"]
    assert again.json()["receipt"] == taken.json()["receipt"]
    assert (rubbish.status_code, nothing.status_code, unknown.status_code) == (422, 422, 404)


async def test_submitting_says_what_is_missing(door: Door) -> None:
    """Too early for the stage; and the list of what is missing can be read beforehand."""
    async with door.person(COORDINATOR) as coordinator:
        submitted = await coordinator.post(f"{OWN}/submissions")
        listed = (await coordinator.get(f"{OWN}/submissions")).json()
        none = await coordinator.get(f"{OWN}/submissions/1")
        compared = await coordinator.get(f"{OWN}/submissions/1/compare/2")
    assert (submitted.status_code, submitted.json()["name"]) == (409, "WrongStage")
    assert listed["items"] == [] and listed["missing"]
    assert (none.status_code, compared.status_code) == (404, 404)


async def test_reviews_dossier_and_endorsements_can_be_read(door: Door) -> None:
    """Before the first round they are empty; a verdict and an endorsement before their time are refused by name."""
    async with door.person(COORDINATOR) as coordinator, door.person("pengelola-program") as manager:
        reviews = (await coordinator.get(f"{OWN}/reviews")).json()
        dossier = (await manager.get(f"{OWN}/dossier")).json()
        endorsements = (await manager.get(f"{OWN}/endorsements")).json()
        mine = (await manager.get("/endorsements")).json()
        endorsement = {"kind": "endorse", "step": "kementerian-mitra", "agency": "kemendagri", "outcome": "yes"}
        early = await manager.post(f"{OWN}/endorsements", json={"endorsement": endorsement, "role": "agency"})
        verdict = {"kind": "give_verdict", "round": 1, "verdict": "accept"}
        foreign = await manager.post(f"{OWN}/reviews", json={"verdict": verdict, "role": "mentor"})
    assert reviews["rounds"] == [] and endorsements == [] and mine == []
    assert dossier["region_name"] == "Kabupaten Demak" and dossier["asked_of_me"] == []
    assert {step["name"] for step in dossier["steps"]} >= {"komitmen", "penilaian"}
    assert (early.status_code, foreign.status_code) == (409, 409)
