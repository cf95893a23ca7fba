"""What the forms of acts outside a pack ask: about people, time, decisions and the record itself: `OTHER_ACTS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from api.forms.asking import Asking, Circle, Wanted
from api.forms.layout import Option
from domain.decisions.record import correctable
from domain.facts import ExtensionChoice, RoundsChoice
from domain.model import Journey, SessionState
from domain.roles import REGIONAL_ROLES, party_of
from domain.seats import acting_role
from domain.stages import open_steps
from domain.vocabulary import ApprovalKind, Role, Status
from domain.words.times import spell_days

MAY_APPOINT = (*REGIONAL_ROLES, Role.MENTOR_LEAD, Role.MINISTRY_OFFICER, Role.EXAMINER, Role.AGENCY, Role.DIRECTOR)
"""Roles that are given by appointment. A mentor comes by assignment or mentor change."""


def _members(asking: Asking, *roles: Role) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for role in roles for person in asking.journey.holders(role)))


def _options(asking: Asking, members: tuple[StrEnum, ...]) -> tuple[Option, ...]:
    return tuple(Option(member.value, asking.named(member)) for member in members)


def _provisional(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    passed = {gate.name for gate in journey.gates}
    open_ = tuple(Option(gate.name, gate.title) for gate in journey.policy.gates if gate.name not in passed)
    if open_:
        yield Wanted(options={"gate": open_})


def _mentors(asking: Asking) -> Iterator[Wanted]:
    if not asking.journey.holders(Role.MENTOR):
        officer = next(iter(asking.journey.holders(Role.MINISTRY_OFFICER)), "")
        yield Wanted(people={"mentors": Circle.MENTORS, "officer": Circle.OFFICERS}, filled={"officer": officer})


def _moves(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    mentors = _members(asking, Role.MENTOR)
    for policy in journey.policy.sessions:
        session: SessionState = journey.session(policy.number)
        if session.plan is not None and session.record is None:
            plan = session.plan
            filled = {
                "days": ", ".join(f"{day:%d-%m-%Y}" for day in plan.days),
                "place": plan.place,
                "mentors": "\n".join(plan.mentors),
            }
            now = f"{spell_days(plan.days, asking.language)}, {plan.place}"
            yield Wanted(
                about=policy.title,
                fixed={"number": policy.number},
                filled=filled,
                people={"mentors": mentors},
                facts=((asking.say("Jadwal sekarang", "Plan as it is"), now),),
            )


def _rounds(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    if journey.rounds_used_up:
        used = asking.say(f"{len(journey.rounds)} putaran", f"{len(journey.rounds)} rounds")
        yield Wanted(
            facts=((asking.say("Sudah dijalani", "So far"), used),),
            options={"choice": _options(asking, tuple(RoundsChoice))},
        )


def _slot(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    step = journey.policy.approval(ApprovalKind.EXAMINATION)
    if step is not None and any(found.kind is ApprovalKind.EXAMINATION for found in open_steps(journey)):
        known = journey.examination.plan.examiners if journey.examination else _members(asking, Role.EXAMINER)
        yield Wanted(people={"examiners": Circle.EXAMINERS}, filled={"examiners": "\n".join(known)})


def _extension_decision(asking: Asking) -> Iterator[Wanted]:
    request = asking.journey.extension_request
    if request is not None and party_of(asking.role) is not request.party:
        facts = (
            (asking.say("Dimohon oleh", "Asked for by"), asking.named(request.party)),
            (asking.say("Untuk tugas", "For the task"), asking.named(request.task)),
            (asking.say("Tambahan yang dimohon", "Asked for"), _working_days(asking, request.days)),
            (asking.say("Alasan", "Reason"), request.reason),
        )
        yield Wanted(facts=facts, options={"choice": _options(asking, tuple(ExtensionChoice))})


def _working_days(asking: Asking, days: int) -> str:
    return asking.say(f"{days} hari kerja", f"{days} working days")


def _grant(asking: Asking) -> Iterator[Wanted]:
    journey, turn = asking.journey, asking.journey.turn
    if turn.due is None or journey.extension_request is not None or turn.party is party_of(asking.role):
        return
    if not journey.holds(asking.person, acting_role(turn.party, turn.task)):
        yield Wanted(facts=_turn(asking))


def _turn(asking: Asking) -> tuple[tuple[str, str], ...]:
    turn = asking.journey.turn
    return (
        (asking.say("Giliran", "Turn"), asking.named(turn.party)),
        (asking.say("Tugas", "Task"), asking.named(turn.task)),
    )


def _reminder(asking: Asking) -> Iterator[Wanted]:
    if asking.journey.turn.due is not None and asking.journey.pause is None:
        yield Wanted(facts=_turn(asking))


def _reassignment(asking: Asking) -> Iterator[Wanted]:
    proposal = asking.journey.reassignment
    if proposal is not None:
        yield Wanted(
            facts=((asking.say("Peran", "Role"), asking.named(proposal.role)),),
            facts_of_people=_instead(asking, proposal.outgoing, proposal.incoming),
        )


def _instead(asking: Asking, outgoing: str, incoming: str) -> tuple[tuple[str, str], ...]:
    return (
        (asking.say("Yang digantikan", "Who is replaced"), outgoing),
        (asking.say("Pengganti", "Successor"), incoming),
    )


def _mentor_change(asking: Asking) -> Iterator[Wanted]:
    mentors = _members(asking, Role.MENTOR)
    if asking.journey.mentor_change is None and mentors:
        own = asking.person if asking.role is Role.MENTOR else ""
        yield Wanted(people={"outgoing": mentors, "incoming": Circle.MENTORS}, filled={"outgoing": own})


def _mentor_change_decision(asking: Asking) -> Iterator[Wanted]:
    change = asking.journey.mentor_change
    if change is not None and asking.journey.mentor_change_by != asking.person:
        by = ((asking.say("Diusulkan oleh", "Proposed by"), asking.journey.mentor_change_by or "–"),)
        yield Wanted(
            facts=((asking.say("Alasan", "Reason"), change.reason),),
            facts_of_people=(*by, *_instead(asking, change.outgoing, change.incoming)),
        )


def _head_choice(asking: Asking) -> Iterator[Wanted]:
    if asking.journey.head_must_choose:
        yield Wanted()


def _appointable(asking: Asking) -> tuple[Role, ...]:
    return REGIONAL_ROLES if asking.role is Role.COORDINATOR else MAY_APPOINT


def _appointment(asking: Asking) -> Iterator[Wanted]:
    agencies = dict.fromkeys(agency for step in asking.journey.policy.approvals for agency in step.agencies)
    yield Wanted(
        people={"person": Circle.ANYBODY},
        options={
            "role": _options(asking, _appointable(asking)),
            "agency": tuple(Option(agency, agency) for agency in agencies),
        },
    )


def _replacement(asking: Asking) -> Iterator[Wanted]:
    roles = tuple(role for role in _appointable(asking) if asking.journey.holders(role))
    yield Wanted(
        people={"outgoing": _members(asking, *roles), "incoming": Circle.ANYBODY},
        options={"role": _options(asking, roles)},
    )


def _release(asking: Asking) -> Iterator[Wanted]:
    roles = tuple(role for role in _appointable(asking) if asking.journey.holders(role))
    yield Wanted(people={"person": _members(asking, *roles)}, options={"role": _options(asking, roles)})


def _pause(asking: Asking) -> Iterator[Wanted]:
    if asking.journey.pause is None:
        yield Wanted()


def _resumption(asking: Asking) -> Iterator[Wanted]:
    if asking.journey.pause is not None:
        yield Wanted()


def _correction(asking: Asking) -> Iterator[Wanted]:
    if correctable(asking.journey):
        yield Wanted()


def _contests(asking: Asking) -> Iterator[Wanted]:
    journey = asking.journey
    contested = {found.seq for found in journey.contests if found.person == asking.person}
    for act in journey.on_behalf_acts:
        if act.person == asking.person and act.seq not in contested:
            yield Wanted(about=asking.say(f"butir {act.seq}", f"entry {act.seq}"), fixed={"seq": act.seq})


def _contest_decisions(asking: Asking) -> Iterator[Wanted]:
    for contest in asking.journey.contests:
        if contest.upheld is None:
            yield Wanted(
                about=asking.say(f"butir {contest.seq}", f"entry {contest.seq}"),
                fixed={"seq": contest.seq},
                facts=((asking.say("Alasan", "Reason"), contest.reason),),
                facts_of_people=((asking.say("Dibantah oleh", "Contested by"), contest.person),),
            )


def _edition(asking: Asking) -> Iterator[Wanted]:
    if _is_published(asking.journey) and asking.journey.edition_under_way is None:
        yield Wanted()


def _publication_withdrawal(asking: Asking) -> Iterator[Wanted]:
    if _is_published(asking.journey):
        yield Wanted()


def _is_published(journey: Journey) -> bool:
    publication = journey.publication
    return journey.status is Status.PUBLISHED and publication is not None and publication.withdrawn_at is None


def _withdrawal(asking: Asking) -> Iterator[Wanted]:
    if not asking.journey.ended:
        yield Wanted()


OTHER_ACTS: dict[str, Callable[[Asking], Iterator[Wanted]]] = {
    "pass_gate_provisionally": _provisional,
    "assign_mentors": _mentors,
    "move_session": _moves,
    "decide_rounds": _rounds,
    "schedule_examination": _slot,
    "decide_extension": _extension_decision,
    "grant_time": _grant,
    "remind": _reminder,
    "decide_reassignment": _reassignment,
    "propose_mentor_change": _mentor_change,
    "decide_mentor_change": _mentor_change_decision,
    "choose_as_new_head": _head_choice,
    "appoint_member": _appointment,
    "replace_member": _replacement,
    "release_member": _release,
    "pause_journey": _pause,
    "resume_journey": _resumption,
    "correct_fact": _correction,
    "contest_act": _contests,
    "resolve_contest": _contest_decisions,
    "publish_edition": _edition,
    "withdraw_publication": _publication_withdrawal,
    "withdraw": _withdrawal,
}
