"""Repairs, for every door alike: rehearsed, proposed, confirmed, withdrawn, stopped, taken up again, undone.

A harmless repair of one journey is done at once, one of many by the runner (`api.repairs.running`). A dangerous one
waits until another person has confirmed it. What a repair would lead to is looked at again before it is confirmed and
before it is done: it is never done when that has changed since somebody agreed to it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from api.http.problems import (
    CannotBeDone,
    KeyReused,
    NoSuch,
    NotForYou,
    NothingToRepair,
    OwnProposal,
    RehearsalChanged,
)
from api.repairs.kinds import KINDS
from api.repairs.running import work_off
from api.services import Services
from domain.repairs import Rehearsal, Spec
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.identity import Identities
from records.repairs import By, ItemState, KeyUsed, NewItem, NewRepair, Repair, RepairItem, Repairs, RepairState

AT_ONCE = 4
"""Journeys that are rehearsed at a time."""
MOST_NAMED = 10
"""Journeys that a problem names."""
OPERATORS = (Role.OPERATOR,)
SECOND_PERSONS = (Role.OPERATOR, Role.PROGRAMME_MANAGER)
"""Who confirms what somebody else proposed, or lets go of it."""


class Who(Protocol):
    """Who asks, and by which door."""

    @property
    def person(self) -> str:
        """His id."""
        ...

    @property
    def via(self) -> str:
        """The door's name in the audit."""
        ...


@dataclass(frozen=True)
class AtCommandLine:
    """Somebody who types commands."""

    person: str
    via: str = "command"


@dataclass(frozen=True)
class Wish:
    """What is wanted in each journey, why, and how many journeys a minute (None: one after the other)."""

    wanted: Mapping[str, Spec]
    reason: str
    pace: int | None = None
    undoes: int | None = None

    def asked(self) -> str:
        """SHA-256 of it, by which a repeat is told from another wish under the same key."""
        specs = {journey: spec.model_dump(mode="json") for journey, spec in self.wanted.items()}
        said = json.dumps([specs, self.reason, self.pace, self.undoes], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()


async def rehearse(services: Services, spec: Spec, journeys: Sequence[str]) -> tuple[Rehearsal, ...]:
    """What a repair would lead to in each journey, in the same order; nothing real is touched.

    Raises `NoSuch` for a journey that nobody knows, and `RPCError` or asyncpg's errors when a server is away.
    """
    return await rehearse_each(services, dict.fromkeys(journeys, spec))


async def rehearse_each(
    services: Services, wanted: Mapping[str, Spec], *, done: Callable[[], None] = lambda: None
) -> tuple[Rehearsal, ...]:
    """The same with a repair of its own for each journey; `done` is called whenever one more is rehearsed."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def one(journey: str, spec: Spec) -> Rehearsal:
        async with turns:
            found = await KINDS[spec.kind].rehearse(services, journey, spec)
        done()
        return found

    tasks = [asyncio.create_task(one(journey, spec)) for journey, spec in wanted.items()]
    try:
        return tuple(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()


async def propose(
    services: Services,
    caller: Who,
    spec: Spec,
    journeys: Sequence[str],
    reason: str,
    *,
    digests: Mapping[str, str],
    pace: int | None = None,
    key: str,
) -> Repair:
    """Have a repair done that was rehearsed. `digests` are those of the rehearsals that were looked at, by journey.

    A harmless repair of one journey is done when this returns; a dangerous one is `proposed`. The same again under
    the same `key` is the same repair. Raises `RehearsalChanged` when it would lead to something else by now, then
    nothing is done; `NothingToRepair`, `NotForYou`, `KeyReused`, and what `rehearse` raises.
    """
    return await _propose(services, caller, Wish(dict.fromkeys(journeys, spec), reason, pace), digests, key)


async def _propose(services: Services, caller: Who, wish: Wish, digests: Mapping[str, str] | None, key: str) -> Repair:
    await check_role(services, caller, OPERATORS)
    repairs = Repairs(services.pool)
    try:
        number = await repairs.known(caller.person, key, wish.asked())
        if number is None:
            new = await _new(services, wish, digests, key)
            number = await repairs.propose(new, By(caller.person, caller.via, wish.reason))
    except KeyUsed as used:
        raise KeyReused(key=key) from used
    return await _begun(services, number)


async def _new(services: Services, wish: Wish, digests: Mapping[str, str] | None, key: str) -> NewRepair:
    """The repair as it is kept. Raises `RehearsalChanged` and `NothingToRepair`."""
    rehearsals = await rehearse_each(services, wish.wanted)
    if digests is not None:
        _check_digests(rehearsals, digests)
    possible = [each for each in rehearsals if each.refused is None]
    if not possible:
        raise NothingToRepair(journeys=_named(rehearsals))
    spec = next(iter(wish.wanted.values()))
    items = (
        NewItem(
            journey=each.journey,
            rehearsal=each,
            state=ItemState.WAITING if each.refused is None else ItemState.LEFT_OUT,
            spec=None if wish.wanted[each.journey] == spec else wish.wanted[each.journey],
            result=each.refused,
        )
        for each in rehearsals
    )
    return NewRepair(
        key=key,
        asked=wish.asked(),
        spec=spec,
        reason=wish.reason,
        dangerous=any(each.dangerous for each in possible),
        pace=wish.pace,
        undoes=wish.undoes,
        items=tuple(items),
    )


def _check_digests(rehearsals: Sequence[Rehearsal], digests: Mapping[str, str]) -> None:
    changed = tuple(each for each in rehearsals if each.digest() != digests.get(each.journey))
    if changed:
        raise RehearsalChanged(journeys=_named(changed))


def _named(rehearsals: Sequence[Rehearsal]) -> str:
    more = len(rehearsals) - MOST_NAMED
    return ", ".join(each.journey for each in rehearsals[:MOST_NAMED]) + (f" (+{more})" if more > 0 else "")


async def confirm(
    services: Services,
    caller: Who,
    number: int,
    *,
    reason: str | None = None,
    digests: Mapping[str, str] | None = None,
) -> Repair:
    """Confirm, as a second person, a dangerous repair; what would lead to something else now is kept anew.

    `digests` are those of the rehearsals that were looked at, by journey; left out, those that are kept. Raises
    `OwnProposal`, `RehearsalChanged` (nothing is done then: look at it again), `CannotBeDone`, `NotForYou`, `NoSuch`.
    """
    await check_role(services, caller, SECOND_PERSONS)
    repair = await find(services, number)
    if repair.proposed_by == caller.person:
        raise OwnProposal(number=number)
    if repair.confirmed_by == caller.person:
        return await _begun(services, number)
    _check_state(repair, RepairState.PROPOSED)
    repairs = Repairs(services.pool)
    items = await repairs.items(number, states=(ItemState.WAITING,))
    if not items:
        raise CannotBeDone(why=f"Nothing of repair {number} can be done any more. Withdraw it.")
    await _look_again(services, items, digests)
    if not await repairs.confirm(number, By(caller.person, caller.via, reason or repair.reason)):
        _check_state(await find(services, number), RepairState.PROPOSED)
    return await _begun(services, number)


async def _look_again(services: Services, items: Sequence[RepairItem], digests: Mapping[str, str] | None) -> None:
    """Rehearse again what was agreed to. Raises `RehearsalChanged`; what is new is kept then, to be looked at."""
    rehearsals = await rehearse_each(services, {item.journey: item.spec for item in items})
    for item, anew in zip(items, rehearsals, strict=True):
        if anew.digest() != item.digest:
            await Repairs(services.pool).see_anew(item, anew)
    seen = {item.journey: item.digest for item in items}
    _check_digests(rehearsals, seen)
    if digests is not None:
        _check_digests(rehearsals, digests)


async def withdraw(services: Services, caller: Who, number: int, reason: str) -> Repair:
    """Let go of a repair that waits or was stopped. Raises `CannotBeDone`, `NotForYou`, `NoSuch`."""
    await check_role(services, caller, SECOND_PERSONS)
    said = Phrase(f"Ditarik: {reason}", f"Withdrawn: {reason}")
    begun = Phrase(f"{said.id} {MAY_BE_DONE.id}", f"{said.en} {MAY_BE_DONE.en}")
    done = await Repairs(services.pool).withdraw(number, By(caller.person, caller.via, reason), said, begun)
    return await _after(services, number, done, RepairState.WITHDRAWN, RepairState.PROPOSED, RepairState.STOPPED)


MAY_BE_DONE = Phrase(
    "Sudah dicoba dan belum ada jawaban, jadi mungkin sudah dikerjakan: periksa riwayat daerah.",
    "It was tried, and no answer came, so that it may have been done: look at the journey's history.",
)


async def stop(services: Services, caller: Who, number: int, *, reason: str | None = None) -> Repair:
    """Begin nothing more of a repair; what is being done this moment is finished. Raises as `withdraw` does."""
    await check_role(services, caller, SECOND_PERSONS)
    repair = await find(services, number)
    done = await Repairs(services.pool).stop(number, By(caller.person, caller.via, reason or repair.reason))
    return await _after(services, number, done, RepairState.STOPPED, RepairState.RUNNING)


async def resume(services: Services, caller: Who, number: int, *, reason: str | None = None) -> Repair:
    """Let a stopped repair go on; what failed is tried again, under the key it had. Raises as `withdraw` does."""
    await check_role(services, caller, OPERATORS)
    repair = await find(services, number)
    done = await Repairs(services.pool).resume(number, By(caller.person, caller.via, reason or repair.reason))
    await _after(services, number, done, RepairState.RUNNING, RepairState.STOPPED)
    return await _begun(services, number)


async def undoing(services: Services, number: int) -> dict[str, Spec]:
    """What takes a repair back, in each journey in which it was done. Raises `CannotBeDone` and `NoSuch`."""
    repair = await find(services, number)
    _check_state(repair, RepairState.FINISHED, RepairState.STOPPED, RepairState.WITHDRAWN)
    done = await Repairs(services.pool).items(number, states=(ItemState.DONE,))
    found = {item.journey: item.rehearsal.undo for item in done if item.rehearsal.undo is not None}
    if not found:
        raise CannotBeDone(why=f"There is nothing in repair {number} that can be taken back.")
    return found


async def rehearse_undo(services: Services, number: int) -> tuple[Rehearsal, ...]:
    """What it would lead to, to take a repair back. Raises what `undoing` and `rehearse` raise."""
    return await rehearse_each(services, await undoing(services, number))


async def undo(
    services: Services,
    caller: Who,
    number: int,
    reason: str,
    *,
    digests: Mapping[str, str] | None = None,
    key: str,
) -> Repair:
    """Propose what takes a repair back, as a repair of its own. `digests` as for `propose`; None: as it is found now.

    Raises what `undoing` and `propose` raise.
    """
    repair = await find(services, number)
    wish = Wish(await undoing(services, number), reason, repair.pace, number)
    return await _propose(services, caller, wish, digests, key)


async def find(services: Services, number: int) -> Repair:
    """A repair. Raises `NoSuch`."""
    found = await Repairs(services.pool).find(number)
    if found is None:
        raise NoSuch(what="repair", id=number)
    return found


async def check_role(services: Services, caller: Who, allowed: Sequence[Role]) -> None:
    """Raise `NotForYou` unless somebody has one of these roles in the whole programme."""
    if not set(allowed) & await Identities(services.pool).programme_roles(caller.person):
        raise NotForYou(allowed=", ".join(allowed))


async def _after(services: Services, number: int, done: bool, wanted: RepairState, *before: RepairState) -> Repair:
    """The repair after a change; one that was as wanted before is well, too. Raises `CannotBeDone` and `NoSuch`."""
    repair = await find(services, number)
    if not done and repair.state is not wanted:
        _check_state(repair, *before)
    return repair


def _check_state(repair: Repair, *allowed: RepairState) -> None:
    if repair.state not in allowed:
        raise CannotBeDone(why=f"Repair {repair.number} does not take this now: {STANDS[repair.state]}.")


STANDS = {
    RepairState.PROPOSED: "it waits for a second person",
    RepairState.RUNNING: "it is under way; stop it first",
    RepairState.STOPPED: "it was stopped; resume it, or withdraw it",
    RepairState.FINISHED: "it is finished",
    RepairState.WITHDRAWN: "it was withdrawn",
}
"""Why a repair does not take something; what is said in Indonesian stands in `api.words.reasons`."""


async def _begun(services: Services, number: int) -> Repair:
    """The repair; one of a single journey that may be done is tried first."""
    repair = await find(services, number)
    if repair.state is RepairState.RUNNING and repair.journeys == 1:
        await work_off(services, number, once=True)
    return await find(services, number)
