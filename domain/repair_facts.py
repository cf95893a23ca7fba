"""What an operator's repair of a journey says, for the act and the event alike; only a repair sends such an act."""

from __future__ import annotations

from pydantic import Field

from domain.policy import Policy
from domain.shape import Frozen, Line, Paragraph, Person
from domain.vocabulary import RepairKind, Stage


class MoveBackFacts(Frozen):
    """The stage that is gone through again, and who besides the operator said so."""

    stage: Stage
    reason: Paragraph
    confirmed_by: Person


class PolicyFacts(Frozen):
    """The version of the policy that counts from now on, and who besides the operator said so."""

    policy: Policy
    reason: Paragraph
    confirmed_by: Person


class RenewalFacts(Frozen):
    """A document that is made anew, by its key."""

    document: Line
    reason: Paragraph


class RepairFacts(Frozen):
    """A repair outside the rules: which (its kind and its number in the register), on what, and who confirmed it."""

    repair: RepairKind
    number: int = Field(ge=1)
    about: Line
    reason: Paragraph
    confirmed_by: Person | None = None
