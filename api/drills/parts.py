"""Drills with the parts of the stack: the worker away, the worker frozen, the mail server away."""

from __future__ import annotations

from dataclasses import dataclass

from api.drills.ground import Ground
from api.drills.standing import Standing
from api.incidents.names import BACKLOG
from workers.local.held import Held, hold, let_go

TASKS = 20
UNKNOWN = "Drill"
"""A workflow that no worker has."""


@dataclass(frozen=True)
class PartHeld:
    """A part of the stack is ended and kept down."""

    kind: str
    part: str

    async def begin(self, ground: Ground) -> Standing:
        """Have the supervisor end the part and keep it down."""
        hold(ground.folder, self.part, Held.DOWN)
        return Standing(kind=self.kind)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Have the supervisor start it again."""
        let_go(ground.folder, self.part)


class Backlog:
    """The worker is frozen, and tasks wait for it."""

    async def begin(self, ground: Ground) -> Standing:
        """Freeze it, and start what waits for it: processes that never run, for they end before it is thawed."""
        hold(ground.folder, "worker", Held.FROZEN)
        for number in range(TASKS):
            await ground.client.start_workflow(UNKNOWN, id=_waiting(number), task_queue=ground.settings.task_queue)
        return Standing(kind=BACKLOG)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """End what waits, then thaw the worker."""
        for number in range(TASKS):
            await ground.end_run(_waiting(number))
        let_go(ground.folder, "worker")


def _waiting(number: int) -> str:
    return f"drill-backlog-{number}"
