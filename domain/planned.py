"""The way of a journey as the policy plans it: `way` has what is to be done, `walk` the days on which it ends.

The plan (`domain.plan`) walks it three times: from the opening as it was planned then, from the opening with what was
agreed since, and from now with what is left to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import assert_never

from domain.calendar import WorkingCalendar, local_date, months_later
from domain.model import Journey
from domain.policy import ApprovalPolicy, PlanPolicy
from domain.seats import Seat, counting, regional_calendar, regional_seat, seats
from domain.stages import gates_missing, step_complete
from domain.values import PlannedDate
from domain.vocabulary import ApprovalKind, Party, Role, Stage, Task

STAGES = tuple(Stage)


@dataclass(frozen=True)
class Leg:
    """One task on the way; `session` is the session's number where it is about one."""

    stage: Stage
    party: Party
    task: Task
    session: int | None = None


Strands = tuple[tuple[Leg, ...], ...]
"""Legs one after the other, in strands that are walked at the same time."""


@dataclass
class Walked:
    """Where a walk led: the last day of each stage, the first day of each session."""

    ends: dict[Stage, date] = field(default_factory=dict)
    sessions: dict[int, date] = field(default_factory=dict)


def way(journey: Journey, *, left: bool) -> Iterator[Strands]:
    """The way from the opening to publication, or only what is `left` of it."""
    for stage in STAGES:
        if left and STAGES.index(stage) < STAGES.index(journey.stage):
            continue
        # A stage that has not begun is wholly ahead, whatever is known of an earlier stay in it.
        here = left and stage is journey.stage
        gates = any(gate.stage is stage for gate in journey.policy.gates) and not (here and not gates_missing(journey))
        wanted = ((Leg(stage, Party.REGION, Task.PASS_GATES),),)
        match stage:
            case Stage.KICKOFF:
                if gates:
                    yield wanted
                yield (_kickoff(journey, left=here),)
                continue
            case Stage.DRAFTING:
                yield (tuple(_drafting(journey, left=here)),)
            case Stage.MENTOR_REVIEW:
                yield (tuple(_review(journey, left=here, all_rounds=not left)),)
            case Stage.APPROVAL:
                for group in journey.policy.approval_groups():
                    yield tuple(
                        _approval(journey, step, left=here)
                        for step in group
                        if not (here and step_complete(journey, step))
                    )
            case Stage.PUBLICATION:
                pass
            case never:
                assert_never(never)
        if gates:
            yield wanted


def _kickoff(journey: Journey, *, left: bool) -> tuple[Leg, ...]:
    stage = Stage.KICKOFF
    assign, declare = (
        Leg(stage, Party.PROGRAMME, Task.ASSIGN_MENTORS),
        Leg(stage, Party.MENTORS, Task.DECLARE_INTERESTS),
    )
    mentors = journey.holders(Role.MENTOR)
    if not left or len(mentors) < journey.policy.mentors_minimum:
        return assign, declare
    declared = {interest.mentor for interest in journey.interests}
    return (declare,) if any(mentor not in declared for mentor in mentors) else ()


def _drafting(journey: Journey, *, left: bool) -> Iterator[Leg]:
    stage = Stage.DRAFTING
    planned = False
    for policy in journey.policy.sessions:
        session, number = journey.session(policy.number), policy.number
        if left and session.complete:
            planned = True
            continue
        if not planned and (not left or session.plan is None):
            yield Leg(stage, Party.PROGRAMME, Task.PROPOSE_SESSION, number)
        if not planned and (not left or not session.confirmed):
            yield Leg(stage, Party.REGION, Task.CONFIRM_SESSION, number)
        # Sessions are proposed together: only the first one that is not planned has to be.
        planned = True
        if not left or session.record is None:
            yield Leg(stage, Party.SESSION, Task.ATTEND_SESSION, number)
            yield Leg(stage, Party.PROGRAMME, Task.RECORD_SESSION, number)
        if not left or not session.handed_in:
            yield Leg(stage, Party.REGION, Task.HAND_IN, number)
        yield Leg(stage, Party.MENTORS, Task.COMMENT_HAND_IN, number)
    if not left or not journey.submitted:
        yield Leg(stage, Party.REGION, Task.SUBMIT)


def _review(journey: Journey, *, left: bool, all_rounds: bool) -> Iterator[Leg]:
    """One round; all that were asked for since the opening, or what is left of the present one."""
    stage = Stage.MENTOR_REVIEW
    verdicts, revise = Leg(stage, Party.MENTORS, Task.GIVE_VERDICTS), Leg(stage, Party.REGION, Task.REVISE)
    if left:
        if journey.revising:
            yield revise
        yield verdicts
        return
    yield verdicts
    if all_rounds:
        for item in journey.rounds:
            if item.accepted is False and not item.void:
                yield revise
                yield verdicts


def _approval(journey: Journey, step: ApprovalPolicy, *, left: bool) -> tuple[Leg, ...]:
    stage = Stage.APPROVAL
    match step.kind:
        case ApprovalKind.COMMITMENT:
            return (Leg(stage, Party.REGION, Task.RECORD_COMMITMENT),)
        case ApprovalKind.ENDORSEMENTS:
            return (Leg(stage, Party.APPROVERS, Task.ENDORSE),)
        case ApprovalKind.OWNER_DECISION:
            return (Leg(stage, Party.APPROVERS, Task.DECIDE_AS_OWNER),)
        case ApprovalKind.EXAMINATION:
            found = (
                Leg(stage, Party.PROGRAMME, Task.SCHEDULE_EXAMINATION),
                Leg(stage, Party.REGION, Task.PREPARE_PRESENTATION),
                Leg(stage, Party.SESSION, Task.ATTEND_EXAMINATION),
                Leg(stage, Party.APPROVERS, Task.RECORD_EXAMINATION),
            )
            examination = journey.examination
            if not left or examination is None or examination.released:
                return found
            return found[1:] if examination.presentation is None else found[2:]
        case never:
            assert_never(never)


class Walker:
    """Walks the way from a day on: `agreed` by what was agreed since the opening, else by what was known then.

    `ahead` is for what is left of the way: extensions were granted for turns before it.
    """

    def __init__(self, journey: Journey, *, agreed: bool, ahead: bool = False) -> None:
        self._journey = journey
        self._agreed = agreed
        self._plan = journey.policy.plan or PlanPolicy()
        self._extended = {extension.seq for extension in journey.extensions} if ahead else set()
        self._last_session: date | None = None
        self.walked = Walked()

    def go(self, groups: Sequence[Strands] | Iterator[Strands], start: date) -> Walked:
        """Walk from `start`, a day on which nothing is done any more."""
        day = start
        for strands in groups:
            day = max((self._strand(strand, day) for strand in strands), default=day)
        return self.walked

    def _strand(self, legs: Sequence[Leg], day: date) -> date:
        for leg in legs:
            day = self._leg(leg, day)
            known = self.walked.ends.get(leg.stage)
            self.walked.ends[leg.stage] = max(day, known) if known else day
        return day

    def _leg(self, leg: Leg, day: date) -> date:
        if leg.task is Task.ATTEND_SESSION and leg.session is not None:
            return self._session(leg.session, day)
        if leg.task is Task.ATTEND_EXAMINATION:
            return self._examination(day)
        days = self._journey.policy.days_for(leg.task, catch_up=self._journey.catch_up) + self._extension(leg)
        return max(self._calendar(seat).after(day, days) for seat in seats(self._journey, leg.party, leg.task))

    def _extension(self, leg: Leg) -> int:
        """Days granted for the task in this stage, each grant once."""
        found = [
            extension
            for extension in self._journey.extensions
            if self._agreed
            and (extension.stage, extension.task) == (leg.stage, leg.task)
            and extension.session in (None, leg.session)
        ]
        new = [extension for extension in found if extension.seq not in self._extended]
        self._extended |= {extension.seq for extension in new}
        return sum(extension.days for extension in new)

    def _session(self, number: int, day: date) -> date:
        state = self._journey.session(number)
        days = state.record.held_on if state.record else state.plan.days if state.plan and state.confirmed else ()
        calendar = self._calendar(regional_seat(self._journey))
        if self._agreed and self._last_session is None:
            self._last_session = self._session_before(number)
        if self._agreed and days:
            first, last = days[0], days[-1]
        else:
            first = calendar.after(day, self._plan.session_after if self._last_session is None else 1)
            if self._last_session is not None:
                first = max(first, calendar.after(self._last_session, self._plan.session_every))
            last = calendar.after(first, self._plan.session_length - 1)
        self._last_session = first
        self.walked.sessions[number] = first
        return max(day, last)

    def _session_before(self, number: int) -> date | None:
        """The first day of the session before, where the walk began after it."""
        state = self._journey.session(number - 1)
        days = state.record.held_on if state.record else state.plan.days if state.plan and state.confirmed else ()
        return days[0] if days else None

    def _examination(self, day: date) -> date:
        examination = self._journey.examination
        if self._agreed and examination is not None and not examination.released:
            return max(day, local_date(examination.plan.slot, self._journey.region.zone))
        return self._calendar(regional_seat(self._journey)).after(day, self._plan.examination_after)

    def _calendar(self, seat: Seat) -> WorkingCalendar:
        if self._agreed:
            return counting(self._journey, seat)
        return (self._journey.first_calendar or self._journey.calendar).with_days_off(seat.days_off)


def obligation_day(journey: Journey, name: str, walked: Walked) -> date | None:
    """When an obligation is due on a walk; None where the walk does not come past what it hangs on."""
    policy = next(obligation for obligation in journey.policy.obligations if obligation.name == name)
    calendar = counting(journey, regional_seat(journey))
    if policy.due_before_session is not None:
        first = walked.sessions.get(policy.due_before_session)
        return calendar.after(regional_calendar(journey).after(first, -1), 0) if first else None
    published = walked.ends.get(Stage.PUBLICATION) or walked.ends.get(Stage.APPROVAL)
    if published is None:
        return None
    if policy.months_after_publication is not None:
        return calendar.after(months_later(published, policy.months_after_publication), 0)
    return calendar.after(published, policy.within_after_publication or 0)


def opened_on(journey: Journey) -> date:
    """The day the journey opened, or opens, in the region's zone."""
    opened = journey.stages[0].opened if journey.stages else journey.opens_at
    return local_date(opened, journey.region.zone)


def planned_dates(journey: Journey) -> tuple[PlannedDate, ...]:
    """The plan at the opening, by policy and calendar alone: the last day of each stage, each obligation's due day."""
    walked = Walker(journey, agreed=False).go(way(journey, left=False), opened_on(journey))
    return (*stage_dates(walked), *_obligation_dates(journey, walked))


def stage_dates(walked: Walked) -> tuple[PlannedDate, ...]:
    """The last day of each stage; a stage in which nothing is to be done ends with the one before."""
    found: list[PlannedDate] = []
    for stage in STAGES:
        day = walked.ends.get(stage) or (found[-1].day if found else None)
        if day is not None:
            found.append(PlannedDate(name=stage.value, day=day))
    return tuple(found)


def _obligation_dates(journey: Journey, walked: Walked) -> Iterator[PlannedDate]:
    for policy in journey.policy.obligations:
        day = obligation_day(journey, policy.name, walked)
        if day is not None:
            yield PlannedDate(name=policy.name, day=day)
