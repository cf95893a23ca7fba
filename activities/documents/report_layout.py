"""How a closing report reads: its model and the words of a language become what `templates/report.typ` draws."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median
from typing import Any

from activities.documents.fonts import clean
from activities.documents.report import ClosingReport
from activities.documents.report_charts import Charts
from activities.documents.report_figures import RegionResult
from activities.documents.report_voice import ReportVoice, phrases
from activities.documents.typeset import typeset
from activities.documents.wording import words
from domain.vocabulary import Status
from domain.words.phrase import Language

OUTSIDE = (Status.COMPLETED_OUTSIDE, Status.WITHDRAWN_OUTSIDE)
LINES_SHOWN = 4
"""Substitutions told in the summary."""


def title(report: ClosingReport, language: Language) -> str:
    """What the report is called in lists and in its file."""
    return ReportVoice(report, language).say("title")


async def report_pdf(report: ClosingReport, language: Language) -> bytes:
    """The report as PDF/A-2a; the same report gives the same bytes. Raises `TypesettingFailed`."""
    return await typeset("report.typ", report_data(report, language), at=report.as_of)


def report_data(report: ClosingReport, language: Language) -> dict[str, Any]:
    """Everything the template draws, with its final words."""
    voice = ReportVoice(report, language)
    charts = Charts(report, voice)
    return {
        **_page(report, voice),
        "heading": voice.say("heading"),
        "subheading": voice.say("subheading"),
        "figure": voice.say("figure"),
        "table": voice.say("table"),
        "sections": {key.removeprefix("section_"): voice.say(key) for key in phrases(language) if "section_" in key},
        "opening": voice.say("opening" if report.closed_at else "opening_open"),
        "numbers": _numbers(report, voice),
        "summary": _summary(report, voice),
        "durations": charts.durations(),
        "delay": charts.delay(),
        "rounds": charts.rounds(),
        "timeline": charts.timeline(),
        "acts": _acts(report, voice),
        "regions": _regions(report, voice),
        "sources": [
            voice.say("sources"),
            *([voice.say("sources_outside")] if report.with_status(*OUTSIDE) else []),
        ],
        "signatures": _signatures(report, voice),
    }


def _page(report: ClosingReport, voice: ReportVoice) -> dict[str, Any]:
    """The fields that the shared page, its letterhead and its marks are drawn from."""
    common: Mapping[str, Any] = words(voice.language)["common"]
    marks: list[str] = []
    notices: list[str] = []
    if report.closed_at is None:
        marks.append(voice.say("not_closed_mark"))
        notices.append(voice.say("not_closed"))
    if report.simulated:
        marks.append(common["simulated"])
        notices.append(common["simulated_notice"])
    return {
        "language": voice.language.value,
        "title": voice.say("title"),
        "kop": [clean(line.upper()) for line in (report.ministry, report.unit)],
        "address": clean(report.address) if report.address else None,
        "marks": marks,
        "notices": notices,
        "reference": voice.say("reference"),
        "page": common["page"],
    }


def _numbers(report: ClosingReport, voice: ReportVoice) -> list[dict[str, str]]:
    """The numbers at the top; those that are nought and say nothing are left out."""
    published = report.published
    always = {
        "regions": len(report.regions) + report.not_opened,
        "published": len(published),
        "adopted": sum(region.regulation is not None for region in published),
    }
    sometimes = {
        "withdrawn": report.with_status(Status.WITHDRAWN, Status.WITHDRAWN_OUTSIDE),
        "without_plan": report.with_status(Status.ENDED_WITHOUT_PLAN),
        "outside": report.with_status(Status.COMPLETED_OUTSIDE),
        "retracted": sum(region.withdrawn_publication for region in report.regions),
        "open": report.with_status(Status.OPEN, Status.SCHEDULED),
        "not_opened": report.not_opened,
    }
    shown = {**always, **{key: number for key, number in sometimes.items() if number}}
    return [{"value": voice.spell(number), "label": voice.say(f"number_{key}")} for key, number in shown.items()]


def _summary(report: ClosingReport, voice: ReportVoice) -> list[str]:
    """What the figures say, in sentences."""
    published = report.published
    adopted = sum(region.regulation is not None for region in published)
    regions = len(report.regions) + report.not_opened
    said = [voice.say("summary_published", regions=regions, published=len(published), adopted=adopted)]
    taken = [region.days for region in published]
    planned = [region.planned for region in published if region.planned is not None]
    if taken and planned:
        middle, plan = voice.number(median(taken)), voice.number(median(planned))
        said.append(voice.say("summary_days", middle=middle, planned=plan))
    said.append(_late(report, voice))
    told = report.substitutions[:LINES_SHOWN]
    said += [voice.say("summary_substitution", substitution) for substitution in told]
    return said


def _late(report: ClosingReport, voice: ReportVoice) -> str:
    days = sum(item.days for item in report.late)
    if not days:
        return voice.say("summary_not_late")
    party, most = report.latest_party
    return voice.say("summary_late", late=days, share=voice.share(most, days), party=party)


def _acts(report: ClosingReport, voice: ReportVoice) -> dict[str, Any]:
    """The table of what was done about time."""
    rows = [[voice.say(f"acts_{name}"), voice.spell(number)] for name, number in report.acts]
    return {
        "title": voice.say("acts_title"),
        "columns": [voice.say("acts_what"), voice.say("acts_times")],
        "rows": rows,
    }


COLUMNS = ("code", "region", "outcome", "rounds", "days", "late_region", "late_others", "regulation")


def _regions(report: ClosingReport, voice: ReportVoice) -> dict[str, Any]:
    """The table of regions."""
    return {
        "title": voice.say("regions_title"),
        "columns": [voice.say(f"column_{name}") for name in COLUMNS],
        "rows": [_region(region, voice) for region in report.regions],
    }


def _region(region: RegionResult, voice: ReportVoice) -> list[str]:
    none = voice.say("none")
    counted = [region.rounds, region.days, region.late_region, region.late_others]
    numbers = [none] * len(counted) if region.status in OUTSIDE else [voice.spell(number) for number in counted]
    if region.status not in OUTSIDE and region.planned is not None:
        numbers[1] = voice.say("day_and_plan", days=region.days, planned=region.planned)
    # Perbup, Perwali, Perda: short, as everybody writes them.
    regulation = f"{region.regulation.form.title()} {region.regulation.number}" if region.regulation else none
    return [region.code, clean(region.name), _outcome(region, voice), *numbers, clean(regulation)]


def _outcome(region: RegionResult, voice: ReportVoice) -> str:
    if region.withdrawn_publication:
        return voice.say("outcome_retracted")
    if region.published_on is not None:
        return voice.say("outcome_published", day=f"{region.published_on:%d/%m/%Y}")
    return voice.spell(region.status)


def _signatures(report: ClosingReport, voice: ReportVoice) -> dict[str, Any]:
    """Room for the signature of the programme's office."""
    common: Mapping[str, Any] = words(voice.language)["common"]
    entry = {"above": clean(common["signs"].format(office=report.signatory)), "name": common["nobody"], "signed": None}
    return {"place_date": f"{clean(report.place)}, {common['blank']}", "signatures": [entry]}
