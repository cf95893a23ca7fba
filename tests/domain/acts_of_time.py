"""Acts about time of the sample's people: pausing, asking for more time, decrees, workplaces, reassignments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain import messages
from domain.calendar import local_date
from domain.entry import Entry
from domain.events import LadderStepTaken
from domain.facts import ExtensionChoice
from domain.values import Workplace
from domain.vocabulary import IANA, Role, StopCause, TimeZone
from tests.domain.builders import MENTORS
from tests.domain.cast import Play


def pausing(
    play: Play,
    days: int = 14,
    *,
    until: date | None = None,
    cause: StopCause = StopCause.DISASTER,
    by: Role = Role.PROGRAMME_MANAGER,
) -> None:
    """The clock is stopped for so many calendar days, or until a day."""
    resumes_on = until or play.today + timedelta(days=days)
    act = messages.PauseJourney(cause=cause, reason="Gempa.", approved_by="Direktur", resumes_on=resumes_on)
    play.do(act, by)


def resuming(play: Play, by: Role = Role.PROGRAMME_MANAGER) -> None:
    """The clock goes on by hand."""
    play.do(messages.ResumeJourney(reason="Kantor sudah dibuka."), by)


def asking(play: Play, days: int = 5, by: Role = Role.COORDINATOR, who: str | None = None) -> None:
    """Somebody asks for more working days."""
    play.do(messages.AskExtension(days=days, reason="Data terlambat."), by, who)


def deciding(
    play: Play,
    choice: ExtensionChoice = ExtensionChoice.GRANT,
    days: int | None = None,
    by: Role = Role.PROGRAMME_MANAGER,
    who: str | None = None,
) -> None:
    """Somebody decides on it."""
    play.do(messages.DecideExtension(choice=choice, days=days, reason="Ditimbang."), by, who)


def giving(play: Play, days: int = 5, by: Role = Role.PROGRAMME_MANAGER, who: str | None = None) -> None:
    """Somebody gives more working days that nobody asked for."""
    play.do(messages.GrantTime(days=days, reason="Banjir."), by, who)


def reminding(play: Play, note: str | None = None, by: Role = Role.PROGRAMME_MANAGER, who: str | None = None) -> None:
    """Somebody has those reminded whose turn it is."""
    play.do(messages.Remind(note=note), by, who)


def decreeing(
    play: Play,
    off: Sequence[date] = (),
    *,
    regional_off: Sequence[date] = (),
    working: Sequence[date] = (),
    official_until: date | None = None,
) -> None:
    """A decree changes days off."""
    act = messages.ChangeCalendar(
        decree="SKB 3 Menteri",
        off=tuple(off),
        regional_off=tuple(regional_off),
        working=tuple(working),
        official_until=official_until,
    )
    play.do(act, Role.PROGRAMME_MANAGER)


def working_in(
    play: Play, zone: TimeZone, who: str = MENTORS[0], days_off: Sequence[date] = (), by: Role = Role.MINISTRY_OFFICER
) -> None:
    """It is recorded where somebody works."""
    place = Workplace(person=who, zone=zone, days_off=tuple(days_off))
    play.do(messages.RecordWorkplaces(workplaces=(place,)), by)


def reassigning(play: Play, approve: bool = True, by: Role = Role.PROGRAMME_MANAGER) -> None:
    """Somebody decides on the ladder's proposal."""
    play.do(messages.DecideReassignment(approve=approve, reason="Ditimbang."), by)


def overdue(play: Play, working_days: int, hour: int = 12) -> tuple[Entry, ...]:
    """Nobody does anything until that hour of the day so many working days after the due date; gives the entries."""
    due = play.journey.turn.due
    assert due is not None
    zone = play.journey.region.zone
    day = play.journey.calendar.after(local_date(due, zone), working_days)
    return play.wait(max(clock(day, hour, zone), play.now))


def clock(day: date, hour: int, zone: TimeZone = TimeZone.WIB, minute: int = 0) -> datetime:
    """An hour of a day in a zone."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(IANA[zone]))


def steps(entries: Iterable[Entry]) -> list[LadderStepTaken]:
    """The ladder's steps among entries."""
    return [entry.event for entry in entries if isinstance(entry.event, LadderStepTaken)]


def names(entries: Iterable[Entry]) -> list[str]:
    """The names of the ladder's steps among entries."""
    return [step.step for step in steps(entries)]
