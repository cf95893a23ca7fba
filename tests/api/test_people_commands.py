"""`bimtek people`: roles in the programme, and what is kept of a person: shown, exported, erased, with reasons kept."""

from __future__ import annotations

import asyncio
import json
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from typer.testing import CliRunner, Result

from api.commands import people, records
from api.exits import Failure
from domain import messages
from domain.vocabulary import Role
from records.audit import Audit
from records.identity import Identities
from records.journal import Records
from records.people import ERASED_NAME, People, PersonErased, PersonRecord
from tests.conftest import fresh_database
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

SITI = PersonRecord(id="coordinator", name="Siti Aminah (contoh)", email="siti@example.go.id", phone="0811 777")
WHY = ("--by", "op", "--reason", "Permintaan yang bersangkutan.")


@pytest.fixture
async def dsn(local_postgres: LocalPostgres) -> AsyncIterator[str]:
    """Records of a journey whose coordinator, Siti, was replaced, with an operator."""
    walk = Walk()
    walk.kick_off()
    replacing = messages.ReplaceMember(
        role=Role.COORDINATOR, outgoing="coordinator", incoming="budi", reason="Mutasi jabatan."
    )
    walk.send("pm", Role.PROGRAMME_MANAGER, replacing)
    async with fresh_database(local_postgres) as dsn, asyncpg.create_pool(dsn, min_size=1, max_size=2) as pool:
        for batch in walk.batches:
            await Records(pool).record(batch)
        await People(pool).save([SITI, *(PersonRecord(id=id_, name=f"{id_} (contoh)") for id_ in ("op", "budi", "pm"))])
        await Identities(pool).grant("op", Role.OPERATOR, "test")
        yield dsn


def run(dsn: str, *words: str | Path) -> Result:
    """Type `bimtek people` with these words."""
    environment = {"BIMTEK_POSTGRES_DSN": dsn, "BIMTEK_DATA_DIR": "/nonexistent"}
    return CliRunner().invoke(people.app, [str(word) for word in words], env=environment)


def asked(dsn: str, *words: str | Path) -> Any:
    """The same, with the answer as JSON."""
    done = run(dsn, *words, "--json")
    assert done.exit_code == 0, done.exception or done.output
    return json.loads(done.output)


def refused(dsn: str, *words: str | Path) -> str:
    """What is said when it is refused, in one line."""
    failure = run(dsn, *words).exception
    assert isinstance(failure, Failure)
    return str(failure)


def audited(dsn: str) -> list[tuple[str, str, str, str]]:
    """The audit: who, by which door, what, about whom."""

    async def read() -> list[tuple[str, str, str, str]]:
        async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
            lines = await Audit(pool).lines()
        return [(line.person, line.via, line.action, line.subject) for line in lines]

    return asyncio.run(read())


def test_roles_are_granted_and_revoked(dsn: str) -> None:
    """With who and why in the audit; a role that is held in journeys only, and a stranger, are refused."""
    first = asked(dsn, "grant", "pm", "programme_manager", "--by", "op", "--reason", "Penunjukan.")
    again = asked(dsn, "grant", "pm", "programme_manager")
    assert first == again and first["granted_by"] == "op"
    listed = {line["id"]: line for line in asked(dsn, "list")}
    assert listed["pm"]["programme_roles"] == ["programme_manager"] and listed["budi"]["roles"] == ["coordinator"]
    assert [line["id"] for line in asked(dsn, "list", "siti")] == ["coordinator"]
    assert "siti@" not in run(dsn, "list").output
    assert asked(dsn, "revoke", "pm", "programme_manager")["revoked"] is True
    assert "nothing was changed" in run(dsn, "revoke", "pm", "programme_manager").output
    assert "in journeys only" in refused(dsn, "grant", "pm", "coordinator")
    assert "no person “nobody”" in refused(dsn, "grant", "nobody", "director")
    assert ("op", "command", "grant programme_manager", "pm") in audited(dsn)


def test_addresses_are_shown_to_operators_with_a_reason(dsn: str) -> None:
    """Who looks, and why, is kept; without it, or by somebody else, nothing is shown."""
    found = asked(dsn, "show", "coordinator", *WHY)
    assert found["person"]["email"] == SITI.email and found["parts"] == []
    assert "siti@example.go.id" in run(dsn, "show", "coordinator", *WHY).output
    assert ("op", "command", "read person", "coordinator") in audited(dsn)
    assert run(dsn, "show", "coordinator").exit_code == 2
    assert "no operator" in refused(dsn, "show", "coordinator", "--by", "budi", "--reason", "ingin tahu")
    assert "--reason is one line" in refused(dsn, "show", "coordinator", "--by", "op", "--reason", "")
    assert "no person “nobody”" in refused(dsn, "show", "nobody", *WHY)


def test_everything_is_exported_into_a_file_of_its_owner(dsn: str, tmp_path: Path) -> None:
    """Whole, readable by its owner only, and never over a file that is there."""
    file = tmp_path / "siti.json"
    counted = asked(dsn, "export", "coordinator", "--to", file, *WHY)
    assert counted["held"]["memberships"] == 1 and counted["held"]["entries"] > 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    exported = json.loads(file.read_text(encoding="utf-8"))
    assert exported["person"]["phone"] == SITI.phone
    assert {entry["entry"]["journey"] for entry in exported["entries"]} == {"journey-2019-kab-sleman"}
    assert "left alone" in refused(dsn, "export", "coordinator", "--to", file, *WHY)
    assert "cannot be written" in refused(dsn, "export", "coordinator", "--to", tmp_path / "no" / "x.json", *WHY)


def test_a_person_is_erased_and_the_records_verify(dsn: str, tmp_path: Path) -> None:
    """First seen, then done; the chain holds; who has a part still is refused by the journey's name."""
    would = asked(dsn, "erase", "coordinator", "--dry-run", *WHY)
    assert asked(dsn, "show", "coordinator", *WHY)["person"]["email"] == SITI.email
    done = asked(dsn, "erase", "coordinator", *WHY)
    assert (would["dry_run"], done["dry_run"], would["changed"]) == (True, False, done["changed"])
    assert asked(dsn, "show", "coordinator", *WHY)["person"]["name"] == ERASED_NAME
    verified = CliRunner().invoke(records.app, ["verify", "--without-histories"], env={"BIMTEK_POSTGRES_DSN": dsn})
    assert verified.exit_code == 0, verified.output
    again = run(dsn, "erase", "coordinator", *WHY)
    assert again.exit_code == 0 and "entries of journals keep the id" in again.output
    assert "coordinator in journey-2019-kab-sleman" in refused(dsn, "erase", "budi", *WHY)
    assert "no person “coordinator”" in refused(dsn, "grant", "coordinator", "director")

    async def bring_back() -> None:
        async with asyncpg.create_pool(dsn, min_size=1, max_size=1) as pool:
            await People(pool).save([SITI])

    with pytest.raises(PersonErased, match="Give the person a new id"):
        asyncio.run(bring_back())
