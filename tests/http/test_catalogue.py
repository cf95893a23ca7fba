"""The catalogue over HTTP: anybody finds, counts and exports what is published, and gets its files and no others."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.conftest import fresh_database
from tests.http.door import Door
from tests.http.records_door import records_door
from tests.records.sample import SCAN, Walk
from workers.local.postgres import LocalPostgres

OWN = "journey-2019-kab-sleman"
PDF = b"%PDF-1.7\nbuku contoh\n"
PUT = "insert into contents (sha256, size, media_type, bytes) values ($1, $2, 'application/pdf', $3)"


@pytest.fixture(scope="module")
async def published(local_postgres: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A door on records with one published plan, whose every file is the same."""
    walk = Walk().all_the_way()
    async with (
        fresh_database(local_postgres) as dsn,
        records_door(dsn, tmp_path_factory.mktemp("catalogue"), walk.batches) as door,
    ):
        await door.services.pool.execute(PUT, SCAN.sha256, len(PDF), PDF)
        yield door


async def test_anybody_finds_what_is_published(published: Door) -> None:
    """By words, with what was found; filters leave out; pages and wrong parameters as everywhere."""
    async with published.nobody() as public:
        found = (await public.get("/catalogue", params={"text": "salak pondoh"})).json()
        real = (await public.get("/catalogue", params={"simulated": False})).json()
        whole = (await public.get("/catalogue", params={"pillar": "living", "cohort": "2019", "adopted": True})).json()
        odd = await public.get("/catalogue", params={"text": "\x00 %' \" or -", "province": "DI Yogyakarta"})
        wrong = [
            await public.get("/catalogue", params=params)
            for params in ({"pillar": "beauty"}, {"after": "xyz"}, {"limit": 0}, {"colour": "red"})
        ]
    assert [entry["journey_id"] for entry in found["items"]] == [OWN]
    assert {piece["text"].lower() for piece in found["items"][0]["snippet"] if piece["hit"]} >= {"salak"}
    assert (found["total"], real["total"], whole["total"], odd.status_code) == (1, 0, 1, 200)
    assert [answer.status_code for answer in wrong] == [422] * 4


async def test_counts(published: Door) -> None:
    """What is simulated is counted apart from what is real."""
    async with published.nobody() as public:
        real = (await public.get("/catalogue/counts")).json()
        simulated = (await public.get("/catalogue/counts", params={"simulated": True})).json()
    assert (real["regions"], simulated["regions"], simulated["adopted"]) == (0, 1, 1)


async def test_a_whole_entry_and_its_files(published: Door) -> None:
    """With hashes by which each published file is fetched, to be kept for ever; no other file is given out."""
    async with published.nobody() as public:
        entry = (await public.get(f"/catalogue/{OWN}")).json()
        fetched = await public.get(f"/catalogue/{OWN}/files/{entry['documents'][0]['pdf']}")
        other = await public.get(f"/catalogue/{OWN}/files/{'a' * 64}")
        missing = await public.get("/catalogue/journey-2019-none")
        elsewhere = await public.get(f"/catalogue/journey-2019-none/files/{SCAN.sha256}")
    assert entry["quick_wins"][0]["results"] and entry["programmes"] and entry["editions"]
    assert {document["kind"] for document in entry["documents"]} <= {"book", "certificate"}
    assert fetched.content == PDF
    assert fetched.headers["Content-Disposition"].startswith("attachment; filename=")
    assert fetched.headers["ETag"] == f'"{SCAN.sha256}"'
    assert fetched.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert [answer.status_code for answer in (other, missing, elsewhere)] == [404] * 3


async def test_files_that_are_no_publication_are_not_given_out(published: Door) -> None:
    """Minutes and letters name people: their hashes lead to nothing here, although the files are stored."""
    private = "b" * 64
    pool = published.services.pool
    await pool.execute(PUT, private, len(PDF), PDF)
    kept = await pool.fetchrow(
        "update documents set pdf = $1 where key in (select min(key) from documents where kind = 'session_minutes')"
        " returning key",
        private,
    )
    assert kept is not None
    async with published.nobody() as public:
        assert (await public.get(f"/catalogue/{OWN}/files/{private}")).status_code == 404


async def test_what_was_withdrawn_is_shown_without_files(published: Door) -> None:
    """The entry says that and why; its files are not given out any more."""
    pool = published.services.pool
    await pool.execute("update catalogue set withdrawn_at = now(), withdrawal_reason = 'keliru'")
    try:
        async with published.nobody() as public:
            entry = (await public.get(f"/catalogue/{OWN}")).json()
            fetched = await public.get(f"/catalogue/{OWN}/files/{SCAN.sha256}")
            found = (await public.get("/catalogue")).json()
            withdrawn = (await public.get("/catalogue", params={"include_withdrawn": True})).json()
    finally:
        await pool.execute("update catalogue set withdrawn_at = null, withdrawal_reason = null")
    assert (entry["withdrawal_reason"], fetched.status_code) == ("keliru", 404)
    assert (found["total"], withdrawn["total"]) == (0, 1)


async def test_the_whole_catalogue_is_exported(published: Door, tmp_path: Path) -> None:
    """As JSON and as a workbook, both to be saved; another form is not offered."""
    async with published.nobody() as public:
        as_json = await public.get("/catalogue/export.json")
        workbook = await public.get("/catalogue/export.xlsx")
        other = await public.get("/catalogue/export.csv")
    assert [entry["journey_id"] for entry in json.loads(as_json.content)["entries"]] == [OWN]
    assert as_json.headers["Content-Disposition"] == 'attachment; filename="catalogue.json"'
    assert load_workbook(io.BytesIO(workbook.content)).sheetnames[0] == "Entries"
    assert other.status_code == 422
