"""A run is reset only to where nothing of the journal is undone; afterwards histories, journal and tables agree."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from obstore.store import from_url
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowExecutionStatus

from api.archive_check import check_bundle
from api.archive_file import Installation, take_out
from api.repairs.copy import copied
from api.repairs.kind import CannotRepair
from api.repairs.reset import ENDED_BY_ITSELF, UNDOES, ResetRepair, points
from api.services import Services
from domain.messages import PassGates, Withdraw
from domain.repairs import Reset, What
from domain.vocabulary import Role
from records.archive import ArchiveLedger
from records.bundle import opened
from records.statements import statements
from tests.domain.builders import gate, policy
from tests.faults.office import Office, eventually
from tests.repairs.test_activities import doing
from tests.workflows.world import JourneyHandle
from workers.histories import Histories


async def acted(office: Office) -> JourneyHandle:
    """A journey in which something was done."""
    handle = await office.open()
    for name in ("mou", "sk-dewan"):
        await office.do(handle, PassGates(gates=(gate(name),)), Role.COORDINATOR)
    await office.recorded(handle)
    return handle


async def test_a_terminated_run_goes_on(office: Office, services: Services, tmp_path: Path) -> None:
    """A journey that somebody terminated in Temporal goes on from its last step, once, and everything agrees."""
    handle = await acted(office)
    before = await office.state(handle)
    run = (await handle.describe()).run_id
    await handle.terminate("by mistake")

    copy = await copied(services, handle.id)
    latest = points(copy)[0]
    assert latest.at <= copy.now and "Step" in latest.said.en
    spec = Reset(event=latest.event)
    rehearsal = await ResetRepair().rehearse(services, handle.id, spec)
    assert rehearsal.refused is None and rehearsal.dangerous and rehearsal.undo is None
    assert not [each for each in rehearsal.consequences if each.what is What.ENTRY]

    for _ in range(2):
        said = await ResetRepair().do(services, handle.id, spec, doing())
        assert "It runs again" in said.en
    now = await handle.describe()
    assert now.status is WorkflowExecutionStatus.RUNNING and now.run_id != run
    assert await office.state(handle) == before
    assert (await office.do(handle, PassGates(gates=(gate("sk-tim"),)), Role.COORDINATOR)).recorded

    runs = await Histories(services.client, services.pool, services.settings).runs(handle.id)
    assert [each.run_id for each in runs] == [run, now.run_id], "the second was reset from the first, and only once"
    await eventually(lambda: _archived(services, handle, run))
    await office.agree(handle)
    await _file_is_sound(services, handle, tmp_path)


async def _archived(services: Services, handle: JourneyHandle, run: str) -> bool:
    return run in {each.run_id for each in await ArchiveLedger(services.pool).runs(handle.id)}


async def _file_is_sound(services: Services, handle: JourneyHandle, folder: Path) -> None:
    """A file of the journey's whole history passes its own check, the reset included."""
    histories = Histories(services.client, services.pool, services.settings)
    here = Installation(services.pool, services.client, from_url(services.settings.object_store()), histories)
    await take_out(here, handle.id, folder / "journey.zip", with_files=False)
    with opened(folder / "journey.zip") as bundle:
        _, findings = await check_bundle(bundle)
    assert findings == []


async def test_only_where_nothing_is_undone(office: Office, services: Services) -> None:
    """A point before an act that the journal has is refused, and so is what is no point; nothing changes."""
    handle = await acted(office)
    run = (await handle.describe()).run_id
    for event, why in ((4, UNDOES.en), (5, "is no point"), (9999, "is no point")):
        refused = (await ResetRepair().rehearse(services, handle.id, Reset(event=event))).refused
        assert refused and why in refused.en
        with pytest.raises(CannotRepair):
            await ResetRepair().do(services, handle.id, Reset(event=event), doing())
    assert (await handle.describe()).run_id == run

    ending = await office.open(policy=policy(quiet_hours=None, stays_after_end=0))
    await office.do(ending, Withdraw(reason="Mundur (contoh)"), Role.REGIONAL_HEAD)
    await office.pass_time(ending, datetime.now(UTC) + timedelta(days=14))
    async with asyncio.timeout(30):
        await ending.result()
    assert points(await copied(services, ending.id)) == ()
    assert (await ResetRepair().rehearse(services, ending.id, Reset(event=4))).refused == ENDED_BY_ITSELF


async def test_an_act_that_was_not_recorded_is_done_again(office: Office, services: Services) -> None:
    """An act taken after the point, and in no journal yet, is named, sent again by the server, and recorded once."""
    handle = await office.open()
    async with _recording_held_up(services, handle):
        for name in ("mou", "sk-dewan"):
            answer = await office.do(handle, PassGates(gates=(gate(name),)), Role.COORDINATOR)
            assert not answer.recorded
        history = (await copied(services, handle.id)).runs[-1]
        taken = EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
        second = [each.event_id for each in history.events if each.event_type == taken][-1]
        spec = Reset(event=second - 1)
        rehearsal = await ResetRepair().rehearse(services, handle.id, spec)
        (again,) = [each for each in rehearsal.consequences if each.what is What.ENTRY]
        assert answer.receipt.command in again.said.en
        assert any("recording in the journal" in each.said.en for each in rehearsal.consequences)
        await ResetRepair().do(services, handle.id, spec, doing("repair-again"))
    await office.recorded(handle)
    entries = await office.entries(handle)
    assert len([each for each in entries if each.command == answer.receipt.command]) == 1
    assert entries[answer.receipt.last_seq - 1].command == answer.receipt.command
    await office.agree(handle)


@asynccontextmanager
async def _recording_held_up(services: Services, handle: JourneyHandle) -> AsyncIterator[None]:
    """Somebody else holds the journey's place in the journal meanwhile, so that recording waits and is tried again."""
    async with services.pool.acquire() as connection, connection.transaction():
        await connection.execute(statements("journal")["lock_journey"], handle.id)
        yield
