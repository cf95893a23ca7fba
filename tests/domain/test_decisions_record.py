"""Decisions possible in every stage, as tables: obligations, withdrawal, acts on behalf, contests, corrections."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest

from domain import errors, messages
from domain.calendar import end_of_day, local_date, noon
from domain.messages import Correctable
from domain.model import Journey, problems
from domain.notices import notices
from domain.vocabulary import Role, Stage, Status, Task
from tests.domain.builders import adoption, behalf, commitment, document, gate, person, session_record, start, verdict
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play, dutiful_deed

opened = at(Task.PASS_GATES)
drafting = at(Task.PROPOSE_SESSION)
recorded = at(Task.HAND_IN)
published = at()
HEAD = person(Role.REGIONAL_HEAD)


def meeting(play: Play, name: str = "rpjmd", days: int = 0) -> None:
    """The coordinator records that an obligation is met."""
    day = play.today + timedelta(days=days)
    act = messages.MeetObligation(obligation=name, met_on=day, evidence=document(name))
    play.do(act, Role.COORDINATOR)


def withdrawing(play: Play, role: Role = Role.PROGRAMME_MANAGER) -> None:
    """The region leaves."""
    play.do(messages.Withdraw(reason="Anggaran dialihkan."), role)


def withdrawn_by_the_head(play: Play, day: date | None = None, by: Role = Role.COORDINATOR) -> None:
    """The head's withdrawal is recorded by somebody else."""
    on_behalf = behalf(Role.REGIONAL_HEAD, day or play.today)
    play.do(messages.Withdraw(reason="Surat bupati."), by, on_behalf=on_behalf)


def verdict_on_paper(play: Play, day: date | None = None) -> None:
    """A mentor's verdict on paper is recorded by the officer."""
    mentor = play.journey.holders(Role.MENTOR)[0]
    on_behalf = behalf(Role.MENTOR, day or play.today, mentor)
    play.do(verdict(1), Role.MINISTRY_OFFICER, on_behalf=on_behalf)


def gates_for_the_chair(play: Play, day: date | None = None) -> None:
    """The chair's gates are recorded by the coordinator."""
    passed = tuple(gate(name) for name in ("mou", "sk-dewan", "sk-tim"))
    on_behalf = behalf(Role.TEAM_CHAIR, day or play.today)
    play.do(messages.PassGates(gates=passed), Role.COORDINATOR, on_behalf=on_behalf)


def seq_of(play: Play, kind: str) -> int:
    """The number of the first entry of a kind."""
    return next(entry.seq for entry in play.entries if entry.event.kind == kind)


def contesting(play: Play, kind: str = "gate_passed", who: str = person(Role.TEAM_CHAIR)) -> None:
    """The chair contests an act."""
    play.do(messages.ContestAct(seq=seq_of(play, kind), reason="Bukan saya."), Role.TEAM_CHAIR, who)


def resolving(play: Play, upheld: bool = True) -> None:
    """The programme manager resolves the contest."""
    act = messages.ResolveContest(seq=seq_of(play, "gate_passed"), upheld=upheld, reason="Sudah ditanyakan.")
    play.do(act, Role.PROGRAMME_MANAGER)


def correcting(play: Play, seq: int, fact: Correctable) -> None:
    """The officer corrects a fact."""
    play.do(messages.CorrectFact(seq=seq, fact=fact, reason="Salah ketik."), Role.MINISTRY_OFFICER)


def gate_fact(play: Play, name: str = "mou", days: int = 0) -> messages.PassGates:
    """A gate passed on another day."""
    return messages.PassGates(gates=(gate(name, play.today + timedelta(days=days)),))


contested = at(Task.PASS_GATES, then=one_after_another(gates_for_the_chair, contesting))

REFUSED = {
    "an obligation the policy does not have": Refused(
        drafting, lambda p: meeting(p, "rpjpd"), errors.ObligationUnknown, "rpjmd, adoption"
    ),
    "an adoption as a plain obligation": Refused(
        published, lambda p: meeting(p, "adoption"), errors.AdoptionNeedsRegulation
    ),
    "an obligation met twice": Refused(
        at(Task.PROPOSE_SESSION, then=meeting), meeting, errors.ObligationSettled, "rpjmd"
    ),
    "an obligation met tomorrow": Refused(drafting, lambda p: meeting(p, days=1), errors.HappenedInTheFuture),
    "a withdrawal after the end": Refused(published, withdrawing, errors.JourneyOver),
    "an act on behalf recorded by the chair": Refused(
        drafting, lambda p: withdrawn_by_the_head(p, by=Role.TEAM_CHAIR), errors.NotARecorder, "team_chair"
    ),
    "a coordinator who records for a mentor": Refused(
        at(Task.GIVE_VERDICTS),
        lambda p: p.do(verdict(1), Role.COORDINATOR, on_behalf=behalf(Role.MENTOR, p.today, "mentor-a")),
        errors.NotARecorder,
    ),
    "a recorder who does not hold the role": Refused(
        drafting,
        lambda p: p.do(
            messages.Withdraw(reason="x"),
            Role.COORDINATOR,
            "orang-lain",
            on_behalf=behalf(Role.REGIONAL_HEAD, p.today),
        ),
        errors.NotAMember,
        "orang-lain",
    ),
    "an act in the name of somebody without the role": Refused(
        drafting,
        lambda p: p.do(
            messages.Withdraw(reason="x"),
            Role.COORDINATOR,
            on_behalf=behalf(Role.REGIONAL_HEAD, p.today, "bupati-lain"),
        ),
        errors.NotAMember,
        "bupati-lain",
    ),
    "an act that nobody can record for another": Refused(
        drafting,
        lambda p: p.do(
            messages.AppointMember(person="x-1", role=Role.SEKDA),
            Role.PROGRAMME_MANAGER,
            on_behalf=behalf(Role.COORDINATOR, p.today),
        ),
        errors.BehalfNotAllowed,
        "appoint_member",
    ),
    "an act on behalf from tomorrow": Refused(
        drafting, lambda p: withdrawn_by_the_head(p, p.today + timedelta(days=1)), errors.HappenedInTheFuture
    ),
    "an act on behalf from before the opening": Refused(
        drafting, lambda p: withdrawn_by_the_head(p, date(2019, 5, 14)), errors.HappenedTooEarly, "2019-05-15"
    ),
    "contesting what one did oneself": Refused(drafting, contesting, errors.ContestNotPossible),
    "contesting what was recorded for another": Refused(
        at(Task.PASS_GATES, then=gates_for_the_chair),
        lambda p: p.do(messages.ContestAct(seq=seq_of(p, "gate_passed"), reason="x"), Role.SEKDA),
        errors.ContestNotPossible,
    ),
    "contesting twice": Refused(contested, contesting, errors.ContestNotPossible),
    "resolving no contest": Refused(drafting, resolving, errors.NoSuchContest),
    "resolving twice": Refused(
        at(Task.PASS_GATES, then=one_after_another(gates_for_the_chair, contesting, resolving)),
        resolving,
        errors.NoSuchContest,
    ),
    "correcting an entry that recorded something else": Refused(
        drafting, lambda p: correcting(p, 1, gate_fact(p)), errors.NothingToCorrect, "5 (gate mou)"
    ),
    "correcting one gate by another": Refused(
        drafting,
        lambda p: correcting(p, seq_of(p, "gate_passed"), gate_fact(p, "sk-tim")),
        errors.NothingToCorrect,
    ),
    "correcting several gates at once": Refused(
        drafting,
        lambda p: correcting(p, seq_of(p, "gate_passed"), messages.PassGates(gates=(gate("mou"), gate("sk-tim")))),
        errors.NothingToCorrect,
    ),
    "correcting what was corrected since": Refused(
        at(Task.PROPOSE_SESSION, then=lambda p: correcting(p, seq_of(p, "gate_passed"), gate_fact(p))),
        lambda p: correcting(p, seq_of(p, "gate_passed"), gate_fact(p)),
        errors.NothingToCorrect,
    ),
    "correcting to a day to come": Refused(
        drafting,
        lambda p: correcting(p, seq_of(p, "gate_passed"), gate_fact(p, days=1)),
        errors.HappenedInTheFuture,
    ),
    "correcting the komitmen to somebody who was never head": Refused(
        published,
        lambda p: correcting(p, seq_of(p, "commitment_recorded"), commitment(p.today, "orang-lain")),
        errors.NotTheHead,
    ),
    "correcting a session to days in the wrong order": Refused(
        recorded,
        lambda p: correcting(p, seq_of(p, "session_held"), session_record(1, (p.today, p.today - timedelta(days=1)))),
        errors.SessionDaysInvalid,
    ),
}

LEADS = {
    "the RPJMD is handed over": Leads(drafting, meeting, ("obligation_met",), Task.PROPOSE_SESSION),
    "a withdrawal ends the journey": Leads(
        drafting, withdrawing, ("region_withdrawn", "journey_ended"), Task.NOTHING
    ),
    "the head withdraws himself": Leads(
        drafting, lambda p: withdrawing(p, Role.REGIONAL_HEAD), ("region_withdrawn", "journey_ended"), Task.NOTHING
    ),
    "the head's letter is recorded by the coordinator": Leads(
        drafting, withdrawn_by_the_head, ("region_withdrawn", "journey_ended"), Task.NOTHING
    ),
    "a contest": Leads(
        at(Task.PASS_GATES, then=gates_for_the_chair), contesting, ("act_contested",), Task.ASSIGN_MENTORS
    ),
    "a contest is resolved": Leads(contested, resolving, ("contest_resolved",), Task.ASSIGN_MENTORS),
    "a correction after the end": Leads(
        published,
        lambda p: correcting(p, seq_of(p, "commitment_recorded"), commitment(date(2019, 6, 20))),
        ("fact_corrected",),
        Task.NOTHING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    """Each act of the table is refused by its rule and changes nothing."""
    REFUSED[name].check()


@pytest.mark.parametrize("name", LEADS)
def test_leads_to(name: str) -> None:
    """Each act of the table leads to its events and passes the turn on."""
    LEADS[name].check()


@pytest.mark.parametrize("stage", list(Stage)[:-1])
def test_a_region_can_withdraw_in_every_stage(stage: Stage) -> None:
    """Withdrawn, a journey is nobody's turn and nothing happens in it any more."""
    play = Play().until(stage=stage)
    withdrawing(play)
    assert play.journey.status is Status.WITHDRAWN
    assert play.journey.stages[-1].closed is not None
    assert play.wait(days=400) == ()


def test_a_region_can_withdraw_before_its_journey_opens() -> None:
    """A scheduled journey that is withdrawn never opens."""
    play = Play(now=start().opens_at - timedelta(days=3))
    withdrawing(play)
    assert play.wait(days=30) == ()
    assert play.journey.status is Status.WITHDRAWN


def test_an_act_on_behalf_counts_from_the_day_it_happened() -> None:
    """The next turn begins at noon of that day, its deadline counts from there, and the delay ends there."""
    play = opened()
    play.wait(days=10)
    day = local_date(play.now, play.journey.region.zone) - timedelta(days=3)
    gates_for_the_chair(play, day)
    turn = play.journey.turn
    zone = play.journey.region.zone
    assert turn.task is Task.ASSIGN_MENTORS
    assert turn.since == noon(day, zone)
    assert turn.due == end_of_day(play.journey.calendar.after(day, 5), zone)
    entry = play.entries[-1]
    assert entry.effective == noon(day, zone) < entry.at


def test_an_act_on_behalf_never_counts_from_before_the_turn() -> None:
    """A day before the turn began would charge days twice; the turn's own beginning counts then."""
    play = opened()
    play.until(Task.GIVE_VERDICTS)
    since = play.journey.turn.since
    verdict_on_paper(play, play.today - timedelta(days=10))
    assert play.journey.turn.task is Task.RECORD_COMMITMENT
    assert play.journey.turn.since == since


def test_the_trail_shows_whose_act_it_was_and_who_recorded_it() -> None:
    """A verdict recorded by the officer is the mentor's, with the officer as sender and the scan as evidence."""
    play = at(Task.GIVE_VERDICTS)()
    verdict_on_paper(play)
    entry = next(e for e in play.entries if e.event.kind == "verdict_given")
    assert entry.actor is not None
    assert entry.actor.person == person(Role.MINISTRY_OFFICER)
    assert entry.whose == "mentor-a"
    assert play.journey.rounds[0].verdicts[0].mentor == "mentor-a"


def test_the_person_is_told_once_of_an_act_in_his_name() -> None:
    """An act of three entries gives one message to the person it was recorded for."""
    play = opened()
    before = play.journey
    count = len(play.entries)
    gates_for_the_chair(play)
    told = [n for n in notices(before, play.entries[count:]) if n.template == "recorded_in_your_name"]
    assert [n.person for n in told] == [person(Role.TEAM_CHAIR)]


def test_an_open_contest_is_a_problem_until_it_is_resolved() -> None:
    """The contest is seen until somebody resolves it."""
    play = contested()
    assert [p.kind for p in problems(play.journey)] == ["contested_act"]
    resolving(play)
    assert not problems(play.journey)


def _gate_of(state: Journey) -> object:
    found = state.gate("mou")
    return found.fact.passed_on if found and found.fact else None


CORRECTIONS: dict[str, tuple[str, Callable[[Play], Correctable], Callable[[Journey], object], object]] = {
    "a gate": (
        "gate_passed",
        lambda p: messages.PassGates(gates=(gate("mou", date(2019, 5, 16)),)),
        _gate_of,
        date(2019, 5, 16),
    ),
    "a session": (
        "session_held",
        lambda p: session_record(1, (date(2019, 5, 20),)),
        lambda j: j.session(1).record and j.session(1).record.held_on,  # type: ignore[union-attr]
        (date(2019, 5, 20),),
    ),
    "an obligation": (
        "obligation_met",
        lambda p: messages.MeetObligation(obligation="rpjmd", met_on=date(2019, 5, 17), evidence=document("lain")),
        lambda j: j.obligation("rpjmd").met_on,
        date(2019, 5, 17),
    ),
    "the komitmen": (
        "commitment_recorded",
        lambda p: commitment(date(2019, 6, 20)),
        lambda j: j.commitment and j.commitment.signed_on,
        date(2019, 6, 20),
    ),
    "the adoption": (
        "adoption_recorded",
        lambda p: adoption(date(2019, 7, 4)).model_copy(update={"number": "13 Tahun 2019"}),
        lambda j: j.adoption and j.adoption.number,
        "13 Tahun 2019",
    ),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_each_correctable_fact_can_be_corrected_again_and_again(name: str) -> None:
    """The corrected fact counts, the old entry stays as it was, and the correction can itself be corrected."""
    kind, fact, read, expected = CORRECTIONS[name]
    play = drafting()
    meeting(play)
    play.until()
    play.do(adoption(play.today), Role.COORDINATOR)
    seq = seq_of(play, kind)
    old = play.entries[seq - 1]
    correcting(play, seq, fact(play))
    assert read(play.journey) == expected
    assert play.entries[seq - 1] is old
    correcting(play, play.journey.seq, fact(play))
    assert read(play.journey) == expected


def test_the_rpjmd_is_due_before_session_2() -> None:
    """Once session 2 is confirmed, the RPJMD is due on the working day before it; a move of the session moves it."""
    play = drafting().until(Task.COMMENT_HAND_IN)
    play.turn_over()
    play.until(Task.ATTEND_SESSION)
    planned = play.journey.session(2).plan
    zone, calendar = play.journey.region.zone, play.journey.calendar
    assert planned is not None
    assert play.journey.obligation("rpjmd").due == end_of_day(calendar.after(planned.days[0], -1), zone)
    later = calendar.after(planned.days[-1], 10)
    act = messages.MoveSession(number=2, days=(later,), place="Sleman", reason="Bentrok.")
    play.do(act, Role.MINISTRY_OFFICER)
    play.do(messages.ConfirmSessions(numbers=(2,)), Role.COORDINATOR)
    assert play.journey.obligation("rpjmd").due == end_of_day(calendar.after(later, -1), zone)


def test_a_missing_rpjmd_blocks_nothing_and_lapses() -> None:
    """The journey goes on to publication; the RPJMD is seen as overdue, and nobody is asked in the end."""
    play = drafting().until()
    assert play.journey.status is Status.PUBLISHED
    assert [p.subject for p in problems(play.journey) if p.kind == "obligation_overdue"] == ["rpjmd"]
    play.wait(days=150)
    assert play.journey.obligation("rpjmd").lapsed


def test_a_turn_belongs_to_one_party_at_every_instant() -> None:
    """Every turn begins where the one before it ended, from the opening to the end."""
    play = Play().until()
    turns = [e for e in play.entries if e.event.kind == "turn_passed"]
    assert all(a.effective <= b.effective for a, b in pairwise(turns))
    assert turns[0].effective == play.journey.opens_at
    assert dutiful_deed(play.journey, play.now) is None
