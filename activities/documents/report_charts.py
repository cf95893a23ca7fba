"""The charts of a closing report: what each shows, a title that says what is seen, and its text for screen readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from activities.documents.fonts import clean
from activities.documents.report import ClosingReport
from activities.documents.report_figures import LateDays, RegionResult, StageDuration
from activities.documents.report_voice import ReportVoice
from domain.vocabulary import Party, Stage, Status
from domain.words.phrase import Language
from domain.words.times import MONTHS

ROWS_OF_A_PAGE = 40
TICKS = 8
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)
SHORT_KINDS = {"Kabupaten ": "Kab. "}
ENDED_WITHOUT = (Status.WITHDRAWN, Status.ENDED_WITHOUT_PLAN)
WIDEST_SPAN = 14
"""Months with a label each; of a longer time every third one has one."""

Chart = dict[str, Any]


class Charts:
    """The charts of one report in one language."""

    def __init__(self, report: ClosingReport, voice: ReportVoice) -> None:
        self._report = report
        self._voice = voice

    def durations(self) -> Chart:
        """Box plots of the working days of each stage, with the plan marked."""
        voice, stages = self._voice, self._report.durations
        said = [self._duration_words(item) for item in stages]
        rows = [
            {
                "label": places["stage"],
                "below": voice.say("durations_label", regions=item.regions),
                "days": [item.shortest, item.lower, item.middle, item.upper, item.longest],
                "planned": item.planned,
                "value": voice.say("durations_value", **places),
                "plan": voice.say("durations_plan", **places),
            }
            for item, places in zip(stages, said, strict=True)
        ]
        return {
            "title": self._durations_title(),
            "note": voice.say("durations_note"),
            "alt": self._alt("durations", [voice.say("durations_row", **places) for places in said]),
            "axis": voice.say("days_axis"),
            "ticks": ticks(max((max(item.longest, item.planned) for item in stages), default=0)),
            "rows": rows,
        }

    def _duration_words(self, item: StageDuration) -> dict[str, Any]:
        voice = self._voice
        numbers = {
            "middle": item.middle,
            "planned": item.planned,
            "shortest": item.shortest,
            "longest": item.longest,
            "regions": item.regions,
        }
        return {"stage": voice.spell(item.stage), **{key: voice.number(value) for key, value in numbers.items()}}

    def _durations_title(self) -> str:
        stages = self._report.durations
        if not stages:
            return self._voice.say("durations_title_none")
        worst = max(stages, key=lambda item: item.middle - item.planned)
        if worst.middle <= worst.planned:
            return self._voice.say("durations_title_fine")
        return self._voice.say("durations_title", **self._duration_words(worst))

    def delay(self) -> Chart:
        """Stacked bars of late days: one for each stage, and one for all."""
        voice, late = self._voice, self._report.late
        parties = [party for party in Party if any(item.party is party for item in late)]
        stages = [stage for stage in Stage if any(item.stage is stage for item in late)]
        rows = [self._delay_row(voice.spell(stage), parties, [i for i in late if i.stage is stage]) for stage in stages]
        if len(stages) > 1:
            rows.append(self._delay_row(voice.say("delay_all"), parties, late))
        total = sum(item.days for item in late)
        shown = voice.say("delay_title_none")
        if total:
            party, most = self._report.latest_party
            shown = voice.say("delay_title", share=voice.share(most, total), party=party)
        return {
            "title": shown,
            "note": voice.say("delay_note"),
            "alt": self._alt("delay", [str(row["said"]) for row in rows]),
            "axis": voice.say("days_axis"),
            "ticks": ticks(max((row["total"] for row in rows), default=0)),
            "parties": [voice.spell(party) for party in parties],
            "rows": rows,
        }

    def _delay_row(self, label: str, parties: Sequence[Party], late: Sequence[LateDays]) -> Chart:
        voice = self._voice
        days: Counter[Party] = Counter()
        for item in late:
            days[item.party] += item.days
        parts = [voice.say("delay_part", party=party, days=days[party]) for party in parties if days[party]]
        return {
            "label": label,
            "days": [days[party] for party in parties],
            "total": days.total(),
            "value": voice.spell(days.total()),
            "said": voice.say("delay_row", stage=label, parts=", ".join(parts)),
        }

    def rounds(self) -> Chart:
        """Bars of regions by the rounds of review they needed."""
        voice, counts = self._voice, self._report.rounds
        shown = voice.say("rounds_title_none")
        if counts:
            most = max(counts, key=lambda count: count.regions)
            shown = voice.say("rounds_title", most, all=sum(count.regions for count in counts))
        return {
            "title": shown,
            "note": voice.say("rounds_note"),
            "alt": self._alt("rounds", [voice.say("rounds_row", count) for count in counts]),
            "most": max((count.regions for count in counts), default=0),
            "rows": [
                {
                    "label": voice.say("rounds_label", count),
                    "regions": count.regions,
                    "value": voice.say("rounds_value", count),
                }
                for count in counts
            ],
        }

    def timeline(self) -> list[Chart]:
        """The stages of each region in calendar time, the first published on top; as many charts as pages need."""
        voice = self._voice
        shown = [region for region in self._report.regions if region.stays]
        shown.sort(key=lambda region: (region.published_on or date.max, region.stays[-1].last, region.code))
        if not shown:
            return []
        first = min(region.stays[0].first for region in shown).replace(day=1)
        last = next_month(max(max(region.stays[-1].last, region.published_on or date.min) for region in shown))
        alt = voice.say("timeline_alt", begin=first, end=last - timedelta(days=1))
        pages = [shown[start : start + ROWS_OF_A_PAGE] for start in range(0, len(shown), ROWS_OF_A_PAGE)]
        return [
            {
                "title": voice.say("timeline_title_more") if number else self._timeline_title(),
                "note": voice.say("timeline_note"),
                "alt": alt,
                "stages": [voice.spell(stage) for stage in Stage],
                "months": self._months(first, last),
                "rows": [_timeline_row(region, first, last) for region in page],
            }
            for number, page in enumerate(pages)
        ]

    def _timeline_title(self) -> str:
        days = sorted(region.published_on for region in self._report.regions if region.published_on)
        if not days:
            return self._voice.say("timeline_title_none")
        key = "timeline_title" if len(days) > 1 else "timeline_title_one"
        return self._voice.say(key, first=days[0], last=days[-1])

    def _months(self, first: date, last: date) -> list[Chart]:
        """The first of each month on the way, some with a label; a year is told where it begins."""
        days: list[date] = []
        day = first
        while day < last:
            days.append(day)
            day = next_month(day)
        every = 1 if len(days) <= WIDEST_SPAN else 3
        return [
            {"at": _share(day, first, last), "label": self._month(day, number) if number % every == 0 else ""}
            for number, day in enumerate(days)
        ]

    def _month(self, day: date, number: int) -> str:
        name = MONTHS[day.month - 1].into(self._voice.language)[:3]
        if self._voice.language is Language.ID and day.month == 8:
            name = "Agt"
        return f"{name}\n{day.year}" if number == 0 or day.month == 1 else name

    def _alt(self, chart: str, rows: Sequence[str]) -> str:
        return self._voice.say(f"{chart}_alt", rows=" ".join(rows)).strip()


def ticks(most: float) -> list[int]:
    """Round numbers from nought to at least `most`, no more than `TICKS` steps of the same size."""
    step = next((step for step in STEPS if step * TICKS >= most), max(1, round(most / TICKS)))
    number = max(1, -int(-most // step))
    return [step * n for n in range(number + 1)]


def next_month(day: date) -> date:
    """The first of the month after a day's."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _timeline_row(region: RegionResult, first: date, last: date) -> Chart:
    stages = list(Stage)
    stays = [
        {
            "stage": stages.index(stay.stage),
            "from": _share(stay.first, first, last),
            "to": _share(stay.last, first, last),
        }
        for stay in region.stays
    ]
    end = None
    if region.published_on is not None:
        end = {"at": _share(region.published_on, first, last), "published": True}
    elif region.status in ENDED_WITHOUT:
        end = {"at": stays[-1]["to"], "published": False}
    return {"label": clean(_short(region.name)), "stays": stays, "end": end}


def _share(day: date, first: date, last: date) -> float:
    return round((day - first).days / max(1, (last - first).days), 5)


def _short(name: str) -> str:
    for kind, short in SHORT_KINDS.items():
        if name.startswith(kind):
            return short + name.removeprefix(kind)
    return name
