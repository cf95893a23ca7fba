"""The letters: writes a message out as subject, plain text and HTML, from the texts of `activities/templates/`."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import jinja2

from activities.notify.channels import Message, NotTaken
from activities.notify.kinds import OBLIGATORY, kind_of
from activities.notify.links import MailLinks
from domain.facts import ExtensionChoice
from domain.vocabulary import Party, Role, Stage, Status, StopCause, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import spell_days, spell_moment

MARK = "SIMULASI"
WIDTH = 76
"""Columns of a plain text, so that no mail program breaks its lines."""

ZONES = {timedelta(hours=7): TimeZone.WIB, timedelta(hours=8): TimeZone.WITA, timedelta(hours=9): TimeZone.WIT}
"""The zone in which an instant was written, by its distance from UTC."""

FIXED: Mapping[str, type[StrEnum]] = {
    "role": Role,
    "party": Party,
    "cause": StopCause,
    "choice": ExtensionChoice,
    "status": Status,
    "stage": Stage,
}
"""Facts that are one of the programme's fixed words."""


class LetterIncomplete(NotTaken):
    """A letter cannot be written: there is none of this name, or it has a place for which its message has nothing."""

    def __init__(self, template: str, language: str, variable: str | None = None) -> None:
        lacks = "there is no such letter" if variable is None else f"its message has no “{variable}”"
        super().__init__(f"The letter “{template}” ({language}) cannot be written: {lacks}.")
        self.template = template
        self.variable = variable


@dataclass(frozen=True)
class Written:
    """A message as people read it."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Part:
    """One matter within a letter; a digest has several."""

    heading: str
    paragraphs: tuple[str, ...]
    details: tuple[tuple[str, str], ...]
    due: tuple[str, str] | None = None
    todo: str | None = None
    draft: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True)
class Sheet:
    """A whole letter before it is set."""

    language: str
    subject: str
    salutation: str
    parts: tuple[Part, ...]
    closing: tuple[str, str]
    why: tuple[str, ...]
    mark: str | None = None
    opening: str | None = None
    late: str | None = None
    open: str = ""


@cache
def _tables() -> Mapping[str, Any]:
    return tomllib.loads((files("activities") / "templates" / "notices.toml").read_text(encoding="utf-8"))


@cache
def _page() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    source = (files("activities") / "templates" / "mail.html").read_text(encoding="utf-8")
    return environment.from_string(source)


def letter_names() -> tuple[str, ...]:
    """Every letter there is."""
    return tuple(sorted(_tables()[Language.ID]["letter"]))


class Letters:
    """Writes messages, in each receiver's language; `language` is for those who have chosen none.

    With `links` each matter has a link to its journey.
    """

    def __init__(self, language: str, links: MailLinks | None = None) -> None:
        self._language = Language(language)
        self._links = links

    def write(self, message: Message) -> Written:
        """A message's letter. Raises `LetterIncomplete` rather than leave a blank."""
        words = _Words(Language(message.language or self._language), self._links)
        subject = f"{_mark(message.simulated)}{words.subject(message)}"
        return _set(words.sheet(subject, (message,), (words.part(message),)))

    def digest(self, messages: Sequence[Message]) -> Written:
        """One letter for several messages to one person, at least one. Raises `LetterIncomplete`."""
        words = _Words(Language(messages[0].language or self._language), self._links)
        subject = words.texts["digest_subject"].format(count=len(messages))
        mark = _mark(any(message.simulated for message in messages))
        parts = tuple(words.part(message) for message in messages)
        return _set(words.sheet(f"{mark}{subject}", messages, parts, words.texts["digest_opening"]))


def _mark(simulated: bool) -> str:
    return f"[{MARK}] " if simulated else ""


class _Words:
    """One language's texts, and how facts are said in it."""

    def __init__(self, language: Language, links: MailLinks | None) -> None:
        table = _tables()[language]
        self.texts: Mapping[str, str] = table["texts"]
        self._letters: Mapping[str, Mapping[str, Any]] = table["letter"]
        self._labels: Mapping[str, str] = table["labels"]
        self._words: Mapping[str, str] = table["words"]
        self._language = language
        self._links = links

    def subject(self, message: Message) -> str:
        """Names the region and the matter, and never a person; in one line."""
        return " ".join(self._fill(message, "subject").split())

    def part(self, message: Message) -> Part:
        """What a message says, without salutation and closing."""
        letter = self._letter(message.template)
        facts = self._facts(message)
        labels = {**self._labels, **letter.get("labels", {})}
        shown = {name: facts[name] for name in labels if facts.get(name)}
        due = shown.pop("due", None)
        return Part(
            heading=self._fill(message, "heading"),
            paragraphs=_paragraphs(self._fill(message, "text")),
            details=tuple((labels[name], value) for name, value in shown.items()),
            due=(labels["due"], due) if due else None,
            todo=" ".join(self._fill(message, "todo").split()) if "todo" in letter else None,
            draft=_paragraphs(self._fill(message, "draft")) if "draft" in letter else (),
            link=self._links.address(message) if self._links else None,
        )

    def sheet(
        self, subject: str, messages: Sequence[Message], parts: tuple[Part, ...], opening: str | None = None
    ) -> Sheet:
        """A letter of some parts to one person."""
        texts, first = self.texts, messages[0]
        programme = first.programme or texts["programme"]
        late = any(message.facts.get("sent_late") == "yes" for message in messages)
        return Sheet(
            language=self._language,
            subject=subject,
            salutation=texts["salutation"].format(name=first.name) if first.name else texts["salutation_nameless"],
            parts=parts,
            closing=(texts["closing"], texts["secretariat"].format(programme=programme)),
            why=self._why(messages, programme),
            mark=texts["mark"] if any(message.simulated for message in messages) else None,
            opening=opening,
            late=texts["sent_late"] if late else None,
            open=texts["open"],
        )

    def _why(self, messages: Sequence[Message], programme: str) -> tuple[str, ...]:
        """Why one gets this, and whether one may do without."""
        texts, first = self.texts, messages[0]
        if len(messages) > 1:
            return (texts["why_digest"].format(programme=programme), texts["may_change"])
        role = name_of(Role(first.role)).into(self._language)
        region = first.facts.get("region") or first.region_name or "–"
        why = texts["why"].format(role=role, region=region, programme=programme)
        return (why, texts["obligatory" if kind_of(first.template) in OBLIGATORY else "may_change"])

    def _letter(self, template: str) -> Mapping[str, Any]:
        try:
            return self._letters[template]
        except KeyError:
            raise LetterIncomplete(template, self._language) from None

    def _fill(self, message: Message, what: str) -> str:
        text: str = self._letter(message.template)[what]
        try:
            return text.format(**self._facts(message))
        except KeyError as missing:
            raise LetterIncomplete(message.template, self._language, str(missing.args[0])) from None

    def _facts(self, message: Message) -> dict[str, str]:
        facts = {name: self._spelt(name, value, message) for name, value in message.facts.items()}
        return {"region": message.region_name or "–", "seq": str(message.seq), **facts}

    def _spelt(self, name: str, value: str, message: Message) -> str:
        """A fact as people say it: instants and days in words, the rest by the table of words."""
        if name in ("due", "before") and value:
            due = datetime.fromisoformat(value)
            return spell_moment(due, ZONES[due.utcoffset() or timedelta()], self._language)
        if name in ("happened_on", "days", "day") and value:
            return spell_days([date.fromisoformat(day) for day in value.split(", ")], self._language)
        if name in FIXED:
            return name_of(FIXED[name](value)).into(self._language)
        if name in ("gate", "obligation"):
            # A policy's titles are Indonesian.
            said = self._words.get(value) if self._language is Language.EN else None
            return said or message.title or self._words.get(value, value)
        return self._words.get(value, value)


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


def _set(sheet: Sheet) -> Written:
    return Written(subject=sheet.subject, text=_plain(sheet), html=_page().render(sheet=sheet))


def _plain(sheet: Sheet) -> str:
    blocks = [sheet.mark, sheet.salutation, sheet.opening]
    for number, part in enumerate(sheet.parts, start=1):
        if len(sheet.parts) > 1:
            blocks.append(f"{number}. {part.heading}")
        blocks += [_wrapped(paragraph) for paragraph in part.paragraphs]
        blocks.append(_listed(part))
        blocks.append(_wrapped(part.todo) if part.todo else None)
        if part.draft:
            blocks.append("\n>\n".join(_wrapped(paragraph, "> ") for paragraph in part.draft))
        # A line of its own and never broken, else it leads nowhere.
        blocks.append(f"{sheet.open}:\n{part.link}" if part.link else None)
    blocks += [_wrapped(sheet.late) if sheet.late else None, "\n".join(sheet.closing)]
    blocks.append("\n".join(["-- ", *(_wrapped(line) for line in sheet.why)]))
    return "\n\n".join(block for block in blocks if block) + "\n"


def _listed(part: Part) -> str:
    lines = [*part.details, *([part.due] if part.due else [])]
    width = max((len(label) for label, _ in lines), default=0)
    return "\n".join(
        textwrap.fill(value, WIDTH, initial_indent=f"{label:<{width}} : ", subsequent_indent=" " * (width + 3))
        for label, value in lines
    )


def _wrapped(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
