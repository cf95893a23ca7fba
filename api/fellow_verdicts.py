"""Whom verdicts of the open round are shown to: a mentor judges before he reads what his fellows said."""

from __future__ import annotations

from domain.model import Journey, Round
from domain.vocabulary import Role


def hides_fellows(state: Journey, person: str) -> bool:
    """Whether a mentor is not yet shown what his fellows said in the open round."""
    current = state.round
    if current is None or current.accepted is not None or not state.holds(person, Role.MENTOR):
        return False
    return all(verdict.mentor != person for verdict in current.verdicts)


def rounds_shown(state: Journey, person: str) -> tuple[Round, ...]:
    """The rounds as a person is shown them: the open one without verdicts while these are hidden from him."""
    if not hides_fellows(state, person):
        return state.rounds
    return (*state.rounds[:-1], state.rounds[-1].model_copy(update={"verdicts": ()}))
