"""A journey's read-table rows as tables for people; `journey_tables` gives them in the order they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from rich.table import Table
from rich.text import Text

from api.commands.cohorts import day_in, standing, turn
from api.output import Cell, table
from domain.vocabulary import Outcome, Role, Stage, Verdict
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import spell_day, spell_days
from records.reading import JourneyLine, JourneyRows

Parts = Mapping[str, Sequence[Mapping[str, Any]]]
Names = Mapping[str, str]
Fact = tuple[str, Cell]


def journey_tables(
    line: JourneyLine, rows: JourneyRows, names: Names, time: Sequence[Table] = (), facts: Iterable[Fact] = ()
) -> Iterable[Table]:
    """The tables of a journey; those without rows are left out. `facts` go into the head, `time` follows problems."""
    yield _head(line, rows, facts)
    made = (
        _problems(rows.parts),
        *time,
        _stages(line, rows.parts),
        _gates(rows.parts),
        _sessions(rows.parts, names),
        _obligations(line, rows.parts),
        _rounds(rows.parts, names),
        _approvals(line, rows.parts, names),
        _members(rows.parts, names),
    )
    yield from (found for found in made if found.row_count)


def _head(line: JourneyLine, rows: JourneyRows, more: Iterable[Fact]) -> Table:
    mark = " SIMULASI" if line.simulated else ""
    head = table(f"{line.region_name} ({line.region_code}), cohort {line.cohort}{mark}", ("", ""), ())
    head.show_header = False
    facts: list[tuple[str, Cell]] = [("journey", line.journey_id), ("stands at", standing(line))]
    if line.ended_at is None:
        facts.append(("turn", f"{turn(line.turn_party, line.turn_task)}, since {day_in(line.turn_since, line.zone)}"))
        facts.append(("due", _due(line)))
        facts += more
    else:
        facts.append(("ended", day_in(line.ended_at, line.zone)))
    facts.append(("opened", day_in(line.opens_at, line.zone)))
    if rows.journey["withdrawal_reason"]:
        facts.append(("withdrew because", rows.journey["withdrawal_reason"]))
    if line.substitute_for:
        facts.append(("substitute for", line.substitute_for))
    facts.append(("policy", f"{rows.journey['policy']} version {rows.journey['policy_version']}"))
    facts.append(("last entry", f"{line.seq} ({rows.journey['head'][:12]})"))
    for what, value in facts:
        head.add_row(what, value if isinstance(value, Text) else Text(str(value)))
    return head


def _due(line: JourneyLine) -> Cell:
    """When the turn is due; while the clock stands still nothing is overdue."""
    due = day_in(line.turn_due, line.zone)
    if not due:
        return "no deadline"
    if line.paused_until is not None:
        return f"the clock stands still; {due} without the days stopped"
    if line.turn_first_due is not None and line.turn_first_due != line.turn_due:
        due += f" (at first {day_in(line.turn_first_due, line.zone)})"
    return Text(f"{due}, overdue", style="red") if line.overdue else due


def _problems(parts: Parts) -> Table:
    rows = [(row["kind"].replace("_", " "), row["subject"].replace("_", " ")) for row in parts["problems"]]
    return table("Problems", ("What", "Of"), rows)


def _stages(line: JourneyLine, parts: Parts) -> Table:
    rows = []
    for row in parts["stage_spans"]:
        closed: datetime | None = row["closed"]
        days = "" if closed is None else round((closed - row["opened"]) / timedelta(days=1))
        name = name_of(Stage(row["stage"])).into(Language.EN)
        rows.append((name, day_in(row["opened"], line.zone), day_in(closed, line.zone), days))
    return table("Stages", ("Stage", "Opened", "Closed", "Days"), rows, numbers=("Days",))


def _gates(parts: Parts) -> Table:
    rows = [
        (
            row["title"],
            f"{row['standing']}{', overdue' if row['overdue'] else ''}",
            _day(row["passed_on"] or row["due_on"]),
        )
        for row in parts["gates"]
    ]
    return table("Gates", ("Gate", "Standing", "Passed on, or due"), rows)


def _sessions(parts: Parts, names: Names) -> Table:
    days: dict[int, list[date]] = {}
    for row in parts["session_days"]:
        days.setdefault(row["session"], []).append(row["day"])
    rows = [
        (
            row["title"],
            row["standing"].replace("_", " "),
            spell_days(sorted(days[row["session"]]), Language.EN) if row["session"] in days else "",
            row["place"],
            _named(row["mentors"], names),
            row["attendance"],
        )
        for row in parts["sessions"]
    ]
    return table("Sessions", ("Session", "Standing", "Days", "Place", "Mentors", "Present"), rows, numbers=("Present",))


def _obligations(line: JourneyLine, parts: Parts) -> Table:
    def how(row: Mapping[str, Any]) -> str:
        if row["met_on"]:
            return f"met on {_day(row['met_on'])}"
        return "lapsed" if row["lapsed"] else "overdue" if row["overdue"] else "open"

    rows = [(row["title"], how(row), day_in(row["due"], line.zone)) for row in parts["obligations"]]
    return table("Obligations", ("Obligation", "Standing", "Due"), rows)


def _rounds(parts: Parts, names: Names) -> Table:
    results = {True: "accepted", False: "to be revised", None: "open"}
    rows = []
    for row in parts["rounds"]:
        verdicts = [
            f"{_name(verdict['mentor'], names)}: {name_of(Verdict(verdict['verdict'])).into(Language.EN)}, "
            f"{verdict['comments']} comment(s)"
            for verdict in parts["verdicts"]
            if verdict["round"] == row["round"]
        ]
        rows.append((row["round"], row["submission"], results[row["accepted"]], "; ".join(verdicts)))
    return table("Rounds", ("Round", "Submission", "Result", "Verdicts"), rows, numbers=("Round", "Submission"))


def _approvals(line: JourneyLine, parts: Parts, names: Names) -> Table:
    rows: list[Sequence[Cell]] = [
        ("komitmen", "signed", _name(row["head"], names), _day(row["signed_on"])) for row in parts["commitments"]
    ]
    for row in parts["judgements"]:
        outcome = name_of(Outcome(row["outcome"])).into(Language.EN)
        who = row["agency"] or _name(row["by"], names)
        rows.append((row["step"], f"{outcome}{' (void)' if row['void'] else ''}", who, day_in(row["at"], line.zone)))
    return table("Approvals", ("Step", "Answer", "Of", "On"), rows)


def _members(parts: Parts, names: Names) -> Table:
    rows = [
        (
            name_of(Role(row["role"])).into(Language.EN) + (f" ({row['agency']})" if row["agency"] else ""),
            _name(row["person"], names),
            _day(row["since"]),
            _day(row["until"]),
        )
        for row in parts["memberships"]
    ]
    return table("People", ("Role", "Person", "Since", "Until"), rows)


def _day(day: date | None) -> str:
    return "" if day is None else spell_day(day, Language.EN)


def _name(person: str | None, names: Names) -> str:
    return "" if person is None else names.get(person, person)


def _named(people: Iterable[str], names: Names) -> str:
    return ", ".join(_name(person, names) for person in people)
