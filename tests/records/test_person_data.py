"""What is kept of a person: all of it can be exported, and erasing leaves nothing but the id and the archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain import messages
from domain.repairs import RebuildRows
from domain.vocabulary import Role, TimeZone
from records.answered import Answers, Claim, KnownAnswer
from records.audit import Audit
from records.drafts import Drafts
from records.identity import Identities, Scope, hash_of
from records.inbox import Inbox
from records.journal import Records
from records.outbox import Outbox
from records.people import ERASED_NAME, People, PersonErased, PersonRecord
from records.person_data import PersonRecords, PersonUnknown, StillHasParts
from records.preferences import Preferences, PreferencesRecord
from records.repairs import By, NewRepair, Repairs
from records.saved_filters import SavedFilter, SavedFilters
from records.substitutes import Substitutes, SubstituteWanted
from records.verify import verify
from records.writing import StoredFiles
from tests.records.sample import Walk

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
SITI = PersonRecord(id="coordinator", name="Siti Aminah", email="siti@example.go.id", phone="0811 777 333")
OTHERS = (PersonRecord(id="new-coordinator", name="Budi"), PersonRecord(id="pm", name="Pengelola"))


def replaced() -> Walk:
    """A journey whose coordinator was replaced after the kickoff; something is still to happen in it."""
    walk = Walk()
    walk.kick_off()
    for number in (1, 2):
        walk.propose(number)
        walk.hold(number)
    replacing = messages.ReplaceMember(
        role=Role.COORDINATOR, outgoing="coordinator", incoming="new-coordinator", reason="Mutasi jabatan."
    )
    walk.send("pm", Role.PROGRAMME_MANAGER, replacing)
    return walk


@pytest.fixture
async def known(pool: asyncpg.Pool) -> PersonRecords:
    """Records that hold something of the former coordinator in every table that can."""
    for batch in replaced().batches:
        await Records(pool).record(batch)
    await People(pool).save([SITI, *OTHERS])
    await Preferences(pool).save(PreferencesRecord(person=SITI.id, language=None, digest=True, muted=("news",)))
    await Preferences(pool).new_calendar_address(SITI.id)
    identities = Identities(pool)
    await identities.grant(SITI.id, Role.DIRECTOR, "pm")
    await identities.new_sign_in(SITI.id, "link", NOW + timedelta(days=1), NOW)
    await identities.new_link(SITI.id, NOW)
    await identities.link_account("https://sso.example.go.id", "siti-77", SITI.id)
    await identities.new_token(SITI.id, "laptop Siti Aminah", [Scope.READ], NOW + timedelta(days=9), NOW)
    for person in (SITI.id, "pm"):
        claim = Claim(person, "kunci", "0" * 64)
        await Answers(pool).begin(claim, datetime.now(UTC))
        await Answers(pool).keep(claim, KnownAnswer(status=200, answer='{"email": "siti@example.go.id"}'))
    await _inbox(pool)
    await Drafts(pool).save("journey-x", SITI.id, "endorse.k.k", {"notes": "Siti Aminah"}, NOW, based_on=0)
    await StoredFiles(pool).note(SITI.id, "5c" * 32)
    await _messages(pool)
    await Audit(pool).note(person=SITI.id, via="session", action="act", subject="pm", reason="tanya")
    await Audit(pool).note(person="pm", via="session", action="read person", subject=SITI.id, reason="telepon")
    repair = NewRepair(key="k", asked="0" * 64, spec=RebuildRows(), reason="uji", dangerous=False, items=())
    await Repairs(pool).propose(repair, By(SITI.id, "session", "uji"))
    return PersonRecords(pool)


async def _inbox(pool: asyncpg.Pool) -> None:
    """A claim that was taken over from her, a substitute, and a filter that she keeps."""
    await pool.execute(
        "insert into claims (journey_id, key, person, claimed_at, until, taken_from, reason)"
        " values ('journey-x', 'turn', 'pm', $1, $1, $2, 'Siti Aminah cuti')",
        NOW,
        SITI.id,
    )
    wanted = SubstituteWanted(substitute="pm", first_day=NOW.date(), last_day=NOW.date(), reason="Siti Aminah cuti.")
    await Substitutes(pool).give(SITI.id, wanted, TimeZone.WIB, NOW)
    await SavedFilters(pool).save(SITI.id, "/inbox", SavedFilter(name="Siti Aminah", query="q=a"), NOW)


async def _messages(pool: asyncpg.Pool) -> None:
    """Messages to her: one refused, one to be passed on, one queued, one in a digest; and one that she passes on."""
    outbox, inbox = Outbox(pool), Inbox(pool)
    mine = [row["key"] for row in await pool.fetch("select key from messages where person = $1 order by key", SITI.id)]
    others = await pool.fetchval("select key from messages where person = 'pm' limit 1")
    assert len(mine) >= 3
    said = "550 <siti@example.go.id>: unknown"
    await outbox.mark_refused(mine[0], said)
    await outbox.ask_by_hand(mine[0], [Role.PROGRAMME_MANAGER], said)
    await outbox.set_aside(mine[1], "digested", said)
    await outbox.ask_by_hand(others, [Role.DIRECTOR], "550 unknown")
    await pool.execute("update deliveries set passed_on_by = $2 where message_key = $1", others, SITI.id)
    await inbox.passed_on(mine[2], "pm", NOW)
    await pool.execute("insert into digests (key, person, last_answer) values ('digest.x', $1, $2)", SITI.id, said)
    await pool.execute(
        "insert into incidents (journey_id, kind, detail) values ('journey-2019-kab-sleman', $1, $2)",
        "message_not_delivered",
        f"messages to {SITI.id} (coordinator) are not delivered: {said}; it is to be passed on by hand",
    )


async def dumped(pool: asyncpg.Pool) -> dict[str, str]:
    """Every row of every table as text, by table."""
    tables = await pool.fetch("select table_name from information_schema.tables where table_schema = 'public'")
    return {
        row["table_name"]: "\n".join(
            found["row"] for found in await pool.fetch(f'select t::text as row from "{row["table_name"]}" as t')
        )
        for row in tables
    }


async def test_everything_is_exported_but_secrets(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """Every part has lines; entries by her and about her are told apart; no hash of a secret is in it."""
    found = await known.of(SITI.id)
    nothing = {name for name, rows in found.held.items() if not rows}
    assert nothing == {"bookings", "signatures", "letter_numbers"}
    assert {entry.by_person for entry in found.entries} == {True, False}
    assert all(SITI.id in entry.entry.canonical() for entry in found.entries)
    written = found.model_dump_json()
    hashes = "select sha256 from sign_ins union select sha256 from api_tokens union select sha256 from sign_in_links"
    secrets = [row["sha256"] for row in await pool.fetch(hashes)]
    secrets.append(await pool.fetchval("select calendar_sha256 from preferences where person = $1", SITI.id))
    assert len(secrets) == 4
    assert not [secret for secret in secrets if secret in written]
    assert "siti@example.go.id" in written and "siti-77" in written


async def test_a_role_is_no_person(pool: asyncpg.Pool) -> None:
    """Somebody whose id is the name of a role is not taken for everybody in that role."""
    for batch in replaced().batches:
        await Records(pool).record(batch)
    await People(pool).save([PersonRecord(id="programme_manager", name="Nama Peran")])
    assert (await PersonRecords(pool).of("programme_manager")).entries == ()


async def test_erasing_leaves_the_id_and_the_archive(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """No row of any table has name, address, number or account any more; the journals stay byte for byte and verify."""
    journal = (await dumped(pool))["journal"]
    done = await known.erase(SITI.id, NOW)
    rows = await dumped(pool)
    assert rows["journal"] == journal
    for said in ("Siti Aminah", "siti@example.go.id", "0811 777 333", "siti-77"):
        assert [table for table, text in rows.items() if said in text] == [], said
    assert (await verify(pool)).ok
    record = (await People(pool).find([SITI.id]))[SITI.id]
    assert record == PersonRecord(id=SITI.id, name=ERASED_NAME, erased_at=NOW)
    assert done.entries > 0 and done.changed["people"] == 1
    assert {document.kind for document in done.documents} >= {"kickoff_invitation"}


async def test_erased_once_is_erased(known: PersonRecords) -> None:
    """The same again changes nothing, and keeps the first day."""
    await known.erase(SITI.id, NOW)
    again = await known.erase(SITI.id, NOW + timedelta(days=1))
    assert (again.changed, again.erased_at) == ({}, NOW)


async def test_nothing_more_is_said_to_her_nor_by_her(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """Sign-ins, tokens, roles and the calendar end; queued messages are withdrawn; her errands wait for others."""
    token = await Identities(pool).new_token(SITI.id, "x", [Scope.READ], NOW + timedelta(days=9), NOW)
    address = await Preferences(pool).new_calendar_address(SITI.id)
    await known.erase(SITI.id, NOW)
    found = await Identities(pool).token(token[1], NOW)
    assert found is not None and found.revoked_at is not None
    assert await Identities(pool).programme_roles(SITI.id) == frozenset()
    assert await Identities(pool).person_of_account("https://sso.example.go.id", "siti-77") is None
    assert await Preferences(pool).person_of_calendar_address(address) is None
    assert hash_of(address) not in "".join((await dumped(pool)).values())
    states = {r["state"] for r in await pool.fetch("select state from messages where person = $1", SITI.id)}
    assert states.isdisjoint({"queued", "digested"})
    assert [waiting.passed_on_by for waiting in await Inbox(pool).waiting_by_hand()] == [None]


async def test_a_preview_changes_nothing(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """It says the same as the erasing and does nothing."""
    before = await dumped(pool)
    would = await known.erase(SITI.id, NOW, preview=True)
    assert await dumped(pool) == before
    assert await known.erase(SITI.id, NOW) == would


async def test_who_still_has_a_part_is_not_erased(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """The journeys are named, and nothing is touched."""
    before = await dumped(pool)
    with pytest.raises(StillHasParts, match="coordinator in journey-2019-kab-sleman") as refused:
        await known.erase("new-coordinator", NOW)
    assert [part.role for part in refused.value.parts] == [Role.COORDINATOR]
    assert await dumped(pool) == before


async def test_nobody_comes_back(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """An old file with her id is refused whole: nobody else in it is saved either."""
    await known.erase(SITI.id, NOW)
    with pytest.raises(PersonErased, match="coordinator"):
        await People(pool).save([PersonRecord(id="somebody", name="Orang Lain"), SITI])
    assert set(await People(pool).find(["somebody", SITI.id])) == {SITI.id}
    assert (await People(pool).names([SITI.id])) == {SITI.id: ERASED_NAME}
    assert await People(pool).search("Siti") == ()


async def test_an_unknown_person(known: PersonRecords) -> None:
    """Said by name, for both."""
    for attempt in (known.of("nobody"), known.erase("nobody", NOW)):
        with pytest.raises(PersonUnknown, match="nobody"):
            await attempt


async def test_people_are_searched_by_pages(known: PersonRecords, pool: asyncpg.Pool) -> None:
    """By a part of the name or the id, whatever the case; with the roles held now; a wildcard is a letter."""
    people = People(pool)
    (found,) = await people.search("BUDI")
    assert (found.id, found.roles) == ("new-coordinator", (Role.COORDINATOR,))
    (first,) = await people.search("", limit=1)
    rest = await people.search("", after=first.id)
    assert [first.id, *(one.id for one in rest)] == ["coordinator", "new-coordinator", "pm"]
    assert await people.search("%") == ()
