"""What a manager's decision is read from, without a browser: choices of its route, and a reason that can be kept."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from api.pages.programme_decisions import CHOICES, EXTENSION, LONGEST_REASON, REASSIGNMENT, deed_in
from domain.facts import ExtensionChoice
from domain.messages import DecideExtension, DecideReassignment
from domain.words.phrase import Language

DECIDED = [
    (EXTENSION, {"choice": "grant", "days": "9", "reason": "Ya."}, DecideExtension(choice="grant", reason="Ya.")),
    (
        EXTENSION,
        {"choice": "grant_less", "days": "5", "reason": "Ya."},
        DecideExtension(choice="grant_less", days=5, reason="Ya."),
    ),
    (REASSIGNMENT, {"choice": "approve", "reason": "Ya."}, DecideReassignment(approve=True, reason="Ya.")),
    (REASSIGNMENT, {"choice": "reject", "reason": "Ya."}, DecideReassignment(approve=False, reason="Ya.")),
]
WRONG = {
    "the choice of another form": (EXTENSION, {"choice": "approve", "reason": "Ya."}, "choice"),
    "a choice that reassignments have not": (REASSIGNMENT, {"choice": "grant", "reason": "Ya."}, "choice"),
    "nothing chosen": (REASSIGNMENT, {"reason": "Ya."}, "choice"),
    "no reason": (EXTENSION, {"choice": "refuse"}, "reason"),
    "a reason too long": (EXTENSION, {"choice": "grant", "reason": "x" * (LONGEST_REASON + 1)}, "reason"),
    "a reason with a NUL": (REASSIGNMENT, {"choice": "approve", "reason": "a\x00b"}, "reason"),
    "no days": (EXTENSION, {"choice": "grant_less", "reason": "Ya."}, "days"),
    "days without end": (EXTENSION, {"choice": "grant_less", "days": "9" * 5000, "reason": "Ya."}, "days"),
}


@pytest.mark.parametrize(("kind", "values", "deed"), DECIDED)
def test_a_form_becomes_a_decision(
    kind: str, values: Mapping[str, str], deed: DecideExtension | DecideReassignment
) -> None:
    """Days count only where less is granted."""
    assert deed_in(kind, values, Language.ID) == deed


@pytest.mark.parametrize(("kind", "values", "field"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_a_decision_is_said_beside_its_field(kind: str, values: Mapping[str, str], field: str) -> None:
    """Whatever a browser sends, it is said in words, in both languages."""
    indonesian, english = deed_in(kind, values, Language.ID), deed_in(kind, values, Language.EN)
    assert isinstance(indonesian, dict) and isinstance(english, dict)
    assert list(indonesian) == list(english) == [field]
    assert indonesian != english


def test_a_reason_may_be_as_long_as_a_paragraph() -> None:
    """The longest reason that a form lets through is kept."""
    values = {"choice": "refuse", "reason": "x" * LONGEST_REASON}
    assert isinstance(deed_in(EXTENSION, values, Language.ID), DecideExtension)
    assert set(CHOICES[EXTENSION]) == set(ExtensionChoice)
