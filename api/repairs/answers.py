"""What is answered about repairs, over HTTP and by the command line with `--json`."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import AwareDatetime, Field

from domain.repairs import Consequence, Rehearsal, Spec, What
from domain.shape import Frozen
from domain.words.phrase import Phrase
from records.repairs import ItemState, Repair, RepairItem, RepairState

FIRST = 20
"""So many journeys are answered with a repair itself."""


class Said(Frozen):
    """A text in both languages."""

    id: str = Field(examples=["Daerah kembali ke tahap penyusunan."])
    en: str = Field(examples=["The journey goes back to drafting."])


class ConsequenceAnswer(Frozen):
    """One thing that a repair leads to."""

    what: What
    said: Said


class RehearsalAnswer(Frozen):
    """What a repair of one journey would lead to, worked out on a copy of its history up to entry `seq`.

    `digest` is what to send when it is proposed. `refused` says why it cannot be done; `dangerous` that a second
    person has to confirm it; `can_be_undone` that another repair takes it back.
    """

    journey: str = Field(examples=["journey-2019-kab-klaten"])
    as_of: AwareDatetime
    seq: int = Field(examples=[41])
    digest: str = Field(examples=["9b71d224bd62f3785d96d46ad3ea3d73319bfbc2890caadae2dff72519673ca7"])
    consequences: tuple[ConsequenceAnswer, ...] = ()
    dangerous: bool = False
    can_be_undone: bool = False
    refused: Said | None = None


class RehearsalsAnswer(Frozen):
    """A repair rehearsed in each journey, in the order asked for; `dangerous` where it is in one of them."""

    dangerous: bool
    items: tuple[RehearsalAnswer, ...]


class ItemAnswer(Frozen):
    """A repair in one journey: what it was rehearsed to lead to, and what became of it."""

    place: int = Field(examples=[1])
    journey: str = Field(examples=["journey-2019-kab-klaten"])
    region_code: str | None = Field(default=None, examples=["33.10"])
    region_name: str | None = Field(default=None, examples=["Kabupaten Klaten"])
    state: ItemState
    result: Said | None = None
    attempts: int = 0
    done_at: AwareDatetime | None = None
    rehearsal: RehearsalAnswer


class RepairLine(Frozen):
    """A repair: what is done, why, by whom, and how it stands; `counts` are its journeys by state.

    `pace` is in how many journeys a minute; `undoes` the repair that it takes back, `undone_by` the one that took it
    back.
    """

    number: int = Field(examples=[17])
    spec: Spec
    reason: str
    state: RepairState
    dangerous: bool
    proposed_by: str = Field(examples=["operator"])
    proposed_at: AwareDatetime
    confirmed_by: str | None = Field(default=None, examples=["pengelola-program"])
    confirmed_at: AwareDatetime | None = None
    pace: int | None = None
    undoes: int | None = None
    undone_by: int | None = None
    ended_at: AwareDatetime | None = None
    counts: dict[ItemState, int] = Field(examples=[{"done": 1}])


class RepairAnswer(RepairLine):
    """A repair with the first 20 of its journeys."""

    items: tuple[ItemAnswer, ...]


class RepairPage(Frozen):
    """Repairs, the newest first; `next` leads to the page after."""

    items: tuple[RepairLine, ...]
    next: str | None


class ItemPage(Frozen):
    """Journeys of a repair, in its order; `next` leads to the page after."""

    items: tuple[ItemAnswer, ...]
    next: str | None


def rehearsals_answer(rehearsals: Sequence[Rehearsal]) -> RehearsalsAnswer:
    """Rehearsals as they are answered."""
    dangerous = any(each.dangerous and each.refused is None for each in rehearsals)
    return RehearsalsAnswer(dangerous=dangerous, items=tuple(rehearsal_answer(each) for each in rehearsals))


def rehearsal_answer(rehearsal: Rehearsal) -> RehearsalAnswer:
    """A rehearsal as it is answered."""
    return RehearsalAnswer(
        journey=rehearsal.journey,
        as_of=rehearsal.as_of,
        seq=rehearsal.seq,
        digest=rehearsal.digest(),
        consequences=tuple(_consequence(each) for each in rehearsal.consequences),
        dangerous=rehearsal.dangerous,
        can_be_undone=rehearsal.undo is not None,
        refused=_said(rehearsal.refused),
    )


def item_answer(item: RepairItem) -> ItemAnswer:
    """A journey of a repair as it is answered."""
    return ItemAnswer(
        place=item.place,
        journey=item.journey,
        region_code=item.region_code,
        region_name=item.region_name,
        state=item.state,
        result=_said(item.result),
        attempts=item.attempts,
        done_at=item.done_at,
        rehearsal=rehearsal_answer(item.rehearsal),
    )


def repair_line(repair: Repair) -> RepairLine:
    """A repair as lists have it."""
    return RepairLine(**{name: getattr(repair, name) for name in RepairLine.model_fields})


def repair_answer(repair: Repair, items: Sequence[RepairItem]) -> RepairAnswer:
    """A repair as it is answered, with the first of its journeys."""
    shown = tuple(item_answer(item) for item in items[:FIRST])
    return RepairAnswer(**{name: getattr(repair, name) for name in RepairLine.model_fields}, items=shown)


def _consequence(each: Consequence) -> ConsequenceAnswer:
    return ConsequenceAnswer(what=each.what, said=Said(id=each.said.id, en=each.said.en))


def _said(phrase: Phrase | None) -> Said | None:
    return Said(id=phrase.id, en=phrase.en) if phrase is not None else None
