"""Drills with workflows and their activities: code that does not go on, a database that refuses, nobody who acts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import WorkflowHandle
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.desk import Desk
from api.drills.ground import Ground, NoDrillHere
from api.drills.parts import UNKNOWN
from api.drills.standing import Standing
from api.incidents.names import NOBODY_ACTS, NOT_TOLD, STUCK
from domain.deadlines import alarms, ladder_used_up
from domain.messages import Actor, Command, RecordWorkplaces
from domain.model import Journey
from domain.values import Workplace
from domain.vocabulary import Role
from records.statements import statements
from workers.looking import look
from workflows.looking import View
from workflows.region_journey import RegionJourney

STUCK_RUN = "drill-stuck"
JUST_PAST = timedelta(minutes=1)
MOST_STEPS = 20
SKIPPED_WITHIN = 60.0


class CodeDoesNotGoOn:
    """A process whose code no worker has: its tasks fail, as those of a journey do on code that does not fit it."""

    async def begin(self, ground: Ground) -> Standing:
        """Start it."""
        await ground.client.start_workflow(UNKNOWN, id=STUCK_RUN, task_queue=ground.settings.task_queue)
        return Standing(kind=STUCK)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """End it."""
        await ground.end_run(STUCK_RUN)


@dataclass(frozen=True)
class DatabaseRefuses:
    """The database refuses what a journey records: with an error that passes, or one that never does."""

    kind: str
    code: str
    said: str

    async def begin(self, ground: Ground) -> Standing:
        """Have it refuse, then do something harmless in the journey, which waits to be recorded."""
        journey = ground.journey
        await ground.pool.execute(statements("drills")["refuse_entries"])
        await ground.pool.execute(
            f"create or replace trigger {self._trigger} before insert on journal for each row "
            f"when (new.journey_id = '{journey}') execute function refuse_for_drill('{self.code}', '{self.said}')"
        )
        state = await look(ground.client.get_workflow_handle(journey), View.STATE, Journey)
        await Desk(ground.client, ground.pool).send(journey, _harmless(state, self.kind))
        return Standing(kind=self.kind, journey=journey)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Have it take everything again."""
        await ground.pool.execute(f"drop trigger if exists {self._trigger} on journal")

    @property
    def _trigger(self) -> str:
        return f"drill_{self.kind}"


def _harmless(state: Journey, kind: str) -> Command:
    """An act that changes nothing: the coordinator is said to work where he does."""
    person = state.holders(Role.COORDINATOR)[0]
    act = RecordWorkplaces(workplaces=(Workplace(person=person, zone=state.region.zone),))
    manager = state.holders(Role.PROGRAMME_MANAGER)[0]
    actor = Actor(person=manager, role=Role.PROGRAMME_MANAGER)
    return Command(id=f"drill.{kind.replace('_', '-')}.{state.seq}", actor=actor, act=act)


class NobodyActs:
    """The time of a simulated journey passes until nobody is reminded any more."""

    async def begin(self, ground: Ground) -> Standing:
        """Move its time on, from one alarm to the next. It does not come back."""
        handle = ground.client.get_workflow_handle_for(RegionJourney.run, ground.journey)
        skipper = TimeSkipper(ground.client, config=TimeSkippingConfig(enabled=False))
        for _ in range(MOST_STEPS):
            state = await look(handle, View.STATE, Journey)
            now = await skipper.get_current_time(handle)
            if ladder_used_up(state, now):
                return Standing(kind=NOBODY_ACTS, journey=ground.journey)
            ahead = [alarm.at for alarm in alarms(state) if alarm.at > now]
            if state.turn.due is not None and state.turn.due > now:
                ahead.append(state.turn.due)
            if not ahead:
                break
            await _pass(skipper, handle, min(ahead) + JUST_PAST - now)
        raise NoDrillHere(f"{ground.journey} has no ladder that is used up. Name another: --journey.")

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Nothing to give back: somebody has to act in the journey."""


async def _pass(skipper: TimeSkipper, handle: WorkflowHandle[RegionJourney, object], time: timedelta) -> None:
    try:
        await asyncio.wait_for(skipper.fast_forward(handle, time), SKIPPED_WITHIN)
    except TimeoutError:
        raise NoDrillHere(
            f"The time of {handle.id} does not pass: something that it waits for fails. Mend that first (bimtek "
            "incidents list), or name another journey: --journey."
        ) from None


class OperatorsNotTold:
    """The addresses of all sample operators are gone, and there is an incident to tell them of."""

    async def begin(self, ground: Ground) -> Standing:
        """Take the addresses, then start a process that gets stuck."""
        sql = statements("drills")
        rows = await ground.pool.fetch(sql["sample_addresses"])
        for row in rows:
            await ground.pool.execute(sql["take_address"], row["id"])
        await ground.client.start_workflow(UNKNOWN, id=f"{STUCK_RUN}-untold", task_queue=ground.settings.task_queue)
        return Standing(kind=NOT_TOLD, keeps={row["id"]: row["email"] for row in rows})

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Give the addresses back, and end the process."""
        for person, address in standing.keeps.items():
            await ground.pool.execute(statements("drills")["give_address"], person, address)
        await ground.end_run(f"{STUCK_RUN}-untold")
