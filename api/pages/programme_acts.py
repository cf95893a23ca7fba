"""The acts that can be done in many journeys from the programme's desk: what each is called, and its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from api.forms.asked import ActForm
from api.forms.layout import Cell, Choices, Option, Part, Sort, parts_of
from api.forms.wanted import Form, Wanted
from api.selection import JourneyOutcome, Outcome
from api.words.problems import said_of
from domain.model import Journey
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase


@dataclass(frozen=True)
class ManyAct:
    """An act for many journeys: what it is called, and what it does there."""

    kind: str
    title: Phrase
    does: Phrase


ACTS: tuple[ManyAct, ...] = (
    ManyAct(
        "grant_time",
        Phrase("Perpanjang tenggat", "Extend the deadline"),
        Phrase("Menambah hari kerja pada giliran yang sedang berjalan.", "Adds working days to the present turn."),
    ),
    ManyAct(
        "remind",
        Phrase("Ingatkan", "Remind"),
        Phrase("Mengirim pengingat kepada yang ditunggu.", "Sends a reminder to whoever is waited for."),
    ),
    ManyAct(
        "decide_extension",
        Phrase("Putuskan permintaan waktu", "Decide requests for time"),
        Phrase("Satu putusan untuk semua permintaan yang terbuka.", "One decision for every open request."),
    ),
    ManyAct(
        "pause_journey",
        Phrase("Jeda", "Pause"),
        Phrase("Menghentikan hitungan hari sampai tanggal tertentu.", "Stops the clock until a day."),
    ),
    ManyAct(
        "resume_journey",
        Phrase("Lanjutkan lagi", "Resume"),
        Phrase("Mengakhiri jeda lebih awal.", "Ends a pause before its day."),
    ),
    ManyAct(
        "pass_gates",
        Phrase("Catat syarat terpenuhi", "Record gates as passed"),
        Phrase("Dengan satu dokumen bukti untuk semuanya.", "With one document as evidence for all."),
    ),
    ManyAct(
        "pass_gate_provisionally",
        Phrase("Loloskan syarat sementara", "Pass a gate provisionally"),
        Phrase("Dokumennya menyusul pada tanggal yang dijanjikan.", "Its document follows on a day that is promised."),
    ),
    ManyAct(
        "decide_reassignment",
        Phrase("Putuskan usulan penggantian", "Decide proposed reassignments"),
        Phrase("Satu putusan untuk semua usulan yang terbuka.", "One decision for every open proposal."),
    ),
    ManyAct(
        "appoint_member",
        Phrase("Tunjuk orang", "Appoint somebody"),
        Phrase("Orang yang sama, peran yang sama.", "The same person in the same role."),
    ),
    ManyAct(
        "replace_member",
        Phrase("Ganti orang", "Replace somebody"),
        Phrase("Seorang menggantikan orang lain dalam satu peran.", "One person takes another's place in a role."),
    ),
    ManyAct(
        "release_member",
        Phrase("Lepas orang", "Release somebody"),
        Phrase("Seorang meninggalkan satu peran.", "Somebody leaves a role."),
    ),
)
WHY: dict[Outcome, Phrase] = {
    Outcome.UNCHANGED: Phrase("Tindakan ini sudah dilakukan sebelumnya.", "This was done before."),
    Outcome.REFUSED: Phrase(
        "Tidak ada alur kerja yang berjalan untuk daerah ini, atau tindakannya sudah dibatalkan.",
        "No workflow is running for this region, or the act has been undone since.",
    ),
    Outcome.UNKNOWN: Phrase("Belum ada jawaban; kirim lagi.", "No answer came; send it again."),
}
"""Why, where no rule of the journey says so."""
PEOPLE = ("person", "outgoing", "incoming")


def act_of(kind: str | None) -> ManyAct | None:
    """The act of a kind; None for one that is not done in many journeys."""
    return next((act for act in ACTS if act.kind == kind), None)


def form_of(
    act: ManyAct, sample: Journey, names: Mapping[str, str], language: Language
) -> tuple[Form, tuple[Part, ...]]:
    """The form of an act; what there is to choose, gates and people, is that of one of the journeys."""
    gates = tuple(Option(gate.name, gate.title) for gate in sample.policy.gates if gate.stage is sample.stage)
    rows: dict[str, tuple[dict[str, str | int], ...]] = {}
    shown: dict[str, tuple[tuple[str, ...], ...]] = {}
    if act.kind == "pass_gates":
        rows = {"gates": tuple({"gate": gate.value} for gate in gates)}
        shown = {"gates": tuple((gate.label,) for gate in gates)}
    packed = ActForm(file="-", act=act.kind, role=Role.PROGRAMME_MANAGER, title=act.title.into(language), rows=rows)
    people = tuple(Option(person, f"{name} [{person}]") for person, name in sorted(names.items(), key=lambda of: of[1]))
    parts = parts_of(packed, Choices(people=people, language=language, on_page=True))
    return Form(packed, Wanted(rows=rows, shown=shown), True), tuple(_chosen(part, gates, people) for part in parts)


def _chosen(part: Part, gates: tuple[Option, ...], people: tuple[Option, ...]) -> Part:
    """A cell for a gate or a person as a choice."""
    if isinstance(part, Cell) and part.path == "gate":
        return replace(part, sort=Sort.CHOICE, options=gates)
    if isinstance(part, Cell) and part.path in PEOPLE:
        return replace(part, sort=Sort.CHOICE, options=people, free=True)
    return part


def why_in_words(found: JourneyOutcome, language: Language) -> str:
    """Why an act was not done in a journey, in the language of the page; "" where there is nothing to say."""
    if found.why is None:
        return ""
    if found.rule is None:
        return WHY[found.outcome].into(language)
    return said_of(found.rule, found.details, language, found.why)
