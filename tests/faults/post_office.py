"""A mail server that does as a file says: `python -m tests.faults.post_office PORT FOLDER`.

Mails go into the Maildir `FOLDER/mail`; `FOLDER/manner` has one of `blows.Manner`, honest when there is none. The
Message-ID of each mail that was taken and thrown away is noted in `FOLDER/dropped`.
"""

from __future__ import annotations

import asyncio
import email
import mailbox
import os
import sys
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.faults.blows import Manner
from workers.local.child import Child, listening

SLOW = 4.0
"""Seconds for each mail of a slow server: twice as long as the first attempt at sending waits."""
TAKEN = "250 2.0.0 Ok"


class PostOffice:
    """Takes mails, in the manner that its file says at that moment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = mailbox.Maildir(folder / "mail")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Answer to one mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        match manner_of(self._folder):
            case Manner.BUSY:
                return "451 4.3.2 Try again later"
            case Manner.HANGS:
                await asyncio.sleep(3600)
            case Manner.DROPS:
                with (self._folder / "dropped").open("a", encoding="utf-8") as dropped:
                    dropped.write(f"{key_in(email.message_from_bytes(content)['Message-ID'])}\n")
                return TAKEN
            case Manner.SLOW:
                await asyncio.sleep(SLOW)
            case Manner.UNANSWERED:
                self._kept.add(content)
                assert isinstance(server.transport, asyncio.Transport)
                server.transport.abort()
                return TAKEN  # said to nobody
            case Manner.HONEST:
                pass
        self._kept.add(content)
        return TAKEN


def manner_of(folder: Path) -> Manner:
    """What the file says."""
    file = folder / "manner"
    return Manner(file.read_text(encoding="ascii")) if file.exists() else Manner.HONEST


def set_manner(folder: Path, manner: Manner) -> None:
    """Say how mails are to be taken from now on."""
    new = folder / "manner.new"
    new.write_text(manner, encoding="ascii")
    os.replace(new, folder / "manner")


def key_in(message_id: object) -> str:
    """The ledger's key of a message, from the Message-ID that is made of it."""
    return str(message_id).strip("<> \r\n").rpartition("@")[0]


def kept_in(folder: Path) -> list[str]:
    """The keys of the mails in the Maildir, as often as each is there."""
    return [key_in(mail["Message-ID"]) for mail in mailbox.Maildir(folder / "mail")]


def dropped_in(folder: Path) -> set[str]:
    """The keys of the mails that were taken and thrown away."""
    file = folder / "dropped"
    return set(file.read_text(encoding="utf-8").split()) if file.exists() else set()


def post_child(folder: Path, port: int) -> Child:
    """The server as a child."""
    command = [sys.executable, "-m", "tests.faults.post_office", str(port), str(folder)]
    return Child(name="Mail", command=command, log=folder / "logs" / "mail.log", ready=lambda: listening(port))


async def main(port: int, folder: Path) -> None:
    """Serve until the process ends."""
    office = PostOffice(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(office, hostname="kantor-pos.example"), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
