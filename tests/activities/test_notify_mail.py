"""Mail: what the relay says decides what becomes of a mail, and no address or secret leaks into what is noted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from activities.notify import mail as mail_of
from activities.notify.channels import NotTaken, Refused
from activities.notify.letters import Letters
from activities.notify.mail import Login, Mail, PasswordInClear, SmtpMailer
from tests.fakes import QueuedMessage
from workers.local.child import free_ports

SENDER = "bimtek@example.go.id"
MESSAGE = QueuedMessage(
    key="journey-x.3.1", template="your_turn", facts={"task": "submit", "due": "2026-11-24T16:00:00+07:00"}
)


class Relay:
    """A mail relay that answers every receiver with `answer`, every mail with `taken`, after some seconds."""

    def __init__(self, answer: str = "250 ok", taken: str = "250 taken", seconds: float = 0.0) -> None:
        self._answer = answer
        self._taken = taken
        self._seconds = seconds
        self.mails: list[str] = []

    async def handle_RCPT(self, server: object, session: object, envelope: Any, address: str, opts: object) -> str:
        """Take or refuse a receiver."""
        if self._answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self._answer.replace("{address}", address)

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:
        """Take or refuse a mail."""
        await asyncio.sleep(self._seconds)
        self.mails.append(envelope.content.decode())
        return self._taken


@contextmanager
def serving(relay: object, **options: Any) -> Iterator[int]:
    """A relay on loopback; gives its port."""
    (port,) = free_ports(None)
    controller = Controller(relay, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


async def _send(port: int, **options: Any) -> str:
    mailer = SmtpMailer(f"127.0.0.1:{port}", SENDER, **options)
    return await Mail(mailer, Letters("id")).send(MESSAGE, "contoh@example.go.id")


async def test_sent() -> None:
    """A mail has a plain text and HTML, an id made from its key, and its receiver's name only inside."""
    relay = Relay()
    with serving(relay) as port:
        assert "taken" in await _send(port)
    mail = message_from_string(relay.mails[0], policy=policy.default)
    assert isinstance(mail, EmailMessage)
    assert mail["Message-ID"] == f"<journey-x.3.1@{SENDER.partition('@')[2]}>"
    assert mail["Subject"].strip() == "[SIMULASI] Kabupaten Sleman: giliran Anda untuk menyerahkan buku lengkap"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (plain, html):
        assert "24 November 2026 pukul 16.00 WIB" in part.get_content()
        assert "Yth. Bapak/Ibu Koordinator (contoh)," in part.get_content()
    assert "<img" not in html.get_content() and "http" not in html.get_content()


async def test_refused_for_good() -> None:
    """A mailbox that does not exist is not tried again, and the answer kept of it names no address."""
    relay = Relay("550 no such user {address}, contoh is unknown")
    with serving(relay) as port, pytest.raises(Refused, match="550") as refused:
        await _send(port)
    assert "contoh" not in str(refused.value)


async def test_refused_for_its_content() -> None:
    """A mail whose content a relay will never take is refused for good."""
    with serving(Relay(taken="554 not here")) as port, pytest.raises(Refused, match="554"):
        await _send(port)


@pytest.mark.parametrize("relay", [Relay("451 later"), Relay(taken="452 no room")])
async def test_put_off(relay: Relay) -> None:
    """A relay that says later is no refusal for good, and certainly has no mail."""
    with serving(relay) as port, pytest.raises(NotTaken):
        await _send(port)


async def test_nobody_answers() -> None:
    """A relay that is not there certainly has no mail."""
    (port,) = free_ports(None)
    with pytest.raises(NotTaken, match="SMTPConnectError"):
        await _send(port)


async def test_accepts_and_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A relay that takes the connection and says nothing is cut off, for now; it might have been a mail's end."""
    monkeypatch.setattr(mail_of, "DONE_WITHIN", 0.3)
    with serving(Relay(seconds=3)) as port, pytest.raises(TimeoutError):
        await _send(port)


async def test_silent_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that takes the connection and never greets is cut off, too."""
    monkeypatch.setattr(mail_of, "DONE_WITHIN", 0.3)
    closed = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        closed.set()
        writer.close()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with server:
        with pytest.raises(TimeoutError):
            await _send(server.sockets[0].getsockname()[1])
        await asyncio.wait_for(closed.wait(), 5)


@pytest.mark.filterwarnings("ignore:Requiring AUTH:UserWarning")
async def test_login() -> None:
    """A user and a password are given to a relay that asks for them; a wrong one is for us to mend, not a refusal."""

    def authenticate(server: object, session: object, envelope: object, mechanism: str, given: Any) -> AuthResult:
        right = isinstance(given, LoginPassword) and given.password == b"rahasia"
        return AuthResult(success=right, handled=False)

    relay = Relay()
    options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False}
    with serving(relay, **options) as port:
        await _send(port, login=Login("bimtek", "rahasia"))
        with pytest.raises(NotTaken) as wrong:
            await _send(port, login=Login("bimtek", "salah"))
    assert len(relay.mails) == 1
    assert "salah" not in str(wrong.value) and "salah" not in repr(Login("bimtek", "salah"))


def test_no_password_in_clear() -> None:
    """A password is never sent over an open network."""
    with pytest.raises(PasswordInClear, match="starttls"):
        SmtpMailer("mail.example.go.id:25", SENDER, login=Login("bimtek", "rahasia"))
    SmtpMailer("mail.example.go.id:587", SENDER, tls="starttls", login=Login("bimtek", "rahasia"))
