"""The catalogue of published plans: full-text search in Indonesian, whole entries, counts towards the target."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime, Field

from domain.regions import RegionKind
from domain.shape import Frozen, Line
from domain.vocabulary import DocumentKind, Pillar
from records.cursor import Moment, read, written
from records.statements import statements

PUBLIC = (DocumentKind.BOOK, DocumentKind.CERTIFICATE)
"""The documents that anybody may know of. Letters, minutes and sheets name people, and are not listed."""
MOST_RANKED = 20_000
"""So many matches, the newest, are ordered by rank; what a word finds beyond them follows by day."""
LONGEST = 300
"""Characters of what is looked for; the rest is left out."""
SHORTEST_BEGINNING = 3
"""Letters that the beginning of a word needs, to be taken for one."""

HIT, END = "\x02", "\x03"
"""What PostgreSQL puts around a hit: control characters, which no text of ours holds."""
HEADLINE = f'StartSel={HIT}, StopSel={END}, MaxFragments=2, MinWords=6, MaxWords=16, FragmentDelimiter=" … "'

# PostgreSQL has a stemmer for Indonesian and no list of words that say nothing; all words must match otherwise.
SAY_NOTHING = (
    *("yang", "di", "ke", "dari", "dan", "dalam", "untuk", "pada", "dengan", "oleh", "bagi", "ini", "itu", "para"),
    *("serta", "sebagai", "secara", "adalah", "agar", "guna", "tentang", "terhadap", "melalui", "antara", "atas"),
    *("akan", "juga", "the", "of", "and", "in", "for", "to"),
)
SAME_WORDS = {"kab": "kabupaten", "kab.": "kabupaten", "atau": "or"}
"""How people write what stands otherwise in the catalogue, or in the language of searches."""


class CatalogueQuery(Frozen):
    """What is looked for: words, phrases in quotes, `or`, `-` before a word to leave out; filters; the page.

    `province` is a code or a name, `type` kota or kabupaten. `adopted` and `simulated` None: either. `after` is the
    `next` of the page before.
    """

    text: str = ""
    pillar: Pillar | None = None
    province: str | None = None
    cohort: str | None = None
    adopted: bool | None = None
    include_withdrawn: bool = False
    simulated: bool | None = None
    type: RegionKind | None = None
    after: str | None = None
    limit: int = Field(default=20, ge=1, le=200)


class Piece(Frozen):
    """A piece of a text in which something was found; `hit` marks what was looked for."""

    text: str
    hit: bool = False


class Adopted(Frozen):
    """The regulation that adopts a plan."""

    form: str
    number: str
    dated: date


class CatalogueEntry(Frozen):
    """A published plan in a list. `sha256` is over the books of its newest edition."""

    journey_id: str
    cohort: str
    region_id: str
    region_name: str
    region_code: str
    province_code: str | None
    province: str | None
    submission: int
    sha256: str
    published_at: AwareDatetime
    edition: int
    adoption: Adopted | None
    withdrawn_at: AwareDatetime | None
    withdrawal_reason: str | None
    simulated: bool
    distinctiveness: str | None
    pillars: tuple[Pillar, ...]
    snippet: tuple[Piece, ...] = ()


class CataloguePage(Frozen):
    """A page of a search: the best first; `total` counts all that match, `next` leads to the following page."""

    total: int
    entries: tuple[CatalogueEntry, ...]
    next: str | None


class QuickWinFound(Frozen):
    """What a check found of a quick win."""

    checked_on: date
    outcome: str
    note: str | None


class PublishedQuickWin(Frozen):
    """A quick win of a published plan, and what its checks found."""

    number: int
    name: str
    pillar: Pillar
    months: int
    results: tuple[QuickWinFound, ...] = ()


class PublishedProgramme(Frozen):
    """A line of a published action plan; `budget` is in whole rupiah over all years."""

    number: int
    name: str
    pillar: Pillar
    sub_dimension: str
    rpjmd_goal: str
    responsible_opd: str
    first_year: int
    last_year: int
    budget: int
    indicator: str


class PublishedEdition(Frozen):
    """An edition: the hash over its books, and what it changed."""

    number: int
    sha256: str
    published_at: AwareDatetime
    changes: str | None
    current: bool


class PublishedDocument(Frozen):
    """A published file by the hashes of its bytes; `original` is the uploaded file that stays the official one."""

    key: str
    kind: DocumentKind
    about: str
    title: str
    edition: int
    made_at: AwareDatetime
    pdf: str
    pdf_size: int
    docx: str | None
    docx_size: int | None
    original: str | None


class WholeEntry(CatalogueEntry):
    """A published plan with everything that the catalogue shows of it."""

    quick_wins: tuple[PublishedQuickWin, ...]
    programmes: tuple[PublishedProgramme, ...]
    editions: tuple[PublishedEdition, ...]
    documents: tuple[PublishedDocument, ...]


class ProvinceCount(Frozen):
    """How many regions of a province have a published plan; code and name None where the register lacks the region."""

    code: str | None
    name: str | None
    regions: int


class PillarCount(Frozen):
    """How many regions have programmes or quick wins of a pillar in their published plan."""

    pillar: Pillar
    regions: int


class CatalogueCounts(Frozen):
    """What counts towards the programme's target: regions with a plan that is published and not withdrawn."""

    simulated: bool
    regions: int
    adopted: int
    entries: int
    withdrawn: int
    provinces: tuple[ProvinceCount, ...]
    pillars: tuple[PillarCount, ...]


class CatalogueChoices(Frozen):
    """The names of the provinces, and the cohorts, that any entry has; the newest cohort first."""

    provinces: tuple[str, ...]
    cohorts: tuple[str, ...]


class Catalogue:
    """Reads the catalogue. What is simulated is counted apart from what is real."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("catalogue")

    async def search(self, query: CatalogueQuery) -> CataloguePage:
        """A page of the entries that match; every text is taken as well as it can be. Raises `CursorBroken`."""
        text = searched(query.text)
        rows = await self._pool.fetch(
            self._sql["search"],
            text,
            _ends_in_a_beginning(text),
            query.pillar,
            _printable(query.province) if query.province is not None else None,
            _printable(query.cohort) if query.cohort is not None else None,
            query.adopted,
            query.include_withdrawn,
            query.simulated,
            *_place(query.after),
            query.limit + 1,
            MOST_RANKED,
            HEADLINE,
            query.type,
        )
        found = [row for row in rows if row["journey_id"] is not None]
        shown = found[: query.limit]
        return CataloguePage(
            total=rows[0]["total"],
            entries=tuple(CatalogueEntry(**_entry(row), snippet=pieces(row["snippet"])) for row in shown),
            next=_cursor(shown[-1]) if len(found) > len(shown) else None,
        )

    async def entry(self, journey: str) -> WholeEntry | None:
        """The whole entry of a journey; None when no plan of it was published."""
        found = await self._whole([journey])
        return found[0] if found else None

    async def of_region(self, region: str) -> tuple[WholeEntry, ...]:
        """The entries of a region: those that count before those that were withdrawn, the newest first."""
        rows = await self._pool.fetch(self._sql["of_region"], region)
        place = {row["journey_id"]: number for number, row in enumerate(rows)}
        return tuple(sorted(await self._whole(list(place)), key=lambda entry: place[entry.journey_id]))

    async def choices(self) -> CatalogueChoices:
        """What the entries can be narrowed down by."""
        rows = await self._pool.fetch(self._sql["choices"])
        return CatalogueChoices(
            provinces=tuple(dict.fromkeys(row["province"] for row in rows if row["province"])),
            cohorts=tuple(sorted({row["cohort"] for row in rows}, reverse=True)),
        )

    async def everything(self) -> tuple[WholeEntry, ...]:
        """Every entry, withdrawn ones too, by region code and day, as of one moment."""
        return await self._whole(None)

    async def counts(self, *, simulated: bool) -> CatalogueCounts:
        """The counts towards the target, of what is real or of what is simulated."""
        async with self._moment() as connection:
            totals = await connection.fetchrow(self._sql["counts"], simulated)
            provinces = await connection.fetch(self._sql["counts_by_province"], simulated)
            pillars = await connection.fetch(self._sql["counts_by_pillar"], simulated)
            withdrawn = await connection.fetchval(self._sql["withdrawn"], simulated)
        regions = {row["pillar"]: row["regions"] for row in pillars}
        return CatalogueCounts(
            simulated=simulated,
            **dict(totals or {}),
            withdrawn=withdrawn,
            provinces=tuple(ProvinceCount(**dict(row)) for row in provinces),
            pillars=tuple(PillarCount(pillar=pillar, regions=regions.get(pillar, 0)) for pillar in Pillar),
        )

    async def provinces(self) -> tuple[tuple[str, str], ...]:
        """Code and name of every province that has a known region."""
        return tuple((row["code"], row["name"]) for row in await self._pool.fetch(self._sql["provinces"]))

    async def _whole(self, journeys: Sequence[str] | None) -> tuple[WholeEntry, ...]:
        async with self._moment() as connection:
            entries = await connection.fetch(self._sql["entries"], journeys)
            found = [row["journey_id"] for row in entries]
            results = await self._parts(connection, "quick_win_results", found)
            wins = await self._parts(connection, "quick_wins", found)
            programmes = await self._parts(connection, "programmes", found)
            editions = await self._parts(connection, "editions", found)
            documents = await self._parts(connection, "documents", found, list(PUBLIC))
        return tuple(
            WholeEntry(
                **_entry(row),
                quick_wins=_quick_wins(wins[row["journey_id"]], results[row["journey_id"]]),
                programmes=tuple(PublishedProgramme(**part) for part in programmes[row["journey_id"]]),
                editions=tuple(PublishedEdition(**part) for part in editions[row["journey_id"]]),
                documents=tuple(PublishedDocument(**part) for part in documents[row["journey_id"]]),
            )
            for row in entries
        )

    async def _parts(
        self, connection: PoolConnectionProxy, name: str, journeys: Sequence[str], *more: object
    ) -> defaultdict[str, list[dict[str, Any]]]:
        """The rows of a table by journey."""
        found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in await connection.fetch(self._sql[name], journeys, *more):
            part = dict(row)
            found[part.pop("journey_id")].append(part)
        return found

    @asynccontextmanager
    async def _moment(self) -> AsyncIterator[PoolConnectionProxy]:
        """A connection whose reads all see the database as it was at one moment."""
        async with (
            self._pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection


def searched(text: str) -> str:
    """What is looked for as PostgreSQL takes it: nothing unprintable, nothing overlong, no words that say nothing.

    When only such words are there, they are looked for. A text without a letter or a digit finds nothing.
    """
    said = " ".join(_printable(text)[:LONGEST].split())
    if '"' in said:
        return said
    words = [SAME_WORDS.get(word.lower(), word) for word in said.split()]
    telling = [word for word in words if word.lower() not in SAY_NOTHING]
    return " ".join(telling if any(_tells(word) for word in telling) else words)


def pieces(snippet: str | None) -> tuple[Piece, ...]:
    """The pieces of what `ts_headline` gives, in order; empty ones are left out."""
    before, *hits = (snippet or "").split(HIT)
    parts = [Piece(text=before)]
    for hit in hits:
        inside, _, after = hit.partition(END)
        parts += [Piece(text=inside, hit=True), Piece(text=after)]
    return tuple(part for part in parts if part.text)


def _printable(text: str) -> str:
    """The text without control characters and halves of characters, which PostgreSQL does not take."""
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cs") else character for character in text)


def _tells(word: str) -> bool:
    return word.lower() != "or" and any(character.isalnum() for character in word)


def _ends_in_a_beginning(text: str) -> bool:
    """Whether the last word may be half written: a plain word, outside quotes, that is not to be left out."""
    *_, last = text.split() or [""]
    return len(last) >= SHORTEST_BEGINNING and last.isalnum() and text.count('"') % 2 == 0


def _entry(row: asyncpg.Record) -> dict[str, Any]:
    """The fields of an entry, of a row that may have more."""
    fields = {name: row[name] for name in CatalogueEntry.model_fields if name not in ("adoption", "snippet")}
    adopted = row["adoption_number"] is not None
    fields["adoption"] = (
        Adopted(form=row["adoption_form"], number=row["adoption_number"], dated=row["adoption_dated"])
        if adopted
        else None
    )
    return fields


def _quick_wins(wins: Iterable[dict[str, Any]], results: Iterable[dict[str, Any]]) -> tuple[PublishedQuickWin, ...]:
    """The quick wins, each with what was found of it."""
    found: defaultdict[str, list[QuickWinFound]] = defaultdict(list)
    for result in results:
        found[result["name"]].append(QuickWinFound(**{k: v for k, v in result.items() if k != "name"}))
    return tuple(PublishedQuickWin(**win, results=tuple(found[win["name"]])) for win in wins)


def _cursor(row: asyncpg.Record) -> str:
    return written(_Place(rank=row["rank"], at=row["published_at"], code=row["region_code"], journey=row["journey_id"]))


def _place(cursor: str | None) -> tuple[int | None, datetime | None, str | None, str | None]:
    """Rank, day, region and journey of the last entry of the page before."""
    if cursor is None:
        return None, None, None, None
    place = read(cursor, _Place)
    return place.rank, place.at, place.code, place.journey


class _Place(Frozen):
    """Where a page ended."""

    rank: int = Field(ge=0, le=2**31 - 1)
    at: Moment
    code: Line
    journey: Line
