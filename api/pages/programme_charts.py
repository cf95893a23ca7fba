"""The charts of a cohort: time in stages against the plan, whose delay, rounds of review, the mentors' load."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from markupsafe import Markup

from activities.documents.report import ClosingReport, NothingToReport, gather_report
from activities.documents.report_charts import Charts, ticks
from activities.documents.report_figures import LateDays, late_days
from activities.documents.report_voice import ReportVoice
from api.http.access import OfProgramme
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.journey_time import journey_now
from api.pages.charts import Axis, Bar, Span, bars, spans
from api.pages.programme_query import TableQuery
from api.pages.rendering import Showing
from domain.model import Journey
from domain.seats import outstanding
from domain.vocabulary import Party, Role, Stage
from domain.words.phrase import Language, Phrase
from records.people import People
from records.reading import CohortLine, Reading
from records.report_facts import CohortFacts

router = APIRouter(include_in_schema=False)

REGIONS = Phrase("daerah", "regions")
MENTORS = Phrase(
    "Seorang pembimbing mendampingi paling banyak {regions} daerah; {waiting} pembimbing sedang ditunggu",
    "A mentor accompanies at most {regions} regions; {waiting} mentors are waited for",
)
MENTOR_VALUE = Phrase("{regions} daerah, {waiting} menunggu", "{regions} regions, {waiting} waiting")


@dataclass(frozen=True)
class Shown:
    """A chart with its title, what to know of it, and the same as a table: heads, then rows that begin with a name."""

    title: str
    note: str
    picture: Markup | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """A mentor's load: the regions under way that he accompanies, and those that wait for him now."""

    mentor: str
    regions: int
    waiting: int


@router.get("/programme/charts")
async def charts(asked: TableQuery, caller: OfProgramme, services: Serving, pages: Showing) -> Response:
    """The charts of a cohort: of the one that is asked for, or of the largest under way."""
    reading = Reading(services.pool)
    cohorts = await reading.cohorts(asked.instant)
    chosen = next((one for one in cohorts if one.cohort == asked.cohort), None)
    if asked.cohort is not None and chosen is None:
        raise NoSuch(what="cohort", id=asked.cohort)
    chosen = chosen or max(cohorts, key=lambda one: (one.under_way, one.journeys), default=None)
    found: tuple[Shown, ...] = ()
    if chosen is not None:
        lines = await reading.cohort_journeys(chosen.cohort, asked.instant)
        states = tuple((await reading.states([line.journey_id for line in lines])).values())
        mentors = sorted({who for state in states for who in state.holders(Role.MENTOR)})
        names = await People(services.pool).names(mentors)
        language = await pages.language(caller)
        found = await asyncio.to_thread(_charts, chosen, states, asked.instant, names, language)
    return await pages.page("programme/charts.html", caller, asked=asked, cohorts=cohorts, chosen=chosen, charts=found)


def _charts(
    cohort: CohortLine, states: Sequence[Journey], as_of: datetime, names: Mapping[str, str], language: Language
) -> tuple[Shown, ...]:
    """Everything that can be shown of a cohort; nothing where none of its regions has begun."""
    try:
        report = gather_report(_facts(cohort, states, as_of))
    except NothingToReport:
        return ()
    report = report.model_copy(update={"late": late_of(states, as_of)})
    voice = ReportVoice(report, language)
    made = Charts(report, voice)
    return (
        _durations(report, made, voice),
        _delay(report, made, voice),
        _rounds(made, language),
        _mentors(mentor_load(states), names, language),
    )


def late_of(states: Sequence[Journey], as_of: datetime) -> tuple[LateDays, ...]:
    """Late days of all journeys by stage and account, of each until an instant or until its own clock, if later."""
    total: Counter[tuple[Stage, Party]] = Counter()
    for state in states:
        for item in late_days([state], max(as_of, journey_now(state)) if state.simulated else as_of):
            total[item.stage, item.party] += item.days
    return tuple(
        LateDays(stage=stage, party=party, days=total[stage, party])
        for stage in Stage
        for party in Party
        if total[stage, party]
    )


def _facts(cohort: CohortLine, states: Sequence[Journey], now: datetime) -> CohortFacts:
    """A cohort as its journeys are now: the report's figures of time, without its counts of acts."""
    return CohortFacts(
        cohort=cohort.cohort,
        title=cohort.title or cohort.cohort,
        simulated=cohort.simulated,
        as_of=now,
        closed_at=cohort.closed_at,
        not_opened=cohort.journeys - len(states),
        substitutes={},
        journeys=tuple(states),
        counts=(),
    )


def _durations(report: ClosingReport, made: Charts, voice: ReportVoice) -> Shown:
    chart = made.durations()
    rows = [
        Span(row["label"], tuple(row["days"]), row["planned"], f"{row['value']}, {row['plan']}", row["below"])
        for row in chart["rows"]
    ]
    axis = Axis(chart["ticks"], chart["axis"])
    heads = {
        Language.ID: ("Tahap", "Daerah", "Tercepat", "Median", "Terlama", "Rencana"),
        Language.EN: ("Stage", "Regions", "Shortest", "Median", "Longest", "Plan"),
    }
    table = tuple(
        (
            voice.spell(item.stage),
            str(item.regions),
            voice.number(item.shortest),
            voice.number(item.middle),
            voice.number(item.longest),
            voice.number(item.planned),
        )
        for item in report.durations
    )
    picture = spans(rows, axis, chart["title"], chart["alt"]) if rows else None
    return Shown(chart["title"], chart["note"], picture, heads[voice.language], table)


def _delay(report: ClosingReport, made: Charts, voice: ReportVoice) -> Shown:
    chart = made.delay()
    rows = [Bar(row["label"], tuple(row["days"]), row["value"]) for row in chart["rows"]]
    first = Phrase("Tahap", "Stage").into(voice.language)
    total = Phrase("Jumlah", "Total").into(voice.language)
    table = tuple((row["label"], *(str(days) for days in row["days"]), row["value"]) for row in chart["rows"])
    picture = bars(rows, Axis(chart["ticks"], chart["axis"]), chart["title"], chart["alt"]) if rows else None
    parties = tuple(chart["parties"])
    return Shown(chart["title"], chart["note"], picture, (first, *parties, total), table, parties)


def _rounds(made: Charts, language: Language) -> Shown:
    chart = made.rounds()
    heads = (Phrase("Putaran", "Rounds").into(language), REGIONS.into(language).capitalize())
    rows = [Bar(row["label"], (row["regions"],), row["value"]) for row in chart["rows"]]
    table = tuple((row["label"], str(row["regions"])) for row in chart["rows"])
    axis = Axis(ticks(chart["most"]), REGIONS.into(language))
    picture = bars(rows, axis, chart["title"], chart["alt"]) if rows else None
    return Shown(chart["title"], chart["note"], picture, heads, table)


def mentor_load(states: Sequence[Journey]) -> tuple[Load, ...]:
    """The load of every mentor of journeys under way, the heaviest first."""
    under_way = [state for state in states if not state.ended]
    loads = [
        Load(
            mentor,
            regions=sum(state.holds(mentor, Role.MENTOR) for state in under_way),
            waiting=sum(state.turn.party is Party.MENTORS and mentor in outstanding(state) for state in under_way),
        )
        for mentor in {mentor for state in under_way for mentor in state.holders(Role.MENTOR)}
    ]
    return tuple(sorted(loads, key=lambda load: (-load.regions, -load.waiting, load.mentor)))


def _mentors(loads: Sequence[Load], names: Mapping[str, str], language: Language) -> Shown:
    heads = Phrase("Pembimbing|Daerah|Menunggu dia sekarang", "Mentor|Regions|Waiting for him or her now")
    title = Phrase("Belum ada pembimbing yang ditugaskan", "No mentor is assigned yet").into(language)
    note = Phrase(
        "Daerah yang sedang berjalan. Bagian pertama menunggu pembimbing itu sekarang.",
        "Regions under way. The first part waits for that mentor now.",
    ).into(language)
    legend = Phrase("Menunggu dia sekarang|Daerah lain", "Waiting now|Other regions").into(language)
    table = tuple((names.get(one.mentor, one.mentor), str(one.regions), str(one.waiting)) for one in loads)
    if not loads:
        return Shown(title, note, None, tuple(heads.into(language).split("|")), ())
    title = MENTORS.into(language).format(regions=loads[0].regions, waiting=sum(one.waiting > 0 for one in loads))
    value = MENTOR_VALUE.into(language)
    rows = [
        Bar(
            name,
            (one.waiting, one.regions - one.waiting),
            value.format(regions=one.regions, waiting=one.waiting),
        )
        for one, (name, *_) in zip(loads, table, strict=True)
    ]
    axis = Axis(ticks(max(one.regions for one in loads)), REGIONS.into(language))
    alt = " ".join(f"{row.label}: {row.value}." for row in rows)
    picture = bars(rows, axis, title, alt)
    return Shown(title, note, picture, tuple(heads.into(language).split("|")), table, tuple(legend.split("|")))
