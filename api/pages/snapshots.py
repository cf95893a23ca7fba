"""What is judged: the chapters of a submission or a hand-in, each beside its version in the one before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from api.forms.wanted import chapter_title
from api.http.problems import NoSuch
from domain.model import Journey, Submission
from domain.values import ChapterName, Document
from domain.words.phrase import Phrase


class Change(StrEnum):
    """What became of a chapter since the snapshot before."""

    FIRST = "first"
    """There is none before."""
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True)
class SnapshotChapter:
    """A chapter as it is judged; `earlier` is its text in the snapshot before, None where it was not part of it."""

    name: ChapterName
    title: str
    version: int
    document: Document
    change: Change
    earlier: Document | None = None

    @property
    def key(self) -> str:
        """The chapter as forms name it."""
        return str(self.name)


@dataclass(frozen=True)
class Snapshot:
    """What is judged at once; `before` is what it is compared with, None where nothing was handed over earlier."""

    key: str
    title: Phrase
    before: Phrase | None
    chapters: tuple[SnapshotChapter, ...]

    def chapter(self, book: str, chapter: str) -> SnapshotChapter:
        """One of its chapters. Raises `NoSuch`."""
        name = ChapterName(book=book, chapter=chapter)
        found = next((one for one in self.chapters if one.name == name), None)
        if found is None:
            raise NoSuch(what="chapter", id=str(name))
        return found


Versions = dict[ChapterName, int]


def snapshot_of(state: Journey, key: str) -> Snapshot:
    """The snapshot with a key: `submission-2` or `bimtek-3`. Raises `NoSuch`."""
    kind, _, number = key.rpartition("-")
    found = None
    if number.isdigit() and kind == "submission":
        found = submission_snapshot(state, int(number))
    elif number.isdigit() and kind == "bimtek":
        found = hand_in_snapshot(state, int(number))
    if found is None:
        raise NoSuch(what="submission", id=key)
    return found


def submission_snapshot(state: Journey, number: int) -> Snapshot | None:
    """A submission beside the one before it; None where there is none with this number."""
    found = {submission.number: submission for submission in state.submissions}
    if number not in found:
        return None
    before = _submitted(state, found[number - 1]) if number - 1 in found else None
    return Snapshot(
        key=f"submission-{number}",
        title=Phrase(f"pengajuan ke-{number}", f"submission {number}"),
        before=Phrase(f"pengajuan ke-{number - 1}", f"submission {number - 1}") if before is not None else None,
        chapters=tuple(_chapters(state, _submitted(state, found[number]), before)),
    )


def hand_in_snapshot(state: Journey, number: int) -> Snapshot | None:
    """What was handed in after a session, beside what was handed in before; None where nothing was."""
    sessions = [session for session in state.sessions if session.handed_in]
    found = next((session for session in sessions if session.number == number), None)
    if found is None:
        return None
    before: Versions = {}
    for session in sessions:
        if session.number < number:
            before |= dict(session.handed_in)
    title = next(policy.title for policy in state.policy.sessions if policy.number == number)
    return Snapshot(
        key=f"bimtek-{number}",
        title=Phrase(f"hasil {title}", f"output of {title}"),
        before=Phrase("penyerahan sebelumnya", "the hand-in before") if before else None,
        chapters=tuple(_chapters(state, dict(found.handed_in), before or None)),
    )


def _submitted(state: Journey, submission: Submission) -> Versions:
    names = (ChapterName(book=book, chapter=chapter) for book, chapter in state.policy.chapters())
    return {name: version for name, version in zip(names, submission.versions, strict=False) if version}


def _chapters(state: Journey, versions: Versions, before: Versions | None) -> Iterator[SnapshotChapter]:
    for name, version in versions.items():
        chapter = state.chapter(name)
        if chapter is None:
            continue
        document = chapter.versions[version - 1]
        earlier = chapter.versions[before[name] - 1] if before and name in before else None
        yield SnapshotChapter(
            name=name,
            title=chapter_title(state, name),
            version=version,
            document=document,
            change=_change(document, earlier, first=before is None),
            earlier=earlier,
        )


def _change(document: Document, earlier: Document | None, *, first: bool) -> Change:
    if first:
        return Change.FIRST
    if earlier is None:
        return Change.NEW
    return Change.SAME if earlier.sha256 == document.sha256 else Change.CHANGED
