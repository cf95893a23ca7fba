"""Some hundreds of made-up requests to every route; `make fuzz` sends ten thousand."""

from __future__ import annotations

from pathlib import Path

from tests.http.door import Door
from tests.http.fuzz import CALLERS, fuzz

CASES = 200
A_ROUND = 3


async def test_no_request_breaks_the_door(door: Door, tmp_path: Path) -> None:
    """Whatever is sent, no answer is a 5xx, and each is as the description says."""
    found = await fuzz(door, tmp_path, cases=CASES, seed=7, a_round=A_ROUND, callers=CALLERS[:1])
    assert found.failures == []
    assert found.cases >= CASES
    assert max(found.statuses) < 500 and found.statuses[200] > 0
