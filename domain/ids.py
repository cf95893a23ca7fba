"""Readable, derived identifiers: build one here, never by hand."""

from __future__ import annotations

import re


def region_key(name: str) -> str:
    """A region's own id from its first known name: `Kabupaten Sleman` gives `kab-sleman`."""
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
    return re.sub(r"^kabupaten-", "kab-", words)


def journey_id(cohort: str, region: str) -> str:
    """The journey's id, which is its workflow id too: `journey-2019-kab-sleman`."""
    return f"journey-{cohort}-{region}"


def cohort_workflow_id(cohort: str) -> str:
    """The workflow id of a cohort: `cohort-2019`."""
    return f"cohort-{cohort}"


def message_key(journey: str, seq: int, number: int) -> str:
    """The key of the `number`-th message that event `seq` of a journey gives rise to; equal for every retry."""
    return f"{journey}.{seq}.{number}"
