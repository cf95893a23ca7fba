"""The base of every event: import `Event` to define one, and list it in `domain.events.JourneyEvent`."""

from __future__ import annotations

from typing import Any

from pydantic import SerializerFunctionWrapHandler, model_serializer

from domain.shape import Frozen


class Event(Frozen):
    """Something that happened to a journey."""

    kind: str

    @model_serializer(mode="wrap")
    def _always_with_kind(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"kind": self.kind, **handler(self)}
