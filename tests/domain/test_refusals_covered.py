"""Every refusal a journey can give is shown by at least one case of the decision tables."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from tests.domain import (
    test_decisions_approval,
    test_decisions_clock,
    test_decisions_deputies,
    test_decisions_documents,
    test_decisions_drafting,
    test_decisions_kickoff,
    test_decisions_people,
    test_decisions_publication,
    test_decisions_record,
    test_decisions_repairs,
    test_decisions_review,
)
from tests.domain.builders import ROOT
from tests.domain.test_completeness import refusals

OUTSIDE_THE_JOURNEY = {
    "CommandIdReused": "the workflow keeps the ids of earlier commands",
    "MentorBookedElsewhere": "only the door sees the sessions of all journeys",
    "RegionInOpenCohort": "a rule of the cohort",
    "CohortClosed": "a rule of the cohort",
    "NotInCohort": "a rule of the cohort",
    "NotWithdrawn": "a rule of the cohort",
    "AlreadySubstituted": "a rule of the cohort",
    "JourneysStillOpen": "a rule of the cohort",
}
"""Refusals no journey gives, and who gives them."""

TABLES = (
    test_decisions_kickoff.REFUSED,
    test_decisions_drafting.REFUSED,
    test_decisions_review.REFUSED,
    test_decisions_approval.REFUSED,
    test_decisions_people.REFUSED,
    test_decisions_deputies.REFUSED,
    test_decisions_record.REFUSED,
    test_decisions_repairs.REFUSED,
    test_decisions_publication.REFUSED,
    test_decisions_documents.REFUSED,
    test_decisions_clock.REFUSED,
)


JOURNEYS = (ROOT / "domain" / "journey.py", *(ROOT / "domain" / "decisions").glob("*.py"))


def _given_by(sources: Iterable[Path]) -> set[str]:
    known = {cls.__name__ for cls in refusals()}
    found: set[str] = set()
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            found |= {name} & known
    return found


def test_every_refusal_of_a_journey_has_a_case() -> None:
    """A refusal without a case in the tables fails here."""
    shown = {case.refusal.__name__ for table in TABLES for case in table.values()}
    assert _given_by(JOURNEYS) - shown == set()


def test_every_refusal_is_given_by_somebody() -> None:
    """A refusal that neither a journey gives nor the list above explains fails here."""
    everywhere = [p for folder in ("domain", "workflows", "api") for p in (ROOT / folder).rglob("*.py")]
    given = _given_by(path for path in everywhere if path.name != "errors.py")
    assert {cls.__name__ for cls in refusals()} <= given | set(OUTSIDE_THE_JOURNEY)
