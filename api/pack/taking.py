"""Sending what a checked pack holds: an act a form, books before what hands them in; the same again is no new act."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import asyncpg
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from activities.documents.files import ObjectFiles
from api.desk import Answer, Desk, JourneyUnknown, Refused
from api.file_kinds import kind_of
from api.pack.books import ChangedBook
from api.pack.checking import Checked, CheckedPack
from api.pack.report import ItemState, PackItem, PackReport
from api.uploading import MARKDOWN, Upload, upload_book
from domain.errors import Refusal
from domain.facts import ChapterFacts
from domain.messages import Actor, Command, SaveChapters
from domain.model import Journey
from domain.roles import RULES
from domain.values import Document
from domain.vocabulary import Role
from records.contents import Contents
from records.reading import Reading

RULE_NAMES = frozenset(kind.__name__ for kind in Refusal.__subclasses__())
NOT_KEPT_WHOLE = (
    "Bab lain dari buku ini sudah berubah sejak paket dibuat: hanya bab yang Anda ubah yang disimpan, "
    "berkasnya tidak menjadi naskah resmi."
)


@dataclass(frozen=True)
class Doors:
    """What a pack is sent through."""

    pool: asyncpg.Pool
    objects: ObjectFiles
    desk: Desk


async def send_pack(doors: Doors, checked: CheckedPack) -> PackReport:
    """Send everything that is ready, if nothing in the pack is wrong; else nothing at all.

    Raises what the stores raise. The outcome of each act is in the report, also where it is unknown; after that one
    nothing more is sent.
    """
    report = checked.report(checked_only=False)
    if not report.valid:
        return report
    items = list(report.items)
    ready = [n for n, part in enumerate(checked.parts) if part.item.state is ItemState.READY]
    lost = False
    for number in sorted(ready, key=lambda n: (checked.parts[n].order, n)):
        part = checked.parts[number]
        if lost:
            items[number] = part.item.model_copy(update={"state": ItemState.NOT_SENT})
            continue
        items[number] = await _sent(doors, checked, part)
        lost = items[number].state is ItemState.UNKNOWN
    return report.model_copy(update={"items": tuple(items)})


async def _sent(doors: Doors, checked: CheckedPack, part: Checked) -> PackItem:
    item = part.item
    try:
        if part.book is not None:
            answer, notes = await _send_book(doors, checked, part, part.book)
            item = item.model_copy(update={"notes": (*item.notes, *notes)})
        else:
            answer = await _send_form(doors, checked, part)
    except Refused as refused:
        if refused.name not in RULE_NAMES:  # a failure that is no rule: it may have been done
            return item.model_copy(update={"state": ItemState.UNKNOWN, "message": str(refused)})
        return _refused(item, refused.name, str(refused))
    except Refusal as refusal:
        return _refused(item, refusal.name, str(refusal))
    except JourneyUnknown as unknown:
        return _refused(item, type(unknown).__name__, str(unknown))
    except RPCError as error:
        if error.status in (RPCStatusCode.INVALID_ARGUMENT, RPCStatusCode.PERMISSION_DENIED):
            raise
        return item.model_copy(update={"state": ItemState.UNKNOWN})
    except (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError):
        return item.model_copy(update={"state": ItemState.UNKNOWN})
    return item.model_copy(
        update={"state": ItemState.DONE, "receipt": answer.receipt, "recorded": answer.recorded},
    )


def _refused(item: PackItem, name: str, message: str) -> PackItem:
    return item.model_copy(
        update={"state": ItemState.REFUSED, "refusal": name, "message": " ".join(message.split())},
    )


async def _send_form(doors: Doors, checked: CheckedPack, part: Checked) -> Answer:
    """Send a form's act, after the files that it names are kept. Its id follows from the pack and what the act says."""
    assert part.form is not None
    assert part.act is not None
    for name in part.attachments:
        content = checked.opened.attachments[name]
        kind = kind_of(content)
        assert kind is not None  # the check took no other
        await doors.objects.put(content, kind.media_type)
    manifest = checked.manifest
    actor = Actor(person=manifest.person, role=part.form.role)
    said = hashlib.sha256(part.act.model_dump_json().encode()).hexdigest()
    command = Command(id=f"pack-{manifest.id[:16]}-{said[:24]}", actor=actor, act=part.act)
    return await doors.desk.send(manifest.journey, command)


async def _send_book(
    doors: Doors, checked: CheckedPack, part: Checked, book: ChangedBook
) -> tuple[Answer, tuple[str, ...]]:
    """Take a changed book over whole, as long as none of its chapters has moved on; else only what was changed in it.

    In the second way the journey itself refuses a chapter that somebody else has changed meanwhile.
    """
    manifest = checked.manifest
    journey = await Reading(doors.pool).state(manifest.journey) or checked.journey
    upload = Upload(name=f"{book.packed.book}.docx", content=part.content, found=book.found)
    role = _role(journey, manifest.person, "upload_book", manifest.role)
    if (
        role is not None
        and book.whole
        and (_taken_over(journey, book, part.content) or _unmoved(checked, book, journey))
    ):
        actor = Actor(person=manifest.person, role=role)
        taken = await upload_book(doors.desk, doors.pool, doors.objects, manifest.journey, upload, actor)
        return taken.answer, ()
    notes = () if role is None else (NOT_KEPT_WHOLE,)
    return await _save_chapters(doors, checked, book), notes


def _role(journey: Journey, person: str, act: str, wanted: Role | None) -> Role | None:
    """The role in which a person does an act: that of the pack, or the first of his that fits."""
    return next((r for r in RULES[act].roles if wanted in (None, r) and journey.holds(person, r)), None)


def _taken_over(journey: Journey, book: ChangedBook, content: bytes) -> bool:
    """Whether this very file was taken over before: to say so again is no new act."""
    sha256 = hashlib.sha256(content).hexdigest()
    return any((u.book, u.file.sha256) == (book.packed.book, sha256) for u in journey.uploads)


def _unmoved(checked: CheckedPack, book: ChangedBook, journey: Journey) -> bool:
    """Whether every chapter of a book is at the version that the pack was made from."""
    for chapter in checked.manifest.chapters:
        if chapter.name.book == book.packed.book:
            state = journey.chapter(chapter.name)
            if (state.version if state else 0) != chapter.version:
                return False
    return True


async def _save_chapters(doors: Doors, checked: CheckedPack, book: ChangedBook) -> Answer:
    for picture in book.found.pictures.values():
        await doors.objects.put(picture, "application/octet-stream")
    contents = Contents(doors.pool)
    saves = []
    for chapter in book.changed:
        found = book.text(chapter)
        text = found.markdown.encode()
        document = Document(sha256=await contents.put(text, MARKDOWN), size=len(text), title=found.title)
        saves.append(ChapterFacts(name=chapter.name, document=document, based_on=chapter.version))
    manifest = checked.manifest
    act = SaveChapters(saves=tuple(saves))
    role = _role(checked.journey, manifest.person, act.kind, manifest.role) or RULES[act.kind].roles[0]
    said = hashlib.sha256(act.model_dump_json().encode()).hexdigest()
    command = Command(
        id=f"pack-{manifest.id[:16]}-{said[:24]}", actor=Actor(person=manifest.person, role=role), act=act
    )
    return await doors.desk.send(manifest.journey, command)
