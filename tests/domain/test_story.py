"""The story: every event is told in both languages, in the programme's own words and the region's own time."""

from __future__ import annotations

import itertools
import string
from datetime import date, timedelta
from enum import StrEnum
from typing import get_args

import pytest

from domain import document_events as de
from domain import events as ev
from domain import facts
from domain.entry import Entry
from domain.evolve import evolve
from domain.messages import Actor
from domain.model import Journey
from domain.repair_events import PolicyChanged
from domain.shape import Frozen, carry
from domain.story import SCENE_CHANGES, scene_after, sentence_of, story, tell
from domain.story_kinds import KINDS, TROUBLES, Group, is_trouble
from domain.story_kinds import NAMES as GROUPS
from domain.values import QuickWinResult, RegionOfJourney
from domain.vocabulary import (
    DocumentKind,
    Outcome,
    Party,
    QuickWinOutcome,
    Role,
    Stage,
    Status,
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
    behalf,
    comment,
    document,
    gate,
    session_record,
    start,
)
from tests.domain.cast import Play
from tests.domain.sample_events import CORRECTABLE, EVENTS, HASH, NAMES_KNOWN, NOON, made


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
        de.DocumentsMade(documents=(*(made(DocumentKind.BOOK, b) for b in "123"), made(DocumentKind.CERTIFICATE))),
        "Dokumen dibuat: buku (3) dan sertifikat.",
        "Documents were made: book (3) and certificate.",
    ),
    (
        de.BookUploaded(
            book="buku-2", file=document("Buku 2.docx"), found=(("bab-1", document("Bab I")),), versions=(1,)
        ),
        "Koordinator daerah Siti Aminah mengunggah buku “Masterplan Smart City” sebagai satu berkas: “Buku 2.docx”.",
        "Region coordinator Siti Aminah uploaded the book “Masterplan Smart City” as one file: “Buku 2.docx”.",
    ),
    (
        de.QuickWinsChecked(
            obligation="quick-wins-6",
            checked_on=date(2020, 1, 3),
            results=(
                QuickWinResult(name="Lapor Sleman", outcome=QuickWinOutcome.ACHIEVED),
                QuickWinResult(name="Pasar digital", outcome=QuickWinOutcome.NOT_YET),
            ),
        ),
        "Koordinator daerah Siti Aminah mencatat hasil pemantauan quick win tanggal 3 Januari 2020: Lapor Sleman "
        "(tercapai) dan Pasar digital (belum tercapai).",
        "Region coordinator Siti Aminah recorded the check of the quick wins on 3 January 2020: Lapor Sleman "
        "(achieved) and Pasar digital (not achieved yet).",
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


@pytest.mark.parametrize("language", Language)
def test_every_stretch_is_told_as_in_the_whole(language: Language) -> None:
    """A stretch that begins with an instant needs only the few entries before it that set its scene."""
    play = Play()
    play.until()
    whole = story(play.entries, language, {})
    begins = [i for i, entry in enumerate(play.entries) if i == 0 or play.entries[i - 1].at != entry.at]
    assert len(begins) > 20
    for begin in begins:
        earlier = [entry for entry in play.entries[:begin] if entry.event.kind in SCENE_CHANGES]
        assert story(play.entries[begin:], language, {}, earlier) == whole[begin:]


def test_a_line_has_the_stage_that_the_journey_was_in() -> None:
    """What sets the scene of words says the same of stage and policy as the journey itself."""
    play = Play()
    play.until()
    journey: Journey | None = None
    for entry, line in zip(play.entries, story(play.entries, Language.ID, {}), strict=True):
        journey = evolve(journey, entry)
        assert (line.stage, line.act) == (journey.stage, entry.actor is not None)


def test_a_new_policy_gives_the_words_from_then_on() -> None:
    """A gate is called as the policy of that time calls it."""
    play = Play()
    scene = scene_after(None, play.entries[0].event)
    changed = tuple(gate.model_copy(update={"title": "Nama baru"}) for gate in scene.policy.gates)
    policy = scene.policy.model_copy(update={"gates": changed})
    event = PolicyChanged(policy=policy, reason="Versi baru.", confirmed_by="pm")
    late = ev.ProvisionalGateOverdue(gate=changed[0].name)
    entries = [play.entries[0], entry_of(late, seq=2), entry_of(event, seq=3), entry_of(late, seq=4)]
    _, before, _, after = story(entries, Language.ID, {})
    assert "Nama baru" not in before.text
    assert "“Nama baru”" in after.text


def test_a_story_without_its_beginning_is_refused() -> None:
    """Without the first entry nobody knows the region or the policy."""
    with pytest.raises(ValueError, match="cannot begin with"):
        story(Play().entries[1:], Language.ID, {})


def test_every_kind_of_event_is_in_one_group() -> None:
    """A new event has to be given its group, or nobody finds it."""
    kinds = [event.model_fields["kind"].default for event in get_args(get_args(ev.JourneyEvent)[0])]
    assert sorted(itertools.chain.from_iterable(KINDS.values())) == sorted(kinds)
    assert set(KINDS) == set(GROUPS) == set(Group)
    assert set(TROUBLES) <= set(kinds)
    assert set(SCENE_CHANGES) <= set(kinds)


TROUBLING = [
    pytest.param(ev.VerdictGiven(round=1, verdict=Verdict.REVISE, mentor="mentor-a"), True, id="sent back"),
    pytest.param(ev.VerdictGiven(round=1, verdict=Verdict.ACCEPT, mentor="mentor-a"), False, id="accepted"),
    pytest.param(ev.OwnerDecided(outcome=Outcome.REQUIRES_MODIFICATION), True, id="to be modified"),
    pytest.param(ev.OwnerDecided(outcome=Outcome.YES_WITH_NOTES), False, id="yes with notes"),
    pytest.param(ev.JourneyEnded(status=Status.PUBLISHED), False, id="ended well"),
    pytest.param(ev.JourneyEnded(status=Status.WITHDRAWN), True, id="withdrawn"),
    pytest.param(ev.ObligationOverdue(obligation="rpjmd"), True, id="overdue"),
    pytest.param(ev.StageOpened(stage=Stage.DRAFTING), False, id="as planned"),
]


@pytest.mark.parametrize(("event", "trouble"), TROUBLING)
def test_what_did_not_go_as_planned_is_a_trouble(event: ev.JourneyEvent, trouble: bool) -> None:
    """Whether it is one depends on what was said where a kind can go either way."""
    assert is_trouble(event) is trouble


def test_a_word_the_policy_lost_is_told_by_its_key(journey: Journey) -> None:
    """An entry under an older policy stays readable."""
    event: Frozen = ev.ProvisionalGateOverdue(gate="sk-lama")
    assert isinstance(event, ev.Event)
    assert "“sk-lama”" in tell(entry_of(event), journey, Language.ID, {})


GLOSSARY = (Stage, Status, Party, Role, Task, Verdict, Outcome, DocumentKind, QuickWinOutcome)


def test_the_glossary_has_every_fixed_word_as_it_is_told() -> None:
    """`docs/glossary.md` is what people look words up in; its rows are those of the code."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    for enumeration in GLOSSARY:
        for member, phrase in NAMES[enumeration].items():
            assert f"| `{member}` | {phrase.id} | {phrase.en} |" in text
