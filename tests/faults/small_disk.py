"""A small disk for the object store: a file system of a few megabytes in memory.

Whoever writes there when it is full gets ENOSPC from the kernel, as on any full disk. A process that has no threads
yet makes one that only it and its children see; without being root it makes itself a user namespace first, so that
it needs no rights on the machine. Tests, which have threads, can make one as root alone.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000
PRIVATE_ALL = (1 << 18) | (1 << 14)
BALLAST = "ballast"
PIECE = 1 << 20
_LIBC = ctypes.CDLL(None, use_errno=True)


class SmallDisk:
    """A folder on a file system of its own, `size` in bytes; it is gone with the process that made it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder = folder
        self._size = size

    def mount(self) -> None:
        """Make it for us and our children alone, before any thread starts. Raises `OSError` where that is denied."""
        user, group = os.geteuid(), os.getegid()
        # Others must not see it: a run that is killed leaves nothing mounted.
        _called(_LIBC.unshare(NEW_MOUNTS | (0 if user == 0 else NEW_USER)))
        if user != 0:
            Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
            Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
            Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
        _called(_LIBC.mount(b"none", b"/", None, PRIVATE_ALL, None))
        self._mount_here()

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Have it meanwhile, for everybody. Raises `OSError` for whoever is not root."""
        self._mount_here()
        # Takes it away again when its input ends, which it does even when we are killed.
        words = ["/bin/sh", "-c", 'read -r _; umount -l "$1"', "small-disk", str(self.folder)]
        with subprocess.Popen(words, stdin=subprocess.PIPE, start_new_session=True):
            yield

    def _mount_here(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = f"size={self._size},mode=0755".encode()
        _called(_LIBC.mount(b"tmpfs", os.fsencode(self.folder), b"tmpfs", 0, options))

    def fill(self) -> None:
        """Leave no room at all."""
        with (self.folder / BALLAST).open("ab", buffering=0) as ballast:
            piece = PIECE
            while piece:
                try:
                    ballast.write(bytes(piece))
                except OSError:
                    piece //= 2

    def free(self) -> None:
        """Give the room back."""
        (self.folder / BALLAST).unlink(missing_ok=True)


def _called(answer: int) -> None:
    if answer != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
