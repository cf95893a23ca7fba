"""Bring a database to the newest schema with dbmate: plain SQL files, forward only."""

from __future__ import annotations

import importlib.resources
import shutil
import subprocess
import sys
from pathlib import Path


class MigrationFailed(Exception):
    """A migration was not applied; the message is dbmate's own."""


def migrations_folder() -> Path:
    """The folder of the migrations, inside the installed package."""
    return Path(str(importlib.resources.files("records"))) / "migrations"


def _dbmate() -> str:
    beside = Path(sys.executable).parent / "dbmate"
    found = str(beside) if beside.exists() else shutil.which("dbmate")
    if found is None:
        raise MigrationFailed("the program `dbmate` is missing; run `make setup`")
    return found


def migrate(dsn: str) -> None:
    """Apply every migration that is missing. Raises `MigrationFailed` and leaves the failing one undone."""
    command = [_dbmate(), "--no-dump-schema", "--migrations-dir", str(migrations_folder()), "migrate"]
    done = subprocess.run(command, env={"DATABASE_URL": dsn}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise MigrationFailed((done.stderr or done.stdout).strip())
