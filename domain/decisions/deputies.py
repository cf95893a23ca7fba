"""Who may act for another: `check_deputy` refuses whom the rules of the role itself would refuse."""

from __future__ import annotations

from domain import errors
from domain.decisions.kickoff import refuse_conflict
from domain.messages import Command
from domain.model import Journey
from domain.roles import IN_PERSON_ACTS, IN_PERSON_ROLES, JUDGING_ROLES


def check_deputy(journey: Journey, command: Command) -> None:
    """Refuse a deputy for what has to be done in person, or with a part of his own that does not go with the role."""
    sender, kind = command.actor, command.act.kind
    deputy = sender.deputy
    if deputy is None:
        return
    if sender.role in IN_PERSON_ROLES or kind in IN_PERSON_ACTS:
        raise errors.NotByDeputy(role=sender.role, act=kind)
    if deputy == sender.person:
        raise errors.DeputyNotFree(deputy=deputy, person=sender.person, why="nobody stands in for himself")
    refuse_conflict(journey, deputy, sender.role)
    if sender.role in JUDGING_ROLES and journey.holds(deputy, sender.role):
        raise errors.DeputyNotFree(deputy=deputy, person=sender.person, why="one person would judge twice")
