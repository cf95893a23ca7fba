"""The blows of a fault run: what can befall which part, and `draw`, which makes the same list from the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What befalls a part."""

    KILL = "kill"
    """kill -9; the part is started again after a while."""
    FREEZE = "freeze"
    """SIGSTOP of the part and its children, SIGCONT after a while."""
    CUT = "cut"
    """The network between two parts: every connection ends, and each new one at once."""
    HANG = "hang"
    """Connections stay open and are taken, and nothing passes; what was sent passes afterwards."""
    SWALLOW = "swallow"
    """The same, and afterwards every connection ends: what was sent meanwhile never arrives."""
    DELAY = "delay"
    """Everything passes, but later."""
    POST = "post"
    """The mail server does as `Manner` says."""
    DISK = "disk"
    """No room is left where files and histories are kept."""
    TWO = "two"
    """A second worker takes over from a frozen one, which goes on later; then one of the two is killed."""
    CLOCK = "clock"
    """kill -9, and the part comes back with another time of day."""
    JUMP = "jump"
    """Weeks go by at once in a few journeys, right after an act."""


class Part(StrEnum):
    """What can be killed and frozen."""

    WORKER = "worker"
    TEMPORAL = "temporal"
    POSTGRES = "postgres"
    HTTP = "http"
    MAIL = "mail"


class Pair(StrEnum):
    """Two parts and what lies between them; the first calls the second."""

    WORKER_TEMPORAL = "worker-temporal"
    WORKER_POSTGRES = "worker-postgres"
    WORKER_MAIL = "worker-mail"
    HTTP_TEMPORAL = "http-temporal"
    HTTP_POSTGRES = "http-postgres"


class Manner(StrEnum):
    """How a mail server does its work."""

    HONEST = "honest"
    SLOW = "slow"
    """It takes four seconds for each mail."""
    BUSY = "busy"
    """It refuses every mail for now (451)."""
    HANGS = "hangs"
    """It takes a mail, answers nothing, and has not kept it."""
    UNANSWERED = "unanswered"
    """It keeps a mail and closes the connection instead of saying so."""
    DROPS = "drops"
    """It says 250 and throws the mail away."""


@dataclass(frozen=True)
class Blow:
    """One blow: `target` is a part, a pair or a manner, empty where there is only one; `seconds` is how long it lasts.

    `amount` is what else was drawn: seconds of delay, days of a clock or a jump, which of two workers is killed.
    """

    number: int
    kind: Kind
    target: str
    seconds: float
    amount: float = 0.0

    def __str__(self) -> str:
        more = {
            Kind.DELAY: f", each piece {self.amount:.1f} s late",
            Kind.CLOCK: f", its clock {self.amount * 24:+.1f} h off",
            Kind.JUMP: f" {self.amount:.0f} days",
            Kind.TWO: f", then the {'first' if self.amount < 0.5 else 'second'} is killed",
        }.get(self.kind, "")
        return f"{self.kind} {self.target}".rstrip() + f"{more}, {self.seconds:.1f} s"


KINDS: tuple[tuple[Kind, str], ...] = (
    *((Kind.KILL, part) for part in Part),
    *((Kind.FREEZE, part) for part in Part),
    *((kind, pair) for kind in (Kind.CUT, Kind.HANG, Kind.SWALLOW, Kind.DELAY) for pair in Pair),
    *((Kind.POST, manner) for manner in Manner if manner is not Manner.HONEST),
    (Kind.DISK, ""),
    (Kind.TWO, ""),
    *((Kind.CLOCK, part) for part in (Part.WORKER, Part.HTTP, Part.POSTGRES)),
    (Kind.JUMP, ""),
)
"""Every blow there is. A drawing has each once before it has any of them again."""
MORE_OFTEN: tuple[tuple[Kind, str], ...] = (
    *((Kind.KILL, part) for part in (Part.WORKER, Part.TEMPORAL, Part.POSTGRES, Part.HTTP)),
    *((Kind.FREEZE, part) for part in (Part.WORKER, Part.TEMPORAL, Part.POSTGRES, Part.HTTP)),
    (Kind.DISK, ""),
    (Kind.JUMP, ""),
)
"""What falls twice in each round."""
SHORTEST, LONGEST = 0.3, 5.0
"""Seconds that a blow lasts; starting a part again comes on top."""


def draw(seed: int, least: int = 100, kinds: Sequence[tuple[Kind, str]] = KINDS + MORE_OFTEN) -> tuple[Blow, ...]:
    """At least so many blows, in whole rounds: each round has all `kinds`, in an order drawn from the seed."""
    drawn = random.Random(seed)
    blows: list[Blow] = []
    while len(blows) < least:
        for kind, target in drawn.sample(list(kinds), len(kinds)):
            seconds = drawn.uniform(SHORTEST, LONGEST)
            blows.append(Blow(len(blows) + 1, kind, target, round(seconds, 1), _amount(drawn, kind, target)))
    return tuple(blows)


def _amount(drawn: random.Random, kind: Kind, target: str) -> float:
    match kind:
        case Kind.DELAY:
            return round(drawn.uniform(0.05, 0.4), 2)
        case Kind.CLOCK:
            # A worker may be off by weeks. Sign-ins of the other two's making last a day.
            most = 40.0 if target is Part.WORKER else 0.4
            return round(drawn.uniform(-most, most), 2)
        case Kind.JUMP:
            return float(drawn.randint(7, 28))
        case Kind.TWO:
            return round(drawn.random(), 2)
        case _:
            return 0.0
