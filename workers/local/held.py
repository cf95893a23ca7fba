"""Parts that a drill holds: a file `<part>.down` or `<part>.frozen` in the stack's folder `drill` says so."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

FOLDER = "drill"


class Held(StrEnum):
    """How a part is held."""

    DOWN = "down"
    FROZEN = "frozen"


def hold(folder: Path, part: str, how: Held) -> None:
    """Have the supervisor hold a part, such as `worker`, within a second."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / FOLDER / f"{part}.{how}").touch()


def let_go(folder: Path, part: str) -> None:
    """Have the supervisor let go of a part within a second."""
    for how in Held:
        (folder / FOLDER / f"{part}.{how}").unlink(missing_ok=True)


def held(folder: Path, part: str) -> Held | None:
    """How a part is held; None where it is not."""
    return next((how for how in Held if (folder / FOLDER / f"{part}.{how}").exists()), None)
