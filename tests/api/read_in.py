"""Reads in what commands need, for a process that commands are forked from (`tests/api/typed.py`)."""

from api.cli import program
from workers import connections, settings

program()

__all__ = ["connections", "settings"]
