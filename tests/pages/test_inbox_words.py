"""The inbox's words: every task that can be asked has a title, a reason, and a place where it is done."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.pages.inbox_words import address_of, reason_of, title_of
from domain.tasks import Call
from domain.vocabulary import DocumentKind, Role, Stage, Task, TimeZone
from domain.words.phrase import Language
from records.task_list import TaskLine

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
ABOUT: dict[Call, str] = {
    Call.TURN: Task.SUBMIT,
    Call.EXTENSION: Task.SUBMIT,
    Call.DECISION: Task.SUBMIT,
    Call.NOBODY_STANDS_IN: Task.GIVE_VERDICTS,
    Call.REASSIGNMENT: Role.MENTOR,
    Call.EMPTY_ROLE: Role.COORDINATOR,
    Call.LETTER: DocumentKind.KICKOFF_INVITATION,
}


def line(call: Call, about: str, *, leads: bool = True, person: str = "siti") -> TaskLine:
    """A task of Siti's, or of somebody for whom she stands in."""
    return TaskLine(
        journey="journey-2019-kab-klaten",
        key="letter.kickoff-invitation.2" if call is Call.LETTER else "turn",
        person=person,
        role=Role.COORDINATOR,
        call=call,
        about=about,
        since=NOW,
        due=NOW,
        days_left=0,
        leads=leads,
        shared=False,
        zone=TimeZone.WIB,
        cohort="2019",
        region="Kabupaten Klaten",
        stage=Stage.DRAFTING,
        simulated=True,
        turn=Task.SUBMIT,
        now=NOW,
    )


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("call", Call)
def test_everything_that_is_asked_has_words(call: Call, language: Language) -> None:
    """A title with a capital, a reason that ends like a sentence, nothing of the machine's."""
    task = line(call, ABOUT.get(call, "Penetapan dengan Perbup"))
    title, reason = title_of(task, language), reason_of(task, language)
    assert title[0].isupper() and reason.endswith(".")
    assert not any(mark in title + reason for mark in ("{", "}", "_"))
    assert address_of(task, "siti").startswith(("/journeys/", "/inbox/go/"))


@pytest.mark.parametrize("task", Task)
def test_every_turn_has_words(task: Task) -> None:
    """Whatever the turn is, also for those who only help."""
    assert title_of(line(Call.TURN, task), Language.ID)[0].isupper()
    assert "Koordinator" in reason_of(line(Call.TURN, task, leads=False), Language.ID)


def test_what_is_done_in_somebodys_stead_is_done_by_its_form() -> None:
    """One's own task leads to its desk, another's to the form that says in whose stead."""
    assert address_of(line(Call.TURN, Task.SUBMIT), "siti").endswith("/submit")
    assert address_of(line(Call.TURN, Task.SUBMIT, leads=False), "siti").endswith("/books")
    assert address_of(line(Call.TURN, Task.SUBMIT, person="budi"), "siti").endswith("/turn?instead_of=budi")
    assert address_of(line(Call.LETTER, DocumentKind.KICKOFF_INVITATION), "siti").endswith(
        "/documents/kickoff-invitation.2/sign"
    )
