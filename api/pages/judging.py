"""Forms in which something is judged: scores, comments bound to chapters that quote paragraphs, and a kept draft."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from fastapi import Request, Response

from api.desk import Refused
from api.forms.layout import Part
from api.forms.wanted import Form, forms_for
from api.http.caller import CSRF_FIELD, Caller
from api.http.commands import send
from api.http.problems import HttpProblem, NotFound
from api.pages.act_form import KEPT, Sent, act_in, act_key, initials, read_sent
from api.pages.act_page import NOTHING_SAID as NOTHING
from api.pages.act_page import form_of
from api.pages.acts import seq_in
from api.pages.quoting import with_quote
from api.pages.refusals import refusal_text
from api.pages.rendering import Pages
from api.services import Services
from domain.errors import Refusal
from domain.messages import Act
from domain.model import Journey
from domain.words.phrase import Language, Phrase
from records.drafts import Drafts
from records.identity import Identities
from records.states import States

TABLES = {"give_verdict": "comments", "comment_hand_in": "comments"}
"""In which table of an act its comments are; in `corrections` where an act is not named here."""
NOT_KEPT = (CSRF_FIELD, "seq", "do", "draft")
"""Fields of a form that are none of what somebody wrote."""
MOST_FIELDS, MOST_FILES = 700, 4
OTHER_WINDOW = Phrase(
    "Draf ini sudah disimpan dari jendela lain. Yang tampak di bawah adalah tulisan dari jendela ini; "
    "simpan sekali lagi bila ini yang benar, atau muat ulang untuk melihat draf yang tersimpan.",
    "This draft was saved from another window. Below is what you wrote in this one; save it again if this is the right "
    "one, or load the page anew to see the saved draft.",
)
NO_LONGER = Phrase(
    "Formulir ini tidak lagi menunggu jawaban Anda. Tulisan Anda ada di bawah; salin yang masih perlu.",
    "This form no longer waits for your answer. Below is what you wrote; copy what you still need.",
)
KEPT_SAID = Phrase("Draf tersimpan.", "The draft is saved.")


@dataclass(frozen=True)
class CommentRow:
    """A row of the table of comments: its number in the names of fields."""

    number: int
    chapter: str = ""
    quote: str = ""
    text: str = ""


@dataclass(frozen=True)
class Judging:
    """A form of judging as its page shows it: the values in its fields, what is wrong, the draft behind it."""

    form: Form
    parts: tuple[Part, ...]
    values: Mapping[str, str]
    kept: Mapping[str, str]
    draft: int
    person: str
    """Whose act it is: who fills it in, or somebody for whom he stands in."""
    saved_at: datetime | None = None
    seq: int = 0
    errors: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The form's key."""
        return self.form.packed.key

    @property
    def table(self) -> str:
        """The table in which its comments are."""
        return table_of(self.form.packed.act)

    @property
    def rows(self) -> tuple[CommentRow, ...]:
        """The comments written so far, and an empty row for the next one."""
        found = rows_in(self.values, self.table)
        return (*found, CommentRow(max((row.number for row in found), default=-1) + 1))

    @property
    def shown(self) -> tuple[str, ...]:
        """What its fixed rows of scores are called."""
        return tuple(labels[0] for labels in self.form.wanted.shown.get("scores", ()))


def table_of(act: str) -> str:
    """The table of an act in which its comments are."""
    return TABLES.get(act, "corrections")


def rows_in(values: Mapping[str, str], table: str) -> tuple[CommentRow, ...]:
    """The rows of comments in which anything stands, by their numbers."""
    names = (re.fullmatch(rf"{table}\.(\d{{1,3}})\.(chapter|quote|text)", name) for name in values if values[name])
    numbers = sorted({int(match[1]) for match in names if match})
    return tuple(
        CommentRow(n, *(values.get(f"{table}.{n}.{name}", "") for name in ("chapter", "quote", "text")))
        for n in numbers
    )


def numbered_anew(values: Mapping[str, str], table: str, without: int | None = None) -> dict[str, str]:
    """The values with the rows of comments numbered from 0 on, without one of them."""
    found = {name: value for name, value in values.items() if value and not name.startswith(f"{table}.")}
    rows = [row for row in rows_in(values, table) if row.number != without]
    for number, row in enumerate(rows):
        for name in ("chapter", "quote", "text"):
            if value := getattr(row, name):
                found[f"{table}.{number}.{name}"] = value
    return found


def with_quotes(values: Mapping[str, str], table: str) -> dict[str, str]:
    """The values as the act takes them: what a comment quotes stands before its text."""
    found = dict(values)
    for row in rows_in(values, table):
        found.pop(f"{table}.{row.number}.quote", None)
        if row.text:
            found[f"{table}.{row.number}.text"] = with_quote(row.quote, row.text)
    return found


async def persons_of(services: Services, caller: Caller, journey: str) -> tuple[str, ...]:
    """Whose forms somebody may fill in: his own first, then those of people for whom he stands in."""
    hats = await Identities(services.pool).hats(journey, caller.person, datetime.now(UTC))
    return tuple(dict.fromkeys((caller.person, *(hat.person for hat in hats))))


def forms_of(state: Journey, persons: Sequence[str], *acts: str, language: Language = Language.ID) -> tuple[Form, ...]:
    """Some people's forms of some acts that belong to the stage the journey is in, each once."""
    found = {
        form.packed.key: form
        for person in reversed(persons)
        for form in forms_for(state, person, language=language)
        if form.now and form.packed.act in acts
    }
    return tuple(found.values())


async def begun(
    services: Services, state: Journey, caller: Caller, key: str, language: Language = Language.ID
) -> Judging:
    """A form with the draft behind it. Raises `NotFound` for one that the caller does not have now."""
    persons = await persons_of(services, caller, state.id)
    person = next((one for one in persons if _has(state, one, key)), None)
    if person is None:
        raise NotFound
    form, parts = await form_of(services, state, person, key, language)
    draft = await Drafts(services.pool).of(state.id, caller.person, key)
    fields = draft.fields or dict(form.packed.filled)
    kept = {name.removesuffix(KEPT): value for name, value in fields.items() if name.endswith(KEPT)}
    values = {name: value for name, value in fields.items() if not name.endswith(KEPT)}
    return Judging(form, parts, values, kept, draft.version, person, draft.saved_at, state.seq)


def _has(state: Journey, person: str, key: str) -> bool:
    return any(form.now and form.packed.key == key for form in forms_for(state, person))


async def keep(services: Services, caller: Caller, journey: str, key: str, sent: Sent) -> int | None:
    """Keep what was sent as the draft; its version, or None where another window saved one meanwhile."""
    table = table_of(key.partition(".")[0])
    fields = numbered_anew({name: text for name, text in sent.texts.items() if name not in NOT_KEPT}, table)
    fields |= {f"{name}{KEPT}": value for name, value in sent.kept.items()}
    based_on = sent.texts.get("draft", "")
    return await Drafts(services.pool).save(
        journey, caller.person, key, fields, datetime.now(UTC), based_on=int(based_on) if based_on.isdigit() else 0
    )


async def add_comment(services: Services, caller: Caller, journey: str, judging: Judging, row: CommentRow) -> None:
    """Put a comment into a person's draft, behind those that are there."""
    drafts = Drafts(services.pool)
    for _ in range(5):  # another window may save in between
        draft = await drafts.of(journey, caller.person, judging.key)
        fields = numbered_anew(draft.fields or dict(judging.values), judging.table)
        number = len(rows_in(fields, judging.table))
        for name in ("chapter", "quote", "text"):
            fields[f"{judging.table}.{number}.{name}"] = getattr(row, name)
        now = datetime.now(UTC)
        if await drafts.save(journey, caller.person, judging.key, fields, now, based_on=draft.version) is not None:
            return
    raise TimeoutError("the draft was saved by another window five times in a row")


Render = Callable[[Judging, int], Awaitable[Response]]
"""Writes the page with a form that was not sent, under a status."""


@dataclass(frozen=True)
class Desk:
    """Where a form of judging is at: its journey, who fills it in, how its page is written, where one goes then."""

    services: Services
    pages: Pages
    caller: Caller
    state: Journey
    back: str
    render: Render


async def read_form(request: Request, services: Services, caller: Caller, *, reading: bool = True) -> Sent:
    """What a browser sent of a form of judging; without `reading`, as a draft keeps it."""
    form = await request.form(max_fields=MOST_FIELDS, max_files=MOST_FILES)
    return await read_sent(form, services, caller, reading=reading)


async def judge(desk: Desk, key: str, sent: Sent) -> Response:
    """Keep the draft of a form, or do its act; whatever is wrong, what was written comes back."""
    language = await desk.pages.language(desk.caller)
    seq = seq_in(sent, desk.state)
    judging = await _as_shown(desk, seq, key, language)
    wanted = sent.texts.get("do", "send")
    if wanted != "send":
        return await _saved(desk, judging, sent, wanted)
    quoted = replace(sent, texts=with_quotes(sent.texts, judging.table))
    # Two mentors may write from the same state: ids of comments are made of the person too.
    made = f"c{seq}-{initials(desk.caller.person)}"
    filled = act_in(quoted, judging.parts, judging.form.packed, made, language=language)
    mistakes = {mistake.path: f"{mistake.wrong} {mistake.todo}" for mistake in filled.mistakes}
    problems = tuple(f"{mistake.label}: {mistake.wrong}" for mistake in filled.mistakes)
    status = 422
    version = await keep(desk.services, desk.caller, desk.state.id, key, sent)
    if filled.act is not None:
        try:
            await _send(desk, judging, act_key(desk.state.id, seq, filled.act), filled.act)
        except (Refused, Refusal, HttpProblem) as refused:
            problems, status = (refusal_text(refused, language),), 409
        else:
            await Drafts(desk.services.pool).drop(desk.state.id, desk.caller.person, key)
            said = Phrase(f"{judging.form.packed.title}: tercatat.", f"{judging.form.packed.title}: recorded.")
            return desk.pages.go(desk.back, said.into(language))
    shown = await _sent_back(desk, judging, sent, version)
    return await desk.render(replace(shown, errors=mistakes, problems=problems or (NOTHING.into(language),)), status)


async def _as_shown(desk: Desk, seq: int, key: str, language: Language) -> Judging:
    """The form as it was shown, so that what was written finds its place; the journey says whether its act still goes.

    Raises `NotFound` for one that the caller has neither now nor had then.
    """
    if seq != desk.state.seq:
        then, _ = await States(desk.services.pool).after(desk.state.id, seq)
        with contextlib.suppress(NotFound):
            return await begun(desk.services, then, desk.caller, key, language)
    return await begun(desk.services, desk.state, desk.caller, key, language)


async def _send(desk: Desk, judging: Judging, key: str, act: Act) -> None:
    instead_of = judging.person if judging.person != desk.caller.person else None
    role = judging.form.packed.role
    await send(desk.services, desk.caller, key, desk.state.id, act, role=role, instead_of=instead_of)


async def _saved(desk: Desk, judging: Judging, sent: Sent, wanted: str) -> Response:
    """Keep a draft, without the comment that was to go."""
    gone = wanted.removeprefix("drop.")
    if gone.isdigit():
        texts = numbered_anew(sent.texts, judging.table, without=int(gone))
        sent = replace(sent, texts=texts)
    language = await desk.pages.language(desk.caller)
    version = await keep(desk.services, desk.caller, desk.state.id, judging.key, sent)
    if version is None:
        shown = await _sent_back(desk, judging, sent, None)
        return await desk.render(replace(shown, problems=(OTHER_WINDOW.into(language),)), 409)
    if not _has(desk.state, judging.person, judging.key):
        shown = await _sent_back(desk, judging, sent, version)
        return await desk.render(replace(shown, problems=(NO_LONGER.into(language),)), 409)
    return desk.pages.go(f"{desk.back}#form", KEPT_SAID.into(language))


async def _sent_back(desk: Desk, judging: Judging, sent: Sent, version: int | None) -> Judging:
    """The form with what was written in it; without a version its next saving replaces the other window's draft."""
    if version is None:
        version = (await Drafts(desk.services.pool).of(desk.state.id, desk.caller.person, judging.key)).version
    values = {name: text for name, text in sent.texts.items() if name not in NOT_KEPT}
    return replace(judging, values=values, kept=sent.kept, draft=version)
