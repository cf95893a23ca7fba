"""A bar on the error output that shows up only when something takes a while."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

QUIET_FOR = 2.0
"""Seconds after which it is shown."""


class Bar:
    """Counts up to `total`; without a terminal it shows nothing."""

    def __init__(self, doing: str, total: int) -> None:
        columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        screen = Console(stderr=True)
        self._progress = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
        self._task = self._progress.add_task(doing, total=total)
        self._began = time.monotonic()
        self._shown = False

    def __enter__(self) -> Bar:
        return self

    def more(self, count: int = 1) -> None:
        """So many more are done."""
        self._progress.advance(self._task, count)
        if not self._shown and time.monotonic() - self._began > QUIET_FOR:
            self._shown = True
            self._progress.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            self._progress.stop()
