"""When a stage is complete and whose turn it is: pure questions about a journey, asked after every event."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from domain.calendar import end_of_day
from domain.model import Journey, SessionState
from domain.policy import ApprovalPolicy
from domain.vocabulary import ApprovalKind, Party, Role, Stage, Status, Task

Whose = tuple[Party, Task]

GATES_FIRST = (Stage.KICKOFF, Stage.PUBLICATION)
"""Stages whose gates are asked for before the stage's own work; elsewhere they are asked for once it is done."""


def stage_complete(journey: Journey) -> bool:
    """Whether nothing is missing any more to close the current stage."""
    return _work_done(journey) and not gates_missing(journey)


def gates_missing(journey: Journey) -> bool:
    """Whether a gate of the current stage is still to be passed."""
    return any(gate.stage is journey.stage and journey.gate(gate.name) is None for gate in journey.policy.gates)


def _work_done(journey: Journey) -> bool:
    match journey.stage:
        case Stage.KICKOFF:
            return _mentors_turn(journey) is None
        case Stage.DRAFTING:
            return journey.submitted
        case Stage.MENTOR_REVIEW:
            current = journey.round
            return current is not None and current.accepted is True and not journey.revising
        case Stage.APPROVAL:
            return bool(journey.submissions) and not journey.head_must_choose and not open_steps(journey)
        case Stage.PUBLICATION:
            return journey.publication is not None and journey.publication.at is not None
        case never:
            assert_never(never)


def whose_turn(journey: Journey, at: datetime) -> Whose:
    """Who has to act at an instant, and what he has to do."""
    if journey.status is Status.SCHEDULED:
        return Party.NOBODY, Task.WAIT_TO_OPEN
    if journey.ended:
        return Party.NOBODY, Task.NOTHING
    if gates_missing(journey) and (_work_done(journey) or journey.stage in GATES_FIRST):
        return Party.REGION, Task.PASS_GATES
    match journey.stage:
        case Stage.KICKOFF:
            return _mentors_turn(journey) or (Party.PROGRAMME, Task.ASSIGN_MENTORS)
        case Stage.DRAFTING:
            return _mentors_turn(journey) or _drafting_turn(journey, at)
        case Stage.MENTOR_REVIEW:
            return _review_turn(journey)
        case Stage.APPROVAL:
            return _approval_turn(journey, at)
        case Stage.PUBLICATION:
            return (Party.PROGRAMME, Task.PUBLISH) if journey.submissions else (Party.REGION, Task.SUBMIT)
        case never:
            assert_never(never)


def _mentors_turn(journey: Journey) -> Whose | None:
    """The turn while mentors are missing or have not declared their interest, else None."""
    mentors = journey.holders(Role.MENTOR)
    if len(mentors) < journey.policy.mentors_minimum:
        return Party.PROGRAMME, Task.ASSIGN_MENTORS
    declared = [interest.mentor for interest in journey.interests]
    if any(mentor not in declared for mentor in mentors):
        return Party.MENTORS, Task.DECLARE_INTERESTS
    return None


def _drafting_turn(journey: Journey, at: datetime) -> Whose:
    for policy in journey.policy.sessions:
        session = journey.session(policy.number)
        if session.complete:
            continue
        if session.plan is None:
            return Party.PROGRAMME, Task.PROPOSE_SESSION
        if session.record is None:
            return _session_turn(journey, session, at)
        if not session.handed_in:
            return Party.REGION, Task.HAND_IN
        return Party.MENTORS, Task.COMMENT_HAND_IN
    return Party.REGION, Task.SUBMIT


def _session_turn(journey: Journey, session: SessionState, at: datetime) -> Whose:
    if not session.confirmed:
        other = Party.PROGRAMME if session.proposed_by is Party.REGION else Party.REGION
        return other, Task.CONFIRM_SESSION
    over = session_over(journey, session)
    if over is not None and at < over:
        return Party.SESSION, Task.ATTEND_SESSION
    return Party.PROGRAMME, Task.RECORD_SESSION


def session_over(journey: Journey, session: SessionState) -> datetime | None:
    """The end of a planned session's last day, in the region's zone."""
    return end_of_day(session.plan.days[-1], journey.region.zone) if session.plan else None


def next_session(journey: Journey) -> SessionState | None:
    """The first session that is not complete."""
    sessions = (journey.session(policy.number) for policy in journey.policy.sessions)
    return next((session for session in sessions if not session.complete), None)


def _review_turn(journey: Journey) -> Whose:
    if journey.rounds_used_up:
        return Party.PROGRAMME, Task.DECIDE_ROUNDS
    if journey.revising:
        return Party.REGION, Task.REVISE
    if journey.round is None:
        return Party.REGION, Task.SUBMIT
    return _mentors_turn(journey) or (Party.MENTORS, Task.GIVE_VERDICTS)


def step_complete(journey: Journey, step: ApprovalPolicy) -> bool:
    """Whether an approval step has its answer."""
    agreeing = sum(1 for judgement in journey.judgements_on(step.name) if judgement.agrees)
    match step.kind:
        case ApprovalKind.COMMITMENT:
            return journey.commitment is not None
        case ApprovalKind.ENDORSEMENTS:
            return agreeing >= step.minimum
        case ApprovalKind.EXAMINATION | ApprovalKind.OWNER_DECISION:
            return agreeing > 0
        case never:
            assert_never(never)


def open_steps(journey: Journey) -> tuple[ApprovalPolicy, ...]:
    """The approval steps being asked for now: the first group with an answer missing, less what is answered."""
    for group in journey.policy.approval_groups():
        missing = tuple(step for step in group if not step_complete(journey, step))
        if missing:
            return missing
    return ()


def _approval_turn(journey: Journey, at: datetime) -> Whose:
    if not journey.submissions:
        return Party.REGION, Task.SUBMIT
    if journey.head_must_choose:
        return Party.REGION, Task.CHOOSE_AS_NEW_HEAD
    steps = open_steps(journey)
    match steps[0].kind:
        case ApprovalKind.COMMITMENT:
            return Party.REGION, Task.RECORD_COMMITMENT
        case ApprovalKind.ENDORSEMENTS:
            return Party.APPROVERS, Task.ENDORSE
        case ApprovalKind.OWNER_DECISION:
            return Party.APPROVERS, Task.DECIDE_AS_OWNER
        case ApprovalKind.EXAMINATION:
            return _examination_turn(journey, at)
        case never:
            assert_never(never)


def _examination_turn(journey: Journey, at: datetime) -> Whose:
    examination = journey.examination
    if examination is None or examination.released:
        return Party.PROGRAMME, Task.SCHEDULE_EXAMINATION
    if examination.presentation is None:
        return Party.REGION, Task.PREPARE_PRESENTATION
    if at < examination.plan.slot:
        return Party.SESSION, Task.ATTEND_EXAMINATION
    return Party.APPROVERS, Task.RECORD_EXAMINATION
