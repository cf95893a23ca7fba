"""Decisions about letters that people sign, as tables."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain import errors, messages
from domain.model import problems
from domain.projection import project
from domain.vocabulary import DocumentKind, Role, Task
from tests.domain.builders import behalf, document
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play
from tests.domain.test_decisions_record import withdrawing

LETTERS = (DocumentKind.ASSESSMENT_LETTER, DocumentKind.KICKOFF_INVITATION)
OFFICE = "Direktur Layanan Aplikasi Informatika Pemerintahan"


def delivering(play: Play) -> None:
    """Whatever was ordered and not made yet has been made."""
    known = {made.key for made in play.journey.documents}
    play.note(*(order for order in play.orders() if order.key not in known))


def key_of(play: Play, kind: DocumentKind) -> str:
    """The key of the first document of a kind."""
    return next(order.key for order in play.orders() if order.kind is kind)


def signing(play: Play, kind: DocumentKind = LETTERS[0], number: str = "B.1/2019", role: Role = Role.DIRECTOR) -> None:
    """Somebody signs the first document of a kind."""
    play.do(act(key_of(play, kind), number), role)


def act(key: str, number: str = "B.1/2019") -> messages.SignDocument:
    """The act of signing."""
    return messages.SignDocument(key=key, number=number, signed=document(f"{key} {number}"), office=OFFICE)


opened = at(Task.PASS_GATES, variant="documented")
letters = at(Task.PASS_GATES, variant="documented", then=delivering)
signed = at(Task.PASS_GATES, variant="documented", then=one_after_another(delivering, signing))
published = at(variant="documented", then=delivering)

REFUSED = {
    "a letter that is still being made": Refused(opened, signing, errors.DocumentUnknown, "none"),
    "a letter that nobody asked for": Refused(
        letters, lambda p: p.do(act("ladder-letter.3"), Role.DIRECTOR), errors.DocumentUnknown, "kickoff-invitation"
    ),
    "minutes, which are signed on paper": Refused(
        published,
        lambda p: signing(p, DocumentKind.SESSION_MINUTES),
        errors.DocumentNotSigned,
        "session-invitation",
    ),
    "a book, which is sealed": Refused(
        published, lambda p: signing(p, DocumentKind.BOOK), errors.DocumentNotSigned, "book"
    ),
    "a letter that is signed": Refused(
        signed, lambda p: signing(p, number="B.2/2019"), errors.SignedAlready, "has the number B.1/2019"
    ),
    "a letter that somebody else signed": Refused(
        signed, lambda p: signing(p, role=Role.PROGRAMME_MANAGER), errors.SignedAlready, "B.1/2019"
    ),
    "a second letter under the same number": Refused(
        signed, lambda p: signing(p, LETTERS[1]), errors.LetterNumberTaken, "B.1/2019"
    ),
    "a letter signed by the officer": Refused(
        letters, lambda p: signing(p, role=Role.MINISTRY_OFFICER), errors.RoleNotAllowed, "director"
    ),
    "a letter signed for the director": Refused(
        letters,
        lambda p: p.do(act(key_of(p, LETTERS[0])), Role.PROGRAMME_MANAGER, on_behalf=behalf(Role.DIRECTOR, p.today)),
        errors.BehalfNotAllowed,
    ),
}

ALLOWED = {
    "the director signs": Leads(letters, signing, ("document_signed",), Task.PASS_GATES),
    "the programme manager signs": Leads(
        letters, lambda p: signing(p, role=Role.PROGRAMME_MANAGER), ("document_signed",), Task.PASS_GATES
    ),
    "another letter under another number": Leads(
        signed, lambda p: signing(p, LETTERS[1], "B.2/2019"), ("document_signed",), Task.PASS_GATES
    ),
    "a letter about a session": Leads(
        published, lambda p: signing(p, DocumentKind.SESSION_INVITATION), ("document_signed",), Task.NOTHING
    ),
    "a letter to a region that has left": Leads(
        at(Task.PASS_GATES, variant="documented", then=one_after_another(delivering, withdrawing)),
        signing,
        ("document_signed",),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", ALLOWED)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    ALLOWED[name].check()


def test_the_day_of_a_signature_is_the_regions() -> None:
    """Signed late in the evening of London, it was signed on the next day in Sleman, and so it is told."""
    play = letters()
    play.now = datetime(2019, 6, 3, 20, 0, tzinfo=UTC)
    signing(play)
    with pytest.raises(errors.SignedAlready, match="2019-06-04"):
        signing(play)


def test_a_signed_letter_is_the_row_of_its_document() -> None:
    """Number, signer, instant and file stand beside the draft, and those of other letters stay empty."""
    play = letters()
    signing(play)
    rows = {row["kind"]: row for row in project(play.journey)["documents"]}
    mine, other = rows["assessment_letter"], rows["kickoff_invitation"]
    found = document(f"{mine['key']} B.1/2019")
    assert [mine[name] for name in ("signed_pdf", "signed_pdf_size", "number")] == [
        found.sha256,
        found.size,
        "B.1/2019",
    ]
    assert (mine["signed_by"], mine["signed_at"]) == ("director", play.entries[-1].at)
    assert {other[name] for name in ("signed_pdf", "signed_pdf_size", "number", "signed_by", "signed_at")} == {None}


def test_a_letter_of_the_ladder_waits_for_nobody_once_it_is_signed() -> None:
    """Until then the programme manager is shown that there is one to sign; another letter changes nothing of that."""
    play = letters()
    while "letter_to_sign" not in {problem.kind for problem in problems(play.journey)}:
        play.wait(days=1)
    delivering(play)
    signing(play)
    assert "letter_to_sign" in {problem.kind for problem in problems(play.journey)}
    signing(play, DocumentKind.LADDER_LETTER, "B.2/2019", Role.PROGRAMME_MANAGER)
    assert "letter_to_sign" not in {problem.kind for problem in problems(play.journey)}
