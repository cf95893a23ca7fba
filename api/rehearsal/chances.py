"""How people behave by chance: `Chances` says how likely what is, `DrawnPace` and `drawn_traits` draw from a seed.

The shapes of these distributions are assumptions for planning, not findings about anybody.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from api.cast import sample
from api.cast.traits import Traits, begun
from domain.model import Turn
from domain.vocabulary import Party, Task

LATE_PARTIES = (Party.REGION, Party.MENTORS, Party.APPROVERS, Party.PROGRAMME)
"""The parties that can be late: the others wait for an agreed date or for nothing."""


@dataclass(frozen=True)
class Chances:
    """How likely people are to do what. Probabilities are 0 to 1, days are working days."""

    late: tuple[tuple[Party, float], ...] = ()
    """For each party, how likely it is to miss a deadline; a party not named never does."""
    mean_delay: float = 5.0
    """Days past the deadline of those who are late, on average: geometric, at least one."""
    earliest_share: float = 0.2
    """The punctual take a share of the days given, evenly spread from this one to all of them."""
    revision: float = 0.3
    """That a round asks for a revision; the same in every round."""
    modification: float = 0.05
    """That the examiners require a modification, once."""
    adoption_days: tuple[int, int] = (30, 150)
    """Days from publication to the adopting regulation, evenly spread between these two."""

    def of(self, party: Party) -> float:
        """How likely a party is to miss a deadline."""
        return dict(self.late).get(party, 0.0)


@dataclass
class DrawnPace:
    """How long the people of one region take in one run.

    Each turn has draws of its own, named by its task and by how often that task came: another chance of being late
    elsewhere changes nothing in them.
    """

    chances: Chances
    name: str
    """What the draws are seeded with: seed, run and region."""
    _drawn: dict[tuple[Task, datetime], int] = field(default_factory=dict)
    _turns: Counter[Task] = field(default_factory=Counter)

    def days(self, turn: Turn) -> int:
        """How many working days after it began the turn is taken."""
        if turn.allowance is None:
            return 1
        known = (turn.task, begun(turn))
        if known not in self._drawn:
            self._turns[turn.task] += 1
            self._drawn[known] = self._draw(turn, turn.allowance, self._turns[turn.task])
        return self._drawn[known]

    def _draw(self, turn: Turn, allowance: int, occurrence: int) -> int:
        draw = random.Random(f"{self.name}/{turn.task}/{occurrence}")
        late = draw.random() < self.chances.of(turn.party)
        share = draw.uniform(self.chances.earliest_share, 1.0)
        if not late:
            return min(max(1, math.ceil(share * allowance)), max(allowance, 1))
        delay = 1
        while draw.random() >= 1 / self.chances.mean_delay:
            delay += 1
        return allowance + delay


def drawn_traits(chances: Chances, name: str, number: int, mentors: int = sample.MENTORS) -> Traits:
    """What happens to a region in one run: its revisions, a modification, its adoption. `name` seeds the draws."""
    draw = random.Random(f"{name}/traits")
    adopts_after = draw.randint(*chances.adoption_days)
    modification = draw.random() < chances.modification
    revisions = 0
    while draw.random() < chances.revision:
        revisions += 1
    return Traits(
        number=number,
        revisions=revisions,
        requires_modification=modification,
        adopts_after=adopts_after,
        mentors=mentors,
    )
