"""Messages: every notice has its letter, and what the relay says decides what becomes of a message."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from temporalio.testing import ActivityEnvironment

from activities.notifications import Letters, MailRefused, MessageKeys, NotificationActivities, Sender, SmtpMailer
from domain import notices as notices_of
from domain.facts import ExtensionChoice
from domain.messages import (
    AppointMember,
    AskExtension,
    ContestAct,
    DecideExtension,
    DecideReassignment,
    PassGates,
    PauseJourney,
)
from domain.notices import Notice, notices
from domain.vocabulary import Role, StopCause, Task
from tests.domain.builders import behalf, gate
from tests.domain.cast import Play
from tests.fakes import MemoryJournal, MemoryMailer, MemoryOutbox, QueuedMessage
from workers.local.child import free_ports


class Relay:
    """A mail relay on loopback that answers every receiver with `answer`."""

    def __init__(self, answer: str) -> None:
        self._answer = answer
        self.taken: list[str] = []

    async def handle_RCPT(self, server: object, session: object, envelope: object, address: str, opts: object) -> str:
        """Take or refuse a receiver."""
        if self._answer.startswith("250"):
            envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]
        return self._answer

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Take a mail."""
        self.taken.append(envelope.content.decode())  # type: ignore[attr-defined]
        return "250 taken"


async def _send_to(relay: Relay) -> str:
    (port,) = free_ports(None)
    controller = Controller(relay, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mailer = SmtpMailer(f"127.0.0.1:{port}", "bimtek@example.go.id")
        return await mailer.send(to="contoh@example.go.id", key="journey-x.3.1", subject="Uji", text="Isi")
    finally:
        controller.stop()


async def test_sent() -> None:
    """A mail carries an id made from its key, so that its receiver can tell a repeat."""
    relay = Relay("250 ok")
    await _send_to(relay)
    assert "Message-ID: <journey-x.3.1@example.go.id>" in relay.taken[0]


async def test_refused_for_good() -> None:
    """A receiver that does not exist is not tried again."""
    with pytest.raises(MailRefused):
        await _send_to(Relay("550 no such user"))


async def test_refused_for_now() -> None:
    """A receiver that is put off is no refusal for good."""
    with pytest.raises(Exception, match="later") as failed:
        await _send_to(Relay("451 later"))
    assert not isinstance(failed.value, MailRefused)


def _told() -> list[Notice]:
    """The notices of a journey with reminders, appointments, an act on behalf, and its end."""
    play = Play()
    play.wait(days=120)
    play.do(AppointMember(person="orang-baru", role=Role.COUNCIL), Role.PROGRAMME_MANAGER)
    paper = behalf(Role.COORDINATOR, play.today)
    play.do(PassGates(gates=(gate("mou", play.today),)), Role.PROGRAMME_MANAGER, on_behalf=paper)
    play.do(ContestAct(seq=play.journey.on_behalf_acts[-1].seq, reason="Keliru."), Role.COORDINATOR)
    _lose_time(play)
    play.until(Task.PROPOSE_SESSION).wait(days=40)
    play.until(Task.COMMENT_HAND_IN).wait(days=40)
    play.do(DecideReassignment(approve=True, reason="Setuju."), Role.PROGRAMME_MANAGER)
    play.until()
    play.wait(days=400)
    return list(notices(None, play.entries))


def _lose_time(play: Play) -> None:
    """More time is asked for and granted; then the clock stands still, and a decree takes a day."""
    play.do(AskExtension(days=5, reason="Data menyusul."), Role.COORDINATOR)
    play.do(DecideExtension(choice=ExtensionChoice.GRANT, reason="Wajar."), Role.PROGRAMME_MANAGER)
    stop = PauseJourney(
        cause=StopCause.ELECTION, reason="Pemilu.", approved_by="Direktur", resumes_on=play.today + timedelta(days=7)
    )
    play.do(stop, Role.PROGRAMME_MANAGER)
    play.wait(days=8)


@pytest.mark.parametrize("language", ["id", "en"])
def test_letters(language: str) -> None:
    """Every notice of a journey makes a letter that is marked as a simulation and leaves no place unfilled."""
    letters = Letters(language)
    told = _told()
    nowhere = {"nobody_stands_in", "session_confirmed", "mentor_change_proposed", "gate_overdue", "obligation_overdue"}
    table = tomllib.loads((files("activities") / "templates" / "notices.toml").read_text(encoding="utf-8"))
    assert set(table[language]["letter"]) - {notice.template for notice in told} <= nowhere
    for notice in told:
        message = QueuedMessage(key=notice.key, template=notice.template, facts=dict(notice.facts))
        subject, text = letters.write(message)
        assert subject.startswith("[SIMULASI] ")
        assert "Kabupaten Sleman" in subject
        assert not re.search(r"[{}]", subject + text)


def test_only_a_late_letter_says_so() -> None:
    """A reminder that a machine sent late says so; a punctual one has no word of it."""
    facts = {"task": "submit", "due": "2026-11-24T16:00:00+07:00", "step": "h", "sent_late": "no"}
    punctual = QueuedMessage(key="a", template="reminder", facts=facts)
    late = QueuedMessage(key="b", template="reminder", facts={**facts, "sent_late": "yes"})
    letters = Letters("id")
    assert "terlambat" not in letters.write(punctual)[1]
    assert letters.write(late)[1].endswith("\nPesan ini terlambat dikirim karena gangguan sistem.\n")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_template_has_a_letter(language: str) -> None:
    """Every template that the rules name has a letter in each language."""
    source = Path(notices_of.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'_Letter\(\s*"([a-z_]+)"', source)) | set(re.findall(r'LadderAction\.\w+: "(\w+)"', source))
    table = tomllib.loads((files("activities") / "templates" / "notices.toml").read_text(encoding="utf-8"))
    assert named == set(table[language]["letter"])


async def test_delivery() -> None:
    """Each message is sent once; one without a receiver or put off does not keep the others back."""
    journal, mailer = MemoryJournal(), MemoryMailer(greylisted=("pengingat",))
    outbox = MemoryOutbox(journal)
    told = [*_told()[:6], _told()[0].model_copy(update={"key": "nobody", "person": None})]
    journal.notices = {notice.key: notice for notice in told}
    put_off = {notice.key for notice in told if notice.template == "reminder"}
    assert put_off
    deliver = NotificationActivities(outbox, Sender(outbox, mailer, Letters("id"))).deliver
    keys = MessageKeys(keys=tuple(journal.notices))
    with pytest.raises(ConnectionRefusedError):
        await ActivityEnvironment().run(deliver, keys)
    assert outbox.states["nobody"] == "no_receiver"
    assert set(mailer.sent) == set(journal.notices) - put_off - {"nobody"}
    mailer.greylisted = ()
    await ActivityEnvironment().run(deliver, keys)
    await ActivityEnvironment().run(deliver, keys)
    assert sorted(mailer.sent) == sorted(set(journal.notices) - {"nobody"})


async def test_withdrawn() -> None:
    """A message that is not wanted any more is withdrawn unsent, and one that was sent before stays sent."""
    journal, mailer = MemoryJournal(), MemoryMailer()
    outbox = MemoryOutbox(journal)
    told = _told()[:3]
    journal.notices = {notice.key: notice for notice in told}
    first, second, third = (notice.key for notice in told)
    deliver = NotificationActivities(outbox, Sender(outbox, mailer, Letters("id"))).deliver
    await ActivityEnvironment().run(deliver, MessageKeys(keys=(first,)))
    await ActivityEnvironment().run(deliver, MessageKeys(keys=(third,), withdrawn=(first, second)))
    await ActivityEnvironment().run(deliver, MessageKeys(keys=(second,)))
    assert outbox.states == {first: "sent", second: "withdrawn", third: "sent"}
    assert mailer.sent == [first, third]
