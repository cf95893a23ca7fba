"""What an action plan comes to: programmes and budget by pillar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.values import ProgrammeRow
from domain.vocabulary import Pillar


@dataclass(frozen=True)
class PillarTotal:
    """The programmes of a pillar and what they cost over all years, in whole rupiah."""

    pillar: Pillar
    programmes: int
    budget: int


def totals_of(programmes: Sequence[ProgrammeRow]) -> tuple[PillarTotal, ...]:
    """One total for each pillar, in the programme's order, those without a programme too; none for an empty plan."""
    if not programmes:
        return ()
    return tuple(
        PillarTotal(
            pillar,
            sum(1 for row in programmes if row.pillar is pillar),
            sum(row.budget for row in programmes if row.pillar is pillar),
        )
        for pillar in Pillar
    )
