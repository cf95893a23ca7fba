"""Decisions about time as tables: pauses, extensions, decrees, workplaces, reassignments."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain import errors, messages
from domain.facts import ExtensionChoice
from domain.values import Workplace
from domain.vocabulary import Role, Task, TimeZone
from tests.domain.acts_of_time import (
    asking,
    deciding,
    decreeing,
    giving,
    overdue,
    pausing,
    reassigning,
    reminding,
    resuming,
    working_in,
)
from tests.domain.builders import MENTORS, OPENS_AT, behalf, calendar, person
from tests.domain.cases import Leads, Refused, at, one_after_another
from tests.domain.cast import Play

OFFICER = person(Role.MINISTRY_OFFICER)
GRANT, LESS, REFUSE = ExtensionChoice
JULY_3 = date(2019, 7, 3)
HOLIDAY = date(2019, 6, 5)

opened = at(Task.PASS_GATES)
waiting = at(Task.ATTEND_SESSION)
proposing = at(Task.PROPOSE_SESSION)
writing = at(Task.HAND_IN)
reading = at(Task.COMMENT_HAND_IN)
owner = at(Task.DECIDE_AS_OWNER)
paused = at(Task.PASS_GATES, then=pausing)
asked = at(Task.PASS_GATES, then=asking)
replaceable = at(Task.COMMENT_HAND_IN, then=lambda p: overdue(p, 4))


def before_the_opening() -> Play:
    """A journey a week before it opens."""
    return Play(now=OPENS_AT - timedelta(days=7))


def asked_by_the_programme() -> Play:
    """The ministry's officer has asked for more time to propose a session."""
    play = proposing()
    asking(play, by=Role.MINISTRY_OFFICER)
    return play


def asked_on_behalf(play: Play) -> None:
    """The programme manager records the coordinator's letter that asks for more time."""
    ask = messages.AskExtension(days=5, reason="Surat koordinator.")
    play.do(ask, Role.PROGRAMME_MANAGER, on_behalf=behalf(Role.COORDINATOR, play.today))


def both_at_once(play: Play) -> None:
    """The ministry's officer becomes a director besides, and asks."""
    director_too(play)
    asking(play, by=Role.MINISTRY_OFFICER)


def director_too(play: Play) -> None:
    """The ministry's officer becomes a director besides."""
    play.do(messages.AppointMember(person=OFFICER, role=Role.DIRECTOR), Role.PROGRAMME_MANAGER)


def extended_once(play: Play) -> None:
    """More time was asked for and given."""
    asking(play)
    deciding(play)


def used_up() -> Play:
    """Four extensions of the journey were granted, in four turns of hand-in."""
    play = opened()
    extended_once(play)
    for _ in range(3):
        play.turn_over()
        play.until(Task.HAND_IN)
        extended_once(play)
    play.turn_over()
    return play.until(Task.HAND_IN)


def proposed_then_replaced() -> Play:
    """The mentor who is to be relieved was replaced meanwhile by a mentor change."""
    play = replaceable()
    act = messages.ProposeMentorChange(outgoing=MENTORS[0], incoming="mentor-c", reason="Sakit.")
    play.do(act, Role.MINISTRY_OFFICER)
    play.do(messages.DecideMentorChange(approve=True, reason="Setuju."), Role.PROGRAMME_MANAGER)
    return play


def standing_in_elsewhere(role: Role) -> Play:
    """The one who is to stand in for the mentor took another role meanwhile."""
    play = replaceable()
    play.do(messages.AppointMember(person=person(Role.MENTOR_LEAD), role=role), Role.PROGRAMME_MANAGER)
    return play


REFUSED = {
    "a pause before the opening": Refused(before_the_opening, pausing, errors.JourneyNotOpen),
    "a pause after the end": Refused(at(), pausing, errors.JourneyOver),
    "a pause by the coordinator": Refused(opened, lambda p: pausing(p, by=Role.COORDINATOR), errors.RoleNotAllowed),
    "a second pause": Refused(paused, pausing, errors.PausedAlready, "until 2019-05-29"),
    "a pause until today": Refused(opened, lambda p: pausing(p, days=0), errors.DueDatePassed, "2019-05-15"),
    "a pause until yesterday": Refused(opened, lambda p: pausing(p, days=-1), errors.DueDatePassed),
    "a pause of more than the policy's days": Refused(
        opened,
        lambda p: pausing(p, until=calendar().after(p.today, 121)),
        errors.PauseTooLong,
        "121 working days is longer than the 120",
    ),
    "resuming what is not paused": Refused(opened, resuming, errors.NotPaused),
    "resuming what went on by itself": Refused(
        at(Task.PASS_GATES, then=one_after_another(pausing, lambda p: p.wait(days=14))), resuming, errors.NotPaused
    ),
    "resuming by the officer": Refused(
        paused, lambda p: resuming(p, by=Role.MINISTRY_OFFICER), errors.RoleNotAllowed, "director"
    ),
    "more time in another's turn": Refused(
        opened, lambda p: asking(p, by=Role.MINISTRY_OFFICER), errors.NotYourTurn, "it is the turn of region"
    ),
    "more time for the mentors asked by the region": Refused(reading, asking, errors.NotYourTurn, "mentors"),
    "more time for the owner asked by an agency": Refused(
        owner, lambda p: asking(p, by=Role.AGENCY), errors.NotYourTurn, "director has to act"
    ),
    "more time asked in another's name and decided by the same person": Refused(
        at(Task.PASS_GATES, then=asked_on_behalf), deciding, errors.AskerCannotDecide
    ),
    "more time for an agreed date": Refused(
        waiting, asking, errors.NoDeadlineToExtend, "attend_session” has no deadline"
    ),
    "more time for the examination's day": Refused(
        at(Task.ATTEND_EXAMINATION), lambda p: asking(p, by=Role.EXAMINER), errors.NoDeadlineToExtend
    ),
    "more time twice at once": Refused(asked, asking, errors.ExtensionOpen),
    "more time than one request may ask for": Refused(
        opened, lambda p: asking(p, days=11), errors.ExtensionTooLong, "11 working days are more than the 10"
    ),
    "more time a second time in a turn": Refused(
        at(Task.PASS_GATES, then=extended_once), asking, errors.ExtensionsUsedUp, "1 request(s) a turn and 4"
    ),
    "more time again after a refusal": Refused(
        at(Task.PASS_GATES, then=one_after_another(asking, lambda p: deciding(p, REFUSE))),
        asking,
        errors.ExtensionsUsedUp,
    ),
    "a fifth extension in a journey": Refused(used_up, asking, errors.ExtensionsUsedUp),
    "deciding what nobody asked": Refused(opened, deciding, errors.NoExtensionAsked),
    "deciding what was decided": Refused(at(Task.PASS_GATES, then=extended_once), deciding, errors.NoExtensionAsked),
    "deciding once the turn has passed": Refused(
        at(Task.PASS_GATES, then=one_after_another(asking, lambda p: p.turn_over())), deciding, errors.NoExtensionAsked
    ),
    "the programme decides what it asked": Refused(
        asked_by_the_programme, deciding, errors.AskerCannotDecide, "programme asked for more time"
    ),
    "an approver decides what approvers asked": Refused(
        at(Task.RECORD_EXAMINATION, then=lambda p: asking(p, by=Role.EXAMINER)),
        lambda p: deciding(p, by=Role.DIRECTOR),
        errors.AskerCannotDecide,
        "approvers",
    ),
    "one person decides what he asked in another role": Refused(
        at(Task.PROPOSE_SESSION, then=both_at_once),
        lambda p: deciding(p, by=Role.DIRECTOR, who=OFFICER),
        errors.AskerCannotDecide,
    ),
    "granting less without saying how much": Refused(
        asked, lambda p: deciding(p, LESS), errors.GrantNotLess, "5 working days were asked for"
    ),
    "granting as many and calling it less": Refused(asked, lambda p: deciding(p, LESS, 5), errors.GrantNotLess),
    "granting more than was asked": Refused(asked, lambda p: deciding(p, LESS, 6), errors.GrantNotLess),
    "granting nothing and calling it less": Refused(asked, lambda p: deciding(p, LESS, 0), errors.GrantNotLess),
    "more time given for an agreed date": Refused(waiting, giving, errors.NoDeadlineToExtend),
    "more time given by the officer": Refused(
        opened, lambda p: giving(p, by=Role.MINISTRY_OFFICER), errors.RoleNotAllowed
    ),
    "more time given by the programme to itself": Refused(
        proposing, giving, errors.OwnDeadline, "the turn of programme"
    ),
    "more time given by the director to an approver": Refused(
        at(Task.RECORD_EXAMINATION), lambda p: giving(p, by=Role.DIRECTOR), errors.OwnDeadline
    ),
    "more time given to oneself in another role": Refused(
        at(Task.PROPOSE_SESSION, then=director_too),
        lambda p: giving(p, by=Role.DIRECTOR, who=OFFICER),
        errors.OwnDeadline,
    ),
    "more time given where it is asked for": Refused(
        asked, giving, errors.RequestWaits, "5 more working days were asked for"
    ),
    "more time given than the policy allows": Refused(opened, lambda p: giving(p, 11), errors.ExtensionTooLong),
    "more time given a second time in a turn": Refused(
        at(Task.PASS_GATES, then=giving), giving, errors.ExtensionsUsedUp
    ),
    "more time given after a request was refused": Refused(
        at(Task.PASS_GATES, then=one_after_another(asking, lambda p: deciding(p, REFUSE))),
        giving,
        errors.ExtensionsUsedUp,
    ),
    "more time asked after some was given": Refused(at(Task.PASS_GATES, then=giving), asking, errors.ExtensionsUsedUp),
    "more time given for the fifth time in a journey": Refused(used_up, giving, errors.ExtensionsUsedUp),
    "a reminder by the coordinator": Refused(
        opened, lambda p: reminding(p, by=Role.COORDINATOR), errors.RoleNotAllowed
    ),
    "a reminder of an agreed date": Refused(waiting, reminding, errors.NobodyToRemind, "attend_session"),
    "a reminder while the clock stands still": Refused(paused, reminding, errors.ClockStopped, "until 2019-05-29"),
    "a second reminder on one day": Refused(
        at(Task.PASS_GATES, then=reminding), reminding, errors.RemindedAlready, "pass_gates"
    ),
    "a reminder after the end": Refused(at(), reminding, errors.JourneyOver),
    "a decree that contradicts itself": Refused(
        opened, lambda p: decreeing(p, [JULY_3], working=[JULY_3]), errors.CalendarContradicts, "2019-07-03 is given"
    ),
    "a regional decree that contradicts itself": Refused(
        opened, lambda p: decreeing(p, regional_off=[JULY_3], working=[JULY_3]), errors.CalendarContradicts
    ),
    "a decree a second time": Refused(
        at(Task.PASS_GATES, then=lambda p: decreeing(p, [JULY_3])),
        lambda p: decreeing(p, [JULY_3]),
        errors.CalendarUnchanged,
        "SKB 3 Menteri",
    ),
    "a regional decree a second time": Refused(
        at(Task.PASS_GATES, then=lambda p: decreeing(p, regional_off=[JULY_3])),
        lambda p: decreeing(p, regional_off=[JULY_3]),
        errors.CalendarUnchanged,
    ),
    "a decree about a day off that is one": Refused(
        opened, lambda p: decreeing(p, [HOLIDAY]), errors.CalendarUnchanged
    ),
    "a decree about a working day that is one": Refused(
        opened, lambda p: decreeing(p, working=[JULY_3]), errors.CalendarUnchanged
    ),
    "a decree about nothing": Refused(opened, decreeing, errors.CalendarUnchanged),
    "a calendar official for a shorter time": Refused(
        opened,
        lambda p: decreeing(p, [JULY_3], official_until=date(2023, 12, 31)),
        errors.OfficialUntilEarlier,
        "2023-12-31",
    ),
    "a decree by the officer": Refused(
        opened,
        lambda p: p.do(messages.ChangeCalendar(decree="x", off=(JULY_3,)), Role.MINISTRY_OFFICER),
        errors.RoleNotAllowed,
    ),
    "one person in two places": Refused(
        opened,
        lambda p: p.do(
            messages.RecordWorkplaces(
                workplaces=tuple(Workplace(person="mentor-a", zone=zone) for zone in (TimeZone.WIB, TimeZone.WIT))
            ),
            Role.MINISTRY_OFFICER,
        ),
        errors.NameTwice,
        "mentor-a",
    ),
    "a workplace after the end": Refused(at(), lambda p: working_in(p, TimeZone.WIT), errors.JourneyOver),
    "deciding a reassignment that nobody proposed": Refused(reading, reassigning, errors.NoReassignment),
    "deciding a reassignment a second time": Refused(
        at(Task.COMMENT_HAND_IN, then=one_after_another(lambda p: overdue(p, 4), lambda p: reassigning(p, False))),
        reassigning,
        errors.NoReassignment,
    ),
    "deciding a reassignment once the turn has passed": Refused(
        at(Task.COMMENT_HAND_IN, then=one_after_another(lambda p: overdue(p, 4), lambda p: p.turn_over())),
        reassigning,
        errors.NoReassignment,
        "overtaken",
    ),
    "a reassignment overtaken by a mentor change": Refused(proposed_then_replaced, reassigning, errors.NoReassignment),
    "a reassignment to somebody who examines now": Refused(
        lambda: standing_in_elsewhere(Role.EXAMINER), reassigning, errors.RegionSideConflict
    ),
    "a reassignment decided by the officer": Refused(
        replaceable, lambda p: reassigning(p, by=Role.MINISTRY_OFFICER), errors.RoleNotAllowed
    ),
}

LEADS = {
    "a pause": Leads(opened, pausing, ("journey_paused",), Task.PASS_GATES),
    "a pause by the director": Leads(opened, lambda p: pausing(p, by=Role.DIRECTOR), ("journey_paused",)),
    "the longest pause": Leads(
        opened, lambda p: pausing(p, until=calendar().after(p.today, 120)), ("journey_paused",)
    ),
    "going on the same day": Leads(paused, resuming, ("journey_resumed",), Task.PASS_GATES),
    "going on another day": Leads(
        at(Task.PASS_GATES, then=one_after_another(pausing, lambda p: p.wait(days=5))),
        resuming,
        ("journey_resumed", "due_moved"),
    ),
    "going on by itself": Leads(paused, lambda p: p.wait(days=14), ("journey_resumed", "due_moved")),
    "a pause in which nothing was due": Leads(
        at(Task.ATTEND_SESSION, then=lambda p: pausing(p, days=2)), lambda p: p.wait(days=2), ("journey_resumed",)
    ),
    "a pause again": Leads(
        at(Task.PASS_GATES, then=one_after_another(pausing, resuming)), pausing, ("journey_paused",)
    ),
    "work goes on in a pause": Leads(paused, lambda p: p.turn_over(), ("gate_passed",) * 3, Task.ASSIGN_MENTORS),
    "a withdrawal in a pause": Leads(
        paused,
        lambda p: p.do(messages.Withdraw(reason="Anggaran."), Role.PROGRAMME_MANAGER),
        ("region_withdrawn", "journey_ended"),
        Task.NOTHING,
    ),
    "more time asked": Leads(opened, asking, ("extension_asked",), Task.PASS_GATES),
    "more time asked by the team's chair": Leads(
        opened, lambda p: asking(p, 10, by=Role.TEAM_CHAIR), ("extension_asked",)
    ),
    "more time asked by a mentor": Leads(
        reading, lambda p: asking(p, by=Role.MENTOR), ("extension_asked",), Task.COMMENT_HAND_IN
    ),
    "more time asked for the owner": Leads(
        owner, lambda p: asking(p, by=Role.DIRECTOR), ("extension_asked",), Task.DECIDE_AS_OWNER
    ),
    "more time granted": Leads(asked, deciding, ("extension_decided",), Task.PASS_GATES),
    "less time granted": Leads(asked, lambda p: deciding(p, LESS, 1), ("extension_decided",)),
    "more time given": Leads(opened, giving, ("time_granted",), Task.PASS_GATES),
    "more time given to the programme by the director": Leads(
        proposing, lambda p: giving(p, by=Role.DIRECTOR), ("time_granted",), Task.PROPOSE_SESSION
    ),
    "a reminder": Leads(opened, reminding, ("reminded",), Task.PASS_GATES),
    "a reminder on the next day": Leads(
        at(Task.PASS_GATES, then=one_after_another(reminding, lambda p: p.wait(days=1))),
        lambda p: reminding(p, "Mohon didahulukan.", by=Role.MENTOR_LEAD),
        ("reminded",),
    ),
    "a reminder of the owner": Leads(owner, lambda p: reminding(p, by=Role.MINISTRY_OFFICER), ("reminded",)),
    "more time refused": Leads(asked, lambda p: deciding(p, REFUSE), ("extension_decided",), Task.PASS_GATES),
    "the director decides what the programme asked": Leads(
        asked_by_the_programme, lambda p: deciding(p, by=Role.DIRECTOR), ("extension_decided",), Task.PROPOSE_SESSION
    ),
    "the programme decides what approvers asked": Leads(
        at(Task.RECORD_EXAMINATION, then=lambda p: asking(p, by=Role.EXAMINER)), deciding, ("extension_decided",)
    ),
    "a decree before the turn's end": Leads(
        opened, lambda p: decreeing(p, [JULY_3]), ("calendar_changed", "due_moved"), Task.PASS_GATES
    ),
    "a decree that gives a day back": Leads(
        opened, lambda p: decreeing(p, working=[HOLIDAY]), ("calendar_changed", "due_moved")
    ),
    "a regional decree": Leads(
        opened, lambda p: decreeing(p, regional_off=[JULY_3]), ("calendar_changed", "due_moved")
    ),
    "a decree after the turn's end": Leads(
        opened, lambda p: decreeing(p, [date(2019, 7, 5)]), ("calendar_changed",)
    ),
    "a decree that only makes days official": Leads(
        opened, lambda p: decreeing(p, official_until=date(2025, 12, 31)), ("calendar_changed",)
    ),
    "a decree before the opening": Leads(
        before_the_opening, lambda p: decreeing(p, [JULY_3]), ("calendar_changed",), Task.WAIT_TO_OPEN
    ),
    "a decree after the end": Leads(
        at(), lambda p: decreeing(p, [date(2019, 11, 4)]), ("calendar_changed", "obligation_due")
    ),
    "a workplace in another's turn": Leads(
        opened, lambda p: working_in(p, TimeZone.WIT), ("workplaces_recorded",), Task.PASS_GATES
    ),
    "a mentor's workplace in his turn": Leads(
        reading, lambda p: working_in(p, TimeZone.WIT), ("workplaces_recorded", "due_moved"), Task.COMMENT_HAND_IN
    ),
    "a workplace in the same zone": Leads(
        reading, lambda p: working_in(p, TimeZone.WIB), ("workplaces_recorded",), Task.COMMENT_HAND_IN
    ),
    "a mentor relieved has a new one declare first": Leads(
        replaceable, reassigning, ("reassignment_decided",), Task.DECLARE_INTERESTS
    ),
    "a reassignment by the director": Leads(
        replaceable, lambda p: reassigning(p, by=Role.DIRECTOR), ("reassignment_decided",), Task.DECLARE_INTERESTS
    ),
    "a reassignment refused": Leads(
        replaceable, lambda p: reassigning(p, approve=False), ("reassignment_decided",), Task.COMMENT_HAND_IN
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
