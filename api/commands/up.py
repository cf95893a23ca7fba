"""`bimtek up`: start everything on this machine, print where it is, and keep it running until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from workers.connections import set_up_logging
from workers.settings import Addresses, Settings

DataDir = Annotated[Path | None, typer.Option(help="Folder with everything the stack writes [default: var/stack].")]
FILES = Path("deploy")
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def settings_for(data_dir: Path | None) -> Settings:
    """The settings, with another data folder where one is given."""
    return Settings(data_dir=data_dir) if data_dir else Settings()


def up(
    sample: Annotated[
        bool, typer.Option("--sample", help="Start the 2019 intake with sample people, where there is no cohort yet.")
    ] = False,
    files: Annotated[Path, typer.Option(help="The folder with cohorts/, people/ and policies/ for --sample.")] = FILES,
    data_dir: DataDir = None,
) -> None:
    """Start Temporal, PostgreSQL, mail, a worker and the HTTP door on free ports and keep them running until Ctrl-C."""
    settings = settings_for(data_dir)
    set_up_logging(settings)
    asyncio.run(_until_asked_to_end(settings, files if sample else None))


async def _until_asked_to_end(settings: Settings, sample: Path | None) -> None:
    """Run the stack; Ctrl-C ends it in order, also while it is still starting."""
    console = Console(highlight=False)
    running = asyncio.create_task(_run(settings, console, sample))
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def end() -> None:
        if not asked.is_set():  # a second Ctrl-C must not interrupt the stopping
            asked.set()
            console.print("Stopping …")
            running.cancel()

    for signal_number in ENDING:
        loop.add_signal_handler(signal_number, end)
    try:
        await running
    except asyncio.CancelledError:
        if not asked.is_set():
            raise
        console.print("Stopped.")


async def _run(settings: Settings, console: Console, sample: Path | None) -> None:
    # Here: every command imports this module, and few start a stack.
    from workers.local.stack import local_stack

    async with local_stack(settings, with_http=True) as stack:
        if stack.addresses is not None:
            console.print(address_table(stack.addresses, settings.addresses_file))
        if sample is not None:
            await _start_sample(settings.resolved(), sample, stack.http_address, console)
        console.print("Running. Ctrl-C stops everything.")
        sys.stdout.flush()  # also where it goes to a file
        await stack.watch(lambda text: console.print(f"[yellow]{text}[/yellow]"))


async def _start_sample(settings: Settings, files: Path, address: str, console: Console) -> None:
    """Start the sample intake on a fresh stack; what is wrong with its files keeps nobody from using the stack."""
    # Here: every command imports this module, and what starts a cohort takes half a second to load.
    from api.exits import Failure
    from api.launching import CannotLaunch, FilesRefused
    from api.sample_intake import start_sample

    try:
        journeys = await start_sample(settings, files)
    except (Failure, FilesRefused, CannotLaunch) as error:
        console.print(f"[yellow]The sample intake was not started:[/yellow] {escape(str(error))}", soft_wrap=True)
        return
    if journeys is not None:
        console.print(f"The 2019 intake is started with {journeys} regions and sample people (SIMULASI).")
    console.print(f"Open {address} in a browser and pick a sample person.")


def address_table(addresses: Addresses, file: Path) -> Table:
    """Every address of a running stack; passwords stay in the file."""
    table = Table(title="bimtek is up", show_header=False, title_justify="left")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    rows = {
        "Open in a browser": addresses.http,
        "HTTP API": f"{addresses.http}/api/v1" if addresses.http else None,
        "Its description": f"{addresses.http}/api/v1/docs" if addresses.http else None,
        "Temporal": addresses.temporal,
        "Temporal's own pages": addresses.temporal_ui,
        "PostgreSQL": _without_password(addresses.dsn),
        "PostgreSQL's files": addresses.postgres_folder,
        "Mail is sent to": addresses.smtp,
        "Mailbox (Maildir)": addresses.mailbox,
        "Data folder": addresses.data_dir,
        "Addresses, password": str(file),
    }
    for name, address in rows.items():
        if address:
            table.add_row(name, address)
    return table


def _without_password(dsn: str) -> str:
    before, _, after = dsn.rpartition("@")
    scheme, _, user = before.rpartition("//")
    return f"{scheme}//{user.partition(':')[0]}@{after}" if before else dsn
