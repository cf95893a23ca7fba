"""`bimtek rehearse FILE`: live through a cohort in memory, many times, before it is started."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from api.bar import Bar
from api.cast import sample
from api.commands.cohort_acts import DEFAULT_POLICY, PolicyOption, cohort_id
from api.commands.policies import read_policy
from api.exits import Failure
from api.launch import calendar_years
from api.output import Json, console, print_json, print_tables
from api.rehearsal.chances import LATE_PARTIES, Chances
from api.rehearsal.runs import Rehearsal, all_runs, middle_run
from api.rehearsal.show import Rehearsed, assumptions, facts, tables
from api.rehearsal.simulate import CastRefused
from api.rehearsal.tally import tally
from api.tables import file_bytes, refuse
from domain.calendar import noon
from domain.cohort_file import check_cohort_file
from domain.messages import StartJourney
from domain.policy import Policy
from domain.values import RegionOfJourney
from domain.vocabulary import Party, TimeZone
from workers.calendars import national_calendar

YEARS = range(2000, 2091)
"""Years for which days off are known or can be estimated."""
REGIONS_EACH = 2
"""Regions that a mentor guides, as in 2019, unless the number of mentors is given."""


def rehearse(
    file: Annotated[Path, typer.Argument(help="A cohort's file, such as deploy/cohorts/2019.csv.")],
    start: Annotated[str, typer.Option(help="The day on which the journeys open, as 2026-02-02.")],
    policy: PolicyOption = DEFAULT_POLICY,
    late: Annotated[
        list[str] | None,
        typer.Option(help="How likely a party is to miss a deadline, as mentors=0.3; again for others [default: 0]."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Another seed, other accidents.")] = 1,
    runs: Annotated[int, typer.Option(min=1, max=10_000, help="How often it is lived through.")] = 20,
    weeks: Annotated[int | None, typer.Option(min=1, help="Show no more than the first weeks [default: all].")] = None,
    mentors: Annotated[
        int | None, typer.Option(min=1, help="How many mentors there are [default: one for two regions].")
    ] = None,
    as_json: Json = False,
) -> None:
    """Rehearse a cohort in memory, with sample people who are late by chance: messages, load, ends. Starts nothing."""
    # Nothing is made in a rehearsal: books are ready at once.
    rules = read_policy(policy).model_copy(update={"documents": None})
    chances = Chances(late=_late(late or []))
    opens_at = noon(_day(start), TimeZone.WIB) - timedelta(hours=4)
    regions = _regions(file, as_json=as_json)
    enough = -(-len(regions) * rules.mentors_minimum // REGIONS_EACH)
    rehearsal = Rehearsal(
        starts=_starts(cohort_id(None, file), regions, rules, opens_at),
        chances=chances,
        seed=seed,
        runs=runs,
        mentors=_mentors(mentors, rules, enough),
    )
    done = _lived(rehearsal)
    if as_json:
        print_json(facts(done))
        return
    screen = console()
    for line in assumptions(done):
        screen.print(line, soft_wrap=True)
    print_tables(screen, *tables(done, weeks))


def _lived(rehearsal: Rehearsal) -> Rehearsed:
    """Live through all runs, and once more through the one in the middle, which then is kept whole."""
    with Bar("rehearsing", (rehearsal.runs + 1) * len(rehearsal.starts)) as bar:
        try:
            runs = all_runs(rehearsal, bar.more)
            middle = middle_run(runs)
            lives = rehearsal.live(rehearsal.openings(), middle.run, lambda: bar.more(1))
        except CastRefused as refused:
            raise Failure(f"{refused}. A policy that asks for this cannot be rehearsed yet.") from None
    return Rehearsed(rehearsal, runs, middle, tally(lives))


def _regions(file: Path, *, as_json: bool) -> list[RegionOfJourney]:
    """The regions a cohort would be started with, from the file alone."""
    checked = check_cohort_file(file_bytes(file), regions=(), open_elsewhere={})
    if isinstance(checked, list):
        raise refuse(file, checked, as_json=as_json, nothing_done="Nothing was rehearsed.")
    if not checked.to_start:
        raise Failure(f"{file.name} lists no region to start: none has the status “listed”.")
    return [entry.region for entry in checked.to_start]


def _starts(
    cohort: str, regions: Sequence[RegionOfJourney], policy: Policy, opens_at: datetime
) -> tuple[StartJourney, ...]:
    calendar = national_calendar(calendar_years(opens_at))
    agencies = dict.fromkeys(agency for step in policy.approvals if step.enabled for agency in step.agencies)
    return tuple(
        StartJourney(
            cohort=cohort,
            region=region,
            policy=policy,
            calendar=calendar,
            opens_at=opens_at,
            members=sample.members(region.id, opens_at.date(), tuple(agencies)),
            simulated=True,
        )
        for region in regions
    )


def _mentors(given: int | None, policy: Policy, enough: int) -> int:
    if given is not None and given < policy.mentors_minimum:
        raise Failure(f"--mentors {given} is too few: the policy wants {policy.mentors_minimum} in every region.")
    return given or max(enough, policy.mentors_minimum)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Failure(f"“{text}” is no day. Give it as 2026-02-02.") from None
    if day.year not in YEARS:
        raise Failure(f"{day} cannot be rehearsed. Give a day between {YEARS[0]} and {YEARS[-1]}.")
    return day


def _late(given: Sequence[str]) -> tuple[tuple[Party, float], ...]:
    """What --late says, a pair for each party. Raises `Failure` for anything else."""
    found: dict[Party, float] = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in LATE_PARTIES:
            raise Failure(f"--late {text}: “{name}” is no party. Write one of: {', '.join(LATE_PARTIES)}.")
        party = Party(name)
        if party in found:
            raise Failure(f"--late {text}: {party} was given before. Give each party once.")
        try:
            found[party] = float(number)
        except ValueError:
            raise Failure(f"--late {text}: “{number}” is no number. Write it as {party}=0.3.") from None
        if not 0 <= found[party] <= 1:
            raise Failure(f"--late {text}: a probability lies between 0 and 1. Write it as {party}=0.3.")
    return tuple(found.items())
