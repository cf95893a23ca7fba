"""From what a document says to how it reads: `layout` puts a model and the words of a language into a shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from activities.documents import layout_letters, layout_minutes, layout_sheets, models
from activities.documents.models import Model
from activities.documents.shapes import AnyLayout, SignedBy
from activities.documents.voice import Voice
from domain.words.phrase import Language

LONGEST_TITLE = 300
"""What a line of the domain may hold."""

_SHAPES: dict[type[Any], Callable[[Any, Voice], AnyLayout]] = {
    models.AssessmentLetter: layout_letters.assessment_letter,
    models.KickoffInvitation: layout_letters.kickoff_invitation,
    models.SessionInvitation: layout_letters.session_invitation,
    models.LadderLetter: layout_letters.ladder_letter,
    models.Certificate: layout_letters.certificate,
    models.SessionMinutes: layout_minutes.session_minutes,
    models.RoundMinutes: layout_minutes.round_minutes,
    models.AttendanceList: layout_sheets.attendance_list,
    models.ReviewSheet: layout_sheets.review_sheet,
    models.FollowUpMatrix: layout_sheets.follow_up_matrix,
    models.CommitmentSheet: layout_sheets.commitment_sheet,
}


def layout(
    model: Model,
    language: Language,
    *,
    simulated: bool,
    serial: int | None = None,
    signed: SignedBy | None = None,
) -> AnyLayout:
    """How a document reads. A letter without `signed` is a draft, and without `serial` its number has a blank."""
    return _SHAPES[type(model)](model, Voice(model, language, simulated=simulated, serial=serial, signed=signed))


def letter_number(model: Model, language: Language, *, serial: int, signed: SignedBy) -> str:
    """The whole number of a letter with this serial, as it stands on it."""
    return Voice(model, language, simulated=False, serial=serial, signed=signed).number()


def title(model: Model, language: Language) -> str:
    """What the document is called in lists and in its file, in one line of at most 300 characters."""
    said = layout(model, language, simulated=False).title
    return said if len(said) <= LONGEST_TITLE else f"{said[: LONGEST_TITLE - 1]}…"
