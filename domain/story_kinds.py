"""What a line of a story is about: the kinds of events in the groups that people look for, and which are troubles."""

from __future__ import annotations

from enum import StrEnum

from domain import clock_events as ck
from domain import events as ev
from domain import facts
from domain.policy import LadderAction
from domain.vocabulary import Outcome, Status, Verdict
from domain.words.phrase import Phrase


class Group(StrEnum):
    """What a line of a story is about."""

    LIFE = "life"
    CLOCK = "clock"
    PREPARATION = "preparation"
    SESSIONS = "sessions"
    WRITING = "writing"
    REVIEW = "review"
    APPROVAL = "approval"
    PUBLICATION = "publication"
    DOCUMENTS = "documents"
    PEOPLE = "people"
    CORRECTIONS = "corrections"


NAMES: dict[Group, Phrase] = {
    Group.LIFE: Phrase("tahap dan giliran", "stages and turns"),
    Group.CLOCK: Phrase("tenggat, pengingat, jeda", "deadlines, reminders, pauses"),
    Group.PREPARATION: Phrase("syarat dan kewajiban", "gates and obligations"),
    Group.SESSIONS: Phrase("bimtek", "bimtek sessions"),
    Group.WRITING: Phrase("penulisan dan pengajuan", "writing and submitting"),
    Group.REVIEW: Phrase("telaah", "review"),
    Group.APPROVAL: Phrase("persetujuan", "approval"),
    Group.PUBLICATION: Phrase("penerbitan", "publication"),
    Group.DOCUMENTS: Phrase("dokumen dan surat", "documents and letters"),
    Group.PEOPLE: Phrase("orang dan peran", "people and roles"),
    Group.CORRECTIONS: Phrase("koreksi, bantahan, perbaikan", "corrections, contests, repairs"),
}

KINDS: dict[Group, tuple[str, ...]] = {
    Group.LIFE: (
        "journey_scheduled",
        "journey_opened",
        "journey_imported",
        "journey_ended",
        "region_withdrawn",
        "stage_opened",
        "stage_closed",
        "turn_passed",
    ),
    Group.CLOCK: (
        "plan_baselined",
        "ladder_step_taken",
        "reminded",
        "due_moved",
        "extension_asked",
        "extension_decided",
        "time_granted",
        "journey_paused",
        "journey_resumed",
        "calendar_changed",
        "workplaces_recorded",
        "reassignment_decided",
    ),
    Group.PREPARATION: (
        "gate_passed",
        "gate_passed_provisionally",
        "provisional_gate_overdue",
        "obligation_due",
        "obligation_asked",
        "obligation_met",
        "obligation_overdue",
        "obligation_lapsed",
    ),
    Group.SESSIONS: (
        "session_proposed",
        "session_confirmed",
        "session_moved",
        "session_held",
        "hand_in_received",
        "hand_in_commented",
    ),
    Group.WRITING: (
        "documents_carried_over",
        "chapter_saved",
        "book_uploaded",
        "action_plan_saved",
        "quick_wins_saved",
        "distinctiveness_saved",
        "submitted",
        "comments_answered",
    ),
    Group.REVIEW: (
        "round_opened",
        "verdict_given",
        "round_accepted",
        "revision_requested",
        "rounds_used_up",
        "rounds_decided",
    ),
    Group.APPROVAL: (
        "commitment_recorded",
        "head_chose",
        "examination_scheduled",
        "examination_released",
        "presentation_prepared",
        "examination_held",
        "endorsed",
        "endorsements_voided",
        "owner_decided",
    ),
    Group.PUBLICATION: (
        "books_frozen",
        "published",
        "adoption_recorded",
        "quick_wins_checked",
        "edition_frozen",
        "edition_published",
        "publication_withdrawn",
    ),
    Group.DOCUMENTS: ("documents_made", "document_signed"),
    Group.PEOPLE: (
        "mentors_assigned",
        "interest_declared",
        "member_appointed",
        "member_replaced",
        "member_released",
        "mentor_change_proposed",
        "mentor_change_decided",
    ),
    Group.CORRECTIONS: (
        "fact_corrected",
        "act_contested",
        "contest_resolved",
        "journey_moved_back",
        "policy_changed",
        "document_renewed",
        "repair_noted",
    ),
}
"""Every kind of event is in one group; a test holds this table to `domain.events`."""

GROUP_OF: dict[str, Group] = {kind: group for group, kinds in KINDS.items() for kind in kinds}

TROUBLES = (
    "region_withdrawn",
    "provisional_gate_overdue",
    "obligation_overdue",
    "obligation_lapsed",
    "rounds_used_up",
    "endorsements_voided",
    "examination_released",
    "journey_paused",
    "extension_asked",
    "publication_withdrawn",
    "mentor_change_proposed",
    "fact_corrected",
    "act_contested",
    "journey_moved_back",
    "repair_noted",
)
"""Kinds of events that are a trouble whatever they say."""


def is_trouble(event: ev.JourneyEvent) -> bool:
    """Whether an event tells of something that did not go as planned: late, sent back, refused, contested, undone."""
    match event:
        case ev.JourneyEnded():
            return event.status not in (Status.PUBLISHED, Status.COMPLETED_OUTSIDE)
        case ev.LadderStepTaken():
            return event.action is not LadderAction.REMIND
        case ev.InterestDeclared():
            return event.conflict
        case ev.VerdictGiven():
            return event.verdict is Verdict.REVISE
        case facts.JudgementFacts():
            return event.outcome is Outcome.REQUIRES_MODIFICATION
        case ck.ExtensionDecided():
            return event.granted == 0
        case _:
            return event.kind in TROUBLES
