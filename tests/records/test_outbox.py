"""The ledger of messages: attempts whose outcome is not known, other ways, wishes, inboxes, and passing on by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email import message_from_string

import asyncpg
import pytest

from activities.notifications import Sender
from activities.notify.by_hand import PassingOn, roles_to_pass_on
from activities.notify.letters import Letters
from activities.notify.mail import Mail, SmtpMailer
from domain.vocabulary import TimeZone
from domain.words.phrase import Language
from records.digests import Digests
from records.inbox import Inbox
from records.incidents import Incidents
from records.journal import Records
from records.outbox import Outbox, QueuedMessage
from records.people import People, PersonRecord
from records.preferences import Preferences, PreferencesRecord
from tests.activities.test_notify_mail import Relay, serving
from tests.conftest import fresh_database
from tests.records.sample import Walk
from workers.local.postgres import LocalPostgres

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
async def pool(local_postgres: LocalPostgres) -> AsyncIterator[asyncpg.Pool]:
    """A database with a journey that has been left alone for some months; shared, as `outbox` cleans it."""
    async with fresh_database(local_postgres) as dsn, asyncpg.create_pool(dsn, min_size=1, max_size=4) as pool:
        walk, records = Walk(), Records(pool)
        walk.wait(days=120)
        for batch in walk.batches:
            await records.record(batch)
        yield pool


@pytest.fixture
async def outbox(pool: asyncpg.Pool) -> Outbox:
    """The ledger with the journey's messages, of which nothing has become yet."""
    await pool.execute("delete from deliveries; delete from digests; delete from preferences; delete from people")
    await pool.execute(
        "update messages set state = 'queued', attempts = 0, begun_at = null, repeat = false, digest = null"
        " where person is not null"
    )
    people = [PersonRecord(id=each, name=f"{each} (contoh)", email=f"{each}@example.go.id") for each in ("pm", "chair")]
    coordinator = PersonRecord(id="coordinator", name="Koordinator (contoh)", email="c@example.go.id", phone="0811")
    await People(pool).save([*people, coordinator])
    return Outbox(pool)


async def _to(outbox: Outbox, person: str, template: str = "your_turn") -> QueuedMessage:
    found = await outbox.load(await outbox.undelivered())
    return next(each for each in found if each.person == person and each.template == template)


async def _again(outbox: Outbox, key: str) -> QueuedMessage:
    (found,) = await outbox.load([key])
    return found


async def test_what_a_letter_needs(pool: asyncpg.Pool, outbox: Outbox) -> None:
    """A message is loaded with its programme, its zone and its receiver's wishes; without wishes there are none."""
    message = await _to(outbox, "coordinator")
    assert (message.programme, message.region_zone) == ("Gerakan Menuju 100 Smart City", "WIB")
    assert (message.language, message.zone, message.digest, message.muted) == (None, None, False, ())
    wanted = PreferencesRecord(
        person="coordinator", language=Language.EN, zone=TimeZone.WIT, digest=True, muted=("reminder", "news")
    )
    await Preferences(pool).save(wanted)
    message = await _again(outbox, message.key)
    assert (message.language, message.zone, message.digest) == ("en", "WIT", True)
    assert message.muted == ("news", "reminder")


async def test_died_between_taken_and_recorded(
    pool: asyncpg.Pool, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When a worker dies after the relay took a mail, the repeat has the same id and the ledger says it is one."""
    message, relay = await _to(outbox, "coordinator"), Relay()
    mark_sent = Outbox.mark_sent

    async def dying(self: Outbox, key: str, answer: str) -> None:
        raise ConnectionResetError("killed")

    with serving(relay) as port:
        mailer = SmtpMailer(f"127.0.0.1:{port}", "bimtek@example.go.id")
        sender = Sender(outbox, Mail(mailer, Letters("id")), PassingOn(outbox, Incidents(pool)))
        monkeypatch.setattr(Outbox, "mark_sent", dying)
        with pytest.raises(ConnectionResetError):
            await sender.send(message)
        between = await _again(outbox, message.key)
        assert (between.state, between.attempts, between.repeat) == ("queued", 1, False)
        monkeypatch.setattr(Outbox, "mark_sent", mark_sent)
        await sender.send(between)
        await sender.send(between)
    first, second = (message_from_string(mail)["Message-ID"] for mail in relay.mails)
    assert first == second == f"<{message.key}@example.go.id>"
    after = await _again(outbox, message.key)
    assert (after.state, after.attempts, after.repeat) == ("sent", 2, True)


async def test_not_every_second_attempt_is_a_repeat(outbox: Outbox) -> None:
    """An attempt after one that certainly failed is no repeat; after one of which nobody knows it is."""
    key = (await _to(outbox, "coordinator")).key
    assert await outbox.begin(key) is False
    await outbox.note_attempt(key, "451 later", certain=True)
    assert await outbox.begin(key) is False
    await outbox.note_attempt(key, "TimeoutError")
    assert await outbox.begin(key) is True
    await outbox.mark_sent(key, "250 ok")
    assert await outbox.begin(key) is None


async def test_other_ways(pool: asyncpg.Pool, outbox: Outbox) -> None:
    """Each endpoint has a row of its own, with its attempts and repeats, and is settled once."""
    key = (await _to(outbox, "coordinator")).key
    way = (key, "webhook", "here")
    assert await outbox.begin_delivery(*way) is False
    assert await outbox.begin_delivery(*way) is True
    assert await outbox.begin_delivery(key, "webhook", "there") is False
    await outbox.settle_delivery(*way, "sent", "204")
    await outbox.settle_delivery(*way, "refused", "410")
    assert await outbox.begin_delivery(*way) is None
    await outbox.give_up(key, "too late")
    found = {line.receiver: line for line in await Inbox(pool).deliveries(key)}
    assert (found["here"].state, found["here"].attempts, found["here"].repeat) == ("sent", 2, True)
    assert (found["there"].state, found["there"].attempts) == ("given_up", 1)
    assert (await _again(outbox, key)).state == "given_up"


async def test_passed_on_by_hand(pool: asyncpg.Pool, outbox: Outbox) -> None:
    """What did not reach the coordinator waits for the programme's manager, until it is recorded who sent it."""
    inbox, message = Inbox(pool), await _to(outbox, "coordinator")
    for _ in range(2):
        assert await outbox.ask_by_hand(message.key, roles_to_pass_on(message.role), "550 unknown") == "pm"
    (waiting,) = await inbox.waiting_by_hand()
    assert (waiting.message.phone, waiting.passed_on_by, waiting.why) == ("0811", "pm", "550 unknown")
    await outbox.mark_refused(message.key, "550 unknown")
    assert await inbox.passed_on(message.key, "chair", NOW)
    assert not await inbox.passed_on(message.key, "pm", NOW + timedelta(days=1))
    assert await inbox.waiting_by_hand() == ()
    assert (await _again(outbox, message.key)).state == "sent_by_hand"
    (line,) = await inbox.deliveries(message.key)
    assert (line.state, line.receiver, line.passed_on_by, line.sent_at) == ("sent_by_hand", "coordinator", "chair", NOW)
    assert await outbox.begin(message.key) is None, "the machine need not try any more"


async def test_nobody_is_asked_to_tell_himself(outbox: Outbox) -> None:
    """The only person who could pass on a message is its receiver: then nobody is there."""
    message = await _to(outbox, "pm", "decision_wanted")
    assert await outbox.ask_by_hand(message.key, ["programme_manager"], "550 unknown") is None


async def test_inbox(pool: asyncpg.Pool, outbox: Outbox) -> None:
    """A person reads whatever was said to him, whatever way it went, but nothing withdrawn or still to come."""
    inbox, message = Inbox(pool), await _to(outbox, "coordinator")
    now = datetime.now(UTC)
    everything = await inbox.of("coordinator", now)
    assert message.key in [each.message.key for each in everything]
    assert {each.message.person for each in everything} == {"coordinator"}
    assert not await inbox.of("coordinator", now - timedelta(days=1))
    await outbox.withdraw(message.key, "its turn has passed")
    assert message.key not in [each.message.key for each in await inbox.of("coordinator", now)]


async def test_digest_stays_what_it_is(pool: asyncpg.Pool, outbox: Outbox) -> None:
    """A digest that was begun has the same key and messages at every attempt; what comes later goes into the next."""
    digests = Digests(pool)
    assert await digests.open("coordinator") is None
    found = [each.key for each in await outbox.load(await outbox.undelivered()) if each.person == "coordinator"]
    first, second, *_ = found
    await outbox.set_aside(first, "digested", "kept for the digest")
    opened = await digests.open("coordinator")
    assert opened is not None and [each.key for each in opened.messages] == [first]
    assert await digests.begin(opened.key) is False
    await outbox.set_aside(second, "digested", "kept for the digest")
    assert await digests.open("coordinator") == opened
    assert await digests.begin(opened.key) is True
    await digests.settle(opened.key, "sent", "250 ok")
    sent = await digests.find(opened.key)
    assert sent is not None and (sent.state, sent.attempts, sent.repeat) == ("sent", 2, True)
    later = await digests.open("coordinator")
    assert later is not None and [each.key for each in later.messages] == [second]
    await digests.settle(later.key, "refused", "550 unknown")
    assert [(await _again(outbox, key)).state for key in (first, second)] == ["digested", "refused"]


async def test_calendar_address(pool: asyncpg.Pool) -> None:
    """A calendar's secret is kept only as its hash; a new one ends the one before, and wishes stay."""
    preferences = Preferences(pool)
    await preferences.save(PreferencesRecord(person="coordinator", digest=True))
    old = await preferences.new_calendar_address("coordinator")
    new = await preferences.new_calendar_address("coordinator")
    assert await preferences.person_of_calendar_address(old) is None
    assert await preferences.person_of_calendar_address(new) == "coordinator"
    assert (await preferences.of("coordinator")).digest
    assert new not in str(await pool.fetch("select * from preferences"))
