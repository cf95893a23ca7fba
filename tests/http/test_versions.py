"""Versions on the real server: who runs what, two side by side, and whether the code at hand would go on."""

from __future__ import annotations

import asyncio
import json

import pytest
from typer.testing import CliRunner

from api import replaying
from api.cli import program
from api.exits import WRONG
from tests.http.door import Door
from tests.replay.wrong import WrongJourney
from workers import build
from workers.build import WORKFLOWS, activities, build_worker, this_version
from workers.connections import connect_temporal
from workers.versions import DeployedVersion, deployed, make_current
from workflows.region_journey import RegionJourney

OTHER = "0.0.1"


async def test_the_released_version_is_current_and_runs_everything(door: Door) -> None:
    """The stack's worker runs the released version, which is the current one, with every open run on it."""
    settings = door.office.settings
    client = await connect_temporal(settings)
    (found,) = [each for each in await deployed(client, settings.task_queue) if each.version == this_version().build_id]
    assert (found.current, found.standing, found.may_go, found.is_incident) == (True, "current", False, False)
    assert found.open_runs >= 25
    assert found.workers


async def test_a_version_is_told_by_the_command_line(door: Door) -> None:
    """`bimtek versions` says the same as JSON, and ends with 0 while everything has a worker."""
    said = await door.office.bimtek("versions", "--json")
    assert said.code == 0, said.err
    assert [each["version"] for each in json.loads(said.out) if each["current"]] == [this_version().build_id]


async def test_two_versions_side_by_side(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second version becomes current while the first still works; the first is current again when it says so."""
    settings = door.office.settings
    client = await connect_temporal(settings)
    with monkeypatch.context() as patched:
        patched.setattr(build, "version", lambda _name: OTHER)
        worker = build_worker(client, settings, activities(client, door.services.pool, settings))
        try:
            async with worker:
                await make_current(client)
                async with asyncio.timeout(30):
                    while not (found := await _of(door, OTHER)).workers:  # until the server has heard that it asks
                        await asyncio.sleep(0.1)
                assert found.current
                assert not found.is_incident
        finally:
            patched.undo()
            await make_current(client)  # before the next test: nothing may be sent to a version without workers
    assert this_version().build_id != OTHER
    async with asyncio.timeout(30):
        while not (await _of(door, this_version().build_id)).current:
            await asyncio.sleep(0.1)
    assert (await _of(door, OTHER)).current is False


async def _of(door: Door, version: str) -> DeployedVersion:
    settings = door.office.settings
    found = await deployed(await connect_temporal(settings), settings.task_queue)
    return next(each for each in found if each.version == version)


async def test_everything_under_way_replays(door: Door) -> None:
    """`bimtek replay --all-open` replays every open run on the code at hand and ends with 0."""
    said = await door.office.bimtek("replay", "--all-open", "--json")
    assert said.code == 0, said.out + said.err
    found = json.loads(said.out)
    assert found["broken"] == []
    assert found["replayed"] >= 25


async def test_code_that_would_break_is_named(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journey whose code does things in another order is named with its run, before all that would go on."""
    others = [found for found in WORKFLOWS if found is not RegionJourney]
    monkeypatch.setattr(replaying, "WORKFLOWS", [WrongJourney, *others])
    counted: list[int] = []
    found = await replaying.replay_open(await connect_temporal(door.office.settings), counted.append)
    assert len(counted) == len(found)
    broken = [each for each in found if each.broken is not None]
    assert {each.kind for each in broken} == {"RegionJourney"}
    assert found[: len(broken)] == tuple(broken)
    assert all(each.broken and each.broken.startswith("NondeterminismError") for each in broken)
    words = ["replay", "--all-open", "--json", "--data-dir", str(door.office.folder)]
    gate = await asyncio.to_thread(CliRunner().invoke, program("replay"), words)
    assert gate.exit_code == WRONG, "the release does not go on"
    assert {each["workflow"] for each in json.loads(gate.stdout)["broken"]} == {each.workflow for each in broken}
