"""The catalogue of published plans: what a search finds and in which order, filters, pages, counts, whole entries."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import asyncpg
import pytest

from domain.vocabulary import Pillar
from records.catalogue import (
    HEADLINE,
    LONGEST,
    MOST_RANKED,
    Catalogue,
    CatalogueQuery,
    Piece,
    pieces,
    searched,
)
from records.cursor import CursorBroken
from records.journal import Records
from records.statements import statements
from tests.bench.catalogue import COLUMNS, Content, fill
from tests.conftest import fresh_database
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

DAY = datetime(2020, 3, 2, 3, 0, tzinfo=UTC)
HASH = "5c" * 32
NOTHING = {"adoption_form": None, "adoption_number": None, "adoption_dated": None, "withdrawn_at": None}


def entry(region: str, name: str, code: str, wins: str, special: str = "", **changes: Any) -> tuple[object, ...]:
    """A row of the catalogue, as recording writes it."""
    row: dict[str, object] = {
        **NOTHING,
        "journey_id": f"journey-2019-{region}",
        "cohort": "2019",
        "region_id": region,
        "region_name": name,
        "region_code": code,
        "submission": 2,
        "sha256": HASH,
        "published_at": DAY,
        "edition": 1,
        "withdrawal_reason": None,
        "simulated": True,
        "distinctiveness": special or None,
        "pillars": ["governance"],
        "words_a": name,
        "words_b": wins,
        "words_c": special,
        **changes,
    }
    return tuple(row[column] for column in COLUMNS["catalogue"])


def region(id_: str, code: str, province: str) -> tuple[object, ...]:
    """A row of the register."""
    return (id_, id_.split("-")[0].replace("kab", "kabupaten"), code, province, "WIB", False, "register")


ADOPTED: dict[str, Any] = {
    "adoption_form": "perbup",
    "adoption_number": "12 Tahun 2020",
    "adoption_dated": date(2020, 5, 4),
}
LEFT: dict[str, Any] = {"withdrawn_at": datetime(2020, 6, 1, tzinfo=UTC), "withdrawal_reason": "Digugat warga."}
SLEMAN = entry(
    "kab-sleman", "Kabupaten Sleman", "34.04", "Antrean daring puskesmas\nPelayanan perizinan", "Salak pondoh"
)
SIAK = entry(
    "kab-siak", "Kabupaten Siak", "14.08", "Pengelolaan persampahan", "Istana Siak", pillars=["environment"], **ADOPTED
)
BATU = entry("kota-batu", "Kota Batu", "35.79", "Kebun apel <b>tumpang sari</b>", "Layanan wisata", simulated=False)
KLATEN = entry("kab-klaten", "Kabupaten Klaten", "33.10", "Layanan Siak Siaga", cohort="2018")
BANTUL = entry("kab-bantul", "Kabupaten Bantul", "34.02", "Antrean loket layanan", **LEFT)
CONTENT = Content(
    regions=[
        region("kab-sleman", "34", "Daerah Istimewa Yogyakarta"),
        region("kab-bantul", "34", "Daerah Istimewa Yogyakarta"),
        region("kab-siak", "14", "Riau"),
        region("kota-batu", "35", "Jawa Timur"),
    ],
    catalogue=[SLEMAN, SIAK, BATU, KLATEN, BANTUL],
    programmes=[],
    quick_wins=[],
)


@pytest.fixture(scope="module")
async def shelf(local_postgres: LocalPostgres) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a catalogue of five entries, one of them withdrawn; tests only read it."""
    async with (
        fresh_database(local_postgres) as database,
        asyncpg.create_pool(database, min_size=1, max_size=2) as pool,
    ):
        await fill(pool, CONTENT)
        yield pool


async def found(shelf: asyncpg.Pool, text: str = "", **filters: Any) -> list[str]:
    """The regions that a search finds, in order."""
    page = await Catalogue(shelf).search(CatalogueQuery.model_validate({"text": text, **filters}))
    assert page.total == len(page.entries)
    return [entry.region_id.partition("-")[2] for entry in page.entries]


SEARCHES = [
    pytest.param("perizinan", ["sleman"], id="a word"),
    pytest.param("izin", ["sleman"], id="the root of a word"),
    pytest.param("sampah kelola", [], id="a word missing"),
    pytest.param("pengelolaan sampah", ["siak"], id="two words, one in another form"),
    pytest.param("puskesmas or apel", ["sleman", "batu"], id="either of two"),
    pytest.param("puskesmas atau apel", ["sleman", "batu"], id="either of two, in Indonesian"),
    pytest.param("layanan -wisata", ["klaten", "sleman"], id="a word left out"),
    pytest.param('"antrean daring"', ["sleman"], id="a phrase"),
    pytest.param('"daring antrean"', [], id="a phrase the other way round"),
    pytest.param("puskes", ["sleman"], id="the beginning of the last word"),
    pytest.param("puskes antrean", [], id="only the last word may be half written"),
    pytest.param("antrean yang daring di puskesmas", ["sleman"], id="words that say nothing"),
    pytest.param("Kab. Sleman", ["sleman"], id="an abbreviation"),
    pytest.param("siak", ["siak", "klaten"], id="a region's name before a quick win"),
    pytest.param("yang", [], id="only words that say nothing"),
    pytest.param("!?", [], id="nothing but signs"),
    pytest.param("  ", ["siak", "klaten", "sleman", "batu"], id="nothing"),
]


@pytest.mark.parametrize(("text", "regions"), SEARCHES)
async def test_what_a_search_finds(shelf: asyncpg.Pool, text: str, regions: list[str]) -> None:
    """Words in any form, phrases, alternatives, exclusions and beginnings are found, the best match first."""
    assert await found(shelf, text) == regions


FILTERS = [
    pytest.param({"pillar": Pillar.ENVIRONMENT}, ["siak"], id="pillar"),
    pytest.param({"province": "34"}, ["sleman"], id="province by code"),
    pytest.param({"province": "jawa timur"}, ["batu"], id="province by name"),
    pytest.param({"cohort": "2018"}, ["klaten"], id="cohort"),
    pytest.param({"adopted": True}, ["siak"], id="adopted"),
    pytest.param({"adopted": False}, ["klaten", "sleman", "batu"], id="not adopted"),
    pytest.param({"simulated": False}, ["batu"], id="real"),
    pytest.param({"simulated": True, "province": "Riau"}, ["siak"], id="two at once"),
    pytest.param({"include_withdrawn": True, "province": "34"}, ["bantul", "sleman"], id="withdrawn too"),
    pytest.param({"text": "layanan", "include_withdrawn": True, "province": "34"}, ["bantul", "sleman"], id="words"),
    pytest.param({"province": "\x00"}, [], id="a province that is none"),
]


@pytest.mark.parametrize(("filters", "regions"), FILTERS)
async def test_filters(shelf: asyncpg.Pool, filters: dict[str, Any], regions: list[str]) -> None:
    """Each filter leaves what it says; a withdrawn publication is only shown when it is asked for."""
    assert await found(shelf, **filters) == regions


BROKEN = [
    '"',
    '"a',
    "a:*",
    "a & | b",
    "!(",
    "':*",
    "\\",
    "\x00",
    "\ud800",
    "- -",
    "or or",
    "<->",
    "- (- k½a",
    "a\tb",
    "%",
    "x" * 9999,
]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
async def test_no_text_is_an_error(shelf: asyncpg.Pool, text: str) -> None:
    """Whatever somebody types is answered with a page, if with an empty one."""
    page = await Catalogue(shelf).search(CatalogueQuery(text=text, cohort=text, province=text))
    assert page.total == 0
    assert (await Catalogue(shelf).search(CatalogueQuery(text=text))).next is None


def test_what_is_looked_for() -> None:
    """Words that say nothing are left out, but not inside quotes, and not when there are no others."""
    assert searched("layanan  yang\ndi puskesmas") == "layanan puskesmas"
    assert searched('"layanan di" yang') == '"layanan di" yang'
    assert searched("yang di") == "yang di"
    assert len(searched("a" * 1000)) == LONGEST


@pytest.mark.parametrize("text", ["", "layanan", "kabupaten"])
async def test_pages_follow_each_other(shelf: asyncpg.Pool, text: str) -> None:
    """Page by page, one entry at a time, the whole list is seen in the same order, none twice, with one total."""
    whole = await found(shelf, text)
    assert len(whole) > 1
    seen: list[str] = []
    after: str | None = None
    while True:
        page = await Catalogue(shelf).search(CatalogueQuery(text=text, limit=1, after=after))
        assert page.total == len(whole)
        seen += [entry.region_id.partition("-")[2] for entry in page.entries]
        if (after := page.next) is None:
            break
    assert seen == whole


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "é", "WyIxIiwyLDMsNF0"])
async def test_a_broken_cursor_is_named(shelf: asyncpg.Pool, cursor: str) -> None:
    """A place that no page gave is refused by name."""
    with pytest.raises(CursorBroken):
        await Catalogue(shelf).search(CatalogueQuery(after=cursor))


async def test_hits_are_marked_without_markup(shelf: asyncpg.Pool) -> None:
    """The snippet says which words were found as data; what looks like markup in a plan stays text."""
    page = await Catalogue(shelf).search(CatalogueQuery(text="kebun"))
    (only,) = page.entries
    assert Piece(text="Kebun", hit=True) in only.snippet
    assert sum(piece.hit for piece in only.snippet) == 1
    assert pieces("a \x02b\x03") == (Piece(text="a "), Piece(text="b", hit=True))
    assert (await Catalogue(shelf).search(CatalogueQuery())).entries[0].snippet == ()


async def test_the_index_of_words_is_used(shelf: asyncpg.Pool) -> None:
    """PostgreSQL can answer a search from its index, whatever else is asked, also with a plan it keeps."""
    none = (None,) * 4
    for mode in ("force_custom_plan", "force_generic_plan"):
        async with shelf.acquire() as connection, connection.transaction():
            await connection.execute(f"set local enable_seqscan = off; set local plan_cache_mode = {mode}")
            lines = await connection.fetch(
                f"explain {statements('catalogue')['search']}",
                *(
                    "layanan",
                    True,
                    "governance",
                    "34",
                    "2019",
                    True,
                    False,
                    True,
                    *none,
                    20,
                    MOST_RANKED,
                    HEADLINE,
                    "kota",
                ),
            )
        assert any("catalogue_by_words" in line[0] for line in lines), mode


async def test_counts_towards_the_target(shelf: asyncpg.Pool) -> None:
    """Regions count once their plan is published and as long as it is not withdrawn; simulated ones apart."""
    counts = await Catalogue(shelf).counts(simulated=True)
    assert (counts.regions, counts.adopted, counts.entries, counts.withdrawn) == (3, 1, 3, 1)
    provinces = [(province.code, province.regions) for province in counts.provinces]
    assert provinces == [("14", 1), ("34", 1), (None, 1)]
    assert {count.pillar: count.regions for count in counts.pillars if count.regions} == {
        Pillar.GOVERNANCE: 2,
        Pillar.ENVIRONMENT: 1,
    }
    real = await Catalogue(shelf).counts(simulated=False)
    assert (real.regions, real.withdrawn) == (1, 0)


async def test_a_published_journey_is_in_the_catalogue(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """A journey walked to its end is found by its quick wins, and its entry has all that was published."""
    for batch in walked.batches:
        await records.record(batch)
    await pool.execute("delete from documents")
    document = "insert into documents values ($1, $2, $3, $4, $5, $6, $7, $8, 9, null, null, null, null)"
    (edition,) = await pool.fetch("select seq from editions")
    for key, kind, about, seq in (
        ("book.1", "book", "buku-1", edition["seq"]),
        ("book.2", "book", "buku-1", edition["seq"] + 5),
        ("certificate.1", "certificate", "", edition["seq"] + 1),
        ("session-minutes.1", "session_minutes", "1", 3),
    ):
        await pool.execute(document, walked.journey.id, key, kind, about, seq, DAY, f"Contoh {key}", HASH)
    catalogue = Catalogue(pool)
    win = walked.journey.quick_wins[0]
    page = await catalogue.search(CatalogueQuery(text=f'"{win.name}"'))
    assert [entry.region_id for entry in page.entries] == ["kab-sleman"]
    whole = await catalogue.entry(walked.journey.id)
    assert whole is not None
    assert whole.adoption is not None
    assert whole.adoption.number == "12 Tahun 2020"
    assert [win.name for win in whole.quick_wins] == [win.name for win in walked.journey.quick_wins]
    assert [(row.name, row.budget) for row in whole.programmes] == [
        (row.name, row.budget) for row in walked.journey.programmes
    ]
    assert [(e.number, e.current) for e in whole.editions] == [(1, True)]
    assert [(d.key, d.edition) for d in whole.documents] == [("book.1", 1), ("certificate.1", 1)]
    assert await catalogue.everything() == (whole,)
    assert await catalogue.entry("journey-2019-nowhere") is None


async def test_every_statement_is_understood_by_the_database(shelf: asyncpg.Pool) -> None:
    """Each named statement can be prepared on a migrated database."""
    async with shelf.acquire() as connection:
        for text in statements("catalogue").values():
            await connection.prepare(text)
