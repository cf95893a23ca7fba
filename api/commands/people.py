"""`bimtek people`: who has which part, and how they get in."""

from __future__ import annotations

import typer

app = typer.Typer(help="People: their roles, and how they get in.", no_args_is_help=True)
