"""Which documents are asked for, and how a plan or an edition waits for its books."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from domain import facts, journey, messages
from domain.delay import delay_account
from domain.documents import DocumentOrder
from domain.evolve import fold
from domain.model import JourneyDocument
from domain.policy import Policy
from domain.projection import Row, project
from domain.vocabulary import DocumentKind, Role, Stage, Status, StopCause, Task
from tests.domain.builders import (
    chapter,
    comment,
    documented_policy,
    made,
    modification,
    save,
    shipped_policy,
    start,
    verdict,
)
from tests.domain.cases import at
from tests.domain.cast import Play

K = DocumentKind
BOOKS = ("buku-1", "buku-2", "buku-3")
waiting = at(Task.PUBLISH, variant="documented")
published = at(variant="documented")


def only(*kinds: DocumentKind) -> Policy:
    """The documented policy with some kinds alone."""
    documents = shipped_policy().documents
    assert documents is not None
    return documented_policy(documents={**documents.model_dump(), "kinds": kinds})


def wanted(play: Play) -> list[tuple[DocumentKind, str]]:
    """What was asked for, in order."""
    return [(order.kind, order.about) for order in play.orders()]


def since(play: Play, count: int) -> list[tuple[DocumentKind, str]]:
    """What was asked for after the first `count` orders."""
    return wanted(play)[count:]


def catalogue(play: Play) -> Row | None:
    """The catalogue's row of the journey."""
    return next(iter(project(play.journey)["catalogue"]), None)


def new_edition(play: Play, text: str = "edisi kedua") -> None:
    """The coordinator saves a chapter and publishes an edition."""
    play.do(messages.SaveChapters(saves=(save(play.journey, chapter(), text),)), Role.COORDINATOR)
    play.do(messages.PublishEdition(changes=f"Bab 1: {text}."), Role.COORDINATOR)


# --- orders -------------------------------------------------------------------------------------------------------


def test_a_dutiful_journey_asks_for_exactly_these() -> None:
    """From the opening to the certificate, in the order in which they are needed."""
    sessions = [
        [(K.SESSION_INVITATION, str(n)), (K.ATTENDANCE_LIST, str(n)), (K.SESSION_MINUTES, str(n))] for n in range(1, 5)
    ]
    assert wanted(published()) == [
        (K.ASSESSMENT_LETTER, ""),
        (K.KICKOFF_INVITATION, ""),
        *(order for session in sessions for order in session),
        (K.REVIEW_SHEET, "mentor-a"),
        (K.ROUND_MINUTES, "1"),
        (K.COMMITMENT_SHEET, ""),
        *((K.BOOK, book) for book in BOOKS),
        (K.CERTIFICATE, ""),
    ]


def test_a_revision_asks_for_minutes_a_sheet_and_a_matrix_twice() -> None:
    """The matrix is made when the mentors ask, and again with the region's answers at the next submission."""
    play = at(Task.GIVE_VERDICTS, variant="documented")()
    count = len(play.orders())
    play.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR)
    assert since(play, count) == [(K.REVIEW_SHEET, "mentor-a"), (K.ROUND_MINUTES, "1"), (K.FOLLOW_UP_MATRIX, "1")]
    play.until(Task.GIVE_VERDICTS)
    assert since(play, count)[3:] == [(K.FOLLOW_UP_MATRIX, "1")]
    play.turn_over()
    assert since(play, count)[4:] == [(K.REVIEW_SHEET, "mentor-a"), (K.ROUND_MINUTES, "2"), (K.COMMITMENT_SHEET, "")]


def test_a_modification_asks_for_a_matrix_and_no_second_komitmen() -> None:
    """The owner's corrections are answered in a matrix; the komitmen that is signed stays."""
    play = at(Task.DECIDE_AS_OWNER, variant="documented")()
    count = len(play.orders())
    play.do(messages.DecideAsOwner.model_validate(modification("p-1")), Role.DIRECTOR)
    play.until(Task.PUBLISH)
    found = Counter(kind for kind, _ in since(play, count))
    assert found == {K.FOLLOW_UP_MATRIX: 2, K.REVIEW_SHEET: 1, K.ROUND_MINUTES: 1, K.BOOK: 3}


def test_each_mentor_has_a_sheet() -> None:
    """Two mentors who have to agree give two sheets and one berita acara."""
    rules = documented_policy(mentors_minimum=2, review={**shipped_policy().review.model_dump(), "quorum": 2})
    play = Play(start(policy=rules)).until(stage=Stage.APPROVAL)
    about = [order.about for order in play.orders() if order.kind is K.REVIEW_SHEET]
    assert about == ["mentor-a", "mentor-b"]
    assert sum(1 for order in play.orders() if order.kind is K.ROUND_MINUTES) == 1


def test_a_session_that_moves_is_invited_to_again() -> None:
    """The second invitation has a key of its own, so that the first is not mistaken for it."""
    play = at(Task.ATTEND_SESSION, variant="documented")()
    plan = play.journey.session(1).plan
    assert plan is not None
    later = play.journey.calendar.after(plan.days[-1], 10)
    play.do(messages.MoveSession(number=1, days=(later,), place="Sleman", reason="Bentrok."), Role.MINISTRY_OFFICER)
    play.do(messages.ConfirmSessions(numbers=(1,)), Role.COORDINATOR)
    invitations = [order.key for order in play.orders() if order.kind is K.SESSION_INVITATION]
    assert len(set(invitations)) == 2


def test_a_ladder_letter_is_drafted_once_for_each_step() -> None:
    """A region that is late for its whole ladder is written to once."""
    play = at(Task.HAND_IN, variant="documented")()
    count = len(play.orders())
    play.wait(days=150)
    assert since(play, count) == [(K.LADDER_LETTER, "")]


SHEET = (K.COMMITMENT_SHEET, "")
NEW_HEADS = [
    pytest.param(Task.RECORD_COMMITMENT, facts.HeadChoice.KEEP, [SHEET], id="not signed, goes on"),
    pytest.param(Task.RECORD_COMMITMENT, facts.HeadChoice.SIGN_AGAIN, [SHEET], id="not signed, signs"),
    pytest.param(Task.RECORD_COMMITMENT, facts.HeadChoice.REVISE, [], id="not signed, revises first"),
    pytest.param(Task.SCHEDULE_EXAMINATION, facts.HeadChoice.KEEP, [], id="signed, keeps it"),
    pytest.param(Task.SCHEDULE_EXAMINATION, facts.HeadChoice.SIGN_AGAIN, [SHEET], id="signed, signs again"),
    pytest.param(Task.SCHEDULE_EXAMINATION, facts.HeadChoice.REVISE, [], id="signed, revises first"),
]


@pytest.mark.parametrize(("task", "choice", "expected"), NEW_HEADS)
def test_a_new_head_gets_a_sheet_to_sign(
    task: Task, choice: facts.HeadChoice, expected: list[tuple[DocumentKind, str]]
) -> None:
    """Who has a komitmen to sign gets one in his own name; who keeps or revises gets none now."""
    play = at(task, variant="documented")()
    count = len(play.orders())
    old = play.journey.holders(Role.REGIONAL_HEAD)[0]
    act = messages.ReplaceMember(role=Role.REGIONAL_HEAD, outgoing=old, incoming="bupati-baru", reason="Pilkada.")
    play.do(act, Role.PROGRAMME_MANAGER)
    play.do(messages.ChooseAsNewHead(choice=choice, reason="Ditimbang."), Role.REGIONAL_HEAD)
    assert since(play, count) == expected


def test_a_policy_without_a_komitmen_asks_for_no_sheet() -> None:
    """Nobody is given to sign what nobody asks for."""
    steps = [{**step.model_dump(), "enabled": step.name == "pemilik-program"} for step in shipped_policy().approvals]
    play = Play(start(policy=documented_policy(approvals=steps))).until()
    assert K.COMMITMENT_SHEET not in {order.kind for order in play.orders()}


def test_keys_are_unique_and_short_enough_to_be_kept() -> None:
    """Every order of a life with a revision, a move and a new edition has a key of its own that a value can hold."""
    play = at(Task.GIVE_VERDICTS, variant="documented")()
    play.do(verdict(1, accept=False, comments=(comment(),)), Role.MENTOR)
    play.until()
    new_edition(play)
    orders = play.orders()
    assert len({order.key for order in orders}) == len(orders) == 28
    assert [made(order).key for order in orders] == [order.key for order in orders]


def test_the_same_entries_ask_for_the_same() -> None:
    """An order names the journey and the entry, and nothing that another run would not know."""
    play = waiting()
    assert play.orders() == play.orders()
    for order in play.orders():
        assert order.journey == play.journey.id
        assert DocumentOrder.model_validate_json(order.model_dump_json()) == order


def test_without_documents_nothing_is_asked_for() -> None:
    """A policy that has no documents, a journey taken over, and kinds the policy does not name."""
    assert at()().orders() == ()
    whole = messages.Imported(
        status=Status.OPEN, stage=Stage.DRAFTING, opened_at=start().opens_at, evidence="Surat B.116."
    )
    taken_over = Play(start(policy=documented_policy(), imported=whole), now=datetime(2019, 8, 1, 2, 0, tzinfo=UTC))
    assert taken_over.until().orders() == ()
    some = Play(start(policy=only(K.SESSION_MINUTES, K.CERTIFICATE))).until()
    assert Counter(kind for kind, _ in wanted(some)) == {K.SESSION_MINUTES: 4, K.CERTIFICATE: 1}


# --- the books of a plan ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_a_plan_is_published_with_its_last_book(order: tuple[int, ...]) -> None:
    """In whatever order the books come, nothing is published before the last, and the last publishes at once."""
    play = waiting()
    assert "published" not in play.kinds()
    assert catalogue(play) is None
    books = [play.books_to_make()[n] for n in order]
    for book in books[:-1]:
        play.now += timedelta(minutes=5)
        assert [entry.event.kind for entry in play.note(book)] == ["documents_made"]
        assert play.awaits(Task.PUBLISH)
    play.now += timedelta(minutes=5)
    kinds = [entry.event.kind for entry in play.note(books[-1])]
    assert kinds[:4] == ["documents_made", "published", "stage_closed", "journey_ended"]
    assert play.journey.status is Status.PUBLISHED
    assert play.journey.publication is not None
    assert play.journey.publication.at == play.now
    assert play.orders()[-1].kind is K.CERTIFICATE


def test_books_told_together_are_one_entry() -> None:
    """Three books in one report are noted together, and publish."""
    play = waiting()
    before = len(play.entries)
    play.note(*play.books_to_make())
    assert [entry.event.kind for entry in play.entries[before:]].count("documents_made") == 1
    assert play.journey.status is Status.PUBLISHED


def test_other_documents_publish_nothing() -> None:
    """Letters, minutes and sheets come at any time; a book of another entry is not this one either."""
    play = waiting()
    play.note(*(order for order in play.orders() if order.kind is not K.BOOK))
    play.note(*(order.model_copy(update={"seq": 3}) for order in play.books_to_make()))
    assert play.awaits(Task.PUBLISH)


def test_a_repeat_changes_nothing() -> None:
    """What is noted already is left out: told again, alone, or together with what is new, or twice in one report."""
    play = waiting()
    first, second, third = play.books_to_make()
    play.note(first, first)
    state = play.journey
    assert [document.key for document in state.documents] == [first.key]
    assert play.note(first) == ()
    assert play.journey is state or play.journey == state
    play.note(first, second)
    assert [document.key for document in play.journey.documents] == [first.key, second.key]
    play.note(third, second, first)
    assert play.kinds().count("published") == 1
    assert play.note(first, second, third) == ()


def test_what_was_noted_first_counts() -> None:
    """A second report of the same document with other bytes is not taken."""
    play = waiting()
    first = made(play.books_to_make()[0])
    other = first.model_copy(update={"pdf": first.pdf.model_copy(update={"sha256": "0" * 64})})
    progress = journey.note_documents(play.journey, [first, other], play.now)
    assert [document.pdf.sha256 for document in progress.journey.documents] == [first.pdf.sha256]
    again = journey.note_documents(progress.journey, [other], play.now)
    assert again.entries == ()


def test_noting_catches_up_first() -> None:
    """What fell due before the documents came stands before them in the journal, with the time it fell due."""
    play = at(Task.HAND_IN, variant="documented")()
    due = play.journey.turn.due
    assert due is not None
    play.now = due + timedelta(days=3)
    entries = play.note(*[order for order in play.orders() if order.kind is K.ASSESSMENT_LETTER])
    kinds = [entry.event.kind for entry in entries]
    assert kinds[-1] == "documents_made"
    assert "ladder_step_taken" in kinds
    assert [entry.effective for entry in entries] == sorted(entry.effective for entry in entries)
    assert entries[-1].effective == play.now


def test_nobody_is_late_while_books_are_made() -> None:
    """However long it takes, it is the programme's time, without a due date; the days still add up."""
    play = waiting()
    assert play.journey.turn.due is None
    assert not [e for e in play.wait(days=90) if e.event.kind in ("ladder_step_taken", "turn_passed")]
    before = delay_account(play.journey, play.now)
    play.note(*play.books_to_make())
    account = delay_account(play.journey, play.now)
    assert account is not None
    assert account == before
    assert account.late_days == 0
    assert sum(part.days for part in account.accounts) == account.working_days


def test_a_pause_does_not_keep_a_frozen_plan_back() -> None:
    """Books that come while the clock stands still publish the plan; the journey is over and nothing is paused."""
    play = waiting()
    act = messages.PauseJourney(
        cause=StopCause.DISASTER, reason="Gempa.", approved_by="Direktur", resumes_on=play.today + timedelta(days=60)
    )
    play.do(act, Role.PROGRAMME_MANAGER)
    play.note(*play.books_to_make())
    assert (play.journey.status, play.journey.pause) == (Status.PUBLISHED, None)
    assert not [e for e in play.wait(days=70) if e.event.kind == "journey_resumed"]


def test_without_books_among_the_kinds_nothing_waits() -> None:
    """A policy that makes letters but no books publishes at once, as before there were documents."""
    play = Play(start(policy=only(K.SESSION_MINUTES))).until()
    assert play.kinds().index("published") == play.kinds().index("books_frozen") + 1
    assert "documents_made" not in play.kinds()


def test_documents_have_rows() -> None:
    """Every document noted is a row: what it is, of which entry, and the hashes of its files."""
    play = waiting()
    play.note(*play.orders())
    rows = {row["key"]: row for row in project(play.journey)["documents"]}
    order = next(order for order in play.orders() if order.kind is K.BOOK)
    whole = made(order)
    assert len(rows) == len(play.orders()) - 1  # the certificate came with the publication
    row = rows[order.key]
    assert (
        row.items()
        >= {
            "journey_id": play.journey.id,
            "key": order.key,
            "kind": "book",
            "about": "buku-1",
            "seq": order.seq,
            "made_at": play.now,
            "title": whole.pdf.title,
            "pdf": whole.pdf.sha256,
            "pdf_size": whole.pdf.size,
            "docx": None,
            "docx_size": None,
            "unsealed": whole.unsealed,
            "original": None,
        }.items()
    )


def test_the_journal_tells_the_documents() -> None:
    """Folding the entries gives the state back, documents and editions included."""
    play = published()
    new_edition(play)
    play.note(*play.books_to_make())
    assert fold(play.entries) == play.journey
    assert all(isinstance(document, JourneyDocument) for document in play.journey.documents)
