"""What happened to a journey's documents and to its publication: uploads, made documents, editions, withdrawal."""

from __future__ import annotations

from typing import Literal

from domain import facts
from domain.event import Event
from domain.shape import Key, Person, Sha256
from domain.values import MadeDocument


class BookUploaded(facts.BookFacts, Event):
    """A whole book came as a file, which stays the official one; `versions` are those its chapters were saved as."""

    kind: Literal["book_uploaded"] = "book_uploaded"
    versions: tuple[int, ...]


class DocumentsMade(Event):
    """The system made documents: what each is, and the hashes of its files."""

    kind: Literal["documents_made"] = "documents_made"
    documents: tuple[MadeDocument, ...]


class DocumentSigned(facts.SigningFacts, Event):
    """A letter was signed, and has its number."""

    kind: Literal["document_signed"] = "document_signed"
    signer: Person


class EditionFrozen(facts.EditionFacts, Event):
    """The books of a new edition are final: the version of every chapter, and one hash over all."""

    kind: Literal["edition_frozen"] = "edition_frozen"
    number: int
    versions: tuple[int, ...]
    sha256: Sha256


class EditionPublished(Event):
    """A new edition is in the catalogue; earlier ones stay visible."""

    kind: Literal["edition_published"] = "edition_published"
    number: int


class PublicationWithdrawn(facts.PublicationWithdrawalFacts, Event):
    """The publication no longer counts; its entry stays visible as withdrawn."""

    kind: Literal["publication_withdrawn"] = "publication_withdrawn"


class QuickWinsChecked(facts.QuickWinCheckFacts, Event):
    """What became of each quick win was checked."""

    kind: Literal["quick_wins_checked"] = "quick_wins_checked"


class ObligationAsked(Event):
    """The region was asked for something due: before the due date, or once more after it."""

    kind: Literal["obligation_asked"] = "obligation_asked"
    obligation: Key
    overdue: bool
