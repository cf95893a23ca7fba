"""The short form of the fault run: two journeys of the cast while one blow of each kind falls; nothing is lost."""

from __future__ import annotations

import asyncio
import mailbox
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import httpx2

from api.cast import sample
from api.cast.traits import traits_for
from api.demo.actors import PATIENCE, Actors
from api.demo.http_desk import HttpDesk
from api.services import Services, open_services
from domain.messages import Receipt
from domain.vocabulary import Status
from records.identity import Identities
from records.orders import DocumentOrders
from records.people import People
from tests.faults.blows import KINDS, MORE_OFTEN, Kind, Manner, Pair, Part, draw
from tests.faults.office import Office
from tests.faults.pace import Pace
from tests.faults.post_office import kept_in, key_in
from tests.faults.stand import Stand
from tests.faults.striking import Striker
from tests.faults.verdict import Judge
from tests.faults.witness import Witness

CAST = (3, 16)
"""A gate passed provisionally, an examination recorded on somebody's behalf."""
ONE_OF_EACH = (
    (Kind.CLOCK, Part.POSTGRES),
    (Kind.FREEZE, Part.POSTGRES),
    (Kind.POST, Manner.UNANSWERED),
    (Kind.CUT, Pair.HTTP_TEMPORAL),
    (Kind.KILL, Part.TEMPORAL),
    (Kind.HANG, Pair.WORKER_POSTGRES),
    (Kind.JUMP, ""),
    (Kind.DISK, ""),
    (Kind.SWALLOW, Pair.HTTP_POSTGRES),
    (Kind.DELAY, Pair.WORKER_TEMPORAL),
    (Kind.KILL, Part.HTTP),
    (Kind.TWO, ""),
)
"""What falls in the short form: every kind once, and the two parts that the others leave whole."""
SEED = 292
SHORT = 1.5
"""Seconds that a blow lasts at most; what they break has to be mended all the same."""


def test_the_short_form_leaves_out_no_kind() -> None:
    """The short form has each kind once, and kill -9 for two parts; a round of the long form has all there are."""
    kinds = [kind for kind, _ in ONE_OF_EACH if kind is not Kind.KILL]
    assert sorted(kinds) == sorted(kind for kind in Kind if kind is not Kind.KILL)
    first = draw(SEED)[: len(KINDS) + len(MORE_OFTEN)]
    assert {(blow.kind, blow.target) for blow in first} == set(KINDS)


def test_the_same_seed_draws_the_same_blows() -> None:
    """A run can be repeated: the list of blows depends on the seed alone, and has a hundred at least."""
    assert draw(7) == draw(7) != draw(8)
    assert len(draw(7)) >= 100


async def test_two_journeys_under_blows(stand: Stand, office: Office) -> None:
    """While every kind of blow falls once, every act that was acknowledged, every message and every file is kept."""
    today = datetime.now(UTC).date()
    regional = [person for at in range(1, len(CAST) + 1) for person in sample.region_people(f"kab-{at}", f"Kab. {at}")]
    await People(office.pool).save([*sample.programme_people(), *regional])
    handles = {n: await office.open(members=sample.members(f"kab-{at}", today)) for at, n in enumerate(CAST, 1)}
    blows = tuple(replace(blow, seconds=min(blow.seconds, SHORT)) for blow in draw(SEED, 1, ONE_OF_EACH))
    pace = Pace(acts_a_blow=len(CAST) * 30 / len(blows), longest=2.0)
    striker = Striker(stand, blows, pace, say=lambda line: None)
    async with httpx2.AsyncClient(timeout=30) as client, asyncio.TaskGroup() as group:
        door = HttpDesk(client, stand.http_address, Identities(office.pool), PATIENCE)
        witness = Witness(door, office.client, pace, stand)
        actors = Actors(office.client, witness, DocumentOrders(office.pool), seen=lambda journey: None)
        group.create_task(striker.watch(lambda: 0.0))
        plays = [group.create_task(_to_its_end(actors, handle.id, n)) for n, handle in handles.items()]
    assert [play.result() for play in plays] == [Status.PUBLISHED] * len(CAST)
    async with open_services(office.settings) as services:
        journeys = [handle.id for handle in handles.values()]
        verdict = await Judge(services, stand.folder, journeys).judge(witness.acknowledged, unending=())
        harmed = await _after_harm(services, stand, journeys, witness.acknowledged)
    assert not verdict.violations, (verdict, [each.line() for each in striker.fallen])
    assert [each.partition(":")[0] for each in harmed] == [
        "1 acknowledged acts are not in the journal exactly once",
        "1 messages did not arrive",
    ]
    assert verdict.figures["acts_acknowledged"] == actors.acts > len(blows)
    left_out = [each.blow.kind for each in striker.fallen if each.left_out]
    assert set(left_out) <= ({Kind.DISK} if stand.disk is None else set()) | (
        {Kind.CLOCK} if stand.clock is None else set()
    )


async def _after_harm(services: Services, stand: Stand, journeys: list[str], acknowledged: list[Receipt]) -> list[str]:
    """What the verdict says once a mail is gone and an act was acknowledged that nobody recorded."""
    mails = mailbox.Maildir(stand.folder / "mail")
    found = Counter(kept_in(stand.folder))
    once = next(key for key, mail in mails.items() if _of(mail, journeys) and found[key_in(mail["Message-ID"])] == 1)
    mails.remove(once)
    never = acknowledged[0].model_copy(update={"command": "never-recorded"})
    return (await Judge(services, stand.folder, journeys).judge([*acknowledged, never], unending=())).violations


def _of(mail: mailbox.MaildirMessage, journeys: list[str]) -> bool:
    return any(journey in key_in(mail["Message-ID"]) for journey in journeys)


async def _to_its_end(actors: Actors, journey: str, number: int) -> Status:
    """Play a journey and let the time pass until its workflow has ended."""
    status = await actors.play(journey, traits_for(number))
    await actors.finish(journey)
    return status
