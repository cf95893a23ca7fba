"""An incident explained: what it means, who is affected, since when, what to do; the same for command, API and page."""

from __future__ import annotations

import re
import shlex
from datetime import datetime
from urllib.parse import urlencode

from pydantic import Field
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.service import RPCError

from activities.notify.kinds import kind_of as letter_kind
from api.doctor.patient import Patient
from api.drills.standing import command_to_end
from api.incidents.kinds import kind_of
from api.incidents.names import SYSTEM
from api.incidents.shape import IncidentKind, Severity, Way
from api.technical import moment, said_by
from api.words.purposes import PURPOSES
from domain.shape import Frozen
from domain.vocabulary import Party, Role, Stage, Task, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from records.cohorts import Cohorts
from records.incidents import Incident, Incidents, ToldOperator
from records.operations import ADDRESS
from records.reading import JourneyLine, Reading

MOST_ACTIVITIES = 10
REPAIRS = "/operations/repairs/new"
NEEDS = {
    "skip": "--activity ACTIVITY",
    "renew_document": "--document DOCUMENT",
    "release_claim": "--session SESSION",
    "correct": "--entry ENTRY --fact FILE",
    "back_to_stage": "--stage STAGE",
    "reset": "--event EVENT",
}
"""What the reader of a command that proposes a repair has to fill in, beside who he is and why."""


class Said(Frozen):
    """The same thing in both languages."""

    id: str
    en: str

    @classmethod
    def of(cls, phrase: Phrase) -> Said:
        """A phrase, as the API says it."""
        return cls(id=phrase.id, en=phrase.en)


class Fact(Frozen):
    """Something that was found out about an incident."""

    what: Said
    said: Said


class Step(Frozen):
    """One thing to do: said in words, with the page it is done on, the command that does it, or the kind of repair."""

    said: Said
    page: str | None = Field(default=None, examples=["/operations/repairs/new?kind=run_now&journey=journey-2019-kab-a"])
    command: str | None = Field(default=None, examples=["bimtek records verify"])
    repair: str | None = Field(default=None, examples=["run_now"])


class Explained(Frozen):
    """An incident with everything an operator has to know; `by_itself`: it goes away once its cause has."""

    incident: Incident
    title: Said
    means: Said
    severity: Severity
    affected: tuple[Said, ...]
    facts: tuple[Fact, ...]
    steps: tuple[Step, ...]
    by_itself: bool
    told: tuple[ToldOperator, ...]


async def explain(patient: Patient, found: Incident) -> Explained:
    """Explain an incident as of `patient.now`. A server that does not answer is said, not raised.

    Raises asyncpg's errors.
    """
    kind = kind_of(found.kind)
    line = await Reading(patient.pool).line(found.journey_id, patient.now)
    incidents = Incidents(patient.pool)
    return Explained(
        incident=found.model_copy(update={"detail": ADDRESS.sub("(…)", found.detail)}),
        title=Said.of(kind.title),
        means=Said.of(kind.means),
        severity=kind.severity,
        affected=await _affected(patient, incidents, kind, found, line),
        facts=(*_turn(line), *await _under_way(patient, found)),
        steps=_steps(patient, kind, found, line),
        by_itself=kind.by_itself,
        told=await incidents.told_of(found.id),
    )


async def _affected(
    patient: Patient, incidents: Incidents, kind: IncidentKind, found: Incident, line: JourneyLine | None
) -> tuple[Said, ...]:
    """Whom it concerns: the kind's own words, the region, and those who were not told."""
    said = [Said.of(kind.affects)]
    if line is not None:
        said.append(Said(id=f"{line.region_name} ({line.cohort})", en=f"{line.region_name} ({line.cohort})"))
    elif found.journey_id == SYSTEM:
        count = await incidents.open_journeys()
        said.append(Said(id=f"{count} perjalanan yang terbuka", en=f"{count} open journeys"))
    elif (cohort := await Cohorts(patient.pool).find(found.journey_id)) is not None:
        title = cohort.title or cohort.id
        said.append(Said(id=f"Angkatan {title}", en=f"Intake {title}"))
    for each in await incidents.not_delivered(found.journey_id):
        who = name_of(Role(each.role))
        what = PURPOSES[letter_kind(each.template)]
        person = each.person or "–"
        indonesian, english = f"{person} ({who.id}) tidak diberi tahu", f"{person} ({who.en}) was not told"
        said.append(Said(id=f"{indonesian}: {what.id}", en=f"{english}: {what.en}"))
    return tuple(said)


def _turn(line: JourneyLine | None) -> tuple[Fact, ...]:
    """Where the journey stands: its stage, whose turn it is, until when."""
    if line is None:
        return ()
    stage, party, task = name_of(Stage(line.stage)), name_of(Party(line.turn_party)), name_of(Task(line.turn_task))
    facts = [
        Fact(what=Said(id="Tahap", en="Stage"), said=Said.of(stage)),
        Fact(
            what=Said(id="Giliran", en="Whose turn"),
            said=Said(id=f"{party.id}: {task.id}", en=f"{party.en}: {task.en}"),
        ),
    ]
    if line.turn_due is not None:
        facts.append(Fact(what=Said(id="Tenggat", en="Due"), said=_at(line.turn_due, TimeZone(line.zone))))
    return tuple(facts)


async def _under_way(patient: Patient, found: Incident) -> tuple[Fact, ...]:
    """What its process tries now, with cause, attempts and next attempt, as Temporal has it."""
    if found.journey_id == SYSTEM or found.resolved_at is not None:
        return ()
    try:
        description = await patient.client.get_workflow_handle(found.journey_id).describe()
    except RPCError as error:
        said = error.status.name
        return (
            Fact(
                what=Said(id="Temporal", en="Temporal"),
                said=Said(
                    id=f"tidak mengenalnya atau tidak menjawab ({said})", en=f"does not know it, or is away ({said})"
                ),
            ),
        )
    pending = list(description.raw_description.pending_activities)
    tried = sorted(pending, key=lambda each: -each.attempt)[:MOST_ACTIVITIES]
    return tuple(_tried(each) for each in tried if each.attempt > 1)


def _tried(each: PendingActivityInfo) -> Fact:
    cause = ADDRESS.sub("(…)", said_by(each.last_failure)) if each.HasField("last_failure") else "–"
    indonesian, english = f"percobaan {each.attempt}; sebab: {cause}", f"attempt {each.attempt}; cause: {cause}"
    if each.HasField("next_attempt_schedule_time"):
        following = _at(moment(each.next_attempt_schedule_time), TimeZone.WIB, seconds=True)
        indonesian += f"; percobaan berikutnya {following.id}"
        english += f"; next attempt {following.en}"
    name = f"{each.activity_type.name} ({each.activity_id})"
    return Fact(what=Said(id=name, en=name), said=Said(id=indonesian, en=english))


def _at(instant: datetime, zone: TimeZone, *, seconds: bool = False) -> Said:
    exact = f" ({instant:%H:%M:%S} UTC)" if seconds else ""
    return Said(
        id=spell_moment(instant, zone, Language.ID) + exact, en=spell_moment(instant, zone, Language.EN) + exact
    )


def _steps(patient: Patient, kind: IncidentKind, found: Incident, line: JourneyLine | None) -> tuple[Step, ...]:
    """The ways out, in order; those that need a journey only where there is one."""
    steps = [_step(way, found, line) for way in kind.ways]
    ending = command_to_end(patient.settings.data_dir, kind.name)
    if ending is not None:
        drill = Said(
            id="Ini latihan: sebabnya dihilangkan dengan perintah ini.",
            en="This is a drill: its cause is removed by this command.",
        )
        steps.insert(0, Step(said=drill, command=ending))
    return tuple(steps)


def _step(way: Way, found: Incident, line: JourneyLine | None) -> Step:
    known = {"journey": found.journey_id}
    if line is not None:
        known["place"] = f"{line.cohort}/{line.region_code}"
    if way.repair is not None and line is not None:
        return repair_step(way, way.repair, found, known["place"])
    page = _filled(way.page, known) if line is not None or "{" not in (way.page or "") else None
    return Step(said=Said.of(way.said), page=page, command=_filled(way.command, known))


def repair_step(way: Way, kind: str, found: Incident, place: str) -> Step:
    """A repair: its form, and the command that proposes it; what is known already stands in both."""
    query = {"kind": kind, "journey": found.journey_id}
    needs = NEEDS.get(kind, "")
    about = re.match(way.about, found.detail) if way.field is not None else None
    if way.field is not None and about is not None:
        query[way.field] = about[1]
        needs = f"--{way.field} {shlex.quote(about[1])}"
    words = ["bimtek repair propose", kind.replace("_", "-"), place, needs, "--by OPERATOR --reason REASON"]
    return Step(
        said=Said.of(way.said),
        page=f"{REPAIRS}?{urlencode(query)}",
        command=" ".join(word for word in words if word),
        repair=kind,
    )


def _filled(text: str | None, known: dict[str, str]) -> str | None:
    """A command or page with what is known filled in; None where something it needs is not."""
    if text is None:
        return None
    try:
        return text.format(**known)
    except KeyError:
        return None
