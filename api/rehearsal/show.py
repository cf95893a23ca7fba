"""What a rehearsal prints: its assumptions in words, the spread of the ends, and the run in the middle week by week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from rich.table import Table

from api.cast import sample
from api.output import table
from api.rehearsal.chances import LATE_PARTIES
from api.rehearsal.runs import Rehearsal, RunFigures
from api.rehearsal.spread import Spread, end_of_cohort, ended_by_month, ends_of_regions
from api.rehearsal.tally import MentorWeeks, RungWeeks, Tally, Weekly

FEW = 40
"""So many regions or mentors are shown all; of more only the worst."""
WORST = 20
DIGITS = ".123456789"
"""A week in one character: a dot for none, a plus for ten and more."""


@dataclass(frozen=True)
class Rehearsed:
    """A rehearsal that is over: its runs, and the one in the middle week by week."""

    of: Rehearsal
    runs: tuple[RunFigures, ...]
    middle: RunFigures
    weeks: Tally

    @property
    def names(self) -> list[str]:
        """The names of the regions, in the order of the file."""
        return [start.region.name for start in self.of.starts]


def assumptions(done: Rehearsed) -> Iterator[str]:
    """What it stands on, a line each."""
    rehearsal, chances = done.of, done.of.chances
    first = rehearsal.starts[0]
    policy = first.policy
    yield (
        f"Rehearsal of {first.cohort} ({sample.MARK}): {len(rehearsal.starts)} regions, {rehearsal.mentors} mentors, "
        f"policy {policy.name} version {policy.version}, opening on {first.opens_at.date()}; "
        f"{rehearsal.runs} runs, seed {rehearsal.seed}. Nothing real was touched."
    )
    late = [f"{party} {chances.of(party):.0%}" for party in LATE_PARTIES if chances.of(party)]
    yield (
        f"Assumed: late {', '.join(late) or 'nobody (say so with --late)'}, by {chances.mean_delay:g} working days on "
        f"average; a round asks for a revision {chances.revision:.0%} of the time, the examiners for a modification "
        f"{chances.modification:.0%}. These are assumptions, not findings: docs/rehearsal.md."
    )
    until = first.calendar.official_until
    yield (
        f"Days off are official until {until}; what comes later is an estimate."
        if until
        else "No decree on days off covers these years; every date is an estimate."
    )


def tables(done: Rehearsed, most_weeks: int | None) -> list[Table]:
    """Everything that is shown, in order; of the weeks the first `most_weeks`, or all in which something happens."""
    which = f"Run {done.middle.run} of {len(done.runs)}, the one in the middle"
    return [
        _regions(done),
        _months(done),
        _messages(which, done.weeks, most_weeks),
        _ladders(which, done.weeks, most_weeks),
        _mentors(which, done.weeks, most_weeks),
    ]


def _shown(value: date | int | None) -> str:
    return "never" if value is None else str(value)


def _three(found: Spread[date] | Spread[int]) -> tuple[str, str, str]:
    return _shown(found.early), _shown(found.middle), _shown(found.late)


HEADS = ("Early", "Middle", "Late")


def _regions(done: Rehearsed) -> Table:
    ends = list(zip(done.names, ends_of_regions(done.runs), strict=True))
    title = (
        f"When regions end: over {len(done.runs)} runs one in ten is not after “early”, nine in ten not after “late”"
    )
    if len(ends) > FEW:
        ends = sorted(ends, key=lambda one: (one[1].middle or date.max, one[1].late or date.max), reverse=True)[:WORST]
        title += f"; the {WORST} latest of {len(done.names)}"
    rows = [(name, *_three(end)) for name, end in ends]
    return table(title, ("Region", *HEADS), [*rows, ("The last of all", *_three(end_of_cohort(done.runs)))])


def _months(done: Rehearsed) -> Table:
    rows = [(month, *(_three(found))) for month, found in ended_by_month(done.runs)]
    few, middle, many = "Few", "Middle", "Many"
    title = f"How many of {len(done.names)} regions have ended by the end of a month"
    return table(title, ("Month", few, middle, many), rows, numbers=(few, middle, many))


def _weekly(
    title: str, tally: Tally, most: int | None, columns: dict[str, Weekly], texts: dict[str, list[str]]
) -> Table:
    """A row for each week in which anything is not 0, and their sum over all weeks, shown or not."""
    busy = [n for n in range(len(tally.mondays)) if any(numbers[n] for numbers in columns.values())]
    chosen = [n for n in busy if most is None or n < most]
    rows = [
        (
            f"{n + 1}",
            str(tally.mondays[n]),
            *(numbers[n] or "" for numbers in columns.values()),
            *(cells[n] for cells in texts.values()),
        )
        for n in chosen
    ]
    if len(chosen) < len(busy):
        rows.append(("…", f"{len(busy) - len(chosen)} more", *([""] * (len(columns) + len(texts)))))
    sums = (sum(numbers) for numbers in columns.values())
    rows.append(("", "All weeks", *sums, *([""] * len(texts))))
    return table(title, ("Week", "Monday", *columns, *texts), rows, numbers=("Week", *columns))


def _messages(which: str, tally: Tally, most: int | None) -> Table:
    columns = {role.replace("_", " "): weekly for role, weekly in tally.messages.items()}
    return _weekly(f"{which}: messages to each role", tally, most, columns, {})


def _ladders(which: str, tally: Tally, most: int | None) -> Table:
    columns: dict[str, Weekly] = {}
    for rung in tally.ladders:
        name = _rung(rung)
        columns[name] = _sum(columns[name], rung.taken) if name in columns else rung.taken
    title = f"{which}: reminders and escalations, by whose ladder it is, what is done, and for whom"
    return _weekly(title, tally, most, columns, {})


def _rung(rung: RungWeeks) -> str:
    return f"{rung.party}: {rung.action} {rung.to}".replace("_", " ")


def _sum(one: Weekly, other: Weekly) -> Weekly:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _mentors(which: str, tally: Tally, most: int | None) -> Table:
    """A row for each mentor, the weeks as one character each."""
    shown: Sequence[MentorWeeks] = tally.mentors
    title = f"{which}: load of the mentors; week by week the regions that wait for one and his session days, added up"
    if len(shown) > FEW:
        title += f"; the {WORST} busiest of {len(shown)}"
        shown = sorted(shown, key=lambda one: -max(map(one.load, range(len(tally.mondays)))))[:WORST]
    last = max((n for one in shown for n in range(len(tally.mondays)) if one.load(n)), default=0) + 1
    rows = []
    for one in shown:
        loads = [one.load(n) for n in range(min(last, most or last))]
        busiest = max(range(last), key=one.load)
        peak = f"{one.load(busiest)} in week {busiest + 1}"
        days = sum(one.session_days)
        digits = "".join(DIGITS[load] if load < len(DIGITS) else "+" for load in loads)
        rows.append((one.mentor, one.regions, sum(one.acts), days, peak, digits))
    numbers = ("Regions", "Acts", "Session days")
    return table(title, ("Mentor", *numbers, "Busiest", "Weeks 1, 2, 3 …"), rows, numbers=numbers)


def facts(done: Rehearsed) -> dict[str, object]:
    """All numbers, as they are printed with --json."""
    rehearsal = done.of
    first = rehearsal.starts[0]
    return {
        "simulated": sample.MARK,
        "cohort": first.cohort,
        "policy": {"name": first.policy.name, "version": first.policy.version},
        "opens_at": first.opens_at,
        "official_until": first.calendar.official_until,
        "seed": rehearsal.seed,
        "runs": len(done.runs),
        "mentors": rehearsal.mentors,
        "assumed": {
            "late": {party: rehearsal.chances.of(party) for party in LATE_PARTIES},
            "mean_delay_working_days": rehearsal.chances.mean_delay,
            "earliest_share": rehearsal.chances.earliest_share,
            "revision": rehearsal.chances.revision,
            "modification": rehearsal.chances.modification,
            "adoption_working_days": rehearsal.chances.adoption_days,
        },
        "regions": [
            {"region": start.region.id, "name": start.region.name, "ends": _spread(end)}
            for start, end in zip(rehearsal.starts, ends_of_regions(done.runs), strict=True)
        ],
        "last_region_ends": _spread(end_of_cohort(done.runs)),
        "ended_by_month": {month: _spread(found) for month, found in ended_by_month(done.runs)},
        "each_run": [
            {
                "run": run.run,
                "messages": run.messages,
                "ladder_steps": dict(run.steps),
                "ends": [{"status": one.status, "day": one.day, "rounds": one.rounds} for one in run.ended],
            }
            for run in done.runs
        ],
        "middle_run": {"run": done.middle.run, **_weeks(done.weeks)},
    }


def _spread(found: Spread[date] | Spread[int]) -> dict[str, object]:
    return {"p10": found.early, "median": found.middle, "p90": found.late}


def _weeks(tally: Tally) -> dict[str, object]:
    return {
        "mondays": tally.mondays,
        "messages": tally.messages,
        "ladder_steps": [
            {"party": r.party, "step": r.step, "action": r.action, "to": r.to, "taken": r.taken} for r in tally.ladders
        ],
        "mentors": [
            {
                "mentor": one.mentor,
                "regions": one.regions,
                "open": one.open,
                "acts": one.acts,
                "session_days": one.session_days,
            }
            for one in tally.mentors
        ],
    }
