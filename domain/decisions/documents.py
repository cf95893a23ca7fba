"""Decisions about documents that people sign: which of them, and once each."""

from __future__ import annotations

from domain import errors
from domain.calendar import local_date
from domain.decisions.context import Context, Events
from domain.document_events import DocumentSigned
from domain.documents import LETTERS
from domain.messages import DocumentAct
from domain.model import Journey
from domain.shape import carry


def decide_documents(journey: Journey, act: DocumentAct, context: Context) -> Events:
    """What it leads to that a letter was signed."""
    known = ", ".join(made.key for made in journey.documents if made.document in LETTERS) or "none"
    made = next((made for made in journey.documents if made.key == act.key), None)
    if made is None:
        raise errors.DocumentUnknown(key=act.key, known=known)
    if made.document not in LETTERS:
        raise errors.DocumentNotSigned(key=act.key, known=known)
    signing = journey.signing(act.key)
    if signing is not None:
        day = local_date(signing.at, journey.region.zone)
        raise errors.SignedAlready(key=act.key, day=day, number=signing.number)
    if any(other.number == act.number for other in journey.signings):
        raise errors.LetterNumberTaken(number=act.number)
    return (carry(DocumentSigned, act, signer=context.actor.person),)
