"""Checks a file with a journey's whole history: parts, chain, histories against the journal, and that each replays."""

from __future__ import annotations

import json
from collections.abc import Sequence

import zstandard
from temporalio.client import WorkflowHistory

from api.replaying import why_not
from domain.entry import Entry
from domain.evolve import fold
from records.bundle import Bundle, RunPart, contained, named_files
from records.verify import Finding, compare_with_history
from workers.histories import RunHistory, entries_of

HISTORY_BYTES = 256 * 1024 * 1024
"""A history may have so much once unpacked; Temporal ends a run at 50 MB, and JSON makes it about twice as much."""
WORKFLOW = "RegionJourney"


class HistoryRefused(Exception):
    """A history in a file is not one of the journey; the text says why."""


async def check_bundle(bundle: Bundle) -> tuple[list[Entry], list[Finding]]:
    """The entries of a file, and everything that is wrong with it; it needs no server."""
    damage = bundle.damage()
    if damage:
        return [], damage
    entries, findings = bundle.entries()
    if not findings:
        findings += _against_manifest(bundle, entries)
    histories: list[RunHistory] = []
    for run in bundle.manifest.runs:
        try:
            histories.append(_history(bundle, run, histories[-1].run_id if histories else ""))
        except HistoryRefused as refused:
            return entries, [*findings, Finding(kind="history_refused", detail=f"run {run.run_id}: {refused}")]
    findings += await _against_histories(entries, histories)
    for history in histories:
        findings += await _replay(history)
    return entries, findings


def _against_manifest(bundle: Bundle, entries: Sequence[Entry]) -> list[Finding]:
    """Where the manifest does not say what the entries say."""
    told = bundle.manifest
    try:
        journey = fold(entries)
    except Exception as error:  # whatever a foreign file makes of our rules is a finding about the file
        return [Finding(kind="entries_impossible", detail=f"the entries make no journey: {type(error).__name__}")]
    true = contained(journey, entries[-1], told.made_by, told.runs, told.files, told.absent)
    wrong = [name for name in type(true).model_fields if getattr(true, name) != getattr(told, name)]
    if sorted([*(file.sha256 for file in told.files), *told.absent]) != named_files(entries):
        wrong.append("files")
    return [Finding(kind="manifest_differs", detail=f"the entries say otherwise: {', '.join(wrong)}")] if wrong else []


def _history(bundle: Bundle, run: RunPart, before: str) -> RunHistory:
    """The history of a run that continues the run `before`. Raises HistoryRefused."""
    text = _unpacked(bundle.read(run.name))
    try:
        history = RunHistory.of(WorkflowHistory.from_json(bundle.manifest.journey, json.loads(text)))
        started = history.events[0].workflow_execution_started_event_attributes
        run_id = history.run_id
    except Exception as error:  # the parser has no error of its own for what is no history
        raise HistoryRefused(f"it cannot be read: {type(error).__name__}") from error
    if (started.workflow_id, started.workflow_type.name) != (bundle.manifest.journey, WORKFLOW):
        raise HistoryRefused(f"it is of {started.workflow_id} ({started.workflow_type.name})")
    if (run_id, len(history.events)) != (run.run_id, run.events):
        raise HistoryRefused(f"it is of run {run_id} with {len(history.events)} events")
    if history.before != before:
        raise HistoryRefused(f"it continues {history.before or 'nothing'}, not {before or 'nothing'}")
    return history


def _unpacked(stored: bytes) -> bytes:
    """A stored history, no more of it than may be. Raises HistoryRefused."""
    try:
        with zstandard.ZstdDecompressor().stream_reader(stored) as reader:
            text = reader.read(HISTORY_BYTES + 1)
    except zstandard.ZstdError as error:
        raise HistoryRefused(f"it cannot be unpacked: {error}") from error
    if len(text) > HISTORY_BYTES:
        raise HistoryRefused(f"unpacked it has more than {HISTORY_BYTES} bytes")
    return text


async def _against_histories(entries: Sequence[Entry], histories: Sequence[WorkflowHistory]) -> list[Finding]:
    """Where the journal is not what the histories recorded."""
    try:
        told = await entries_of(histories)
    except Exception as error:  # an input that this release cannot read raises what its converter happens to
        return [Finding(kind="history_refused", detail=f"its entries cannot be read: {type(error).__name__}")]
    return compare_with_history(entries, told, None)


async def _replay(history: WorkflowHistory) -> list[Finding]:
    """Whether the code at hand does again what a history says was done."""
    reason = await why_not(history)
    return [Finding(kind="does_not_replay", detail=f"run {history.run_id}: {reason}")] if reason else []
