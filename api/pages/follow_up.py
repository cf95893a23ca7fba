"""The matriks tindak lanjut of every revision: who asked for it, what was asked, what the region answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.entry import Entry
from domain.events import CommentsAnswered, RevisionRequested
from domain.values import Comment
from records.reading import Reading

KINDS = ("revision_requested", "comments_answered")


@dataclass(frozen=True)
class FollowUp:
    """One revision: `by` is mentors or the name of an approval step; answers by comment, as they stand last."""

    by: str
    at: datetime
    comments: tuple[Comment, ...]
    answers: dict[str, str]

    @property
    def answered(self) -> int:
        """How many of its comments have an answer."""
        return sum(1 for comment in self.comments if comment.id in self.answers)


async def follow_ups(reading: Reading, journey: str) -> tuple[FollowUp, ...]:
    """Every revision of a journey, the newest first."""
    return follow_ups_in(recorded.entry for recorded in await reading.entries_of(journey, KINDS))


def follow_ups_in(entries: Iterable[Entry]) -> tuple[FollowUp, ...]:
    """The revisions that entries tell of, the newest first."""
    found: list[FollowUp] = []
    for entry in entries:
        match entry.event:
            case RevisionRequested(by=by, comments=comments):
                found.append(FollowUp(by, entry.effective, comments, {}))
            case CommentsAnswered(answers=answers) if found:
                found[-1].answers.update({answer.comment: answer.text for answer in answers})
    return tuple(reversed(found))
