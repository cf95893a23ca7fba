"""What entries that a repair would add lead to, in plain words: `consequences` compares a copy before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from activities.notify.kinds import kind_of
from api.moves import Move, Moving, Reading, moves
from api.repairs.copy import Copy
from api.words.purposes import PURPOSES
from domain.documents import ordered
from domain.evolve import evolve
from domain.journey import Progress
from domain.model import Journey
from domain.notices import notices
from domain.repairs import Consequence, What
from domain.shape import Person
from domain.story import SCENE_CHANGES, story
from domain.vocabulary import Role, Stage, Task
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_day

READINGS = {
    Reading.DUE: Phrase("tenggat", "due date"),
    Reading.AGREED: Phrase("tanggal yang disepakati", "agreed date"),
    Reading.FORECAST: Phrase("perkiraan tanggal", "forecast"),
    Reading.OFFICIAL_UNTIL: Phrase("hari libur pasti sampai", "days off official until"),
}


def consequences(copy: Copy, progress: Progress, names: Mapping[Person, str]) -> tuple[Consequence, ...]:
    """What the entries of `progress` lead to, `copy` being the journey before them; `names` are people's by id."""
    before, after = copy.journey, progress.journey
    return (
        *_voided(before, after),
        *_told(before, progress),
        *(_moved(move, before, after) for move in moves(before, after, copy.now)),
        *_documents(before, progress),
        *_entries(copy, progress, names),
    )


def _voided(before: Journey, after: Journey) -> Iterator[Consequence]:
    """What counted and counts no more: answers of approvers, verdicts, gates, the submission, what was frozen."""
    judged = zip(before.judgements, after.judgements, strict=False)
    gone = Counter(earlier.step for earlier, later in judged if later.void and not earlier.void)
    for step in before.policy.approvals:
        if gone[step.name]:
            said = f"Jawaban atas “{step.title}” ({gone[step.name]}) tidak berlaku lagi."
            yield _void_said(said, f"The answers to “{step.title}” ({gone[step.name]}) count no more.")
    for earlier, later in zip(before.rounds, after.rounds, strict=False):
        if later.void and not earlier.void:
            count = len(earlier.verdicts)
            yield _void_said(
                f"Hasil telaah putaran {earlier.number} ({count}) tidak berlaku lagi.",
                f"The verdicts of round {earlier.number} ({count}) count no more.",
            )
    kept = {gate.name for gate in after.gates}
    titles = {gate.name: gate.title for gate in before.policy.gates}
    for gate in before.gates:
        if gate.name not in kept:
            title = titles.get(gate.name, gate.name)
            yield _void_said(f"Syarat “{title}” harus dipenuhi kembali.", f"The gate “{title}” has to be passed again.")
    if before.submitted and not after.submitted:
        yield _void_said("Buku harus diajukan kembali.", "The books have to be submitted again.")
    if before.publication is not None and after.publication is None:
        yield _void_said("Buku yang sudah dibekukan dibuka kembali.", "The books that were frozen are open again.")
    if before.examination is not None and after.examination is None:
        yield _void_said("Jadwal paparan harus ditetapkan lagi.", "The examination has to be scheduled again.")


def _void_said(indonesian: str, english: str) -> Consequence:
    return Consequence(what=What.VOID, said=Phrase(indonesian, english))


def _told(before: Journey, progress: Progress) -> Iterator[Consequence]:
    """Who would be sent a message: by role and purpose, with how many people that are; nobody holds some roles."""
    told = notices(before, progress.entries)
    count = Counter((notice.role, kind_of(notice.template)) for notice in told if notice.person is not None)
    for (role, kind), people in count.items():
        who, what = name_of(role), PURPOSES[kind]
        yield Consequence(
            what=What.MESSAGE,
            said=Phrase(
                f"{people} pesan kepada {who.id} ({what.id}).", f"{people} message(s) to the {who.en} ({what.en})."
            ),
        )
    for role in dict.fromkeys(notice.role for notice in told if notice.person is None):
        yield Consequence(what=What.MESSAGE, said=_nobody(role))


def _nobody(role: Role) -> Phrase:
    who = name_of(role)
    return Phrase(
        f"Pesan kepada {who.id} tidak sampai: tidak ada pemegang peran itu.",
        f"A message to the {who.en} reaches nobody: nobody holds that role.",
    )


def _moved(move: Move, before: Journey, after: Journey) -> Consequence:
    def into(language: Language) -> str:
        was, will_be = (_day(day, language) for day in (move.before, move.after))
        if move.what is Moving.TURN and before.turn.task is not after.turn.task:
            tasks = [name_of(journey.turn.task).into(language) for journey in (before, after)]
            return f"{READINGS[move.reading].into(language)}: {tasks[0]} {was} → {tasks[1]} {will_be}"
        return f"{_called(move).into(language)}, {READINGS[move.reading].into(language)}: {was} → {will_be}"

    return Consequence(what=What.DATE, said=Phrase(into(Language.ID), into(Language.EN)))


def _called(move: Move) -> Phrase:
    match move.what:
        case Moving.TURN:
            return name_of(Task(move.name))
        case Moving.STAGE:
            return name_of(Stage(move.name))
        case _:
            return Phrase(move.title, move.title)


def _day(day: date | None, language: Language) -> str:
    return spell_day(day, language) if day else Phrase("tidak ada", "none").into(language)


def _documents(before: Journey, progress: Progress) -> Iterator[Consequence]:
    """The documents that would be made."""
    journey = before
    for entry in progress.entries:
        journey = evolve(journey, entry)
        for order in ordered(journey, entry):
            kind = name_of(order.kind)
            said = Phrase(f"Dokumen dibuat: {kind.id}.", f"A document is made: {kind.en}.")
            yield Consequence(what=What.DOCUMENT, said=said)


def _entries(copy: Copy, progress: Progress, names: Mapping[Person, str]) -> Iterator[Consequence]:
    """What the story of the journey would say."""
    scenes = [entry for entry in copy.entries if entry.event.kind in SCENE_CHANGES]
    told = [story(progress.entries, language, names, scenes) for language in (Language.ID, Language.EN)]
    for indonesian, english in zip(*told, strict=True):
        yield Consequence(what=What.ENTRY, said=Phrase(indonesian.text, english.text))
