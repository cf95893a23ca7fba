"""A deliberately wrong journey, which replay must reject: it starts a timer the real one does not start."""

from __future__ import annotations

import asyncio

from temporalio import workflow

from domain.vocabulary import Status
from workflows.region_journey import JourneyInput, RegionJourney


@workflow.defn(name="RegionJourney")
class WrongJourney(RegionJourney):
    """Rests a minute before it does anything."""

    @workflow.init
    def __init__(self, given: JourneyInput) -> None:
        super().__init__(given)

    @workflow.run
    async def run(self, given: JourneyInput) -> Status:
        """Rest, then run."""
        await asyncio.sleep(60)
        return await super().run(given)
