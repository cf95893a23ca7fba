"""A whole book is taken over as people type it, and the documents that were made are found, written out and checked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import docx
import pytest

from tests.api.office import Office, open_office
from tests.domain.builders import default_policy

FILES = Path("deploy")
COORDINATOR = ("--person", "kab-klaten.coordinator")


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A stack with one open journey, that of Kabupaten Klaten."""
    async with open_office(tmp_path_factory.mktemp("uploads")) as office:
        lines = (FILES / "cohorts" / "2019.csv").read_text(encoding="utf-8").splitlines()
        klaten = [line for line in lines if "33.10" in line]
        cohort = office.file("2019.csv", "\n".join([lines[0], *klaten, ""]))
        people = (FILES / "people" / "sample-2019.csv").read_text(encoding="utf-8").splitlines()
        own = [line for line in people if line.startswith(("region,", ",", "33.10"))]
        sample = office.file("people.csv", "\n".join([*own, ""]))
        started = await office.bimtek("cohort", "start", cohort, "--people", sample, "--simulated")
        assert started.code == 0, started.err
        await office.shown("2019", 1)
        yield office


def book(path: Path, leave_out: str = "") -> Path:
    """Buku 2 as a region writes it in Word, but for one chapter."""
    written = docx.Document()
    (plan,) = (book for book in default_policy().books if book.key == "buku-2")
    for number, chapter in enumerate(plan.chapters, 1):
        if chapter.key != leave_out:
            written.add_heading(f"BAB {number} {chapter.title}", level=1)
            written.add_paragraph(f"Isi bab tentang {chapter.title.lower()} sebagai contoh.")
    written.save(str(path))
    return path


async def test_a_word_book_is_taken_over(office: Office) -> None:
    """Its chapters are saved and the file itself is kept; again it is the same command, and nobody is asked twice."""
    file = book(office.folder / "buku-2.docx")
    words = ("book", "upload", file, "--journey", "2019/33.10", "--book", "buku-2", *COORDINATOR)
    asked = await office.bimtek(*words)
    assert (asked.code, "nobody can be asked" in asked.err) == (1, True)
    taken = await office.bimtek(*words, "--yes", "--json")
    assert taken.code == 0, taken.err
    receipt = json.loads(taken.out)
    assert receipt["receipt"]["kinds"] == ["chapter_saved"] * 6 + ["book_uploaded"]
    assert receipt == json.loads((await office.bimtek(*words, "--yes", "--json")).out)
    kept = office.folder / "objects" / "documents" / receipt["file"]["sha256"][:2] / receipt["file"]["sha256"]
    assert kept.read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param({"--journey": "2019/99.99"}, "no journey", id="a journey that is not there"),
        pytest.param({"--book": "buku-9"}, "has no book buku-9", id="a book that the policy does not have"),
        pytest.param({"--person": "orang-lain"}, "NotAMember", id="somebody who is none of the team"),
    ],
)
async def test_a_wrong_upload_says_what_to_do(office: Office, change: dict[str, str], said: str) -> None:
    """It is refused in one line, without a traceback."""
    given = {"--journey": "2019/33.10", "--book": "buku-2", "--person": "kab-klaten.coordinator"} | change
    file = book(office.folder / "lain.docx", leave_out="bab-6")
    refused = await office.bimtek("book", "upload", file, *(word for pair in given.items() for word in pair), "--yes")
    assert (refused.code, said in refused.err, "Traceback" in refused.err) == (1, True, False), refused.err


async def test_the_letters_of_the_opening_are_there(office: Office) -> None:
    """Both letters are made by themselves, listed, written out, recognised, and not recognised once a byte differs."""
    listed: list[dict[str, object]] = []
    async with asyncio.timeout(60):
        while len(listed) < 2:
            said = await office.bimtek("document", "list", "2019/33.10", "--json")
            listed = json.loads(said.out)["documents"] if said.code == 0 else []
            await asyncio.sleep(0.5)
    assert [line["kind"] for line in listed] == ["assessment_letter", "kickoff_invitation"]
    out = office.folder / "surat.pdf"
    got = await office.bimtek("document", "get", "2019/33.10", str(listed[0]["key"]), "--out", out)
    assert got.code == 0, got.err
    assert (await office.bimtek("document", "verify", out)).code == 0
    content = bytearray(out.read_bytes())
    content[len(content) // 2] ^= 1
    out.write_bytes(content)
    assert (await office.bimtek("document", "verify", out)).code == 1
