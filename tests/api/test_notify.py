"""`bimtek notify`: letters to look at, messages passed on by hand, preferences, and a person's calendar."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from icalendar import Calendar
from typer.testing import CliRunner, Result

from activities.notify.letters import letter_names
from api.commands import notify
from api.exits import Failure
from api.person_calendar import calendar_of
from domain import messages
from domain.vocabulary import Role, TimeZone
from domain.words.phrase import Language
from records.agenda import Agenda
from records.journal import Records
from records.outbox import Outbox
from records.people import People, PersonRecord
from tests.conftest import fresh_database
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.fixture(scope="module")
async def stocked(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """A database with a journey whose first session is proposed, and one of a region farther east."""
    async with fresh_database(local_postgres) as dsn, asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
        walk = Walk()
        walk.kick_off()
        walk.propose(1)
        records = Records(pool)
        for batch in walk.batches:
            await records.record(batch)
        people = [
            PersonRecord(id="coordinator", name="Koordinator (contoh)", email="c@example.go.id", phone="0811 222"),
            PersonRecord(id="pm", name="Pengelola (contoh)"),
            PersonRecord(id="mentor", name="Pembimbing (contoh)"),
        ]
        await People(pool).save(people)
        yield dsn


def run(dsn: str, *words: str | Path) -> Result:
    """Type `bimtek notify` with these words."""
    environment = {"BIMTEK_POSTGRES_DSN": dsn, "BIMTEK_DATA_DIR": "/nonexistent"}
    return CliRunner().invoke(notify.app, [str(word) for word in words], env=environment)


def asked(dsn: str, *words: str | Path) -> dict[str, object]:
    """The same, with the answer as JSON."""
    done = run(dsn, *words, "--json")
    assert done.exit_code == 0, done.exception
    found: dict[str, object] = json.loads(done.output)
    return found


def test_every_letter_can_be_looked_at(tmp_path: Path) -> None:
    """Every letter and the digest can be shown in both languages, as text and as HTML, marked as a simulation."""
    for name in (*letter_names(), notify.DIGEST):
        for language in Language:
            shown = run("", "preview", name, "--lang", language)
            assert shown.output.startswith("[SIMULASI] "), (name, shown.exception)
    out = tmp_path / "letter.html"
    assert run("", "preview", "letter_drafted", "--html", "--out", out).exit_code == 0
    assert "Sekretaris Daerah Kabupaten Contoh" in out.read_text(encoding="utf-8")
    listed = run("", "templates", "--json")
    assert [row["name"] for row in json.loads(listed.output)] == list(letter_names())


def test_no_such_letter() -> None:
    """A letter that is not there is named, with those that are."""
    failed = run("", "preview", "remainder")
    assert isinstance(failed.exception, Failure)
    assert "“remainder”" in str(failed.exception) and "reminder" in str(failed.exception)


async def _waiting_key(dsn: str) -> str:
    connection = await asyncpg.create_pool(dsn, min_size=1, max_size=1)
    async with connection as pool:
        outbox = Outbox(pool)
        found = await outbox.load(await outbox.undelivered())
        key = next(each.key for each in found if each.person == "coordinator")
        await outbox.ask_by_hand(key, [Role.PROGRAMME_MANAGER], "550 unknown")
        return key


@pytest.fixture
async def waiting(stocked: str) -> str:
    """The key of a message that the programme's manager has to pass on to the coordinator."""
    return await _waiting_key(stocked)


def test_passed_on_by_hand(stocked: str, waiting: str) -> None:
    """What waits is listed with its text and link; once it is recorded who sent it, it waits no more."""
    listed = json.loads(run(stocked, "waiting", "--json").output)
    (line,) = [each for each in listed if each["message"]["key"] == waiting]
    assert line["passed_on_by"] == "pm"
    assert "Yth. Bapak/Ibu Koordinator (contoh)," in line["text"]
    assert line["whatsapp"].startswith("https://wa.me/62811222?text=")
    assert "wa.me/62811222" in run(stocked, "by-hand", waiting).output
    for recorded in (True, False):
        assert asked(stocked, "by-hand", waiting, "--person", "pm", "--sent")["recorded"] is recorded
    assert waiting not in run(stocked, "waiting", "--json").output
    inbox = json.loads(run(stocked, "inbox", "coordinator", "--json").output)
    assert {each["message"]["state"] for each in inbox if each["message"]["key"] == waiting} == {"sent_by_hand"}


def test_preferences(stocked: str) -> None:
    """Each preference is changed by itself and the others stay; what cannot be switched off is refused by name."""
    assert asked(stocked, "preferences", "mentor") == {
        "person": "mentor",
        "language": None,
        "zone": None,
        "digest": False,
        "muted": [],
    }
    asked(stocked, "preferences", "mentor", "--language", "en", "--digest", "on")
    asked(stocked, "preferences", "mentor", "--mute", "reminder", "--mute", "news")
    found = asked(stocked, "preferences", "mentor", "--unmute", "news", "--zone", "WIT")
    assert found == {"person": "mentor", "language": "en", "zone": "WIT", "digest": True, "muted": ["reminder"]}
    refused = run(stocked, "preferences", "mentor", "--mute", "escalation", "--digest", "off")
    assert isinstance(refused.exception, Failure) and "KindIsObligatory" in str(refused.exception)
    assert asked(stocked, "preferences", "mentor")["digest"] is True
    assert "“nobody”" in str(run(stocked, "preferences", "nobody").exception)


def test_calendar(stocked: str, tmp_path: Path) -> None:
    """A calendar's file has the dates in the person's zone; its address is given once."""
    out = tmp_path / "agenda.ics"
    said = asked(stocked, "calendar", "coordinator", "--out", out, "--new-address")
    assert said["dates"] == 2
    assert str(said["address"]).startswith("/calendar/") and len(str(said["address"])) > 40
    calendar = Calendar.from_ical(out.read_bytes())
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Asia/Jakarta"]
    turn, session = sorted(calendar.walk("VEVENT"), key=lambda event: ".session-" in str(event["uid"]))
    assert str(turn["summary"]).startswith("[SIMULASI] Batas waktu: menyetujui jadwal bimtek")
    assert re.search(rb"DTEND;TZID=Asia/Jakarta:\d{8}T160000\r\n", out.read_bytes())
    assert (str(session["status"]), str(session["location"])) == ("TENTATIVE", "Pendopo")


async def test_dates_keep_their_names(pool_of_walk: tuple[Walk, asyncpg.Pool]) -> None:
    """A date that moves keeps its name; one's own turns are in the calendar, another's are not."""
    walk, pool = pool_of_walk
    records, agenda = Records(pool), Agenda(pool)

    async def recorded() -> None:
        for batch in walk.batches:
            await records.record(batch)
        walk.batches.clear()

    walk.kick_off()
    walk.propose(1)
    await recorded()
    before = {item.uid: item for item in await agenda.of("coordinator")}
    assert not [item for item in await agenda.of("officer") if item.task], "it is the coordinator's turn"
    assert await agenda.of("stranger") == ()
    walk.send("officer", Role.MINISTRY_OFFICER, _moved(walk))
    await recorded()
    after = {item.uid: item for item in await agenda.of("coordinator")}
    session = f"{walk.journey.id}.session-1-1@bimtek"
    assert session in before and session in after
    assert before[session].day != after[session].day and after[session].as_of >= before[session].as_of
    written = calendar_of(tuple(after.values()), TimeZone.WIT, Language.EN)
    assert written == calendar_of(tuple(reversed(after.values())), TimeZone.WIT, Language.EN)
    assert b"Asia/Jayapura" in written
    assert [item.uid for item in await agenda.of("mentor")] == [session]
    assert await agenda.zone_of("coordinator") is TimeZone.WIB


def _moved(walk: Walk) -> messages.MoveSession:
    return messages.MoveSession(
        number=1, days=(walk.day(9),), place="Pendopo", mentors=("mentor",), reason="Pendopo dipakai."
    )


@pytest.fixture
async def pool_of_walk(database: str) -> AsyncIterator[tuple[Walk, asyncpg.Pool]]:
    """A walk and a database of its own."""
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        yield Walk(), pool
