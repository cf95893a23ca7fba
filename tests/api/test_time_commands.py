"""Decrees and pauses for many journeys, as a programme manager types them, on a real local stack."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import local_date
from domain.model import Journey
from domain.vocabulary import TimeZone
from records.reading import Reading
from tests.api.office import MANAGER, Office, open_office
from tests.api.typed import Said
from workers.calendars import national_calendar
from workers.connections import connect_records, connect_temporal

FILES = Path("deploy")
ACEH, KLATEN, SLEMAN, LATER = "kota-banda-aceh", "kab-klaten", "kab-sleman", "kab-bogor"
TODAY = local_date(datetime.now(UTC), TimeZone.WIB)
CALENDAR = national_calendar(range(TODAY.year - 1, TODAY.year + 3))
COHORT = """code,name,province,time_zone,status
11.71,Kota Banda Aceh,Aceh,WIB,listed
33.10,Kabupaten Klaten,Jawa Tengah,WIB,listed
34.04,Kabupaten Sleman,DI Yogyakarta,WIB,listed
"""
LATER_COHORT = "code,name,province,time_zone,status\n32.01,Kabupaten Bogor,Jawa Barat,WIB,listed\n"


def people() -> str:
    """The people of the programme, one of them in the east, and a mentor who is known before he is assigned."""
    rows = [
        ("region", "role", "id", "name", "email", "zone"),
        ("", "programme_manager", "pengelola-program", "Pengelola (contoh)", "p@example.go.id", ""),
        ("", "director", "direktur", "Direktur (contoh)", "d@example.go.id", "WIB"),
        ("", "mentor", "pembimbing-timur", "Pembimbing Timur (contoh)", "t@example.go.id", "WIT"),
        ("33.10", "coordinator", "koordinator-klaten", "Koordinator Klaten (contoh)", "k@example.go.id", ""),
    ]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A stack with three open journeys of one cohort, and one of another that opens in two months."""
    async with open_office(tmp_path_factory.mktemp("office")) as office:
        given = office.file("people.csv", people())
        aceh = CALENDAR.after(TODAY, 3)
        off = office.file("regional.csv", f"date,kind,name,region\n{aceh},regional,Contoh,11\n")
        words = ("--people", given, "--days-off", off)
        started = await office.bimtek("cohort", "start", office.file("now.csv", COHORT), *words)
        assert started.code == 0, started.err
        opens = ("--opens-on", str(TODAY + timedelta(days=60)))
        klaten = office.file("people-later.csv", people().replace("33.10", "32.01"))
        later = await office.bimtek(
            "cohort", "start", office.file("later.csv", LATER_COHORT), "--people", klaten, *opens
        )
        assert later.code == 0, later.err
        await office.shown("now", 3)
        await office.shown("later", 1)
        await office.settled("now", 3)
        yield office


def _name(cohort: str, region: str) -> str:
    return f"journey-{cohort}-{region}"


async def states(office: Office) -> dict[str, Journey]:
    """Every journey as recorded, by region."""
    async with await connect_records(office.settings) as pool:
        reading = Reading(pool)
        found = [await reading.state(journey) for journey in await reading.known_journeys()]
    return {state.region.id: state for state in found if state is not None}


def decree(office: Office, name: str, *days: date) -> Path:
    """A file that makes days off."""
    rows = "".join(f"{day},cuti_bersama,Contoh (SIMULASI)\n" for day in days)
    return office.file(f"{name}.csv", f"date,kind,name\n{rows}")


async def change(office: Office, file: Path, name: str, *words: str) -> tuple[int, dict[str, Any]]:
    """The exit code of `calendar change` and what it tells machines."""
    said = await office.bimtek("calendar", "change", file, "--decree", name, *MANAGER, *words, "--json")
    return said.code, json.loads(said.out) if said.out.strip() else {"err": said.err}


def outcomes(told: dict[str, Any]) -> dict[str, str]:
    """What became of each journey."""
    return {found["journey"]: found["outcome"] for found in told["journeys"]}


async def test_zones_and_days_off_are_given_at_the_start(office: Office) -> None:
    """A day off of Aceh is Banda Aceh's alone; who works outside the office's zone is known to every journey."""
    found = await states(office)
    assert found[ACEH].regional_days_off == (CALENDAR.after(TODAY, 3),)
    assert found[KLATEN].regional_days_off == ()
    assert {(place.person, place.zone) for place in found[KLATEN].workplaces} == {("pembimbing-timur", TimeZone.WIT)}
    assert not any(member.person == "pembimbing-timur" for member in found[KLATEN].members)


async def test_a_journey_that_opens_later_has_a_plan_and_no_account(office: Office) -> None:
    """Before the opening nothing is charged to anybody; the plan counts from the opening day."""
    said = await office.bimtek("journey", "show", "later/32.01", "--json")
    found = json.loads(said.out)
    assert found["delay_account"] is None
    assert found["plan"]["milestones"][0]["forecast"] > str(TODAY + timedelta(days=60))
    assert "Plan" in (await office.bimtek("journey", "show", "later/32.01")).out


async def test_looking_ahead_sends_nothing(office: Office) -> None:
    """The preview tells what moves from when to when; the journeys stay as they are."""
    before = await states(office)
    off = CALENDAR.after(TODAY, 5)
    code, told = await change(office, decree(office, "preview", off), "SKB contoh", "--dry-run")
    assert (code, told["sent"]) == (0, False)
    assert set(outcomes(told).values()) == {"planned"} and len(told["journeys"]) == 4
    (klaten,) = (found for found in told["journeys"] if found["journey"] == _name("now", KLATEN))
    due = before[KLATEN].turn.due
    assert due is not None
    turn = klaten["moves"][0]
    assert (turn["what"], turn["before"]) == ("turn", local_date(due, TimeZone.WIB).isoformat())
    assert turn["after"] == CALENDAR.after(local_date(due, TimeZone.WIB), 1).isoformat()
    said = await office.bimtek(
        "calendar", "change", decree(office, "preview", off), "--decree", "SKB contoh", *MANAGER, "--dry-run"
    )
    assert "turn: pass the gates of this stage" in said.out
    assert "4 journeys: dates move in 3, no date moves in 1, 0 unchanged, 0 refused." in said.out
    assert await states(office) == before


async def test_without_a_terminal_it_needs_yes(office: Office) -> None:
    """Nobody is asked where nobody can answer: it says so, ends with 1, and sends nothing."""
    before = await states(office)
    file = decree(office, "unasked", CALENDAR.after(TODAY, 5))
    said = await office.bimtek("calendar", "change", file, "--decree", "SKB contoh", *MANAGER)
    assert said.code == 1
    assert "Give --yes" in said.err
    assert await states(office) == before


async def test_at_a_terminal_it_asks(office: Office) -> None:
    """With no as the answer nothing is sent."""
    before = await states(office)
    file = decree(office, "asked", CALENDAR.after(TODAY, 5))
    words = ("calendar", "change", file, "--decree", "SKB contoh", *MANAGER)
    said = await office.bimtek(*words, answer="n")
    assert (said.code, "Send this to 4 journeys?" in said.err, "Nothing was sent." in said.err) == (1, True, True)
    assert await states(office) == before


async def test_a_decree_moves_every_journey_once(office: Office) -> None:
    """It is in every history, also of the journey that opens later; the same command again changes nothing."""
    before = await states(office)
    file = decree(office, "decree", CALENDAR.after(TODAY, 6))
    code, told = await change(office, file, "SKB 1 (SIMULASI)", "--official-until", f"{TODAY.year + 2}-12-31", "--yes")
    assert (code, set(outcomes(told).values())) == (0, {"done"}), told
    after = await states(office)
    for region, was in before.items():
        assert after[region].calendar.official_until == date(TODAY.year + 2, 12, 31)
        if region != LATER:
            due, moved = was.turn.due, after[region].turn.due
            assert due is not None and moved is not None and moved > due
    async with await connect_records(office.settings) as pool:
        for cohort, region in (("now", ACEH), ("now", KLATEN), ("now", SLEMAN), ("later", LATER)):
            entries = await Reading(pool).entries(_name(cohort, region))
            kinds = [recorded.entry.event.kind for recorded in entries]
            assert kinds.count("calendar_changed") == 1
            assert ("due_moved" in kinds) is (region != LATER)
    code, told = await change(office, file, "SKB 1 (SIMULASI)", "--official-until", f"{TODAY.year + 2}-12-31", "--yes")
    assert (code, set(outcomes(told).values())) == (0, {"unchanged"})
    assert await states(office) == after
    history = await office.bimtek("journey", "history", "now/33.10", "--lang", "en")
    assert "SKB 1 (SIMULASI)" in history.out


async def test_a_cohort_can_be_paused_in_part_and_goes_on(office: Office) -> None:
    """Only the regions named are paused; shown, a paused one is not overdue; again changes nothing; it goes on."""
    until = CALENDAR.after(TODAY, 10)
    why = ("--cause", "disaster", "--reason", "Banjir (SIMULASI)", "--approved-by", "Direktur", "--until", str(until))
    words = ("cohort", "pause", "now", *why, "--only", "33.10", "--only", "Sleman", *MANAGER, "--json")
    looked = await office.bimtek(*words, "--dry-run")
    turns = [found["moves"][0] for found in json.loads(looked.out)["journeys"]]
    assert len(turns) == 2 and all(turn["what"] == "turn" and turn["after"] > turn["before"] for turn in turns)
    assert not any(state.pause for state in (await states(office)).values())
    paused = await office.bimtek(*words, "--yes")
    expected = {_name("now", KLATEN): "done", _name("now", SLEMAN): "done"}
    assert (paused.code, outcomes(json.loads(paused.out))) == (0, expected)
    assert {region for region, state in (await states(office)).items() if state.pause} == {KLATEN, SLEMAN}
    shown = await office.bimtek("journey", "show", "now/33.10", "--as-of", str(TODAY + timedelta(days=300)))
    assert "the clock stands still" in shown.out and "disaster: Banjir (SIMULASI)" in shown.out
    assert "overdue" not in shown.out
    again = await office.bimtek(*words, "--yes")
    assert (again.code, set(outcomes(json.loads(again.out)).values())) == (0, {"unchanged"})
    on = ("cohort", "resume", "now", "--reason", "Air surut (SIMULASI)", *MANAGER, "--json", "--yes")
    resumed = await office.bimtek(*on)
    expected = {**dict.fromkeys(expected, "done"), _name("now", ACEH): "unchanged"}
    assert (resumed.code, outcomes(json.loads(resumed.out))) == (0, expected)
    assert not any(state.pause for state in (await states(office)).values())


async def test_a_journey_without_its_workflow_is_told_and_the_rest_is_done(office: Office) -> None:
    """One that is gone ends the command with 1 and a reason; the others have the decree."""
    client = await connect_temporal(office.settings)
    await client.get_workflow_handle(_name("now", ACEH)).terminate("the test wants it gone")
    file = decree(office, "gone", CALENDAR.after(TODAY, 7))
    code, told = await change(office, file, "SKB 2 (SIMULASI)", "--cohort", "now", "--yes")
    assert code == 1
    assert outcomes(told) == {
        _name("now", ACEH): "refused",
        _name("now", KLATEN): "done",
        _name("now", SLEMAN): "done",
    }
    (gone,) = (found for found in told["journeys"] if found["outcome"] == "refused")
    assert "No workflow of this journey is running" in gone["why"]
    said = await office.bimtek(
        "calendar", "change", file, "--decree", "SKB 2 (SIMULASI)", "--cohort", "now", *MANAGER, "--yes"
    )
    assert (said.code, "1 refused, 2 unchanged" in said.out) == (1, True), said.out


BAD: list[Any] = [
    pytest.param(("pause", "now", "--only", "33.99"), "There is no journey “now/33.99”", id="a region not there"),
    pytest.param(("pause", "nowhere"), "There is no cohort “nowhere”", id="a cohort not there"),
    pytest.param(("resume", "now", "--role", "coordinator"), "It is for: programme_manager, director", id="a role"),
]


@pytest.mark.parametrize(("words", "expected"), BAD)
async def test_what_cannot_be_meant_is_refused(office: Office, words: tuple[str, ...], expected: str) -> None:
    """A region or cohort that is not there, and a role that may not, are told in one line."""
    pause = ("--cause", "other", "--approved-by", "Direktur", "--until", str(TODAY + timedelta(days=9)))
    given = (*words, "--reason", "Contoh", *MANAGER[:2], *(MANAGER[2:] if "--role" not in words else ()))
    said: Said = await office.bimtek("cohort", *given, *(pause if words[0] == "pause" else ()), "--yes")
    assert (said.code, expected in said.err) == (1, True), said.err
    assert "Traceback" not in said.err
