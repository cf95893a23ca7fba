"""The operations desk: what is amiss, whether everything answers, what is under way; and every incident on its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from pydantic import TypeAdapter, ValidationError

from api.doctor.finding import Health
from api.doctor.patient import Patient
from api.doctor.visit import examine
from api.http.access import Operator, Oversight
from api.http.asking import After
from api.http.caller import Caller
from api.http.once import once, request_digest
from api.http.operating import acknowledge_incident, explained, resolve_incident
from api.http.operation_lists import LARGEST, incident_page
from api.http.problems import NoSuch
from api.http.serving import Serving
from api.incidents.kinds import KINDS, kind_of
from api.incidents.names import SYSTEM
from api.incidents.shape import SEVERITIES
from api.pages.act_form import act_key
from api.pages.operations_words import STATES
from api.pages.rendering import Pages, Showing, with_query
from api.services import Services
from domain.ids import cohort_workflow_id
from domain.shape import Paragraph
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.cohorts import Cohorts
from records.incidents import Incident, Incidents
from records.operations import ADDRESS, JourneyName, Operations
from records.reading import Reading
from workers.settings import Settings

router = APIRouter(include_in_schema=False)

Number = Annotated[int, Path(ge=1, le=LARGEST, description="The incident's number.")]
Text = Annotated[str | None, Query(max_length=80, pattern=r"^[^\x00]*$")]
"""What a list is filtered by: an id as somebody typed it."""
A_PAGE, AT_A_GLANCE = 50, 5
UNSENT_TOO_LONG = timedelta(minutes=15)
HEALTH: dict[Health, tuple[Phrase, str]] = {
    Health.GOOD: (Phrase("baik", "well"), "good"),
    Health.WARN: (Phrase("segera dilihat", "see to it soon"), "warn"),
    Health.BAD: (Phrase("perlu ditangani sekarang", "see to it now"), "bad"),
}
"""How the health of a part is called, and the tone of its badge."""
REASON: TypeAdapter[str] = TypeAdapter(Paragraph)
NO_REASON = Phrase("Tulis alasannya, paling panjang 2.000 huruf.", "Write why, in at most 2,000 characters.")


def temporal_page(settings: Settings, workflow: str) -> str | None:
    """The page of a workflow in Temporal's own pages; None where it is not known where they are."""
    ui = settings.temporal_ui
    return f"{ui.rstrip('/')}/namespaces/{settings.temporal_namespace}/workflows/{workflow}" if ui else None


def workflow_of(subject: str, *, cohort: bool) -> str | None:
    """The workflow that an incident is about: its subject, unless that is a cohort's; None for the system itself."""
    if subject == SYSTEM:
        return None
    return cohort_workflow_id(subject) if cohort else subject


async def names_of(services: Services, journeys: list[str]) -> dict[str, JourneyName]:
    """What the journeys of a list are called."""
    return await Operations(services.pool).journey_names(sorted(set(journeys)))


def without_addresses(text: str) -> str:
    """A text that a server said, without the e-mail addresses in it."""
    return ADDRESS.sub("(…)", text)


@router.get("/operations")
async def overview(caller: Oversight, services: Serving, pages: Showing) -> Response:
    """Whether everything answers, how much is under way, and the first of what is amiss."""
    now = datetime.now(UTC)
    operations = Operations(services.pool)
    standing = await operations.standing(now)
    found = await incident_page(services, kind=None, journey=None, after=None, limit=AT_A_GLANCE)
    unsent = standing.oldest_unsent
    return await pages.page(
        "operations/overview.html",
        caller,
        now=now,
        standing=standing,
        unsent_long=unsent is not None and now - unsent > UNSENT_TOO_LONG,
        incidents=found.items,
        more=found.next is not None,
        names=await names_of(services, [each.journey_id for each in found.items]),
        words_of=kind_of,
        without_addresses=without_addresses,
    )


@router.get("/operations/health")
async def health(caller: Oversight, services: Serving, pages: Showing) -> Response:
    """What the doctor finds when every part is asked now; what exactly it saw is for operators."""
    now = datetime.now(UTC)
    found = await examine(Patient(services.settings, services.client, services.pool, now))
    language = await pages.language(caller)
    return await pages.page(
        "operations/health.html",
        caller,
        now=now,
        findings=[finding.told(language) for finding in found],
        tones={health: (phrase.into(language), tone) for health, (phrase, tone) in HEALTH.items()},
        worst=next(
            (health for health in (Health.BAD, Health.WARN) if any(each.health is health for each in found)), None
        ),
        operator=Role.OPERATOR,
        bimtek=version("bimtek"),
        namespace=services.client.namespace,
        queue=services.settings.task_queue,
        ui=services.settings.temporal_ui,
        cached=False,
    )


@router.get("/operations/incidents")
async def incidents(
    caller: Oversight,
    services: Serving,
    pages: Showing,
    kind: Text = None,
    journey: Text = None,
    after: After = None,
) -> Response:
    """Everything reported and not resolved, in the order in which it was first seen."""
    kind, journey = kind or None, journey or None
    found = await incident_page(services, kind=kind, journey=journey, after=after, limit=A_PAGE)
    return await pages.page(
        "operations/incidents.html",
        caller,
        incidents=found.items,
        names=await names_of(services, [each.journey_id for each in found.items]),
        kind=kind,
        journey=journey,
        kinds=KINDS,
        words_of=kind_of,
        without_addresses=without_addresses,
        next=with_query("/operations/incidents", {"kind": kind, "journey": journey, "after": found.next})
        if found.next
        else None,
    )


@router.get("/operations/incidents/{number}")
async def incident(number: Number, caller: Oversight, services: Serving, pages: Showing) -> Response:
    """One incident: what it means, who is affected, what to do, and the forms by which somebody sees to it."""
    return await _shown(pages, services, caller, await _found(services, number))


@router.post("/operations/incidents/{number}/resolve")
async def resolve(
    number: Number,
    request: Request,
    caller: Operator,
    services: Serving,
    pages: Showing,
    reason: Annotated[str, Form(max_length=10_000)] = "",
) -> Response:
    """Say that an incident needs nothing more, and why."""
    before = await _found(services, number)
    if before.resolved_at is not None:
        earlier = Phrase("Insiden ini sudah diselesaikan sebelumnya.", "This incident was resolved before.")
        return pages.go(f"/operations/incidents/{number}", earlier.into(await pages.language(caller)), tone="warn")
    try:
        why = REASON.validate_python(reason)
    except ValidationError:
        return await _shown(pages, services, caller, before, reason=reason, mistaken=True)

    async def do() -> Incident:
        return await resolve_incident(services, caller, number, why)

    key = act_key(f"resolve-incident-{number}", 0, why)
    await once(services, caller, key, request_digest(request, why), do, answer=Incident)
    done = Phrase(
        f"Insiden {number} selesai; alasannya tercatat.", f"Incident {number} is resolved; the reason is kept."
    )
    return pages.go("/operations/incidents", done.into(await pages.language(caller)))


@router.post("/operations/incidents/{number}/acknowledge")
async def acknowledge(
    number: Number,
    caller: Operator,
    services: Serving,
    pages: Showing,
) -> Response:
    """Say that one sees to an incident: nobody is told of it again."""
    before = await _found(services, number)
    after = await acknowledge_incident(services, caller, number, None)
    page, language = f"/operations/incidents/{number}", await pages.language(caller)
    if before == after:
        earlier = Phrase(
            "Insiden ini sudah ada yang menangani, atau sudah selesai.", "Somebody sees to it, or it is over."
        )
        return pages.go(page, earlier.into(language), tone="warn")
    done = Phrase("Tercatat: Anda menanganinya. Pesan tidak diulang.", "Noted: you see to it. Nobody is told again.")
    return pages.go(page, done.into(language))


async def _found(services: Services, number: int) -> Incident:
    found = await Incidents(services.pool).find(number)
    if found is None:
        raise NoSuch(what="incident", id=number)
    return found


async def _shown(
    pages: Pages, services: Services, caller: Caller, found: Incident, *, reason: str = "", mistaken: bool = False
) -> Response:
    """The page of an incident, with what was written in its form."""
    said = NO_REASON.into(await pages.language(caller))
    cohort = await Cohorts(services.pool).find(found.journey_id)
    workflow = workflow_of(found.journey_id, cohort=cohort is not None)
    return await pages.page(
        "operations/incident.html",
        caller,
        status=422 if mistaken else 200,
        incident=found,
        explained=await explained(services, found.id),
        severities=SEVERITIES,
        states=STATES,
        line=await Reading(services.pool).line(found.journey_id, datetime.now(UTC)),
        cohort=cohort,
        temporal=temporal_page(services.settings, workflow) if workflow else None,
        operator=Role.OPERATOR,
        again=services.settings.tell_again_after,
        reason=reason,
        errors={"reason": said} if mistaken else {},
        problems=[said] if mistaken else [],
    )
