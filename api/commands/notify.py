"""`bimtek notify`: look at letters, pass messages on by hand, say how a person wants to be told, and his calendar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import asyncpg
import typer

from activities.notify.by_hand import ready_text, whatsapp_link
from activities.notify.kinds import Kind, KindIsObligatory, kind_of, mutable
from activities.notify.letters import LetterIncomplete, Letters, Written, letter_names
from activities.notify.samples import SAMPLES, sample
from api.as_of import AsOf, instant
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.output import Json, console, print_json, print_tables, print_text, table
from api.person_calendar import calendar_of
from domain.vocabulary import TimeZone
from domain.words.phrase import Language
from records.agenda import Agenda
from records.inbox import Inbox, InboxMessage, WaitingByHand
from records.outbox import Outbox, QueuedMessage
from records.people import People
from records.preferences import Preferences, PreferencesRecord
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="Messages: letters, inboxes, what is passed on by hand, preferences.", no_args_is_help=True)

DIGEST = "digest"
"""The name under which a digest of sample messages is shown."""
IN_DIGEST = ("your_turn", "session_confirmed", "obligation_asked")

PersonId = Annotated[str, typer.Argument(help="The person's id, as in the people's file.")]
Lang = Annotated[Language, typer.Option("--lang", help="The language.")]


@app.command("templates")
def templates(as_json: Json = False) -> None:
    """List the letters with their kinds and subjects."""
    rows = [
        {"name": name, "kind": kind_of(name).value, **{each.value: _preview(name, each).subject for each in Language}}
        for name in letter_names()
    ]
    if as_json:
        print_json(rows)
        return
    lines = [(row["name"], row["kind"], row["id"]) for row in rows]
    print_tables(console(), table("Letters", ("Name", "Kind", "Subject (sample)"), lines))


@app.command("preview")
def preview(
    name: Annotated[str, typer.Argument(help="A letter, or “digest” for several in one mail.")],
    lang: Lang = Language.ID,
    html: Annotated[bool, typer.Option("--html", help="As HTML, as mail programs show it.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Into this file.")] = None,
    as_json: Json = False,
) -> None:
    """Show a letter with made-up facts."""
    written = _preview(name, lang)
    if as_json:
        print_json({"subject": written.subject, "text": written.text, "html": written.html})
        return
    shown = written.html if html else f"{written.subject}\n\n{written.text}"
    if out is None:
        print_text(shown)
        return
    out.write_text(shown, encoding="utf-8")
    console().print(f"Written to {out}.", soft_wrap=True)


def _preview(name: str, language: Language) -> Written:
    letters = Letters(language)
    try:
        if name == DIGEST:
            return letters.digest([sample(each, language) for each in IN_DIGEST])
        if name not in SAMPLES:
            raise Failure(f"There is no letter “{name}”. There are: {', '.join([DIGEST, *letter_names()])}.")
        return letters.write(sample(name, language))
    except LetterIncomplete as incomplete:
        raise Failure(str(incomplete)) from incomplete


@app.command("inbox")
def inbox(person: PersonId, as_of: AsOf = None, as_json: Json = False, data_dir: DataDir = None) -> None:
    """List a person's messages, the newest first, whatever way they went."""
    settings = settings_for(data_dir).resolved()
    found = asyncio.run(_inbox(settings, person, instant(as_of)))
    letters = Letters(settings.language)
    if as_json:
        print_json([{**each.model_dump(mode="json"), "subject": _subject(each.message, letters)} for each in found])
        return
    rows = [
        (each.at.isoformat(timespec="minutes"), each.message.state, *_named(each.message, letters)) for each in found
    ]
    print_tables(console(), table(f"Messages to {person}", ("Since", "State", "Key", "Subject"), rows))


async def _inbox(settings: Settings, person: str, now: datetime) -> Sequence[InboxMessage]:
    async with await connect_records(settings) as pool:
        await _known(pool, person)
        return await Inbox(pool).of(person, now)


@app.command("waiting")
def waiting(
    texts: Annotated[bool, typer.Option("--texts", help="With the text of each, ready to be pasted.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """List the messages that somebody has to pass on by hand, as no machine reached their receivers."""
    settings = settings_for(data_dir).resolved()
    letters = Letters(settings.language)
    found = asyncio.run(_waiting(settings))
    if as_json:
        print_json([{**each.model_dump(mode="json"), **_by_hand(each.message, letters)} for each in found])
        return
    rows = [
        (each.message.key, each.message.name or each.message.person, each.passed_on_by or "nobody there", each.why)
        for each in found
    ]
    print_tables(console(), table("To be passed on by hand", ("Key", "To", "By", "Why"), rows))
    for each in found if texts else ():
        _show_by_hand(each.message, letters)


async def _waiting(settings: Settings) -> Sequence[WaitingByHand]:
    async with await connect_records(settings) as pool:
        return await Inbox(pool).waiting_by_hand()


@app.command("by-hand")
def by_hand(
    message_key: Annotated[str, typer.Argument(help="The message's key.")],
    person: Annotated[str | None, typer.Option("--person", help="Who passes it on.")] = None,
    sent: Annotated[bool, typer.Option("--sent", help="Record that this person has sent it.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show a message's text ready for WhatsApp; with --sent, record that a person has passed it on."""
    if sent and person is None:
        raise Failure("Say who has sent it: --person PERSON --sent.")
    settings = settings_for(data_dir).resolved()
    letters = Letters(settings.language)
    message, new = asyncio.run(_pass_on(settings, message_key, person if sent else None))
    if as_json:
        print_json({"key": message.key, "person": message.person, "recorded": new, **_by_hand(message, letters)})
    elif sent:
        said = (
            f"Recorded: {person} has sent it by hand." if new else "It was recorded already that it was sent by hand."
        )
        console().print(said, soft_wrap=True)
    else:
        _show_by_hand(message, letters)


async def _pass_on(settings: Settings, key: str, by: str | None) -> tuple[QueuedMessage, bool]:
    async with await connect_records(settings) as pool:
        found = await Outbox(pool).load([key])
        if not found:
            raise Failure(f"There is no message “{key}”. `bimtek notify waiting` lists those to be passed on.")
        if found[0].person is None:
            raise Failure(f"The message “{key}” has no receiver: nobody holds the role {found[0].role}.")
        if by is None:
            return found[0], False
        await _known(pool, by)
        return found[0], await Inbox(pool).passed_on(key, by, datetime.now(UTC))


@app.command("preferences")
def preferences(
    person: PersonId,
    language: Annotated[Language | None, typer.Option(help="The language of letters.")] = None,
    zone: Annotated[TimeZone | None, typer.Option(help="Where the person works.")] = None,
    digest: Annotated[str | None, typer.Option(help="on: one mail a working day; off: each message by itself.")] = None,
    mute: Annotated[list[Kind] | None, typer.Option(help="A kind of messages not to be sent; again for more.")] = None,
    unmute: Annotated[list[Kind] | None, typer.Option(help="A kind to be sent again; again for more.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show how a person wants to be told, and change what is given."""
    if digest not in (None, "on", "off"):
        raise Failure(f"--digest is on or off, not “{digest}”.")
    try:
        muted = {mutable(kind) for kind in mute or ()}
    except KindIsObligatory as obligatory:
        raise Failure(f"{obligatory} ({type(obligatory).__name__})") from obligatory

    def change(known: PreferencesRecord) -> PreferencesRecord:
        return PreferencesRecord(
            person=person,
            language=language or known.language,
            zone=zone or known.zone,
            digest=known.digest if digest is None else digest == "on",
            muted=tuple(sorted(({*known.muted} | muted) - set(unmute or ()))),
        )

    found = asyncio.run(_prefer(settings_for(data_dir).resolved(), person, change))
    if as_json:
        print_json(found)
        return
    rows = [
        ("language", found.language or "the programme's"),
        ("zone", found.zone or "where the person works"),
        ("digest", "on" if found.digest else "off"),
        ("muted", ", ".join(found.muted) or "nothing"),
    ]
    print_tables(console(), table(f"Preferences of {person}", ("What", "How"), rows))


async def _prefer(
    settings: Settings, person: str, change: Callable[[PreferencesRecord], PreferencesRecord]
) -> PreferencesRecord:
    async with await connect_records(settings) as pool:
        await _known(pool, person)
        known = await Preferences(pool).of(person)
        wanted = change(known)
        if wanted != known:
            await Preferences(pool).save(wanted)
        return wanted


@app.command("calendar")
def calendar(
    person: PersonId,
    out: Annotated[Path | None, typer.Option("--out", help="Write the calendar into this file.")] = None,
    new_address: Annotated[
        bool, typer.Option("--new-address", help="Make a new secret address; the one before ends.")
    ] = False,
    lang: Annotated[Language | None, typer.Option("--lang", help="The language; the person's if not given.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write a person's dates as a calendar file (ICS), or make the secret address to subscribe to it by."""
    if out is None and not new_address:
        raise Failure("Say what is wanted: --out FILE, --new-address, or both.")
    settings = settings_for(data_dir).resolved()
    content, count, secret = asyncio.run(_calendar(settings, person, lang, new_address=new_address))
    if out is not None:
        out.write_bytes(content)
    address = f"/calendar/{secret}.ics" if secret else None
    if as_json:
        print_json({"person": person, "dates": count, "file": str(out) if out else None, "address": address})
        return
    if out is not None:
        console().print(f"{count} dates written to {out}.", soft_wrap=True)
    if address:
        console().print(
            f"The secret address: {address}\nIt is shown this once. Whoever knows it can read the calendar.",
            soft_wrap=True,
        )


async def _calendar(
    settings: Settings, person: str, language: Language | None, *, new_address: bool
) -> tuple[bytes, int, str | None]:
    async with await connect_records(settings) as pool:
        await _known(pool, person)
        preferences = Preferences(pool)
        items = await Agenda(pool).of(person)
        spoken = language or (await preferences.of(person)).language or Language(settings.language)
        secret = await preferences.new_calendar_address(person) if new_address else None
        return calendar_of(items, await Agenda(pool).zone_of(person), spoken), len(items), secret


async def _known(pool: asyncpg.Pool, person: str) -> None:
    """Raises `Failure` for a person nobody knows."""
    if person not in await People(pool).find([person]):
        raise Failure(f"There is no person “{person}”.")


def _subject(message: QueuedMessage, letters: Letters) -> str:
    try:
        return letters.write(message).subject
    except LetterIncomplete as incomplete:
        return str(incomplete)


def _named(message: QueuedMessage, letters: Letters) -> tuple[str, str]:
    return message.key, _subject(message, letters)


def _by_hand(message: QueuedMessage, letters: Letters) -> dict[str, str | None]:
    try:
        text = ready_text(message, letters)
    except LetterIncomplete as incomplete:
        raise Failure(str(incomplete)) from incomplete
    return {"text": text, "whatsapp": whatsapp_link(message.phone, text)}


def _show_by_hand(message: QueuedMessage, letters: Letters) -> None:
    ready = _by_hand(message, letters)
    print_text(f"\n{ready['text']}\n")
    print_text(ready["whatsapp"] or f"No telephone number is known for {message.person}.")
