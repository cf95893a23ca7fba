"""Saves histories of today's code: `python -m tests.replay.save_histories NAME` adds, and never replaces, NAME-*.

It drives journeys and a cohort on a real server, stops at every waiting point, and saves what the history is then,
with its transcript. Run it when a release changes what workflows do; the histories of earlier releases stay.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from temporalio.client import WorkflowHandle

from domain.calendar import local_date
from domain.cohort import CloseCohort, Place, SubstituteRegion
from domain.facts import ChapterFacts, ExtensionChoice
from domain.ids import cohort_workflow_id, journey_id
from domain.messages import (
    AskExtension,
    ChangeCalendar,
    ChangePolicy,
    DecideExtension,
    DecideReassignment,
    MoveBack,
    NoteRepair,
    PauseJourney,
    PublishEdition,
    RenewDocument,
    ReplaceMember,
    SaveChapters,
    Withdraw,
    WithdrawPublication,
)
from domain.model import Journey
from domain.values import ChapterName
from domain.vocabulary import DocumentKind, RepairKind, Role, Stage, Status, StopCause, Task, TimeZone
from tests.conftest import temporal_server
from tests.domain.builders import (
    HOUR,
    comment,
    default_policy,
    document,
    documented_policy,
    person,
    policy,
    review,
    verdict,
    with_endorsements,
)
from tests.replay.transcript import HISTORIES, transcript, write_history
from tests.workflows.cohorts import cohort, place
from tests.workflows.world import JourneyHandle, World, eventually, running
from workflows.cohort import CohortInput, CohortOfRegions
from workflows.region_journey import RegionJourney


class Shelf:
    """Where histories go, and which are there."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.saved: set[str] = set()

    async def save(self, handle: WorkflowHandle[Any, Any], point: str) -> None:
        """Save the history as it is now."""
        if point in self.saved:
            return
        self.saved.add(point)
        history = await handle.fetch_history()
        told = await transcript(history)
        path = HISTORIES / f"{self._name}-{point.replace('_', '-')}.json.gz"
        write_history(path, history)
        path.with_name(path.name.replace(".json.gz", ".txt")).write_text(told, encoding="utf-8")
        sys.stdout.write(f"{path.name}: {len(history.events)} events, {len(told.splitlines())} commands\n")


@asynccontextmanager
async def world(name: str, *settings: str) -> AsyncIterator[World]:
    """A world with a worker on a server of its own."""
    async with temporal_server(*settings) as env, running(World(env, name)) as found:
        yield found


async def _save_journey(shelf: Shelf) -> None:
    """One journey that comes past every waiting point: late, revised, examined, with agencies and a new head."""
    asked = with_endorsements()
    rules = policy(approvals=[step.model_dump() for step in asked.approvals], review=review(maximum_rounds=2, quorum=1))
    async with world("saved") as found:
        beginning = found.start(policy=rules)
        handle = await found.open_as(beginning.model_copy(update={"opens_at": beginning.opens_at + HOUR}))
        state = await handle.query(RegionJourney.state)
        while not state.ended:
            await found.at_rest(handle)
            await shelf.save(handle, state.turn.task)
            await _go_on(found, handle, state)
            state = await handle.query(RegionJourney.state)
        await found.at_rest(handle)
        await shelf.save(handle, Task.NOTHING)
        await found.pass_time(handle, timedelta(days=400))
        assert await handle.result() is Status.PUBLISHED
        await shelf.save(handle, "finished")


async def _go_on(found: World, handle: JourneyHandle, state: Journey) -> None:
    """The next act: the mentors ask for revisions until the rounds are used up, and the head is replaced once."""
    round_number = len(state.rounds)
    if state.turn.task is Task.GIVE_VERDICTS and round_number <= 2:
        mentor = state.holders(Role.MENTOR)[0]
        deed = verdict(round_number, accept=False, comments=(comment(f"k-{round_number}"),))
        await found.do(handle, deed, Role.MENTOR, mentor)
    elif state.turn.task is Task.RECORD_COMMITMENT and state.holds(person(Role.REGIONAL_HEAD), Role.REGIONAL_HEAD):
        change = ReplaceMember(
            role=Role.REGIONAL_HEAD,
            outgoing=person(Role.REGIONAL_HEAD),
            incoming="kepala-baru",
            reason="Pelantikan kepala daerah.",
        )
        await found.do(handle, change, Role.PROGRAMME_MANAGER)
    else:
        await found.turn_over(handle)


async def _save_late(shelf: Shelf) -> None:
    """A journey nobody acts in: every step of the ladder is taken."""
    async with world("late") as found:
        handle = await found.open()
        await found.pass_time(handle, timedelta(days=200))
        await found.at_rest(handle)
        await shelf.save(handle, "late")


async def _save_continued(shelf: Shelf) -> None:
    """A run that ended in another run, and that other run."""
    async with world("continued", "limit.historyCount.suggestContinueAsNew=60") as found:
        handle = await found.open()
        first = (await handle.describe()).run_id
        while (await handle.describe()).run_id == first:
            await found.turn_over(handle)
            await asyncio.sleep(0.2)
        await found.at_rest(handle)
        await shelf.save(found.client.get_workflow_handle(handle.id, run_id=first), "run-handed-over")
        await shelf.save(handle, "run-taken-over")


async def _save_clock(shelf: Shelf) -> None:
    """A journey whose time is stopped, extended and changed by a decree, and whose late ones are relieved."""
    async with world("waktu") as found:
        handle = await found.open(policy=default_policy())
        await found.do(handle, AskExtension(days=5, reason="Data menyusul."), Role.COORDINATOR)
        await _save_at_rest(found, shelf, handle, "extension-asked")
        decision = DecideExtension(choice=ExtensionChoice.GRANT, reason="Wajar.")
        await found.do(handle, decision, Role.PROGRAMME_MANAGER)
        await _save_at_rest(found, shelf, handle, "extension-granted")
        today = local_date(await found.env.get_current_time(handle), TimeZone.WIB)
        stop = PauseJourney(
            cause=StopCause.DISASTER, reason="Banjir.", approved_by="Direktur", resumes_on=today + timedelta(days=14)
        )
        await found.do(handle, stop, Role.PROGRAMME_MANAGER)
        await _save_at_rest(found, shelf, handle, "paused")
        await found.pass_time(handle, timedelta(days=15))
        await _save_at_rest(found, shelf, handle, "resumed")
        state = await handle.query(RegionJourney.state)
        off = state.calendar.after(today + timedelta(days=16), 1)
        await found.do(handle, ChangeCalendar(decree="SKB", off=(off,)), Role.PROGRAMME_MANAGER)
        await _save_at_rest(found, shelf, handle, "calendar-changed")
        await _late_in(found, handle, Task.PROPOSE_SESSION)
        await _save_at_rest(found, shelf, handle, "reassigned")
        await _late_in(found, handle, Task.COMMENT_HAND_IN)
        await _save_at_rest(found, shelf, handle, "reassignment-proposed")
        approved = DecideReassignment(approve=True, reason="Setuju.")
        await found.do(handle, approved, Role.PROGRAMME_MANAGER)
        await _save_at_rest(found, shelf, handle, "reassignment-approved")


async def _late_in(found: World, handle: JourneyHandle, task: Task) -> None:
    """Go on dutifully until a task's turn, and let that one be forgotten until the ladder has nothing more."""
    while (await handle.query(RegionJourney.state)).turn.task is not task:
        await found.turn_over(handle)
    await found.pass_time(handle, timedelta(days=45))


async def _save_at_rest(found: World, shelf: Shelf, handle: JourneyHandle, point: str) -> None:
    await found.at_rest(handle)
    await shelf.save(handle, point)


async def _save_documents(shelf: Shelf) -> None:
    """A journey that has documents: one that is in its way to be published, and what happens to it afterwards."""
    async with world("dokumen") as found:
        found.sketcher.broken = {DocumentKind.BOOK}
        handle = await found.open(policy=documented_policy(quiet_hours=None))
        await _documents_noted(found, handle, 2)
        await _save_at_rest(found, shelf, handle, "documents-noted")
        while (state := await handle.query(RegionJourney.state)).turn.task is not Task.PUBLISH:
            await found.turn_over(handle)
        await _save_at_rest(found, shelf, handle, Task.PUBLISH)
        assert state.publication is not None
        making = found.client.get_workflow_handle(f"documents-{handle.id}-{state.publication.seq}")
        await shelf.save(making, "documents-being-made")
        found.sketcher.broken = set()
        await found.pass_time(making, timedelta(minutes=10))
        await making.result()
        await shelf.save(making, "documents-made")
        await _documents_noted(found, handle, len(found.orders.kept))
        await _save_at_rest(found, shelf, handle, "published-with-documents")
        name = ChapterName(book="buku-2", chapter="bab-2")
        known = (await handle.query(RegionJourney.state)).chapter(name)
        version = known.version if known else 0
        saves = (ChapterFacts(name=name, document=document("edisi kedua"), based_on=version),)
        await found.do(handle, SaveChapters(saves=saves), Role.COORDINATOR)
        await found.do(handle, PublishEdition(changes="Visi diperbarui."), Role.COORDINATOR)
        await _documents_noted(found, handle, len(found.orders.kept) + 3)
        await _save_at_rest(found, shelf, handle, "edition-published")
        await found.pass_time(handle, timedelta(days=300))
        await _save_at_rest(found, shelf, handle, "adoption-asked")
        await found.do(handle, WithdrawPublication(reason="Ditarik."), Role.PROGRAMME_MANAGER)
        await _save_at_rest(found, shelf, handle, "publication-withdrawn")


async def _save_repairs(shelf: Shelf) -> None:
    """A journey that operators repair: it is moved back, goes on by another policy, has a document made anew."""
    async with world("perbaikan") as found:
        rules = documented_policy(quiet_hours=None)
        handle = await found.open(policy=rules)
        while (await handle.query(RegionJourney.state)).turn.task is not Task.DECIDE_AS_OWNER:
            await found.turn_over(handle)
        second = person(Role.PROGRAMME_MANAGER)
        back = MoveBack(stage=Stage.DRAFTING, reason="Buku tertukar.", confirmed_by=second)
        await found.do(handle, back, Role.OPERATOR)
        await _save_at_rest(found, shelf, handle, "moved-back")
        slower = {task: days + 5 for task, days in rules.turns.items()}
        other = rules.model_copy(update={"version": rules.version + 1, "turns": slower})
        change = ChangePolicy(policy=other, reason="Keputusan direktur.", confirmed_by=second)
        await found.do(handle, change, Role.OPERATOR)
        await _save_at_rest(found, shelf, handle, "policy-changed")
        made = (await handle.query(RegionJourney.state)).documents
        await found.do(handle, RenewDocument(document=made[0].key, reason="Nama salah eja."), Role.OPERATOR)
        await _documents_noted(found, handle, len(made) + 1)
        noted = NoteRepair(repair=RepairKind.RUN_NOW, number=1, about="record", reason="Server kembali.")
        await found.do(handle, noted, Role.OPERATOR)
        await _save_at_rest(found, shelf, handle, "repaired")


async def _documents_noted(found: World, handle: JourneyHandle, wanted: int) -> None:
    async def noted() -> bool:
        return len((await handle.query(RegionJourney.state)).documents) >= wanted

    await eventually(noted)


async def _save_cohort(shelf: Shelf) -> None:
    """A cohort while its journeys are under way, with a substitute, and closed."""
    async with world("angkatan") as found:
        first = place(1)
        handle = await found.client.start_workflow(
            CohortOfRegions.run,
            CohortInput(cohort=cohort(found, first, place(2)), batch=1),
            id=cohort_workflow_id("angkatan"),
            task_queue=found.queue,
        )

        async def open_now() -> bool:
            return len(found.cohorts.saved) >= 2

        await eventually(open_now)
        await asyncio.sleep(0.5)
        await shelf.save(handle, "cohort-open")
        change = SubstituteRegion(id="ganti", withdrawn=first.region.id, place=place(3))
        await _withdraw(found, first)

        async def taken() -> bool:
            return (await handle.query(CohortOfRegions.state)).places[0].status is not None

        await eventually(taken)
        await handle.execute_update(CohortOfRegions.substitute, change)

        async def three_there() -> bool:
            return len(found.cohorts.saved) >= 3

        await eventually(three_there)
        for one in (place(2), place(3)):
            await _withdraw(found, one)

        async def all_over() -> bool:
            state = await handle.query(CohortOfRegions.state)
            return all(one.status is not None for one in state.places)

        await eventually(all_over)
        await handle.execute_update(CohortOfRegions.close, CloseCohort(id="tutup"))
        await handle.result()
        await shelf.save(handle, "cohort-closed")


async def _withdraw(found: World, one: Place) -> None:
    journey = found.client.get_workflow_handle_for(RegionJourney.run, journey_id(found.queue, one.region.id))
    await found.do(journey, Withdraw(reason="Pergantian pimpinan."), Role.PROGRAMME_MANAGER)


PARTS = {
    "journey": _save_journey,
    "late": _save_late,
    "continued": _save_continued,
    "clock": _save_clock,
    "documents": _save_documents,
    "repairs": _save_repairs,
    "cohort": _save_cohort,
}


async def save(name: str, parts: Sequence[str]) -> None:
    """Save these parts under a name."""
    HISTORIES.mkdir(exist_ok=True)
    shelf = Shelf(name)
    for part in parts:
        await PARTS[part](shelf)
    missing = [task for task in Task if task.value not in shelf.saved]
    if missing and set(parts) == set(PARTS):
        raise SystemExit(f"no history was saved for: {', '.join(missing)}")


def main() -> None:
    """Read the name, refuse one that is taken, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", help="what the files' names begin with, such as the release")
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="only these; others have not changed")
    given = parser.parse_args()
    name = given.name
    taken = sorted(HISTORIES.glob(f"{name}-*"))
    if taken:
        raise SystemExit(f"{taken[0].name} is there already: saved histories are evidence, choose another name")
    asyncio.run(save(name, given.part or list(PARTS)))


if __name__ == "__main__":
    main()
