"""Forms of acts on pages: every act has one, in both languages, for whoever can do it now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from api.forms.asking import Circle
from api.forms.explained import EXPLAINED
from api.forms.filled import fill
from api.forms.layout import Cell, Choices, Option, Sort, parts_of
from api.forms.values import Wrong, value_of
from api.forms.wanted import Form, choices_of, forms_for
from api.forms.words import LABELS, PACKED, TITLES
from api.forms.written import Written
from domain.clock import ExtensionRequest
from domain.facts import ExtensionChoice, MentorChangeFacts
from domain.messages import DecideExtension, ScheduleExamination
from domain.model import BehalfAct, Contest, Journey
from domain.roles import REPAIR_ACTS, RULES
from domain.vocabulary import IANA, Party, Role, Task, TimeZone
from domain.words.phrase import Language
from tests.domain.builders import person, shipped_policy, start
from tests.domain.cast import Play

ELSEWHERE = {"save_chapters", "upload_book", "change_calendar", "record_workplaces", "sign_document"}
"""Acts that are not done by a form: books have pages of their own, the others the command line or the documents."""


def at(task: Task | None = None) -> Journey:
    """A journey that has come to a task."""
    found = Play(start(policy=shipped_policy(), simulated=True))
    return (found.until(task) if task else found).journey


def form_in(journey: Journey, who: str, key: str, language: Language = Language.ID) -> Form:
    """Somebody's form by its key."""
    return next(form for form in forms_for(journey, who, language=language) if form.packed.key == key)


def test_every_act_has_a_form_and_is_explained() -> None:
    """Whatever a role may do, pages have a form for it, a title, and a sentence on what happens then."""
    assert set(TITLES) == set(RULES) - ELSEWHERE - set(REPAIR_ACTS) == set(EXPLAINED)


def test_both_languages_say_everything() -> None:
    """No label, title or explanation is empty in one of the languages."""
    for phrase in (*LABELS.values(), *TITLES.values(), *EXPLAINED.values()):
        assert phrase.id.strip() and phrase.en.strip()


@pytest.mark.parametrize("task", [None, Task.GIVE_VERDICTS, Task.SCHEDULE_EXAMINATION, Task.DECIDE_AS_OWNER])
def test_every_form_of_everybody_can_be_laid_out(task: Task | None) -> None:
    """In both languages; what a page alone has is given out only when it can be done now."""
    journey = at(task)
    for who in {member.person for member in journey.members}:
        for language in Language:
            forms = forms_for(journey, who, language=language)
            assert len({form.packed.key for form in forms}) == len(forms)
            for form in forms:
                assert form.now or form.packed.act in PACKED
                if form.packed.act != "correct_fact":
                    assert parts_of(form.packed, choices_of(journey, {}, form.wanted, {}, language))


def test_the_language_of_a_form_is_that_of_the_page() -> None:
    """Its title and its labels are English on an English page."""
    journey = at()
    form = form_in(journey, "coordinator", "pass_gates", Language.EN)
    parts = parts_of(form.packed, choices_of(journey, {}, form.wanted, {}, Language.EN))
    assert (form.packed.title, parts[0].label) == ("Gates of the stage", "Gates passed")


def test_mistakes_are_said_in_the_language_of_the_page() -> None:
    """What is wrong, and what to do about it."""
    form = form_in(at(), person(Role.PROGRAMME_MANAGER), "pause_journey", Language.EN)
    parts = parts_of(form.packed, Choices(language=Language.EN))
    written = Written(cells={"cause": "disaster", "reason": "", "approved_by": "x", "resumes_on": "soon"})
    said = {
        m.path: (m.wrong, m.todo) for m in fill(form.packed, parts, written, {}, "c", language=Language.EN).mistakes
    }
    assert said["reason"] == ("Not filled in yet.", "Fill in this field.")
    assert said["resumes_on"][0] == "“soon” is no day."


def test_mentors_are_chosen_among_people_of_no_region() -> None:
    """By name; somebody who is not among them cannot be chosen."""
    journey = at(Task.ASSIGN_MENTORS)
    form = form_in(journey, person(Role.PROGRAMME_MANAGER), "assign_mentors")
    circles = {Circle.MENTORS: (Option("p-1", "Ani"),), Circle.OFFICERS: (Option("o-1", "Budi"),)}
    mentors, officer = parts_of(form.packed, choices_of(journey, {}, form.wanted, circles))
    assert isinstance(mentors, Cell) and isinstance(officer, Cell)
    assert (mentors.sort, mentors.options, mentors.free) == (Sort.LINES, (Option("p-1", "Ani"),), False)
    assert (officer.sort, officer.options, officer.free) == (Sort.CHOICE, (Option("o-1", "Budi"),), False)


def test_a_moment_is_read_in_the_zone_of_the_region() -> None:
    """As a browser writes it, and as people do."""
    cell = Cell("slot", Sort.MOMENT, "Waktu", zone=TimeZone.WIT)
    for text in ("2027-01-05T09:30", "5 Januari 2027 09.30", "05-01-2027 9:30"):
        assert value_of(cell, text) == datetime(2027, 1, 5, 0, 30, tzinfo=UTC)
    for text in ("2027-01-05", "09:30", "2027-01-05 25:00"):
        with pytest.raises(Wrong):
            value_of(cell, text)


def test_an_examination_is_scheduled_in_the_time_of_the_region() -> None:
    """With examiners by name."""
    journey = at(Task.SCHEDULE_EXAMINATION)
    form = form_in(journey, person(Role.PROGRAMME_MANAGER), "schedule_examination")
    circles = {Circle.EXAMINERS: (Option("e-1", "Ani"), Option("e-2", "Budi"))}
    parts = parts_of(form.packed, choices_of(journey, {}, form.wanted, circles))
    written = Written(cells={"slot": "2027-01-05T09:30", "examiners": "e-1\ne-2"})
    act = fill(form.packed, parts, written, {}, "c").act
    assert isinstance(act, ScheduleExamination)
    assert act.examiners == ("e-1", "e-2")
    assert f"{act.slot:%H:%M}" == "09:30" and act.slot.tzinfo == ZoneInfo(IANA[journey.region.zone])


def test_a_request_for_time_is_decided_by_another_party() -> None:
    """The form says what was asked for; the party that asked has none."""
    journey = at(Task.SUBMIT)
    request = ExtensionRequest(
        by="coordinator",
        recorded_by=None,
        party=Party.REGION,
        task=Task.SUBMIT,
        days=5,
        reason="Banjir di ibu kota.",
        seq=journey.seq,
        at=journey.turn.since,
    )
    asked = journey.model_copy(update={"extension_request": request})
    form = form_in(asked, person(Role.DIRECTOR), "decide_extension")
    assert "5 hari kerja" in dict(form.wanted.facts).values()
    parts = parts_of(form.packed, choices_of(asked, {}, form.wanted))
    written = Written(cells={"choice": "grant_less", "days": "3", "reason": "Cukup."})
    act = fill(form.packed, parts, written, {}, "c").act
    assert act == DecideExtension(choice=ExtensionChoice.GRANT_LESS, days=3, reason="Cukup.")


def test_decisions_are_offered_only_when_there_is_something_to_decide() -> None:
    """A proposed mentor change is for the programme manager, unless he proposed it himself."""
    journey, manager = at(Task.SUBMIT), person(Role.PROGRAMME_MANAGER)
    assert "decide_mentor_change" not in {form.packed.act for form in forms_for(journey, manager)}
    change = MentorChangeFacts(outgoing="mentor-a", incoming="mentor-z", reason="Pindah tugas.")
    for by, offered in (("coordinator", True), (manager, False)):
        proposed = journey.model_copy(update={"mentor_change": change, "mentor_change_by": by})
        acts = {form.packed.act for form in forms_for(proposed, manager)}
        assert ("decide_mentor_change" in acts) is offered


def test_who_an_act_was_recorded_for_can_contest_it_once() -> None:
    """And the programme decides on what was contested."""
    journey, head = at(Task.SUBMIT), person(Role.REGIONAL_HEAD)
    recorded = journey.model_copy(update={"on_behalf_acts": (BehalfAct(seq=7, person=head),)})
    assert form_in(recorded, head, "contest_act.7").wanted.fixed == {"seq": 7}
    contest = Contest(seq=7, person=head, reason="Bukan saya.")
    contested = recorded.model_copy(update={"contests": (contest,)})
    assert "contest_act" not in {form.packed.act for form in forms_for(contested, head)}
    assert form_in(contested, person(Role.DIRECTOR), "resolve_contest.7").wanted.facts_of_people[0][1] == head


def test_a_session_that_was_planned_can_be_moved_from_the_plan_as_it_is() -> None:
    """The form holds the days, the place and the mentors that were agreed."""
    journey = at(Task.ATTEND_SESSION)
    form = form_in(journey, "coordinator", "move_session.1")
    plan = journey.session(1).plan
    assert plan is not None
    assert form.packed.filled["place"] == plan.place
    parts = parts_of(form.packed, choices_of(journey, {}, form.wanted))
    days = next(part for part in parts if part.path == "days")
    assert isinstance(days, Cell)
    assert value_of(days, form.packed.filled["days"]) == list(plan.days)


def test_only_a_page_says_file_without_name() -> None:
    """In a pack a file is named, on a page it is chosen."""
    journey = at()
    form = form_in(journey, "coordinator", "meet_obligation.rpjmd")
    packed, shown = (
        {part.path: part.label for part in parts_of(form.packed, choices)}
        for choices in (choices_of(journey, {}), replace(choices_of(journey, {}), on_page=True))
    )
    assert (packed["evidence.file"], shown["evidence.file"]) == ("Bukti: nama berkas", "Bukti")


def test_the_coordinator_appoints_people_of_the_region_alone() -> None:
    """The roles to choose are those that he may give."""
    journey = at()
    for who, offers in (("coordinator", False), (person(Role.PROGRAMME_MANAGER), True)):
        options = form_in(journey, who, "appoint_member").wanted.options["role"]
        assert (Role.EXAMINER in {option.value for option in options}) is offers
        assert Role.TEAM_MEMBER in {option.value for option in options}


def test_days_may_be_written_as_browsers_do() -> None:
    """A date field sends the year first."""
    assert value_of(Cell("due_on", Sort.DAY, "Tanggal"), "2027-01-05") == date(2027, 1, 5)
