"""The same act for many journeys, as the doors send it: asked for with a `BulkWish`, looked at, then carried out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from api.http.caller import Caller
from api.http.commands import check_files, command_id
from api.http.once import once
from api.http.problems import (
    CannotBeDone,
    FieldProblem,
    NoRoleForAct,
    NoSuch,
    NotValid,
    ReasonMissing,
)
from api.selection import Ahead, BulkAct, JourneyOutcome, Outcome, Undertaking, look_ahead, send_all
from api.services import Services
from domain.messages import Actor
from domain.roles import RULES
from domain.shape import Frozen, Key, Paragraph
from domain.vocabulary import Role
from records.audit import Audit
from records.reading import Reading
from records.selecting import Selecting, Selection

MOST_JOURNEYS = 500
"""Journeys that one request acts on."""
WITHIN = timedelta(seconds=15)
"""For how long one request goes on sending; with what is under way then, it ends within half a minute."""
MAY_GO_ON = "Not every outcome is known. Send the same request with the same Idempotency-Key: it does what is left."

BulkRole = Literal[Role.PROGRAMME_MANAGER, Role.DIRECTOR, Role.OPERATOR, Role.MENTOR_LEAD, Role.MINISTRY_OFFICER]
"""The roles that act on many journeys; in each journey its own rules decide."""


class BulkWish(Frozen):
    """An act, the role of its sender, and whether it is only to be looked at.

    `reason` is asked of operators, and kept in the audit.
    """

    act: BulkAct = Field(examples=[{"kind": "remind", "note": "Mohon buku III didahulukan."}])
    role: BulkRole = Field(examples=["programme_manager"])
    preview: bool = Field(description="Say what would become of it; nothing is sent.")
    reason: Paragraph | None = None


class OfNamed(BulkWish):
    """An act for the journeys that are named."""

    journeys: tuple[Key, ...] = Field(
        min_length=1,
        max_length=MOST_JOURNEYS,
        examples=[["journey-2019-kab-banjar", "journey-2019-kota-cilegon"]],
    )


class OfSelected(BulkWish):
    """An act for the journeys of a cohort that fit; which they are is asked anew each time it is sent."""

    select: Selection


def _which(body: object) -> str:
    given = body if isinstance(body, dict) else getattr(body, "model_fields_set", ())
    return "journeys" if "journeys" in given else "select"


BulkRequest = Annotated[
    Annotated[OfNamed, Tag("journeys")] | Annotated[OfSelected, Tag("select")], Discriminator(_which)
]


class Counts(Frozen):
    """How many journeys there are of each outcome."""

    planned: int = 0
    done: int = 0
    unchanged: int = 0
    refused: int = 0
    unknown: int = 0


class BulkAnswer(Frozen):
    """What became of the act in each journey, or (`sent` False) would, in the order of the request.

    `unknown` are those of which no answer came in time, or that were not sent any more; then `notice` says what to do.
    """

    sent: bool
    counts: Counts
    journeys: tuple[JourneyOutcome, ...]
    notice: str | None = None


class _Partly(Exception):
    """Some of it is not known to be done: the answer is given, and not kept, so that the same again goes on."""

    def __init__(self, answer: BulkAnswer) -> None:
        self.answer = answer
        super().__init__("not every outcome is known")


async def carry_out(
    services: Services, caller: Caller, key: str, digest: str, wish: OfNamed | OfSelected
) -> BulkAnswer:
    """Do an act in the journeys that are meant, or with `preview` say what would become of it.

    `digest` is what was asked for; the same with the same key does nothing twice, and what was left. Raises
    `NoRoleForAct`, `ReasonMissing`, `NotValid`, `NoSuch`, `CannotBeDone`, and what `once` raises.
    """
    allowed = RULES[wish.act.kind].roles
    if wish.role not in allowed:
        raise NoRoleForAct(act=wish.act.kind, allowed=", ".join(allowed))
    now = datetime.now(UTC)
    if wish.preview:
        return _answer([of.expected for of in await _ahead(services, caller, None, wish, now)], sent=False)
    if wish.role is Role.OPERATOR and wish.reason is None:
        raise ReasonMissing(where="send `reason` beside the act")

    async def do() -> BulkAnswer:
        ahead = await _ahead(services, caller, command_id(caller.person, key), wish, now)
        await _note(services, caller, wish, ahead)
        answer = _answer(await send_all(services.desk, ahead, lambda: None, within=WITHIN), sent=True)
        if answer.counts.unknown:
            raise _Partly(answer)
        return answer

    try:
        return await once(services, caller, key, digest, do, answer=BulkAnswer)
    except _Partly as partly:
        return partly.answer


async def _ahead(
    services: Services, caller: Caller, command: str | None, wish: OfNamed | OfSelected, now: datetime
) -> tuple[Ahead, ...]:
    """What is expected in each journey that is meant; dates only where it is looked at, for that takes its time."""
    journeys = await _meant(services, wish, now)
    if journeys:
        await check_files(services, caller, journeys[0], wish.act, None)
    wanted = Undertaking(Actor(person=caller.person, role=wish.role), lambda _: wish.act, command)
    selecting = Selecting(services.pool)
    return await look_ahead(
        Reading(services.pool), journeys, wanted, now, lambda: None, selecting=selecting, dates=wish.preview
    )


async def _meant(services: Services, wish: OfNamed | OfSelected, now: datetime) -> Sequence[str]:
    """The journeys that are meant. Raises `NotValid` for one that does not exist, `NoSuch`, `CannotBeDone`."""
    if isinstance(wish, OfNamed):
        return await named(services, wish.journeys)
    return await selected(services, wish.select, now)


async def named(services: Services, journeys: Sequence[str]) -> Sequence[str]:
    """Journeys that a body's `journeys` names, each once. Raises `NotValid` for one that does not exist."""
    known = await Selecting(services.pool).known(journeys)
    wrong = tuple(
        FieldProblem(where=f"body.journeys.{at}", message=f"there is no journey {journey}")
        for at, journey in enumerate(journeys)
        if journey not in known
    )
    if wrong:
        raise NotValid(errors=wrong)
    return tuple(dict.fromkeys(journeys))


async def selected(services: Services, wanted: Selection, now: datetime, *, most: int = MOST_JOURNEYS) -> Sequence[str]:
    """The journeys of a cohort that fit now. Raises `NoSuch` for the cohort, and `CannotBeDone` for too many."""
    selecting = Selecting(services.pool)
    found = await selecting.journeys(wanted, now)
    if not found and not await selecting.cohort_known(wanted.cohort):
        raise NoSuch(what="cohort", id=wanted.cohort)
    if len(found) > most:
        raise CannotBeDone(why=f"{len(found)} journeys fit; {most} are taken at once. Select fewer.")
    return found


async def _note(services: Services, caller: Caller, wish: BulkWish, ahead: Sequence[Ahead]) -> None:
    """What an operator does is in the audit of each journey before it is done."""
    if wish.role is not Role.OPERATOR or wish.reason is None:
        return
    audit = Audit(services.pool)
    for of in ahead:
        if of.expected.outcome is Outcome.PLANNED:
            await audit.note(
                person=caller.person,
                via=caller.via,
                action=f"act {wish.act.kind}",
                subject=of.state.id,
                reason=wish.reason,
            )


def _answer(outcomes: Sequence[JourneyOutcome], *, sent: bool) -> BulkAnswer:
    counted: dict[str, Any] = Counter(outcome.outcome.value for outcome in outcomes)
    counts = Counts(**counted)
    return BulkAnswer(sent=sent, counts=counts, journeys=tuple(outcomes), notice=MAY_GO_ON if counts.unknown else None)
