"""A child process: it is ready when it says so, ends by its handle, and never outlives its parent."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from workers.local import child as child_module
from workers.local.child import Child, ChildFailed, free_ports, listening


def _child(folder: Path, program: str, *, start_within: float = 60.0) -> Child:
    """A Python program as a child, ready once it has made the file `ready` in its folder."""
    ready_file = folder / "ready"

    async def ready() -> bool:
        return ready_file.exists()

    command = [sys.executable, "-c", f"import pathlib, signal, time\nready = {str(ready_file)!r}\n{program}"]
    return Child(name="Sample", command=command, log=folder / "sample.log", ready=ready, start_within=start_within)


READY = "pathlib.Path(ready).touch()\n"


async def test_a_child_that_ends_while_starting_says_why(tmp_path: Path) -> None:
    """The error carries the end of the child's log."""
    child = _child(tmp_path, "raise SystemExit('the port is taken')")
    with pytest.raises(ChildFailed, match="the port is taken"):
        await child.start()
    assert not child.running


async def test_a_child_that_never_gets_ready_is_ended(tmp_path: Path) -> None:
    """A start that takes too long is an error, and leaves no process."""
    child = _child(tmp_path, "time.sleep(60)", start_within=0.5)
    with pytest.raises(ChildFailed, match="not ready"):
        await child.start()
    assert not child.running


async def test_a_log_that_has_grown_long_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the next start; what a shorter one says stays in it."""
    monkeypatch.setattr(child_module, "LONGEST_LOG", 10)
    child = _child(tmp_path, f"print('started', flush=True)\n{READY}time.sleep(60)")
    for _ in range(3):
        (tmp_path / "ready").unlink(missing_ok=True)
        await child.start()
        await child.stop()
    assert (tmp_path / "sample.log").read_text() == "started\n"
    assert (tmp_path / "sample.log.1").read_text() == "started\nstarted\n"


async def test_a_child_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    """A stop asks first and kills when the grace is over; a frozen child is woken to hear it."""
    child = _child(tmp_path, f"signal.signal(signal.SIGTERM, signal.SIG_IGN)\n{READY}time.sleep(60)")
    await child.start()
    pid = child.pid
    child.freeze()
    await child.stop(grace=0.3)
    assert pid is not None
    assert not psutil.pid_exists(pid)


async def test_a_child_freezes_and_thaws(tmp_path: Path) -> None:
    """A frozen child stands still and goes on where it stood."""
    child = _child(tmp_path, f"{READY}time.sleep(60)")
    await child.start()
    try:
        process = psutil.Process(child.pid)
        child.freeze()
        async with asyncio.timeout(5):
            while process.status() != psutil.STATUS_STOPPED:
                await asyncio.sleep(0.01)
        child.thaw()
        async with asyncio.timeout(5):
            while process.status() == psutil.STATUS_STOPPED:
                await asyncio.sleep(0.01)
    finally:
        await child.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children that their parent died")
async def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """kill -9 of the supervisor leaves nothing behind."""
    program = (
        "import asyncio, pathlib, sys, time\n"
        "from workers.local.child import Child\n"
        "async def ready(): return True\n"
        "async def main():\n"
        "    child = Child(name='x', command=[sys.executable, '-c', 'import time; time.sleep(60)'],\n"
        f"                  log=pathlib.Path({str(tmp_path)!r}) / 'x.log', ready=ready)\n"
        "    await child.start(); print(child.pid, flush=True); time.sleep(60)\n"
        "asyncio.run(main())\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=root) as parent:
        assert parent.stdout is not None
        try:
            child = psutil.Process(int(await asyncio.to_thread(parent.stdout.readline)))
        finally:
            parent.send_signal(signal.SIGKILL)
    await asyncio.to_thread(psutil.wait_procs, [child], 5)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


async def test_free_ports_are_free_and_different() -> None:
    """A port that was asked for is kept when it is free, and none is given twice."""
    ports = free_ports(None, None, None)
    assert len(set(ports)) == 3
    assert free_ports(ports[0]) == [ports[0]]
    given_to_anybody = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()
    assert max(ports) < int(given_to_anybody[0]), "a server that starts again would find its port taken"
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", ports[1])
    async with server:
        assert await listening(ports[1])
        assert free_ports(ports[1]) != [ports[1]]
