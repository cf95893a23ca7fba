"""The one place where a broken rule becomes an error that Temporal carries to the caller."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from domain.errors import Refusal


def refused(refusal: Refusal) -> ApplicationError:
    """The error for a refusal: its name as the type, its message, its details; never tried again."""
    details = {name: str(value) for name, value in refusal.details.items()}
    return ApplicationError(str(refusal), details, type=refusal.name, non_retryable=True)


@contextmanager
def refusing() -> Iterator[None]:
    """Carries a refusal raised inside to the caller; any other error suspends the task, as a bug should."""
    try:
        yield
    except Refusal as refusal:
        raise refused(refusal) from refusal


@contextmanager
def validating() -> Iterator[None]:
    """Like `refusing`, for a validator, whose every error Temporal would carry to the caller.

    A bug must not look like a refusal: it is let pass here, for the handler meets it again and suspends the task
    until the code is fixed.
    """
    try:
        with refusing():
            yield
    except ApplicationError:
        raise
    except Exception:
        workflow.logger.exception("validator_failed")
