"""`bimtek up`: start everything on this machine, print where it is, and keep it running until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from workers.connections import set_up_logging
from workers.local.stack import LocalStack, local_stack
from workers.settings import Settings

DataDir = Annotated[Path | None, typer.Option(help="Folder with everything the stack writes [default: var/stack].")]


def settings_for(data_dir: Path | None) -> Settings:
    """The settings, with another data folder where one is given."""
    return Settings(data_dir=data_dir) if data_dir else Settings()


def up(data_dir: DataDir = None) -> None:
    """Start Temporal, PostgreSQL, mail and a worker on free ports and keep them running until Ctrl-C."""
    settings = settings_for(data_dir)
    set_up_logging(settings)
    asyncio.run(_up(settings))


async def _up(settings: Settings) -> None:
    console = Console(highlight=False)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signal_number, stopped.set)
    async with local_stack(settings) as stack:
        console.print(address_table(stack))
        console.print("Running. Ctrl-C stops everything.")
        watching = asyncio.create_task(stack.watch(lambda text: console.print(f"[yellow]{text}[/yellow]")))
        waiting = asyncio.create_task(stopped.wait())
        done, _ = await asyncio.wait((watching, waiting), return_when=asyncio.FIRST_COMPLETED)
        watching.cancel()
        console.print("Stopping …")
        if watching in done:
            watching.result()
    console.print("Stopped.")


def address_table(stack: LocalStack) -> Table:
    """Every address of a running stack."""
    table = Table(title="bimtek is up", show_header=False, title_justify="left")
    addresses = stack.addresses
    if addresses is None:
        return table
    table.add_row("Temporal", addresses.temporal)
    if addresses.temporal_ui:
        table.add_row("Temporal's own pages", addresses.temporal_ui)
    table.add_row("PostgreSQL", _without_password(addresses.dsn))
    if addresses.smtp:
        table.add_row("Mail is received at", addresses.smtp)
    if addresses.mailbox:
        table.add_row("Mailbox (Maildir)", addresses.mailbox)
    table.add_row("Data folder", addresses.data_dir)
    table.add_row("Addresses, password", str(stack.settings.addresses_file))
    return table


def _without_password(dsn: str) -> str:
    before, _, after = dsn.rpartition("@")
    return f"{before.rsplit(':', 1)[0]}@{after}" if before else dsn
