"""The inbox: what waits for a visitor and for those he stands in for; who works on what several share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Response
from fastapi.responses import RedirectResponse
from pydantic import StringConstraints

from api.forms.wanted import forms_for
from api.http.access import Myself, OfDossier
from api.http.asking import JourneyId, state_of
from api.http.problems import CannotBeDone, NoSuch
from api.http.serving import Serving
from api.http.told import messages_shown
from api.http.waiting import claim_task, people_of, waiting
from api.pages.inbox_words import acts_of, address_of, reason_of, title_of
from api.pages.rendering import Showing, with_query
from api.pages.stand_in import InsteadOf, acting_person
from api.services import Services
from domain.decisions.record import ADOPTION
from domain.model import Journey
from domain.shape import PRINTABLE
from domain.tasks import Call, tasks
from domain.vocabulary import Party, Role, Stage
from domain.words.phrase import Phrase
from records.claims import Claims
from records.cohorts import Cohorts
from records.identity import Identities
from records.inbox import Inbox
from records.incidents import Incidents
from records.saved_filters import SavedFilters
from records.substitutes import Substitutes
from records.task_list import COUNTED, TaskLine, TaskList, TaskQuery

router = APIRouter(include_in_schema=False)

HERE = "/inbox"
NEWEST = 3
"""Messages that the inbox itself shows."""
MOST_COUNTED = 20
"""How far errands and incidents are counted."""
SOON = 3
"""Working days before a deadline from which on it is soon."""
FILTERED_FROM = 8
"""Tasks from which on filters are offered."""

ADOPTING = "record_adoption"
"""The act by which the obligation `ADOPTION` is met."""

CLAIMED = Phrase("Tercatat: Anda mengerjakannya. Yang lain melihatnya.", "Noted: you work on it. The others see that.")
RELEASED = Phrase("Tugas dilepas; siapa pun boleh mengerjakannya.", "Let go; anybody may work on it.")
TAKEN = Phrase(
    "Orang lain lebih dulu mengerjakannya. Untuk mengambil alih, tulis alasannya.",
    "Somebody else was quicker. To take it over, say why.",
)
GONE = Phrase("Tugas itu sudah tidak menunggu lagi.", "That task does not wait any more.")

TaskKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$")]
FormText = Annotated[str, StringConstraints(max_length=2000, pattern=PRINTABLE, strip_whitespace=True)]
Blank = Annotated[str, Query(max_length=200, pattern=PRINTABLE)]


@router.get(HERE)
async def inbox(
    caller: Myself,
    services: Serving,
    pages: Showing,
    stage: Blank = "",
    cohort: Annotated[str, Query(pattern=r"^([a-z0-9][a-z0-9_.-]{0,79})?$")] = "",
    party: Blank = "",
    overdue: Blank = "",
    q: Blank = "",
    after: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """What waits for the visitor: overdue, soon, then the rest; filters in the address."""
    asked = {"stage": stage, "cohort": cohort, "party": party, "overdue": overdue, "q": q.strip()}
    query = TaskQuery(
        stage=Stage(stage) if stage in tuple(Stage) else None,
        party=Party(party) if party in tuple(Party) else None,
        cohort=cohort or None,
        overdue=bool(overdue),
        q=q.strip() or None,
        after=after or None,
    )
    now, pool = datetime.now(UTC), services.pool
    stood_in_for = await Substitutes(pool).stood_in_for(caller.person, now)
    people = people_of(caller.person, stood_in_for)
    found = await waiting(services, people, query, now)
    counts = await TaskList(pool).counts(people, now)
    language = await pages.language(caller)
    newest = await Inbox(pool).of(caller.person, now, NEWEST)
    filters = {name: value for name, value in asked.items() if value}
    return await pages.page(
        "inbox/inbox.html",
        caller,
        groups=_groups(found.items),
        title_of=lambda task: title_of(task, language),
        reason_of=lambda task: reason_of(task, language),
        address_of=lambda task: address_of(task, caller.person),
        names={other.person: other.name or other.person for other in stood_in_for},
        stood_in_for=stood_in_for,
        counts=counts,
        counted=COUNTED,
        asked=asked,
        filters=filters,
        filtered=counts.waiting >= FILTERED_FROM or bool(filters),
        query=with_query("", filters).removeprefix("?"),
        saved=await SavedFilters(pool).of(caller.person, HERE),
        cohorts=await Cohorts(pool).ids() if counts.waiting >= FILTERED_FROM or filters else (),
        following=with_query(HERE, {**filters, "after": found.next}) if found.next else None,
        later=bool(after),
        messages=messages_shown(newest, services, language, NEWEST).items,
        errands=len(await Inbox(pool).waiting_by_hand(caller.person, limit=MOST_COUNTED)),
        incidents=await _incidents(services, caller.person),
        most=MOST_COUNTED,
    )


@router.get(f"{HERE}/go/{{journey}}/{{key}}")
async def go(
    journey: JourneyId,
    key: Annotated[TaskKey, Path()],
    caller: OfDossier,
    services: Serving,
    instead_of: InsteadOf = None,
) -> Response:
    """Lead on to where a task is done: the form of its act, or else the region's room."""
    state = await state_of(services, journey)
    person = await acting_person(services, caller, journey, instead_of)
    form = _form_key(state, person, key)
    if form is None:
        return RedirectResponse(f"/journeys/{journey}", status_code=303)
    return RedirectResponse(
        with_query(f"/journeys/{journey}/do/{form}", {"instead_of": person if person != caller.person else None}),
        status_code=303,
    )


@router.post(f"{HERE}/claim/{{journey}}")
async def claim(
    journey: JourneyId,
    caller: OfDossier,
    services: Serving,
    pages: Showing,
    key: Annotated[TaskKey, Form()],
    reason: Annotated[FormText, Form()] = "",
) -> Response:
    """Say that one works on a task that several share, or take it over with a reason."""
    language = await pages.language(caller)
    try:
        await claim_task(services, caller.person, journey, key, datetime.now(UTC), reason or None)
    except CannotBeDone:
        return pages.go(HERE, TAKEN.into(language), tone="warn")
    except NoSuch:
        return pages.go(HERE, GONE.into(language), tone="warn")
    return pages.go(HERE, CLAIMED.into(language))


@router.post(f"{HERE}/release/{{journey}}")
async def release(
    journey: JourneyId, caller: OfDossier, services: Serving, pages: Showing, key: Annotated[TaskKey, Form()]
) -> Response:
    """Let a task go."""
    await Claims(services.pool).release(journey, key, caller.person)
    return pages.go(HERE, RELEASED.into(await pages.language(caller)))


async def _incidents(services: Services, person: str) -> int:
    """How many incidents wait for an operator; nobody else is asked to mend them."""
    if Role.OPERATOR not in await Identities(services.pool).programme_roles(person):
        return 0
    return len(await Incidents(services.pool).page(limit=MOST_COUNTED))


@dataclass(frozen=True)
class Group:
    """Tasks of one urgency."""

    urgency: str
    title: Phrase
    items: tuple[TaskLine, ...]


URGENCIES: tuple[tuple[str, Phrase], ...] = (
    ("late", Phrase("Terlambat", "Overdue")),
    ("soon", Phrase("Segera jatuh tempo", "Due soon")),
    ("rest", Phrase("Berikutnya", "Coming up")),
    ("open", Phrase("Tanpa tenggat", "Without a deadline")),
)


def _urgency(task: TaskLine) -> str:
    if task.days_left is None:
        return "open"
    return "late" if task.days_left < 0 else "soon" if task.days_left <= SOON else "rest"


def _groups(found: tuple[TaskLine, ...]) -> tuple[Group, ...]:
    """The tasks by urgency, the most urgent first; each in the order of its due dates."""
    groups = [
        Group(urgency, title, tuple(task for task in found if _urgency(task) == urgency))
        for urgency, title in URGENCIES
    ]
    return tuple(group for group in groups if group.items)


def _form_key(state: Journey, person: str, key: str) -> str | None:
    """The key of the form with which a person does a task; None where there is no such form."""
    asked = next((row for row in tasks(state) if (row["key"], row["person"]) == (key, person)), None)
    if asked is None:
        return None
    acts = acts_of(Call(str(asked["call"])), str(asked["about"]))
    forms = [form.packed for form in forms_for(state, person) if form.packed.act in acts]
    name = key.partition(".")[2]
    exact = [form for form in forms if name in (str(value) for value in form.fixed.values())]
    if asked["call"] == Call.OBLIGATION and not exact:
        exact = [form for form in forms if form.act == ADOPTING and name == ADOPTION]
    return next((form.key for form in (*exact, *forms)), None)
