"""The form of an act on a page: what is shown of it, and what a browser sent back as an act or as mistakes."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile

from api.file_kinds import kind_of
from api.forms.asked import ActForm
from api.forms.filled import Filled, fill
from api.forms.layout import SEND, Cell, Grid, Part
from api.forms.words import NO, YES
from api.forms.written import Row, Written, plain
from api.http.caller import Caller
from api.http.known_files import his_own, keep_as_his
from api.services import Services
from domain.words.phrase import Language

HASH = re.compile(r"[0-9a-f]{64}")
KEPT = ".kept"
"""What the name of a field ends with that holds the hash of a file that was sent before."""


@dataclass
class Sent:
    """What a browser sent of a form: texts by field, files by the name under which they are named, and kept hashes."""

    texts: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)
    """By the field of a file: `sha256:name` of a file that is stored already."""

    def take(self, name: str, called: str, content: bytes) -> None:
        """Take a file for a field; two files of one name and different content are told apart."""
        free = called
        for number in range(2, 1000):
            if self.files.get(free, content) == content:
                break
            free = f"{number}-{called}"
        self.files[free] = content
        self.texts[name] = free


async def read_sent(form: FormData, services: Services, caller: Caller, *, reading: bool = True) -> Sent:
    """Read a form. Files of a kind that is taken are stored, so that after a mistake they need not be sent again.

    Without `reading`, those that were stored with the form before are named only, for a draft, which needs no bytes.
    """
    sent = Sent()
    for name in dict.fromkeys(form):
        values = form.getlist(name)
        upload = next((value for value in values if isinstance(value, UploadFile) and value.filename), None)
        if upload is not None:
            content = await upload.read()
            called = str(upload.filename).replace("\\", "/").rpartition("/")[2]
            kind = await asyncio.to_thread(kind_of, content)
            sent.take(name, called, content)
            if kind is not None:
                stored = await services.files.put(content, kind.media_type)
                await keep_as_his(services, caller, [stored.sha256])
                sent.kept[name] = f"{stored.sha256}:{sent.texts[name]}"
        elif texts := [value for value in values if isinstance(value, str) and value]:
            sent.texts[name] = "\n".join(texts)
    for name in [name for name in sent.texts if name.endswith(KEPT)]:
        field_, value = name.removesuffix(KEPT), sent.texts.pop(name)
        if reading:
            await _take_kept(sent, field_, value, services, caller)
        elif field_ not in sent.texts:
            sent.texts[field_], sent.kept[field_] = value.partition(":")[2], value
    return sent


async def _take_kept(sent: Sent, name: str, value: str, services: Services, caller: Caller) -> None:
    """Take a file that the caller sent with the form before, unless another was chosen."""
    sha256, _, called = value.partition(":")
    if name in sent.texts or not called or HASH.fullmatch(sha256) is None:
        return
    content = await his_own(services, caller, sha256)
    if content is not None:
        sent.take(name, called, content)
        sent.kept[name] = f"{sha256}:{sent.texts[name]}"


def written_in(sent: Sent, parts: Sequence[Part], form: ActForm) -> Written:
    """The texts of a form by its cells. On a page the button is what says that it is to be sent."""
    written = Written()
    for part in parts:
        if isinstance(part, Cell):
            text = YES if part.path == SEND else sent.texts.get(part.path, "")
            written.cells[part.path] = plain(part, text.replace("\r", ""))
        else:
            written.rows[part.path] = [
                Row(number, {cell.path: _cell(sent, part, number, cell) for cell in part.cells})
                for number in range(rows_of(sent.texts, part, form))
            ]
    return written


def _cell(sent: Sent, grid: Grid, number: int, cell: Cell) -> str:
    text = sent.texts.get(f"{grid.path}.{number}.{cell.path}", NO if grid.marks else "")
    return plain(cell, text.replace("\r", ""))


def rows_of(texts: Mapping[str, str], grid: Grid, form: ActForm) -> int:
    """How many rows a table has: those that are fixed, or those that something stands in."""
    fixed = form.rows.get(grid.path)
    if fixed is not None:
        return len(fixed)
    if grid.marks:
        return len(grid.cells[0].options)
    below = (name.removeprefix(f"{grid.path}.") for name in texts if name.startswith(f"{grid.path}."))
    numbers = [int(number) for number in (name.partition(".")[0] for name in below) if number.isdigit()]
    return min(max(numbers, default=-1) + 1, grid.most)


def act_in(
    sent: Sent,
    parts: Sequence[Part],
    form: ActForm,
    made: str,
    *,
    language: Language = Language.ID,
    must: bool = False,
) -> Filled:
    """The act that a form was filled in to, or its mistakes; `made` is what ids of its comments begin with.

    With `must` it is said what is missing in a form that nobody filled in.
    """
    written = written_in(sent, parts, form)
    return fill(form, parts, written, sent.files, made, language=language, on_page=True, must=must)


def below(sent: Sent, prefix: str) -> Sent:
    """What was sent in the fields whose names begin so, by the rest of their names; files are those of the whole."""
    start = f"{prefix}."
    texts = {name.removeprefix(start): text for name, text in sent.texts.items() if name.startswith(start)}
    return Sent(texts=texts, files=sent.files)


def act_key(journey: str, seq: int, act: object) -> str:
    """The key under which an act of a page is done once: the same content from a page of the same state is the same."""
    return "page-" + hashlib.sha256(f"{journey}\n{seq}\n{act!r}".encode()).hexdigest()[:32]


def initials(person: str) -> str:
    """A short name of a person that fits into an id."""
    return re.sub(r"[^a-z0-9]", "", person)[-24:] or "x"
