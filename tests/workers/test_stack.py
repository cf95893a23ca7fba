"""The local stack on real servers: it starts, is refused twice, survives kill -9, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import stat
import sys
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import asyncpg
import psutil
import pytest
from pydantic import SecretStr
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest

from tests.conftest import fresh_database
from workers.connections import NotConfigured, NotReachable, connect_records, connect_temporal
from workers.local.child import free_ports
from workers.local.postgres import LocalPostgres
from workers.local.stack import AlreadyRunning, local_stack
from workers.settings import Addresses, Settings

ROOT = Path(__file__).parents[2]
BIMTEK = [str(Path(sys.executable).parent / "bimtek")]
WITHIN = 60.0


class Up:
    """`bimtek up` as a process, with what it printed and the processes it started."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.printed: list[str] = []

    async def says(self, words: str) -> None:
        """Read on until a line contains these words."""
        assert self.process.stdout is not None
        async with asyncio.timeout(WITHIN):
            while line := (await self.process.stdout.readline()).decode():
                self.printed.append(line)
                if words in line:
                    return
        raise AssertionError(f"`bimtek up` ended without {words!r}:\n{''.join(self.printed)}")

    def children(self) -> list[psutil.Process]:
        """Every process below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    async def ends(self) -> int:
        """Wait for its end."""
        async with asyncio.timeout(WITHIN):
            return await self.process.wait()


@contextlib.asynccontextmanager
async def up(folder: Path) -> AsyncIterator[Up]:
    """`bimtek up` on a folder; ended with everything below it, also when the test fails."""
    process = await asyncio.create_subprocess_exec(
        *BIMTEK,
        *("up", "--data-dir", str(folder)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
    )
    try:
        yield Up(process)
    finally:
        if process.returncode is None:
            process.kill()  # its children die with it
            await process.wait()


async def _all_gone(processes: list[psutil.Process]) -> bool:
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, 10)
    return not [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]


async def test_up_prints_its_addresses_and_ctrl_c_leaves_nothing(stack_folder: Path) -> None:
    """Every part answers at the address that was printed; after Ctrl-C every process is gone and the exit is 0."""
    async with up(stack_folder) as stack:
        await stack.says("Running.")
        addresses = Addresses.load(stack_folder / "addresses.json")
        assert addresses is not None
        printed = "".join(stack.printed)
        for address in (addresses.temporal, addresses.temporal_ui, addresses.smtp, addresses.postgres_folder):
            assert address
            assert address in printed
        assert addresses.dsn.split(":")[2].split("@")[0] not in printed, "the password is not for the screen"
        settings = Settings(data_dir=stack_folder).resolved()
        async with await connect_records(settings) as pool:
            assert await pool.fetchval("select count(*) from journal") == 0
        client = await connect_temporal(settings)
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))

        processes = stack.children()
        assert len(processes) >= 4
        stack.process.send_signal(signal.SIGINT)
        await stack.says("Stopped.")
        assert await stack.ends() == 0
        assert await _all_gone(processes)


async def test_a_second_start_on_the_same_folder_is_refused(stack_folder: Path) -> None:
    """The second one says what to do, exits 1, and does not disturb the first."""
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as first:
        with pytest.raises(AlreadyRunning, match="already running"):
            async with local_stack(Settings(data_dir=stack_folder), with_worker=False):
                pass
        async with up(stack_folder) as second:
            await second.says("already running")
            assert await second.ends() == 1
        assert all(child.running for child in first.children)


async def test_a_killed_supervisor_takes_its_parts_along_and_starts_again(stack_folder: Path) -> None:
    """After kill -9 nothing is left running; the next start has the same addresses and the same rows."""
    async with up(stack_folder) as first:
        await first.says("Running.")
        settings = Settings(data_dir=stack_folder).resolved()
        async with await connect_records(settings) as pool:
            await pool.execute("create table kept (word text); insert into kept values ('still here')")
        before = Addresses.load(stack_folder / "addresses.json")
        processes = first.children()
        first.process.kill()
        await first.ends()
        async with up(stack_folder) as second:  # at once, while what was killed may still be ending
            await second.says("Running.")
            assert await _all_gone(processes)
            assert Addresses.load(stack_folder / "addresses.json") == before
            async with await connect_records(settings) as pool:
                assert await pool.fetchval("select word from kept") == "still here"
            second.process.send_signal(signal.SIGTERM)
            assert await second.ends() == 0


async def test_ctrl_c_while_starting_stops_what_had_started(stack_folder: Path) -> None:
    """Whoever changes their mind at once leaves nothing running, and the folder can be used again."""
    async with up(stack_folder) as stack:
        async with asyncio.timeout(WITHIN):
            while not stack.children():
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)
        processes = stack.children()
        stack.process.send_signal(signal.SIGINT)
        await stack.ends()
        assert await _all_gone(processes)
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as again:
        assert again.addresses is not None


async def test_a_part_that_dies_is_started_again(stack_folder: Path) -> None:
    """A part killed from outside is said and comes back at its address; one ended by its handle stays down."""
    said: list[str] = []
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as stack:
        assert stack.postgres and stack.temporal and stack.mail and stack.addresses
        watching = asyncio.create_task(stack.watch(said.append))
        try:
            await stack.mail.kill()
            for part in (stack.postgres, stack.temporal):
                pid = part.pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
            async with asyncio.timeout(WITHIN):
                for part in (stack.postgres, stack.temporal):
                    while not (part.running and await part.ready()):
                        await asyncio.sleep(0.1)
            assert not stack.mail.running
            assert {line.split()[0] for line in said} == {"PostgreSQL", "Temporal"}
            await stack.mail.restart()
            assert stack.mail.running
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching


async def test_temporal_keeps_histories_for_30_days_and_knows_our_attributes(stack_folder: Path) -> None:
    """The server's own day would lose closed histories; operators filter by a few attributes of ours."""
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as stack:
        client = await connect_temporal(stack.settings.resolved())
        described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
        assert described.config.workflow_execution_retention_ttl.ToTimedelta().days == 30
        known = await client.operator_service.list_search_attributes(ListSearchAttributesRequest(namespace="default"))
        kinds = {name: IndexedValueType.Name(kind) for name, kind in known.custom_attributes.items()}
        keywords = dict.fromkeys(("CohortId", "RegionId", "Stage"), "INDEXED_VALUE_TYPE_KEYWORD")
        assert keywords.items() <= kinds.items()


async def test_mail_goes_into_the_mailbox(stack_folder: Path) -> None:
    """What is sent to the local relay lies in the Maildir."""
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as stack:
        assert stack.addresses and stack.addresses.smtp and stack.addresses.mailbox
        host, _, port = stack.addresses.smtp.partition(":")
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = "a@example.go.id", "b@example.go.id", "Undangan bimtek"
        letter.set_content("SIMULASI")
        await aiosmtplib.send(letter, hostname=host, port=int(port))
        (received,) = (Path(stack.addresses.mailbox) / "new").iterdir()
        assert "Undangan bimtek" in received.read_text()


async def test_the_password_is_for_the_owner_only_and_needed(stack_folder: Path) -> None:
    """The password file is 0600, and PostgreSQL lets nobody in without it."""
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as stack:
        assert stack.addresses is not None
        assert stat.S_IMODE((stack_folder / "postgres-password").stat().st_mode) == 0o600
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(stack.addresses.dsn, password="guessed")


async def test_root_runs_postgres_as_nobody(stack_folder: Path) -> None:
    """PostgreSQL refuses root; its cluster then lies where the unprivileged user can reach it, and that is said."""
    if os.geteuid() != 0:
        pytest.skip("this run is not root's")
    async with local_stack(Settings(data_dir=stack_folder), with_worker=False) as stack:
        assert stack.postgres and stack.postgres.pid and stack.addresses and stack.addresses.postgres_folder
        assert psutil.Process(stack.postgres.pid).username() == "nobody"
        assert Path(stack.addresses.postgres_folder).stat().st_uid == 65534


async def test_a_part_can_be_elsewhere(stack_folder: Path, local_postgres: LocalPostgres) -> None:
    """With a DSN set, the stack starts no PostgreSQL of its own and uses the one named, migrating it."""
    async with fresh_database(local_postgres, "template1") as dsn:
        settings = Settings(data_dir=stack_folder, postgres_dsn=SecretStr(dsn))
        async with local_stack(settings, with_worker=False) as stack:
            assert stack.postgres is None
            assert stack.addresses and stack.addresses.dsn == dsn
            async with await connect_records(settings) as pool:
                assert await pool.fetchval("select count(*) from journal") == 0


async def test_without_a_stack_a_command_says_what_to_set(tmp_path: Path) -> None:
    """Neither a running stack nor a setting: the error names the setting and the command."""
    settings = Settings(data_dir=tmp_path / "nothing").resolved()
    with pytest.raises(NotConfigured, match="BIMTEK_TEMPORAL_ADDRESS"):
        await connect_temporal(settings)
    with pytest.raises(NotConfigured, match="BIMTEK_POSTGRES_DSN"):
        await connect_records(settings)


async def test_a_stack_that_was_stopped_is_named(stack_folder: Path) -> None:
    """The addresses of a stopped stack lead nowhere: one error for either server, saying how to start it."""
    (port,) = free_ports(None)
    settings = Settings(
        data_dir=stack_folder,
        temporal_address=f"127.0.0.1:{port}",
        postgres_dsn=SecretStr(f"postgresql://bimtek:x@127.0.0.1:{port}/bimtek"),
    )
    with pytest.raises(NotReachable, match="bimtek up"):
        await connect_temporal(settings)
    with pytest.raises(NotReachable, match="bimtek up"):
        await connect_records(settings)
