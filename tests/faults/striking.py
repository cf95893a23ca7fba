"""`Striker` lets the blows fall one after the other while journeys are played; after each all is whole again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults.blows import Blow, Kind, Manner, Pair, Part
from tests.faults.clocks import shifted
from tests.faults.pace import Pace
from tests.faults.post_office import set_manner
from tests.faults.stand import Stand, freeze, second_worker, thaw
from workers.local.child import Child, ChildFailed

JUMPING = 3
"""How many journeys a jump moves."""
STARTS = 3
"""How often a part is started before that is a failure: what it needs may be away just then."""


@dataclass(frozen=True)
class Fallen:
    """A blow that fell: when, after how many acts, and how long it took until everything was whole again."""

    blow: Blow
    at: datetime
    acts: int
    took: float
    left_out: str = ""
    """Why it could not fall on this machine; empty when it did."""

    def line(self) -> dict[str, Any]:
        """As it is written down."""
        return {
            "number": self.blow.number,
            "at": self.at.isoformat(timespec="milliseconds"),
            "kind": str(self.blow.kind),
            "target": str(self.blow.target),
            "what": str(self.blow),
            "after_acts": self.acts,
            "took_seconds": round(self.took, 1),
            "left_out": self.left_out,
        }


@dataclass
class Striker:
    """Lets `blows` fall on the stand, each when `pace` says that it is time."""

    stand: Stand
    blows: Sequence[Blow]
    pace: Pace
    say: Callable[[str], None]
    fallen: list[Fallen] = field(default_factory=list)
    _shifted: set[Part] = field(default_factory=set)

    async def watch(self, progress: Callable[[], float]) -> None:
        """Let every blow fall; `progress` (0 to 1) is only told of."""
        for blow in self.blows:
            await self.pace.until_due(blow.number)
            at, began, acts = datetime.now(UTC), time.monotonic(), self.pace.acts
            await self.pace.fell(blow.number)
            self.say(f"{blow.number:3} of {len(self.blows)}: {blow} (after {acts} acts, {progress():.0%})")
            left_out = await self._strike(blow)
            self.fallen.append(Fallen(blow, at, acts, time.monotonic() - began, left_out))
        for part in sorted(self._shifted):
            await self._again(part)
        await self.pace.open()

    async def _strike(self, blow: Blow) -> str:
        """Let one blow fall, wait, and mend what it broke; gives why it could not fall."""
        match blow.kind:
            case Kind.KILL:
                await self.stand.part(Part(blow.target)).kill()
                await asyncio.sleep(blow.seconds)
                await self._again(Part(blow.target))
            case Kind.FREEZE:
                frozen = freeze(self.stand.part(Part(blow.target)))
                try:
                    await asyncio.sleep(blow.seconds)
                finally:
                    thaw(frozen)
            case Kind.CUT | Kind.HANG | Kind.SWALLOW | Kind.DELAY:
                await self._on_wire(blow)
            case Kind.POST:
                set_manner(self.stand.folder, Manner(blow.target))
                await asyncio.sleep(blow.seconds)
                set_manner(self.stand.folder, Manner.HONEST)
            case Kind.DISK:
                return await self._full_disk(blow)
            case Kind.TWO:
                await self._two_workers(blow)
            case Kind.CLOCK:
                return await self._other_time(blow)
            case Kind.JUMP:
                self.stand.jumps += [int(blow.amount)] * JUMPING
        return ""

    async def _on_wire(self, blow: Blow) -> None:
        wire = self.stand.wires[Pair(blow.target)]
        match blow.kind:
            case Kind.CUT:
                wire.cut()
            case Kind.DELAY:
                wire.slow(blow.amount)
            case _:
                wire.hang()
        try:
            await asyncio.sleep(blow.seconds)
        finally:
            wire.mend(lost=blow.kind is Kind.SWALLOW)

    async def _full_disk(self, blow: Blow) -> str:
        disk = self.stand.disk
        if disk is None:
            return "no file system of a few megabytes could be made"
        try:
            disk.fill()
            await asyncio.sleep(blow.seconds)
        finally:
            disk.free()
        return ""

    async def _two_workers(self, blow: Blow) -> None:
        """The second works while the first stands still, then both do; one of them is killed, the other stays."""
        stack = self.stand.stack
        first, second = self.stand.part(Part.WORKER), second_worker(self.stand, blow.number)
        try:
            await self._started(second)
            frozen = freeze(first)
            try:
                await asyncio.sleep(blow.seconds)
            finally:
                thaw(frozen)
            await asyncio.sleep(1.0)
            goes = first if blow.amount < 0.5 else second
            await goes.kill()
            if goes is first:
                stack.worker = second
                self._shifted.discard(Part.WORKER)
        finally:
            if stack.worker is not second:
                await second.kill()

    async def _other_time(self, blow: Blow) -> str:
        if self.stand.clock is None:
            return "there is no C compiler to make the library that shifts a clock"
        part = Part(blow.target)
        child = self.stand.part(part)
        await child.kill()
        own = dict(child.env)
        child.env = {**own, **shifted(self.stand.clock, timedelta(days=blow.amount))}
        try:
            await self._started(child)
            if str(self.stand.clock) not in _loaded(child):
                raise RuntimeError(f"the clock of {part} was not shifted")
        finally:
            child.env = own  # the next start is by the machine's own clock
        self._shifted.add(part)
        await asyncio.sleep(blow.seconds)
        return ""

    async def _again(self, part: Part) -> None:
        """Start a part by the machine's own clock, ending it first when it runs."""
        child = self.stand.part(part)
        await child.kill()
        await self._started(child)
        self._shifted.discard(part)

    async def _started(self, child: Child) -> None:
        for attempt in range(1, STARTS + 1):
            try:
                await child.start()
            except ChildFailed as failure:
                self.say(f"{child.name} did not start (attempt {attempt}): {failure}")
                if attempt == STARTS:
                    raise
            else:
                return


def _loaded(child: Child) -> str:
    """What a process has loaded."""
    with open(f"/proc/{child.pid}/maps", encoding="utf-8") as maps:
        return maps.read()
