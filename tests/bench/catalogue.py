"""Measure: how long a search takes in a catalogue of 10,000 published plans, in the real PostgreSQL."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg

from domain.vocabulary import SUB_DIMENSIONS, Pillar
from records.catalogue import HEADLINE, MOST_RANKED, Catalogue, CatalogueQuery, searched
from records.statements import statements
from tests.bench.bench_stack import Bench
from tests.bench.results import Goal, Reading, Result, Value, percentile

ENTRIES = 10_000
SEED = 2019
SEARCHES = 200
ROUNDS = 3
MOST = 0.2
"""Seconds: below about this an answer is taken for immediate, with the page around it still to be made."""

VERBS = ("Pengembangan", "Peningkatan", "Penguatan", "Pembangunan", "Digitalisasi", "Penataan", "Integrasi", "Pemetaan")
THINGS = {
    Pillar.GOVERNANCE: ("layanan perizinan", "pengaduan masyarakat", "data kependudukan", "arsip elektronik"),
    Pillar.BRANDING: ("promosi wisata", "kawasan bersejarah", "festival budaya", "investasi daerah", "wajah kota"),
    Pillar.ECONOMY: ("pasar rakyat", "koperasi nelayan", "batik tulis", "usaha mikro", "transaksi nontunai"),
    Pillar.LIVING: ("angkutan umum", "antrean puskesmas", "ruang terbuka hijau", "rumah layak huni", "gizi balita"),
    Pillar.SOCIETY: ("perpustakaan desa", "keamanan lingkungan", "literasi digital", "pendidikan inklusif"),
    Pillar.ENVIRONMENT: ("pengolahan sampah", "kualitas udara", "energi surya", "sempadan sungai", "banjir rob"),
}
WAYS = ("terpadu", "berbasis kampung", "secara daring", "melalui aplikasi", "dengan sensor", "bersama warga")
SPECIAL = (
    "tenun",
    "kopi",
    "garam",
    "rotan",
    "gamelan",
    "mutiara",
    "lada",
    "kakao",
    "sagu",
    "tambak",
    "candi",
    "gambut",
)
ASKED = (
    "sampah",
    "layanan perizinan",
    "antrean puskesmas",
    "pengelolaan sampah kota",
    '"pasar rakyat"',
    "kopi or kakao",
    "wisata -festival",
    "nelayan tambak",
    "kabupaten",
    "pelayanan publik yang cepat",
    "energi sur",
    "gambut",
)
"""What is looked for: rare and frequent words, phrases, alternatives, exclusions, a word begun, nothing to be found."""


@dataclass(frozen=True)
class Content:
    """The made-up rows of a catalogue, table by table; its columns are those of `COLUMNS`."""

    regions: list[tuple[object, ...]]
    catalogue: list[tuple[object, ...]]
    programmes: list[tuple[object, ...]]
    quick_wins: list[tuple[object, ...]]


COLUMNS = {
    "regions": ("id", "kind", "province_code", "province", "time_zone", "administrative", "source"),
    "catalogue": (
        *("journey_id", "cohort", "region_id", "region_name", "region_code", "submission", "sha256", "published_at"),
        *("edition", "adoption_form", "adoption_number", "adoption_dated", "withdrawn_at", "withdrawal_reason"),
        *("simulated", "distinctiveness", "pillars", "words_a", "words_b", "words_c"),
    ),
    "programmes": (
        *("journey_id", "number", "name", "pillar", "sub_dimension", "rpjmd_goal", "responsible_opd"),
        *("first_year", "last_year", "budget", "indicator"),
    ),
    "quick_wins": ("journey_id", "number", "name", "pillar", "months"),
}


KEYS = {table: columns[0] for table, columns in COLUMNS.items()}


async def fill(pool: asyncpg.Pool, content: Content) -> None:
    """Write made-up rows into the tables, and let the database count them as it would by itself after a while."""
    async with pool.acquire() as connection:
        for table, columns in COLUMNS.items():
            await connection.copy_records_to_table(table, records=getattr(content, table), columns=columns)
            await connection.execute(f"vacuum analyze {table}")


def made_up(entries: int, seed: int = SEED) -> Content:
    """A catalogue of made-up regions: the same for the same seed."""
    chance = random.Random(seed)
    made = Content([], [], [], [])
    for number in range(entries):
        region, journey = f"contoh-{number}", f"journey-bench-contoh-{number}"
        province = 11 + number % 38
        made.regions.append(
            (region, "kabupaten", str(province), f"Provinsi Contoh {province}", "WIB", False, "cohort_file")
        )
        programmes = list(_programmes(chance))
        wins = [f"{_name(chance, pillar)}, siap enam bulan" for pillar in chance.sample(list(Pillar), 3)]
        made.programmes.extend(
            (
                journey,
                n,
                name,
                pillar.value,
                SUB_DIMENSIONS[pillar][0],
                "Sasaran RPJMD",
                "Dinas",
                2020,
                2024,
                10**9,
                "1",
            )
            for n, (name, pillar) in enumerate(programmes, start=1)
        )
        made.quick_wins.extend((journey, n, name, "governance", 6) for n, name in enumerate(wins, start=1))
        made.catalogue.append(_entry(chance, number, region, journey, [*wins, *(name for name, _ in programmes)]))
    return made


def _programmes(chance: random.Random) -> Iterator[tuple[str, Pillar]]:
    for pillar in Pillar:
        for _ in range(3):
            yield _name(chance, pillar), pillar


def _name(chance: random.Random, pillar: Pillar) -> str:
    return f"{chance.choice(VERBS)} {chance.choice(THINGS[pillar])} {chance.choice(WAYS)}"


def _entry(chance: random.Random, number: int, region: str, journey: str, names: list[str]) -> tuple[object, ...]:
    name = f"{chance.choice(('Kabupaten', 'Kota'))} Contoh {number}"
    special = f"Daerah penghasil {chance.choice(SPECIAL)} dan {chance.choice(SPECIAL)} yang dikenal luas."
    published = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(hours=5 * number)
    adopted = number % 3 == 0
    return (
        *(journey, "bench", region, name, f"{11 + number % 38}.{1 + number % 99:02}", 1, "5c" * 32, published, 1),
        *(("perbup", f"{number} Tahun 2020", published.date()) if adopted else (None, None, None)),
        *(None, None, True, special, [pillar.value for pillar in Pillar], name, "\n".join(names), special),
    )


async def measure_catalogue(bench: Bench) -> list[Result]:
    """Fill the catalogue, search as people do, and see that the index of words is used; leave no row behind."""
    await fill(bench.pool, made_up(ENTRIES))
    try:
        catalogue = Catalogue(bench.pool)
        searches = [await _search(catalogue, random.Random(SEED + number)) for number in range(ROUNDS)]
        plan = await explained(bench.pool, "antrean puskesmas")
    finally:
        for table, key in KEYS.items():
            await bench.pool.execute(f"delete from {table} where {key} like '%contoh-%'")
    if "catalogue_by_words" not in plan:
        raise RuntimeError(f"the search does not use its index:\n{plan}")
    return [
        Value(
            f"catalogue: search in {ENTRIES:,} entries, p95",
            tuple(percentile(seconds, 0.95) for seconds in searches),
            "s",
            "a person who waits for the answer",
            Goal.AT_MOST,
            MOST,
        ),
        Reading(
            f"catalogue: search in {ENTRIES:,} entries, p50",
            tuple(percentile(seconds, 0.5) for seconds in searches),
            "s",
        ),
    ]


async def _search(catalogue: Catalogue, chance: random.Random) -> list[float]:
    """The seconds of some searches, with and without filters; each the whole page with snippets and total."""
    seconds: list[float] = []
    for _ in range(SEARCHES):
        query = CatalogueQuery(
            text=chance.choice(ASKED),
            pillar=chance.choice((None, None, *Pillar)),
            province=chance.choice((None, None, "33")),
            adopted=chance.choice((None, None, True)),
        )
        began = time.perf_counter()
        await catalogue.search(query)
        seconds.append(time.perf_counter() - began)
    return seconds


async def explained(pool: asyncpg.Pool, words: str) -> str:
    """The plan by which PostgreSQL searches for some words."""
    text, none = searched(words), (None,) * 4
    search = f"explain {statements('catalogue')['search']}"
    lines = await pool.fetch(
        search, text, True, None, None, None, None, False, None, *none, 20, MOST_RANKED, HEADLINE, None
    )
    return "\n".join(line[0] for line in lines)
