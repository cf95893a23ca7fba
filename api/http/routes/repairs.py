"""Repairs over HTTP: rehearsed, proposed, confirmed by a second person, stopped, taken up again, undone, shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Request
from pydantic import Field, model_validator

from api.http.access import Operator, Oversight
from api.http.asking import After, Limit
from api.http.bulk import named, selected
from api.http.caller import Caller
from api.http.commands import IdempotencyKey
from api.http.description import own_problems
from api.http.once import once, request_digest
from api.http.operation_lists import LARGEST, Numbered, place_of
from api.http.problems import (
    CannotBeDone,
    NoSuch,
    NothingToRepair,
    OwnProposal,
    RehearsalChanged,
)
from api.http.serving import Serving
from api.repairs import engine
from api.repairs.answers import (
    FIRST,
    ItemPage,
    RehearsalsAnswer,
    RepairAnswer,
    RepairPage,
    item_answer,
    rehearsals_answer,
    repair_answer,
    repair_line,
)
from api.services import Services
from domain.repairs import Spec
from domain.shape import Frozen, Key, Paragraph, Sha256
from records.cursor import written
from records.repairs import ItemState, Repair, Repairs, RepairState
from records.selecting import Selection

router = APIRouter(tags=["operations"])

MOST = 200
"""Journeys that are rehearsed at once, within some 20 seconds; `bimtek repair` takes any number."""
MOST_A_MINUTE = 600
Number = Annotated[int, Path(ge=1, le=LARGEST, description="The repair's number.", examples=[17])]
Digests = Annotated[
    dict[Key, Sha256],
    Field(
        max_length=MOST,
        description="Of each journey the `digest` of the rehearsal that you looked at.",
        examples=[{"journey-2019-kab-klaten": "9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7"}],
    ),
]
_PROPOSING = own_problems(NoSuch, CannotBeDone, RehearsalChanged, NothingToRepair)
_CHANGING = own_problems(NoSuch, CannotBeDone)


class RehearsalWish(Frozen):
    """What is to be rehearsed, and in which journeys: those named, or those of a cohort that fit."""

    spec: Spec = Field(examples=[{"kind": "back_to_stage", "stage": "drafting"}])
    journeys: tuple[Key, ...] | None = Field(
        default=None, min_length=1, max_length=MOST, examples=[["journey-2019-kab-klaten"]]
    )
    select: Selection | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.journeys is None) == (self.select is None):
            raise ValueError("name `journeys`, or `select` them; one of both")
        return self


class Proposal(Frozen):
    """A repair that was rehearsed, in the journeys of `digests`; why; at which pace (journeys a minute), if at one."""

    spec: Spec = Field(examples=[{"kind": "back_to_stage", "stage": "drafting"}])
    digests: Digests = Field(min_length=1)
    reason: Paragraph = Field(examples=["Masuk tahap telaah karena pindaian yang keliru."])
    pace: int | None = Field(default=None, ge=1, le=MOST_A_MINUTE, examples=[10])


class Agreement(Frozen):
    """With `digests`, only what was looked at is agreed to. `reason` is kept in the audit, if it is another."""

    reason: Paragraph | None = None
    digests: Digests | None = None


class Why(Frozen):
    """Why; kept in the audit. Left out, it is the repair's own reason."""

    reason: Paragraph | None = None


class WithReason(Frozen):
    """Why; kept in the audit."""

    reason: Paragraph = Field(examples=["Sudah selesai dengan sendirinya."])


class Undoing(WithReason):
    """Why a repair is taken back; with `digests`, only what was looked at is done."""

    digests: Digests | None = None


@router.post("/operations/repairs/rehearse", openapi_extra=own_problems(NoSuch, CannotBeDone))
async def rehearse(body: RehearsalWish, _caller: Operator, services: Serving) -> RehearsalsAnswer:
    """What a repair would lead to in each journey, worked out on a copy of its history; nothing is changed."""
    journeys = await _journeys(services, body)
    return rehearsals_answer(await engine.rehearse(services, body.spec, journeys))


async def _journeys(services: Services, body: RehearsalWish) -> Sequence[str]:
    if body.select is not None:
        return await selected(services, body.select, datetime.now(UTC), most=MOST)
    return await named(services, body.journeys or ())


@router.post("/operations/repairs", openapi_extra=_PROPOSING)
async def propose(
    body: Proposal, request: Request, key: IdempotencyKey, caller: Operator, services: Serving
) -> RepairAnswer:
    """Have a repair done that was rehearsed; a dangerous one waits until somebody else has confirmed it.

    Nothing is done in any journey when it would lead to something else in one of them by now.
    """

    async def do() -> Repair:
        journeys = await named(services, tuple(body.digests))
        return await engine.propose(
            services, caller, body.spec, journeys, body.reason, digests=body.digests, pace=body.pace, key=key
        )

    return await _once(services, request, caller, key, body, do)


async def _once(
    services: Services,
    request: Request,
    caller: Caller,
    key: str,
    body: Frozen,
    do: Callable[[], Awaitable[Repair]],
) -> RepairAnswer:
    async def answered() -> RepairAnswer:
        return await _answer(services, await do())

    return await once(services, caller, key, request_digest(request, body), answered, answer=RepairAnswer)


async def _answer(services: Services, repair: Repair) -> RepairAnswer:
    return repair_answer(repair, await Repairs(services.pool).items(repair.number, limit=FIRST))


@router.get("/operations/repairs")
async def repairs(
    _caller: Oversight,
    services: Serving,
    state: Annotated[
        tuple[RepairState, ...], Query(max_length=len(RepairState), description="Only in one of these states.")
    ] = (),
    journey: Annotated[Key | None, Query(description="Only of this journey.")] = None,
    after: After = None,
    limit: Limit = 50,
) -> RepairPage:
    """Repairs, the newest first: what waits for a second person, what is under way, what was done."""
    place = place_of(after, Numbered)
    found = await Repairs(services.pool).page(
        states=state, journey=journey, before=place.number if place else None, limit=limit + 1
    )
    items, more = found[:limit], len(found) > limit
    next_ = written(Numbered(number=items[-1].number)) if more else None
    return RepairPage(items=tuple(repair_line(each) for each in items), next=next_)


@router.get("/operations/repairs/{number}", openapi_extra=own_problems(NoSuch))
async def repair(number: Number, _caller: Oversight, services: Serving) -> RepairAnswer:
    """A repair, with the first 20 of its journeys."""
    return await _answer(services, await engine.find(services, number))


@router.get("/operations/repairs/{number}/items", openapi_extra=own_problems(NoSuch))
async def items(
    number: Number,
    _caller: Oversight,
    services: Serving,
    state: Annotated[
        tuple[ItemState, ...], Query(max_length=len(ItemState), description="Only in one of these states.")
    ] = (),
    after: After = None,
    limit: Limit = 50,
) -> ItemPage:
    """The journeys of a repair: what it leads to in each, and what became of it."""
    await engine.find(services, number)
    place = place_of(after, Numbered)
    found = await Repairs(services.pool).items(
        number, states=state, after=place.number if place else 0, limit=limit + 1
    )
    shown, more = found[:limit], len(found) > limit
    next_ = written(Numbered(number=shown[-1].place)) if more else None
    return ItemPage(items=tuple(item_answer(each) for each in shown), next=next_)


@router.post(
    "/operations/repairs/{number}/confirm",
    openapi_extra=own_problems(NoSuch, CannotBeDone, OwnProposal, RehearsalChanged),
)
async def confirm(
    number: Number, body: Agreement, request: Request, key: IdempotencyKey, caller: Oversight, services: Serving
) -> RepairAnswer:
    """Confirm, as a second person, a dangerous repair. It is rehearsed again, and done if nothing has changed."""

    async def do() -> Repair:
        return await engine.confirm(services, caller, number, reason=body.reason, digests=body.digests)

    return await _once(services, request, caller, key, body, do)


@router.post("/operations/repairs/{number}/withdraw", openapi_extra=_CHANGING)
async def withdraw(
    number: Number, body: WithReason, request: Request, key: IdempotencyKey, caller: Oversight, services: Serving
) -> RepairAnswer:
    """Let go of a repair that waits for a second person, or was stopped; what was done stays done."""

    async def do() -> Repair:
        return await engine.withdraw(services, caller, number, body.reason)

    return await _once(services, request, caller, key, body, do)


@router.post("/operations/repairs/{number}/stop", openapi_extra=_CHANGING)
async def stop(
    number: Number, body: Why, request: Request, key: IdempotencyKey, caller: Oversight, services: Serving
) -> RepairAnswer:
    """Begin nothing more of a repair; the journey that is being repaired this moment is finished."""

    async def do() -> Repair:
        return await engine.stop(services, caller, number, reason=body.reason)

    return await _once(services, request, caller, key, body, do)


@router.post("/operations/repairs/{number}/resume", openapi_extra=_CHANGING)
async def resume(
    number: Number, body: Why, request: Request, key: IdempotencyKey, caller: Operator, services: Serving
) -> RepairAnswer:
    """Let a stopped repair go on; what failed is tried again, and nothing is done twice."""

    async def do() -> Repair:
        return await engine.resume(services, caller, number, reason=body.reason)

    return await _once(services, request, caller, key, body, do)


@router.post("/operations/repairs/{number}/undo/rehearse", openapi_extra=_CHANGING)
async def rehearse_undo(number: Number, _caller: Operator, services: Serving) -> RehearsalsAnswer:
    """What it would lead to, to take a repair back in the journeys in which it was done; nothing is changed."""
    return rehearsals_answer(await engine.rehearse_undo(services, number))


@router.post("/operations/repairs/{number}/undo", openapi_extra=_PROPOSING)
async def undo(
    number: Number, body: Undoing, request: Request, key: IdempotencyKey, caller: Operator, services: Serving
) -> RepairAnswer:
    """Propose what takes a repair back, as a repair of its own; a dangerous one waits for a second person again."""

    async def do() -> Repair:
        return await engine.undo(services, caller, number, body.reason, digests=body.digests, key=key)

    return await _once(services, request, caller, key, body, do)
