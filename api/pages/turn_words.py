"""What a turn asks for and why, in a sentence; and which acts answer it, with the page where each is best done."""

from __future__ import annotations

from domain.vocabulary import Task
from domain.words.phrase import Phrase

WHY: dict[Task, Phrase] = {
    Task.WAIT_TO_OPEN: Phrase(
        "Pendampingan belum dibuka. Yang dapat disiapkan sekarang: tim, dokumen syarat, dan buku.",
        "The journey has not opened yet. What can be prepared now: the team, the gates' documents, the books.",
    ),
    Task.PASS_GATES: Phrase(
        "Catat setiap syarat tahap ini dengan tanggal dan buktinya; tahap baru ditutup setelah semuanya terpenuhi.",
        "Record every gate of this stage with its date and its evidence; the stage closes once all are passed.",
    ),
    Task.ASSIGN_MENTORS: Phrase(
        "Tunjuk pembimbing dan petugas kementerian; tanpa mereka bimtek tidak dapat dijadwalkan.",
        "Name the mentors and the ministry's officer; without them no bimtek can be planned.",
    ),
    Task.DECLARE_INTERESTS: Phrase(
        "Setiap pembimbing menyatakan ada tidaknya benturan kepentingan dengan daerah ini sebelum membimbing.",
        "Each mentor says whether there is a conflict of interest with this region before guiding it.",
    ),
    Task.PROPOSE_SESSION: Phrase(
        "Usulkan hari, tempat dan pembimbing bimtek berikutnya; daerah lalu menyetujui atau mengusulkan hari lain.",
        "Propose days, place and mentors of the next bimtek; the region then confirms or proposes other days.",
    ),
    Task.CONFIRM_SESSION: Phrase(
        "Setujui hari dan tempat bimtek yang diusulkan, atau usulkan yang lain.",
        "Confirm the days and the place proposed for the bimtek, or propose others.",
    ),
    Task.ATTEND_SESSION: Phrase(
        "Bimtek sudah dijadwalkan; hari-hari sampai selesainya tidak dibebankan kepada siapa pun.",
        "The bimtek is planned; the days until it is over are charged to nobody.",
    ),
    Task.RECORD_SESSION: Phrase(
        "Catat pelaksanaan bimtek dengan daftar hadir dan berita acaranya.",
        "Record the bimtek as it was held, with its attendance list and minutes.",
    ),
    Task.HAND_IN: Phrase(
        "Serahkan bab yang dikerjakan dalam bimtek, walau belum lengkap, supaya pembimbing dapat menanggapi.",
        "Hand in the chapters worked on in the bimtek, even if unfinished, so that the mentors can comment.",
    ),
    Task.COMMENT_HAND_IN: Phrase(
        "Tanggapi hasil bimtek yang diserahkan daerah; tanggapan ini bukan putaran telaah.",
        "Comment on what the region handed in; this is no round of review yet.",
    ),
    Task.SUBMIT: Phrase(
        "Lengkapi semua buku, lalu ajukan seluruhnya; pengajuan membuka putaran telaah.",
        "Complete all books, then submit them together; that opens a round of review.",
    ),
    Task.GIVE_VERDICTS: Phrase(
        "Setiap pembimbing membaca pengajuan dan memberi hasil telaah: diterima atau perlu revisi.",
        "Each mentor reads the submission and gives a verdict: accepted, or to be revised.",
    ),
    Task.REVISE: Phrase(
        "Perbaiki buku menurut catatan, jawab setiap catatan dalam matriks tindak lanjut, lalu ajukan kembali.",
        "Revise the books, answer each comment in the matriks tindak lanjut, then submit again.",
    ),
    Task.DECIDE_ROUNDS: Phrase(
        "Putaran telaah sudah habis: beri satu putaran lagi, terima sebagaimana adanya, atau akhiri.",
        "The rounds are used up: allow another one, accept the books as they are, or end the journey.",
    ),
    Task.CHOOSE_AS_NEW_HEAD: Phrase(
        "Kepala daerah berganti: yang baru meneruskan, menandatangani lagi, atau meminta revisi.",
        "There is a new regional head, who keeps what was signed, signs again, or wants a revision.",
    ),
    Task.RECORD_COMMITMENT: Phrase(
        "Catat komitmen yang ditandatangani kepala daerah dari pindaiannya.",
        "Record the komitmen that the regional head signed, from its scan.",
    ),
    Task.SCHEDULE_EXAMINATION: Phrase(
        "Tetapkan waktu paparan dan para penguji.", "Set the slot of the examination, and its examiners."
    ),
    Task.PREPARE_PRESENTATION: Phrase(
        "Serahkan bahan paparan untuk para penguji.", "Hand over the slides for the examiners."
    ),
    Task.ATTEND_EXAMINATION: Phrase(
        "Paparan sudah dijadwalkan; hari-hari sampai saat itu tidak dibebankan kepada siapa pun.",
        "The examination is planned; the days until then are charged to nobody.",
    ),
    Task.RECORD_EXAMINATION: Phrase(
        "Catat hasil paparan dengan lembar penilaiannya.",
        "Record how the examination ended, with its score sheet.",
    ),
    Task.ENDORSE: Phrase(
        "Kementerian mitra menjawab: setuju, setuju dengan catatan, atau perlu diubah.",
        "The partner agencies answer: yes, yes with notes, or requires modification.",
    ),
    Task.DECIDE_AS_OWNER: Phrase(
        "Pemilik program memutuskan; dengan persetujuannya masterplan diterbitkan.",
        "The owner of the programme decides; with a yes the plan is published.",
    ),
    Task.PUBLISH: Phrase(
        "Sistem membuat dan menyegel buku, lalu menerbitkannya; tidak ada yang perlu dilakukan.",
        "The system makes and seals the books and publishes them; nothing has to be done.",
    ),
    Task.NOTHING: Phrase(
        "Tidak ada lagi yang ditunggu; kewajiban setelah terbit tetap tercatat di bawah.",
        "Nothing is waited for any more; obligations after publication are listed below.",
    ),
}
"""What is asked when it is somebody's turn, and what it is good for."""

ANSWERS: dict[Task, tuple[str, ...]] = {
    Task.PASS_GATES: ("pass_gates", "pass_gate_provisionally"),
    Task.ASSIGN_MENTORS: ("assign_mentors",),
    Task.DECLARE_INTERESTS: ("declare_interest",),
    Task.PROPOSE_SESSION: ("propose_sessions",),
    Task.CONFIRM_SESSION: ("confirm_sessions", "move_session"),
    Task.RECORD_SESSION: ("record_session",),
    Task.HAND_IN: ("hand_in",),
    Task.COMMENT_HAND_IN: ("comment_hand_in",),
    Task.SUBMIT: ("submit",),
    Task.GIVE_VERDICTS: ("give_verdict",),
    Task.REVISE: ("answer_comments", "submit"),
    Task.DECIDE_ROUNDS: ("decide_rounds",),
    Task.CHOOSE_AS_NEW_HEAD: ("choose_as_new_head",),
    Task.RECORD_COMMITMENT: ("record_commitment",),
    Task.SCHEDULE_EXAMINATION: ("schedule_examination",),
    Task.PREPARE_PRESENTATION: ("prepare_presentation",),
    Task.RECORD_EXAMINATION: ("record_examination",),
    Task.ENDORSE: ("endorse",),
    Task.DECIDE_AS_OWNER: ("decide_as_owner",),
}
"""The acts by which a turn is answered; what is not here is done by the system, or by nobody."""

PLACES: dict[str, str] = {
    "submit": "submit",
    "answer_comments": "answers",
    "give_verdict": "review",
    "appoint_member": "people",
    "replace_member": "people",
    "release_member": "people",
    "sign_document": "documents",
    "correct_fact": "correct",
}
"""Acts with a page of their own in the room; all others are done by their form."""


def place_of(journey: str, act: str, key: str) -> str:
    """The address at which an act is done: its own page, or the form with a key."""
    place = PLACES.get(act)
    return f"/journeys/{journey}/{place}" if place else f"/journeys/{journey}/do/{key}"
