"""A journey's whole history leaves one installation as a file and is a record in another, however often it comes."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest
import typer
import zstandard
from obstore.store import from_url
from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment
from typer.testing import CliRunner

from activities.archive import compress
from activities.documents.files import path_of
from activities.recording import RecordBatch
from api import archive_check, archive_file
from api.archive_check import check_bundle
from api.archive_file import BroughtIn, Installation, bring_in, history_key, run_part, take_out
from api.cli import program
from api.commands import history
from api.exits import NOT_REACHABLE, Failure
from domain.entry import Entry
from domain.evolve import fold
from domain.messages import PassGates
from domain.vocabulary import Role
from records.archive import ArchivedRun, ArchiveLedger
from records.bundle import JOURNAL, LEDGER, Contained, contained, journal_text, named_files, opened, writing
from records.contents import Contents
from records.incidents import Incidents
from records.journal import Records
from records.verify import verify
from tests.conftest import fresh_database
from tests.domain.builders import document, gate
from tests.replay.transcript import HISTORIES, read_history
from tests.workflows.world import World, running
from workers.histories import Histories, RunHistory, StoredRun, entries_of
from workers.local.postgres import LocalPostgres
from workers.settings import Settings

FIRST, SECOND = (read_history(HISTORIES / f"0.2.0-{name}.json.gz") for name in ("run-handed-over", "run-taken-over"))
"""Two runs of one journey: the first ended in the second, which was under way when it was saved."""
JOURNEY = FIRST.workflow_id
ENTRIES = 19
TEXT, SCAN, LOST = (document(title).sha256 for title in ("mou", "sk-dewan", "sk-tim"))
"""The files that the journey names: the bytes of each are its title."""
TABLES = ("journal", "archived_runs", "contents", "messages", "journeys")


@dataclass(frozen=True)
class Place(Installation):
    """An installation of a test, and where it is."""

    settings: Settings

    async def live(self, *runs: WorkflowHistory) -> list[Entry]:
        """Be an installation in which a journey's runs were lived, recorded and archived; gives its entries."""
        for run in runs:
            stored = compress(run.to_json())
            digest = hashlib.sha256(stored).hexdigest()
            noted = ArchivedRun(
                workflow_id=run.workflow_id,
                run_id=run.run_id,
                sha256=digest,
                events=len(run.events),
                bytes=len(stored),
                closed_at=run.events[-1].event_time.ToDatetime(UTC),
                object_key=history_key(digest),
            )
            await self.store.put_async(noted.object_key, stored)
            await ArchiveLedger(self.pool).note(noted)
        entries = await entries_of(runs)
        await self.record(runs[0].workflow_id, entries)
        return entries

    async def record(self, journey: str, entries: list[Entry]) -> None:
        """Record entries, nobody being told of them."""
        await Records(self.pool).record(RecordBatch(journey=journey, entries=tuple(entries)))

    async def bring_in(self, file: Path) -> BroughtIn:
        """Check a file and bring it in."""
        with opened(file) as bundle:
            entries, findings = await check_bundle(bundle)
            assert findings == []
            return await bring_in(self, bundle, entries)

    async def agrees(self, entries: int) -> None:
        """Assert that the one journey has so many entries and that journal, read tables and histories agree."""
        report = await verify(self.pool, self.histories)
        assert [(found.entries, found.findings) for found in report.journeys] == [(entries, ())]
        assert await Incidents(self.pool).open() == ()

    async def rows(self) -> dict[str, int]:
        """How many rows there are in the tables that an import could write to."""
        return {table: await self.pool.fetchval(f"select count(*) from {table}") for table in TABLES}

    async def bimtek(self, app: typer.Typer, *words: str | Path) -> tuple[int, str]:
        """The exit code and what was printed, the message of a failure included."""
        dsn, address = self.settings.postgres_dsn, self.settings.temporal_address
        assert dsn and address
        environment = {
            "BIMTEK_POSTGRES_DSN": dsn.get_secret_value(),
            "BIMTEK_TEMPORAL_ADDRESS": address,
            "BIMTEK_OBJECT_STORE_URL": self.settings.object_store(),
        }
        return await asyncio.to_thread(typed, app, words, environment)


def typed(app: typer.Typer, words: tuple[str | Path, ...], environment: dict[str, str]) -> tuple[int, str]:
    """What a command answers, run as a command."""
    done = CliRunner().invoke(app, [str(word) for word in words], env=environment)
    if isinstance(done.exception, Failure):
        return done.exception.code, f"{done.output}{done.exception}"
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    return done.exit_code, done.output


Founding = Callable[[], Awaitable[Place]]


async def found(stack: AsyncExitStack, server: LocalPostgres, client: Client, folder: Path) -> Place:
    """An installation with a database and an object store of its own, beside the shared Temporal."""
    dsn = await stack.enter_async_context(fresh_database(server))
    settings = Settings.model_validate(
        {
            "postgres_dsn": dsn,
            "temporal_address": client.service_client.config.target_host,
            "object_store_url": folder.as_uri(),
        }
    )
    pool = await stack.enter_async_context(asyncpg.create_pool(dsn, min_size=1, max_size=2))
    return Place(pool, client, from_url(settings.object_store()), Histories(client, pool, settings), settings)


@pytest.fixture
async def place(
    local_postgres: LocalPostgres, temporal: Client, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Founding]:
    """Founds an installation at each call."""
    async with AsyncExitStack() as stack:
        yield lambda: found(stack, local_postgres, temporal, tmp_path_factory.mktemp("objects"))


@pytest.fixture(scope="module")
async def here(
    local_postgres: LocalPostgres, temporal_env: WorkflowEnvironment, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Place]:
    """The installation where the journey was lived; of the files it names one is a content, one in the object store."""
    async with AsyncExitStack() as stack:
        made = await found(stack, local_postgres, temporal_env.client, tmp_path_factory.mktemp("objects"))
        await made.live(FIRST, SECOND)
        await Contents(made.pool).put(b"mou", "text/markdown")
        await made.store.put_async(path_of(SCAN), b"sk-dewan")
        yield made


async def test_out_and_in(here: Place, place: Founding, tmp_path: Path) -> None:
    """What leaves one installation agrees in another, its files included, and leaves that one again byte for byte."""
    there = await place()
    manifest = await take_out(here, JOURNEY, tmp_path / "a.zip")
    assert ({file.sha256 for file in manifest.files}, manifest.absent) == ({TEXT, SCAN}, (LOST,))
    assert [(run.run_id, run.closed) for run in manifest.runs] == [(FIRST.run_id, True), (SECOND.run_id, False)]

    brought = await there.bring_in(tmp_path / "a.zip")
    assert (brought.entries_new, brought.runs_new, brought.files_new, brought.absent) == (ENTRIES, 2, 2, 1)
    await there.agrees(ENTRIES)
    kept = await Contents(there.pool).get(TEXT)
    assert kept is not None and (kept.media_type, kept.content) == ("text/markdown", b"mou")
    assert await (await there.store.get_async(path_of(SCAN))).bytes_async() == b"sk-dewan"
    assert (await there.rows())["messages"] == 0, "nobody is told again"

    before = await there.rows()
    again = await there.bring_in(tmp_path / "a.zip")
    assert (again.entries_new, again.runs_new, again.files_new) == (0, 0, 0)
    assert await there.rows() == before
    await take_out(there, JOURNEY, tmp_path / "b.zip")
    assert (tmp_path / "b.zip").read_bytes() == (tmp_path / "a.zip").read_bytes()


async def test_without_files(here: Place, tmp_path: Path) -> None:
    """Without files a file names them by hash only, and is as sound."""
    manifest = await take_out(here, JOURNEY, tmp_path / "a.zip", with_files=False)
    assert (manifest.files, set(manifest.absent)) == ((), {TEXT, SCAN, LOST})
    with opened(tmp_path / "a.zip") as bundle:
        assert (await check_bundle(bundle))[1] == []


async def test_more_of_it_later(place: Founding, tmp_path: Path) -> None:
    """A later file adds what is new to an earlier one; an earlier one after it changes nothing."""
    here, there = await place(), await place()
    early = await here.live(FIRST)
    await take_out(here, JOURNEY, tmp_path / "early.zip")
    entries = await here.live(FIRST, SECOND)
    await take_out(here, JOURNEY, tmp_path / "late.zip")
    await there.bring_in(tmp_path / "early.zip")
    await there.agrees(len(early))
    brought = await there.bring_in(tmp_path / "late.zip")
    assert (brought.entries_new, brought.runs_new) == (len(entries) - len(early), 1)
    await there.agrees(len(entries))
    again = await there.bring_in(tmp_path / "early.zip")
    assert (again.entries_new, again.runs_new) == (0, 0)
    await there.agrees(len(entries))


async def test_under_way(temporal_env: WorkflowEnvironment, place: Founding, tmp_path: Path) -> None:
    """A journey under way is taken out as it is now; where it runs it is not brought in, elsewhere it grows."""
    here, there = await place(), await place()
    async with running(World(temporal_env, "taken-out")) as world:
        handle = await world.open()
        files = []
        for name in ("mou", "sk-dewan"):
            await world.do(handle, PassGates(gates=(gate(name),)), Role.COORDINATOR)
            await world.at_rest(handle)
            await here.record(handle.id, world.journal.entries[handle.id])
            files.append(tmp_path / f"{name}.zip")
            manifest = await take_out(here, handle.id, files[-1])
            assert [run.closed for run in manifest.runs] == [False]
        with pytest.raises(Failure, match="is running here"):
            await there.bring_in(files[0])
        assert set((await there.rows()).values()) == {0}
        await handle.terminate()
        for file in files:
            await there.bring_in(file)
            with opened(file) as bundle:
                (run,) = await ArchiveLedger(there.pool).runs(handle.id)
                assert run.events == bundle.manifest.runs[0].events
        await there.agrees(manifest.entries)


async def test_another_journal_refused(here: Place, place: Founding, tmp_path: Path) -> None:
    """Where the journey went another way nothing is brought in, and nothing is an incident."""
    there, entries = await place(), await entries_of([FIRST, SECOND])
    await take_out(here, JOURNEY, tmp_path / "a.zip")
    other = entries[5].model_copy(update={"command": "another"}).sealed()
    await there.record(JOURNEY, [*entries[:5], other])
    before = await there.rows()
    with pytest.raises(Failure, match="from entry 6 on it is not the one in the file"):
        await there.bring_in(tmp_path / "a.zip")
    assert await there.rows() == before
    assert await Incidents(there.pool).open() == ()


async def test_what_does_not_agree_stays(place: Founding, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal that is not what the histories say, or a damaged archive, is not taken out, and no file is left."""
    monkeypatch.setattr(archive_file, "PAUSE", 0.01)
    here = await place()
    await here.live(FIRST, SECOND)
    (_, run) = await ArchiveLedger(here.pool).runs(JOURNEY)
    await here.store.put_async(run.object_key, OTHERWISE)
    with pytest.raises(Failure, match="does not have the hash"):
        await take_out(here, JOURNEY, tmp_path / "a.zip")
    await here.pool.execute("delete from archived_runs where run_id = $1", SECOND.run_id)
    with pytest.raises(Failure, match="is in the journal only"):
        await take_out(here, JOURNEY, tmp_path / "a.zip")
    assert not list(tmp_path.glob("*.zip*"))


Change = Callable[[dict[str, bytes], Contained], tuple[dict[str, bytes], Contained]]


def rewritten(file: Path, target: Path, change: Change) -> Path:
    """A file with other parts whose hashes are right: what only somebody who knows the form could make."""
    with opened(file) as bundle:
        parts = {part.name: bundle.read(part.name) for part in bundle.manifest.parts}
        held = Contained.model_validate(bundle.manifest.model_dump(exclude={"parts", "format"}))
    parts, held = change(parts, held)
    with writing(target) as made:
        for name in sorted(parts):
            made.add(name, parts[name])
        made.finish(held)
    return target


def with_runs(*stored: bytes) -> Change:
    """Other histories in place of those that were there."""

    def change(parts: dict[str, bytes], held: Contained) -> tuple[dict[str, bytes], Contained]:
        told = []
        kept = {name: content for name, content in parts.items() if not name.startswith("histories/")}
        for run, content in zip(held.runs, stored, strict=False):
            new = run.model_copy(update={"sha256": hashlib.sha256(content).hexdigest()})
            told.append(new)
            kept[new.name] = content
        return kept, held.model_copy(update={"runs": tuple(told)})

    return change


def with_facts(**facts: object) -> Change:
    """Another manifest."""
    return lambda parts, held: (parts, held.model_copy(update=facts))


A, B = compress(FIRST.to_json()), compress(SECOND.to_json())
STRANGER = compress(read_history(HISTORIES / "0.2.0-late.json.gz").to_json())
OTHERWISE = compress(SECOND.to_json().replace('"archive_later"', '"archive"'))
WRONG = [
    pytest.param(with_runs(STRANGER, B), "history_refused", "it is of journey-late-kab-sleman", id="another journey"),
    pytest.param(with_runs(B, A), "history_refused", "it is of run", id="runs in another order"),
    pytest.param(with_runs(A), "not_in_history", "is in the journal only", id="a run missing"),
    pytest.param(with_runs(A, b"no zstandard"), "history_refused", "cannot be unpacked", id="not compressed"),
    pytest.param(with_runs(A, B[:-900]), "history_refused", "cannot be read", id="cut short"),
    pytest.param(with_runs(A, compress("[1]")), "history_refused", "cannot be read", id="no history"),
    pytest.param(with_runs(A, zstandard.compress(bytes(40_000_000))), "history_refused", "more than", id="a bomb"),
    pytest.param(with_runs(A, OTHERWISE), "does_not_replay", "Nondeterminism", id="done by other code"),
    pytest.param(with_facts(head="0" * 64), "manifest_differs", "head", id="another head"),
    pytest.param(with_facts(cohort="2020", simulated=False), "manifest_differs", "cohort, simulated", id="other facts"),
    pytest.param(with_facts(absent=()), "manifest_differs", "files", id="files passed over"),
]


@pytest.fixture(scope="module")
async def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound file."""
    file = tmp_path_factory.mktemp("sound") / "journey.zip"
    runs = [StoredRun(RunHistory.of(FIRST), A), StoredRun(RunHistory.of(SECOND), B)]
    entries = await entries_of([FIRST, SECOND])
    with writing(file) as made:
        for run in sorted(runs, key=lambda run: run_part(run).name):
            made.add(run_part(run).name, run.stored)
        made.add(JOURNAL, journal_text(entries))
        made.add(LEDGER, b"")
        parts = [run_part(run) for run in runs]
        made.finish(contained(fold(entries), entries[-1], "bimtek 0", parts, absent=named_files(entries)))
    return file


@pytest.mark.parametrize(("change", "kind", "detail"), WRONG)
async def test_wrong_file_found(
    sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Change, kind: str, detail: str
) -> None:
    """A file that is whole in itself and does not tell what happened is found, by what is wrong with it."""
    monkeypatch.setattr(archive_check, "HISTORY_BYTES", 30_000_000)
    with opened(rewritten(sound, tmp_path / "a.zip", change)) as bundle:
        _, findings = await check_bundle(bundle)
    assert kind in {finding.kind for finding in findings}
    assert detail in " ".join(finding.detail for finding in findings if finding.kind == kind)


async def test_commands(here: Place, place: Founding, tmp_path: Path) -> None:
    """The commands take out, check without any server, bring in, say what is wrong, and the journey can be read."""
    there = await place()
    file = tmp_path / "a.zip"
    code, text = await here.bimtek(history.app, "export", JOURNEY, file)
    assert code == 0 and hashlib.sha256(file.read_bytes()).hexdigest() in text
    assert f"{JOURNEY} up to entry {ENTRIES}: 2 runs (the last one not ended), 2 files; 1 more" in text
    assert await here.bimtek(history.app, "export", JOURNEY, file) == (
        1,
        f"{file} is there already. Name another file.",
    )

    code, text = await asyncio.to_thread(typed, history.app, ("import", file, "--check"), {})
    assert code == 0 and "Every run replays." in text
    code, text = await there.bimtek(history.app, "import", file, "--json")
    told = json.loads(text)
    assert (code, told["ok"], told["imported"]["entries_new"], told["imported"]["running"]) == (
        0,
        True,
        ENTRIES,
        False,
    )
    code, text = await there.bimtek(history.app, "import", file)
    assert code == 0 and "New here: 0 entries, 0 runs, 0 files. It is kept as a record" in text
    code, text = await there.bimtek(program("journey"), "journey", "history", "Sleman", "--technical")
    assert code == 0 and f"{ENTRIES:>4}  " in text
    assert text.count("run started") == 2, "what Temporal did there is told from the archive"
    await there.agrees(ENTRIES)

    content = file.read_bytes()
    file.write_bytes(content.replace(b"kab-sleman", b"kab-slemon", 1))
    code, text = await there.bimtek(history.app, "import", file)
    assert code == 1 and "part_damaged: journal.txt is damaged" in text and "1 thing is wrong" in text
    file.write_bytes(content[:-1])
    code, text = await there.bimtek(history.app, "import", file)
    assert code == 1 and "is not a history that `bimtek history export` made" in text
    code, text = await there.bimtek(history.app, "import", tmp_path / "none.zip")
    assert (code, text) == (1, f"There is no file {tmp_path / 'none.zip'}. Name an existing file.")


async def test_object_store_away(here: Place, place: Founding, tmp_path: Path) -> None:
    """A failing object store is named in one line, the journal is not written, and the same again completes it."""
    there = await place()
    await take_out(here, JOURNEY, tmp_path / "a.zip")
    obstacle = Path(urlsplit(there.settings.object_store()).path) / "histories"
    obstacle.write_bytes(b"")
    code, text = await there.bimtek(history.app, "import", tmp_path / "a.zip")
    assert code == NOT_REACHABLE and "The object store failed" in text and text.endswith("send the same again.")
    assert (await there.rows())["journal"] == 0
    obstacle.unlink()
    assert (await there.bimtek(history.app, "import", tmp_path / "a.zip"))[0] == 0
    await there.agrees(ENTRIES)
