"""A bar on the error output that shows up only when something takes a while."""

from __future__ import annotations

import threading
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, TextColumn, TimeElapsedColumn

QUIET_FOR = 2.0
"""Seconds after which it is shown."""


class Bar:
    """Counts up to `total`, or without one only shows that work goes on; without a terminal it shows nothing.

    Nothing else may write to the terminal, or ask there, until it is over.
    """

    def __init__(self, doing: str, total: int | None = None) -> None:
        counted: tuple[ProgressColumn, ...] = () if total is None else (MofNCompleteColumn(),)
        columns = (TextColumn(doing), BarColumn(), *counted, TimeElapsedColumn())
        screen = Console(stderr=True)
        self._progress = Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
        self._task = self._progress.add_task(doing, total=total)
        self._waiting = threading.Timer(QUIET_FOR, self._show)
        self._waiting.daemon = True
        self._turn = threading.Lock()
        self._over = False

    def __enter__(self) -> Bar:
        if not self._progress.disable:
            self._waiting.start()
        return self

    def more(self, count: int = 1) -> None:
        """So many more are done."""
        self._progress.advance(self._task, count)

    def of(self, total: int) -> None:
        """It turns out that there are so many."""
        self._progress.update(self._task, total=total)

    def _show(self) -> None:
        with self._turn:
            if not self._over:
                self._progress.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._waiting.cancel()
        with self._turn:
            self._over = True
            self._progress.stop()
