"""`bimtek journey list`: the same lists as over HTTP, page by page, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import asyncpg
import pytest
from typer.testing import CliRunner

from api.cli import program
from api.exits import Failure
from tests.conftest import fresh_database
from tests.records.journey_rows import fill
from workers.local.postgres import LocalPostgres

AS_OF = ("--as-of", "2026-03-02T10:00")


@pytest.fixture(scope="module")
async def listed(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """The DSN of a database with sixty journeys."""
    async with fresh_database(local_postgres) as database:
        async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
            await fill(pool, 60)
        yield database


def asked(database: str, *words: str) -> str:
    """What `bimtek journey list` printed. Raises its `Failure`."""
    environment = {"BIMTEK_POSTGRES_DSN": database, "BIMTEK_DATA_DIR": "none"}
    done = CliRunner().invoke(program("journey"), ["journey", "list", *words], env=environment)
    if done.exception is not None:
        raise done.exception
    return done.output


def test_pages_follow_one_another(listed: str) -> None:
    """What a page gives as next leads to the following one; all together are every journey once."""
    first = json.loads(asked(listed, "--limit", "40", "--sort", "due", "--json"))
    rest = json.loads(asked(listed, "--limit", "40", "--sort", "due", "--json", "--after", first["next"]))
    assert len({item["journey_id"] for item in (*first["items"], *rest["items"])}) == 60
    assert rest["next"] is None
    assert f"--after {first['next']}" in asked(listed, "--limit", "40", "--sort", "due")


def test_a_list_for_people_names_region_turn_and_due_date(listed: str) -> None:
    """Overdue journeys of one person, as a table with its cohort; nothing found is said in words."""
    text = asked(listed, "--overdue", "--person", "koor-12", *AS_OF)
    assert "daftar" in text and "Kabupaten M12" in text and "overdue" in text and "M13" not in text
    assert asked(listed, "--stage", "publication") == "There is no such journey.\n"


def test_filters_are_those_of_the_api(listed: str) -> None:
    """By stage and status said several times, by province, by a part of the name."""

    def found(*words: str) -> list[str]:
        return [item["journey_id"] for item in json.loads(asked(listed, "--json", "--limit", "200", *words))["items"]]

    assert len(found("--stage", "drafting", "--stage", "approval", "--status", "published")) == 60 // 7
    assert found("--province", "23") == ["journey-daftar-12"]
    assert found("--name", "m12", "--party", "region", "--real") == []
    assert found("--name", "m12", "--task", "submit", "--simulated") == ["journey-daftar-12"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (("--province", "Jawa"), "--province “Jawa” cannot be looked for"),
        (("--cohort", "angkatan 2019"), "--cohort “angkatan 2019” cannot be looked for"),
        (("--after", "somewhere"), "--after: “somewhere” is not the `next` of a page."),
    ],
    ids=["a province by name", "no id", "a place that no page gave"],
)
def test_what_cannot_be_looked_for_is_named(listed: str, words: tuple[str, ...], answer: str) -> None:
    """The option that is wrong is named, in one line."""
    with pytest.raises(Failure, match=answer):
        asked(listed, *words)
