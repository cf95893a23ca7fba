"""Who has to act in a turn, who of them is outstanding, and in which zone and by which calendar their days end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from domain.calendar import DAY, WorkingCalendar
from domain.model import Journey
from domain.roles import REGIONAL_ROLES
from domain.shape import Person
from domain.vocabulary import ApprovalKind, Party, Role, Task, TimeZone

ACTING: dict[Task, Role] = {
    Task.PASS_GATES: Role.COORDINATOR,
    Task.ASSIGN_MENTORS: Role.PROGRAMME_MANAGER,
    Task.DECLARE_INTERESTS: Role.MENTOR,
    Task.PROPOSE_SESSION: Role.MINISTRY_OFFICER,
    Task.RECORD_SESSION: Role.MINISTRY_OFFICER,
    Task.HAND_IN: Role.COORDINATOR,
    Task.COMMENT_HAND_IN: Role.MENTOR,
    Task.SUBMIT: Role.COORDINATOR,
    Task.GIVE_VERDICTS: Role.MENTOR,
    Task.REVISE: Role.COORDINATOR,
    Task.DECIDE_ROUNDS: Role.PROGRAMME_MANAGER,
    Task.CHOOSE_AS_NEW_HEAD: Role.COORDINATOR,
    Task.RECORD_COMMITMENT: Role.COORDINATOR,
    Task.SCHEDULE_EXAMINATION: Role.MINISTRY_OFFICER,
    Task.PREPARE_PRESENTATION: Role.COORDINATOR,
    Task.RECORD_EXAMINATION: Role.EXAMINER,
    Task.ENDORSE: Role.AGENCY,
    Task.DECIDE_AS_OWNER: Role.DIRECTOR,
}
"""Who acts, or is told that it is the party's turn. Nobody senior is told by a machine: the coordinator speaks to the
head."""


def acting_role(party: Party, task: Task) -> Role:
    """The role that has to act when a task is a party's turn."""
    return ACTING.get(task) or (Role.COORDINATOR if party is Party.REGION else Role.MINISTRY_OFFICER)


@dataclass(frozen=True)
class Seat:
    """Where somebody works: the zone in which his day ends, and the days off there besides the national ones."""

    zone: TimeZone
    days_off: tuple[date, ...] = ()


def regional_seat(journey: Journey) -> Seat:
    """Where the people of the region work."""
    return Seat(journey.region.zone, journey.regional_days_off)


def office_seat(journey: Journey) -> Seat:
    """Where people of no region work unless something else is recorded; under older policies, in the region's zone."""
    zone = journey.policy.office_zone
    return Seat(zone) if zone is not None else Seat(journey.region.zone)


def seat_of(journey: Journey, role: Role, person: Person | None) -> Seat:
    """Where a person works in a role; None where nobody holds it."""
    if role in REGIONAL_ROLES:
        return regional_seat(journey)
    known = next((place for place in journey.workplaces if place.person == person), None)
    return Seat(known.zone, known.days_off) if known else office_seat(journey)


def seats(journey: Journey, party: Party, task: Task) -> tuple[Seat, ...]:
    """Where those work who have to act, at least one: the last day to end is the one that counts."""
    role = acting_role(party, task)
    found = dict.fromkeys(seat_of(journey, role, person) for person in journey.holders(role))
    return tuple(found) or (seat_of(journey, role, None),)


def stopped_days(journey: Journey) -> tuple[date, ...]:
    """Every day on which the clock stood still."""
    return tuple(
        stop.first + timedelta(days=n) for stop in journey.stops for n in range((stop.last - stop.first) // DAY + 1)
    )


def counting(journey: Journey, seat: Seat) -> WorkingCalendar:
    """The calendar by which days count at a seat: without days off there, and without days stopped."""
    return journey.calendar.with_days_off(seat.days_off, stopped_days(journey))


def regional_calendar(journey: Journey) -> WorkingCalendar:
    """The working days of the region, those stopped included."""
    return journey.calendar.with_days_off(journey.regional_days_off)


def outstanding(journey: Journey) -> tuple[str, ...]:
    """Who has still to act in the current turn, by id; empty where the party acts as one, as a region does."""
    mentors = journey.holders(Role.MENTOR)
    match journey.turn.task:
        case Task.DECLARE_INTERESTS:
            declared = {interest.mentor for interest in journey.interests}
            return tuple(mentor for mentor in mentors if mentor not in declared)
        case Task.GIVE_VERDICTS:
            current = journey.round
            given = {verdict.mentor for verdict in current.verdicts} if current else set()
            return tuple(mentor for mentor in mentors if mentor not in given)
        case Task.COMMENT_HAND_IN:
            return mentors
        case Task.RECORD_EXAMINATION:
            return journey.holders(Role.EXAMINER)
        case Task.ENDORSE:
            return _agencies_missing(journey)
        case _:
            return ()


def _agencies_missing(journey: Journey) -> tuple[str, ...]:
    steps = [s for s in journey.policy.approvals if s.enabled and s.kind is ApprovalKind.ENDORSEMENTS]
    agreed = {j.agency for step in steps for j in journey.judgements_on(step.name) if j.agrees}
    return tuple(dict.fromkeys(agency for step in steps for agency in step.agencies if agency not in agreed))
