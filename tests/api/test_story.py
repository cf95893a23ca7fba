"""The story of a journey: pages, filters, search, what stands behind it when servers are away, and its files."""

from __future__ import annotations

import asyncio
import contextlib
import io
import itertools
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest
from openpyxl import load_workbook
from temporalio.client import Client

from api.behind import Gap
from api.story import Story, Wish, newest_first, story_of
from api.story_file import KindOfFile, written
from domain.calendar import local_date
from domain.story_kinds import Group
from domain.vocabulary import Role, Stage, TimeZone
from domain.words.phrase import Language
from records.journal import Records
from records.people import People, PersonRecord
from records.reading import JourneyLine, Reading
from records.verify import verify
from tests.api.test_history_file import FIRST, JOURNEY, SECOND, Place, found
from tests.conftest import fresh_database
from tests.records.sample import OPENS, Walk
from workers.connections import connect_temporal
from workers.histories import Histories
from workers.local.postgres import LocalPostgres
from workers.settings import Settings

LATER = OPENS + timedelta(days=1000)
FORMULA = "=1+1"


@dataclass(frozen=True)
class Archivist:
    """What a test reads a story from."""

    pool: asyncpg.Pool
    settings: Settings
    line: JourneyLine
    client: Client | None = None

    async def tell(self, **wish: object) -> Story:
        """The story as wished for."""
        return await story_of(self, self.line, Wish.model_validate(wish))


@pytest.fixture(scope="module")
async def archivist(local_postgres: LocalPostgres) -> AsyncIterator[Archivist]:
    """A journey that was walked from kickoff to publication, in a database of its own."""
    walk = Walk().all_the_way()
    async with (
        fresh_database(local_postgres) as dsn,
        asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool,
    ):
        for batch in walk.batches:
            await Records(pool).record(batch)
        await People(pool).save([PersonRecord(id="coordinator", name=FORMULA, sample=True)])
        line = await Reading(pool).line(walk.journey.id, LATER)
        assert line is not None
        yield Archivist(pool, Settings(), line)


@pytest.mark.parametrize("limit", [1, 7, 60])
async def test_pages_put_together_are_the_whole(archivist: Archivist, limit: int) -> None:
    """From both ends each line comes once and as in the whole; an act is torn only where it is more than a page."""
    whole = (await archivist.tell()).lines
    assert len(whole) == archivist.line.seq > 60
    onward, page = [], await archivist.tell(limit=limit)
    onward.append(page.lines)
    while page.next is not None:
        page = await archivist.tell(limit=limit, after=page.next)
        onward.append(page.lines)
    assert [line for lines in onward for line in lines] == list(whole)
    back, page = [], await archivist.tell(limit=limit, newest=True)
    back.append(page.lines)
    while page.before is not None:
        page = await archivist.tell(limit=limit, newest=True, before=page.before)
        back.append(page.lines)
    assert sorted((line for lines in back for line in lines), key=lambda line: line.seq) == list(whole)
    for pages in (onward, back):
        assert all(0 < len(lines) <= limit for lines in pages)
        heads = [{line.head for line in lines} for lines in pages]
        torn = {head for one, two in itertools.pairwise(heads) for head in one & two}
        assert all(sum(line.head == head for line in whole) > limit for head in torn)


async def test_one_can_go_back_where_one_came_from(archivist: Archivist) -> None:
    """The page before the second page is the first, and the way on from the newest page but one leads to the newest."""
    first = await archivist.tell(limit=20)
    second = await archivist.tell(limit=20, after=first.next)
    assert (first.before, second.before) == (None, second.lines[0].seq)
    assert (await archivist.tell(limit=20, before=second.before)).lines == first.lines
    newest = await archivist.tell(limit=20, newest=True)
    older = await archivist.tell(limit=20, newest=True, before=newest.before)
    assert newest.next is None and older.next is not None
    again = await archivist.tell(limit=20, newest=True, after=older.next)
    assert again.lines[0].seq <= newest.lines[0].seq and again.next is None


async def test_what_an_act_led_to_stays_below_it(archivist: Archivist) -> None:
    """With the newest first, acts are turned round and their consequences are not."""
    lines = newest_first((await archivist.tell()).lines)
    heads = [line.head for line in lines]
    assert heads == sorted(heads, reverse=True)
    assert all(one.seq < two.seq for one, two in itertools.pairwise(lines) if one.head == two.head)
    assert any(line.under for line in lines)


DAY = date(2019, 5, 25)
FILTERS = [
    pytest.param({"about": ("review",)}, lambda line: line.about is Group.REVIEW, id="one kind of thing"),
    pytest.param(
        {"about": ("review", "people")}, lambda line: line.about in (Group.REVIEW, Group.PEOPLE), id="two kinds"
    ),
    pytest.param({"stage": "approval"}, lambda line: line.stage is Stage.APPROVAL, id="a stage"),
    pytest.param({"acts": True}, lambda line: line.act, id="only acts"),
    pytest.param({"troubles": True}, lambda line: line.trouble, id="only troubles"),
    pytest.param({"since": DAY}, lambda line: local_date(line.at, TimeZone.WIB) >= DAY, id="from a day on"),
    pytest.param({"until": DAY}, lambda line: local_date(line.at, TimeZone.WIB) <= DAY, id="up to a day"),
    pytest.param({"since": DAY, "until": DAY}, lambda line: local_date(line.at, TimeZone.WIB) == DAY, id="a day"),
    pytest.param(
        {"acts": True, "stage": "drafting"}, lambda line: line.act and line.stage is Stage.DRAFTING, id="two at once"
    ),
]


@pytest.mark.parametrize(("wish", "fits"), FILTERS)
async def test_a_filter_leaves_just_what_fits(archivist: Archivist, wish: dict[str, object], fits: object) -> None:
    """Every line that fits and no other, as in the whole; pages of it are cut alike."""
    assert callable(fits)
    whole = (await archivist.tell()).lines
    story = await archivist.tell(**wish)
    assert list(story.lines) == [line for line in whole if fits(line)]
    assert 0 < len(story.lines) < len(whole)
    assert (story.found, story.entries) == (len(story.lines), len(whole))
    page = await archivist.tell(**wish, limit=1)
    assert (page.lines, page.next) == (story.lines[:1], story.lines[0].seq if len(story.lines) > 1 else None)


async def test_people_and_roles_are_found_in_every_part(archivist: Archivist) -> None:
    """A person is found as actor and where a line names him; a role where it acted and where it was told."""
    named = (await archivist.tell(person="mentor")).lines
    assert any(line.person == "mentor" for line in named)
    assert any(line.person != "mentor" for line in named), "somebody assigned him"
    chair = (await archivist.tell(role=Role.COORDINATOR)).lines
    assert chair and all(line.role in (Role.COORDINATOR, None) or line.under is not None for line in chair)
    assert (await archivist.tell(person="nobody")).lines == ()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("words", ["telaah putaran", "VERDICT round", "diterima accepted"], ids=["id", "en", "both"])
async def test_words_are_found_in_either_language(archivist: Archivist, words: str, language: Language) -> None:
    """Whatever language is read: every word has to be in the line, large or small, in one language or the other."""
    story = await archivist.tell(q=words, language=language)
    assert "verdict_given" in {line.kind for line in story.lines}
    assert len(story.lines) < 15
    assert (await archivist.tell(q=f"{words} nowhere", language=language)).found == 0


async def test_one_entry_is_told_with_what_it_led_to(archivist: Archivist) -> None:
    """The act and what is folded below it; an entry that led to nothing, and one that is not there."""
    whole = (await archivist.tell()).lines
    head = next(line.under for line in whole if line.under is not None)
    story = await archivist.tell(entry=head)
    assert list(story.lines) == [line for line in whole if line.head == head]
    assert (story.next, story.before) == (None, None)
    (last,) = (await archivist.tell(entry=story.lines[-1].seq)).lines
    assert last == story.lines[-1]
    assert (await archivist.tell(entry=len(whole) + 1)).lines == ()


async def test_without_temporal_a_story_is_whole_and_says_what_is_missing(archivist: Archivist) -> None:
    """No address, or nobody there: the same lines, and one sentence in the reader's language."""
    told = await archivist.tell()
    without = await archivist.tell(technical=True)
    assert (without.lines, without.gaps) == (told.lines, (Gap.TEMPORAL_AWAY,))
    nobody = await connect_temporal(Settings(temporal_address="127.0.0.1:1"), lazily=True)
    away = Archivist(archivist.pool, archivist.settings, archivist.line, nobody)
    story = await away.tell(technical=True, language="en")
    assert (len(story.lines), story.gaps) == (len(told.lines), (Gap.TEMPORAL_AWAY,))
    assert story.gaps_told[0].startswith("The Temporal server does not answer")


async def test_runs_that_temporal_has_forgotten_are_told_from_the_archive(
    local_postgres: LocalPostgres, temporal: Client, tmp_path: Path
) -> None:
    """Both runs of a journey; with Temporal away too; and when an object is damaged, that is said and the rest told."""
    async with contextlib.AsyncExitStack() as stack:
        place = await found(stack, local_postgres, temporal, tmp_path)
        await place.live(FIRST, SECOND)
        line = await Reading(place.pool).line(JOURNEY, LATER)
        assert line is not None
        reader = Archivist(place.pool, place.settings, line, temporal)
        story = await reader.tell(technical=True)
        assert runs(story) == [FIRST.run_id, SECOND.run_id] and story.gaps == ()
        assert all(below.at >= one.at for one in story.lines[1:] for below in one.technical)
        assert {
            event
            for one in story.lines
            for below in one.technical
            for event in below.events
            if below.run == SECOND.run_id
        } >= {1}

        nobody = await connect_temporal(Settings(temporal_address="127.0.0.1:1"), lazily=True)
        away = await Archivist(place.pool, place.settings, line, nobody).tell(technical=True)
        assert (runs(away), away.gaps) == (runs(story), (Gap.TEMPORAL_AWAY,))

        await damage(place, FIRST.run_id)
        damaged = await reader.tell(technical=True)
        assert (runs(damaged), damaged.gaps) == ([SECOND.run_id], (Gap.ARCHIVE_UNREADABLE,))
        report = await verify(place.pool, Histories(temporal, place.pool, place.settings), [JOURNEY])
        assert "archive_damaged" in {finding.kind for finding in report.journeys[0].findings}
        await place.pool.execute("delete from archived_runs where run_id = $1", FIRST.run_id)
        lost = await reader.tell(technical=True)
        assert (runs(lost), lost.gaps, len(lost.lines)) == ([SECOND.run_id], (Gap.NOT_KEPT,), len(story.lines))


def runs(story: Story) -> list[str]:
    """The runs that technical lines are told of, in their order."""
    return list(dict.fromkeys(below.run for line in story.lines for below in line.technical))


async def damage(place: Place, run: str) -> None:
    """Spoil what the archive has of a run."""
    key = await place.pool.fetchval("select object_key from archived_runs where run_id = $1", run)
    await place.store.put_async(key, b"spoilt")


async def test_a_story_is_a_file_in_which_nothing_runs(archivist: Archivist) -> None:
    """Text, JSON and a workbook have the same lines; a person called like a formula is only text."""
    story = await archivist.tell(about=("preparation",), language="en")
    text = written(story, KindOfFile.TXT).decode().splitlines()
    assert text[0] == "Kabupaten Sleman (34.04), 2019 SIMULASI"
    assert [line.text in shown for line, shown in zip(story.lines, text[1:], strict=True)] == [True] * len(story.lines)
    told = json.loads(written(story, KindOfFile.JSON))
    assert [line["text"] for line in told["lines"]] == [line.text for line in story.lines]
    named = story.model_copy(update={"lines": (story.lines[0].model_copy(update={"text": "=1+1"}), *story.lines[1:])})
    book = await asyncio.to_thread(load_workbook, io.BytesIO(written(named, KindOfFile.XLSX)))
    sheet = book["Story SIMULASI"]
    head, *rows = sheet.iter_rows()
    what = [cell.value for cell in head].index("What happened")
    assert [row[what].value for row in rows] == [line.text for line in named.lines]
    assert (rows[0][what].data_type, rows[0][what].quotePrefix) == ("s", True)
