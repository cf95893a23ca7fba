"""A child process with a handle: start, stop, kill, freeze and thaw it; it dies with the process that started it."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
OUR_PORTS = range(16000, 32000)
"""Where a free port is looked for: below those that systems give to outgoing connections (from 32768 on Linux, from
49152 elsewhere), so that nobody is given a server's port while it is down for a restart.
"""
PORTS_TRIED = 100
LONGEST_LOG = 32 << 20
"""Bytes of a log with which a process still starts; a longer one becomes `….log.1`, and the one before that goes."""
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class ChildFailed(Exception):
    """A child did not start, or ended by itself; the message names its log."""


def die_with_parent(death: signal.Signals) -> None:
    """Ask the kernel for this signal when the process that started us ends; where it is not Linux, nothing happens."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, int(death))


def free_ports(*preferred: int | None) -> list[int]:
    """One free TCP port on loopback for each argument: the preferred one when nobody listens there."""
    with contextlib.ExitStack() as held:  # all are held until all are chosen, so that no port is given twice
        return [_hold_free_port(held, port) for port in preferred]


async def until_free(ports: Iterable[int], within: float) -> None:
    """Wait until nobody listens on these ports, or the time is up: what was killed may still be letting go of them."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + within
    for port in ports:
        while await listening(port) and loop.time() < deadline:  # noqa: ASYNC110 - nobody tells when a port is free
            await asyncio.sleep(0.05)


def _hold_free_port(held: contextlib.ExitStack, preferred: int | None) -> int:
    any_of_ours = random.sample(OUR_PORTS, PORTS_TRIED)
    for port in (preferred, *any_of_ours):
        if port is None:
            continue
        probe = held.enter_context(socket.socket())
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return port
    raise ChildFailed("there is no free port on loopback")


async def listening(port: int) -> bool:
    """Whether somebody accepts connections on a loopback port."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return True


@dataclass
class Child:
    """One process of the stack. `stop_signal` asks it to end; `death_signal` is what it gets when its parent dies.

    Start it from the main thread: Linux takes the end of the thread that started a process for the parent's end.
    """

    name: str
    command: Sequence[str]
    log: Path
    ready: Callable[[], Awaitable[bool]]
    before: Callable[[], Awaitable[None]] | None = None
    """What has to be done before each start, such as clearing what a killed run left."""
    env: Mapping[str, str] = field(default_factory=dict)
    user: int | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    start_within: float = 60.0
    wanted: bool = False
    """Whether it should be running: set by `start`, taken back by `stop` and `kill`."""
    _process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        return self._process.pid if self.running and self._process else None

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._process is not None and self._process.poll() is None

    async def start(self) -> None:
        """Start the process and wait until it is ready. Raises `ChildFailed` with the end of its log."""
        if self.running:
            return
        self.wanted = True
        if self.before is not None:
            await self.before()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._spawn()
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self.start_within
        while not await self.ready():
            if not self.wanted:
                return
            if not self.running:
                raise ChildFailed(f"{self.name} ended while starting; its log {self.log} says:\n{self._tail()}")
            if loop.time() > deadline:
                await self.kill()
                raise ChildFailed(f"{self.name} was not ready within {self.start_within:.0f} s; see {self.log}")
            await asyncio.sleep(0.05)

    def _spawn(self) -> None:
        parent, death = os.getpid(), self.death_signal

        def before_exec() -> None:
            # Runs after the user was changed, which would have cleared this request again.
            if _LIBC is not None:
                die_with_parent(death)
                if os.getppid() != parent:  # the parent died in between, so nobody would ever tell us
                    os._exit(1)

        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(self.command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.env},
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user is not None else None,
                preexec_fn=before_exec,
                cwd="/" if self.user is not None else None,
            )

    def _tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-12:])

    async def stop(self, grace: float = 20.0) -> None:
        """Ask the process to end, kill it when it has not within `grace` seconds, and reap it."""
        self.wanted = False
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGCONT)
            process.send_signal(self.stop_signal)
            with contextlib.suppress(subprocess.TimeoutExpired):
                await asyncio.to_thread(process.wait, grace)
        await self._kill(process)

    async def kill(self) -> None:
        """Kill the process the hard way (SIGKILL) and reap it."""
        self.wanted = False
        if self._process is not None:
            await self._kill(self._process)

    async def _kill(self, process: subprocess.Popen[bytes]) -> None:
        if process.poll() is None:
            process.kill()
        await asyncio.to_thread(process.wait)
        self._process = None

    async def restart(self) -> None:
        """End it if it runs, and start it again."""
        await self.stop()
        await self.start()

    def freeze(self) -> None:
        """Stop the process where it stands (SIGSTOP)."""
        if self.running and self._process:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen process go on (SIGCONT)."""
        if self.running and self._process:
            self._process.send_signal(signal.SIGCONT)
