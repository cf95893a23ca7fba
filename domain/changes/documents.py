"""What the events of documents and of publication change: uploads, made documents, editions, withdrawal, checks."""

from __future__ import annotations

from typing import Any

from domain import document_events as de
from domain.changes.obligations import obligation_change
from domain.changes.shape import Change, Changes
from domain.entry import Entry
from domain.model import Edition, Journey, JourneyDocument, QuickWinCheck, Signing, UploadedBook
from domain.policy import LadderAction
from domain.shape import carry
from domain.vocabulary import DocumentKind


def _book_uploaded(journey: Journey, event: de.BookUploaded, entry: Entry) -> Change:
    keys = tuple(key for key, _ in event.found)
    upload = UploadedBook(book=event.book, file=event.file, versions=tuple(zip(keys, event.versions, strict=True)))
    return {"uploads": (*journey.uploads, upload)}


def _documents_made(journey: Journey, event: de.DocumentsMade, entry: Entry) -> Change:
    noted = tuple(carry(JourneyDocument, made, at=entry.at) for made in event.documents)
    return {"documents": (*journey.documents, *noted)}


def _document_signed(journey: Journey, event: de.DocumentSigned, entry: Entry) -> Change:
    signings = (*journey.signings, carry(Signing, event, seq=entry.seq, at=entry.effective))
    turn = journey.turn
    # The letter that the ladder put before people to sign in this turn waits for nobody any more.
    if any(
        m.key == event.key and m.document is DocumentKind.LADDER_LETTER and m.seq > turn.seq for m in journey.documents
    ):
        calls = tuple(call for call in turn.calls if call is not LadderAction.DRAFT_LETTER)
        return {"signings": signings, "turn": turn.model_copy(update={"calls": calls})}
    return {"signings": signings}


def _edition_frozen(journey: Journey, event: de.EditionFrozen, entry: Entry) -> Change:
    return {"editions": (*journey.editions, carry(Edition, event, seq=entry.seq))}


def _edition_published(journey: Journey, event: de.EditionPublished, entry: Entry) -> Change:
    editions = tuple(
        edition.model_copy(update={"at": entry.effective}) if edition.number == event.number else edition
        for edition in journey.editions
    )
    return {"editions": editions, "kept_plan": None}


def _withdrawn(journey: Journey, event: de.PublicationWithdrawn, entry: Entry) -> Change:
    if journey.publication is None:
        return {}
    update: dict[str, Any] = {"withdrawn_at": entry.effective, "withdrawal_reason": event.reason}
    return {"publication": journey.publication.model_copy(update=update)}


def _checked(journey: Journey, event: de.QuickWinsChecked, entry: Entry) -> Change:
    met = {"met_on": event.checked_on, "evidence": event.evidence, "seq": entry.seq}
    checks = (*journey.quick_win_checks, carry(QuickWinCheck, event, seq=entry.seq))
    return {"quick_win_checks": checks, **obligation_change(journey, event.obligation, **met)}


def _asked(journey: Journey, event: de.ObligationAsked, entry: Entry) -> Change:
    state = journey.obligation(event.obligation)
    if event.overdue:
        return obligation_change(journey, event.obligation, asked=state.asked + 1)
    return obligation_change(journey, event.obligation, asked_early=True)


CHANGES: Changes = {
    de.BookUploaded: _book_uploaded,
    de.DocumentsMade: _documents_made,
    de.DocumentSigned: _document_signed,
    de.EditionFrozen: _edition_frozen,
    de.EditionPublished: _edition_published,
    de.PublicationWithdrawn: _withdrawn,
    de.QuickWinsChecked: _checked,
    de.ObligationAsked: _asked,
}
