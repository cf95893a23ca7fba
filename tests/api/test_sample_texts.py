"""The demonstration's books read like a masterplan, say that they are samples, and are the same in every process."""

from __future__ import annotations

import asyncio
import hashlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from activities.documents.blocks import Block, Heading, Quote, Table, Text, plain
from activities.documents.blocks_reading import read_chapter
from activities.documents.book_words import PILLARS
from api.cast import sample, texts
from domain.journey import begin
from domain.messages import SavePlan
from domain.model import Journey
from domain.values import ChapterName, RegionOfJourney
from domain.vocabulary import SUB_DIMENSIONS, Pillar, TimeZone
from tests.domain.builders import OPENS_AT, ROOT, policy, shipped_policy, start

TEXTS = ROOT / "api" / "cast" / "texts"
CHAPTERS = [ChapterName(book=book, chapter=chapter) for book, chapter in shipped_policy().chapters()]
CASES = [pytest.param(name, id=str(name)) for name in CHAPTERS]
SOME_REGIONS = [f"kab-{number}" for number in range(25)]
PAYLOAD = 20_000
"""Bytes of JSON that a sample plan may take on its way into a workflow."""


@cache
def journey(region: str = "kab-contoh", name: str = "Kabupaten Contoh") -> Journey:
    """A journey of a made-up region under the policy as its file has it."""
    where = RegionOfJourney(id=region, name=name, code="33.99", zone=TimeZone.WIB)
    return begin(start(region=where, policy=shipped_policy()), OPENS_AT).journey


def written(name: ChapterName, version: int = 1, of: Journey | None = None) -> str:
    """A chapter's text."""
    return sample.chapter(of or journey(), name, version).content.decode()


def read(name: ChapterName) -> tuple[Block, ...]:
    """A chapter as the typesetter reads it, which has nothing to remark."""
    found = asyncio.run(read_chapter(written(name)))
    assert not found.notes
    return found.blocks


@pytest.mark.parametrize("name", CASES)
def test_chapter_reads_like_one(name: ChapterName) -> None:
    """A chapter has its title, then the mark, then some paragraphs, and each of its tables says that it is a sample."""
    blocks = read(name)
    title, mark = blocks[:2]
    assert isinstance(title, Heading)
    assert plain(title.runs) in [chapter.title for book in shipped_policy().books for chapter in book.chapters]
    assert isinstance(mark, Quote)
    assert isinstance(mark.blocks[0], Text)
    assert plain(mark.blocks[0].runs) == "SIMULASI: teks contoh, bukan dokumen resmi."
    assert sum(isinstance(block, Text) for block in blocks) >= 3
    assert all(re.search("contoh|rekaan", plain(block.caption)) for block in blocks if isinstance(block, Table))
    said = repr(blocks)
    assert "[^" not in said, "a footnote has no text"
    assert "{" not in said, "a placeholder is left"


def test_every_template_is_used() -> None:
    """Each chapter of the policy has a text of its own, and there is none besides."""
    own = {f"{name.book}-{name.chapter}.txt" for name in CHAPTERS} | {f"pillar-{pillar}.txt" for pillar in Pillar}
    assert {path.name for path in TEXTS.glob("*.txt")} == own | {"other.txt", "revision.txt"}
    general = "sebagai bagian dari"
    assert not [str(name) for name in CHAPTERS if general in written(name)]


def test_unknown_chapter_gets_the_general_text() -> None:
    """A chapter that a policy calls otherwise is not given a text about something else."""
    books = [book.model_dump() for book in shipped_policy().books]
    books[0]["chapters"][1]["title"] = "Gambaran Umum"
    renamed = begin(start(policy=policy(books=books)), OPENS_AT).journey
    text = written(CHAPTERS[1], of=renamed)
    assert text.startswith("# Gambaran Umum\n\n> SIMULASI")
    assert "Bab ini menguraikan “Gambaran Umum”" in text


def test_strategy_has_all_pillars_and_sub_dimensions() -> None:
    """The chapter on the six dimensions has a heading for each pillar, in the region's order, with three below it."""
    headings = [block for block in read(ChapterName(book="buku-2", chapter="bab-3")) if isinstance(block, Heading)]
    levels = [heading.level for heading in headings]
    assert levels == [1, *[2, 3, 3, 3] * len(Pillar)]
    pillars = [plain(heading.runs) for heading in headings if heading.level == 2]
    assert pillars == [PILLARS[pillar] for pillar in texts.pillars_of(journey().region.id)]


@pytest.mark.parametrize("name", CASES)
def test_new_version_says_what_is_better(name: ChapterName) -> None:
    """A version after the first is another text, with a paragraph on what was improved."""
    found = [written(name, version) for version in (1, 2, 3)]
    assert [text.count("Perbaikan atas telaah") for text in found] == [0, 1, 1]
    assert len(set(found)) == 3


def test_place_is_named_as_it_is() -> None:
    """A city has a Wali Kota, a regency a Bupati, each adopting by its own regulation."""
    closing = ChapterName(book="buku-2", chapter="bab-6")
    city, regency = written(closing, of=journey("kota-contoh", "Kota Contoh")), written(closing)
    assert "Peraturan Wali Kota" in city
    assert "Bupati" not in city
    assert "Peraturan Bupati" in regency
    assert "Wali Kota" not in regency


def test_plan_covers_the_pillars() -> None:
    """A plan has a dozen programmes or more over all pillars, marked, once each, within five years, not too large."""
    for region in SOME_REGIONS:
        of = journey(region)
        rows = sample.action_plan(of).rows
        assert 12 <= len(rows) <= 18
        assert {row.pillar for row in rows} == set(Pillar)
        assert len({row.name for row in rows}) == len({row.sub_dimension for row in rows}) == len(rows)
        assert all(row.name.endswith(" (SIMULASI)") for row in rows)
        year = OPENS_AT.year
        assert all(year + 1 <= row.first_year <= row.last_year <= year + 5 for row in rows)
        assert all(500_000_000 <= row.budget <= 25_000_000_000 for row in rows)
        plan = SavePlan(
            action_plan=sample.action_plan(of),
            quick_wins=sample.quick_wins(),
            distinctiveness=sample.distinctiveness(of),
        )
        assert len(plan.model_dump_json().encode()) < PAYLOAD


def test_lists_offer_a_choice() -> None:
    """There are two programmes for every sub-dimension, no two of one name, and words on every pillar."""
    listed = texts.lists()
    offered = sorted((programme.pillar, programme.sub_dimension) for programme in listed.programmes)
    assert offered == sorted((pillar, sub) for pillar in Pillar for sub in SUB_DIMENSIONS[pillar] for _ in range(2))
    names = [programme.name for programme in listed.programmes] + [win.name for win in listed.quick_wins]
    assert len(set(names)) == len(names)
    assert set(listed.pillars) == set(Pillar)
    assert all(6 <= win.months <= 12 for win in listed.quick_wins)


def test_regions_differ() -> None:
    """Among some regions every pillar comes first somewhere, and no two plans are the same."""
    assert {texts.pillars_of(region)[0] for region in SOME_REGIONS} == set(Pillar)
    assert len({sample.action_plan(journey(region)).rows for region in SOME_REGIONS}) == len(SOME_REGIONS)


@pytest.mark.parametrize("minimum", [0, 3, 12, 20])
def test_quick_wins_are_enough(minimum: int) -> None:
    """However many a policy asks for, there are so many with names of their own, among them what the kekhasan names."""
    names = [win.name for win in sample.quick_wins(minimum).quick_wins]
    said = sample.distinctiveness(journey()).distinctiveness
    assert len(set(names)) == len(names) == max(minimum, 3)
    assert all(name.endswith(" (SIMULASI)") for name in names)
    assert set(said.quick_wins) <= set(names)
    assert set(said.programmes) <= {row.name for row in sample.action_plan(journey()).rows}
    assert said.statement.startswith("SIMULASI")


def digest() -> str:
    """One hash over all that is written for a region."""
    said = [written(name, version) for name in CHAPTERS for version in (1, 2)]
    said += [sample.action_plan(journey()).model_dump_json(), sample.distinctiveness(journey()).model_dump_json()]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def test_same_in_another_process() -> None:
    """Another process, with another seed for hashes, writes the same."""
    ask = f"from {__name__} import digest; print(digest())"
    told = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=Path(ROOT),
        env={"PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip() == digest()
