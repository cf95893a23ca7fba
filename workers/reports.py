"""Drafts a cohort's closing report from the records: what the worker makes once the cohort is closed."""

from __future__ import annotations

import asyncpg

from activities.documents.making import Draft
from activities.documents.report import gather_report
from activities.documents.report_layout import report_pdf, title
from domain.cohort import CohortSummary
from domain.words.phrase import Language
from records.cohorts import Cohorts
from records.reading import Reading
from records.report_facts import report_facts


class ReportDrafter:
    """Makes closing reports in one language."""

    def __init__(self, pool: asyncpg.Pool, language: str) -> None:
        self._pool = pool
        self._language = Language(language)

    async def draft_report(self, cohort: str) -> Draft:
        """The report as of the day on which the cohort was closed, or its last journey ended where that was later.

        Raises `LookupError` for a cohort that is not closed or not recorded to its end, and what the makers raise.
        """
        record = await Cohorts(self._pool).find(cohort)
        if record is None or record.closed_at is None or record.summary is None:
            raise LookupError(f"cohort {cohort} is not closed")
        ended = await Cohorts(self._pool).ended(cohort)
        wanted = CohortSummary.model_validate(record.summary).journeys
        if len(ended) < wanted:
            # A journey tells its cohort that it has ended, and is recorded beside that: the report is made only once.
            raise LookupError(f"the ends of {wanted - len(ended)} journeys of cohort {cohort} are not recorded yet")
        lines = await Reading(self._pool).cohort_journeys(cohort, record.closed_at)
        as_of = max((line.ended_at for line in lines if line.ended_at), default=record.closed_at)
        report = gather_report(await report_facts(self._pool, cohort, max(as_of, record.closed_at)))
        return Draft(title=title(report, self._language), pdf=await report_pdf(report, self._language))
