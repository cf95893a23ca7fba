"""Who is told what when something happens: `notices` turns entries into messages, without names or addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from pydantic import Field

from domain import events as ev
from domain.entry import Entry
from domain.evolve import evolve
from domain.ids import message_key
from domain.model import Journey
from domain.policy import LadderAction
from domain.shape import Frozen, Key, Person
from domain.vocabulary import IANA, Party, Role, Task


class Notice(Frozen):
    """A message to one person; `person` None means that nobody holds `role`, which an operator sees.

    `key` is equal for every retry. `facts` fill the template; they hold no personal data.
    """

    key: str
    journey: Key
    seq: int
    person: Person | None
    role: Role
    template: Key
    facts: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class _Letter:
    """One template to all holders of a role, or to one person in that role."""

    template: str
    role: Role
    facts: dict[str, str] = field(default_factory=dict)
    person: Person | None = None


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
        people: tuple[Person | None, ...] = (letter.person,) if letter.person else journey.holders(letter.role)
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
            )


def _told_of_behalf(entry: Entry, told: set[str]) -> Iterator[_Letter]:
    """The person in whose name an act was recorded is told once for each command."""
    behalf = entry.on_behalf
    if behalf is None or entry.command is None or entry.command in told:
        return
    told.add(entry.command)
    facts = {"seq": str(entry.seq), "kind": entry.event.kind, "happened_on": behalf.happened_on.isoformat()}
    yield _Letter("recorded_in_your_name", behalf.role, facts, person=behalf.person)


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
"""Whom to tell that it is the party's turn. Nobody senior is told by a machine: the coordinator speaks to the head."""


def _letters(journey: Journey, entry: Entry) -> Iterator[_Letter]:
    event = entry.event
    match event:
        case ev.TurnPassed(party=party, task=task) if party not in (Party.SESSION, Party.NOBODY):
            role = ACTING.get(task) or (Role.COORDINATOR if party is Party.REGION else Role.MINISTRY_OFFICER)
            yield _Letter("your_turn", role, {"task": task, "due": event.due.isoformat() if event.due else ""})
        case ev.LadderStepTaken():
            template = {
                LadderAction.REMIND: "reminder",
                LadderAction.ESCALATE: "escalation",
                LadderAction.OPEN_DECISION: "decision_wanted",
            }[event.action]
            late = "yes" if entry.at.date() > event.fell_due.date() else "no"
            facts = {"task": event.task, "due": event.due.isoformat(), "step": event.step, "sent_late": late}
            # A reminder goes to whoever has to act; the ladder's role is for those who come after.
            reminded = event.action is LadderAction.REMIND
            yield _Letter(template, ACTING.get(event.task, event.to) if reminded else event.to, facts)
        case ev.SessionConfirmed(number=number):
            plan = journey.session(number).plan
            days = ", ".join(day.isoformat() for day in plan.days) if plan else ""
            for mentor in plan.mentors if plan else ():
                yield _Letter("session_confirmed", Role.MENTOR, {"number": str(number), "days": days}, person=mentor)
        case ev.ExaminationScheduled(slot=slot):
            local = slot.astimezone(ZoneInfo(IANA[journey.region.zone]))
            yield _Letter("examination_scheduled", Role.EXAMINER, {"due": local.isoformat()})
        case ev.ObligationOverdue(obligation=name):
            yield _Letter("obligation_overdue", Role.COORDINATOR, {"obligation": name})
        case ev.ProvisionalGateOverdue(gate=gate):
            yield _Letter("gate_overdue", Role.COORDINATOR, {"gate": gate})
        case ev.SessionHeld(number=number):
            asked = next(s.asks_for for s in journey.policy.sessions if s.number == number)
            for name in asked:
                if not journey.obligation(name).settled:
                    yield _Letter("obligation_asked", Role.COORDINATOR, {"obligation": name})
        case ev.MemberAppointed(person=person, role=role) | ev.MemberReplaced(incoming=person, role=role):
            yield _Letter("appointed", role, {"role": role}, person=person)
        case ev.MentorChangeProposed():
            yield _Letter("mentor_change_proposed", Role.PROGRAMME_MANAGER)
        case ev.ActContested(seq=seq):
            yield _Letter("act_contested", Role.PROGRAMME_MANAGER, {"seq": str(seq)})
        case ev.JourneyEnded(status=status) if journey.imported is None:
            yield _Letter("journey_ended", Role.COORDINATOR, {"status": status})
            yield _Letter("journey_ended", Role.PROGRAMME_MANAGER, {"status": status})
        case _:
            return
