"""Reading a policy file: `parse_policy` checks it, also for what would be no error in a journey that has it already.

A policy that a journey began under is read again and again, from histories too, and must never be refused there. So
what only makes no sense, such as a reminder before the turn begins, is refused here, before a cohort is started.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from domain.policy import REASSIGNING, UNTIMED, Ladder, LadderAction, LadderStep, Policy
from domain.roles import REGIONAL_ROLES, SENIOR_ROLES
from domain.seats import acting_role
from domain.shape import Frozen
from domain.vocabulary import Party, Role, Stage, Task


class PolicyProblem(Frozen):
    """A rule that a policy file breaks, with the place in the file."""

    place: str
    rule: str


class PolicyRefused(Exception):
    """A policy file breaks rules; every one of them is in `problems`."""

    def __init__(self, problems: tuple[PolicyProblem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{problem.place}: {problem.rule}" for problem in problems))


def parse_policy(text: str) -> Policy:
    """Read a policy from TOML.

    Raises `tomllib.TOMLDecodeError` for bad TOML (with line and column), `pydantic.ValidationError` (with the place in
    the file) for a policy that breaks a rule of its shape, and `PolicyRefused` for one that makes no sense.
    """
    policy = Policy.model_validate(tomllib.loads(text))
    problems = tuple(policy_problems(policy))
    if problems:
        raise PolicyRefused(problems)
    return policy


TASKS: dict[Party, tuple[Task, ...]] = {
    Party.REGION: (
        Task.PASS_GATES,
        Task.CONFIRM_SESSION,
        Task.HAND_IN,
        Task.SUBMIT,
        Task.REVISE,
        Task.CHOOSE_AS_NEW_HEAD,
        Task.RECORD_COMMITMENT,
        Task.PREPARE_PRESENTATION,
    ),
    Party.MENTORS: (Task.DECLARE_INTERESTS, Task.COMMENT_HAND_IN, Task.GIVE_VERDICTS),
    Party.APPROVERS: (Task.RECORD_EXAMINATION, Task.ENDORSE, Task.DECIDE_AS_OWNER),
    Party.PROGRAMME: (
        Task.ASSIGN_MENTORS,
        Task.PROPOSE_SESSION,
        Task.CONFIRM_SESSION,
        Task.RECORD_SESSION,
        Task.DECIDE_ROUNDS,
        Task.SCHEDULE_EXAMINATION,
    ),
}
"""The timed tasks that can be a party's turn."""

STAGES: dict[Task, tuple[Stage, ...]] = {
    Task.PASS_GATES: tuple(Stage),
    Task.ASSIGN_MENTORS: (Stage.KICKOFF, Stage.DRAFTING, Stage.MENTOR_REVIEW),
    Task.DECLARE_INTERESTS: (Stage.KICKOFF, Stage.DRAFTING, Stage.MENTOR_REVIEW),
    Task.SUBMIT: (Stage.DRAFTING, Stage.MENTOR_REVIEW, Stage.APPROVAL, Stage.PUBLICATION),
    Task.GIVE_VERDICTS: (Stage.MENTOR_REVIEW,),
    Task.REVISE: (Stage.MENTOR_REVIEW,),
    Task.DECIDE_ROUNDS: (Stage.MENTOR_REVIEW,),
    **dict.fromkeys(
        (
            Task.PROPOSE_SESSION,
            Task.CONFIRM_SESSION,
            Task.RECORD_SESSION,
            Task.HAND_IN,
            Task.COMMENT_HAND_IN,
        ),
        (Stage.DRAFTING,),
    ),
    **dict.fromkeys(
        (
            Task.CHOOSE_AS_NEW_HEAD,
            Task.RECORD_COMMITMENT,
            Task.SCHEDULE_EXAMINATION,
            Task.PREPARE_PRESENTATION,
            Task.RECORD_EXAMINATION,
            Task.ENDORSE,
            Task.DECIDE_AS_OWNER,
        ),
        (Stage.APPROVAL,),
    ),
}
"""The stages in which a task can be somebody's turn."""


def tasks_of(ladder: Ladder) -> tuple[Task, ...]:
    """The tasks in whose turns a ladder is climbed."""
    found = TASKS.get(ladder.party, ())
    return tuple(task for task in found if ladder.stage is None or ladder.stage in STAGES[task])


def policy_problems(policy: Policy) -> Iterator[PolicyProblem]:
    """Everything that makes no sense in a policy of the right shape."""
    for number, ladder in enumerate(policy.ladders):
        where = f"ladders.{number} ({ladder.party}{f', {ladder.stage}' if ladder.stage else ''})"
        if not tasks_of(ladder):
            rule = f"{ladder.party} has no deadlines, so no ladder"
            if ladder.stage:
                rule = f"{ladder.party} has no deadlines in {ladder.stage}, so no ladder"
            yield PolicyProblem(place=where, rule=rule)
        for index, step in enumerate(ladder.steps):
            place = f"{where}.steps.{index} ({step.name})"
            yield from (PolicyProblem(place=place, rule=rule) for rule in _step_rules(policy, ladder, step))
    yield from _circles(policy)
    for task in sorted(policy.turns):
        if task in UNTIMED:
            yield PolicyProblem(place=f"turns.{task}", rule="this task ends at an agreed date or at once; leave it out")


def _step_rules(policy: Policy, ladder: Ladder, step: LadderStep) -> Iterator[str]:
    """What is wrong with one step."""
    if ladder.ends is not None and step.offset > ladder.ends:
        yield f"the step lies {step.offset} working days past the due date, after the ladder's end ({ladder.ends})"
    if step.offset < 0:
        if step.action is not LadderAction.REMIND:
            yield f"{step.action} before the due date: nobody is late yet; only remind comes before"
        for task in tasks_of(ladder):
            days = policy.turns[task]
            if step.turns_of_at_least <= days <= -step.offset:
                yield (
                    f"the reminder {-step.offset} working days before the due date comes before the turn's start: "
                    f"{task} has {days}; set turns_of_at_least = {-step.offset + 1}"
                )
    if step.to in SENIOR_ROLES and step.action is not LadderAction.DRAFT_LETTER:
        yield f"{step.to} is not to be called by a machine: use draft_letter, which is signed by a person"
    if step.action is LadderAction.DRAFT_LETTER and step.to in SENIOR_ROLES:
        yield f"a draft goes to whoever has it signed, such as {Role.PROGRAMME_MANAGER}, not to {step.to}"
    if ladder.party is not Party.REGION and step.to in REGIONAL_ROLES:
        yield f"a delay of {ladder.party} is not brought to people of the region ({step.to})"
    reassigns = step.action in REASSIGNING
    if reassigns and (step.relieves is None or step.stand_in is None):
        yield f"{step.action} needs relieves and stand_in: who is relieved by whom"
    if not reassigns and (step.relieves is not None or step.stand_in is not None):
        yield f"relieves and stand_in belong to a step that reassigns, not to {step.action}"
    if reassigns and step.relieves is not None:
        acting = {acting_role(ladder.party, task) for task in tasks_of(ladder)}
        if acting and step.relieves not in acting:
            yield f"{step.relieves} never has to act here; choose one of {', '.join(sorted(acting))}"


def _circles(policy: Policy) -> Iterator[PolicyProblem]:
    """Reassignments that lead back to the one who was relieved, each at the first step that is part of it."""
    follows: dict[Role, list[Role]] = {}
    first: dict[Role, str] = {}
    for number, ladder in enumerate(policy.ladders):
        for index, step in enumerate(ladder.steps):
            if step.relieves is not None and step.stand_in is not None:
                follows.setdefault(step.relieves, []).append(step.stand_in)
                first.setdefault(step.relieves, f"ladders.{number} ({ladder.party}).steps.{index} ({step.name})")
    told: set[frozenset[Role]] = set()
    for start in follows:
        for path in _paths(follows, (start,)):
            if frozenset(path) not in told:
                told.add(frozenset(path))
                circle = " → ".join((*path, start))
                yield PolicyProblem(place=first[start], rule=f"the reassignment is circular: {circle}")


def _paths(follows: dict[Role, list[Role]], path: tuple[Role, ...]) -> Iterator[tuple[Role, ...]]:
    """Every way along stand-ins that comes back to where it began."""
    for role in follows.get(path[-1], ()):
        if role is path[0]:
            yield path
        elif role not in path:
            yield from _paths(follows, (*path, role))
