"""What waits for a caller, his claims and his substitutes: what routes and pages both do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from api.http.asking import broken_cursor
from api.http.problems import CannotBeDone, FieldProblem, NoSuch, NotValid
from api.services import Services
from records.agenda import Agenda
from records.claims import Claims
from records.cursor import CursorBroken
from records.identity import Identities
from records.substitutes import StoodInFor, SubstituteLine, SubstituteNotPossible, Substitutes, SubstituteWanted
from records.task_list import TaskList, TaskPage, TaskQuery

CLAIMED = "{who} is working on this already. Say why you take it over (`reason`)."


def people_of(person: str, stood_in_for: Sequence[StoodInFor]) -> list[str]:
    """Whose tasks somebody sees: his own, then those of whom he stands in for."""
    return [person, *(other.person for other in stood_in_for)]


async def waiting(services: Services, people: Sequence[str], query: TaskQuery, now: datetime) -> TaskPage:
    """A page of what waits for people. Raises `NotValid` for a place that is none."""
    try:
        return await TaskList(services.pool).page(people, query, now)
    except CursorBroken as broken:
        raise broken_cursor(broken) from None


async def claim_task(
    services: Services, person: str, journey: str, key: str, now: datetime, reason: str | None = None
) -> None:
    """Claim a task that one shares with others, with a reason also one that somebody has claimed.

    Raises `NoSuch` where nothing of that name waits for him, and `CannotBeDone` where nobody shares it or somebody
    else has it.
    """
    claims = Claims(services.pool)
    people = people_of(person, await Substitutes(services.pool).stood_in_for(person, now))
    found = next((task for task in await TaskList(services.pool).held(people, journey) if task.key == key), None)
    if found is None:
        raise NoSuch(what="task of yours", id=key)
    if not found.shared:
        raise CannotBeDone(why="Nobody else can do this; there is nobody to tell that you do.")
    if not await claims.claim(journey, found, person, now, reason):
        holder = next((claim.name or claim.person for claim in await claims.of(journey, now) if claim.key == key), "")
        raise CannotBeDone(why=CLAIMED.format(who=holder))


async def give_substitute(services: Services, person: str, wanted: SubstituteWanted, now: datetime) -> SubstituteLine:
    """Hand one's tasks over for some days. Raises `NoSuch` for nobody known, and `NotValid`, with the field."""
    if not await Identities(services.pool).person_known(person):
        raise NoSuch(what="person", id=person)
    zone = await Agenda(services.pool).zone_of(person)
    try:
        return await Substitutes(services.pool).give(person, wanted, zone, now)
    except SubstituteNotPossible as why:
        raise NotValid(errors=(FieldProblem(where=f"body.{why.field}", message=str(why)),)) from why
