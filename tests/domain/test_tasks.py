"""What waits for whom: the rows of the read table `tasks` in every situation of a journey."""

from __future__ import annotations

from datetime import date

import pytest

from domain import messages
from domain.model import Journey
from domain.projection import Row
from domain.tasks import Call, tasks
from domain.vocabulary import Party, Role, Task
from tests.domain.builders import AGENCIES, MENTORS, person
from tests.domain.cases import at
from tests.domain.cast import Play
from tests.records.sample import Walk

COORDINATOR, CHAIR, MANAGER = person(Role.COORDINATOR), person(Role.TEAM_CHAIR), person(Role.PROGRAMME_MANAGER)


NOT_BY_DUTY = (Task.WAIT_TO_OPEN, Task.REVISE, Task.DECIDE_ROUNDS, Task.CHOOSE_AS_NEW_HEAD, Task.PUBLISH)
"""Tasks that a dutiful cast does not come by."""


def asked(journey: Journey, call: Call) -> dict[str, Row]:
    """The rows of one kind, by person."""
    return {str(row["person"]): row for row in tasks(journey) if row["call"] == call}


@pytest.mark.parametrize("task", [task for task in Task if task not in NOT_BY_DUTY])
def test_a_turn_waits_for_its_people_and_for_nobody_else(task: Task) -> None:
    """Whoever acts next has the turn in his inbox, with its dates; an agreed event waits for nobody."""
    play = at(task, variant="agencies" if task is Task.ENDORSE else "default")()
    turn, rows = play.journey.turn, asked(play.journey, Call.TURN)
    if turn.party in (Party.SESSION, Party.NOBODY) or task is Task.PUBLISH:
        assert rows == {}
        return
    assert rows
    assert {row["about"] for row in rows.values()} == {turn.task}
    assert {row["due"] for row in rows.values()} == {turn.due}
    assert any(row["leads"] for row in rows.values())


def test_a_team_shares_and_helps() -> None:
    """The coordinator has to pass the gates, the chair may help; each sees that it is shared."""
    rows = asked(at(Task.PASS_GATES)().journey, Call.TURN)
    assert {who: (row["leads"], row["shared"]) for who, row in rows.items()} == {
        COORDINATOR: (True, True),
        CHAIR: (False, True),
    }


def test_who_has_judged_is_not_asked_any_more() -> None:
    """A mentor's verdict takes it out of his inbox, and stays in that of the other, who judges for himself."""
    play = at(Task.GIVE_VERDICTS, variant="quorum 2")()
    assert set(asked(play.journey, Call.TURN)) == set(MENTORS[:2])
    assert not any(row["shared"] for row in asked(play.journey, Call.TURN).values())


def test_an_agency_that_is_missing_is_asked() -> None:
    """Each agency whose answer is missing has it in its inbox."""
    rows = asked(at(Task.ENDORSE, variant="agencies")().journey, Call.TURN)
    assert rows and {row["role"] for row in rows.values()} == {Role.AGENCY}
    assert set(rows) <= set(AGENCIES)


def asks_for_time(play: Play) -> None:
    """The coordinator asks for more time."""
    play.do(messages.AskExtension(days=5, reason="Banjir."), Role.COORDINATOR)


def test_a_request_for_time_waits_for_the_manager() -> None:
    """Until it is decided the manager has it, due when the turn is."""
    play = at(Task.SUBMIT, then=asks_for_time)()
    rows = asked(play.journey, Call.EXTENSION)
    assert set(rows) == {MANAGER}
    assert rows[MANAGER]["due"] == play.journey.turn.due
    assert rows[MANAGER]["about"] == Task.SUBMIT


def test_a_gate_passed_with_a_promise_is_owed() -> None:
    """The region owes the document until the day that was promised."""

    def promise(play: Play) -> None:
        gate = play.journey.policy.gates[0].name
        due = date.fromordinal(play.today.toordinal() + 30)
        play.do(
            messages.PassGateProvisionally(gate=gate, reason="Menunggu bupati.", due_on=due), Role.PROGRAMME_MANAGER
        )

    rows = asked(at(Task.PASS_GATES, then=promise)().journey, Call.GATE)
    assert set(rows) == {COORDINATOR, CHAIR}
    assert rows[COORDINATOR]["about"] == at(Task.PASS_GATES)().journey.policy.gates[0].title


def test_an_empty_role_waits_for_the_manager() -> None:
    """A role that nobody holds is the manager's to fill; the officer's only once the mentors are there."""
    play = at(Task.PASS_GATES)()
    assert asked(play.journey, Call.EMPTY_ROLE) == {}
    play.do(messages.ReleaseMember(role=Role.COORDINATOR, person=COORDINATOR, reason="Mutasi."), Role.PROGRAMME_MANAGER)
    assert asked(play.journey, Call.EMPTY_ROLE)[MANAGER]["about"] == Role.COORDINATOR


def test_letters_wait_for_the_director() -> None:
    """A letter that is made and not signed is the director's."""
    walk = Walk()
    walk.kick_off()
    letters = [row for row in tasks(walk.journey) if row["call"] == Call.LETTER]
    assert letters and {row["role"] for row in letters} == {Role.DIRECTOR}


def test_days_off_are_told_from_the_beginning_on() -> None:
    """Days that do not count where somebody works, weekends apart, are listed so that what is left can be counted."""
    row = asked(at(Task.PASS_GATES)().journey, Call.TURN)[COORDINATOR]
    off = row["days_off"]
    assert isinstance(off, tuple)
    assert list(off) == sorted(off)
    assert all(date.fromisoformat(day).weekday() < 5 for day in off)
