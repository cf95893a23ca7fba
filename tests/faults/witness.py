"""The witness stands at the door: he notes every act that was acknowledged, and lets time jump in between."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.testing import TimeSkipper, TimeSkippingConfig

from api.demo.actors import Door
from api.desk import Answer
from domain.messages import Command, Receipt
from domain.values import Document
from domain.vocabulary import Stage
from tests.faults.pace import Pace
from tests.faults.stand import Stand

JUMPS_WITHIN = 60.0


@dataclass
class Witness:
    """A `Door` before another one."""

    door: Door
    client: Client
    pace: Pace
    stand: Stand
    acknowledged: list[Receipt] = field(default_factory=list)
    jumped: list[str] = field(default_factory=list)
    """The journeys whose time has jumped."""

    async def send(self, journey: str, command: Command) -> Answer:
        """Send a command; note what was answered."""
        await self.pace.turn()
        answer = await self.door.send(journey, command)
        self.acknowledged.append(answer.receipt)
        await self.pace.acknowledged()
        # In the first stage people name days that are only a few weeks off; after a jump those would be past.
        if self.stand.jumps and answer.receipt.stage is not Stage.KICKOFF:
            await self._jump(journey, self.stand.jumps.pop())
        return answer

    async def keep(self, journey: str, person: str, content: bytes, title: str) -> Document:
        """Store a file."""
        return await self.door.keep(journey, person, content, title)

    async def _jump(self, journey: str, days: int) -> None:
        """Let days go by in a journey. Its people look again afterwards, so that nothing they send is out of date."""
        skipper = TimeSkipper(self.client, config=TimeSkippingConfig(enabled=False))
        handle = self.client.get_workflow_handle(journey)
        self.jumped.append(journey)
        try:
            await asyncio.wait_for(skipper.fast_forward(handle, timedelta(days=days)), JUMPS_WITHIN)
        except (RPCError, TimeoutError):
            return  # a part of it is done, and the rest comes with the next waiting
