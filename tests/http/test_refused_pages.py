"""What pages answer where something cannot be done: in words, with what was written, and without telling too much."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from activities.documents.blocks import ChapterRefused, ChapterText
from tests.http.door import Door

REGION = "kab-banyumas"
JOURNEY = f"journey-2019-{REGION}"
COORDINATOR, MEMBER, SECOND = (f"{REGION}.{role}" for role in ("coordinator", "team-member", "bappeda"))
OUTSIDER = "kota-tanjung-pinang.coordinator"
CHAPTER = f"/journeys/{JOURNEY}/books/buku-2/bab-3"
ID = {"Accept-Language": "id"}


@contextlib.asynccontextmanager
async def on_pages(door: Door, person: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client that reads pages as a person, with a token of his own."""
    headers = {"Authorization": f"Bearer {await door.token(person)}", "Accept": "text/html", **ID}
    async with httpx2.AsyncClient(base_url=door.address, headers=headers, timeout=30) as client:
        yield client


async def test_who_stands_in_for_two_of_one_role_writes_for_one_of_them(door: Door) -> None:
    """Nobody is asked for whom: the chapter is saved, by the page and by what saves while one writes."""
    today = (datetime.now(UTC) + timedelta(hours=7)).date()
    given = {"substitute": OUTSIDER, "reason": "Cuti.", "first_day": f"{today}", "last_day": f"{today}"}
    appoint = {"kind": "appoint_member", "person": SECOND, "role": "team_member"}
    async with door.person(COORDINATOR) as coordinator:
        done = await coordinator.post(f"/journeys/{JOURNEY}/acts", json={"act": appoint, "role": "coordinator"})
        assert done.status_code == 200, done.text
    for person in (MEMBER, SECOND):
        async with door.person(person) as giver:
            assert (await giver.post("/people/me/substitutes", json=given)).status_code == 201
    async with on_pages(door, OUTSIDER) as outsider:
        page = await outsider.get(CHAPTER)
        assert f"role=team_member&amp;instead_of={SECOND}" in page.text
        saved = await outsider.post(CHAPTER, data={"text": "Isi bab.", "based_on": "0", "act": "save"})
        assert saved.status_code == 303, saved.text
        params = {"role": "team_member", "instead_of": SECOND}
        headers = {"Content-Type": "text/markdown", "If-Match": '"1"'}
        address = f"/api/v1/journeys/{JOURNEY}/chapters/buku-2/bab-3"
        again = await outsider.put(address, content=b"Isi bab, lagi.", params=params, headers=headers)
        assert again.status_code == 200, again.text


async def test_an_empty_chapter_is_told_in_indonesian(door: Door) -> None:
    """What the door says to programs is not what a page says to people."""
    async with on_pages(door, COORDINATOR) as coordinator:
        empty = await coordinator.post(CHAPTER, data={"text": "  ", "based_on": "0", "act": "save"})
    assert empty.status_code == 422
    assert "Naskahnya kosong" in empty.text and "Send the chapter" not in empty.text


async def test_a_chapter_that_cannot_be_read_is_still_shown(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was written, to be read and to be shortened."""

    async def refuse(_markdown: str, *, known: object = ()) -> ChapterText:
        raise ChapterRefused("Terlalu rumit <sekali>.")

    address = f"/journeys/{JOURNEY}/books/buku-2/bab-4"
    async with on_pages(door, COORDINATOR) as coordinator:
        text = "# Terlalu\n\n<b>rumit</b>"
        saved = await coordinator.post(address, data={"text": text, "based_on": "0", "act": "save"})
        assert saved.status_code == 303, saved.text
        monkeypatch.setattr("api.pages.chapter_html.read_chapter", refuse)
        read, written = await coordinator.get(f"{address}?read=true"), await coordinator.get(address)
        notices = await coordinator.get(f"/journeys/{JOURNEY}/books-notices")
    assert (read.status_code, written.status_code, notices.status_code) == (200, 200, 200)
    assert (
        "<pre># Terlalu\n\n&lt;b&gt;rumit&lt;/b&gt;</pre>" in read.text and "Terlalu rumit &lt;sekali&gt;." in read.text
    )
    assert "&lt;b&gt;rumit&lt;/b&gt;</textarea>" in written.text


async def test_a_name_is_told_only_of_who_holds_the_part(door: Door) -> None:
    """The address of a form is no way to ask who somebody elsewhere is."""
    address = f"/journeys/{JOURNEY}/people/replace"
    async with on_pages(door, COORDINATOR) as coordinator:
        own = await coordinator.get(address, params={"role": "team_member", "person": MEMBER})
        other = await coordinator.get(address, params={"role": "team_member", "person": "kab-padang-pariaman.sekda"})
    assert own.status_code == other.status_code == 200
    assert "Anggota Tim Pelaksana" in own.text
    assert "kab-padang-pariaman.sekda" in other.text and "Sekda Kabupaten Padang Pariaman" not in other.text


async def test_a_decision_that_is_no_longer_waited_for_is_not_lost(door: Door) -> None:
    """Why it was not taken, and what was written, stand at the head of the page; mistakes are told in words."""
    reason = "Kantor tutup selama banjir."
    async with on_pages(door, "pengelola-program") as manager:
        extension, reassignment = (f"/programme/{what}/{JOURNEY}" for what in ("extensions", "reassignments"))
        late = await manager.post(extension, data={"choice": "grant", "reason": reason})
        too_long = await manager.post(extension, data={"choice": "grant", "reason": "x" * 2001})
        foreign = await manager.post(reassignment, data={"choice": "grant", "reason": reason})
    assert late.status_code == 409 and reason in late.text and "Yang Anda tulis untuk" in late.text
    assert too_long.status_code == 422 and "paling banyak 2000" in too_long.text
    assert foreign.status_code == 422 and "Pilih putusannya." in foreign.text and reason in foreign.text
