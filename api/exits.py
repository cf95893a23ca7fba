"""The exit codes of `bimtek`, and `Failure`, which ends a command with one of them and one clear line."""

from __future__ import annotations

FINE = 0
WRONG = 1
"""What was asked for was refused, or a check found something wrong."""
USAGE = 2
"""The command line itself is wrong (set by Typer)."""
NOT_REACHABLE = 3
"""A server could not be reached."""


class Failure(Exception):
    """Ends a command: the message says what is wrong and how to mend it."""

    def __init__(self, message: str, code: int = WRONG) -> None:
        super().__init__(message)
        self.code = code
