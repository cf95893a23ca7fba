"""`--as-of`: the instant at which something is asked to be due or overdue; the database's clock is never asked."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from api.exits import Failure
from domain.calendar import end_of_day
from domain.vocabulary import IANA, TimeZone

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="The day (until 16.00 WIB) or time to look from; now if not given."),
]

JAKARTA = ZoneInfo(IANA[TimeZone.WIB])


def instant(text: str | None) -> datetime:
    """The instant meant: a day such as 2019-08-06, or a time such as 2019-08-06T10:00 (Jakarta's unless it says)."""
    if text is None:
        return datetime.now(UTC)
    try:
        if len(text) == len("2019-08-06"):
            return end_of_day(date.fromisoformat(text), TimeZone.WIB)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Failure(f"“{text}” is no day or time. Write 2019-08-06 or 2019-08-06T10:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=JAKARTA)


def given_day(text: str) -> date:
    """A day written as year-month-day, and in no other way. Raises `Failure` that shows how."""
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Failure(f"“{text}” is not a day. Write year-month-day, for example 2026-03-01.")
