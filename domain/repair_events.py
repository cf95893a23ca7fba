"""What operators did to a journey that did not move by itself."""

from __future__ import annotations

from typing import Literal

from domain import repair_facts
from domain.event import Event
from domain.vocabulary import DocumentKind


class JourneyMovedBack(repair_facts.MoveBackFacts, Event):
    """The journey goes through a stage again: what was decided in it and after it counts no more, but the komitmen."""

    kind: Literal["journey_moved_back"] = "journey_moved_back"


class PolicyChanged(repair_facts.PolicyFacts, Event):
    """Another version of the policy counts from now on; what has been done stays done."""

    kind: Literal["policy_changed"] = "policy_changed"


class DocumentRenewed(repair_facts.RenewalFacts, Event):
    """A document is made anew from the journey as it is now; the one before is kept."""

    kind: Literal["document_renewed"] = "document_renewed"
    made: DocumentKind
    about: str = ""


class RepairNoted(repair_facts.RepairFacts, Event):
    """An operator repaired something that no rule of the journey is about."""

    kind: Literal["repair_noted"] = "repair_noted"
