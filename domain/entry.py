"""A line of the journal: an event with its number, its times, whose act it was, and its place in the hash chain."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated

from pydantic import AwareDatetime, Field, WithJsonSchema

from domain.events import JourneyEvent
from domain.messages import Actor
from domain.shape import Frozen, Key, Line, Person, Sha256
from domain.values import OnBehalf

GENESIS = "0" * 64
"""The hash before the first entry."""


_ANY_EVENT = {
    "type": "object",
    "title": "Event",
    "description": "What its kind says besides is the kind's own.",
    "required": ["kind"],
    "properties": {"kind": {"type": "string", "examples": ["gate_passed"]}},
    "additionalProperties": True,
}
"""Events write their kind themselves, so their own schemas say nothing by which one is told from another."""


class Entry(Frozen):
    """One line of a journey's journal.

    `seq` is dense from 1. `at` is the workflow's time; `effective` the time the act counts from, which is earlier for
    an act on behalf. `actor` is None for what the engine did by itself. `hash` is over everything else.
    """

    journey: Key
    seq: int = Field(ge=1)
    at: AwareDatetime
    effective: AwareDatetime
    actor: Actor | None = None
    on_behalf: OnBehalf | None = None
    command: Line | None = None
    event: Annotated[JourneyEvent, WithJsonSchema(_ANY_EVENT)]
    previous: Sha256
    hash: Sha256 = GENESIS

    @property
    def whose(self) -> Person | None:
        """Whose act it was: the sender's, or that of the person in whose name it was recorded; None for the engine."""
        if self.on_behalf is not None:
            return self.on_behalf.person
        return self.actor.person if self.actor else None

    def canonical(self) -> str:
        """The text the hash is taken over: JSON with sorted keys, without the hash itself and without defaults."""
        fields = self.model_dump(mode="json", exclude={"hash"}, exclude_defaults=True)
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def sealed(self) -> Entry:
        """A copy with its hash filled in."""
        return self.model_copy(update={"hash": self.true_hash()})

    def true_hash(self) -> str:
        """What `hash` has to be."""
        return hashlib.sha256(self.canonical().encode()).hexdigest()
