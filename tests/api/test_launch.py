"""What a region that re-enters brings along from an earlier cohort."""

from __future__ import annotations

from api.launch import _earlier
from tests.records.sample import Walk


def test_a_region_that_re_enters_brings_its_documents_and_may_not_be_examined_by_its_mentors() -> None:
    """Chapters in their newest version, the plan and the earlier mentors come along."""
    journey = Walk().all_the_way().journey
    earlier = _earlier([journey], journey.policy)
    assert earlier.carried is not None
    assert earlier.carried.from_journey == journey.id
    assert len(earlier.carried.chapters) == len(journey.policy.chapters())
    assert earlier.carried.programmes == journey.programmes
    assert earlier.mentors
