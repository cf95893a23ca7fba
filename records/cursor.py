"""Where a page of a list ended, as a text that a client hands back: `written` and `read`."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, Field

from domain.shape import Frozen

P = TypeVar("P", bound=Frozen)

Moment = Annotated[AwareDatetime, Field(ge=datetime(2, 1, 1, tzinfo=UTC), le=datetime(9998, 1, 1, tzinfo=UTC))]
"""An instant in a place: one that stays an instant in every zone, for a client may hand back what it likes."""


class CursorBroken(ValueError):
    """The place to go on from was not given by a page of this list."""


def written(place: Frozen) -> str:
    """A place as text, safe in an address."""
    return base64.urlsafe_b64encode(place.model_dump_json().encode()).decode().rstrip("=")


def read(cursor: str, place: type[P]) -> P:
    """The place that a text stands for. Raises `CursorBroken` for a text of another list, or of nobody."""
    try:
        return place.model_validate_json(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:  # pydantic's and binascii's errors are ValueErrors
        raise CursorBroken(f"“{cursor[:80]}” is not the `next` of a page") from error
