"""Tells a journal in plain words: `story` gives one line per entry, `tell` one sentence, in Indonesian or English.

To change what is said, change the tables in `domain/words`; here is only what fills the places in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum

from pydantic import AwareDatetime

from domain import clock_events as ck
from domain import document_events as de
from domain import events as ev
from domain import facts, messages
from domain import repair_events as re
from domain.calendar import local_date
from domain.entry import Entry
from domain.messages import Actor, Imported
from domain.model import Journey
from domain.policy import Policy
from domain.shape import Frozen, Person
from domain.story_kinds import is_trouble
from domain.values import ChapterName, Distinctiveness, Document, QuickWin, RegionOfJourney
from domain.vocabulary import Party, Role, Stage
from domain.words import sentences as said
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import listed, spell_day, spell_days, spell_moment

Names = Mapping[Person, str]
"""People's names by id; who is not in it is called by the id."""


ONE_PERSON = ("mentor", "officer", "outgoing", "incoming", "head", "person", "signer")
PEOPLE = ("mentors", "examiners")
"""The fields of events that name people."""


class Scene(Frozen):
    """What the words of a line depend on besides its entry: the region, the policy and the stage of that time."""

    region: RegionOfJourney
    policy: Policy
    stage: Stage


SCENE_CHANGES = ("journey_scheduled", "journey_imported", "stage_opened", "policy_changed")
"""The kinds of events that change the scene: a stretch of a journal is told with those of before it."""


class StoryLine(Frozen):
    """One entry in words. `under` is the entry it belongs below: the act that led to it; None for one by itself."""

    seq: int
    at: AwareDatetime
    when: str
    text: str
    kind: str
    under: int | None = None
    stage: Stage
    act: bool = False
    """Whether a person did it, or it was recorded in a person's name."""
    trouble: bool = False
    """Whether it did not go as planned: late, sent back, refused, contested, undone."""

    @property
    def head(self) -> int:
        """The entry under which it is folded, itself where it is under none."""
        return self.under or self.seq


def story(
    entries: Iterable[Entry], language: Language, names: Names, before: Iterable[Entry] = ()
) -> tuple[StoryLine, ...]:
    """A journal in words: one line per entry. What an act led to stands below the first entry of the act.

    `entries` are a whole journal, or a stretch of one that begins with everything of an instant; then `before` has the
    entries before it whose kinds are in `SCENE_CHANGES`. Raises `ValueError` where neither has the journal's beginning.
    """
    lines: list[StoryLine] = []
    scene: Scene | None = None
    act: Entry | None = None
    for entry in before:
        scene = scene_after(scene, entry.event)
    for entry in entries:
        scene = scene_after(scene, entry.event)
        # What follows from an act by itself is written at the same instant, without a command of its own.
        follows = act is not None and entry.at == act.at and entry.command in (None, act.command)
        if not follows:
            act = entry if entry.command is not None else None
        lines.append(
            StoryLine(
                seq=entry.seq,
                at=entry.at,
                when=spell_moment(entry.at, scene.region.zone, language),
                text=tell(entry, scene, language, names),
                kind=entry.event.kind,
                under=act.seq if follows and act is not None else None,
                stage=scene.stage,
                act=entry.whose is not None,
                trouble=is_trouble(entry.event),
            )
        )
    return tuple(lines)


def scene_after(scene: Scene | None, event: ev.JourneyEvent) -> Scene:
    """The scene once an event has happened. Raises `ValueError` for an event before the journey's first."""
    match event:
        case ev.JourneyScheduled(start=start):
            return Scene(region=start.region, policy=start.policy, stage=Stage.KICKOFF)
        case _ if scene is None:
            raise ValueError(f"a story cannot begin with {event.kind}")
        case ev.JourneyImported():
            return scene.model_copy(update={"stage": event.imported.stage})
        case ev.StageOpened():
            return scene.model_copy(update={"stage": event.stage})
        case re.PolicyChanged():
            return scene.model_copy(update={"policy": event.policy})
        case _:
            return scene


def people_of(entries: Iterable[Entry]) -> set[Person]:
    """Everybody whose name a story of these entries shows."""
    found: set[Person] = set()
    for entry in entries:
        found |= {entry.actor.person} if entry.actor else set()
        found |= {entry.actor.deputy} if entry.actor and entry.actor.deputy else set()
        found |= {entry.on_behalf.person} if entry.on_behalf else set()
        told = entry.event.fact if isinstance(entry.event, ev.FactCorrected) else entry.event
        found |= {person for name in ONE_PERSON if (person := getattr(told, name, None)) is not None}
        found |= {person for name in PEOPLE for person in getattr(told, name, ())}
    return found


def tell(entry: Entry, scene: Scene | Journey, language: Language, names: Names) -> str:
    """What an entry says in one sentence, with the words of the scene after it (or of any later state)."""
    teller = _Teller(scene, language, names)
    sentence = said.SENTENCES[sentence_of(entry.event)].into(language).format(**teller.places(entry))
    return sentence[0].upper() + sentence[1:] + teller.aside(entry)


def sentence_of(event: ev.JourneyEvent) -> str:
    """The key of the sentence in `domain.words.sentences` that fits an event."""
    kind = event.kind
    match event:
        case ev.JourneyScheduled() if event.start.catch_up:
            return f"{kind}/substitute"
        case ev.TurnPassed():
            return _turn_sentence(event)
        case ev.LadderStepTaken():
            nobody = event.relieves is not None and event.incoming is None
            return f"{kind}/{'nobody' if nobody else event.action}"
        case ev.InterestDeclared():
            return f"{kind}/{'conflict' if event.conflict else 'none'}"
        case ev.HandInCommented() if not event.comments:
            return f"{kind}/none"
        case ev.VerdictGiven():
            return f"{kind}/{event.verdict}"
        case ev.RevisionRequested(by="mentors"):
            return f"{kind}/mentors"
        case ev.PresentationPrepared() if event.video is not None:
            return f"{kind}/video"
        case ev.MemberAppointed() if event.agency is not None:
            return f"{kind}/agency"
        case ev.MentorChangeDecided():
            return f"{kind}/{'approved' if event.approve else 'refused'}"
        case ck.JourneyResumed() if event.reason is not None:
            return f"{kind}/by_hand"
        case ck.ExtensionDecided():
            return f"{kind}/{event.choice}"
        case ck.Reminded() if event.note is not None:
            return f"{kind}/note"
        case re.RepairNoted() if event.confirmed_by is not None:
            return f"{kind}/confirmed"
        case ck.ReassignmentDecided():
            return f"{kind}/{'approved' if event.approve else 'refused'}"
        case ev.ContestResolved():
            return f"{kind}/{'upheld' if event.upheld else 'dismissed'}"
        case _:
            return kind


def _turn_sentence(event: ev.TurnPassed) -> str:
    if event.party is Party.NOBODY:
        return f"{event.kind}/nobody"
    if event.due is None:
        return event.kind
    if event.party is Party.SESSION:
        return f"{event.kind}/agreed"
    return f"{event.kind}/due" if event.allowance is None else f"{event.kind}/allowance"


def _times(name: str, times: int) -> str:
    """A name, with how often it is meant where that is more than once: `buku (3)`."""
    return f"{name} ({times})" if times > 1 else name


class _Teller:
    """Spells out what an event holds, in one language and in the zone and the titles of one journey."""

    def __init__(self, scene: Scene | Journey, language: Language, names: Names) -> None:
        self._scene = scene
        self._language = language
        self._names = names
        self._zone = scene.region.zone

    def places(self, entry: Entry) -> dict[str, str]:
        """What fills the places of the event's sentence."""
        event = entry.event
        known = {"who": self._whose(entry), "region": self._scene.region.name, **self._fields(event)}
        match event:
            case ev.JourneyScheduled(start=start):
                known |= {"cohort": start.cohort, "opens_at": self._moment(start.opens_at)}
            case ev.JourneyImported(imported=imported):
                known |= self._fields(imported)
            case ev.RevisionRequested():
                known["step"] = self._title(self._scene.policy.approvals, event.by)
            case facts.JudgementFacts():
                known["more"] = self._more(event)
            case ev.FactCorrected(fact=fact):
                known["fact"] = self._fact(fact)
            case de.BookUploaded(book=key):
                known["book"] = next((b.title for b in self._scene.policy.books if b.key == key), key)
            case de.DocumentsMade(documents=made):
                kinds = [name_of(document.document).into(self._language) for document in made]
                known["made"] = listed(
                    [_times(kind, kinds.count(kind)) for kind in dict.fromkeys(kinds)], self._language
                )
            case de.QuickWinsChecked(results=results):
                found = [f"{r.name} ({name_of(r.outcome).into(self._language)})" for r in results]
                known["results"] = listed(found, self._language)
            case ck.PlanBaselined(dates=dates):
                known["finish"] = next((self._day(d.day) for d in dates if d.name == Stage.PUBLICATION), "")
            case ck.CalendarChanged():
                known["changes"] = self._changes(event)
            case ck.WorkplacesRecorded(workplaces=places):
                known["places"] = listed([f"{self._name(p.person)} ({p.zone})" for p in places], self._language)
        return known

    def aside(self, entry: Entry) -> str:
        """Who recorded it in whose name, or from when it counts where that is another day."""
        if entry.on_behalf is not None and entry.actor is not None:
            return said.ON_BEHALF.into(self._language).format(
                recorder=self._sender(entry.actor).rstrip(","),
                day=self._day(entry.on_behalf.happened_on),
            )
        if local_date(entry.effective, self._zone) != local_date(entry.at, self._zone):
            return said.COUNTS_FROM.into(self._language).format(moment=self._moment(entry.effective))
        return ""

    def _whose(self, entry: Entry) -> str:
        if entry.on_behalf is not None:
            return self._role_and_name(entry.on_behalf.role, entry.on_behalf.person)
        if entry.actor is not None:
            return self._sender(entry.actor)
        return said.SYSTEM.into(self._language)

    def _sender(self, actor: Actor) -> str:
        """Who did it, and for whom where he stood in for somebody."""
        who = self._role_and_name(actor.role, actor.person)
        if actor.deputy is None:
            return who
        return said.DEPUTISED.into(self._language).format(who=who, deputy=self._name(actor.deputy))

    def _role_and_name(self, role: Role, person: Person) -> str:
        return f"{name_of(role).into(self._language)} {self._name(person)}"

    def _name(self, person: Person) -> str:
        return self._names.get(person, person)

    def _day(self, day: date) -> str:
        return spell_day(day, self._language)

    def _moment(self, instant: datetime) -> str:
        return spell_moment(instant, self._zone, self._language)

    def _fields(self, value: ev.JourneyEvent | messages.Correctable | Imported) -> dict[str, str]:
        found = {name: self._spell(name, getattr(value, name)) for name in type(value).model_fields}
        session = next((s for s in self._scene.policy.sessions if s.number == getattr(value, "number", None)), None)
        # “Bimtek II: visi, sasaran, strategi” is too long for the middle of a sentence.
        return found | ({"session": session.title.split(":")[0]} if session else {})

    def _spell(self, name: str, value: object) -> str:
        """A field's value as it stands in a sentence; how depends on its name and its type."""
        policy = self._scene.policy
        match name, value:
            case _, StrEnum():
                return name_of(value).into(self._language)
            case _, datetime():
                return self._moment(value)
            case _, date():
                return self._day(value)
            case (
                ("mentor" | "officer" | "outgoing" | "incoming" | "head" | "person" | "signer" | "confirmed_by"),
                str(),
            ):
                return self._name(value)
            case (("mentors" | "examiners"), tuple()):
                return listed([self._name(person) for person in value], self._language)
            case (("days" | "held_on"), tuple()):
                return spell_days(value, self._language)
            case "gate", str():
                return self._title(policy.gates, value)
            case "obligation", str():
                return self._title(policy.obligations, value)
            case "step", str():
                return self._title(policy.approvals, value)
            case "steps", tuple():
                return listed([f"“{self._title(policy.approvals, step)}”" for step in value], self._language)
            case "chapters", tuple():
                return self._chapters(value)
            case "quick_wins", tuple():
                return listed([win.name for win in value if isinstance(win, QuickWin)], self._language)
            case "gates", tuple():
                return listed([self._gate(gate) for gate in value], self._language)
            case "sha256", str():
                return value[:12]
            case (("reason" | "statement" | "evidence" | "notes" | "note" | "changes"), str()):
                # The sentence brings its own full stop.
                return value.rstrip(".")
            case _, ChapterName():
                return self._chapter(value)
            case _, Document():
                return value.title
            case _, Policy():
                return str(value.version)
            case _, Distinctiveness():
                return value.statement.rstrip(".")
            case _, tuple():
                return str(len(value))
            case _:
                return str(value)

    def _title(self, items: Sequence[Frozen], name: str) -> str:
        """The policy's title of a gate, an obligation or an approval step; its name if the policy lost it."""
        titles = {getattr(item, "name", ""): getattr(item, "title", name) for item in items}
        return str(titles.get(name, name))

    def _chapters(self, names: Sequence[ChapterName]) -> str:
        if len(names) > 3:
            return said.CHAPTERS.into(self._language).format(count=len(names))
        return listed([self._chapter(name) for name in names], self._language)

    def _chapter(self, name: ChapterName) -> str:
        for book in self._scene.policy.books:
            for chapter in book.chapters:
                if (book.key, chapter.key) == (name.book, name.chapter):
                    if book.title == chapter.title:
                        return book.title
                    return said.CHAPTER.into(self._language).format(chapter=chapter.title, book=book.title)
        return str(name)

    def _gate(self, gate: facts.GateFacts) -> str:
        title = self._title(self._scene.policy.gates, gate.gate)
        return said.GATE_ON_DAY.into(self._language).format(gate=title, day=self._day(gate.passed_on))

    def _more(self, judgement: facts.JudgementFacts) -> str:
        more = ""
        if judgement.corrections:
            more += said.WITH_CORRECTIONS.into(self._language).format(count=len(judgement.corrections))
        if judgement.notes:
            more += said.WITH_NOTES.into(self._language).format(notes=judgement.notes.rstrip("."))
        return more

    def _changes(self, fact: facts.CalendarFacts) -> str:
        """What a decree changes, part by part."""
        days = (
            (said.DAYS_OFF, fact.off),
            (said.REGIONAL_DAYS_OFF, fact.regional_off),
            (said.WORKING_AGAIN, fact.working),
        )
        parts = [p.into(self._language).format(days=spell_days(d, self._language)) for p, d in days if d]
        if fact.official_until is not None:
            parts.append(said.OFFICIAL_UNTIL.into(self._language).format(day=self._day(fact.official_until)))
        return "; ".join(parts)

    def _fact(self, fact: messages.Correctable) -> str:
        return said.CORRECTED[fact.kind].into(self._language).format(**self._fields(fact))
