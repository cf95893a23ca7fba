"""`bimtek calendar`: why a deadline is the day it is. Needs no server: everything is in the calendars and a file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from api.commands.up import settings_for
from api.exits import Failure
from api.output import Json, console, print_json, print_tables, table
from api.tables import file_bytes, refuse
from domain.calendar import WorkingCalendar, end_of_day
from domain.calendar_file import CalendarFile, check_calendar_file, is_region_or_province
from domain.explain import Explanation, explain
from domain.regions import PROVINCE_ZONES
from domain.vocabulary import TimeZone
from domain.words import counting
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_day, spell_moment
from workers.calendars import KNOWN_YEARS, named_days_off, national_calendar

app = typer.Typer(help="Calendars: working days, days off, and why a deadline is the day it is.", no_args_is_help=True)

MOST_WORKING_DAYS = 2000
COLUMNS = (Phrase("Tanggal", "Date"), Phrase("Hari", "Day"), Phrase("Ke-", "No."), Phrase("Keterangan", "Why"))
REGION = Phrase("daerah {code} ({zone})", "region {code} ({zone})")
DUE = Phrase("Jatuh tempo: {moment}.", "Due: {moment}.")


# Without this a number of days to count back, such as -5, would be taken for an option.
@app.command("explain", context_settings={"ignore_unknown_options": True})
def explain_day(
    day: Annotated[str, typer.Argument(help="The day to count from, such as 2019-05-29; it does not count itself.")],
    working_days: Annotated[int, typer.Argument(help="How many working days; a negative number counts back.")],
    region: Annotated[str, typer.Option(help="The region's code, such as 34.04: its zone and its own days off.")],
    days_off: Annotated[
        Path | None, typer.Option(help="A file of further days off, such as deploy/calendars/regional-sample.csv.")
    ] = None,
    lang: Annotated[Language | None, typer.Option("--lang", help="The language; the setting's if not given.")] = None,
    as_json: Json = False,
) -> None:
    """Count working days aloud: every day that counts or does not, and why, and the instant it is due."""
    language = lang or Language(settings_for(None).language)
    start = _day(day)
    if abs(working_days) > MOST_WORKING_DAYS:
        raise Failure(f"{working_days} working days are more than {MOST_WORKING_DAYS}. Give a smaller number.")
    zone = _zone(region)
    file = (
        None if days_off is None else read_calendar_file(days_off, as_json=as_json, nothing_done="Nothing was counted.")
    )
    years = _years(start, working_days, 0 if file is None else len(file.days))
    calendar = national_calendar(years)
    if file is not None:
        calendar = file.applied_to(calendar, region)
    told = explain(calendar, start, working_days, _names(years, calendar, file, region, language))
    if as_json:
        print_json(_facts(told, region, zone))
        return
    _print(told, region, zone, language)


def read_calendar_file(path: Path, *, as_json: bool, nothing_done: str) -> CalendarFile:
    """The days in a file of days off. Raises `Failure` after every problem was shown with its line."""
    checked = check_calendar_file(file_bytes(path))
    if isinstance(checked, list):
        raise refuse(path, checked, as_json=as_json, nothing_done=nothing_done)
    return checked


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise Failure(f"“{text}” is not a day. Write year-month-day, for example 2019-05-29.")
    if day.year not in KNOWN_YEARS:
        raise Failure(f"No days off are known for {day.year}, only for {KNOWN_YEARS[0]} to {KNOWN_YEARS[-1]}.")
    return day


def _zone(code: str) -> TimeZone:
    """The time zone of a region by its code, as the register is not at hand."""
    if not is_region_or_province(code) or "." not in code:
        raise Failure(f"“{code}” is no region's code. Write the Kemendagri code, for example 34.04.")
    return PROVINCE_ZONES[code[:2]]


def _years(start: date, working_days: int, more_off: int) -> range:
    """The years to know the days off of. More than enough: of two months or longer less than half is off."""
    far = timedelta(days=2 * (abs(working_days) + more_off) + 60)
    there = start + far if working_days >= 0 else start - far
    first, last = sorted((start.year, there.year))
    return range(max(first, KNOWN_YEARS[0]), min(last, KNOWN_YEARS[-1]) + 1)


def _names(
    years: Iterable[int], calendar: WorkingCalendar, file: CalendarFile | None, code: str, language: Language
) -> dict[date, str]:
    """What the days off of a calendar are called; a file's own names come first."""
    national = {row.day: row.name for row in named_days_off(years)}
    if file is None:
        return national
    regional = {row.day: counting.REGIONAL.into(language).format(name=row.name) for row in file.regional(code)}
    decreed = {row.day: row.name for row in file.days if row.day in file.national_off}
    back = set(file.taken_back)
    named = {**regional, **{day: name for day, name in {**national, **decreed}.items() if day not in back}}
    return {day: named[day] for day in calendar.days_off if day in named}


def _facts(told: Explanation, code: str, zone: TimeZone) -> dict[str, object]:
    return {
        "start": told.start,
        "working_days": told.working_days,
        "region": code,
        "zone": zone,
        "due_on": told.answer,
        "due_at": end_of_day(told.answer, zone),
        "estimate": told.estimate,
        "official_until": told.official_until,
        "days": [{**line.model_dump(mode="json"), "counted": line.counted} for line in told.days],
    }


def _print(told: Explanation, code: str, zone: TimeZone, language: Language) -> None:
    rows = [
        (spell_day(line.day, language), counting.weekday(line.day, language), line.number, counting.why(line, language))
        for line in told.days
    ]
    where = REGION.into(language).format(code=code, zone=zone)
    columns = [column.into(language) for column in COLUMNS]
    screen = console()
    print_tables(screen, table(f"{counting.asked(told, language)}, {where}", columns, rows, numbers=columns[2:3]))
    moment = spell_moment(end_of_day(told.answer, zone), zone, language)
    screen.print(Text(DUE.into(language).format(moment=moment), style="bold"), soft_wrap=True)
    caveat = counting.caveat(told, language)
    if caveat is not None:
        screen.print(Text(caveat, style="yellow"), soft_wrap=True)
