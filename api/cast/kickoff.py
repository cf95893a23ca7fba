"""What the cast does in the kickoff: gates, mentors, declarations of interest."""

from __future__ import annotations

from datetime import timedelta

from api.cast import sample
from api.cast.scene import Play, Scene
from domain import facts, messages
from domain.vocabulary import Role, Task

LATE_GATE = "sk-tim"
"""The gate that is passed provisionally where the traits say so."""


def kickoff(scene: Scene, task: Task) -> Play:
    """The act that a task of the kickoff asks for."""
    at = scene.turn_taken()
    if task is Task.ASSIGN_MENTORS:
        return scene.play(at, Role.MENTOR_LEAD, _assignment(scene))
    if task is Task.DECLARE_INTERESTS:
        declared = {interest.mentor for interest in scene.journey.interests}
        mentor = next(mentor for mentor in scene.journey.holders(Role.MENTOR) if mentor not in declared)
        declare = messages.DeclareInterest(conflict=False, statement="Tidak ada benturan kepentingan")
        return scene.play(at, Role.MENTOR, declare, who=mentor)
    return _gates(scene)


def _assignment(scene: Scene) -> messages.AssignMentors:
    journey, number = scene.journey, scene.traits.number
    lacking = journey.policy.mentors_minimum - len(journey.holders(Role.MENTOR))
    mentors = tuple(sample.mentor(number + nth, scene.traits.mentors) for nth in range(lacking))
    return messages.AssignMentors(mentors=mentors, officer=sample.officer(number))


def _gates(scene: Scene) -> Play:
    journey, at = scene.journey, scene.turn_taken()
    today = scene.day(at)
    stage = journey.stage
    missing = [g.name for g in journey.policy.gates if g.stage is stage and journey.gate(g.name) is None]
    if scene.traits.provisional_gate and missing == [LATE_GATE]:
        later = messages.PassGateProvisionally(
            gate=LATE_GATE, reason="SK masih di bagian hukum", due_on=today + timedelta(days=21)
        )
        return scene.play(at, Role.PROGRAMME_MANAGER, later)
    if scene.traits.provisional_gate:
        missing.remove(LATE_GATE)
    passed = tuple(facts.GateFacts(gate=name, passed_on=today, evidence=scene.paper("Bukti", name)) for name in missing)
    return scene.play(at, Role.COORDINATOR, messages.PassGates(gates=passed))
