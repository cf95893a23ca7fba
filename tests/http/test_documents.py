"""Documents over HTTP: files are judged, QR codes lead somewhere, letters are listed, fetched and signed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from tests.conftest import fresh_database
from tests.http.door import Door
from tests.http.records_door import records_door
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

OWN = "journey-2019-kab-banjar"
COORDINATOR = "kab-banjar.coordinator"
PASSPHRASE = "simulasi-rahasia-7391"
PUBLISHED = "journey-2019-kab-sleman"


@pytest.fixture(scope="module")
async def published(local_postgres: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    """A door on records with one published plan."""
    walk = Walk().all_the_way()
    async with (
        fresh_database(local_postgres) as dsn,
        records_door(dsn, tmp_path_factory.mktemp("documents"), walk.batches) as door,
    ):
        yield door


async def made(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    """The documents of a journey, once its letters are made."""
    for _ in range(120):
        items: list[dict[str, Any]] = (await client.get(f"/journeys/{OWN}/documents")).json()["items"]
        if len(items) >= 2:
            return items
        await asyncio.sleep(0.5)
    raise AssertionError("the letters were not made")


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\nbukan punya kami\n", b"PK\x03\x04kaput", b"\x00\xff" * 500], ids=repr
)
async def test_a_strange_file_is_no_file_of_ours(published: Door, content: bytes) -> None:
    """Whatever the bytes are, anybody gets an answer in his language."""
    async with published.nobody() as public:
        checked = await public.post("/documents/check", content=content, params={"lang": "en"})
    assert checked.status_code == 200, checked.text
    assert (checked.json()["verdict"]["finding"], checked.json()["verdict"]["genuine"]) == ("unknown", False)
    assert checked.json()["sentence"].startswith("Not a file of ours")


async def test_a_qr_code_leads_to_the_publication(published: Door) -> None:
    """As JSON, and as a page in which no script stands at the address that is printed; else there is nothing."""
    async with published.nobody() as public:
        entry = (await public.get(f"/catalogue/{PUBLISHED}")).json()
        code = f"{entry['sha256']}/buku-1"
        found = await public.get(f"/documents/{code}", params={"lang": "en"})
        page = await public.get(f"{published.address}/check/{code}")
        wrong = [
            await public.get(f"/documents/{'0' * 64}/buku-1"),
            await public.get(f"{published.address}/check/{entry['sha256']}/buku-9"),
        ]
    book = next(document for document in entry["documents"] if document["about"] == "buku-1")
    assert found.json()["finding"] == "published" and "is in force" in found.json()["sentence"]
    assert found.json()["document"]["pdf"] == book["pdf"]
    assert page.status_code == 200 and page.headers["Content-Type"].startswith("text/html")
    assert "default-src 'none'; script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "masih berlaku" in page.text and book["pdf"] in page.text and "SIMULASI" in page.text
    assert all(" src=" in script for script in page.text.split("<script")[1:])
    assert [answer.status_code for answer in wrong] == [404, 404]


async def test_what_was_withdrawn_says_so(published: Door) -> None:
    """With the reason, whatever is in it."""
    await published.services.pool.execute(
        "update catalogue set withdrawn_at = now(), withdrawal_reason = '<b>keliru</b> {x}'"
    )
    try:
        async with published.nobody() as public:
            entry = (await public.get(f"/catalogue/{PUBLISHED}")).json()
            page = await public.get(f"{published.address}/check/{entry['sha256']}/buku-1")
            region = await public.get(f"{published.address}/catalogue/{entry['region_id']}")
            listed, left_out = [
                (await public.get(f"{published.address}/catalogue{query}")).text
                for query in ("?include_withdrawn=true", "")
            ]
    finally:
        await published.services.pool.execute("update catalogue set withdrawn_at = null, withdrawal_reason = null")
    for shown in (page, region):
        assert "&lt;b&gt;keliru&lt;/b&gt; {x}" in shown.text
    assert "Tidak berlaku lagi" in page.text and "sudah ditarik" in region.text and "/files/" not in region.text
    assert entry["region_name"] in listed and entry["region_name"] not in left_out


async def test_documents_are_listed_and_fetched(door: Door) -> None:
    """By whoever sees the journey; in the forms that there are, as files to be saved; each is known to the check."""
    async with door.person(COORDINATOR) as coordinator:
        letter = next(one for one in await made(coordinator) if one["kind"] == "kickoff_invitation")
        url = f"/journeys/{OWN}/documents/{letter['key']}"
        pdf = await coordinator.get(f"{url}/pdf")
        missing = [await coordinator.get(f"{url}/original"), await coordinator.get(f"/journeys/{OWN}/documents/x/pdf")]
        unsealed = await coordinator.get(f"{url}/unsealed")
    assert letter["number"] is None and "pdf" in letter["forms"] and "signed" not in letter["forms"]
    assert pdf.content.startswith(b"%PDF-") and pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"].startswith("attachment")
    assert [answer.status_code for answer in missing] == [404, 404]
    assert unsealed.status_code == 422
    async with door.nobody() as public:
        checked = (await public.post("/documents/check", content=pdf.content)).json()
        assert (await public.get(f"{url}/pdf")).status_code == 401
    assert (checked["verdict"]["finding"], checked["verdict"]["document"]["key"]) == ("made", letter["key"])
    async with door.person("kota-ambon.coordinator") as foreign:
        assert (await foreign.get(f"{url}/pdf")).status_code == 403


async def test_a_letter_is_signed_once(door: Door) -> None:
    """By the director with his passphrase, which is in no answer; the same again is answered from what was kept."""
    async with door.person(COORDINATOR) as coordinator:
        letter = next(one for one in await made(coordinator) if one["kind"] == "kickoff_invitation")
        url = f"/journeys/{OWN}/documents/{letter['key']}"
        refused = await coordinator.post(f"{url}/sign", json={"passphrase": PASSPHRASE})
    assert (refused.status_code, refused.json()["name"]) == (403, "NoRoleForAct")
    key = {"Idempotency-Key": "tanda-tangan"}
    async with door.person("direktur") as director:
        long = await director.post(f"{url}/sign", json={"passphrase": PASSPHRASE * 20})
        signed = await director.post(f"{url}/sign", json={"passphrase": PASSPHRASE}, headers=key)
        assert signed.status_code == 200, signed.text
        again = await director.post(f"{url}/sign", json={"passphrase": PASSPHRASE}, headers=key)
        other = await director.post(f"{url}/sign", json={"passphrase": PASSPHRASE, "number": 77}, headers=key)
        taken = await director.post(f"{url}/sign", json={"passphrase": PASSPHRASE, "number": 77})
        unknown = await director.post(f"/journeys/{OWN}/documents/x/sign", json={"passphrase": PASSPHRASE})
        file = await director.get(f"{url}/signed")
        shown = next(one for one in await made(director) if one["key"] == letter["key"])
    assert again.json() == signed.json() and signed.json()["journey"]["journey_id"] == OWN
    number = signed.json()["signed"]["letter"]["number"]
    assert (shown["number"], "signed" in shown["forms"]) == (number, True)
    assert file.content.startswith(b"%PDF-")
    assert [answer.status_code for answer in (long, other, taken, unknown)] == [422, 409, 409, 404]
    assert other.json()["name"] == "KeyReused" and unknown.json()["name"] == "DocumentUnknown"
    assert not [a for a in (refused, long, signed, again, other, taken) if PASSPHRASE in a.text]
    kept = "\n".join(r["row"] for r in await door.services.pool.fetch("select t::text as row from answered as t"))
    assert PASSPHRASE not in kept


async def test_what_stands_in_the_way_of_a_signature_is_said(door: Door) -> None:
    """A wrong passphrase, an office that is not one's own: refused by name, and no number is taken."""
    async with door.person("direktur") as director:
        letter = next(one for one in await made(director) if one["kind"] == "assessment_letter")
        url = f"/journeys/{OWN}/documents/{letter['key']}/sign"
        wrong = await director.post(url, json={"passphrase": "bukan ini"})
        unread = await director.post(url, json={"passphrase": None})
    assert (wrong.status_code, wrong.json()["name"]) == (403, "PassphraseNotRight")
    assert unread.json()["errors"][0]["where"] == "body.passphrase"
    async with door.person("pengelola-program") as manager:
        unsaid = await manager.post(url, json={"passphrase": PASSPHRASE})
        shown = next(one for one in await made(manager) if one["key"] == letter["key"])
    assert (unsaid.status_code, unsaid.json()["name"]) == (422, "OfficeNotSaid")
    assert "Direktur Layanan" in unsaid.json()["detail"]
    assert shown["number"] is None
