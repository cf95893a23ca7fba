"""What waits for a person, a page at a time: `TaskList`; the cost of a page does not grow with the journeys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import asyncpg
from pydantic import AwareDatetime, Field

from domain.calendar import WorkingCalendar, local_date
from domain.shape import Frozen, Key, Line, Person
from domain.tasks import Call
from domain.vocabulary import Party, Role, Stage, Task, TimeZone
from records.cursor import CursorBroken, read, written
from records.statements import statements

FILTERS = ("stage", "cohort", "party", "q")
GIVEN = 3
"""Values that every page is given before those of its conditions."""
COUNTED = 200
"""How far tasks are counted for each person."""


class TaskQuery(Frozen):
    """What is asked for; None means any."""

    stage: Stage | None = Field(default=None, description="Only of journeys in this stage.")
    cohort: Key | None = Field(default=None, description="Only of a cohort.", examples=["2019"])
    party: Party | None = Field(default=None, description="Only where it is this party's turn.")
    overdue: bool = Field(default=False, description="Only what is overdue.")
    q: Line | None = Field(default=None, description="A part of the region's name, large or small.", examples=["klat"])
    after: str | None = Field(default=None, max_length=1000, description="The `next` of the page before.")
    limit: int = Field(default=50, ge=1, le=50, description="The most tasks of a page.")


class Claimed(Frozen):
    """Who works on a task, and from whom he took it and why, where he did."""

    person: Person = Field(examples=["kab-banjar.team-chair"])
    name: Line | None = Field(examples=["Ketua Tim Kabupaten Banjar (contoh)"])
    claimed_at: AwareDatetime
    taken_from: Person | None = Field(default=None, examples=[None])
    reason: str | None = Field(default=None, examples=[None])


class TaskLine(Frozen):
    """A task: what is asked of whom, in which role; `about` is the turn's task, a title, or who or what it is about.

    `leads` False: he may help, somebody else has to end it. `days_left`: working days where he works, negative when
    overdue, None without a deadline. `now` is the instant this was asked for; in a simulation the journey's own time.
    """

    journey: Key = Field(examples=["journey-2019-kab-banjar"])
    key: Line = Field(examples=["turn"])
    person: Person = Field(examples=["kab-banjar.coordinator"])
    role: Role
    call: Call
    about: str = Field(examples=["pass_gates"])
    since: AwareDatetime | None
    due: AwareDatetime | None
    days_left: int | None = Field(examples=[7])
    leads: bool
    shared: bool
    zone: TimeZone
    cohort: Key = Field(examples=["2019"])
    region: Line = Field(examples=["Kabupaten Banjar"])
    stage: Stage
    simulated: bool
    turn: Task
    paused_until: date | None = Field(default=None, examples=[None])
    claim: Claimed | None = None
    now: AwareDatetime


class TaskPage(Frozen):
    """A page of what waits, the earliest due first; `next` leads to the following one."""

    items: tuple[TaskLine, ...]
    next: str | None = Field(examples=[None])


class TaskCounts(Frozen):
    """How much waits for somebody, and how much of it is overdue; nobody counts further than `COUNTED` a person."""

    waiting: int
    overdue: int


class Held(Frozen):
    """A task as somebody who may claim it has it."""

    key: Line
    since: AwareDatetime | None
    due: AwareDatetime | None
    shared: bool
    person: Person


class _Place(Frozen):
    """Where a page ended."""

    due: str = Field(max_length=60)
    journey: Key
    key: Line
    person: Person


class TaskList:
    """What waits for people, from the read table of tasks."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._sql = statements("inbox")

    async def page(self, people: Sequence[str], query: TaskQuery, now: datetime) -> TaskPage:
        """A page of what waits for people: the one who asks first, then those whom he stands in for.

        Raises `CursorBroken` when `after` is not the `next` of such a page.
        """
        statement, values = self._asked(query, now)
        rows = await self._pool.fetch(statement, list(people), query.limit + 1, now, *values)
        shown = rows[: query.limit]
        following = None
        if len(rows) > len(shown):
            last = shown[-1]
            following = written(
                _Place(due=last["place"], journey=last["journey_id"], key=last["key"], person=last["person"])
            )
        return TaskPage(items=tuple(_line(row, now) for row in shown), next=following)

    async def counts(self, people: Sequence[str], now: datetime) -> TaskCounts:
        """How much waits for people, and how much of it is overdue."""
        row = await self._pool.fetchrow(self._sql["task_counts"], list(people), now, COUNTED)
        assert row is not None  # it counts
        return TaskCounts(waiting=row["waiting"], overdue=row["overdue"])

    async def held(self, people: Sequence[str], journey: str) -> tuple[Held, ...]:
        """The tasks of people in one journey, those of the first one first."""
        rows = await self._pool.fetch(self._sql["tasks_of_people"], list(people), journey)
        return tuple(Held(**dict(row)) for row in rows)

    def _asked(self, query: TaskQuery, now: datetime) -> tuple[str, list[object]]:
        """The statement with only the conditions that were asked for, and their values."""
        conditions: list[str] = []
        values: list[object] = []

        def place_of(value: object) -> str:
            values.append(value)
            return f"${len(values) + GIVEN}"

        for name in FILTERS:
            wanted = getattr(query, name)
            if wanted is not None:
                conditions.append(self._sql[f"task_{name}"].format(value=place_of(wanted)))
        if query.overdue:
            conditions.append(self._sql["task_overdue"].format(value=place_of(now)))
        if query.after is not None:
            place = read(query.after, _Place)
            places = {name: place_of(getattr(place, name)) for name in _Place.model_fields}
            conditions.append(self._sql["task_after"].format(**places))
            _check_instant(place.due)
        return self._sql["tasks"].format(conditions="\n".join(conditions)), values


def _check_instant(text: str) -> None:
    if text != "infinity":
        try:
            datetime.fromisoformat(text)
        except ValueError as error:
            raise CursorBroken("the place is no instant") from error


def _line(row: asyncpg.Record, now: datetime) -> TaskLine:
    at = max(now, row["entry_at"] or now) if row["simulated"] else now
    claim = None
    if row["claimed_by"] is not None:
        claim = Claimed(
            person=row["claimed_by"],
            name=row["claimed_by_name"],
            claimed_at=row["claimed_at"],
            taken_from=row["taken_from"],
            reason=row["reason"],
        )
    return TaskLine(
        journey=row["journey_id"],
        key=row["key"],
        person=row["person"],
        role=row["role"],
        call=row["call"],
        about=row["about"],
        since=row["since"],
        due=row["due"],
        days_left=days_left(row["due"], at, TimeZone(row["zone"]), row["days_off"]) if row["due"] else None,
        leads=row["leads"],
        shared=row["shared"],
        zone=row["zone"],
        cohort=row["cohort"],
        region=row["region_name"],
        stage=row["stage"],
        simulated=row["simulated"],
        turn=row["turn_task"],
        paused_until=row["paused_until"],
        claim=claim,
        now=at,
    )


def days_left(due: datetime, now: datetime, zone: TimeZone, days_off: Sequence[str]) -> int:
    """The working days until something is due; negative when it is overdue, by at least one."""
    calendar = WorkingCalendar(days_off=tuple(date.fromisoformat(day) for day in days_off))
    today, last = local_date(now, zone), local_date(due, zone)
    if now > due:
        return -max(1, calendar.between(last, today))
    return calendar.between(today, last)
