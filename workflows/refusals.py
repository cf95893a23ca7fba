"""The one place where a broken rule becomes an error that Temporal carries to the caller."""

from __future__ import annotations

from temporalio.exceptions import ApplicationError

from domain.errors import Refusal


def refused(refusal: Refusal) -> ApplicationError:
    """The error for a refusal: its name as the type, its message, its details; never tried again."""
    details = {name: str(value) for name, value in refusal.details.items()}
    return ApplicationError(str(refusal), details, type=refusal.name, non_retryable=True)
