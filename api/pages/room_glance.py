"""A journey at a glance, for its overview: gates, sessions, obligations, what happens by itself, whose delay."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.journey_view import people_of_clock
from domain.deadlines import Alarm, alarms, gate_due
from domain.delay import DelayAccount, delay_account
from domain.model import GateState, Journey, ObligationState, Problem, SessionState, problems
from domain.policy import GatePolicy, ObligationPolicy, SessionPolicy

Look = dict[str, Any]
"""Facts of a page by name, for a template."""

NEXT_ALARMS = 3


@dataclass(frozen=True)
class Gate:
    """A gate with its state; None while nothing is recorded of it."""

    policy: GatePolicy
    state: GateState | None
    due: datetime | None


@dataclass(frozen=True)
class Glance:
    """What an overview shows of a journey besides its turn."""

    gates: tuple[Gate, ...]
    sessions: tuple[tuple[SessionPolicy, SessionState], ...]
    obligations: tuple[tuple[ObligationPolicy, ObligationState], ...]
    coming: tuple[Alarm, ...]
    """What happens by itself unless somebody acts, the earliest first."""
    delay: DelayAccount | None
    problems: tuple[Problem, ...]
    people: frozenset[str]
    """Everybody whose name the overview shows."""


def glance(state: Journey, now: datetime) -> Glance:
    """A journey at a glance, as of `now`."""
    account = delay_account(state, now)
    shown = {member.person for member in state.members if member.until is None} | people_of_clock(state, account)
    shown |= set(_people_of_sessions(state))
    if state.mentor_change is not None:
        shown |= {state.mentor_change.outgoing, state.mentor_change.incoming}
    return Glance(
        gates=tuple(_gates(state)),
        sessions=tuple((policy, state.session(policy.number)) for policy in state.policy.sessions),
        obligations=tuple((policy, state.obligation(policy.name)) for policy in state.policy.obligations),
        coming=tuple(alarm for alarm in alarms(state) if _is_told(alarm))[:NEXT_ALARMS],
        delay=account,
        problems=problems(state),
        people=frozenset(shown),
    )


def _gates(state: Journey) -> Iterator[Gate]:
    for policy in state.policy.gates:
        found = state.gate(policy.name)
        yield Gate(policy, found, gate_due(state, found) if found is not None else None)


def _people_of_sessions(state: Journey) -> Iterator[str]:
    for session in state.sessions:
        yield from session.plan.mentors if session.plan else ()
        yield from session.commented_by


def _is_told(alarm: Alarm) -> bool:
    """Whether an alarm means something to people: not the end of an agreed event, which its date says already."""
    return alarm.event is not None
