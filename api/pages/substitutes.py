"""Substitutes: hand one's tasks over for some days, see what one gave and got, end it; and the calendar's address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Response
from pydantic import StringConstraints

from api.http.access import Myself
from api.http.caller import Caller
from api.http.problems import NotValid
from api.http.serving import Serving
from api.http.told import new_calendar_address
from api.http.waiting import give_substitute
from api.pages.rendering import Pages, Showing
from api.services import Services
from domain.calendar import local_date
from domain.shape import PRINTABLE, Key
from domain.words.phrase import Phrase
from domain.words.times import spell_day
from records.agenda import Agenda
from records.substitutes import SubstituteNotPossible, Substitutes, SubstituteWanted

router = APIRouter(include_in_schema=False)

HERE, CALENDAR = "/inbox/substitutes", "/inbox/calendar"

GIVEN = Phrase("{who} mewakili Anda dari {first} sampai {last}.", "{who} stands in for you from {first} to {last}.")
ENDED = Phrase("Perwakilan diakhiri.", "It has ended.")
NOTHING_TO_END = Phrase("Perwakilan itu sudah berakhir.", "That had ended already.")

WRONG: dict[str, Phrase] = {
    "unknown": Phrase(
        "Tidak ada orang dengan nama pengenal ini. Pilih dari daftar atau periksa ejaannya.",
        "There is nobody with this id. Choose from the list, or check its spelling.",
    ),
    "self": Phrase("Anda tidak dapat mewakili diri sendiri.", "You cannot stand in for yourself."),
    "past": Phrase("Hari pertama sudah lewat. Mulai hari ini atau nanti.", "The first day has passed."),
    "order": Phrase("Hari terakhir harus sesudah hari pertama.", "The last day lies before the first one."),
    "long": Phrase(
        "Paling lama 184 hari, dan mulai paling lambat setahun dari sekarang.",
        "At most 184 days, beginning within a year.",
    ),
    "taken": Phrase(
        "Pada hari-hari itu sudah ada yang mewakili Anda. Akhiri dulu, atau pilih hari lain.",
        "Somebody stands in for you on these days already. End that first, or choose other days.",
    ),
    "empty": Phrase("Isian ini wajib.", "Please fill this in."),
    "day": Phrase("Tulis tanggal, misalnya 2026-12-01.", "Write a day, such as 2026-12-01."),
}

Text = Annotated[str, StringConstraints(max_length=2000, pattern=PRINTABLE, strip_whitespace=True), Form()]


@router.get(HERE)
async def show(caller: Myself, services: Serving, pages: Showing) -> Response:
    """What the visitor gave and got, and a form to hand his tasks over."""
    return await _page(services, pages, caller, {}, {})


@router.post(HERE)
async def give(
    caller: Myself,
    services: Serving,
    pages: Showing,
    substitute: Text = "",
    first_day: Text = "",
    last_day: Text = "",
    reason: Text = "",
) -> Response:
    """Hand the visitor's tasks over; with mistakes the form comes back with each beside its field."""
    values = {"substitute": substitute, "first_day": first_day, "last_day": last_day, "reason": reason}
    language = await pages.language(caller)
    errors = {name: WRONG["empty"].into(language) for name, value in values.items() if not value}
    days = {name: _day(values[name]) for name in ("first_day", "last_day")}
    errors |= {name: WRONG["day"].into(language) for name, day in days.items() if day is None and values[name]}
    first, last = days["first_day"], days["last_day"]
    if errors or first is None or last is None:
        return await _page(services, pages, caller, values, errors)
    wanted = SubstituteWanted(
        substitute=substitute.rpartition("[")[2].rstrip("]").strip().lower()[:80] or "-",
        first_day=first,
        last_day=last,
        reason=reason,
    )
    try:
        line = await give_substitute(services, caller.person, wanted, datetime.now(UTC))
    except NotValid as wrong:
        why = wrong.__cause__
        assert isinstance(why, SubstituteNotPossible)
        return await _page(services, pages, caller, values, {why.field: WRONG[why.why].into(language)})
    names = await Substitutes(services.pool).colleagues(caller.person)
    said = GIVEN.into(language).format(
        who=names.get(line.substitute, line.substitute),
        first=spell_day(line.first_day, language),
        last=spell_day(line.last_day, language),
    )
    return pages.go(HERE, said)


@router.post(f"{HERE}/{{substitute}}/end")
async def end(substitute: Annotated[Key, Path()], caller: Myself, services: Serving, pages: Showing) -> Response:
    """End it early, as the one who gave or the one who got."""
    done = await Substitutes(services.pool).end(substitute, caller.person, datetime.now(UTC))
    language = await pages.language(caller)
    return pages.go(HERE, (ENDED if done else NOTHING_TO_END).into(language), tone="good" if done else "warn")


@router.get(CALENDAR)
async def calendar(caller: Myself, pages: Showing) -> Response:
    """What a calendar's address is good for, and a button that makes one."""
    return await pages.page("inbox/calendar.html", caller, address=None)


@router.post(CALENDAR)
async def make_address(caller: Myself, services: Serving, pages: Showing) -> Response:
    """Make the secret address of the visitor's calendar and show it, this once."""
    address = await new_calendar_address(services, caller.person)
    return await pages.page("inbox/calendar.html", caller, address=address, cached=False)


async def _page(
    services: Services, pages: Pages, caller: Caller, values: dict[str, str], errors: dict[str, str]
) -> Response:
    now, store = datetime.now(UTC), Substitutes(services.pool)
    lines = await store.of(caller.person, now)
    language = await pages.language(caller)
    return await pages.page(
        "inbox/substitutes.html",
        caller,
        status=422 if errors else 200,
        given=tuple(line for line in lines if line.person == caller.person),
        got=tuple(line for line in lines if line.person != caller.person),
        now=now,
        today=local_date(now, await Agenda(services.pool).zone_of(caller.person)),
        colleagues=await store.colleagues(caller.person),
        values=values,
        errors=errors,
        problems=[f"{FIELDS[name].into(language)}: {text}" for name, text in errors.items()],
    )


FIELDS: dict[str, Phrase] = {
    "substitute": Phrase("Pengganti", "Substitute"),
    "first_day": Phrase("Dari hari", "From"),
    "last_day": Phrase("Sampai hari", "To"),
    "reason": Phrase("Alasan", "Reason"),
}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
