"""The exit codes of `bimtek`, and `Failure`, which ends a command with one of them and one clear line."""

from __future__ import annotations

FINE = 0
"""Done; or there was nothing to do."""
WRONG = 1
"""What was asked for was refused, or a check found something wrong."""
USAGE = 2
"""The command line itself is wrong: an option is missing or unknown, or has a value that it does not take."""
NOT_REACHABLE = 3
"""A server could not be reached, or did not answer in time: send the same again."""
STOPPED = 130
"""Stopped by Ctrl-C; what was sent before stays done."""
READER_GONE = 141
"""Whoever read the output stopped reading, such as `head`."""

CODES = {
    FINE: "done, or nothing to do",
    WRONG: "refused, or something found wrong",
    USAGE: "wrong command line",
    NOT_REACHABLE: "a server does not answer",
    STOPPED: "stopped by Ctrl-C",
    READER_GONE: "nobody reads the output any more",
}
"""Every code that a command can end with, and what it means."""


class Failure(Exception):
    """Ends a command: the message says what is wrong and how to mend it."""

    def __init__(self, message: str, code: int = WRONG) -> None:
        super().__init__(message)
        self.code = code
