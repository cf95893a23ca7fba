"""How a workflow is looked at: by an update that its validator always refuses, with what was asked for in the refusal.

A query would be the obvious way, and does harm: see docs/adr/0024-no-queries.md.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from temporalio.exceptions import ApplicationError

LOOKED = "Looked"
"""The type of the refusal that is an answer."""


class View(StrEnum):
    """What is looked at."""

    STATE = "state"
    """The whole state."""
    HEAD = "head"
    """Number and hash of the last entry, and the last one known to be recorded."""


def seen(found: Any) -> ApplicationError:
    """The refusal that carries what was asked for; it leaves nothing in the history."""
    return ApplicationError("looked", found, type=LOOKED, non_retryable=True)
