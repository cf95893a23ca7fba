"""What waits for whom in a journey: `tasks` gives one task for each person asked, his turn and what is beside it.

A turn is shown to the role that has to act, and to those of the same party who may do the same act.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from domain.calendar import SATURDAY, end_of_day, local_date
from domain.clock_rows import Row
from domain.documents import LETTERS
from domain.model import Journey, Turn, problems
from domain.roles import REGIONAL_ROLES
from domain.seats import acting_role, counting, outstanding, seat_of
from domain.shape import Person
from domain.vocabulary import Party, Role, Status, Task

TABLES: dict[str, tuple[str, ...]] = {"tasks": ("journey_id", "key", "person")}
"""The read table and its primary key."""


class Call(StrEnum):
    """What somebody is asked for."""

    TURN = "turn"
    CONFIRM_SESSION = "confirm_session"
    GATE = "gate"
    OBLIGATION = "obligation"
    EXTENSION = "extension"
    REASSIGNMENT = "reassignment"
    MENTOR_CHANGE = "mentor_change"
    CONTEST = "contest"
    DECISION = "decision"
    NOBODY_STANDS_IN = "nobody_stands_in"
    EMPTY_ROLE = "empty_role"
    LETTER = "letter"


HELPING: dict[Task, tuple[Role, ...]] = {
    Task.PASS_GATES: (Role.TEAM_CHAIR,),
    Task.ASSIGN_MENTORS: (Role.MENTOR_LEAD,),
    Task.CONFIRM_SESSION: (Role.TEAM_CHAIR,),
    Task.HAND_IN: (Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA, Role.OPD_CONTRIBUTOR),
    Task.SUBMIT: (Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA, Role.OPD_CONTRIBUTOR),
    Task.REVISE: (Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA, Role.OPD_CONTRIBUTOR),
    Task.PREPARE_PRESENTATION: (Role.TEAM_CHAIR,),
}
"""Who works on a turn besides the role that has to end it."""

EACH = (Task.DECLARE_INTERESTS, Task.GIVE_VERDICTS, Task.ENDORSE)
"""What each does for himself, so that nobody can take it over from another."""

PROBLEMS = {
    "decision_wanted": Call.DECISION,
    "nobody_stands_in": Call.NOBODY_STANDS_IN,
    "empty_role": Call.EMPTY_ROLE,
}
"""What programme managers have to mend."""

LISTED = timedelta(days=400)
"""For how long after its beginning the days off of a task are listed."""


@dataclass(frozen=True)
class Asked:
    """What is asked for, of which roles; the first is the one that has to do it, the others may."""

    key: str
    call: Call
    about: str
    roles: tuple[Role, ...]
    since: datetime | None = None
    due: datetime | None = None
    each: bool = False
    only: tuple[Person, ...] | None = None
    """The people of these roles who are meant, where it is not all of them."""


def tasks(journey: Journey) -> Iterator[Row]:
    """The rows of the read table `tasks`: who is asked for what, since when, until when."""
    for asked in _asked(journey):
        people: dict[Person, Role] = {}
        for role in asked.roles:
            for person in journey.holders(role):
                if asked.only is None or person in asked.only:
                    people.setdefault(person, role)
        for person, role in people.items():
            yield _row(journey, asked, person, role, shared=len(people) > 1 and not asked.each)


def _row(journey: Journey, asked: Asked, person: Person, role: Role, *, shared: bool) -> Row:
    seat = seat_of(journey, role, person)
    off: tuple[date, ...] = ()
    if asked.due is not None:
        first = local_date(min(asked.since or asked.due, asked.due), seat.zone)
        last = max(first, local_date(asked.due, seat.zone)) + LISTED
        listed = counting(journey, seat).days_off
        off = tuple(day for day in listed if first <= day <= last and day.weekday() < SATURDAY)
    return {
        "key": asked.key,
        "person": person,
        "role": role.value,
        "call": asked.call.value,
        "about": asked.about,
        "since": asked.since,
        "due": asked.due,
        "leads": role is asked.roles[0],
        "shared": shared,
        "zone": seat.zone.value,
        "days_off": tuple(day.isoformat() for day in off),
    }


def _asked(journey: Journey) -> Iterable[Asked]:
    if journey.status is Status.OPEN:
        yield from _turn(journey)
        yield from _sessions(journey)
        yield from _gates(journey)
        yield from _decisions(journey)
    if journey.status in (Status.OPEN, Status.PUBLISHED):
        yield from _obligations(journey)
        yield from _letters(journey)
    for contest in journey.contests:
        if contest.upheld is None:
            yield Asked(f"contest.{contest.seq}", Call.CONTEST, str(contest.seq), (Role.PROGRAMME_MANAGER,))


def _turn(journey: Journey) -> Iterable[Asked]:
    turn = journey.turn
    if turn.party in (Party.SESSION, Party.NOBODY) or turn.task in (Task.PUBLISH, Task.NOTHING):
        return
    only = None
    if turn.task is Task.ENDORSE:
        missing = outstanding(journey)
        only = tuple(m.person for m in journey.members if m.until is None and m.agency in missing)
    elif turn.task in EACH:
        only = outstanding(journey)
    lead = acting_role(turn.party, turn.task)
    yield Asked(
        "turn",
        Call.TURN,
        turn.task,
        (lead, *_helping(turn)),
        since=turn.since,
        due=turn.due if journey.pause is None else None,
        each=turn.task in EACH,
        only=only,
    )


def _helping(turn: Turn) -> tuple[Role, ...]:
    """Who helps; the region's people do not confirm what the programme has to."""
    helping = HELPING.get(turn.task, ())
    return tuple(role for role in helping if (role in REGIONAL_ROLES) is (turn.party is Party.REGION))


def _sessions(journey: Journey) -> Iterable[Asked]:
    """Proposals that wait for the other side, but for the one that the turn is about."""
    for session in journey.sessions:
        if session.plan is None or session.confirmed or session.proposed_by is None or session.record is not None:
            continue
        if journey.turn.task is Task.CONFIRM_SESSION and journey.turn.party is not session.proposed_by:
            continue
        region = session.proposed_by is not Party.REGION
        roles = (Role.COORDINATOR, Role.TEAM_CHAIR) if region else (Role.MINISTRY_OFFICER,)
        title = next((p.title for p in journey.policy.sessions if p.number == session.number), str(session.number))
        first = min(session.plan.days)
        due = end_of_day(first - timedelta(days=1), journey.region.zone)
        yield Asked(f"session.{session.number}", Call.CONFIRM_SESSION, title, roles, due=due)


def _gates(journey: Journey) -> Iterable[Asked]:
    """Gates passed provisionally: the region owes the document; once it is overdue, the programme hears of it too."""
    titles = {gate.name: gate.title for gate in journey.policy.gates}
    for gate in journey.gates:
        if gate.fact is not None or gate.provisional is None:
            continue
        roles = (Role.COORDINATOR, Role.TEAM_CHAIR, *((Role.MINISTRY_OFFICER,) if gate.overdue else ()))
        due = end_of_day(gate.provisional.due_on, journey.region.zone)
        yield Asked(f"gate.{gate.name}", Call.GATE, titles.get(gate.name, gate.name), roles, due=due)


def _decisions(journey: Journey) -> Iterable[Asked]:
    """What programme managers decide beside the turn; where their own party asks, the director does."""
    manager, due = (Role.PROGRAMME_MANAGER,), journey.turn.due if journey.pause is None else None
    request = journey.extension_request
    if request is not None:
        roles = (Role.DIRECTOR,) if request.party is Party.PROGRAMME else manager
        yield Asked(f"extension.{request.seq}", Call.EXTENSION, request.task, roles, since=request.at, due=due)
    proposal = journey.reassignment
    if proposal is not None:
        key = f"reassignment.{proposal.step}"
        yield Asked(key, Call.REASSIGNMENT, proposal.role, manager, since=proposal.at, due=due)
    if journey.mentor_change is not None:
        yield Asked("mentor_change", Call.MENTOR_CHANGE, journey.mentor_change.outgoing, manager)
    for problem in problems(journey):
        # The officer comes with the mentors, whom somebody is asked to assign anyway.
        awaited = problem.subject == Role.MINISTRY_OFFICER and not journey.mentors_assigned
        if (call := PROBLEMS.get(problem.kind)) is not None and not awaited:
            yield Asked(f"{call}.{problem.subject}", call, problem.subject, manager)


def _obligations(journey: Journey) -> Iterable[Asked]:
    roles = (Role.COORDINATOR, Role.TEAM_CHAIR, Role.BAPPEDA)
    for promise in journey.policy.obligations:
        due = journey.obligation(promise.name).due
        if due is not None and journey.still_asked(promise.name):
            yield Asked(f"obligation.{promise.name}", Call.OBLIGATION, promise.title, roles, due=due)


def _letters(journey: Journey) -> Iterable[Asked]:
    for made in journey.documents:
        if made.document in LETTERS and journey.signing(made.key) is None:
            yield Asked(f"letter.{made.key}", Call.LETTER, made.document, (Role.DIRECTOR,), since=made.at)


BUILD = (("tasks", tasks),)
"""What yields the rows of the table."""
