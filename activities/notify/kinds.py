"""The kinds of messages: one rule each for switching off; what needs an answer from somebody senior cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What a message is for."""

    TASK = "task"
    REMINDER = "reminder"
    DATES = "dates"
    OBLIGATION = "obligation"
    NEWS = "news"
    ESCALATION = "escalation"
    DECISION = "decision"
    IN_YOUR_NAME = "in_your_name"
    INCIDENT = "incident"


OBLIGATORY = (Kind.ESCALATION, Kind.DECISION, Kind.IN_YOUR_NAME, Kind.INCIDENT)
"""Kinds that nobody can switch off, and that do not wait for a digest."""

KINDS: Mapping[str, Kind] = {
    "your_turn": Kind.TASK,
    "taken_over": Kind.TASK,
    "relieved": Kind.TASK,
    "appointed": Kind.TASK,
    "reminder": Kind.REMINDER,
    "reminded": Kind.REMINDER,
    "session_confirmed": Kind.DATES,
    "examination_scheduled": Kind.DATES,
    "paused": Kind.DATES,
    "resumed": Kind.DATES,
    "due_moved": Kind.DATES,
    "extension_decided": Kind.DATES,
    "time_granted": Kind.DATES,
    "obligation_asked": Kind.OBLIGATION,
    "obligation_overdue": Kind.OBLIGATION,
    "gate_overdue": Kind.OBLIGATION,
    "journey_ended": Kind.NEWS,
    "edition_published": Kind.NEWS,
    "publication_withdrawn": Kind.NEWS,
    "moved_back": Kind.DATES,
    "policy_changed": Kind.DATES,
    "escalation": Kind.ESCALATION,
    "letter_drafted": Kind.ESCALATION,
    "reassignment_made": Kind.ESCALATION,
    "nobody_stands_in": Kind.DECISION,
    "decision_wanted": Kind.DECISION,
    "mentor_change_proposed": Kind.DECISION,
    "act_contested": Kind.DECISION,
    "extension_asked": Kind.DECISION,
    "reassignment_proposed": Kind.DECISION,
    "recorded_in_your_name": Kind.IN_YOUR_NAME,
    "incident": Kind.INCIDENT,
}
"""The kind of each letter."""


class KindIsObligatory(Exception):
    """Messages of this kind cannot be switched off."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"Messages of the kind “{kind}” cannot be switched off.")
        self.kind = kind


def kind_of(template: str) -> Kind:
    """The kind of a letter; one that has none here is obligatory, so that nothing is lost by an oversight."""
    return KINDS.get(template, Kind.DECISION)


def mutable(kind: Kind) -> Kind:
    """The kind itself. Raises `KindIsObligatory` for one that cannot be switched off."""
    if kind in OBLIGATORY:
        raise KindIsObligatory(kind)
    return kind
