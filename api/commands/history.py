"""`bimtek history`: take a journey's whole history out into a file, check such a file, bring it in elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from obstore.exceptions import BaseError
from obstore.store import from_url

from api.archive_check import check_bundle
from api.archive_file import BroughtIn, Installation, bring_in, take_out
from api.as_of import instant
from api.bar import Bar
from api.commands.journeys import Which
from api.commands.up import DataDir, settings_for
from api.exits import NOT_REACHABLE, WRONG, Failure
from api.finding import find_journey
from api.output import Json, console, print_json
from domain.entry import Entry
from records.bundle import Bundle, BundleRefused, Manifest, opened
from records.verify import Finding
from workers.connections import connect_records, connect_temporal
from workers.histories import Histories
from workers.settings import Settings

app = typer.Typer(
    help="Whole histories of journeys as files: out of one installation, into another.", no_args_is_help=True
)


@app.command("export")
def export(
    journey: Which,
    file: Annotated[Path, typer.Argument(help="The file to make; its folder exists, the file does not.")],
    without_files: Annotated[
        bool, typer.Option("--without-files", help="Leave out texts, scans and books: name them by hash only.")
    ] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write a journey's whole history to a file: every run, the journal, the ledger of messages, the files it names.

    People's names and addresses are not in it; scans and texts may name people.
    """
    settings = settings_for(data_dir).resolved()
    with Bar("taking the history out"):
        manifest = asyncio.run(_export(settings, journey, file, with_files=not without_files))
    facts = _facts(file, manifest)
    if as_json:
        print_json(facts)
        return
    runs, absent = _runs(manifest), len(manifest.absent)
    left_out = "left out" if without_files else "not stored here"
    screen = console()
    screen.print(f"{file}: {facts['bytes']} bytes, SHA-256 {facts['sha256']}", soft_wrap=True)
    screen.print(
        f"{manifest.journey} up to entry {manifest.entries}: {runs}, {len(manifest.files)} files"
        + (f"; {absent} more that it names are {left_out}." if absent else "."),
        soft_wrap=True,
    )


async def _export(settings: Settings, which: str, file: Path, *, with_files: bool) -> Manifest:
    async with _installation(settings) as here:
        line = await find_journey(here.pool, which, instant(None))
        try:
            return await take_out(here, line.journey_id, file, with_files=with_files)
        except FileExistsError:
            raise Failure(f"{file} is there already. Name another file.") from None
        except (ConnectionError, TimeoutError):
            raise  # a server's, not the file's
        except (BundleRefused, OSError) as error:
            raise Failure(f"{file} was not written: {error}") from error


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="A file that `bimtek history export` made.")],
    check: Annotated[bool, typer.Option("--check", help="Only check the file; this needs no server.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Check a file and keep what it holds: the journey can be read here, its workflow does not run here.

    The same again changes nothing. Ends with 1, and has changed nothing, if anything is wrong with the file.
    """
    with _opened(file) as bundle:
        brought = None
        with Bar("checking the file"):
            entries, findings = asyncio.run(check_bundle(bundle))
        if not findings and not check:
            with Bar("bringing it in"):
                brought = asyncio.run(_import(settings_for(data_dir).resolved(), bundle, entries))
        if as_json:
            facts = {**_facts(file, bundle.manifest), "ok": not findings, "findings": findings, "imported": brought}
            print_json(facts)
        else:
            _show(file, bundle.manifest, findings, brought)
    if findings:
        raise typer.Exit(WRONG)


async def _import(settings: Settings, bundle: Bundle, entries: Sequence[Entry]) -> BroughtIn:
    async with _installation(settings) as here:
        return await bring_in(here, bundle, entries)


@asynccontextmanager
async def _installation(settings: Settings) -> AsyncIterator[Installation]:
    """The installation that the settings lead to. Raises `Failure` when its object store fails."""
    client = await connect_temporal(settings)
    async with await connect_records(settings) as pool:
        try:
            yield Installation(pool, client, from_url(settings.object_store()), Histories(client, pool, settings))
        except BaseError as error:
            (what, *_) = str(error).splitlines()
            raise Failure(
                f"The object store failed: {what}. Mend that and send the same again.", NOT_REACHABLE
            ) from error


@contextmanager
def _opened(file: Path) -> Iterator[Bundle]:
    """A file that has the form of ours. Raises `Failure` for any other."""
    try:
        with opened(file) as bundle:
            yield bundle
    except FileNotFoundError:
        raise Failure(f"There is no file {file}. Name an existing file.") from None
    except (IsADirectoryError, PermissionError) as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from None
    except BundleRefused as refused:
        raise Failure(
            f"{file} is not a history that `bimtek history export` made, or no longer: {refused}."
        ) from refused


def _show(file: Path, manifest: Manifest, findings: Sequence[Finding], brought: BroughtIn | None) -> None:
    screen = console()
    for finding in findings:
        screen.print(f"{finding.kind}: {finding.detail}", soft_wrap=True, markup=False)
    if findings:
        number = "1 thing is" if len(findings) == 1 else f"{len(findings)} things are"
        screen.print(f"{file}: {number} wrong with it; nothing was changed.", soft_wrap=True)
        return
    screen.print(
        f"{file} is sound: {manifest.journey} ({manifest.region.name}{' SIMULASI' if manifest.simulated else ''}), "
        f"{manifest.status}, {manifest.entries} entries up to {manifest.as_of:%Y-%m-%d %H:%M}Z, {_runs(manifest)}, "
        f"{len(manifest.files)} files. Every run replays.",
        soft_wrap=True,
    )
    if brought is not None:
        screen.print(
            f"New here: {brought.entries_new} entries, {brought.runs_new} runs, {brought.files_new} files. "
            "It is kept as a record: its workflow does not run here.",
            soft_wrap=True,
        )


def _runs(manifest: Manifest) -> str:
    still = "" if all(run.closed for run in manifest.runs) else " (the last one not ended)"
    return f"{len(manifest.runs)} {'run' if len(manifest.runs) == 1 else 'runs'}{still}"


def _facts(file: Path, manifest: Manifest) -> dict[str, object]:
    """A file by its hash, and what it holds."""
    with file.open("rb") as opened_file:
        digest = hashlib.file_digest(opened_file, "sha256").hexdigest()
    return {"file": str(file), "bytes": file.stat().st_size, "sha256": digest, **manifest.model_dump(mode="json")}
