"""The programme's progress for the public: the regions of every intake by stage, as bars and as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fastapi import APIRouter, Response

from api.http.access import MaybeSignedIn
from api.http.asking import CohortId
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.pages.aim import aim_of
from api.pages.rendering import Showing
from domain.vocabulary import Stage, Status
from domain.words.names import name_of
from domain.words.phrase import Phrase
from records.progress import Progress, ProgressCount, RegionProgress

router = APIRouter(include_in_schema=False)

WIDTH = 1000
"""The length of a whole bar, in its own measure."""


class Standing(StrEnum):
    """Where a region is, as the public is shown it: not yet begun, in a stage, through, or out."""

    WAITING = "waiting"
    KICKOFF = "kickoff"
    DRAFTING = "drafting"
    MENTOR_REVIEW = "mentor_review"
    APPROVAL = "approval"
    PUBLICATION = "publication"
    DONE = "done"
    OUT = "out"


CALLED: dict[Standing, Phrase] = {
    Standing.WAITING: Phrase("belum dibuka", "not opened yet"),
    Standing.DONE: Phrase("masterplan terbit", "plan published"),
    Standing.OUT: Phrase("tidak selesai", "not completed"),
    **{Standing(stage): name_of(stage) for stage in Stage},
}


@dataclass(frozen=True)
class Piece:
    """A piece of an intake's bar: so many regions, from where, how long."""

    standing: Standing
    regions: int
    x: float
    width: float


@dataclass(frozen=True)
class Intake:
    """An intake as the page shows it."""

    cohort: str
    title: str
    simulated: bool
    regions: int
    pieces: tuple[Piece, ...]

    def of(self, standing: Standing) -> int:
        """How many of its regions stand there."""
        return sum(piece.regions for piece in self.pieces if piece.standing is standing)


@router.get("/progress")
async def progress(caller: MaybeSignedIn, services: Serving, pages: Showing) -> Response:
    """How far the programme is: towards its target, and every intake."""
    intakes = intakes_of(await Progress(services.pool).counts())
    aim = await aim_of(services.pool)
    return await pages.page(
        "public/progress.html", caller, aim=aim, intakes=intakes, standings=tuple(Standing), called=CALLED, bar=WIDTH
    )


@router.get("/progress/{cohort}")
async def intake(cohort: CohortId, caller: MaybeSignedIn, services: Serving, pages: Showing) -> Response:
    """Which regions of an intake are where."""
    records = Progress(services.pool)
    shown = next((one for one in intakes_of(await records.counts()) if one.cohort == cohort), None)
    if shown is None:
        raise NoSuch(what="cohort", id=cohort)
    regions = await records.regions(cohort)
    return await pages.page(
        "public/intake.html",
        caller,
        intake=shown,
        groups=grouped(regions),
        standings=tuple(Standing),
        called=CALLED,
        bar=WIDTH,
    )


def standing_of(status: Status, stage: Stage | None) -> Standing:
    """Where a region stands, for the public."""
    match status:
        case Status.SCHEDULED:
            return Standing.WAITING
        case Status.PUBLISHED | Status.COMPLETED_OUTSIDE:
            return Standing.DONE
        case Status.OPEN:
            return Standing(stage) if stage is not None else Standing.WAITING
        case _:
            return Standing.OUT


def intakes_of(counts: Iterable[ProgressCount]) -> list[Intake]:
    """Every intake with its bar, the newest first; what is simulated is an intake of its own.

    Intakes of one title are told apart by their ids.
    """
    found: dict[tuple[str, bool], list[ProgressCount]] = {}
    for count in counts:
        found.setdefault((count.cohort, count.simulated), []).append(count)
    called = {cohort: lines[0].title or cohort for (cohort, _), lines in found.items()}
    often = Counter(called.values())
    return [
        Intake(
            cohort=cohort,
            title=called[cohort] if often[called[cohort]] == 1 else f"{called[cohort]} ({cohort})",
            simulated=simulated,
            regions=sum(line.regions for line in lines),
            pieces=_bar(lines),
        )
        for (cohort, simulated), lines in sorted(found.items(), reverse=True)
    ]


def grouped(regions: Sequence[RegionProgress]) -> list[tuple[Standing, list[RegionProgress]]]:
    """The regions by where they stand, in the order of the stages; where nobody stands is left out."""
    by = {standing: [one for one in regions if standing_of(one.status, one.stage) is standing] for standing in Standing}
    return [(standing, found) for standing, found in by.items() if found]


def _bar(lines: Sequence[ProgressCount]) -> tuple[Piece, ...]:
    whole = sum(line.regions for line in lines)
    pieces, x = [], 0.0
    for standing in reversed(Standing):
        regions = sum(line.regions for line in lines if standing_of(line.status, line.stage) is standing)
        if regions:
            width = WIDTH * regions / whole
            pieces.append(Piece(standing, regions, round(x, 2), round(width, 2)))
            x += width
    return tuple(pieces)
