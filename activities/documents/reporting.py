"""The closing report of a cohort: made from what the read tables say once it is closed, and kept."""

from __future__ import annotations

from typing import Protocol

import structlog
from temporalio import activity

from activities.documents.making import PDF, Draft, Files, NotMade, alive
from domain.values import Document

log = structlog.get_logger()


class Reports(Protocol):
    """The ledger of closing reports."""

    async def note_report(self, cohort: str, report: Document) -> None:
        """Note a report; one that is noted already stays."""

    async def note_report_failed(self, cohort: str, reason: str) -> None:
        """Put before an operator that a report could not be made."""


class ReportDrafting(Protocol):
    """Makes a cohort's closing report."""

    async def draft_report(self, cohort: str) -> Draft:
        """The report of a closed cohort."""


class ReportActivities:
    """Activities that make closing reports."""

    def __init__(self, reports: Reports, drafting: ReportDrafting, files: Files) -> None:
        self._reports = reports
        self._drafting = drafting
        self._files = files

    @activity.defn
    async def make_closing_report(self, cohort: str) -> None:
        """Make and keep a cohort's closing report. A failure is put before an operator and tried again."""
        try:
            async with alive():
                draft = await self._drafting.draft_report(cohort)
                stored = await self._files.put(draft.pdf, PDF)
        except Exception as error:
            why = type(error).__name__
            log.warning("report_not_made", cohort=cohort, error=why)
            if activity.info().attempt >= 3:
                await self._reports.note_report_failed(cohort, f"{why}: {error}")
            raise NotMade(cohort, why) from None
        await self._reports.note_report(cohort, Document(sha256=stored.sha256, size=stored.size, title=draft.title))
