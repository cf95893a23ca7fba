"""Who is told what when something happens: `notices` turns entries into messages, without names or addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field

from domain import clock_events as ck
from domain import document_events as de
from domain import events as ev
from domain import repair_events as re
from domain.deadlines import due_of
from domain.entry import Entry
from domain.evolve import evolve
from domain.ids import message_key
from domain.model import Journey
from domain.policy import LadderAction
from domain.roles import SENIOR_ROLES
from domain.seats import ACTING, acting_role, outstanding, seat_of
from domain.shape import Frozen, Key, Person
from domain.vocabulary import IANA, Party, Role


class Notice(Frozen):
    """A message to one person; `person` None means that nobody holds `role`, which an operator sees.

    `key` is equal for every retry. `facts` fill the template; they hold no personal data.
    `leaves_at` is when it may leave, None at once. `turn` is the entry with which the turn began that it urges
    on, None for other messages: once that turn has passed, or its clock is stopped, it is withdrawn unsent.
    """

    key: str
    journey: Key
    seq: int
    person: Person | None
    role: Role
    template: Key
    facts: dict[str, str] = Field(default_factory=dict)
    leaves_at: AwareDatetime | None = None
    turn: int | None = None


@dataclass(frozen=True)
class _Letter:
    """One template to all holders of a role, or to some people in that role."""

    template: str
    role: Role
    facts: dict[str, str] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    urges: bool = False
    """Whether it urges on the present turn, and says nothing once that has passed."""


def still_wanted(notice: Notice, journey: Journey) -> bool:
    """Whether a message that has waited is still to be sent: not when the turn it urges on has passed or is stopped."""
    return notice.turn is None or (notice.turn == journey.turn.seq and not journey.ended and journey.pause is None)


def notices(before: Journey | None, entries: Iterable[Entry]) -> tuple[Notice, ...]:
    """The messages that entries give rise to, `before` being the journey before the first of them."""
    found: list[Notice] = []
    journey = before
    told: set[str] = set()
    for entry in entries:
        journey = evolve(journey, entry)
        letters = [*_letters(journey, entry), *_told_of_behalf(entry, told)]
        found += _addressed(journey, entry, letters)
    return tuple(found)


def _addressed(journey: Journey, entry: Entry, letters: Sequence[_Letter]) -> Iterator[Notice]:
    number = 0
    for letter in letters:
        people: tuple[Person | None, ...] = letter.people or journey.holders(letter.role)
        for person in people or (None,):
            number += 1
            yield Notice(
                key=message_key(journey.id, entry.seq, number),
                journey=journey.id,
                seq=entry.seq,
                person=person,
                role=letter.role,
                template=letter.template,
                facts=letter.facts,
                leaves_at=leaves_at(journey, letter.role, person, entry.at),
                turn=journey.turn.seq if letter.urges else None,
            )


def leaves_at(journey: Journey, role: Role, person: Person | None, at: datetime) -> datetime | None:
    """When a message written at `at` may leave: within the policy's hours where the receiver works; None: at once."""
    quiet = journey.policy.quiet_hours
    if quiet is None:
        return None
    seat = seat_of(journey, role, person)
    calendar = journey.calendar.with_days_off(seat.days_off)
    local = at.astimezone(ZoneInfo(IANA[seat.zone]))
    day = local.date()
    if calendar.is_working_day(day) and quiet.opens <= local.time() < quiet.closes:
        return None
    if not (calendar.is_working_day(day) and local.time() < quiet.opens):
        day = calendar.after(day, 1)
    return datetime.combine(day, quiet.opens, ZoneInfo(IANA[seat.zone]))


def _told_of_behalf(entry: Entry, told: set[str]) -> Iterator[_Letter]:
    """The person in whose name an act was recorded is told once for each command."""
    behalf = entry.on_behalf
    if behalf is None or entry.command is None or entry.command in told:
        return
    told.add(entry.command)
    facts = {"seq": str(entry.seq), "kind": entry.event.kind, "happened_on": behalf.happened_on.isoformat()}
    yield _Letter("recorded_in_your_name", behalf.role, facts, people=(behalf.person,))


def _letters(journey: Journey, entry: Entry) -> Iterator[_Letter]:
    event = entry.event
    match event:
        case ev.TurnPassed(party=party, task=task) if party not in (Party.SESSION, Party.NOBODY):
            due = {"task": task, "due": event.due.isoformat() if event.due else ""}
            yield _Letter("your_turn", acting_role(party, task), due, urges=True)
        case ev.LadderStepTaken():
            yield from _ladder_letters(journey, entry, event)
        case ev.SessionConfirmed(number=number):
            plan = journey.session(number).plan
            days = ", ".join(day.isoformat() for day in plan.days) if plan else ""
            for mentor in plan.mentors if plan else ():
                yield _Letter("session_confirmed", Role.MENTOR, {"number": str(number), "days": days}, people=(mentor,))
        case ev.ExaminationScheduled(slot=slot):
            local = slot.astimezone(ZoneInfo(IANA[journey.region.zone]))
            yield _Letter("examination_scheduled", Role.EXAMINER, {"due": local.isoformat()})
        case ev.ObligationOverdue(obligation=name):
            yield _Letter("obligation_overdue", Role.COORDINATOR, {"obligation": name})
        case de.ObligationAsked(obligation=name, overdue=overdue):
            yield _Letter(
                "obligation_overdue" if overdue else "obligation_asked", Role.COORDINATOR, {"obligation": name}
            )
        case de.EditionPublished(number=number):
            yield _Letter("edition_published", Role.COORDINATOR, {"number": str(number)})
            yield _Letter("edition_published", Role.PROGRAMME_MANAGER, {"number": str(number)})
        case de.PublicationWithdrawn():
            yield _Letter("publication_withdrawn", Role.COORDINATOR)
            yield _Letter("publication_withdrawn", Role.REGIONAL_HEAD)
        case ev.ProvisionalGateOverdue(gate=gate):
            yield _Letter("gate_overdue", Role.COORDINATOR, {"gate": gate})
        case ev.SessionHeld(number=number):
            asked = next(s.asks_for for s in journey.policy.sessions if s.number == number)
            for name in asked:
                if not journey.obligation(name).settled:
                    yield _Letter("obligation_asked", Role.COORDINATOR, {"obligation": name})
        case ev.MemberAppointed(person=person, role=role) | ev.MemberReplaced(incoming=person, role=role):
            yield _Letter("appointed", role, {"role": role}, people=(person,))
        case ev.MentorChangeProposed():
            yield _Letter("mentor_change_proposed", Role.PROGRAMME_MANAGER)
        case ev.ActContested(seq=seq):
            yield _Letter("act_contested", Role.PROGRAMME_MANAGER, {"seq": str(seq)})
        case ck.JourneyPaused() | ck.JourneyResumed() | ck.DueMoved() | ck.ExtensionAsked() | ck.ExtensionDecided():
            yield from _clock_letters(journey, event)
        case ck.TimeGranted(days=days, before=before):
            moved = {"task": event.task, "due": event.due.isoformat(), "before": before.isoformat(), "count": str(days)}
            yield _Letter("time_granted", acting_role(journey.turn.party, event.task), moved, urges=True)
        case ck.Reminded(to=role, note=note):
            reminder = {"task": event.task, "due": event.due.isoformat(), "note": note or ""}
            yield _Letter("reminded", role, reminder, people=_still_to_act(journey, role), urges=True)
        case re.JourneyMovedBack(stage=stage):
            for role in (Role.COORDINATOR, Role.MENTOR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER):
                if journey.holders(role):
                    yield _Letter("moved_back", role, {"stage": stage})
        case re.PolicyChanged(policy=policy):
            for role in (Role.COORDINATOR, Role.PROGRAMME_MANAGER):
                yield _Letter("policy_changed", role, {"version": str(policy.version)})
        case ck.ReassignmentDecided(approve=True):
            yield from _reassigned(event.role, event.outgoing, event.incoming, journey)
        case ev.JourneyEnded(status=status) if journey.imported is None:
            yield _Letter("journey_ended", Role.COORDINATOR, {"status": status})
            yield _Letter("journey_ended", Role.PROGRAMME_MANAGER, {"status": status})
        case _:
            return


LADDER_LETTERS = {
    LadderAction.REMIND: "reminder",
    LadderAction.ESCALATE: "escalation",
    LadderAction.PROPOSE_REASSIGNMENT: "reassignment_proposed",
    LadderAction.REASSIGN: "reassignment_made",
    LadderAction.OPEN_DECISION: "decision_wanted",
    LadderAction.DRAFT_LETTER: "letter_drafted",
}


def _ladder_letters(journey: Journey, entry: Entry, event: ev.LadderStepTaken) -> Iterator[_Letter]:
    turn = journey.turn
    late = "yes" if entry.at.date() > event.fell_due.date() else "no"
    facts = {"task": event.task, "due": event.due.isoformat(), "step": event.step, "sent_late": late}
    if event.action is LadderAction.REMIND:
        # A reminder goes to whoever has to act; the ladder's role is for those who come after.
        role = acting_role(turn.party, event.task) if event.task in ACTING else event.to
        spared = journey.policy.seniors_reminded_through if role in SENIOR_ROLES else None
        if spared is not None:
            yield _Letter("reminder", spared, facts, urges=True)
        else:
            yield _Letter("reminder", role, facts, people=_still_to_act(journey, role), urges=True)
        return
    if event.relieves is not None:
        facts["role"] = event.relieves
        if event.incoming is None or event.outgoing is None:
            yield _Letter("nobody_stands_in", event.to, facts, urges=True)
            return
        if event.action is LadderAction.REASSIGN:
            yield from _reassigned(event.relieves, event.outgoing, event.incoming, journey)
            yield _Letter("reassignment_made", event.to, facts)
            return
    yield _Letter(LADDER_LETTERS[event.action], event.to, facts, urges=True)


def _still_to_act(journey: Journey, role: Role) -> tuple[Person, ...]:
    """Of several who act in one turn those who have not yet, where the policy spares the others; () means all."""
    if not journey.policy.remind_outstanding_only:
        return ()
    waited_for = outstanding(journey)
    if role is Role.AGENCY:
        return tuple(m.person for m in journey.members if m.role is role and m.until is None and m.agency in waited_for)
    return waited_for if role is Role.MENTOR else ()


def _reassigned(role: Role, outgoing: Person, incoming: Person, journey: Journey) -> Iterator[_Letter]:
    """Both are told: the one who takes over, with his new date, and the one who is relieved."""
    due = due_of(journey) or journey.turn.due
    facts = {"role": role, "task": journey.turn.task, "due": due.isoformat() if due else ""}
    yield _Letter("taken_over", role, facts, people=(incoming,))
    yield _Letter("relieved", role, facts, people=(outgoing,))


def _clock_letters(journey: Journey, event: ck.ClockEvent) -> Iterator[_Letter]:
    """What is told when the clock stops or goes on, or a date moves: to whoever has to act, and to who decides."""
    turn = journey.turn
    role = acting_role(turn.party, turn.task)
    due = {"task": turn.task, "due": turn.due.isoformat() if turn.due else ""}
    match event:
        case ck.JourneyPaused(cause=cause, resumes_on=day):
            for each in (Role.COORDINATOR, Role.MENTOR, Role.MINISTRY_OFFICER):
                if journey.holders(each):
                    yield _Letter("paused", each, {"cause": cause, "day": day.isoformat()})
        case ck.JourneyResumed(working_days=days):
            yield _Letter("resumed", Role.COORDINATOR, {"count": str(days)})
        case ck.DueMoved():
            yield _Letter("due_moved", role, {**due, "before": event.before.isoformat()}, urges=True)
        case ck.ExtensionAsked(party=party, days=days):
            decides = Role.DIRECTOR if party is Party.PROGRAMME else Role.PROGRAMME_MANAGER
            yield _Letter("extension_asked", decides, {**due, "party": party, "count": str(days)}, urges=True)
        case ck.ExtensionDecided(choice=choice, granted=granted):
            yield _Letter("extension_decided", role, {**due, "choice": choice, "count": str(granted)})
