"""What is under review in a journey, what of it is a person's to judge, and what a form of judging is about."""

from __future__ import annotations

from collections.abc import Sequence

from api.pages.judging import forms_of
from domain.model import Journey


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


def snapshot_judged(state: Journey, key: str) -> str:
    """The key of the snapshot that a form is about: `give_verdict.2` or `comment_hand_in.3`."""
    act, _, number = key.partition(".")
    if act == "comment_hand_in":
        return f"bimtek-{number}"
    return next(f"submission-{one.submission}" for one in state.rounds if str(one.number) == number)
