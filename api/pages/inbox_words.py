"""What a task in the inbox is called, why it waits, and where it is done."""

from __future__ import annotations

from enum import StrEnum

from api.pages.turn_words import ANSWERS, WHY
from domain.tasks import Call
from domain.vocabulary import DocumentKind, Role, Task
from domain.words.names import name_of
from domain.words.phrase import Language, Phrase
from records.task_list import TaskLine

TITLES: dict[Call, Phrase] = {
    Call.CONFIRM_SESSION: Phrase("menyetujui jadwal {about}", "confirm the schedule of {about}"),
    Call.GATE: Phrase(
        "melengkapi syarat yang dipenuhi sementara: {about}", "complete a gate passed provisionally: {about}"
    ),
    Call.OBLIGATION: Phrase("memenuhi kewajiban: {about}", "meet an obligation: {about}"),
    Call.EXTENSION: Phrase("memutuskan permintaan tambahan waktu: {about}", "decide a request for more time: {about}"),
    Call.REASSIGNMENT: Phrase("memutuskan usulan penggantian {about}", "decide a proposed replacement: {about}"),
    Call.MENTOR_CHANGE: Phrase("memutuskan usulan penggantian pembimbing", "decide a proposed mentor change"),
    Call.CONTEST: Phrase("memutuskan sanggahan atas catatan nomor {about}", "decide the contest of entry {about}"),
    Call.DECISION: Phrase("mengambil keputusan atas keterlambatan: {about}", "decide what becomes of a delay: {about}"),
    Call.NOBODY_STANDS_IN: Phrase("mencari pengganti: {about}", "find somebody to take over: {about}"),
    Call.EMPTY_ROLE: Phrase("mengisi peran yang kosong: {about}", "fill an empty role: {about}"),
    Call.LETTER: Phrase("menandatangani {about}", "sign: {about}"),
}
"""What is asked beside the turn."""

REASONS: dict[Call, Phrase] = {
    Call.CONFIRM_SESSION: Phrase(
        "Pihak lain sudah mengusulkan hari dan tempat; bimtek pasti setelah Anda setujui.",
        "The other side has proposed days and a place; the session stands once you confirm it.",
    ),
    Call.GATE: Phrase(
        "Tahap boleh berlanjut dengan janji; dokumennya masih harus menyusul.",
        "The stage went on with a promise; the document is still owed.",
    ),
    Call.OBLIGATION: Phrase(
        "Tidak menahan tahap mana pun, tetapi tetap harus dipenuhi pada waktunya.",
        "It holds no stage up, but has to be met in time all the same.",
    ),
    Call.EXTENSION: Phrase(
        "Selama belum diputuskan, tenggat yang lama tetap berlaku.",
        "Until it is decided, the deadline stays as it was.",
    ),
    Call.REASSIGNMENT: Phrase(
        "Yang bertugas sudah lama terlambat; sistem mengusulkan orang lain.",
        "Whoever has the task is long overdue; the system proposes somebody else.",
    ),
    Call.MENTOR_CHANGE: Phrase(
        "Penggantian pembimbing berlaku setelah Anda setujui.", "The change counts once you approve it."
    ),
    Call.CONTEST: Phrase(
        "Orang yang namanya dipakai menyatakan hal itu tidak ia lakukan.",
        "The person in whose name it was recorded says that it is not his act.",
    ),
    Call.DECISION: Phrase(
        "Sudah diingatkan berkali-kali dan tenggatnya lewat; sekarang Anda yang memutuskan.",
        "Reminders were sent and the deadline has passed; now you decide.",
    ),
    Call.NOBODY_STANDS_IN: Phrase(
        "Yang bertugas terlambat dan tidak ada orang lain yang boleh mengambil alih.",
        "Whoever has the task is late, and nobody else may take it over.",
    ),
    Call.EMPTY_ROLE: Phrase(
        "Tidak ada yang memegang peran ini; tunjuk seseorang supaya tahap dapat berjalan.",
        "Nobody holds this role; appoint somebody so that the journey can go on.",
    ),
    Call.LETTER: Phrase(
        "Surat masih konsep; nomornya diberikan saat Anda menandatangani.",
        "The letter is a draft; it gets its number when you sign.",
    ),
}
"""Why it waits."""

HELPING = Phrase(
    "Koordinator yang menyelesaikannya; Anda ikut menyiapkannya.",
    "The coordinator has to finish it; you help to prepare it.",
)

ACTS: dict[Call, tuple[str, ...]] = {
    Call.CONFIRM_SESSION: ("confirm_sessions",),
    Call.GATE: ("pass_gates",),
    Call.OBLIGATION: ("meet_obligation", "check_quick_wins", "record_adoption"),
    Call.EXTENSION: ("decide_extension",),
    Call.REASSIGNMENT: ("decide_reassignment",),
    Call.MENTOR_CHANGE: ("decide_mentor_change",),
    Call.CONTEST: ("resolve_contest",),
    Call.DECISION: ("grant_time", "decide_rounds"),
}
"""The acts with whose forms something beside the turn is done."""

DESKS: dict[Task, str] = {
    Task.SUBMIT: "submit",
    Task.REVISE: "answers",
    Task.GIVE_VERDICTS: "review",
    Task.COMMENT_HAND_IN: "review",
    Task.RECORD_EXAMINATION: "approval",
    Task.ENDORSE: "approval",
    Task.DECIDE_AS_OWNER: "approval",
}
"""Turns that have a desk of their own in the room."""

ABOUT: dict[Call, type[StrEnum]] = {
    Call.EXTENSION: Task,
    Call.REASSIGNMENT: Role,
    Call.DECISION: Task,
    Call.NOBODY_STANDS_IN: Task,
    Call.EMPTY_ROLE: Role,
    Call.LETTER: DocumentKind,
}
"""What `about` is a member of, where it is no text."""


def title_of(task: TaskLine, language: Language) -> str:
    """What a task is called, with a large first letter."""
    if task.call is Call.TURN:
        text = name_of(Task(task.about)).into(language)
    else:
        kind = ABOUT.get(task.call)
        about = name_of(kind(task.about)).into(language) if kind else task.about
        text = TITLES[task.call].into(language).format(about=about)
    return text[:1].upper() + text[1:]


def reason_of(task: TaskLine, language: Language) -> str:
    """Why a task waits, in a sentence or two."""
    if task.call is not Call.TURN:
        return REASONS[task.call].into(language)
    why = WHY[Task(task.about)].into(language)
    return why if task.leads else f"{HELPING.into(language)} {why}"


def acts_of(call: Call, about: str) -> tuple[str, ...]:
    """The acts by which a task is done."""
    return ANSWERS.get(Task(about), ()) if call is Call.TURN else ACTS.get(call, ())


def address_of(task: TaskLine, person: str) -> str:
    """Where a task is done: a desk, or the way to its form; in somebody's stead always by the form."""
    room = f"/journeys/{task.journey}"
    if task.person == person:
        if task.call is Call.LETTER:
            return f"{room}/documents/{task.key.removeprefix('letter.')}/sign"
        if task.call in (Call.EMPTY_ROLE, Call.NOBODY_STANDS_IN):
            return f"{room}/people"
        if task.call is Call.TURN:
            turn = Task(task.about)
            if not task.leads and turn in (Task.SUBMIT, Task.HAND_IN):
                return f"{room}/books"
            if turn in DESKS:
                return f"{room}/{DESKS[turn]}"
        return f"/inbox/go/{task.journey}/{task.key}"
    return f"/inbox/go/{task.journey}/{task.key}?instead_of={task.person}"
