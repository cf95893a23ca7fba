"""The doctor: what is well is told so, what is not is told with what to do, and a dead server ends nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.doctor import machine, records
from api.doctor.finding import Finding, Health, same
from api.doctor.patient import Patient
from api.doctor.visit import LOOKS, examine
from domain.words.phrase import Language
from tests.http.door import Door
from workers.connections import connect_records, connect_temporal

NOWHERE = "127.0.0.1:1"


async def test_a_stack_that_is_well(door: Door) -> None:
    """Everything that is looked at is well on a running stack, but for incidents that nobody has resolved."""
    said = await door.office.bimtek("doctor", "--json")
    found = {each["name"]: each for each in json.loads(said.out)}
    assert said.code == 0, said.out
    assert list(found) == [name for name, _, _ in LOOKS]
    assert {name for name, each in found.items() if each["health"] != "good"} <= {"incidents", "disk", "unmade"}
    assert all(each["todo"] for each in found.values() if each["health"] != "good")


async def test_servers_that_are_away(door: Door) -> None:
    """Every look at a server that does not answer is a finding with what to do; the others are told all the same."""
    settings = door.office.settings.model_copy(update={"temporal_address": NOWHERE, "smtp": NOWHERE})
    client = await connect_temporal(settings, lazily=True)
    found = {
        each.name: each for each in await examine(Patient(settings, client, door.services.pool, datetime.now(UTC)))
    }
    bad = {name for name, each in found.items() if each.health is Health.BAD}
    assert bad == {"temporal", "versions", "backlog", "in_trouble", "retention", "search_attributes", "mail"}
    assert all(found[name].told(Language.ID).todo for name in bad)
    assert found["postgres"].health is Health.GOOD


async def test_a_database_that_is_away(door: Door, tmp_path: Path) -> None:
    """Without PostgreSQL its looks are findings; the door's secret, which is missing here, is one too."""
    settings = door.office.settings.model_copy(
        update={"postgres_dsn": "postgresql://x@127.0.0.1:1/x", "secret": None, "secret_file": None}
    )
    pool = await connect_records(door.office.settings, lazily=True)
    pool.terminate()
    found = {
        each.name: each for each in await examine(Patient(settings, door.services.client, pool, datetime.now(UTC)))
    }
    bad = {name for name, each in found.items() if each.health is Health.BAD}
    assert bad >= {"postgres", "clocks", "migrations", "incidents", "unsent", "unmade", "secret"}


@pytest.mark.parametrize(
    ("age", "health"),
    [
        pytest.param(None, Health.GOOD, id="nothing waits"),
        pytest.param(timedelta(minutes=1), Health.GOOD, id="a minute"),
        pytest.param(timedelta(minutes=16), Health.WARN, id="a quarter of an hour"),
        pytest.param(timedelta(hours=5), Health.BAD, id="five hours"),
    ],
)
def test_what_waits(age: timedelta | None, health: Health) -> None:
    """What waits is well, soon to be seen to, or bad, by how long it has."""
    limits = (records.UNSENT_LONG, records.UNSENT_TOO_LONG)
    found = records._waiting("unsent", same("x"), age, 1, limits, same("do"))
    assert found.health is health


async def test_little_room(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is nearly full is bad, and what to do is only said where something is to be done."""
    patient = Patient(door.office.settings, door.services.client, door.services.pool, datetime.now(UTC))
    monkeypatch.setattr(machine, "LITTLE", 2**62)
    assert (await machine.disk(patient)).health is Health.WARN
    monkeypatch.setattr(machine, "TOO_LITTLE", 2**62)
    found = await machine.disk(patient)
    assert found.health is Health.BAD
    assert found.told(Language.EN).todo
    well = Finding("x", same("x"), Health.GOOD, same("x"), same("do"))
    assert well.told(Language.EN).todo is None
