"""The drills that are under way on a local stack: a file each in its folder, with what is needed to end it."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, ValidationError

from domain.shape import Frozen
from workers.local.held import FOLDER


class Standing(Frozen):
    """A drill under way: its kind, the journey it concerns, and what has to be given back."""

    kind: str
    journey: str | None = None
    keeps: dict[str, str] = Field(default_factory=dict)


def _file(folder: Path, kind: str) -> Path:
    return folder / FOLDER / f"{kind}.json"


def begin(folder: Path, standing: Standing) -> None:
    """Note a drill, whole or not at all."""
    file = _file(folder, standing.kind)
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(standing.model_dump_json(), encoding="utf-8")
    os.replace(new, file)


def find(folder: Path, kind: str) -> Standing | None:
    """The drill of a kind that is under way; None where there is none."""
    try:
        return Standing.model_validate_json(_file(folder, kind).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValidationError):
        return None


def under_way(folder: Path) -> tuple[str, ...]:
    """The kinds of the drills that are under way."""
    return tuple(sorted(file.stem for file in (folder / FOLDER).glob("*.json")))


def end(folder: Path, kind: str) -> None:
    """Note that a drill has ended."""
    _file(folder, kind).unlink(missing_ok=True)


def command_to_end(folder: Path, kind: str) -> str | None:
    """The command that ends the drill of a kind; None where none is under way."""
    return f"bimtek drill {kind} --end" if find(folder, kind) is not None else None
