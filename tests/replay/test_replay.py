"""Saved histories replay with today's code, and it gives the same commands as when they were saved."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.workflow import NondeterminismError

from domain.vocabulary import Task
from tests.replay.transcript import HISTORIES, read_history, transcript
from tests.replay.wrong import WrongJourney
from workers.build import WORKFLOWS
from workflows import region_journey
from workflows.region_journey import RegionJourney

SAVED = sorted(HISTORIES.glob("*.json.gz"))
WHAT_TO_DO = (
    "Today's code does something else than the code that journeys under way were run by. They would stop. Either take "
    "the change back, or put it behind workflow.patched(...) and add histories of the new way with "
    "`python -m tests.replay.save_histories NAME`. Never change or remove a saved history or its transcript."
)


def text_of(path: Path) -> Path:
    """Where a history's transcript is."""
    return path.with_name(path.name.replace(".json.gz", ".txt"))


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name.removesuffix(".json.gz"))
async def test_replays(path: Path) -> None:
    """A saved history replays, and every command is the one in its transcript."""
    try:
        told = await transcript(read_history(path))
    except NondeterminismError as failed:
        pytest.fail(f"{path.name} does not replay: {failed}\n{WHAT_TO_DO}")
    assert told == text_of(path).read_text(encoding="utf-8"), WHAT_TO_DO


def test_every_waiting_point() -> None:
    """There is a history in flight at every task a journey can wait in, and one that is finished."""
    points = {path.name.removesuffix(".json.gz").partition("-")[2] for path in SAVED}
    wanted = {task.value.replace("_", "-") for task in Task} | {"finished", "cohort-open"}
    assert wanted <= points


def test_no_orphans() -> None:
    """Every history has its transcript and every transcript its history."""
    texts = set(HISTORIES.glob("*.txt"))
    assert texts == {text_of(path) for path in SAVED}


async def test_wrong_workflow_rejected() -> None:
    """Replay rejects a workflow that does things in another order."""
    history = read_history(_saved("give-verdicts"))
    others = [found for found in WORKFLOWS if found is not RegionJourney]
    with pytest.raises(NondeterminismError):
        await transcript(history, [WrongJourney, *others])


async def test_transcript_sees_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed timeout passes replay unseen, and is seen by the transcript."""
    path = _saved("give-verdicts")
    monkeypatch.setattr(region_journey, "RECORD_WITHIN", timedelta(seconds=77))
    told = await transcript(read_history(path))
    assert told != text_of(path).read_text(encoding="utf-8")
    assert "within 77s" in told


def _saved(point: str) -> Path:
    return next(path for path in SAVED if path.name.endswith(f"-{point}.json.gz"))
