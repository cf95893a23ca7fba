"""Messages: every notice has its letter, and what the relay says decides what becomes of a message."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment

from activities.notifications import MessageKeys, NotificationActivities
from activities.notify.channels import NotSent
from activities.notify.kinds import KINDS
from activities.notify.letters import LetterIncomplete, Letters, letter_names
from activities.notify.samples import SAMPLES
from domain import notices as notices_of
from domain.facts import ExtensionChoice
from domain.messages import (
    AppointMember,
    AskExtension,
    ContestAct,
    DecideExtension,
    DecideReassignment,
    GrantTime,
    PassGates,
    PauseJourney,
    Remind,
)
from domain.notices import Notice, notices
from domain.vocabulary import Role, StopCause, Task
from tests.domain.builders import behalf, gate
from tests.domain.cast import Play
from tests.fakes import MemoryJournal, MemoryMailer, MemoryOutbox, QueuedMessage, sender_to

OF_THE_WATCH = "incident"
"""The letter that no rule of a journey names: operators get it."""


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
    play.until(Task.PROPOSE_SESSION)
    play.do(GrantTime(days=3, reason="Wajar."), Role.DIRECTOR)
    play.do(Remind(note="Mohon buku III didahulukan."), Role.PROGRAMME_MANAGER)


@pytest.mark.parametrize("language", ["id", "en"])
def test_letters(language: str) -> None:
    """Every notice of a journey makes a letter that is marked as a simulation and leaves no place unfilled."""
    letters = Letters(language)
    told = _told()
    nowhere = {
        "nobody_stands_in",
        "session_confirmed",
        "mentor_change_proposed",
        "gate_overdue",
        "obligation_overdue",
        "edition_published",
        "publication_withdrawn",
        "incident",
        "moved_back",
        "policy_changed",
    }
    assert set(letter_names()) - {notice.template for notice in told} <= nowhere
    for notice in told:
        message = QueuedMessage(key=notice.key, template=notice.template, facts=dict(notice.facts), role=notice.role)
        written = letters.write(message)
        assert written.subject.startswith("[SIMULASI] ")
        assert "Kabupaten Sleman" in written.subject
        assert "Koordinator (contoh)" in written.text and "Koordinator (contoh)" not in written.subject
        assert not re.search(r"[{}]", written.subject + written.text)
        assert not re.search(r"[{}]", re.sub(r"<style>.*</style>", "", written.html, flags=re.DOTALL))
        assert max(map(len, written.text.splitlines())) <= 80


def test_samples_are_like_real_messages() -> None:
    """A sample of a letter has the facts that its real messages have."""
    for notice in _told():
        assert set(SAMPLES[notice.template]) == set(notice.facts), notice.template
    assert set(SAMPLES) == set(letter_names()) == set(KINDS)


def test_only_a_late_letter_says_so() -> None:
    """A reminder that a machine sent late says so; a punctual one has no word of it."""
    facts = {"task": "submit", "due": "2026-11-24T16:00:00+07:00", "step": "h", "sent_late": "no"}
    punctual = QueuedMessage(key="a", template="reminder", facts=facts)
    late = QueuedMessage(key="b", template="reminder", facts={**facts, "sent_late": "yes"})
    letters = Letters("id")
    assert "terlambat" not in letters.write(punctual).text
    assert "Pesan ini terlambat dikirim karena gangguan sistem." in letters.write(late).text
    assert "Pesan ini terlambat dikirim karena gangguan sistem." in letters.write(late).html


def test_a_missing_fact_is_named() -> None:
    """A letter that lacks something is an error that names letter and variable; so is a letter that is not there."""
    with pytest.raises(LetterIncomplete, match=r"reminder.*“due”") as found:
        Letters("id").write(QueuedMessage(key="a", template="reminder", facts={"task": "submit"}))
    assert (found.value.template, found.value.variable) == ("reminder", "due")
    with pytest.raises(LetterIncomplete, match="no such letter"):
        Letters("id").write(QueuedMessage(key="a", template="unheard_of", facts={}))


def test_markup_is_text() -> None:
    """What a fact or a name holds is never markup of the HTML, nor a place of the letter, nor a second line."""
    facts = {"obligation": "<b>{name}</b>"}
    message = QueuedMessage(
        key="a", template="obligation_asked", facts=facts, name="<script>", region_name="Kota\nBcc: x"
    )
    written = Letters("id").write(message)
    assert "<script>" not in written.html and "&lt;b&gt;{name}&lt;/b&gt;" in written.html
    assert "<b>{name}</b>" in written.text
    assert "\n" not in written.subject


def test_a_message_without_a_date_has_no_empty_line_for_it() -> None:
    """A turn without a due date says nothing of one."""
    written = Letters("id").write(QueuedMessage(key="a", template="your_turn", facts={"task": "submit", "due": ""}))
    assert "Batas waktu" not in written.text and "Batas waktu" not in written.html


def test_the_receiver_chooses_the_language() -> None:
    """A person who has chosen English gets English, whatever the programme's language."""
    message = QueuedMessage(key="a", template="your_turn", facts={"task": "submit", "due": ""}, language="en")
    assert Letters("id").write(message).text.partition("\n\n")[2].startswith("Dear Koordinator (contoh),")


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_template_has_a_letter(language: str) -> None:
    """Every template that the rules name has a letter in each language."""
    source = Path(notices_of.__file__).read_text(encoding="utf-8")
    named = set(re.findall(r'_Letter\(\s*"([a-z_]+)"', source)) | set(re.findall(r'LadderAction\.\w+: "(\w+)"', source))
    table = tomllib.loads((files("activities") / "templates" / "notices.toml").read_text(encoding="utf-8"))
    assert {*named, OF_THE_WATCH} == set(table[language]["letter"])


async def test_delivery() -> None:
    """Each message is sent once; one without a receiver or put off does not keep the others back."""
    journal, mailer = MemoryJournal(), MemoryMailer(greylisted=("pengingat",))
    outbox = MemoryOutbox(journal)
    told = [*_told()[:6], _told()[0].model_copy(update={"key": "nobody", "person": None})]
    journal.notices = {notice.key: notice for notice in told}
    put_off = {notice.key for notice in told if notice.template == "reminder"}
    assert put_off
    deliver = NotificationActivities(outbox, sender_to(outbox, mailer)).deliver
    keys = MessageKeys(keys=tuple(journal.notices))
    with pytest.raises(NotSent, match="ConnectionRefusedError"):
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
    deliver = NotificationActivities(outbox, sender_to(outbox, mailer)).deliver
    await ActivityEnvironment().run(deliver, MessageKeys(keys=(first,)))
    await ActivityEnvironment().run(deliver, MessageKeys(keys=(third,), withdrawn=(first, second)))
    await ActivityEnvironment().run(deliver, MessageKeys(keys=(second,)))
    assert outbox.states == {first: "sent", second: "withdrawn", third: "sent"}
    assert mailer.sent == [first, third]
