"""`bimtek backup` and `bimtek restore`: a local stack as one file, and back."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.bar import Bar
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.output import Json, console, print_json
from workers.local.backup import BackupRefused, Manifest, back_up
from workers.local.backup import restore as restore_to


def backup(
    to: Annotated[Path, typer.Option("--to", help="The file to write, such as bimtek-2027-01-31.tar.zst.")],
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write everything of a local stack into one file, running or not; acts wait for some seconds meanwhile."""
    try:
        with Bar("Backing up"):
            manifest = asyncio.run(back_up(settings_for(data_dir), to))
    except BackupRefused as refused:
        raise Failure(str(refused)) from None
    _say(manifest, f"{to}: {len(manifest.files)} files, {to.stat().st_size / 1e6:.1f} MB. Keep it secret.", as_json)


def restore(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="A file that `bimtek backup` wrote.")],
    data_dir: Annotated[Path, typer.Option(help="The folder to make; it must not exist, or be empty.")],
    as_json: Json = False,
) -> None:
    """Make a stack's folder from a backup; then start it with `bimtek up` and prove it with `bimtek records verify`."""
    try:
        with Bar("Restoring"):
            manifest = asyncio.run(restore_to(file, data_dir))
    except BackupRefused as refused:
        raise Failure(str(refused)) from None
    then = f"bimtek up --data-dir {data_dir}, then bimtek records verify --data-dir {data_dir}"
    _say(manifest, f"{data_dir} is as of {manifest.made_at:%Y-%m-%d %H:%M} UTC. Go on with: {then}.", as_json)


def _say(manifest: Manifest, said: str, as_json: bool) -> None:
    if as_json:
        print_json(manifest)
    else:
        console().print(said, soft_wrap=True)
