"""Who may do what, and when: one row per command in `RULES`; the whole table is tested cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.vocabulary import Party, Role, Stage


class Phase(StrEnum):
    """Where a journey is in its life: not yet open, open, or over."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    ENDED = "ended"


@dataclass(frozen=True)
class Rule:
    """The roles, stages and phases a command is for, and whether it may be recorded on somebody's behalf."""

    roles: tuple[Role, ...]
    stages: tuple[Stage, ...] = tuple(Stage)
    phases: tuple[Phase, ...] = (Phase.OPEN,)
    on_behalf: bool = True


REGIONAL_ROLES = (
    Role.REGIONAL_HEAD,
    Role.SEKDA,
    Role.COORDINATOR,
    Role.TEAM_CHAIR,
    Role.TEAM_MEMBER,
    Role.BAPPEDA,
    Role.OPD_CONTRIBUTOR,
    Role.COUNCIL,
)
"""Roles held by people of the region."""

JUDGING_ROLES = (Role.MENTOR, Role.EXAMINER, Role.AGENCY)
"""Roles that judge the region's work; nobody holds one beside a regional role, nor mentor beside examiner."""

RECORDERS = (Role.COORDINATOR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER)
"""Roles that may record an act on somebody's behalf; the coordinator only for regional roles."""

SENIOR_ROLES = (Role.REGIONAL_HEAD, Role.SEKDA, Role.DIRECTOR, Role.COUNCIL)
"""Roles whose holders are not reminded or called by a machine."""

IN_PERSON_ROLES = (Role.REGIONAL_HEAD, Role.OPERATOR)
"""Roles in which nobody acts for another: an oath of office, and the keys of the system."""

IN_PERSON_ACTS = ("sign_document",)
"""Acts that nobody does for another: a signature is made with one's own certificate."""

REPAIR_ACTS = ("move_back", "change_policy", "renew_document", "note_repair")
"""Acts that only a repair sends, once it was rehearsed and, where it is dangerous, confirmed: no door offers them.

Whoever sends one need not be in the journey: operators belong to the programme, and the repair knows them.
"""

_KICKOFF, _DRAFTING, _REVIEW, _APPROVAL, _PUBLICATION = Stage
_WRITERS = (Role.COORDINATOR, Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA, Role.OPD_CONTRIBUTOR)
_SESSION_SIDES = (Role.COORDINATOR, Role.TEAM_CHAIR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER)
_APPOINTERS = (Role.COORDINATOR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER, Role.OPERATOR)
_EVERYBODY = tuple(role for role in Role if role is not Role.PUBLIC)
_ALWAYS = tuple(Phase)
_SINCE_OPEN = (Phase.OPEN, Phase.ENDED)
_NOT_OVER = (Phase.SCHEDULED, Phase.OPEN)
_ACTING = (Role.COORDINATOR, Role.TEAM_CHAIR, Role.MENTOR, Role.EXAMINER, Role.AGENCY, Role.MINISTRY_OFFICER)

RULES: dict[str, Rule] = {
    "pass_gates": Rule((Role.COORDINATOR, Role.TEAM_CHAIR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER)),
    "pass_gate_provisionally": Rule((Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER)),
    "assign_mentors": Rule((Role.MENTOR_LEAD, Role.PROGRAMME_MANAGER), phases=_NOT_OVER),
    "declare_interest": Rule((Role.MENTOR,)),
    "propose_sessions": Rule(_SESSION_SIDES, (_KICKOFF, _DRAFTING)),
    "confirm_sessions": Rule(_SESSION_SIDES, (_KICKOFF, _DRAFTING)),
    "move_session": Rule(_SESSION_SIDES, (_KICKOFF, _DRAFTING)),
    "record_session": Rule((Role.COORDINATOR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER), (_DRAFTING,)),
    "hand_in": Rule((Role.COORDINATOR, Role.TEAM_CHAIR), (_DRAFTING,)),
    "comment_hand_in": Rule((Role.MENTOR,), (_DRAFTING,)),
    "save_chapters": Rule(_WRITERS, phases=_SINCE_OPEN),
    "upload_book": Rule((Role.COORDINATOR, Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA), phases=_SINCE_OPEN),
    "save_plan": Rule(_WRITERS, phases=_SINCE_OPEN),
    "submit": Rule((Role.COORDINATOR, Role.TEAM_CHAIR), (_DRAFTING, _REVIEW, _APPROVAL, _PUBLICATION)),
    "give_verdict": Rule((Role.MENTOR,), (_REVIEW,)),
    "answer_comments": Rule((Role.COORDINATOR, Role.TEAM_CHAIR, Role.TEAM_MEMBER, Role.BAPPEDA), (_REVIEW,)),
    "decide_rounds": Rule((Role.PROGRAMME_MANAGER,), (_REVIEW,), on_behalf=False),
    "record_commitment": Rule(
        (Role.COORDINATOR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER), (_DRAFTING, _REVIEW, _APPROVAL)
    ),
    "schedule_examination": Rule((Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER), (_APPROVAL,)),
    "prepare_presentation": Rule((Role.COORDINATOR, Role.TEAM_CHAIR), (_APPROVAL,)),
    "record_examination": Rule((Role.EXAMINER,), (_APPROVAL,)),
    "endorse": Rule((Role.AGENCY,), (_APPROVAL,)),
    "decide_as_owner": Rule((Role.DIRECTOR,), (_APPROVAL,)),
    "record_adoption": Rule(
        (Role.COORDINATOR, Role.TEAM_CHAIR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER), phases=_SINCE_OPEN
    ),
    "meet_obligation": Rule(
        (Role.COORDINATOR, Role.TEAM_CHAIR, Role.BAPPEDA, Role.MINISTRY_OFFICER), phases=_SINCE_OPEN
    ),
    "publish_edition": Rule((Role.COORDINATOR, Role.TEAM_CHAIR), (_PUBLICATION,), phases=_SINCE_OPEN),
    "withdraw_publication": Rule(
        (Role.PROGRAMME_MANAGER, Role.DIRECTOR), (_PUBLICATION,), phases=_SINCE_OPEN, on_behalf=False
    ),
    "sign_document": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), phases=_SINCE_OPEN, on_behalf=False),
    "check_quick_wins": Rule(
        (Role.COORDINATOR, Role.TEAM_CHAIR, Role.BAPPEDA, Role.MINISTRY_OFFICER), (_PUBLICATION,), phases=_SINCE_OPEN
    ),
    "withdraw": Rule((Role.REGIONAL_HEAD, Role.PROGRAMME_MANAGER), phases=_NOT_OVER),
    "appoint_member": Rule(_APPOINTERS, phases=_ALWAYS, on_behalf=False),
    "replace_member": Rule(_APPOINTERS, phases=_ALWAYS, on_behalf=False),
    "release_member": Rule(_APPOINTERS, phases=_ALWAYS, on_behalf=False),
    "choose_as_new_head": Rule((Role.REGIONAL_HEAD,)),
    "propose_mentor_change": Rule(
        (Role.COORDINATOR, Role.TEAM_CHAIR, Role.MENTOR, Role.MENTOR_LEAD, Role.MINISTRY_OFFICER)
    ),
    "decide_mentor_change": Rule((Role.PROGRAMME_MANAGER,), on_behalf=False),
    "correct_fact": Rule(
        (Role.COORDINATOR, Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER, Role.OPERATOR),
        phases=_SINCE_OPEN,
        on_behalf=False,
    ),
    "pause_journey": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), on_behalf=False),
    "resume_journey": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), on_behalf=False),
    "ask_extension": Rule((*_ACTING, Role.DIRECTOR)),
    "decide_extension": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), on_behalf=False),
    "grant_time": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), on_behalf=False),
    "remind": Rule((Role.PROGRAMME_MANAGER, Role.MINISTRY_OFFICER, Role.MENTOR_LEAD, Role.DIRECTOR), on_behalf=False),
    "change_calendar": Rule((Role.PROGRAMME_MANAGER, Role.OPERATOR), phases=_ALWAYS, on_behalf=False),
    # Not the coordinator: days off of a mentor's workplace move the mentor's deadline.
    "record_workplaces": Rule(
        (Role.MINISTRY_OFFICER, Role.PROGRAMME_MANAGER, Role.OPERATOR), phases=_NOT_OVER, on_behalf=False
    ),
    "decide_reassignment": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), on_behalf=False),
    "contest_act": Rule(_EVERYBODY, phases=_ALWAYS, on_behalf=False),
    "move_back": Rule((Role.OPERATOR,), on_behalf=False),
    "change_policy": Rule((Role.OPERATOR,), phases=_NOT_OVER, on_behalf=False),
    "renew_document": Rule((Role.OPERATOR,), phases=_SINCE_OPEN, on_behalf=False),
    "note_repair": Rule((Role.OPERATOR,), phases=_ALWAYS, on_behalf=False),
    "resolve_contest": Rule((Role.PROGRAMME_MANAGER, Role.DIRECTOR), phases=_ALWAYS, on_behalf=False),
}


def party_of(role: Role) -> Party:
    """The party a role acts for."""
    if role in REGIONAL_ROLES:
        return Party.REGION
    if role in (Role.MENTOR, Role.MENTOR_LEAD):
        return Party.MENTORS
    return Party.APPROVERS if role in (Role.EXAMINER, Role.AGENCY, Role.DIRECTOR) else Party.PROGRAMME


def side(role: Role) -> Party:
    """The side of a session plan that a role speaks for: the region or the programme."""
    return Party.REGION if role in REGIONAL_ROLES else Party.PROGRAMME
