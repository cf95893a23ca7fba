"""The offline pack over HTTP and by the command line: given out, filled in, checked, sent; once, however often."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from docx import Document as Docx

from tests.api.pack_filling import changed, files_of, type_in, with_files, zipped
from tests.http.door import Door

OWN, PERSON = "journey-2019-kab-kebumen", "kab-kebumen.coordinator"
OTHER, OTHER_PERSON = "journey-2019-kab-wonosobo", "kab-wonosobo.coordinator"
URL, OTHER_URL = f"/journeys/{OWN}/pack", f"/journeys/{OTHER}/pack"
PDF = b"%PDF-1.7\nsebuah pindaian\n"
ROW = {
    "name": "Layanan satu pintu",
    "pillar": "Smart Governance",
    "sub_dimension": "Smart Governance: Pelayanan publik",
    "rpjmd_goal": "Tata kelola yang baik",
    "responsible_opd": "Dinas Kominfo",
    "first_year": "2027",
    "last_year": "2029",
    "budget": "Rp1.250.000.000",
    "indicator": "Indeks SPBE",
}


async def given(client: httpx2.AsyncClient, url: str = URL) -> bytes:
    """The caller's pack."""
    answer = await client.get(url)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


async def taken(client: httpx2.AsyncClient, pack: bytes, url: str = URL, *, check: bool = False) -> httpx2.Response:
    """The answer to a pack that is sent back."""
    return await client.post(url, files={"file": ("paket.zip", pack)}, params={"check": check})


def filled(pack: bytes) -> bytes:
    """A pack with two gates, a row of the rencana aksi and an obligation in it, and the files they name."""
    today = f"{datetime.now(UTC):%d-%m-%Y}"
    gates = {"gates.1.passed_on": today, "gates.1.evidence.file": "sk.pdf", "gates.1.evidence.title": "SK 12/2026"}
    gates |= {"gates.2.passed_on": today, "gates.2.evidence.file": "sk.pdf"}
    rpjmd = {"met_on": today, "evidence.file": "RPJMD.pdf"}
    pack = changed(pack, "pemenuhan-syarat", lambda form: type_in(form, gates))
    plan = {f"action_plan.rows.0.{name}": text for name, text in ROW.items()}
    pack = changed(pack, "rencana-aksi", lambda form: type_in(form, plan))
    pack = changed(pack, "pemenuhan-kewajiban", lambda form: type_in(form, rpjmd))
    return with_files(pack, {"lampiran/sk.pdf": PDF, "lampiran/rpjmd.pdf": PDF + b"2", "lampiran/lain.pdf": PDF + b"3"})


def states(report: dict[str, Any]) -> dict[str, str]:
    """What became of what was filled in, by act or book."""
    quiet = ("unchanged", "missing")
    return {
        item["act"] if item["kind"] == "form" else item["file"]: item["state"]
        for item in report["items"]
        if item["state"] not in quiet
    }


async def test_a_pack_holds_what_to_do_the_forms_and_the_books(door: Door) -> None:
    """A README that names every form, forms for the caller's roles, a DOCX for every book, and its signed manifest."""
    async with door.person(PERSON) as coordinator, door.person("kab-kebumen.bappeda") as bappeda:
        files, other = files_of(await given(coordinator)), files_of(await given(bappeda))
    readme = files["BACA-DULU.txt"].decode("utf-8-sig")
    forms = [name for name in files if name.startswith("formulir/")]
    assert all(name.removeprefix("formulir/") in readme for name in forms)
    assert {"buku/buku-1.docx", "buku/buku-2.docx", "buku/buku-3.docx", "pack.json"} <= set(files)
    assert "SIMULASI" in readme and "Kabupaten Kebumen" in readme
    assert len(forms) > len([name for name in other if name.startswith("formulir/")]) > 0
    head = Docx(io.BytesIO(files[forms[0]])).sections[0].header.paragraphs[0].text
    assert "SIMULASI" in head
    assert json.loads(files["pack.json"])["pack"]["person"] == PERSON


async def test_a_pack_that_nobody_filled_in_does_nothing(door: Door) -> None:
    """Every form and book is said to be unchanged, also when the ZIP was packed anew, and nothing is sent."""
    async with door.person(OTHER_PERSON) as coordinator:
        answer = await taken(coordinator, zipped(files_of(await given(coordinator, OTHER_URL))), OTHER_URL)
    assert answer.status_code == 200, answer.text
    assert {item["state"] for item in answer.json()["items"]} == {"unchanged"}
    assert not any(item.get("receipt") for item in answer.json()["items"])


async def test_forms_come_back_as_acts_once(door: Door) -> None:
    """Checked, then sent; the journey shows it; the same pack again is the same acts; what no form names is said."""
    async with door.person(PERSON) as coordinator:
        pack = filled(await given(coordinator))
        checked = await taken(coordinator, pack, check=True)
        assert checked.status_code == 200, checked.text
        assert set(states(checked.json()).values()) == {"ready"}
        sent = await taken(coordinator, pack)
        assert sent.status_code == 200, sent.text
        again = await taken(coordinator, pack)
        file = next(f for f in sent.json()["items"] if f["act"] == "pass_gates")
        assert file["receipt"]["kinds"].count("gate_passed") == 2, file
        fetched = await coordinator.get(f"/journeys/{OWN}/pack")
    assert states(sent.json()) == {"pass_gates": "done", "save_plan": "done", "meet_obligation": "done"}
    receipts = [[item["receipt"] for item in r.json()["items"] if item.get("receipt")] for r in (sent, again)]
    assert receipts[0] == receipts[1]
    assert sent.json()["unused"] == ["lain.pdf"]
    assert again.json()["stale"] is True
    newer = files_of(fetched.content)
    plan = next(content for name, content in newer.items() if "rencana-aksi" in name)
    assert "Layanan satu pintu" in "".join(t.text or "" for t in Docx(io.BytesIO(plan)).element.body.iter() if t.text)
    assert not any("kewajiban" in name for name in newer), "what is met is not asked for again"


async def test_what_is_wrong_is_said_by_field_and_nothing_is_sent(door: Door) -> None:
    """The good form beside the bad one is not sent either; each mistake has its form, its label and what to do."""
    async with door.person(OTHER_PERSON) as coordinator:
        pack = await given(coordinator, OTHER_URL)
        bad = {"gates.0.passed_on": "kemarin", "gates.0.evidence.file": "tidak-ada.pdf"}
        pack = changed(pack, "pemenuhan-syarat", lambda form: type_in(form, bad))
        good = {"met_on": f"{datetime.now(UTC):%d-%m-%Y}", "evidence.file": "rpjmd.pdf"}
        pack = changed(pack, "pemenuhan-kewajiban", lambda form: type_in(form, good))
        pack = with_files(pack, {"lampiran/rpjmd.pdf": PDF})
        checked = (await taken(coordinator, pack, OTHER_URL, check=True)).json()
        refused = await taken(coordinator, pack, OTHER_URL)
        again = states((await taken(coordinator, await given(coordinator, OTHER_URL), OTHER_URL)).json())
    assert checked["valid"] is False
    assert states(checked) == {"pass_gates": "invalid", "meet_obligation": "ready"}
    (mistake, _) = next(item["mistakes"] for item in checked["items"] if item["state"] == "invalid")
    assert mistake["path"] == "gates.0.passed_on"
    assert mistake["label"] == "Syarat yang dipenuhi, baris 1: Tanggal dipenuhi"
    assert (refused.status_code, refused.json()["name"]) == (422, "NotValid")
    where = [error["where"] for error in refused.json()["errors"]]
    assert where[0].startswith("formulir/01-") and where[0].endswith("#gates.0.passed_on")
    assert again == {}


async def test_a_rule_may_refuse_one_act_and_the_rest_is_done(door: Door) -> None:
    """A komitmen before its time is refused by name, in the domain's words; what stands beside it is done."""
    async with door.person(OTHER_PERSON) as coordinator:
        pack = await given(coordinator, OTHER_URL)
        wins = {"quick_wins.quick_wins.0.name": "Aplikasi aduan", "quick_wins.quick_wins.0.pillar": "Smart Society"}
        wins |= {"quick_wins.quick_wins.0.months": "6"}
        pack = changed(pack, "quick-win.docx", lambda form: type_in(form, wins))
        pack = changed(pack, "pengajuan-seluruh-buku", lambda form: type_in(form, {"send": "Ya"}))
        answer = await taken(coordinator, pack, OTHER_URL)
    assert answer.status_code == 200, answer.text
    assert states(answer.json()) == {"save_plan": "done", "submit": "refused"}
    submit = next(item for item in answer.json()["items"] if item["act"] == "submit")
    assert (submit["refusal"], "kickoff" in submit["message"]) == ("WrongStage", True)


def write_chapter(book: bytes, heading: str, text: str) -> bytes:
    """The book with a paragraph more below a heading."""
    document = Docx(io.BytesIO(book))
    after = next(
        p
        for p in document.paragraphs
        if heading in p.text and p.style is not None and (p.style.name or "").startswith("Heading")
    )
    after.insert_paragraph_before("x")._p.getparent().remove(after._p.getprevious())
    new = document.add_paragraph(text)
    after._p.addnext(new._p)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


async def test_a_book_comes_back_with_the_chapters_that_were_changed(door: Door) -> None:
    """Chapters that were changed become new versions; empty ones stay empty; the same again changes nothing; a pack
    from before is refused for the chapter that somebody has changed meanwhile."""
    async with door.person(PERSON) as coordinator, door.person("kab-kebumen.team-chair") as chair:
        pack = await given(coordinator)
        theirs = await given(chair)
        new = "Kabupaten Kebumen menuju kota cerdas yang melayani warganya dengan layanan digital terpadu."
        edited = changed(pack, "buku-2", lambda book: write_chapter(book, "Visi dan Sasaran", new))
        first = await taken(coordinator, edited)
        assert first.status_code == 200, first.text
        again = await taken(coordinator, with_files(edited, {"lampiran/x.pdf": PDF}))
        lines = (await coordinator.get(f"/journeys/{OWN}/chapters")).json()
        text = await coordinator.get(f"/journeys/{OWN}/chapters/buku-2/bab-2")
        late = changed(theirs, "buku-2", lambda book: write_chapter(book, "Visi dan Sasaran", f"Lain: {new}"))
        stale = await taken(chair, late)
        besides = changed(theirs, "buku-2", lambda book: write_chapter(book, "Peta Jalan", f"Peta jalan: {new}"))
        beside = await taken(chair, besides)
        newest = files_of(await given(coordinator))["buku/buku-2.docx"]
        after = (await coordinator.get(f"/journeys/{OWN}/chapters")).json()
    assert states(first.json()) == {"buku/buku-2.docx": "done"}
    assert states(again.json()) == {"buku/buku-2.docx": "done"}
    assert first.json()["items"][-2]["receipt"] == again.json()["items"][-2]["receipt"]
    versions = {f"{line['book']}/{line['chapter']}": line["version"] for line in lines}
    assert (versions["buku-2/bab-2"], versions["buku-2/bab-1"], new in text.text) == (1, 0, True)
    assert states(stale.json()) == {"buku/buku-2.docx": "refused"}
    assert stale.json()["items"][-2]["refusal"] == "ChapterChangedMeanwhile"
    assert states(beside.json()) == {"buku/buku-2.docx": "done"}
    assert {f"{line['book']}/{line['chapter']}": line["version"] for line in after}["buku-2/bab-5"] == 1
    assert new in "\n".join(p.text for p in Docx(io.BytesIO(newest)).paragraphs)


@pytest.mark.parametrize("content", [b"", b"bukan zip", zipped({"a": b""}), zipped({"pack.json": b"{}"})])
async def test_what_is_no_pack_is_refused(door: Door, content: bytes) -> None:
    """A problem with a name says what to do."""
    async with door.person(PERSON) as coordinator:
        answer = await taken(coordinator, content, check=True)
    assert (answer.status_code, answer.json()["name"]) == (422, "PackNotTaken")


async def test_a_pack_is_its_persons_and_its_journeys(door: Door) -> None:
    """Sent by somebody else, to another journey, or with another person written into it, it is refused."""
    async with door.person(PERSON) as coordinator, door.person("kab-kebumen.team-chair") as chair:
        pack = await given(coordinator)
        answers = [
            await taken(chair, pack),
            await taken(coordinator, pack, OTHER_URL),
            await taken(
                chair, changed(pack, "pack.json", lambda said: said.replace(PERSON.encode(), b"kab-kebumen.team-chair"))
            ),
        ]
        foreign = await coordinator.get(OTHER_URL)
    assert [(a.status_code, a.json()["name"]) for a in answers] == [(422, "PackNotTaken")] * 3
    assert foreign.status_code == 403


async def test_the_same_key_with_another_pack_is_refused(door: Door) -> None:
    """As for every command."""
    async with door.person(OTHER_PERSON) as coordinator:
        pack = await given(coordinator, OTHER_URL)
        headers = {"Idempotency-Key": "sekali"}
        first = await coordinator.post(OTHER_URL, files={"file": ("p.zip", pack)}, headers=headers)
        other = await coordinator.post(
            OTHER_URL, files={"file": ("p.zip", with_files(pack, {"lampiran/a.pdf": PDF}))}, headers=headers
        )
    assert (first.status_code, other.status_code, other.json()["name"]) == (200, 409, "KeyReused")


async def test_the_command_line_gives_out_and_takes_back(door: Door) -> None:
    """The same pack by the same rules: checked, refused with the field's label, and done once it is right."""
    office = door.office
    file = office.folder / "paket.zip"
    person = "kab-wonosobo.team-chair"
    made = await office.bimtek("journey", "pack", "2019/33.07", "--person", person, "--to", file)
    assert made.code == 0, made.err
    checked = await office.bimtek("journey", "unpack", file, "--person", person, "--check", "--json")
    assert (checked.code, json.loads(checked.out)["valid"]) == (0, True)
    pack = file.read_bytes()
    late = {"days": "3", "reason": "Banjir menghambat rapat."}
    file.write_bytes(changed(pack, "permohonan-tambahan", lambda form: type_in(form, {**late, "days": "tiga"})))
    wrong = await office.bimtek("journey", "unpack", file, "--person", person)
    assert (wrong.code, "Tambahan waktu (hari kerja)" in wrong.out, "Nothing was sent" in wrong.out) == (1, True, True)
    file.write_bytes(changed(pack, "permohonan-tambahan", lambda form: type_in(form, late)))
    done = await office.bimtek("journey", "unpack", file, "--person", person, "--json")
    assert done.code == 0, done.err + done.out
    assert states(json.loads(done.out)) == {"ask_extension": "done"}
    nobody = await office.bimtek("journey", "pack", "2019/33.07", "--person", "siapa-saja", "--to", file)
    somebody = await office.bimtek("journey", "unpack", file, "--person", "siapa-saja")
    nowhere = await office.bimtek("journey", "unpack", file.with_name("tidak-ada.zip"), "--person", person)
    for refused in (nobody, somebody, nowhere):
        assert (refused.code, "Traceback" in refused.err, refused.err.count("bimtek:")) == (1, False, 1), refused.err
