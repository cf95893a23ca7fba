"""The closing report of a cohort: `gather_report` puts what the records know of it into one model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pydantic import AwareDatetime, Field

from activities.documents import report_figures as figures
from activities.documents.report_figures import LateDays, RegionResult, RoundCount, StageDuration
from domain.model import Journey
from domain.policy import DocumentsPolicy, LadderAction, Policy
from domain.seats import regional_calendar
from domain.shape import Frozen, Key, Line
from domain.vocabulary import Party, Status, TimeZone

OFFICE_ZONE = TimeZone.WIB


class TimesCounted(Protocol):
    """How often something happened about time: the entry's kind, the ladder's action or what was decided, to whom."""

    @property
    def kind(self) -> str:
        """The kind of the entries."""

    @property
    def variant(self) -> str:
        """The ladder's action, or what was decided; empty when the kind says it all."""

    @property
    def times(self) -> int:
        """How many there are."""


class CohortFacts(Protocol):
    """What the records know of a cohort."""

    @property
    def cohort(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def simulated(self) -> bool:
        """Whether its acts are those of sample people."""

    @property
    def as_of(self) -> datetime:
        """The instant at which all of this was so."""

    @property
    def closed_at(self) -> datetime | None:
        """When it was closed."""

    @property
    def not_opened(self) -> int:
        """How many of its regions have no journey yet."""

    @property
    def substitutes(self) -> Mapping[str, str]:
        """Regions that came in for another, by id."""

    @property
    def journeys(self) -> Sequence[Journey]:
        """Its journeys, as they are recorded."""

    @property
    def counts(self) -> Sequence[TimesCounted]:
        """What happened about time."""


class Substitution(Frozen):
    """A region that came in for one that had withdrawn."""

    region: Line
    instead_of: Line


class TimeActs(Frozen):
    """What the engine and people did about time, over all regions."""

    reminders: int
    escalations: int
    decisions: int
    """Decisions the ladder asked for."""
    letters: int
    """Letters the ladder drafted."""
    reassignments: int
    extensions_asked: int
    extensions_granted: int
    days_granted: int
    pauses: int
    days_paused: int
    calendar_changes: int


class ClosingReport(Frozen):
    """What the closing report says. `cohort_title` names the intake; `as_of` is the instant its figures are of."""

    programme: Line
    ministry: Line
    unit: Line
    address: Line | None
    place: Line
    signatory: Line
    cohort: Key
    cohort_title: Line
    policy: Line
    as_of: AwareDatetime
    zone: TimeZone
    closed_at: AwareDatetime | None
    simulated: bool
    not_opened: int
    regions: tuple[RegionResult, ...] = Field(min_length=1)
    substitutions: tuple[Substitution, ...]
    durations: tuple[StageDuration, ...]
    late: tuple[LateDays, ...]
    rounds: tuple[RoundCount, ...]
    acts: TimeActs

    def with_status(self, *statuses: Status) -> int:
        """How many regions ended, or stand, so."""
        return sum(region.status in statuses for region in self.regions)

    @property
    def published(self) -> tuple[RegionResult, ...]:
        """The regions whose plan is published and was not withdrawn."""
        return tuple(
            region for region in self.regions if region.status is Status.PUBLISHED and not region.withdrawn_publication
        )

    @property
    def latest_party(self) -> tuple[Party, int]:
        """The party with the most late days, and how many. Raises `IndexError` when nobody was late."""
        total: Counter[Party] = Counter()
        for item in self.late:
            total[item.party] += item.days
        return total.most_common(1)[0]


class NothingToReport(ValueError):
    """None of the cohort's regions has begun."""


def gather_report(facts: CohortFacts) -> ClosingReport:
    """The report of a cohort as of the instant of the facts. Raises `NothingToReport`."""
    as_of = facts.as_of
    journeys = sorted(facts.journeys, key=lambda journey: (journey.region.code, journey.id))
    if not journeys:
        raise NothingToReport(f"no region of {facts.cohort} has begun")
    policy = journeys[-1].policy
    letters = policy.documents or _letterhead(policy)
    return ClosingReport(
        programme=policy.programme,
        ministry=policy.ministry,
        unit=letters.unit,
        address=letters.address,
        place=letters.place,
        signatory=letters.signatory,
        cohort=facts.cohort,
        cohort_title=facts.title,
        policy=f"{policy.name} ({policy.version})",
        as_of=as_of,
        zone=OFFICE_ZONE,
        closed_at=facts.closed_at,
        simulated=facts.simulated or any(journey.simulated for journey in journeys),
        not_opened=facts.not_opened,
        regions=tuple(figures.region_result(journey, as_of) for journey in journeys),
        substitutions=_substitutions(journeys, facts.substitutes),
        durations=figures.stage_durations(journeys),
        late=figures.late_days(journeys, as_of),
        rounds=figures.round_counts(journeys),
        acts=_acts(journeys, facts.counts),
    )


def _letterhead(policy: Policy) -> DocumentsPolicy:
    """What stands on the report of a cohort whose policy makes no documents: the ministry alone."""
    return DocumentsPolicy(unit=policy.programme, letter_number="{serial}/{year}", signatory=policy.ministry)


def _substitutions(journeys: Sequence[Journey], substitutes: Mapping[str, str]) -> tuple[Substitution, ...]:
    names = {journey.region.id: journey.region.name for journey in journeys}
    return tuple(
        Substitution(region=names.get(region, region), instead_of=names.get(left, left))
        for region, left in sorted(substitutes.items())
    )


def _acts(journeys: Sequence[Journey], counts: Sequence[TimesCounted]) -> TimeActs:
    times: Counter[tuple[str, str]] = Counter()
    for count in counts:
        times[count.kind, count.variant] += count.times
    of_kind: Counter[str] = Counter()
    for (kind, _), number in times.items():
        of_kind[kind] += number
    ladder = {action: times["ladder_step_taken", action.value] for action in LadderAction}
    return TimeActs(
        reminders=ladder[LadderAction.REMIND],
        escalations=ladder[LadderAction.ESCALATE],
        decisions=ladder[LadderAction.OPEN_DECISION],
        letters=ladder[LadderAction.DRAFT_LETTER],
        reassignments=ladder[LadderAction.REASSIGN] + times["reassignment_decided", "true"],
        extensions_asked=of_kind["extension_asked"],
        extensions_granted=sum(len(journey.extensions) for journey in journeys),
        days_granted=sum(extension.days for journey in journeys for extension in journey.extensions),
        pauses=of_kind["journey_paused"],
        days_paused=sum(_stopped(journey) for journey in journeys),
        calendar_changes=sum(journey.first_calendar is not None for journey in journeys),
    )


def _stopped(journey: Journey) -> int:
    """The working days on which a journey's clock stood still."""
    calendar = regional_calendar(journey)
    return sum(calendar.between(stop.first, stop.last) + calendar.is_working_day(stop.first) for stop in journey.stops)
