"""Who may do what, and when: every cell of role × command × stage × phase against a table written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from domain import errors
from domain.decisions.context import Context
from domain.journey import check_permitted
from domain.messages import Act, Actor
from domain.model import Journey
from domain.roles import REPAIR_ACTS, RULES
from domain.values import Member
from domain.vocabulary import Role, Stage, Status
from tests.domain.builders import OPENS_AT, behalf, command, person
from tests.domain.cast import Play
from tests.domain.sample_acts import ACTS, REPAIRS

TABLE = Path(__file__).with_name("roles_expected.txt")
LETTERS = dict(zip("KDRAP", Stage, strict=True))
ACT: dict[str, Act] = {act.kind: act for act in (*ACTS, *REPAIRS)}
Refused = (errors.RoleNotAllowed, errors.WrongStage, errors.JourneyOver, errors.JourneyNotOpen)


@dataclass(frozen=True)
class Row:
    """One command of the table."""

    phases: str
    stages: tuple[Stage, ...]
    behalf: bool
    roles: tuple[Role, ...]


@cache
def _table() -> dict[str, Row]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    names = dict(line[2:].split(" = ") for line in lines if " = " in line)
    columns = [Role({k.strip(): v for k, v in names.items()}[key]) for key in _body(lines)[0].split()[4:]]
    rows = {}
    for line in _body(lines)[1:]:
        kind, phases, stages, on_behalf, *cells = line.split()
        rows[kind] = Row(
            phases=phases,
            stages=tuple(LETTERS[letter] for letter in stages if letter != "-"),
            behalf=on_behalf == "yes",
            roles=tuple(role for role, cell in zip(columns, cells, strict=True) if cell == "x"),
        )
    assert sorted(columns) == sorted(Role)
    return rows


def _body(lines: list[str]) -> list[str]:
    return [line for line in lines if line and not line.startswith("#")]


@cache
def _everybody() -> Journey:
    """A journey in which every role has its holder."""
    held = tuple(Member(person=person(role), role=role, since=OPENS_AT.date()) for role in Role)
    return Play().journey.model_copy(update={"members": held})


def _situations() -> list[tuple[str, Status, Stage]]:
    ended = [("E", status, Stage.PUBLICATION) for status in (Status.PUBLISHED, Status.WITHDRAWN)]
    opened = [("O", Status.OPEN, stage) for stage in Stage]
    return [("S", Status.SCHEDULED, Stage.KICKOFF), *opened, *ended]


def _context(role: Role) -> Context:
    actor = Actor(person=person(role), role=role)
    return Context(now=OPENS_AT, effective=OPENS_AT, actor=actor, sender=actor)


def test_the_table_names_every_command() -> None:
    """A command without a row, or a row without a command, fails here."""
    assert set(_table()) == set(RULES) == set(ACT)


@pytest.mark.parametrize("kind", sorted(ACT))
def test_every_cell(kind: str) -> None:
    """A role may do a command in a stage exactly when the table says so, and a refusal names the reason."""
    row = _table()[kind]
    for phase, status, stage in _situations():
        state = _everybody().model_copy(update={"status": status, "stage": stage})
        for role in Role:
            sent = command(ACT[kind], role, name="cmd-1")
            in_time = phase in row.phases and (phase != "O" or stage in row.stages)
            where = f"{role} {kind} {status} {stage}"
            if role in row.roles and in_time:
                check_permitted(state, sent, _context(role))
                continue
            with pytest.raises(Refused) as refused:
                check_permitted(state, sent, _context(role))
            if role not in row.roles:
                assert isinstance(refused.value, errors.RoleNotAllowed), where
            elif phase == "S":
                assert isinstance(refused.value, errors.JourneyNotOpen), where
            elif phase == "E":
                assert isinstance(refused.value, errors.JourneyOver), where
            else:
                assert isinstance(refused.value, errors.WrongStage), where


@pytest.mark.parametrize("kind", sorted(set(ACT) - set(REPAIR_ACTS)))
def test_a_role_somebody_else_holds_is_refused(kind: str) -> None:
    """Saying that one has a role is not enough; one has to hold it, unless a repair, which has checked it, says so."""
    role = _table()[kind].roles[0]
    phase = "O" if "O" in _table()[kind].phases else "E"
    assert phase == "O"
    state = _everybody().model_copy(update={"status": Status.OPEN, "stage": _table()[kind].stages[0]})
    sent = command(ACT[kind], role, "orang-lain", name="cmd-1")
    stranger = Actor(person="orang-lain", role=role)
    with pytest.raises(errors.NotAMember):
        check_permitted(state, sent, Context(now=OPENS_AT, effective=OPENS_AT, actor=stranger, sender=stranger))


@pytest.mark.parametrize("kind", sorted(ACT))
def test_acts_on_behalf(kind: str) -> None:
    """What may be recorded in somebody's name is what the table says, in the name of a role that may do it."""
    row = _table()[kind]
    state = _everybody().model_copy(update={"status": Status.OPEN, "stage": row.stages[0]})
    role = row.roles[0]
    on_behalf = behalf(role, OPENS_AT.date())
    sent = command(ACT[kind], Role.PROGRAMME_MANAGER, name="cmd-1", on_behalf=on_behalf)
    if row.behalf:
        check_permitted(state, sent, _context(role))
    else:
        with pytest.raises(errors.BehalfNotAllowed):
            check_permitted(state, sent, _context(role))
