"""What is under review in a journey, and what of it is a person's to judge: `work_now`."""

from __future__ import annotations

from collections.abc import Sequence

from api.pages.judging import forms_of
from domain.model import Journey
from domain.vocabulary import Role


def work_now(state: Journey, persons: Sequence[str]) -> tuple[str | None, str | None]:
    """The keys of the snapshot under review and of the form that one of these people has for it; None for none."""
    if state.round is not None and state.round.accepted is None and not state.ended:
        snapshot, wanted = f"submission-{state.round.submission}", f"give_verdict.{state.round.number}"
    else:
        waiting = [session for session in state.sessions if session.handed_in and not session.complete]
        if not waiting:
            return (f"submission-{len(state.submissions)}" if state.submissions else None), None
        snapshot, wanted = f"bimtek-{waiting[0].number}", f"comment_hand_in.{waiting[0].number}"
    mine = [form.packed.key for form in forms_of(state, persons, "give_verdict", "comment_hand_in")]
    return snapshot, wanted if wanted in mine else None


def hides_fellows(state: Journey, person: str) -> bool:
    """Whether a mentor is not yet shown what his fellows said in the open round: he judges first."""
    current = state.round
    if current is None or current.accepted is not None or not state.holds(person, Role.MENTOR):
        return False
    return all(verdict.mentor != person for verdict in current.verdicts)
