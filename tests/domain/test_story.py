"""The story: every event is told in both languages, in the programme's own words and the region's own time."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import get_args

import pytest

from domain import clock_events as ck
from domain import events as ev
from domain import facts, messages
from domain.entry import Entry
from domain.messages import Actor
from domain.model import Journey
from domain.policy import REASSIGNING, LadderAction
from domain.shape import Frozen, carry
from domain.story import Names, sentence_of, story, tell
from domain.values import Answer, PlannedDate, RegionOfJourney, Signatory, Workplace
from domain.vocabulary import (
    HeadCapacity,
    Outcome,
    Party,
    RegulationForm,
    Role,
    Stage,
    Status,
    StopCause,
    Task,
    TimeZone,
    Verdict,
)
from domain.words.names import NAMES
from domain.words.phrase import Language
from domain.words.sentences import CORRECTED, SENTENCES
from domain.words.times import MONTHS, spell_days, spell_moment
from tests.domain.builders import (
    ROOT,
    action_plan,
    adoption,
    behalf,
    chapter,
    chapters_of,
    comment,
    commitment,
    default_policy,
    distinctiveness,
    document,
    examination,
    gate,
    plan,
    quick_wins,
    session_record,
    start,
    verdict,
)
from tests.domain.cast import Play

DAY = date(2019, 11, 4)
NOON = datetime(2019, 11, 4, 3, 0, tzinfo=UTC)
HASH = "ab" * 32
NAMES_KNOWN: Names = {"coordinator": "Siti Aminah", "regional-head": "Budi Santoso", "mentor-a": "Rina"}
WHY = "Karena perlu."
CORRECTABLE: tuple[messages.Correctable, ...] = (
    messages.PassGates(gates=(gate("mou", DAY),)),
    session_record(2, (DAY,)),
    messages.MeetObligation(obligation="rpjmd", met_on=DAY, evidence=document("rpjmd")),
    commitment(DAY),
    adoption(DAY),
)


def imported(status: Status) -> messages.Imported:
    """A journey taken over."""
    return messages.Imported(status=status, stage=Stage.APPROVAL, opened_at=NOON, evidence="Surat B.116.")


def step_taken(action: LadderAction) -> ev.LadderStepTaken:
    """A step of a ladder, with people where it reassigns."""
    people = {"relieves": Role.MENTOR, "outgoing": "mentor-a", "incoming": "mentor-c"}
    return ev.LadderStepTaken(
        step="h-plus-3",
        action=action,
        to=Role.TEAM_CHAIR,
        task=Task.REVISE,
        due=NOON,
        fell_due=NOON,
        **(people if action in REASSIGNING else {}),
    )


EVENTS: tuple[ev.JourneyEvent, ...] = (
    ev.JourneyScheduled(start=start()),
    ev.JourneyScheduled(start=start(catch_up=True)),
    ev.JourneyOpened(),
    ev.JourneyImported(imported=imported(Status.OPEN)),
    ev.JourneyImported(imported=imported(Status.COMPLETED_OUTSIDE)),
    ev.DocumentsCarriedOver(from_journey="journey-2018-kota-depok"),
    *(ev.JourneyEnded(status=status) for status in Status),
    ev.RegionWithdrawn(reason=WHY),
    *(ev.StageClosed(stage=stage) for stage in Stage),
    *(ev.StageOpened(stage=stage) for stage in Stage),
    *(ev.TurnPassed(party=Party.REGION, task=task, due=NOON, allowance=10) for task in Task),
    *(ev.TurnPassed(party=party, task=Task.SUBMIT, due=NOON) for party in Party),
    *(ev.TurnPassed(party=party, task=Task.SUBMIT) for party in Party),
    *(step_taken(action) for action in LadderAction if action not in REASSIGNING),
    carry(ev.GatePassed, gate("mou", DAY)),
    ev.GatePassedProvisionally(gate="sk-tim", reason=WHY, due_on=DAY),
    ev.ProvisionalGateOverdue(gate="sk-tim"),
    ev.MentorsAssigned(mentors=("mentor-a", "mentor-b"), officer="ministry-officer"),
    ev.InterestDeclared(mentor="mentor-a", conflict=False, statement=WHY),
    ev.InterestDeclared(mentor="mentor-a", conflict=True, statement=WHY),
    carry(ev.SessionProposed, plan(2, DAY), by=Party.REGION),
    ev.SessionConfirmed(number=2),
    carry(ev.SessionMoved, plan(2, DAY), by=Party.REGION, reason=WHY),
    carry(ev.SessionHeld, session_record(2, (DAY,))),
    ev.HandInReceived(number=2, chapters=(chapter(),), versions=(1,)),
    ev.HandInReceived(number=2, chapters=chapters_of(default_policy()), versions=(1,)),
    ev.HandInCommented(number=2, comments=(comment(),), mentor="mentor-a"),
    ev.HandInCommented(number=2, mentor="mentor-a"),
    ev.ObligationDue(obligation="rpjmd", due=NOON),
    ev.ObligationMet(obligation="rpjmd", met_on=DAY, evidence=document("rpjmd")),
    ev.ObligationOverdue(obligation="rpjmd"),
    ev.ObligationLapsed(obligation="rpjmd"),
    ev.ChapterSaved(name=chapter(), document=document("bab"), based_on=0, version=1),
    carry(ev.ActionPlanSaved, action_plan()),
    carry(ev.QuickWinsSaved, quick_wins()),
    carry(ev.DistinctivenessSaved, distinctiveness()),
    ev.Submitted(number=1, versions=(1, 1), sha256=HASH),
    ev.RoundOpened(number=1),
    *(carry(ev.VerdictGiven, verdict(1, accept, (comment(),)), mentor="mentor-a") for accept in (True, False)),
    ev.RoundAccepted(number=1),
    ev.RevisionRequested(by="mentors", comments=(comment(),)),
    ev.RevisionRequested(by="penilaian", comments=(comment(),)),
    ev.RoundsUsedUp(number=3),
    *(ev.RoundsDecided(choice=choice, reason=WHY) for choice in facts.RoundsChoice),
    ev.CommentsAnswered(answers=(Answer(comment="k-1", text="Sudah."),)),
    *(
        ev.CommitmentRecorded(
            signed_on=DAY,
            head="regional-head",
            capacity=capacity,
            signatories=(Signatory(person="regional-head", office="Bupati"),),
            scan=document("komitmen"),
        )
        for capacity in HeadCapacity
    ),
    ev.ExaminationScheduled(slot=NOON, examiners=("examiner-a",)),
    ev.PresentationPrepared(slides=document("salindia")),
    ev.PresentationPrepared(slides=document("salindia"), video=document("video")),
    *(carry(ev.ExaminationHeld, examination(outcome=outcome, notes=WHY)) for outcome in Outcome),
    ev.Endorsed(step="kementerian-mitra", agency="kemendagri", outcome=Outcome.YES),
    ev.OwnerDecided(outcome=Outcome.REQUIRES_MODIFICATION, corrections=(comment(),)),
    ev.EndorsementsVoided(steps=("penilaian", "kementerian-mitra")),
    ev.BooksFrozen(submission=2, sha256=HASH),
    ev.Published(),
    *(
        ev.AdoptionRecorded(form=form, number="12 Tahun 2019", dated=DAY, document=document("perbup"))
        for form in RegulationForm
    ),
    *(ev.MemberAppointed(person="orang-baru", role=role, since=DAY) for role in Role),
    ev.MemberAppointed(person="orang-baru", role=Role.AGENCY, agency="bappenas", since=DAY),
    ev.MemberReplaced(role=Role.COORDINATOR, outgoing="coordinator", incoming="orang-baru", reason=WHY, since=DAY),
    ev.MemberReleased(role=Role.COORDINATOR, person="coordinator", reason=WHY, until=DAY),
    *(ev.HeadChose(choice=choice, reason=WHY) for choice in facts.HeadChoice),
    ev.MentorChangeProposed(outgoing="mentor-a", incoming="mentor-c", reason=WHY),
    *(
        ev.MentorChangeDecided(approve=approve, reason=WHY, outgoing="mentor-a", incoming="mentor-c", since=DAY)
        for approve in (True, False)
    ),
    *(ev.FactCorrected(seq=4, fact=fact, reason=WHY) for fact in CORRECTABLE),
    ev.ActContested(seq=4, reason=WHY),
    *(ev.ContestResolved(seq=4, upheld=upheld, reason=WHY) for upheld in (True, False)),
    *(step_taken(action) for action in REASSIGNING),
    step_taken(LadderAction.REASSIGN).model_copy(update={"incoming": None}),
    ck.PlanBaselined(dates=(PlannedDate(name="publication", day=DAY),)),
    *(ck.JourneyPaused(cause=c, reason=WHY, approved_by="Direktur", resumes_on=DAY) for c in StopCause),
    ck.JourneyResumed(working_days=4),
    ck.JourneyResumed(working_days=4, reason=WHY),
    ck.ExaminationReleased(),
    ck.DueMoved(task=Task.SUBMIT, due=NOON, before=NOON),
    ck.ExtensionAsked(days=5, reason=WHY, party=Party.REGION, task=Task.SUBMIT, due=NOON),
    *(
        ck.ExtensionDecided(choice=choice, reason=WHY, task=Task.SUBMIT, asked=5, granted=3, due=NOON)
        for choice in facts.ExtensionChoice
    ),
    ck.CalendarChanged(decree="SKB 3 Menteri", off=(DAY,), regional_off=(DAY,), working=(DAY,), official_until=DAY),
    ck.WorkplacesRecorded(workplaces=(Workplace(person="mentor-a", zone=TimeZone.WIT),)),
    *(
        ck.ReassignmentDecided(
            approve=approve, reason=WHY, role=Role.MENTOR, outgoing="mentor-a", incoming="mentor-c", since=DAY
        )
        for approve in (True, False)
    ),
)
"""At least one of every event, and one for every sentence."""


@pytest.fixture(scope="module")
def journey() -> Journey:
    """A journey that has just opened."""
    return Play().journey


def entry_of(event: ev.Event, **more: object) -> Entry:
    """An entry that holds an event, by the coordinator at ten o'clock."""
    fields = {
        "journey": "journey-2019-kab-sleman",
        "seq": 9,
        "at": NOON,
        "effective": NOON,
        "actor": Actor(person="coordinator", role=Role.COORDINATOR),
        "command": "c-1",
        "event": event,
        "previous": HASH,
        **more,
    }
    return Entry.model_validate(fields)


def test_the_samples_have_every_event_and_every_sentence() -> None:
    """An event without a sentence, or a sentence that nothing leads to, fails."""
    assert {type(event) for event in EVENTS} == set(get_args(get_args(ev.JourneyEvent)[0]))
    assert {sentence_of(event) for event in EVENTS} == set(SENTENCES)
    assert {fact.kind for fact in CORRECTABLE} == set(CORRECTED)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: sentence_of(event))
def test_every_event_is_one_plain_sentence(journey: Journey, event: ev.JourneyEvent, language: Language) -> None:
    """A sentence begins with a capital, ends with a full stop, and shows no word of the machine's."""
    told = tell(entry_of(event), journey, language, NAMES_KNOWN)
    assert told[0].isupper() or told[0] in "“" or told[0].isdigit()
    assert told.endswith(".")
    assert "  " not in told
    assert ".”." not in told
    assert not any(mark in told for mark in ("{", "}", "_", "2019-", "=", "None"))


def test_both_languages_say_the_same() -> None:
    """Every phrase has the same places in Indonesian and in English."""
    for name, phrase in {**SENTENCES, **CORRECTED}.items():
        places = [{place for _, place, _, _ in string.Formatter().parse(text) if place} for text in phrase]
        assert places[0] == places[1], name


def test_every_fixed_word_has_a_name_in_both_languages() -> None:
    """A member added to an enumeration without a name fails here, not in front of a reader."""
    for enumeration, names in NAMES.items():
        assert set(names) == set(enumeration), enumeration.__name__
        assert all(phrase.id and phrase.en for phrase in names.values())
    shown = {
        type(value)
        for event in EVENTS
        for value in (getattr(event, name) for name in type(event).model_fields)
        if isinstance(value, StrEnum)
    }
    assert shown <= set(NAMES)


CASES: tuple[tuple[ev.Event, str, str], ...] = (
    (
        carry(ev.GatePassed, gate("mou", date(2019, 5, 22))),
        "Koordinator daerah Siti Aminah mencatat syarat “Nota kesepahaman ditandatangani” terpenuhi pada 22 Mei 2019.",
        "Region coordinator Siti Aminah recorded that the gate “Nota kesepahaman ditandatangani” was passed on "
        "22 May 2019.",
    ),
    (
        ev.TurnPassed(party=Party.MENTORS, task=Task.GIVE_VERDICTS, due=NOON, allowance=10),
        "Giliran pembimbing: memberi hasil telaah, paling lambat 4 November 2019 pukul 10.00 WIB (10 hari kerja).",
        "It is the turn of the mentors: give their verdicts, by 4 November 2019, 10.00 WIB (10 working days).",
    ),
    (
        ev.RevisionRequested(by="mentors", comments=(comment("k-1"), comment("k-2"))),
        "Daerah diminta merevisi dan menjawab 2 catatan pembimbing dalam matriks tindak lanjut.",
        "The region was asked to revise and to answer 2 comment(s) of the mentors in the matriks tindak lanjut.",
    ),
    (
        ev.VerdictGiven(round=1, verdict=Verdict.ACCEPT, mentor="mentor-a"),
        "Pembimbing Rina memberi hasil telaah putaran 1: diterima.",
        "Mentor Rina gave a verdict in round 1: accepted.",
    ),
    (
        ev.FactCorrected(seq=7, fact=session_record(2, (date(2019, 8, 6), date(2019, 8, 7))), reason="Salah tanggal."),
        "Koordinator daerah Siti Aminah mengoreksi catatan nomor 7; yang berlaku sekarang: Bimtek II terlaksana pada "
        "6–7 Agustus 2019 dengan 40 peserta; alasan: “Salah tanggal”.",
        "Region coordinator Siti Aminah corrected entry 7; what counts from now on: Bimtek II was held on "
        "6–7 August 2019 with 40 people; reason: “Salah tanggal”.",
    ),
)


@pytest.mark.parametrize(("event", "indonesian", "english"), CASES, ids=lambda case: getattr(case, "kind", ""))
def test_what_is_said(journey: Journey, event: ev.Event, indonesian: str, english: str) -> None:
    """The programme's own words in Indonesian, the same in English."""
    assert tell(entry_of(event), journey, Language.ID, NAMES_KNOWN) == indonesian
    assert tell(entry_of(event), journey, Language.EN, NAMES_KNOWN) == english


def test_an_act_on_behalf_says_whose_it_was_who_recorded_it_and_when_it_happened(journey: Journey) -> None:
    """The subject is the person whose act it was; the recorder and the day stand behind it."""
    entry = entry_of(
        ev.HeadChose(choice=facts.HeadChoice.KEEP, reason="Sudah baik."),
        on_behalf=behalf(Role.REGIONAL_HEAD, date(2019, 11, 1)),
    )
    assert tell(entry, journey, Language.ID, NAMES_KNOWN) == (
        "Kepala daerah Budi Santoso meneruskan komitmen yang ada; alasan: “Sudah baik”. "
        "(Dicatat atas namanya oleh koordinator daerah Siti Aminah; terjadi 1 November 2019.)"
    )


def test_what_counts_from_another_day_says_so(journey: Journey) -> None:
    """A deadline that passed while nothing ran names the instant from which it counts."""
    entry = entry_of(ev.ObligationOverdue(obligation="rpjmd"), effective=NOON - timedelta(days=3))
    assert tell(entry, journey, Language.EN, {}).endswith("(Counts from 1 November 2019, 10.00 WIB.)")


ZONES = [
    pytest.param(TimeZone.WIB, "4 November 2019 pukul 10.00 WIB", id="Sleman"),
    pytest.param(TimeZone.WITA, "4 November 2019 pukul 11.00 WITA", id="Makassar"),
    pytest.param(TimeZone.WIT, "4 November 2019 pukul 12.00 WIT", id="Jayapura"),
]


@pytest.mark.parametrize(("zone", "told"), ZONES)
def test_times_are_those_of_the_region(zone: TimeZone, told: str) -> None:
    """The same instant is another hour in each of Indonesia's zones."""
    assert spell_moment(NOON, zone, Language.ID) == told


def test_days_in_a_row_are_drawn_together() -> None:
    """Two days of one month become one span; others are listed."""
    august = [date(2019, 8, 6), date(2019, 8, 7)]
    assert spell_days(august, Language.ID) == "6–7 Agustus 2019"
    assert spell_days([date(2019, 7, 31), *august], Language.EN) == "31 July 2019, 6 August 2019 and 7 August 2019"
    assert len(MONTHS) == 12


def test_a_whole_journey_is_told_in_order_and_folded() -> None:
    """One line an entry; what an act led to stands below the act, and the engine's own steps by themselves."""
    play = Play(start(region=RegionOfJourney(id="kota-ambon", name="Kota Ambon", code="81.71", zone=TimeZone.WIT)))
    play.until()
    lines = story(play.entries, Language.ID, {})
    assert [line.seq for line in lines] == [entry.seq for entry in play.entries]
    assert all(line.when.endswith("WIT") for line in lines)
    by_seq = {entry.seq: entry for entry in play.entries}
    for line in lines:
        entry = by_seq[line.seq]
        if line.under is None:
            continue
        head = by_seq[line.under]
        assert head.command is not None
        assert entry.at == head.at
        assert entry.command in (None, head.command)
    assert lines[0].text.startswith("Perjalanan Kota Ambon dalam angkatan")
    assert any(line.text == "Masterplan terbit dalam katalog." and line.under for line in lines)


def test_a_word_the_policy_lost_is_told_by_its_key(journey: Journey) -> None:
    """An entry under an older policy stays readable."""
    event: Frozen = ev.ProvisionalGateOverdue(gate="sk-lama")
    assert isinstance(event, ev.Event)
    assert "“sk-lama”" in tell(entry_of(event), journey, Language.ID, {})


GLOSSARY = (Stage, Status, Party, Role, Task, Verdict, Outcome)


def test_the_glossary_has_every_fixed_word_as_it_is_told() -> None:
    """`docs/glossary.md` is what people look words up in; its rows are those of the code."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for enumeration in GLOSSARY:
        for member, phrase in NAMES[enumeration].items():
            assert f"| `{member}` | {phrase.id} | {phrase.en} |" in text
