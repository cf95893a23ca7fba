"""What a repair has to be told besides its kind: a choice, in words, of what there is; `blank_of` and `spec_in`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pydantic import TypeAdapter

from activities.notify.kinds import kind_of
from api.pages.corrections import facts_of
from api.pages.operations_words import state_of
from api.repairs.copy import copied
from api.repairs.reset import points
from api.repairs.waiting import waiting
from api.repairs.work import rule_of
from api.services import Services
from api.words.purposes import PURPOSES
from domain.decisions.repairs import stages_behind
from domain.model import Journey
from domain.repairs import Spec
from domain.vocabulary import RepairKind, Role, Stage
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from records.bookings import Bookings
from records.claims import Claims
from records.documents import Documents
from records.operations import Operations
from records.people import People
from records.policies import Policies
from workers.versions import deployed

ALL = "all"
"""The choice of everything there is, or of the newest."""
NOTHING_TO_FILL_IN = (RepairKind.REBUILD_ROWS,)
MOST_MESSAGES = 100
SPEC: TypeAdapter[Spec] = TypeAdapter(Spec)

ASKED: Mapping[RepairKind, tuple[str, Phrase]] = {
    RepairKind.RUN_NOW: ("activity", Phrase("Langkah yang mana?", "Which step?")),
    RepairKind.SKIP: ("activity", Phrase("Langkah yang mana?", "Which step?")),
    RepairKind.SEND_AGAIN: ("message", Phrase("Pesan yang mana?", "Which message?")),
    RepairKind.RENEW_DOCUMENT: ("document", Phrase("Dokumen yang mana?", "Which document?")),
    RepairKind.RELEASE_CLAIM: ("claim", Phrase("Apa yang dilepaskan?", "What is to be released?")),
    RepairKind.CORRECT: ("seq", Phrase("Catatan yang mana?", "Which record?")),
    RepairKind.BACK_TO_STAGE: ("stage", Phrase("Kembali ke tahap mana?", "Back to which stage?")),
    RepairKind.OTHER_POLICY: ("policy", Phrase("Kebijakan yang mana?", "Which policy?")),
    RepairKind.RESET: ("event", Phrase("Dari titik mana diulang?", "From which point?")),
    RepairKind.OTHER_VERSION: ("version", Phrase("Versi yang mana?", "Which version?")),
}
"""What each kind asks for: the name of its field, and the question."""

NOTHING: Mapping[RepairKind, Phrase] = {
    RepairKind.SKIP: Phrase("Tidak ada langkah yang menunggu percobaan berikutnya.", "No step waits for its next try."),
    RepairKind.RENEW_DOCUMENT: Phrase("Belum ada dokumen yang dibuat.", "No document has been made yet."),
    RepairKind.RELEASE_CLAIM: Phrase(
        "Tidak ada hari pembimbing yang tertahan tanpa tindakan, dan tidak ada tugas yang dipegang orang.",
        "No mentor's day is held without an act, and nobody holds a task.",
    ),
    RepairKind.CORRECT: Phrase(
        "Belum ada catatan yang dapat dibetulkan.", "Nothing is recorded that can be corrected."
    ),
    RepairKind.BACK_TO_STAGE: Phrase(
        "Perjalanan ini masih di tahap pertamanya.", "This journey is in its first stage still."
    ),
    RepairKind.OTHER_POLICY: Phrase(
        "Tidak ada versi kebijakan lain yang dikenal: pilihannya adalah yang dipakai sebuah angkatan.",
        "No other version of a policy is known: those that a cohort has can be chosen.",
    ),
    RepairKind.RESET: Phrase(
        "Tidak ada titik yang aman: prosesnya selesai sendiri, atau sesudah catatan terakhir tidak ada langkah lagi.",
        "There is no point that is safe: the run ended by itself, or nothing comes after the last entry.",
    ),
}
"""Why there is nothing to choose from, by kind."""


@dataclass(frozen=True)
class Blank:
    """What is asked, with what can be chosen: values with their words. Without any it cannot be done."""

    name: str
    question: str
    options: tuple[tuple[str, str], ...]

    def has(self, value: str) -> bool:
        """Whether a value can be chosen."""
        return any(value == option for option, _ in self.options)

    def said(self, value: str) -> str:
        """The words of a value."""
        return next((words for option, words in self.options if option == value), value)


async def blank_of(services: Services, kind: RepairKind, states: Sequence[Journey], language: Language) -> Blank | None:
    """What a kind asks for in these journeys; None when it asks for nothing."""
    if kind in NOTHING_TO_FILL_IN:
        return None
    name, question = ASKED[kind]
    one = states[0] if len(states) == 1 else None
    options = await _options(services, kind, one, states, language)
    return Blank(name, question.into(language), tuple(options))


def capital(text: str) -> str:
    """A text with a large first letter."""
    return text[:1].upper() + text[1:]


Options = Sequence[tuple[str, str]]


async def _options(
    services: Services, kind: RepairKind, one: Journey | None, states: Sequence[Journey], language: Language
) -> Options:
    match kind:
        case RepairKind.BACK_TO_STAGE:
            return _stages(states, language)
        case RepairKind.OTHER_POLICY:
            return await _policies(services, states, language)
        case RepairKind.OTHER_VERSION:
            return await _versions(services, language)
        case RepairKind.RUN_NOW:
            every = (ALL, Phrase("Semua yang menunggu", "Everything that waits").into(language))
            return (every, *(await _activities(services, one, language) if one else ()))
        case RepairKind.SEND_AGAIN:
            words = Phrase("Semua yang tidak sampai", "Everything that did not arrive")
            every = (ALL, words.into(language))
            return (every, *(await _messages(services, one, language) if one else ()))
        case _ if one is None:
            return ()
        case RepairKind.SKIP:
            return await _activities(services, one, language)
        case RepairKind.RENEW_DOCUMENT:
            return await _documents(services, one, language)
        case RepairKind.RELEASE_CLAIM:
            return await _claims(services, one, language)
        case RepairKind.CORRECT:
            return [(str(fact.seq), f"{fact.title} (#{fact.seq})") for fact in facts_of(one, language)]
        case _:
            return await _points(services, one, language)


def _stages(states: Sequence[Journey], language: Language) -> Options:
    """The stages that one of the journeys can be moved back to."""
    possible = {stage for state in states for stage in stages_behind(state)}
    return [(stage.value, capital(name_of(stage).into(language))) for stage in Stage if stage in possible]


async def _policies(services: Services, states: Sequence[Journey], language: Language) -> Options:
    """The policies that cohorts have, but for the one that all the journeys go by."""
    ours = {(state.policy.name, state.policy.version) for state in states}
    found = []
    for line in await Policies(services.pool).used():
        if ours != {(line.name, line.version)}:
            of = ", ".join(line.cohorts)
            said = Phrase(
                f"{line.title}, versi {line.version} (angkatan {of})", f"{line.title}, version {line.version} (of {of})"
            )
            found.append((f"{line.name}/{line.version}", said.into(language)))
    return found


async def _versions(services: Services, language: Language) -> Options:
    newest = Phrase("Selalu yang terbaru", "Always the newest").into(language)
    found = [(ALL, newest)]
    for each in await deployed(services.client, services.settings.task_queue):
        workers = len(each.workers)
        said = Phrase(
            f"Hanya {each.version}: {workers} pekerja{', yang terbaru' if each.current else ''}",
            f"Only {each.version}: {workers} workers{', the newest' if each.current else ''}",
        )
        found.append((each.version, said.into(language)))
    return found


async def _activities(services: Services, journey: Journey, language: Language) -> Options:
    """What waits for its next attempt."""
    found = []
    for each in await waiting(services, journey.id):
        if not each.tried:
            why = f": {each.cause}"[:120] if each.cause else ""
            tried = Phrase(f"sudah dicoba {each.attempt - 1} kali", f"tried {each.attempt - 1} times").into(language)
            found.append((each.name, f"{capital(rule_of(each.kind).does.into(language))} – {tried}{why}"))
    return found


async def _messages(services: Services, journey: Journey, language: Language) -> Options:
    """The newest messages: to whom, what for, what became of them."""
    lines = await Operations(services.pool).messages(journey=journey.id, limit=MOST_MESSAGES)
    names = await People(services.pool).names(sorted({line.person for line in lines if line.person}))
    found = []
    for line in lines:
        to = names.get(line.person, line.person) if line.person else name_of(Role(line.role)).into(language)
        state, purpose = state_of(line)[0].into(language), PURPOSES[kind_of(line.template)].into(language)
        when = spell_moment(line.queued_at, journey.region.zone, language)
        found.append((line.key, f"{to}: {purpose}, {state} – {when}"))
    return found


async def _documents(services: Services, journey: Journey, language: Language) -> Options:
    found = []
    for line in await Documents(services.pool).of_journey(journey.id):
        called = capital(name_of(line.kind).into(language))
        found.append((line.key, f"{called}: {line.title}"))
    return found


async def _claims(services: Services, journey: Journey, language: Language) -> Options:
    """Sessions that hold mentors' days without an act, and tasks that somebody holds."""
    found = []
    titles = {session.number: session.title for session in journey.policy.sessions}
    held = await Bookings(services.pool).without_act(journey.id)
    for number in sorted({day.session for day in held}):
        days = Phrase(f"Hari pembimbing untuk {titles[number]}", f"The mentors' days for {titles[number]}")
        found.append((f"session-{number}", days.into(language)))
    for claim in await Claims(services.pool).of(journey.id, datetime.now(UTC)):
        who = claim.name or claim.person
        task = Phrase(f"Tugas yang dipegang {who}", f"The task that {who} holds")
        found.append((f"task-{claim.key}", task.into(language)))
    return found


async def _points(services: Services, journey: Journey, language: Language) -> Options:
    """The points of the run at hand, the latest first: what comes after each, and when that was."""
    found = []
    for point in points(await copied(services, journey.id)):
        found.append((str(point.event), capital(point.said.into(language))))
    return found


async def spec_in(services: Services, kind: RepairKind, blank: Blank | None, value: str) -> Spec | None:
    """The repair that was chosen; None when what was chosen is not there (any more)."""
    if blank is None:
        return SPEC.validate_python({"kind": kind})
    if not blank.has(value):
        return None
    if kind is RepairKind.OTHER_POLICY:
        name, _, version = value.rpartition("/")
        policy = await Policies(services.pool).find(name, int(version))
        return SPEC.validate_python({"kind": kind, "policy": policy}) if policy is not None else None
    if kind is RepairKind.RELEASE_CLAIM:
        what, _, which = value.partition("-")
        return SPEC.validate_python({"kind": kind, what: which})
    return SPEC.validate_python({"kind": kind, blank.name: None if value == ALL else value})


def said_of_spec(spec: Spec, language: Language) -> str:
    """What a kept repair was told, where that says something by itself: a stage, a policy, a version."""
    match spec.kind:
        case "back_to_stage":
            return name_of(spec.stage).into(language)
        case "other_policy":
            return f"{spec.policy.title} · {spec.policy.version}"
        case "other_version":
            return spec.version or Phrase("yang terbaru", "the newest").into(language)
        case "reset":
            return Phrase(f"peristiwa {spec.event}", f"event {spec.event}").into(language)
        case "correct":
            return Phrase(f"butir {spec.seq}", f"entry {spec.seq}").into(language)
        case _:
            return ""
