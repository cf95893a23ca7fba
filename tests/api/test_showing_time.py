"""A journey's plan and delay account, as `bimtek journey show` prints them; and what is refused before any server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from api.as_of import instant
from domain import messages
from domain.calendar import local_date
from domain.delay import delay_account
from domain.facts import ExtensionChoice
from domain.messages import Imported
from domain.model import Journey
from domain.plan import plan
from domain.vocabulary import Role, Stage, Status, StopCause
from records.journal import Records
from records.people import People, PersonRecord
from records.reading import Reading
from tests.api.test_reading import run
from tests.conftest import fresh_database
from tests.records.sample import OPENS, Walk, start
from workers.local.postgres import LocalPostgres

AS_OF = "2019-08-01"


def paused() -> Walk:
    """A journey whose clock stands still far beyond its due date."""
    walk = Walk(start("kab-bogor", "Kabupaten Bogor", "32.01"))
    walk.wait(20)
    walk.send(
        "pm",
        Role.PROGRAMME_MANAGER,
        messages.PauseJourney(
            cause=StopCause.ELECTION,
            reason="Pilkada.",
            approved_by="Direktur",
            resumes_on=date(2019, 9, 2),
        ),
    )
    return walk


def asked(*, granted: bool) -> Walk:
    """A journey for which more time was asked, and perhaps granted."""
    walk = Walk(start("kota-bogor", "Kota Bogor", "32.71") if granted else start("kota-depok", "Kota Depok", "32.76"))
    walk.wait(40)
    walk.send("coordinator", Role.COORDINATOR, messages.AskExtension(days=5, reason="Data menyusul."))
    if granted:
        deed = messages.DecideExtension(choice=ExtensionChoice.GRANT_LESS, days=3, reason="Cukup.")
        walk.send("pm", Role.PROGRAMME_MANAGER, deed)
    return walk


def imported() -> Walk:
    """A journey that ended outside the system."""
    ended = datetime(2018, 2, 1, 5, 0, tzinfo=UTC)
    found = Imported(
        status=Status.COMPLETED_OUTSIDE,
        stage=Stage.PUBLICATION,
        opened_at=datetime(2017, 5, 22, 5, 0, tzinfo=UTC),
        ended_at=ended,
        evidence="Berita (contoh).",
    )
    return Walk(start("kota-madiun", "Kota Madiun", "35.77").model_copy(update={"imported": found}))


def published() -> Walk:
    """A journey whose plan is published and not adopted yet."""
    walk = Walk(start("kab-klaten", "Kabupaten Klaten", "33.10"))
    walk.kick_off()
    for session in walk.journey.policy.sessions:
        walk.propose(session.number)
        walk.hold(session.number)
    walk.write_books()
    walk.review()
    walk.approve()
    return walk


def adopted() -> Walk:
    """A journey with nothing ahead: adopted, and the obligation it did not meet has lapsed."""
    walk = Walk().all_the_way()
    walk.wait(300)
    return walk


WALKS = {
    "33.10": published,
    "34.04": adopted,
    "32.01": paused,
    "32.71": lambda: asked(granted=True),
    "32.76": lambda: asked(granted=False),
    "35.77": imported,
}


@pytest.fixture(scope="module")
def journeys() -> dict[str, Journey]:
    """The journeys by their regions' codes: published, paused, extended, asked for, imported."""
    return {}


@pytest.fixture(scope="module")
async def recorded(local_postgres: LocalPostgres, journeys: dict[str, Journey]) -> AsyncIterator[str]:
    """The DSN of a database that has them."""
    async with fresh_database(local_postgres) as database:
        async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
            for code, walked in WALKS.items():
                walk = walked()
                journeys[code] = walk.journey
                for batch in walk.batches:
                    await Records(pool).record(batch)
            await People(pool).save([PersonRecord(id="coordinator", name="Siti Aminah (contoh)", sample=True)])
        yield database


def shown(database: str, code: str, *words: str) -> str:
    """What is printed of a journey."""
    done, text = run("journey", "show", f"2019/{code}", "--as-of", AS_OF, *words, database=database)
    assert done == 0, text
    return text


@pytest.mark.parametrize("code", list(WALKS))
def test_the_account_adds_up_in_every_journey(recorded: str, journeys: dict[str, Journey], code: str) -> None:
    """Live or ended, the days of all accounts are the working days of the journey, as the domain counts them."""
    found = json.loads(shown(recorded, code, "--json"))
    now = instant(AS_OF)
    expected = delay_account(journeys[code], now)
    if expected is None:
        assert found["delay_account"] is None
    else:
        assert found["delay_account"] == expected.model_dump(mode="json")
        assert sum(one["days"] for one in found["delay_account"]["accounts"]) == expected.working_days
    assert found["plan"] == plan(journeys[code], now).model_dump(mode="json")


async def test_journeys_with_deadlines_are_those_that_can_still_miss_one(
    recorded: str, journeys: dict[str, Journey]
) -> None:
    """Open ones, and published ones with an adoption or a check still to come; not those that have nothing ahead."""
    async with asyncpg.create_pool(recorded, min_size=1, max_size=1) as pool:
        found = await Reading(pool).with_deadlines()
        assert await Reading(pool).with_deadlines(["2019"]) == found
        assert await Reading(pool).with_deadlines(["2018"]) == ()
    assert found == tuple(journeys[code].id for code in ("32.01", "32.71", "32.76", "33.10", "34.04"))


def test_the_plan_and_the_account_are_printed(recorded: str, journeys: dict[str, Journey]) -> None:
    """Stages with all their days, accounts by name, and the line of all together."""
    text = shown(recorded, "34.04")
    for words in ("Plan", "Baseline", "Given", "mentor review", "obligation: Dokumen RPJMD", "Delay account: "):
        assert words.lower() in text.lower(), words
    assert "waiting for an agreed date" in text
    assert "clock stopped" in text
    account = delay_account(journeys["34.04"], OPENS)
    assert account is not None
    (total,) = (line for line in text.splitlines() if line.startswith("│ all "))
    assert [cell.strip() for cell in total.split("│")[2:4]] == [str(account.working_days), str(account.late_days)]
    assert f"Delay account: {account.working_days} working days from 15 May 2019" in text


def test_a_paused_journey_is_not_overdue(recorded: str) -> None:
    """Why the clock stands still and until when is told; nothing is overdue meanwhile, in no form."""
    text = shown(recorded, "32.01")
    assert "election" in text and "Pilkada." in text
    assert "Plan; paused until 2 September 2019" in text
    assert "the clock stands still" in text
    assert "overdue" not in text
    found = json.loads(shown(recorded, "32.01", "--json"))
    assert (found["overdue"], found["pause"]["resumes_on"], found["paused_until"]) == (
        False,
        "2019-09-02",
        "2019-09-02",
    )


def test_an_extension_shows_both_dates(recorded: str, journeys: dict[str, Journey]) -> None:
    """Asked: who, how much, and until when if it were granted; granted: until when, and until when at first."""
    text = shown(recorded, "32.76")
    assert "5 working days, by Siti Aminah (contoh): Data menyusul.; due " in text
    assert "if granted now 8 August 2019" in text
    text = shown(recorded, "32.71")
    turn = journeys["32.71"].turn
    assert turn.due is not None and turn.first_due is not None
    zone = journeys["32.71"].region.zone
    assert turn.due - turn.first_due >= timedelta(days=3)
    assert f"3 working days; due {local_date(turn.due, zone).day} " in text
    assert f"at first {local_date(turn.first_due, zone).day} " in text


WORDS = ("--person", "pm", "--role", "programme_manager", "--yes")
PAUSE = ("cohort", "pause", "2019", "--reason", "Contoh", "--approved-by", "Direktur", *WORDS)
DECREE = ("--decree", "SKB", *WORDS)
REFUSED: list[Any] = [
    pytest.param((*PAUSE, "--cause", "other", "--until", "2026-02-30"), 1, "“2026-02-30” is not a day", id="no day"),
    pytest.param((*PAUSE, "--cause", "other", "--until", "1-3-2026"), 1, "“1-3-2026” is not a day", id="another order"),
    pytest.param((*PAUSE, "--cause", "other", "--until", "2020-01-02"), 1, "is not in the future", id="a past day"),
    pytest.param((*PAUSE, "--cause", "flood", "--until", "2099-01-05"), 2, "'disaster', ", id="an unknown cause"),
    pytest.param(("cohort", "resume", "2019", "--reason", "", *WORDS), 1, "--reason has to be", id="no reason"),
    pytest.param(
        ("calendar", "change", "deploy/calendars/decree-sample.csv", *DECREE, "--official-until", "soon"),
        1,
        "“soon” is not a day",
        id="official until no day",
    ),
    pytest.param(
        ("calendar", "change", "deploy/calendars/decree-sample.csv", "--decree", "", *WORDS),
        1,
        "--decree has to be one line",
        id="a decree without a name",
    ),
]


@pytest.mark.parametrize(("words", "code", "expected"), REFUSED)
def test_what_makes_no_sense_is_refused_before_any_server(words: tuple[str, ...], code: int, expected: str) -> None:
    """A day, cause, reason or decree that cannot be meant is told in one line that shows how to write it."""
    ended, text = run(*words, database="postgresql://nobody@127.0.0.1:1/none")
    assert ended == code
    assert expected in text


def test_a_wrong_calendar_file_is_shown_with_its_lines(tmp_path: Path) -> None:
    """A date that is none and a day given twice are told with their lines and rules, and nothing is sent."""
    file = tmp_path / "decree.csv"
    file.write_text(
        "date,kind,name\n2026-02-30,holiday,Contoh\n2026-03-04,holiday,Contoh\n2026-03-04,cuti_bersama,Contoh\n"
    )
    code, text = run("calendar", "change", str(file), *DECREE, "--json")
    found = json.loads(text[: text.rindex("}") + 1])
    assert (code, [(one["line"], one["problem"]) for one in found["problems"]]) == (
        1,
        [(2, "date_bad"), (4, "day_twice")],
    )
    assert text.endswith("Nothing was sent.")


def test_more_days_than_a_decree_has_are_refused(tmp_path: Path) -> None:
    """Nothing longer than 366 days of one kind is sent."""
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(600)]
    rows = "".join(f"{day},holiday,Contoh\n" for day in days if day.weekday() < 5)
    file = tmp_path / "long.csv"
    file.write_text(f"date,kind,name\n{rows}")
    code, text = run("calendar", "change", str(file), *DECREE)
    assert (code, "a decree may change 366" in text) == (1, True)
