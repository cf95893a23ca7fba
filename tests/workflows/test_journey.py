"""A region's journey on the real server: acts, refusals, repeats, deadlines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain.entry import Entry
from domain.evolve import fold
from domain.messages import PassGates, Submit
from domain.vocabulary import Role, Status, Task
from tests.domain.builders import gate
from tests.workflows.world import World, events, running, send
from workflows.region_journey import RegionJourney

GATES = PassGates(gates=(gate("mou"),))


def refusal(failed: pytest.ExceptionInfo[WorkflowUpdateFailedError]) -> ApplicationError:
    """The error inside a refused update."""
    assert isinstance(failed.value.cause, ApplicationError)
    return failed.value.cause


async def test_whole_journey(world: World) -> None:
    """A dutiful cast carries a journey from kickoff to publication, and the journal has all of it."""
    handle = await world.open()
    ended = await world.until(handle, lambda journey: journey.ended)
    assert ended.status is Status.PUBLISHED
    await world.recorded(handle)
    entries: list[Entry] = world.journal.entries[handle.id]
    assert fold(entries) == await handle.query(RegionJourney.state)
    print(sum((await events(handle)).values()), await events(handle), len(world.mailer.sent), world.names)
