"""The programme's fixed words: stages, parties, roles, pillars. Add a word here before using it anywhere."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """Where a journey stands; the order of the members is the order of the stages."""

    KICKOFF = "kickoff"
    DRAFTING = "drafting"
    MENTOR_REVIEW = "mentor_review"
    APPROVAL = "approval"
    PUBLICATION = "publication"


class Status(StrEnum):
    """Whether a journey is under way, and if not, how it ended."""

    SCHEDULED = "scheduled"
    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    ENDED_WITHOUT_PLAN = "ended_without_plan"
    COMPLETED_OUTSIDE = "completed_outside"
    WITHDRAWN_OUTSIDE = "withdrawn_outside"


ENDED = (
    Status.PUBLISHED,
    Status.WITHDRAWN,
    Status.ENDED_WITHOUT_PLAN,
    Status.COMPLETED_OUTSIDE,
    Status.WITHDRAWN_OUTSIDE,
)


class Party(StrEnum):
    """Who a day of a journey is charged to; every day belongs to exactly one."""

    REGION = "region"
    MENTORS = "mentors"
    APPROVERS = "approvers"
    PROGRAMME = "programme"
    SESSION = "session"
    NOBODY = "nobody"


class Task(StrEnum):
    """What the party whose turn it is has to do."""

    WAIT_TO_OPEN = "wait_to_open"
    PASS_GATES = "pass_gates"
    ASSIGN_MENTORS = "assign_mentors"
    DECLARE_INTERESTS = "declare_interests"
    PROPOSE_SESSION = "propose_session"
    CONFIRM_SESSION = "confirm_session"
    ATTEND_SESSION = "attend_session"
    RECORD_SESSION = "record_session"
    HAND_IN = "hand_in"
    COMMENT_HAND_IN = "comment_hand_in"
    SUBMIT = "submit"
    GIVE_VERDICTS = "give_verdicts"
    REVISE = "revise"
    DECIDE_ROUNDS = "decide_rounds"
    CHOOSE_AS_NEW_HEAD = "choose_as_new_head"
    RECORD_COMMITMENT = "record_commitment"
    SCHEDULE_EXAMINATION = "schedule_examination"
    PREPARE_PRESENTATION = "prepare_presentation"
    ATTEND_EXAMINATION = "attend_examination"
    RECORD_EXAMINATION = "record_examination"
    ENDORSE = "endorse"
    DECIDE_AS_OWNER = "decide_as_owner"
    PUBLISH = "publish"
    NOTHING = "nothing"


class DocumentKind(StrEnum):
    """A document that the system makes."""

    ASSESSMENT_LETTER = "assessment_letter"
    KICKOFF_INVITATION = "kickoff_invitation"
    SESSION_INVITATION = "session_invitation"
    ATTENDANCE_LIST = "attendance_list"
    SESSION_MINUTES = "session_minutes"
    REVIEW_SHEET = "review_sheet"
    ROUND_MINUTES = "round_minutes"
    FOLLOW_UP_MATRIX = "follow_up_matrix"
    COMMITMENT_SHEET = "commitment_sheet"
    LADDER_LETTER = "ladder_letter"
    BOOK = "book"
    CERTIFICATE = "certificate"
    CLOSING_REPORT = "closing_report"


class RepairKind(StrEnum):
    """What an operator can do to a journey that does not move by itself (see `domain.repairs`)."""

    RUN_NOW = "run_now"
    SKIP = "skip"
    SEND_AGAIN = "send_again"
    RENEW_DOCUMENT = "renew_document"
    RELEASE_CLAIM = "release_claim"
    CORRECT = "correct"
    BACK_TO_STAGE = "back_to_stage"
    OTHER_POLICY = "other_policy"
    RESET = "reset"
    OTHER_VERSION = "other_version"
    REBUILD_ROWS = "rebuild_rows"


class QuickWinOutcome(StrEnum):
    """What a check found of a quick win."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    NOT_YET = "not_yet"


class StopCause(StrEnum):
    """Why a journey's clock is stopped."""

    DISASTER = "disaster"
    ELECTION = "election"
    MINISTRY = "ministry"
    OTHER = "other"


class Role(StrEnum):
    """What a person may be in a journey."""

    PROGRAMME_MANAGER = "programme_manager"
    DIRECTOR = "director"
    OPERATOR = "operator"
    REGIONAL_HEAD = "regional_head"
    SEKDA = "sekda"
    COORDINATOR = "coordinator"
    TEAM_CHAIR = "team_chair"
    TEAM_MEMBER = "team_member"
    BAPPEDA = "bappeda"
    OPD_CONTRIBUTOR = "opd_contributor"
    COUNCIL = "council"
    MENTOR = "mentor"
    MENTOR_LEAD = "mentor_lead"
    MINISTRY_OFFICER = "ministry_officer"
    EXAMINER = "examiner"
    AGENCY = "agency"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    PUBLIC = "public"


class Pillar(StrEnum):
    """The six pillars (DOMAIN 1.9)."""

    GOVERNANCE = "governance"
    BRANDING = "branding"
    ECONOMY = "economy"
    LIVING = "living"
    SOCIETY = "society"
    ENVIRONMENT = "environment"


SUB_DIMENSIONS: dict[Pillar, tuple[str, str, str]] = {
    Pillar.GOVERNANCE: ("service", "bureaucracy", "policy"),
    Pillar.BRANDING: ("tourism", "business", "appearance"),
    Pillar.ECONOMY: ("industry", "welfare", "transaction"),
    Pillar.LIVING: ("harmony", "health", "mobility"),
    Pillar.SOCIETY: ("community", "learning", "security"),
    Pillar.ENVIRONMENT: ("protection", "waste", "energy"),
}


class TimeZone(StrEnum):
    """The three zones of Indonesia (Keppres 41/1987)."""

    WIB = "WIB"
    WITA = "WITA"
    WIT = "WIT"


IANA: dict[TimeZone, str] = {
    TimeZone.WIB: "Asia/Jakarta",
    TimeZone.WITA: "Asia/Makassar",
    TimeZone.WIT: "Asia/Jayapura",
}


class Verdict(StrEnum):
    """A mentor's verdict (hasil telaah)."""

    ACCEPT = "accept"
    REVISE = "revise"


class Outcome(StrEnum):
    """An approver's answer."""

    YES = "yes"
    YES_WITH_NOTES = "yes_with_notes"
    REQUIRES_MODIFICATION = "requires_modification"


class HeadCapacity(StrEnum):
    """In which capacity a regional head signs."""

    DEFINITIF = "definitif"
    PJ = "pj"
    PLT = "plt"
    PLH = "plh"


class RegulationForm(StrEnum):
    """The regulation by which a region adopts its plan."""

    PERBUP = "perbup"
    PERWALI = "perwali"
    PERDA = "perda"


class ApprovalKind(StrEnum):
    """The kinds of approval step a policy can ask for."""

    COMMITMENT = "commitment"
    EXAMINATION = "examination"
    ENDORSEMENTS = "endorsements"
    OWNER_DECISION = "owner_decision"
