"""The kinds of events in groups that people look for in a story."""

from __future__ import annotations

from enum import StrEnum

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
    Group.CORRECTIONS: Phrase("koreksi dan bantahan", "corrections and contests"),
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
    Group.CORRECTIONS: ("fact_corrected", "act_contested", "contest_resolved"),
}
"""Every kind of event is in one group; a test holds this table to `domain.events`."""
