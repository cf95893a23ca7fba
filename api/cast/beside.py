"""What the cast does beside the turn and after the end: people change, papers come in, the plan is adopted."""

from __future__ import annotations

from datetime import datetime

from api.cast import sample
from api.cast.kickoff import LATE_GATE
from api.cast.scene import Play, Scene
from api.cast.sessions import ATTENDANCE
from domain import facts, messages
from domain.decisions.record import ADOPTION
from domain.model import Journey
from domain.values import QuickWinResult
from domain.vocabulary import QuickWinOutcome, RegulationForm, Role, Status


def after_the_end(scene: Scene) -> Play | None:
    """The adoption of a published plan, unless it never comes, and the checks of its quick wins: the earliest first."""
    if scene.journey.status is not Status.PUBLISHED:
        return None
    plays = [play for play in (_adoption(scene), _quick_win_check(scene)) if play is not None]
    return min(plays, key=lambda play: play.at, default=None)


def _quick_win_check(scene: Scene) -> Play | None:
    """The quick wins are checked two days before it is due."""
    journey = scene.journey
    for policy in journey.policy.obligations:
        state = journey.obligation(policy.name)
        if not policy.checks_quick_wins or state.due is None or state.settled:
            continue
        first = not journey.quick_win_checks
        results = tuple(
            QuickWinResult(
                name=win.name,
                outcome=QuickWinOutcome.PARTLY if first and number else QuickWinOutcome.ACHIEVED,
                note=f"Dipantau oleh Bappeda ({sample.MARK})",
            )
            for number, win in enumerate(journey.published_plan.quick_wins)
        )
        day = journey.calendar.after(scene.day(state.due), -2)
        act = messages.CheckQuickWins(
            obligation=policy.name,
            checked_on=day,
            results=results,
            evidence=scene.paper("Laporan pemantauan quick win"),
        )
        return scene.play(scene.noon(day), Role.BAPPEDA, act)
    return None


def _adoption(scene: Scene) -> Play | None:
    journey, traits = scene.journey, scene.traits
    publication = journey.publication
    if journey.adoption is not None or not traits.adopts:
        return None
    if publication is None or publication.at is None or journey.obligation(ADOPTION).lapsed:
        return None
    days = 40 + traits.number if traits.adopts_after is None else traits.adopts_after
    day = journey.calendar.after(scene.day(publication.at), days)
    form = RegulationForm.PERWALI if journey.region.name.startswith("Kota") else RegulationForm.PERBUP
    act = messages.RecordAdoption(
        form=form,
        number=f"{traits.number + 10} ({sample.MARK})",
        dated=day,
        document=scene.paper("Peraturan penetapan masterplan"),
    )
    return scene.play(scene.noon(day), Role.COORDINATOR, act)


def beside_the_turn(scene: Scene) -> Play | None:
    """Acts that do not wait for their turn: people change, a region withdraws, a fact is corrected."""
    journey, traits = scene.journey, scene.traits
    region = journey.region.id
    first = journey.session(1)
    at = scene.after(1)
    if traits.withdraws and first.complete:
        return scene.play(at, Role.PROGRAMME_MANAGER, messages.Withdraw(reason=f"Alasan non teknis ({sample.MARK})"))
    if traits.replaces_coordinator and first.complete and not _came(journey, Role.COORDINATOR):
        return scene.play(at, Role.MINISTRY_OFFICER, _replacement(region, Role.COORDINATOR))
    if traits.new_head and journey.commitment is not None and not _came(journey, Role.REGIONAL_HEAD):
        return scene.play(at, Role.COORDINATOR, _replacement(region, Role.REGIONAL_HEAD))
    if traits.corrects and first.record is not None and not _corrected(journey, first.record_seq):
        wrong = first.record
        fact = messages.RecordSession(**{**wrong.model_dump(), "attendance": wrong.attendance + 5})
        act = messages.CorrectFact(seq=first.record_seq, fact=fact, reason="Daftar hadir kedua tertinggal")
        return scene.play(at, Role.COORDINATOR, act)
    if promised := _obligation(scene, at):
        return promised
    gate = journey.gate(LATE_GATE)
    if traits.provisional_gate and gate and gate.fact is None and first.record is not None:
        evidence = scene.paper("SK Tim Pelaksana")
        passed = facts.GateFacts(gate=LATE_GATE, passed_on=scene.day(at), evidence=evidence)
        return scene.play(at, Role.COORDINATOR, messages.PassGates(gates=(passed,)))
    return _mentor_change(scene, at)


def _obligation(scene: Scene, at: datetime) -> Play | None:
    """An obligation due before a session is met once the session that asks for it was held."""
    journey = scene.journey
    for policy in journey.policy.obligations:
        if policy.due_before_session is None or journey.obligation(policy.name).met_on is not None:
            continue
        before = max(policy.due_before_session - 1, 1)
        asked = next((s.number for s in journey.policy.sessions if policy.name in s.asks_for), before)
        if journey.session(asked).record is not None:
            evidence = scene.paper(policy.name.upper())
            met = messages.MeetObligation(obligation=policy.name, met_on=scene.day(at), evidence=evidence)
            return scene.play(at, Role.BAPPEDA, met)
    return None


def _came(journey: Journey, role: Role) -> bool:
    return journey.holds(sample.successor(journey.region.id, role), role)


def _corrected(journey: Journey, record_seq: int) -> bool:
    held = journey.session(1).record
    return held is None or held.attendance > ATTENDANCE


def _replacement(region: str, role: Role) -> messages.ReplaceMember:
    return messages.ReplaceMember(
        role=role,
        outgoing=sample.person(region, role),
        incoming=sample.successor(region, role),
        reason=f"Mutasi jabatan ({sample.MARK})",
    )


def _mentor_change(scene: Scene, at: datetime) -> Play | None:
    journey, number = scene.journey, scene.traits.number
    if not scene.traits.changes_mentor or not journey.session(2).complete:
        return None
    outgoing, incoming = sample.mentor(number), sample.mentor(number + 6)
    if journey.mentor_change is not None:
        decision = messages.DecideMentorChange(approve=True, reason="Beban pembimbing")
        return scene.play(at, Role.PROGRAMME_MANAGER, decision)
    if journey.holds(outgoing, Role.MENTOR):
        proposal = messages.ProposeMentorChange(outgoing=outgoing, incoming=incoming, reason="Beban pembimbing")
        return scene.play(at, Role.MENTOR_LEAD, proposal)
    return None
