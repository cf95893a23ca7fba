"""`bimtek cohort pause` and `resume`: stop the clock of a cohort's journeys, all or some, and let it go on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import asyncpg
import typer
from pydantic import ValidationError

from api.as_of import given_day
from api.commands.cohort_acts import CohortId
from api.commands.many import Choose, DryRun, How, InRole, Person, Yes, carry_out, undertaking
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.finding import find_cohort, find_journey
from api.output import Json
from domain.calendar import local_date
from domain.messages import PauseJourney, ResumeJourney
from domain.vocabulary import Status, StopCause, TimeZone
from domain.words.phrase import Language
from domain.words.times import spell_day
from records.reading import Reading

Only = Annotated[
    list[str] | None,
    typer.Option("--only", help="Only this region, by code, name or id; again for more (all if not given)."),
]


def pause(
    cohort: CohortId,
    cause: Annotated[StopCause, typer.Option(help="Why the clock stops.")],
    reason: Annotated[str, typer.Option(help="What happened.")],
    approved_by: Annotated[str, typer.Option(help="Person and office, or the letter's number.")],
    until: Annotated[str, typer.Option(help="The day on which work goes on, as 2026-03-01.")],
    person: Person,
    role: InRole,
    only: Only = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Stop the clock: dates ahead move by the working days stopped. Shows them, and asks, before it is sent."""
    resumes_on = given_day(until)
    if resumes_on <= local_date(datetime.now(UTC), TimeZone.WIB):
        raise Failure(f"--until {resumes_on} is not in the future. Give a later day.")
    try:
        act = PauseJourney(cause=cause, reason=reason, approved_by=approved_by, resumes_on=resumes_on)
    except ValidationError:
        raise Failure("--reason and --approved-by have to be short texts, --approved-by one line.") from None
    how = How(
        settings_for(data_dir).resolved(),
        f"Pause of cohort {cohort} until {spell_day(resumes_on, Language.EN)}",
        "paused",
        dry_run,
        yes,
        as_json,
        ahead="what moves if work goes on that day",
    )
    chosen = _chosen(cohort, only, (Status.SCHEDULED, Status.OPEN))
    carry_out(how, chosen, undertaking(person, role, act.kind, lambda _: act))


def resume(
    cohort: CohortId,
    reason: Annotated[str, typer.Option(help="Why work goes on now.")],
    person: Person,
    role: InRole,
    only: Only = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Let the clock go on before the day expected. Shows what moves, and asks, before it is sent."""
    try:
        act = ResumeJourney(reason=reason)
    except ValidationError:
        raise Failure("--reason has to be a short text.") from None
    settings = settings_for(data_dir).resolved()
    how = How(settings, f"Cohort {cohort} goes on", "resumed", dry_run, yes, as_json)
    carry_out(how, _chosen(cohort, only, (Status.OPEN,)), undertaking(person, role, act.kind, lambda _: act))


def _chosen(cohort: str, only: Sequence[str] | None, statuses: Sequence[Status]) -> Choose:
    """The journeys of a cohort that are meant: those named, or all with one of the statuses."""

    async def choose(pool: asyncpg.Pool) -> Sequence[str]:
        now = datetime.now(UTC)
        if only:
            found = [await find_journey(pool, f"{cohort}/{text}", now) for text in only]
            return list(dict.fromkeys(line.journey_id for line in found))
        line = await find_cohort(Reading(pool), cohort, now)
        lines = await Reading(pool).cohort_journeys(line.cohort, now)
        return [line.journey_id for line in lines if line.status in statuses]

    return choose
