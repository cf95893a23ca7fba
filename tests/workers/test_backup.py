"""A stack is backed up while people act; what is restored from it agrees with itself and has every act before it."""

from __future__ import annotations

import asyncio
import io
import tarfile
from datetime import date
from pathlib import Path

import pytest
import zstandard

from api.desk import Desk
from api.services import HTTP_PATIENCE
from domain.facts import ProvisionalGateFacts
from domain.messages import Actor, Command, PassGateProvisionally
from domain.shape import carry
from domain.vocabulary import Role
from records.reading import Reading
from records.verify import verify
from tests.api.office import Office, open_office
from tests.conftest import remove_folder
from workers.connections import connect_records, connect_temporal
from workers.histories import Histories
from workers.local.backup import BackupRefused, back_up, restore
from workers.local.freezing import held_still
from workers.local.stack import local_stack
from workers.settings import Settings

FILES = Path("deploy")
JOURNEY = "journey-2019-kab-klaten"
GATES = ("mou", "sk-dewan", "sk-tim")


def _command(gate: str) -> Command:
    fact = ProvisionalGateFacts(gate=gate, reason="Menunggu.", due_on=date(2099, 1, 5))
    actor = Actor(person="pengelola-program", role=Role.PROGRAMME_MANAGER)
    return Command(id=f"gate-{gate}", actor=actor, act=carry(PassGateProvisionally, fact))


async def _acts(office: Office, gates: tuple[str, ...]) -> int:
    """Let gates pass one after the other; gives the number of the last entry."""
    async with await connect_records(office.settings) as pool:
        desk = Desk(await connect_temporal(office.settings), pool, patience=HTTP_PATIENCE)
        seq = 0
        for gate in gates:
            seq = (await desk.send(JOURNEY, _command(gate))).receipt.last_seq
        return seq


async def test_backed_up_while_people_act(tmp_path: Path) -> None:
    """What was acknowledged before the backup is in what is restored, and everything there agrees; acts went on."""
    file, folder = tmp_path / "backup.tar.zst", tmp_path / "restored"
    async with open_office(tmp_path / "stack") as office:
        people = FILES / "people" / "sample-2019.csv"
        started = await office.bimtek("cohort", "start", FILES / "cohorts" / "2019.csv", "--people", people)
        assert started.code == 0, started.err
        await office.shown("2019", 25)
        before = await _acts(office, GATES[:1])
        manifest, after = await asyncio.gather(back_up(office.settings, file), _acts(office, GATES[1:]))
        assert manifest.stood_still_for > 0
        assert after > before
        with pytest.raises(BackupRefused, match="exists already"):
            await back_up(office.settings, file)
    assert file.stat().st_mode & 0o077 == 0
    try:
        await restore(file, folder)
        async with local_stack(Settings(data_dir=folder)):
            settings = Settings(data_dir=folder).resolved()
            async with await connect_records(settings) as pool:
                reading = Reading(pool)
                assert await reading.wait_for(JOURNEY, before, HTTP_PATIENCE)
                assert len(await reading.known_journeys()) == 25
                client = await connect_temporal(settings)
                report = await verify(pool, Histories(client, pool, settings))
                assert report.ok, report
                receipt = await Desk(client, pool, patience=HTTP_PATIENCE).send(JOURNEY, _command(GATES[0]))
                assert receipt.receipt.last_seq == before, "sent again, an act before the backup is not done twice"
        at_rest = await back_up(Settings(data_dir=folder), tmp_path / "at-rest.tar.zst")
        assert at_rest.stood_still_for == 0
        assert set(at_rest.files) >= set(manifest.files)
    finally:
        remove_folder(folder)


def _backup_of(members: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return zstandard.compress(written.getvalue())


MANIFEST = b'{"bimtek":"0","made_at":"2026-01-01T00:00:00Z","stood_still_for":0,"files":{"secret":"%s"}}' % (b"0" * 64)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"no backup at all", "damaged", id="another file"),
        pytest.param(_backup_of({"manifest.json": MANIFEST})[:-40], "damaged|whole|empty", id="cut off"),
        pytest.param(_backup_of({"manifest.json": b"{}"}), "damaged", id="no manifest"),
        pytest.param(_backup_of({"manifest.json": MANIFEST}), "not whole", id="a file is missing"),
        pytest.param(_backup_of({"manifest.json": MANIFEST, "secret": b"x"}), "not as it was", id="a changed file"),
        pytest.param(_backup_of({"manifest.json": MANIFEST, "../x": b"x"}), "not in the manifest", id="a foreign file"),
    ],
)
async def test_what_is_no_backup(tmp_path: Path, content: bytes, said: str) -> None:
    """A file that is damaged, foreign or not whole is refused with what to do, and leaves nothing behind."""
    file, folder = tmp_path / "backup.tar.zst", tmp_path / "restored"
    file.write_bytes(content)
    with pytest.raises(BackupRefused, match=said):
        await restore(file, folder)
    assert not folder.exists()


async def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A folder with something in it is not restored into, and a folder without a stack is not backed up."""
    (tmp_path / "kept").write_text("x")
    with pytest.raises(BackupRefused, match="no file"):
        await restore(tmp_path / "missing", tmp_path / "new")
    with pytest.raises(BackupRefused, match="not empty"):
        await restore(tmp_path / "kept", tmp_path)
    assert (tmp_path / "kept").read_text() == "x"
    with pytest.raises(BackupRefused, match="no local stack"):
        await back_up(Settings(data_dir=tmp_path), tmp_path / "new")


def test_nobody_to_hold_still(tmp_path: Path) -> None:
    """Without a worker nothing is held; a process that is none of ours is left alone."""
    with held_still(tmp_path / "worker.ready") as held:
        assert held is False
    (tmp_path / "worker.ready").write_text("1")
    with held_still(tmp_path / "worker.ready") as held:
        assert held is False
