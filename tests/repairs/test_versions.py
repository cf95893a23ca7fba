"""Two versions side by side: journeys follow the current one, a repair binds one to a version and lets it go again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from temporalio.common import WorkerDeploymentVersion

from api import replaying
from api.incidents.names import NO_WORKER
from api.repairs.kind import CannotRepair
from api.repairs.versions import NOT_RUNNING, OtherVersionRepair
from api.services import Services
from api.watch import Watch
from domain.messages import PassGates
from domain.repairs import OtherVersion
from domain.vocabulary import Role
from records.incidents import Incidents
from tests.domain.builders import gate
from tests.faults.office import Office, eventually
from tests.repairs.test_activities import doing
from tests.replay.wrong import WrongJourney
from tests.workflows.world import JourneyHandle
from workers import build
from workers.build import DEPLOYMENT, WORKFLOWS, activities, build_worker, this_version
from workers.versions import DeployedVersion, deployed, make_current
from workflows.region_journey import RegionJourney

OURS = this_version().build_id
OTHERS = [found for found in WORKFLOWS if found is not RegionJourney]


def named(build_id: str) -> WorkerDeploymentVersion:
    """A version of bimtek."""
    return WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build_id)


@asynccontextmanager
async def second_worker(office: Office, services: Services, build_id: str) -> AsyncIterator[None]:
    """A worker of another version beside the stack's own."""
    acts = activities(office.client, services.pool, office.settings)
    async with build_worker(office.client, office.settings, acts, version=named(build_id)):
        await eventually(lambda: _has_workers(office, services, build_id))
        yield


async def of(office: Office, services: Services, build_id: str) -> DeployedVersion | None:
    """A version as the server knows it."""
    known = await deployed(services.client, office.settings.task_queue)
    return next((each for each in known if each.version == build_id), None)


async def _has_workers(office: Office, services: Services, build_id: str) -> bool:
    found = await of(office, services, build_id)
    return found is not None and bool(found.workers)


async def ran_on(handle: JourneyHandle) -> str:
    """The version that ran a journey's last task."""
    described = await handle.describe()
    return described.raw_description.workflow_execution_info.versioning_info.deployment_version.build_id


async def acts_on(office: Office, handle: JourneyHandle, gates: Sequence[str]) -> str:
    """The version that takes the next act of a journey."""
    for name in gates:
        assert (await office.do(handle, PassGates(gates=(gate(name),)), Role.COORDINATOR)).recorded
    return await ran_on(handle)


async def test_an_upgrade(office: Office, services: Services) -> None:
    """A journey goes on with the version that becomes current, at its next act; the one before may go then."""
    async with second_worker(office, services, "0.0.1"):
        await make_current(services.client, named("0.0.1"))
        try:
            handle = await office.open()
            assert await ran_on(handle) == "0.0.1"
            await eventually(lambda: _is(office, services, open_runs=1, may_go=False))
        finally:
            await make_current(services.client)
        await eventually(lambda: _is(office, services, open_runs=1, may_go=True))
    await eventually(lambda: _no_workers(office, services), within=20)
    alone = await of(office, services, "0.0.1")
    assert alone and not alone.is_incident, "a journey that rests goes on with the current version"
    assert await acts_on(office, handle, ["mou", "sk-dewan"]) == OURS
    await eventually(lambda: _is(office, services, open_runs=0, may_go=True))
    await office.agree(handle)


async def _is(office: Office, services: Services, *, open_runs: int, may_go: bool) -> bool:
    found = await of(office, services, "0.0.1")
    return found is not None and (found.open_runs, found.may_go) == (open_runs, may_go)


async def _no_workers(office: Office, services: Services) -> bool:
    return not await _has_workers(office, services, "0.0.1")


async def test_moved_and_back(office: Office, services: Services) -> None:
    """Bound to another version a journey goes on there; without its workers that is an incident, until it is let go."""
    handle = await office.open()
    repair, kept = OtherVersionRepair(), Watch(services)
    async with second_worker(office, services, "0.0.1"):
        rehearsal = await repair.rehearse(services, handle.id, OtherVersion(version="0.0.1"))
        assert rehearsal.refused is None and rehearsal.undo == OtherVersion(version=None)
        assert any("only version 0.0.1" in each.said.en for each in rehearsal.consequences)
        for _ in range(2):
            await repair.do(services, handle.id, OtherVersion(version="0.0.1"), doing())
        assert await acts_on(office, handle, ["mou"]) == "0.0.1"
        same = await repair.rehearse(services, handle.id, OtherVersion(version="0.0.1"))
        assert same.refused and "bound to version 0.0.1 already" in same.refused.en
    await eventually(lambda: _reported(services, kept), within=30)

    back = await repair.rehearse(services, handle.id, OtherVersion(version=None))
    assert back.undo == OtherVersion(version="0.0.1")
    assert any(f"replayed on version {OURS}" in each.said.en for each in back.consequences)
    await repair.do(services, handle.id, OtherVersion(version=None), doing("repair-2"))
    assert await acts_on(office, handle, ["sk-dewan"]) == OURS
    await eventually(lambda: _over(services, kept), within=30)
    await office.agree(handle)


async def _reported(services: Services, kept: Watch) -> bool:
    await kept.look_around()
    found = await Incidents(services.pool).page(kind=NO_WORKER)
    return any("0.0.1" in each.detail for each in found)


async def _over(services: Services, kept: Watch) -> bool:
    return not await _reported(services, kept)


async def test_a_version_that_cannot_run_it(
    office: Office, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused are a version without workers and one that does not replay; the journey stays where it is."""
    handle, repair = await office.open(), OtherVersionRepair()
    refused = (await repair.rehearse(services, handle.id, OtherVersion(version="9.9.9"))).refused
    assert refused and "No worker runs version 9.9.9" in refused.en and OURS in refused.en
    with pytest.raises(CannotRepair, match=r"9\.9\.9"):
        await repair.do(services, handle.id, OtherVersion(version="9.9.9"), doing())
    with monkeypatch.context() as patched:
        patched.setattr(replaying, "WORKFLOWS", [WrongJourney, *OTHERS])
        broken = (await repair.rehearse(services, handle.id, OtherVersion(version=OURS))).refused
    assert broken and "would not go on with this history (NondeterminismError" in broken.en
    assert await acts_on(office, handle, ["mou"]) == OURS
    await handle.terminate("for a test")
    assert (await repair.rehearse(services, handle.id, OtherVersion(version=OURS))).refused == NOT_RUNNING


async def test_a_version_that_breaks(office: Office, services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a version whose code does something else a journey waits unharmed; the undo has it go on."""
    handle, repair = await office.open(), OtherVersionRepair()
    with monkeypatch.context() as patched:
        patched.setattr(build, "WORKFLOWS", [WrongJourney, *OTHERS])
        async with second_worker(office, services, "0.0.2"):
            rehearsal = await repair.rehearse(services, handle.id, OtherVersion(version="0.0.2"))
            assert any("was not replayed on it" in each.said.en for each in rehearsal.consequences)
            await repair.do(services, handle.id, OtherVersion(version="0.0.2"), doing())
            sending = asyncio.create_task(office.do(handle, PassGates(gates=(gate("mou"),)), Role.COORDINATOR))
            await eventually(lambda: _fails(handle))
            assert rehearsal.undo == OtherVersion(version=None)
            await repair.do(services, handle.id, OtherVersion(version=None), doing("repair-2"))
            assert (await sending).recorded, "nothing was lost meanwhile"
    assert await acts_on(office, handle, ["sk-dewan"]) == OURS
    await office.agree(handle)


async def _fails(handle: JourneyHandle) -> bool:
    pending = (await handle.describe()).raw_description.pending_workflow_task
    return pending.attempt > 1
