"""The status over HTTP of every rule that can refuse: `STATUS_OF_REFUSALS`."""

from __future__ import annotations

from domain import errors
from domain.errors import Refusal

FORBIDDEN = (
    errors.RoleNotAllowed,
    errors.NotAMember,
    errors.BehalfNotAllowed,
    errors.NotByDeputy,
    errors.DeputyNotFree,
    errors.NotARecorder,
    errors.NotAMentorHere,
    errors.ExaminerAdvisedRegion,
    errors.NotTheHead,
    errors.NotYourAgency,
    errors.ProposerCannotDecide,
    errors.AskerCannotDecide,
    errors.OwnDeadline,
    errors.RoleTakenByPolicy,
    errors.SessionOwnProposal,
)
"""Refusals because of who asks."""

INVALID = (
    errors.HappenedInTheFuture,
    errors.HappenedTooEarly,
    errors.GateUnknown,
    errors.DueDatePassed,
    errors.TooManyMentors,
    errors.SessionUnknown,
    errors.SessionDaysInvalid,
    errors.CommentIdTwice,
    errors.BookUnknown,
    errors.ChapterUnknown,
    errors.NothingToSave,
    errors.NameTwice,
    errors.ScoresMissing,
    errors.CommentsMissing,
    errors.CommentUnknown,
    errors.SlotInThePast,
    errors.ApprovalStepUnknown,
    errors.AgencyUnknown,
    errors.ObligationUnknown,
    errors.AdoptionNeedsRegulation,
    errors.QuickWinsDiffer,
    errors.QuickWinsNeedCheck,
    errors.PauseTooLong,
    errors.ExtensionTooLong,
    errors.GrantNotLess,
    errors.CalendarContradicts,
    errors.OfficialUntilEarlier,
)
"""Refusals because of what was sent, whatever the state of the journey."""

MISSING = (errors.DocumentUnknown, errors.NotInCohort)
"""Refusals because what is named is not there."""

STATUS_OF_REFUSALS: dict[str, int] = {
    **{refusal.__name__: 409 for refusal in Refusal.__subclasses__()},
    **{refusal.__name__: 403 for refusal in FORBIDDEN},
    **{refusal.__name__: 422 for refusal in INVALID},
    **{refusal.__name__: 404 for refusal in MISSING},
    errors.ChapterChangedMeanwhile.__name__: 412,
}
"""The status of every rule that can refuse; what is not listed above is a conflict with the state of the journey."""
