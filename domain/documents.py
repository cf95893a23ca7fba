"""Which documents an entry asks for: `ordered` turns it into orders, which name no people and hold no text."""

from __future__ import annotations

from domain import events as ev
from domain.entry import Entry
from domain.model import Journey
from domain.policy import LadderAction
from domain.shape import Frozen, Key, Line
from domain.vocabulary import DocumentKind, Stage


class DocumentOrder(Frozen):
    """A document to be made from the state of a journey after its entry `seq`; the same order gives the same bytes.

    `about` is the session's number, the round's number, the mentor, or the book, as the kind has it; else empty.
    """

    journey: Key
    seq: int
    kind: DocumentKind
    about: str = ""

    @property
    def key(self) -> Line:
        """Equal for every retry, and unique in the journey."""
        key = f"{self.kind.replace('_', '-')}.{self.seq}"
        return f"{key}.{self.about}" if self.kind is DocumentKind.BOOK else key


def ordered(journey: Journey, entry: Entry) -> tuple[DocumentOrder, ...]:
    """The documents that an entry asks for, `journey` being the journey after it."""
    policy = journey.policy.documents
    if policy is None or journey.imported is not None:
        return ()
    return tuple(
        DocumentOrder(journey=journey.id, seq=entry.seq, kind=kind, about=about)
        for kind, about in _wanted(journey, entry)
        if kind in policy.kinds
    )


def _wanted(journey: Journey, entry: Entry) -> list[tuple[DocumentKind, str]]:
    match entry.event:
        case ev.JourneyOpened():
            return [(DocumentKind.ASSESSMENT_LETTER, ""), (DocumentKind.KICKOFF_INVITATION, "")]
        case ev.SessionConfirmed(number=number):
            return [(DocumentKind.SESSION_INVITATION, str(number)), (DocumentKind.ATTENDANCE_LIST, str(number))]
        case ev.SessionHeld(number=number):
            return [(DocumentKind.SESSION_MINUTES, str(number))]
        case ev.VerdictGiven(mentor=mentor):
            return [(DocumentKind.REVIEW_SHEET, mentor)]
        case ev.RoundAccepted(number=number):
            return [(DocumentKind.ROUND_MINUTES, str(number))]
        case ev.RevisionRequested(by="mentors"):
            number = len(journey.rounds)
            return [(DocumentKind.ROUND_MINUTES, str(number)), (DocumentKind.FOLLOW_UP_MATRIX, str(number))]
        case ev.RevisionRequested():
            return [(DocumentKind.FOLLOW_UP_MATRIX, str(len(journey.rounds)))]
        case ev.Submitted() if journey.answers:
            return [(DocumentKind.FOLLOW_UP_MATRIX, str(len(journey.rounds)))]
        case ev.StageOpened(stage=Stage.APPROVAL):
            return [(DocumentKind.COMMITMENT_SHEET, "")] if journey.commitment is None else []
        case ev.LadderStepTaken(action=LadderAction.DRAFT_LETTER):
            return [(DocumentKind.LADDER_LETTER, "")]
        case ev.BooksFrozen():
            return [(DocumentKind.BOOK, book.key) for book in journey.policy.books]
        case ev.Published():
            return [(DocumentKind.CERTIFICATE, "")]
        case _:
            return []
