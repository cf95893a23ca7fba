"""What the programme's desk reads: counts, decisions that wait, journeys by name, states of several at once."""

from __future__ import annotations

from datetime import timedelta

import asyncpg

from domain import messages
from domain.vocabulary import Role, Stage, Status
from records.journal import Records
from records.programme import NamedJourney, Programme
from records.reading import Reading
from tests.records.sample import Walk, start


async def test_the_head_of_the_desk_counts_plans_and_what_waits(
    pool: asyncpg.Pool, records: Records, walked: Walk
) -> None:
    """A published region counts towards the target; a request for time waits for its decision until it has one."""
    asking = Walk(start("kab-kulon-progo", "Kabupaten Kulon Progo", "34.01"))
    asking.send("coordinator", Role.COORDINATOR, messages.AskExtension(days=5, reason="Notaris cuti."))
    for walk in (walked, asking):
        for batch in walk.batches:
            await records.record(batch)
    programme = Programme(pool)
    assert dict(await programme.with_plan()) == {"real": 0, "simulated": 1}
    assert ((await programme.waiting()).extensions, (await programme.waiting()).anything) == (1, True)
    (waits,) = await programme.decisions()
    assert (waits.journey_id, waits.kind) == (asking.journey.id, "extension_asked")
    due = asking.journey.turn.due
    assert due is not None
    counts = await programme.stages_of("2019", due + timedelta(seconds=1))
    assert {(c.status, c.stage, c.journeys, c.overdue) for c in counts} == {
        (Status.OPEN, Stage.KICKOFF, 1, 1),
        (Status.PUBLISHED, Stage.PUBLICATION, 1, 0),
    }


async def test_journeys_are_found_by_name_and_by_state(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """Several states at once are what one at a time would be; what is not recorded is left out."""
    begun = Walk(start("kab-kulon-progo", "Kabupaten Kulon Progo", "34.01"))
    for walk in (walked, begun):
        for batch in walk.batches:
            await records.record(batch)
    wanted = [walked.journey.id, begun.journey.id, "journey-2019-nowhere"]
    named = await Programme(pool).named(wanted)
    assert (named[0].name, named[0].code) == ("Kabupaten Kulon Progo", "34.01")
    assert all(isinstance(one, NamedJourney) for one in named) and len(named) == 2
    reading = Reading(pool)
    states = await reading.states(wanted)
    assert states == {journey: await reading.state(journey) for journey in wanted[:2]}
