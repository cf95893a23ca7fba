"""What was written in journeys: whose act each version of a chapter was."""

from __future__ import annotations

import asyncpg

from records.journal import Records
from records.writing import JourneyFiles
from tests.records.sample import Walk


async def test_every_version_of_a_chapter_has_its_author(pool: asyncpg.Pool, records: Records, walked: Walk) -> None:
    """The saves are those of the state, version by version, each with who did it and when."""
    for batch in walked.batches:
        await records.record(batch)
    saves = await JourneyFiles(pool).saves(walked.journey.id)
    versions = {(save.name, save.version) for save in saves}
    assert versions == {
        (chapter.name, number) for chapter in walked.journey.chapters for number in range(1, chapter.version + 1)
    }
    assert {save.person for save in saves} <= {member.person for member in walked.journey.members}
    assert [save.at for save in saves] == sorted(save.at for save in saves)
    assert await JourneyFiles(pool).saves("journey-2019-nowhere") == ()
