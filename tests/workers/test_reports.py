"""A cohort's closing report is drafted from the records once they tell of every journey's end."""

from __future__ import annotations

import asyncpg
import pytest

from domain.cohort import CohortSummary
from domain.messages import Withdraw
from domain.vocabulary import Role
from records.cohorts import CohortRecord, Cohorts
from records.journal import Records
from tests.records.sample import Walk, start
from workers.reports import ReportDrafter


async def test_the_report_waits_for_the_last_recording(database: str) -> None:
    """While a journey's end is not recorded there is no report, which would be kept as it is; then there is one."""
    first, second = Walk(), Walk(start("kab-bantul", "Kabupaten Bantul", "34.02"))
    for walk in (first, second):
        walk.kick_off()
        walk.send("pm", Role.PROGRAMME_MANAGER, Withdraw(reason="Pergantian pimpinan."))
    closed_at = second.journey.turn.since
    summary = CohortSummary(journeys=2, by_status={"withdrawn": 2}, substitutions={}, closed_at=closed_at)
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        cohort = CohortRecord(
            id="2019",
            title="Angkatan 2019",
            policy="intake-2019",
            policy_version=1,
            state="closed",
            closed_at=closed_at,
            summary=summary.model_dump(mode="json"),
        )
        await Cohorts(pool).save(cohort, [])
        for batch in (*first.batches, *second.batches[:-1]):
            await Records(pool).record(batch)
        drafter = ReportDrafter(pool, "id")
        with pytest.raises(LookupError, match="the ends of 1 journeys"):
            await drafter.draft_report("2019")
        await Records(pool).record(second.batches[-1])
        draft = await drafter.draft_report("2019")
    assert draft.pdf.startswith(b"%PDF")
