"""What each document says: one frozen model for every kind, without defaults, so that a missing field is an error."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from domain.shape import Frozen, Line, Paragraph, Sha256
from domain.vocabulary import Party, Pillar, Role, Stage, Task, TimeZone, Verdict
from domain.words.numbers import day_in_words, in_words
from domain.words.phrase import Language

Name = Annotated[str, StringConstraints(min_length=1, max_length=300)]
"""A person's display name, whatever characters it has; who has none is shown by id."""


class Paper(Frozen):
    """What every document names: programme, ministry, region, the day it is made for, and the order it answers."""

    programme: Line
    intake: Line
    ministry: Line
    unit: Line
    address: Line | None
    region: Line
    zone: TimeZone
    dated: date
    reference: Line


class OfficialPaper(Paper):
    """A letter or certificate of the programme: where it is signed and by whom; `signer` is None while nobody is.

    What is signed is dated in `office_zone`, where the programme's office is.
    """

    place: Line
    office_zone: TimeZone
    number_pattern: Line
    signatory: Line
    signer: Name | None


class PlannedStage(Frozen):
    """A stage and the day on which it ends by the plan."""

    stage: Stage
    day: date


class AssessmentLetter(OfficialPaper):
    """To the regional head: the region was chosen, what it has to do next, and how the year is planned."""

    gates: tuple[Line, ...]
    sessions: tuple[Line, ...]
    books: tuple[Line, ...]
    due: AwareDatetime
    plan: tuple[PlannedStage, ...]
    officer: Name | None


class KickoffInvitation(OfficialPaper):
    """To the regional head: the kickoff begins on a day, and needs these gates by another."""

    begins: date
    due: AwareDatetime
    gates: tuple[Line, ...]
    officer: Name | None


class Asked(Frozen):
    """Something the region is asked for, and until when; None while that depends on dates not agreed yet."""

    title: Line
    due: AwareDatetime | None


class SessionInvitation(OfficialPaper):
    """To the Sekda: days, hour, place, mentors and purpose of a bimtek."""

    number: int
    title: Line
    days: tuple[date, ...]
    begins: AwareDatetime
    venue: Line
    mentors: tuple[Name, ...]
    officer: Name | None
    output: tuple[Line, ...]
    asked: tuple[Asked, ...]


class Attendee(Frozen):
    """Somebody who is expected."""

    name: Name
    role: Role


class AttendanceList(Paper):
    """Those expected at a bimtek, and room for all others, to be signed each day."""

    number: int
    title: Line
    days: tuple[date, ...]
    venue: Line
    expected: tuple[Attendee, ...]


class SessionMinutes(Paper):
    """Berita acara of a bimtek as it was held."""

    number: int
    title: Line
    held_on: tuple[date, ...]
    venue: Line
    attendance: int
    mentors: tuple[Name, ...]
    officer: Name | None
    chair: Name | None
    output: tuple[Line, ...]
    asked: tuple[Asked, ...]
    hand_in_due: AwareDatetime | None

    def spelled(self, language: Language) -> dict[str, str]:
        """The last day and the attendance in words."""
        return {
            "day_in_words": day_in_words(self.held_on[-1], language),
            "attendance_in_words": in_words(self.attendance, language),
        }


class ScoreLine(Frozen):
    """A score for a pillar."""

    pillar: Pillar
    score: int


class CommentLine(Frozen):
    """A comment with the titles of its book and chapter."""

    book: Line
    chapter: Line
    text: Paragraph


class ReviewSheet(Paper):
    """Lembar hasil telaah: one mentor's verdict in a round."""

    mentor: Name
    round: int
    submission: int
    submitted_at: AwareDatetime
    sha256: Sha256
    given_at: AwareDatetime
    verdict: Verdict
    lowest: int
    highest: int
    scores: tuple[ScoreLine, ...]
    comments: tuple[CommentLine, ...]


class VerdictLine(Frozen):
    """A verdict in the minutes of its round; `mean` is that of its scores, None where none were given."""

    mentor: Name
    verdict: Verdict
    given_at: AwareDatetime
    mean: float | None
    comments: int


class RoundMinutes(Paper):
    """Berita acara of a round of the mentor review."""

    round: int
    submission: int
    submitted_at: AwareDatetime
    sha256: Sha256
    verdicts: tuple[VerdictLine, ...]
    accepted: bool
    by_decision: bool
    """Whether the programme manager accepted what the mentors had not."""
    open_comments: int
    due: AwareDatetime | None
    officer: Name | None
    chair: Name | None

    def spelled(self, language: Language) -> dict[str, str]:
        """The day in words."""
        return {"day_in_words": day_in_words(self.dated, language)}


class FollowUpLine(CommentLine):
    """A comment and what the region did about it; None while it has not answered."""

    answer: Paragraph | None


class FollowUpMatrix(Paper):
    """Matriks tindak lanjut: the comments of a round and the region's answers."""

    round: int
    lines: tuple[FollowUpLine, ...]
    answered: int
    due: AwareDatetime | None
    coordinator: Name | None
    chair: Name | None

    def spelled(self, language: Language) -> dict[str, str]:
        """How many comments there are."""
        return {"count": str(len(self.lines))}


class CommitmentSheet(Paper):
    """Lembar komitmen: what the regional head and the heads of agencies sign on paper."""

    head: Name | None
    books: tuple[Line, ...]
    programmes: int
    first_year: int
    last_year: int
    quick_wins: tuple[Line, ...]
    agencies: tuple[Line, ...]


class LadderLetter(OfficialPaper):
    """About a late task: how late, and what is asked for; to the first of the party's seniors who is there."""

    addressee: Role
    party: Party
    task: Task
    stage: Stage
    since: date
    due: AwareDatetime
    days_late: int = Field(ge=0)
    reminders: int = Field(ge=0)
    coordinator: Name | None
    officer: Name | None

    def spelled(self, language: Language) -> dict[str, str]:
        """The days late in words."""
        return {"days_late_in_words": in_words(self.days_late, language)}


class Certificate(OfficialPaper):
    """Certificate of a published plan."""

    head: Name | None
    published: AwareDatetime
    sha256: Sha256
    books: tuple[Line, ...]
    quick_wins: tuple[Line, ...]
    programmes: int
    rounds: int


Model = (
    AssessmentLetter
    | KickoffInvitation
    | SessionInvitation
    | AttendanceList
    | SessionMinutes
    | ReviewSheet
    | RoundMinutes
    | FollowUpMatrix
    | CommitmentSheet
    | LadderLetter
    | Certificate
)
"""Any document but books and the closing report."""
