"""Which documents an entry asks for: `ordered` turns it into orders, which name no people and hold no text."""

from __future__ import annotations

from domain import document_events as de
from domain import events as ev
from domain import repair_events as re
from domain.entry import Entry
from domain.model import Journey
from domain.policy import LadderAction
from domain.shape import Frozen, Key, Line
from domain.vocabulary import ApprovalKind, DocumentKind, Stage

LETTERS = (
    DocumentKind.ASSESSMENT_LETTER,
    DocumentKind.KICKOFF_INVITATION,
    DocumentKind.SESSION_INVITATION,
    DocumentKind.LADDER_LETTER,
)
"""What the programme signs: drafts until then, with a blank for the number."""


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


def makes_books(journey: Journey) -> bool:
    """Whether its books are made by the system, and its plan is published once they are there."""
    policy = journey.policy.documents
    return policy is not None and DocumentKind.BOOK in policy.kinds and journey.imported is None


def books_made(journey: Journey, seq: int) -> bool:
    """Whether every book that entry `seq` asked for has been made."""
    made = {document.about for document in journey.made(seq, DocumentKind.BOOK)}
    return all(book.key in made for book in journey.policy.books)


def certificate_awaited(journey: Journey) -> bool:
    """Whether a published journey's certificate is still being made: the last thing that its journal has to name."""
    policy = journey.policy.documents
    if policy is None or DocumentKind.CERTIFICATE not in policy.kinds or journey.imported is not None:
        return False
    published = journey.publication is not None and journey.publication.at is not None
    return published and not any(made.document is DocumentKind.CERTIFICATE for made in journey.documents)


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


def _commitment_wanted(journey: Journey) -> bool:
    """Whether the head who is in office now has a komitmen to sign."""
    asked = journey.policy.approval(ApprovalKind.COMMITMENT) is not None and journey.commitment is None
    return asked and journey.stage is Stage.APPROVAL and not journey.revising


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
        case ev.StageOpened(stage=Stage.APPROVAL) | ev.HeadChose() if _commitment_wanted(journey):
            return [(DocumentKind.COMMITMENT_SHEET, "")]
        case ev.LadderStepTaken(action=LadderAction.DRAFT_LETTER):
            return [(DocumentKind.LADDER_LETTER, "")]
        case ev.BooksFrozen() | de.EditionFrozen():
            return [(DocumentKind.BOOK, book.key) for book in journey.policy.books]
        case ev.Published():
            return [(DocumentKind.CERTIFICATE, "")]
        case re.DocumentRenewed(made=kind, about=about):
            return [(kind, about)]
        case _:
            return []
