"""Tells an act that only a repair sends from one that nobody knows, where neither is taken: `repair_in`."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic_core import ErrorDetails

from domain.errors import OnlyByRepair
from domain.roles import REPAIR_ACTS

WRONG_TAG = "union_tag_invalid"
"""What pydantic calls a value whose kind is none of those that are expected."""


def repair_in(found: Iterable[ErrorDetails]) -> OnlyByRepair | None:
    """The refusal for an act of a repair among what pydantic found wrong; None where there is none."""
    for error in found:
        tag = error.get("ctx", {}).get("tag") if error["type"] == WRONG_TAG else None
        if tag in REPAIR_ACTS:
            return OnlyByRepair(act=tag)
    return None
