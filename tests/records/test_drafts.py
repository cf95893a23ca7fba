"""Drafts of reviews and approvals: kept for one person, never overwritten by an older window."""

from __future__ import annotations

from datetime import UTC, datetime

import asyncpg

from records.drafts import Draft, Drafts

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)


async def test_an_older_window_does_not_overwrite(pool: asyncpg.Pool) -> None:
    """Whoever saves on top of a version that is no longer the newest is told so, and the newest stays."""
    drafts = Drafts(pool)
    assert await drafts.of("j", "mentor", "give_verdict.1") == Draft()
    assert await drafts.save("j", "mentor", "give_verdict.1", {"notes": "satu"}, NOW, based_on=0) == 1
    assert await drafts.save("j", "mentor", "give_verdict.1", {"notes": "dua"}, NOW, based_on=1) == 2
    assert await drafts.save("j", "mentor", "give_verdict.1", {"notes": "lama"}, NOW, based_on=1) is None
    assert await drafts.of("j", "mentor", "give_verdict.1") == Draft(2, {"notes": "dua"}, NOW)


async def test_a_draft_is_one_persons_and_goes_when_it_is_sent(pool: asyncpg.Pool) -> None:
    """Another person, another round: another draft. What was sent is forgotten."""
    drafts = Drafts(pool)
    await drafts.save("j", "mentor", "give_verdict.1", {"notes": "satu"}, NOW, based_on=0)
    assert await drafts.of("j", "other", "give_verdict.1") == Draft()
    assert await drafts.of("j", "mentor", "give_verdict.2") == Draft()
    await drafts.drop("j", "mentor", "give_verdict.1")
    assert await drafts.of("j", "mentor", "give_verdict.1") == Draft()
