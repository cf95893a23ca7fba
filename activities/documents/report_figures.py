"""The figures of a closing report, from the states of its journeys: durations, delay, rounds, the way in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import median, quantiles

from domain.calendar import local_date
from domain.delay import delay_account, late_days_by
from domain.model import Journey
from domain.planned import STAGES, opened_on, planned_dates
from domain.seats import regional_calendar
from domain.shape import Frozen, Line
from domain.vocabulary import Party, RegulationForm, Stage, Status


class StageDuration(Frozen):
    """How many working days a stage took in the regions that completed it, and how many were planned in the middle."""

    stage: Stage
    regions: int
    shortest: int
    lower: float
    middle: float
    upper: float
    longest: int
    planned: float


class LateDays(Frozen):
    """Late working days of a stage on one account, over all regions."""

    stage: Stage
    party: Party
    days: int


class RoundCount(Frozen):
    """How many regions needed so many rounds of review until their books were accepted."""

    rounds: int
    regions: int


class Stay(Frozen):
    """A stay in a stage, from the day it was opened until the day it was left."""

    stage: Stage
    first: date
    last: date


class Regulation(Frozen):
    """The regulation that adopts a plan."""

    form: RegulationForm
    number: Line
    dated: date


class RegionResult(Frozen):
    """A region's line in the report; days are working days until its journey ended, or until the day of the report."""

    code: Line
    name: Line
    status: Status
    withdrawn_publication: bool
    rounds: int
    days: int
    planned: int | None
    late_region: int
    late_others: int
    extensions: int
    published_on: date | None
    regulation: Regulation | None
    stays: tuple[Stay, ...]


def stage_durations(journeys: Sequence[Journey]) -> tuple[StageDuration, ...]:
    """The stages that any region has completed, in order."""
    found: list[StageDuration] = []
    for stage in STAGES:
        through = [journey for journey in journeys if _completed(journey, stage)]
        if through:
            days = sorted(days_in(journey, stage) for journey in through)
            lower, middle, upper = _quartiles(days)
            found.append(
                StageDuration(
                    stage=stage,
                    regions=len(through),
                    shortest=days[0],
                    lower=lower,
                    middle=middle,
                    upper=upper,
                    longest=days[-1],
                    planned=median(planned_in(journey, stage) for journey in through),
                )
            )
    return tuple(found)


def late_days(journeys: Iterable[Journey], as_of: datetime) -> tuple[LateDays, ...]:
    """Late days by stage and account, stages in order; accounts with none are left out."""
    total: Counter[tuple[Stage, Party]] = Counter()
    for journey in journeys:
        total.update(late_days_by(journey, as_of))
    parties = list(Party)
    ordered = sorted(total.items(), key=lambda item: (STAGES.index(item[0][0]), parties.index(item[0][1])))
    return tuple(LateDays(stage=stage, party=party, days=days) for (stage, party), days in ordered)


def round_counts(journeys: Iterable[Journey]) -> tuple[RoundCount, ...]:
    """How many regions needed how many rounds, from one to the most, none left out between."""
    needed = Counter(len(journey.rounds) for journey in journeys if _completed(journey, Stage.MENTOR_REVIEW))
    return tuple(RoundCount(rounds=n, regions=needed[n]) for n in range(1, max(needed, default=0) + 1))


def region_result(journey: Journey, as_of: datetime) -> RegionResult:
    """A region's line."""
    account = delay_account(journey, as_of)
    late = {item.account: item.late_days for item in account.accounts} if account else {}
    publication, adoption = journey.publication, journey.adoption
    until = journey.ended_at or as_of
    days = regional_calendar(journey).between(opened_on(journey), local_date(until, journey.region.zone))
    return RegionResult(
        code=journey.region.code,
        name=journey.region.name,
        status=journey.status,
        withdrawn_publication=publication is not None and publication.withdrawn_at is not None,
        rounds=len(journey.rounds),
        days=days if journey.stages else 0,
        planned=_planned_whole(journey),
        late_region=late.get(Party.REGION, 0),
        late_others=sum(number for party, number in late.items() if party is not Party.REGION),
        extensions=len(journey.extensions),
        published_on=local_date(publication.at, journey.region.zone) if publication and publication.at else None,
        regulation=(Regulation(form=adoption.form, number=adoption.number, dated=adoption.dated) if adoption else None),
        stays=_stays(journey, until),
    )


def _completed(journey: Journey, stage: Stage) -> bool:
    """Whether a journey is through a stage; one that comes back to it is not."""
    if journey.imported is not None:
        return False
    return journey.status is Status.PUBLISHED or STAGES.index(stage) < STAGES.index(journey.stage)


def days_in(journey: Journey, stage: Stage, until: datetime | None = None) -> int:
    """The working days of a region in a stage, all stays together; the one that lasts counts `until` an instant."""
    calendar, zone = regional_calendar(journey), journey.region.zone
    return sum(
        calendar.between(local_date(span.opened, zone), local_date(end, zone))
        for span in journey.stages
        if span.stage is stage and (end := span.closed or until) is not None
    )


def _baseline(journey: Journey) -> dict[str, date]:
    return {item.name: item.day for item in journey.baseline or planned_dates(journey)}


def planned_in(journey: Journey, stage: Stage) -> int:
    """The working days that were planned for a stage at the opening."""
    days = _baseline(journey)
    position = STAGES.index(stage)
    before = days.get(STAGES[position - 1].value) if position else None
    calendar = journey.first_calendar or journey.calendar
    last = days.get(stage.value)
    return calendar.between(before or opened_on(journey), last) if last else 0


def _planned_whole(journey: Journey) -> int | None:
    """The working days that were planned from the opening to publication."""
    last = _baseline(journey).get(Stage.PUBLICATION.value) if journey.stages else None
    return (journey.first_calendar or journey.calendar).between(opened_on(journey), last) if last else None


def _stays(journey: Journey, until: datetime) -> tuple[Stay, ...]:
    zone = journey.region.zone
    return tuple(
        Stay(stage=span.stage, first=local_date(span.opened, zone), last=local_date(span.closed or until, zone))
        for span in journey.stages
        if (span.closed or until) >= span.opened
    )


def _quartiles(days: Sequence[int]) -> tuple[float, float, float]:
    if len(days) == 1:
        return days[0], days[0], days[0]
    lower, middle, upper = quantiles(days, n=4, method="inclusive")
    return lower, middle, upper
