"""Repairs on the operations desk: what waits for a second person, what is under way, what was done; each on its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.http.access import Operator, Oversight
from api.http.caller import Caller
from api.http.once import SERVER_FAULTS
from api.http.operation_lists import LARGEST
from api.http.problems import CannotBeDone, HttpProblem, RehearsalChanged
from api.http.serving import Serving
from api.pages.act_form import Sent, read_sent
from api.pages.acts import MOST_FIELDS
from api.pages.operations import A_PAGE, NO_REASON, Text, names_of
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages, Showing, with_query
from api.pages.repair_fields import said_of_spec
from api.pages.repair_shown import CHANGED, Looked, groups_of, looked_page, why_in
from api.pages.repair_words import ITEM_STATES, STATES, title_of
from api.pages.repairs_new import gone_to
from api.repairs import engine
from api.services import Services
from domain.repairs import Consequence, Rehearsal
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.people import People
from records.programme import Programme
from records.repairs import ItemState, Repair, RepairItem, Repairs, RepairState

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=2**31 - 1, description="The repair's number.")]
ITEMS = 100
"""Journeys of a repair that a page shows."""
Rehearsals = Mapping[str, Rehearsal]


@router.get("/operations/repairs")
async def every(
    caller: Oversight,
    services: Serving,
    pages: Showing,
    journey: Text = None,
    before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> Response:
    """What waits for a second person first, then what goes on or was stopped, then the rest, the newest first."""
    journey = journey or None
    repairs = Repairs(services.pool)
    waiting = await repairs.page(states=(RepairState.PROPOSED,), journey=journey)
    going_on = await repairs.page(states=(RepairState.RUNNING, RepairState.STOPPED), journey=journey)
    over = (RepairState.FINISHED, RepairState.WITHDRAWN)
    past = await repairs.page(states=over, journey=journey, before=before, limit=A_PAGE + 1)
    shown = (*waiting, *going_on, *past[:A_PAGE])
    first = {each.number: (await repairs.items(each.number, limit=1))[0] for each in shown}
    language = await pages.language(caller)
    more = {"journey": journey, "before": past[A_PAGE - 1].number} if len(past) > A_PAGE else None
    return await pages.page(
        "operations/repairs.html",
        caller,
        waiting=waiting,
        going_on=going_on,
        past=past[:A_PAGE],
        first=first,
        people=await _people(services, shown),
        journey=journey,
        names=await names_of(services, [journey] if journey else []),
        title_of=title_of,
        told=lambda repair: said_of_spec(repair.spec, language),
        states=STATES,
        me=caller.person,
        operator=Role.OPERATOR,
        next=with_query("/operations/repairs", more) if more else None,
    )


async def _people(services: Services, repairs: Sequence[Repair]) -> dict[str, str]:
    known = {who for each in repairs for who in (each.proposed_by, each.confirmed_by) if who}
    return await People(services.pool).names(sorted(known))


@router.get("/operations/repairs/{number}")
async def show(number: Number, caller: Oversight, services: Serving, pages: Showing) -> Response:
    """One repair: who proposed it and why, what it leads to, what became of it, and what can be done with it."""
    return await _shown(pages, services, caller, await engine.find(services, number))


@router.post("/operations/repairs/{number}/confirm")
async def confirm(number: Number, request: Request, caller: Oversight, services: Serving, pages: Showing) -> Response:
    """Confirm, as a second person, what was looked at; what has changed is shown anew, and nothing is done."""
    sent = await _sent(request, services, caller)
    before = {item.journey: item.rehearsal for item in await Repairs(services.pool).items(number)}
    language = await pages.language(caller)
    try:
        await engine.confirm(services, caller, number, digests=why_in(sent).digests)
    except RehearsalChanged:
        repair = await engine.find(services, number)
        return await _shown(pages, services, caller, repair, problem=CHANGED.into(language), before=before)
    except HttpProblem as problem:
        return await _refused(pages, services, caller, number, problem)
    return await gone_to(pages, services, number, language)


@router.post("/operations/repairs/{number}/withdraw")
async def withdraw(number: Number, request: Request, caller: Oversight, services: Serving, pages: Showing) -> Response:
    """Let go of a repair that waits or was stopped, and say why."""
    why = why_in(await _sent(request, services, caller))
    if why.reason is None:
        repair = await engine.find(services, number)
        return await _shown(pages, services, caller, repair, written=why.text, no_reason=True)
    reason, said = why.reason, Phrase(f"Perbaikan {number} ditarik kembali.", f"Repair {number} is withdrawn.")
    return await _change(
        pages, services, caller, number, lambda: engine.withdraw(services, caller, number, reason), said
    )


@router.post("/operations/repairs/{number}/stop")
async def stop(number: Number, caller: Oversight, services: Serving, pages: Showing) -> Response:
    """Begin nothing more of a repair."""
    said = Phrase(
        f"Perbaikan {number} dihentikan; yang sedang dikerjakan diselesaikan dulu.",
        f"Repair {number} is stopped; what is being done this moment is finished.",
    )
    return await _change(pages, services, caller, number, lambda: engine.stop(services, caller, number), said)


@router.post("/operations/repairs/{number}/resume")
async def resume(number: Number, caller: Operator, services: Serving, pages: Showing) -> Response:
    """Let a stopped repair go on."""
    said = Phrase(f"Perbaikan {number} dilanjutkan.", f"Repair {number} goes on.")
    return await _change(pages, services, caller, number, lambda: engine.resume(services, caller, number), said)


async def _change(
    pages: Pages, services: Services, caller: Caller, number: int, do: Callable[[], Awaitable[Repair]], said: Phrase
) -> Response:
    """Do something with a repair, and lead back to it; or say there why it cannot be done."""
    try:
        await do()
    except HttpProblem as problem:
        return await _refused(pages, services, caller, number, problem)
    return pages.go(f"/operations/repairs/{number}", said.into(await pages.language(caller)))


async def _refused(pages: Pages, services: Services, caller: Caller, number: int, problem: HttpProblem) -> Response:
    """The repair as it is now, and why it was not changed. Raises again what is no rule but a failure of ours."""
    if problem.status >= SERVER_FAULTS:
        raise problem
    repair, language = await engine.find(services, number), await pages.language(caller)
    said = NOT_NOW.into(language) if isinstance(problem, CannotBeDone) else refusal_text(problem, language)
    return await _shown(pages, services, caller, repair, problem=said)


NOT_NOW = Phrase(
    "Perbaikan ini sudah diubah orang lain. Di bawah ini keadaannya sekarang.",
    "Somebody else has changed this repair meanwhile. Below is how it stands now.",
)


@router.get("/operations/repairs/{number}/undo")
async def undo_form(number: Number, caller: Operator, services: Serving, pages: Showing) -> Response:
    """What it would lead to, to take a repair back."""
    return await looked_page(pages, caller, await _undoing(services, pages, caller, number))


@router.post("/operations/repairs/{number}/undo")
async def undo(number: Number, request: Request, caller: Operator, services: Serving, pages: Showing) -> Response:
    """Propose what takes a repair back."""
    why, language = why_in(await _sent(request, services, caller)), await pages.language(caller)
    if why.reason is None:
        return await looked_page(pages, caller, await _undoing(services, pages, caller, number), why)
    try:
        made = await engine.undo(services, caller, number, why.reason, digests=why.digests, key=why.key)
    except RehearsalChanged:
        return await looked_page(pages, caller, await _undoing(services, pages, caller, number), why, changed=True)
    return await gone_to(pages, services, made.number, language)


async def _undoing(services: Services, pages: Pages, caller: Caller, number: int) -> Looked:
    repair = await engine.find(services, number)
    rehearsals = await engine.rehearse_undo(services, number)
    undoing = await engine.undoing(services, number)
    spec = next(iter(undoing.values()))
    return Looked(
        kind=spec.kind,
        told=said_of_spec(spec, await pages.language(caller)),
        journeys=await Programme(services.pool).named([each.journey for each in rehearsals]),
        rehearsals=rehearsals,
        action=f"/operations/repairs/{number}/undo",
        carried=(),
        change=f"/operations/repairs/{number}",
        undoes=repair.number,
    )


async def _sent(request: Request, services: Services, caller: Caller) -> Sent:
    return await read_sent(await request.form(max_fields=MOST_FIELDS, max_files=0), services, caller)


async def _shown(
    pages: Pages,
    services: Services,
    caller: Caller,
    repair: Repair,
    *,
    problem: str | None = None,
    before: Rehearsals | None = None,
    written: str = "",
    no_reason: bool = False,
) -> Response:
    """The page of a repair; `before` is what was looked at, where that has changed."""
    language = await pages.language(caller)
    repairs, number = Repairs(services.pool), repair.number
    items = await repairs.items(number, limit=ITEMS)
    names = await _people(services, [repair])
    missing = NO_REASON.into(language)
    problems = [problem] if problem else [missing] if no_reason else []
    return await pages.page(
        "operations/repair.html",
        caller,
        status=409 if problem else 422 if no_reason else 200,
        cached=False,
        repair=repair,
        items=items,
        digests=await _digests(repairs, repair, items),
        title=title_of(repair.kind),
        told=said_of_spec(repair.spec, language),
        can_undo=any(item.state is ItemState.DONE and item.rehearsal.undo is not None for item in items),
        groups_of=groups_of,
        is_new_in=lambda item: partial(_is_new, before, item),
        gone_from=lambda item: _gone_from(before, item),
        people=names,
        states=STATES,
        item_states=ITEM_STATES,
        me=caller.person,
        operator=Role.OPERATOR,
        written=written,
        errors={"reason": missing} if no_reason else {},
        problems=problems,
    )


async def _digests(repairs: Repairs, repair: Repair, items: Sequence[RepairItem]) -> list[str]:
    """What a second person agrees to: the digest of each journey in which something is to be done."""
    if repair.state is not RepairState.PROPOSED:
        return []
    waiting = items if repair.journeys <= len(items) else await repairs.items(repair.number)
    return [f"{item.journey} {item.digest}" for item in waiting if item.state is ItemState.WAITING]


def _is_new(before: Rehearsals | None, item: RepairItem, said: Consequence) -> bool:
    """Whether a consequence was not among those that were looked at."""
    if before is None or item.journey not in before:
        return False
    return said.said not in {each.said for each in before[item.journey].consequences}


def _gone_from(before: Rehearsals | None, item: RepairItem) -> tuple[Consequence, ...]:
    """The consequences that were looked at and would not come about any more."""
    if before is None or item.journey not in before:
        return ()
    now = {each.said for each in item.rehearsal.consequences}
    return tuple(each for each in before[item.journey].consequences if each.said not in now)
