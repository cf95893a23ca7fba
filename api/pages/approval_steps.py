"""The steps of a journey's approval as a page shows them: where each stands, and what an answer would lead to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.decisions.approval import voided_by
from domain.model import Journey, Judgement
from domain.policy import ApprovalPolicy
from domain.stages import open_steps, step_complete
from domain.vocabulary import ApprovalKind, Outcome, Stage
from domain.words.phrase import Phrase


class Standing(StrEnum):
    """Where a step stands."""

    DONE = "done"
    ASKED = "asked"
    AHEAD = "ahead"


@dataclass(frozen=True)
class StepShown:
    """A step with its answers, void ones too, the newest first; `open_agencies` have not agreed yet."""

    policy: ApprovalPolicy
    standing: Standing
    answers: tuple[Judgement, ...]
    open_agencies: tuple[str, ...]


def steps_of(state: Journey) -> tuple[StepShown, ...]:
    """The steps that the policy asks for, in order."""
    asked = open_steps(state) if state.stage is Stage.APPROVAL and not state.revising and not state.ended else ()
    return tuple(_step(state, step, asked) for step in state.policy.approvals if step.enabled)


def _step(state: Journey, step: ApprovalPolicy, asked: tuple[ApprovalPolicy, ...]) -> StepShown:
    standing = Standing.ASKED if step in asked else Standing.AHEAD
    if step_complete(state, step):
        standing = Standing.DONE
    answers = tuple(answer for answer in reversed(state.judgements) if answer.step == step.name)
    agreed = {answer.agency for answer in answers if answer.agrees}
    return StepShown(step, standing, answers, tuple(agency for agency in step.agencies if agency not in agreed))


def consequences(state: Journey, step: ApprovalPolicy) -> dict[Outcome, Phrase]:
    """What each answer to a step leads to, said before it is given."""
    following = _after(state, step)
    again = voided_by(state, step)
    void_id = f" Jawaban yang gugur: {_list(again)}." if again else ""
    void_en = f" Answers that become void: {_list(again)}." if again else ""
    return {
        Outcome.YES: following,
        Outcome.YES_WITH_NOTES: Phrase(
            f"{following.id} Catatan Anda disampaikan kepada daerah; tidak membuka perbaikan.",
            f"{following.en} Your notes go to the region; they open no revision.",
        ),
        Outcome.REQUIRES_MODIFICATION: Phrase(
            "Giliran kembali ke daerah: setiap perbaikan dijawab, buku diajukan lagi, dan pembimbing menelaahnya dalam "
            "putaran baru."
            f"{void_id} Komitmen kepala daerah tetap berlaku.",
            "It is the region's turn again: it answers each correction and submits the books anew, and the mentors "
            "review them in a new round."
            f"{void_en} The regional head's komitmen stays.",
        ),
    }


def _after(state: Journey, step: ApprovalPolicy) -> Phrase:
    """What comes once a step has its yes."""
    if step.kind is ApprovalKind.ENDORSEMENTS:
        agreed = sum(1 for answer in state.judgements_on(step.name) if answer.agrees)
        left = step.minimum - agreed - 1
        if left > 0:
            return Phrase(
                f"Setelah ini masih diperlukan {left} jawaban setuju.", f"{left} more agreeing answers are needed then."
            )
    missing = [
        tuple(other for other in group if other is not step and not step_complete(state, other))
        for group in state.policy.approval_groups()
    ]
    following = next((group for group in missing if group), ())
    if not following:
        return Phrase("Masterplan masuk ke penerbitan.", "The master plan goes on to publication.")
    return Phrase(f"Berikutnya: {_list(following)}.", f"Next: {_list(following)}.")


def _list(steps: tuple[ApprovalPolicy, ...]) -> str:
    return ", ".join(step.title for step in steps)
