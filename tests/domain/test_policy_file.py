"""Reading a policy file: what makes no sense is refused with its place and rule; what a journey runs under never is."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import ValidationError

from domain.policy import REASSIGNING, UNTIMED, Policy
from domain.policy_file import STAGES, TASKS, PolicyRefused, parse_policy, policy_problems, tasks_of
from domain.vocabulary import Party, Role, Stage, Task
from tests.domain.builders import POLICY_FILE, default_policy, policy

Raw = dict[str, Any]
REGION, APPROVAL, MENTORS, APPROVERS, PROGRAMME = range(5)
"""The ladders of the default file, by number."""

MENTORS_REASSIGN = "ladders.2 (mentors).steps.5 (h-plus-4)"


def ladders(raw: Raw, number: int) -> list[Raw]:
    """The steps of a ladder of a policy file."""
    found: list[Raw] = raw["ladders"][number]["steps"]
    return found


def step(name: str, offset: int, action: str, to: str, **more: Any) -> Raw:
    """A step of a ladder as it stands in a file."""
    return {"name": name, "offset": offset, "action": action, "to": to, **more}


def taking_over(relieves: str, stand_in: str, to: str = "programme_manager") -> Raw:
    """A step that puts one role in the place of another."""
    return step(f"from-{relieves}", 9, "reassign", to, relieves=relieves, stand_in=stand_in)


def changed(number: int, index: int, **fields: Any) -> Callable[[Raw], None]:
    """A change of one step; a field given as None is left out."""

    def change(raw: Raw) -> None:
        found = ladders(raw, number)[index]
        found |= fields
        for name in [name for name, value in fields.items() if value is None]:
            del found[name]

    return change


def added(number: int, *steps: Raw) -> Callable[[Raw], None]:
    """More steps at the end of a ladder."""
    return lambda raw: ladders(raw, number).extend(steps)


def both(*changes: Callable[[Raw], None]) -> Callable[[Raw], None]:
    """Several changes as one."""

    def change(raw: Raw) -> None:
        for each in changes:
            each(raw)

    return change


def _timed_session(raw: Raw) -> None:
    raw["turns"]["attend_session"] = 2


def _ladder_of_nobody(raw: Raw) -> None:
    raw["ladders"].append({"party": "nobody", "steps": [step("h", 0, "remind", "operator")]})


def _mentors_in_publication(raw: Raw) -> None:
    own = {"party": "mentors", "stage": "publication", "steps": [step("h", 0, "remind", "mentor")]}
    raw["ladders"].append(own)


@dataclass(frozen=True)
class Senseless:
    """A change of the default file, and the one rule it breaks, with its place."""

    change: Callable[[Raw], None]
    place: str
    rule: str


SENSELESS: dict[str, Senseless] = {
    "a step after the ladder's end": Senseless(
        changed(REGION, 7, offset=16),
        "ladders.0 (region).steps.7 (h-plus-12)",
        "16 working days past the due date, after the ladder's end (15)",
    ),
    "a reminder earlier than the turn's start": Senseless(
        lambda raw: ladders(raw, PROGRAMME).insert(0, step("h-minus-3", -3, "remind", "ministry_officer")),
        "ladders.4 (programme).steps.0 (h-minus-3)",
        "record_session has 3; set turns_of_at_least = 4",
    ),
    "a reminder that is left out of too few turns": Senseless(
        changed(MENTORS, 0, turns_of_at_least=7),
        "ladders.2 (mentors).steps.0 (h-minus-7)",
        "comment_hand_in has 7; set turns_of_at_least = 8",
    ),
    "a delay that is told before there is one": Senseless(
        changed(MENTORS, 1, action="escalate", to="mentor_lead"),
        "ladders.2 (mentors).steps.1 (h-minus-3)",
        "escalate before the due date: nobody is late yet",
    ),
    "the regional head called by a machine": Senseless(
        changed(REGION, 5, to="regional_head"),
        "ladders.0 (region).steps.5 (h-plus-3)",
        "regional_head is not to be called by a machine",
    ),
    "the sekda called by a machine": Senseless(
        changed(APPROVAL, 2, to="sekda"),
        "ladders.1 (region, approval).steps.2 (h-plus-2)",
        "sekda is not to be called by a machine",
    ),
    "the director called by a machine": Senseless(
        changed(APPROVERS, 4, to="director"),
        "ladders.3 (approvers).steps.4 (h-plus-5)",
        "director is not to be called by a machine",
    ),
    "a draft sent to the senior it is for": Senseless(
        changed(REGION, 7, to="sekda"),
        "ladders.0 (region).steps.7 (h-plus-12)",
        "a draft goes to whoever has it signed, such as programme_manager, not to sekda",
    ),
    "the mentors' delay brought to the region's coordinator": Senseless(
        changed(MENTORS, 4, to="coordinator"),
        "ladders.2 (mentors).steps.4 (h-plus-2)",
        "a delay of mentors is not brought to people of the region (coordinator)",
    ),
    "the approvers' delay brought to the region's team": Senseless(
        changed(APPROVERS, 3, to="team_chair"),
        "ladders.3 (approvers).steps.3 (h-plus-2)",
        "a delay of approvers is not brought to people of the region (team_chair)",
    ),
    "the programme's delay brought to the region": Senseless(
        changed(PROGRAMME, 2, to="bappeda"),
        "ladders.4 (programme).steps.2 (h-plus-2)",
        "a delay of programme is not brought to people of the region (bappeda)",
    ),
    "a reassignment of nobody": Senseless(
        changed(MENTORS, 5, relieves=None), MENTORS_REASSIGN, "propose_reassignment needs relieves and stand_in"
    ),
    "a reassignment to nobody": Senseless(
        changed(PROGRAMME, 3, stand_in=None),
        "ladders.4 (programme).steps.3 (h-plus-5)",
        "reassign needs relieves and stand_in",
    ),
    "a reminder that relieves somebody": Senseless(
        changed(PROGRAMME, 1, relieves="ministry_officer"),
        "ladders.4 (programme).steps.1 (h)",
        "relieves and stand_in belong to a step that reassigns, not to remind",
    ),
    "relieving somebody who never has to act": Senseless(
        changed(MENTORS, 5, relieves="examiner"),
        MENTORS_REASSIGN,
        "examiner never has to act here; choose one of mentor",
    ),
    "a role that stands in for itself": Senseless(
        changed(MENTORS, 5, stand_in="mentor"), MENTORS_REASSIGN, "the reassignment is circular: mentor → mentor"
    ),
    "two roles that stand in for each other": Senseless(
        added(APPROVERS, taking_over("examiner", "director"), taking_over("director", "examiner")),
        "ladders.3 (approvers).steps.5 (from-examiner)",
        "the reassignment is circular: examiner → director → examiner",
    ),
    "three roles that stand in one for the next": Senseless(
        added(
            APPROVERS,
            taking_over("examiner", "agency"),
            taking_over("agency", "director"),
            taking_over("director", "examiner"),
        ),
        "ladders.3 (approvers).steps.5 (from-examiner)",
        "the reassignment is circular: examiner → agency → director → examiner",
    ),
    "a circle across two ladders": Senseless(
        both(changed(MENTORS, 5, stand_in="ministry_officer"), changed(PROGRAMME, 3, stand_in="mentor")),
        MENTORS_REASSIGN,
        "the reassignment is circular: mentor → ministry_officer → mentor",
    ),
    "days for an agreed date": Senseless(
        _timed_session, "turns.attend_session", "ends at an agreed date or at once; leave it out"
    ),
    "a ladder of nobody": Senseless(_ladder_of_nobody, "ladders.5 (nobody)", "nobody has no deadlines, so no ladder"),
    "a ladder in a stage without deadlines": Senseless(
        _mentors_in_publication,
        "ladders.5 (mentors, publication)",
        "mentors has no deadlines in publication, so no ladder",
    ),
}


@dataclass(frozen=True)
class Misshapen:
    """A change of the default file that breaks its shape, the place, and the reason given."""

    change: Callable[[Raw], None]
    place: tuple[str | int, ...]
    reason: str


def _turn(task: str, days: int) -> Callable[[Raw], None]:
    return lambda raw: raw["turns"].update({task: days})


MISSHAPEN: dict[str, Misshapen] = {
    "a negative duration": Misshapen(_turn("revise", -1), ("turns", "revise"), "greater than or equal to 0"),
    "a duration of ten years": Misshapen(_turn("revise", 2500), ("turns", "revise"), "less than or equal to 2000"),
    "a negative pause": Misshapen(
        lambda raw: raw.update(longest_pause=-1), ("longest_pause",), "greater than or equal to 0"
    ),
    "a negative extension": Misshapen(
        lambda raw: raw["extensions"].update(longest=-1), ("extensions", "longest"), "greater than or equal to 0"
    ),
    "a session without a day": Misshapen(
        lambda raw: raw["plan"].update(session_length=0), ("plan", "session_length"), "greater than or equal to 1"
    ),
    "an unknown role": Misshapen(
        changed(REGION, 5, to="camat"), ("ladders", REGION, "steps", 5, "to"), "Input should be 'programme_manager'"
    ),
    "an unknown role relieved": Misshapen(
        changed(MENTORS, 5, relieves="guru"), ("ladders", MENTORS, "steps", 5, "relieves"), "Input should be"
    ),
    "an unknown role standing in": Misshapen(
        changed(MENTORS, 5, stand_in="guru"), ("ladders", MENTORS, "steps", 5, "stand_in"), "Input should be"
    ),
    "an unknown action": Misshapen(
        changed(REGION, 5, action="shout"), ("ladders", REGION, "steps", 5, "action"), "Input should be 'remind'"
    ),
    "a ladder's end before the due date": Misshapen(
        lambda raw: raw["ladders"][REGION].update(ends=-1), ("ladders", REGION, "ends"), "greater than or equal to 0"
    ),
    "a reminder a quarter before": Misshapen(
        changed(REGION, 0, offset=-61), ("ladders", REGION, "steps", 0, "offset"), "greater than or equal to -60"
    ),
    "an unknown zone": Misshapen(lambda raw: raw.update(office_zone="WIS"), ("office_zone",), "'WIB', 'WITA' or 'WIT'"),
}


def raw_policy() -> Raw:
    """The default file as it is read, to be changed."""
    return tomllib.loads(POLICY_FILE.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SENSELESS)
def test_what_makes_no_sense_is_refused_with_place_and_rule(name: str) -> None:
    """Each change of the table breaks exactly one rule, and the refusal says where and which."""
    case = SENSELESS[name]
    raw = raw_policy()
    case.change(raw)
    problems = list(policy_problems(Policy.model_validate(raw)))
    assert [problem.place for problem in problems] == [case.place], problems
    assert case.rule in problems[0].rule


@pytest.mark.parametrize("name", MISSHAPEN)
def test_what_has_the_wrong_shape_is_refused_with_its_place(name: str) -> None:
    """Each change of the table is refused by the shape of a policy, at its place in the file."""
    case = MISSHAPEN[name]
    raw = raw_policy()
    case.change(raw)
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(raw)
    found = [(error["loc"], error["msg"]) for error in refused.value.errors()]
    assert any(loc == case.place and case.reason in message for loc, message in found), found


def test_every_rule_that_is_broken_is_told_at_once() -> None:
    """A file with three mistakes is refused once, and the message names all three with their places."""
    text = POLICY_FILE.read_text(encoding="utf-8")
    for right, wrong in (
        ('offset = 12, action = "draft_letter"', 'offset = 17, action = "draft_letter"'),
        ('action = "escalate", to = "mentor_lead"', 'action = "escalate", to = "sekda"'),
        ("pass_gates = 30", "pass_gates = 30\npublish = 1"),
    ):
        assert text.count(right) == 1
        text = text.replace(right, wrong)
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(text)
    assert [problem.place for problem in refused.value.problems] == [
        "ladders.0 (region).steps.7 (h-plus-12)",
        "ladders.2 (mentors).steps.4 (h-plus-2)",
        "ladders.2 (mentors).steps.4 (h-plus-2)",
        "turns.publish",
    ]
    for problem in refused.value.problems:
        assert f"{problem.place}: {problem.rule}" in str(refused.value)


def test_the_default_file_makes_sense() -> None:
    """The policy that is delivered breaks no rule."""
    assert list(policy_problems(default_policy())) == []


def test_every_timed_task_is_somebodys_and_belongs_to_a_stage() -> None:
    """The tables that ladders are checked by name every task with a deadline, and no other."""
    timed = {task for task in Task if task not in UNTIMED}
    assert {task for tasks in TASKS.values() for task in tasks} == timed
    assert set(STAGES) == timed


def test_tasks_of_a_ladder_are_those_of_its_stage() -> None:
    """The region's ladder of the approval is climbed only in tasks that can come up there."""
    own = next(ladder for ladder in default_policy().ladders if ladder.stage is Stage.APPROVAL)
    assert own.party is Party.REGION
    assert tasks_of(own) == (
        Task.PASS_GATES,
        Task.SUBMIT,
        Task.CHOOSE_AS_NEW_HEAD,
        Task.RECORD_COMMITMENT,
        Task.PREPARE_PRESENTATION,
    )


FIRST_LADDERS: tuple[tuple[Party, tuple[tuple[str, int, str, Role], ...]], ...] = (
    (
        Party.REGION,
        (
            ("h-minus-3", -3, "remind", Role.COORDINATOR),
            ("h-minus-1", -1, "remind", Role.COORDINATOR),
            ("h-plus-3", 3, "escalate", Role.TEAM_CHAIR),
            ("h-plus-7", 7, "open_decision", Role.PROGRAMME_MANAGER),
        ),
    ),
    (
        Party.MENTORS,
        (
            ("h-minus-3", -3, "remind", Role.MENTOR),
            ("h-plus-2", 2, "escalate", Role.MENTOR_LEAD),
            ("h-plus-5", 5, "open_decision", Role.PROGRAMME_MANAGER),
        ),
    ),
)
"""Two of the ladders of the first version of the file."""

NEW_FIELDS = (
    "office_zone",
    "quiet_hours",
    "extensions",
    "remind_outstanding_only",
    "longest_pause",
    "plan",
)
"""Fields of a policy that the first version did not have."""


def first_version() -> Raw:
    """A policy of version 1 as it stands in a saved history, without any field that came later."""
    raw: Raw = json.loads(default_policy().model_dump_json())
    for name in NEW_FIELDS:
        del raw[name]
    raw["version"] = 1
    raw["ladders"] = [
        {"party": party, "steps": [step(name, offset, action, to) for name, offset, action, to in steps]}
        for party, steps in FIRST_LADDERS
    ]
    return raw


def test_a_policy_of_the_first_version_is_read_as_before() -> None:
    """A policy in a saved history is read, and every rule that came later is off in it."""
    rules = Policy.model_validate(first_version())
    assert (rules.office_zone, rules.quiet_hours, rules.plan) == (None, None, None)
    assert rules.remind_outstanding_only is False
    for party, steps in FIRST_LADDERS:
        for stage in Stage:
            taken = rules.ladder_for(party, stage)
            assert tuple((s.name, s.offset, s.action.value, s.to) for s in taken) == steps
            assert all(s.turns_of_at_least == 0 and s.action not in REASSIGNING for s in taken)
    assert rules.ladder_for(Party.APPROVERS, Stage.APPROVAL) == ()


def test_what_makes_no_sense_is_still_read_from_a_history() -> None:
    """A policy that a file may not have any more, such as one calling the Sekda, is read where a journey has it."""
    raw = first_version()
    raw["ladders"][0]["steps"][2]["to"] = "sekda"
    raw["turns"]["attend_session"] = 2
    rules = Policy.model_validate(raw)
    assert len(list(policy_problems(rules))) == 2
    assert Policy.model_validate_json(rules.model_dump_json()) == rules


def test_a_ladder_of_a_stage_goes_before_the_one_for_all() -> None:
    """In the approval the region has its own ladder, elsewhere the one for all; a party without any has none."""
    rules = default_policy()
    names = {stage: [s.name for s in rules.ladder_for(Party.REGION, stage)] for stage in Stage}
    assert names[Stage.APPROVAL] == ["h-minus-3", "h", "h-plus-2", "h-plus-5", "h-plus-10"]
    assert names[Stage.DRAFTING] == names[Stage.KICKOFF] == [s.name for s in rules.ladder_for(Party.REGION)]
    assert policy(ladders=()).ladder_for(Party.REGION, Stage.APPROVAL) == ()
