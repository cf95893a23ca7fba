"""Whom verdicts of the open round are shown to: a mentor judges before he reads what his fellows said.

So does whoever stands in for him: `judges_for` says for whom somebody reads.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

import asyncpg

from domain.model import Journey, Round
from domain.vocabulary import Role
from records.identity import Identities


async def judges_for(pool: asyncpg.Pool, journey: str, person: str) -> frozenset[str]:
    """Himself and everybody as whose substitute somebody could give a verdict in a journey now."""
    hats = await Identities(pool).hats(journey, person, datetime.now(UTC))
    return frozenset({person, *(hat.person for hat in hats if hat.role is Role.MENTOR)})


def hides_fellows(state: Journey, persons: Collection[str]) -> bool:
    """Whether one of some persons has still to judge the open round, so that they are not shown what others said."""
    current = state.round
    if current is None or current.accepted is not None:
        return False
    judged = {verdict.mentor for verdict in current.verdicts}
    return any(state.holds(person, Role.MENTOR) and person not in judged for person in persons)


def rounds_shown(state: Journey, persons: Collection[str]) -> tuple[Round, ...]:
    """The rounds as some persons are shown them: the open one without verdicts while these are hidden from one."""
    if not hides_fellows(state, persons):
        return state.rounds
    return (*state.rounds[:-1], state.rounds[-1].model_copy(update={"verdicts": ()}))
