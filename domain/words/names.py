"""What the programme's fixed words are called: one phrase for every member of every enumeration that a story shows."""

from __future__ import annotations

from enum import StrEnum

from domain.facts import ExtensionChoice, HeadChoice, RoundsChoice
from domain.policy import LadderAction
from domain.vocabulary import (
    DocumentKind,
    HeadCapacity,
    Outcome,
    Party,
    QuickWinOutcome,
    RegulationForm,
    RepairKind,
    Role,
    Stage,
    Status,
    StopCause,
    Task,
    Verdict,
)
from domain.words.phrase import Phrase

NAMES: dict[type[StrEnum], dict[StrEnum, Phrase]] = {
    Stage: {
        Stage.KICKOFF: Phrase("persiapan (kickoff)", "kickoff"),
        Stage.DRAFTING: Phrase("penyusunan", "drafting"),
        Stage.MENTOR_REVIEW: Phrase("telaah pembimbing", "mentor review"),
        Stage.APPROVAL: Phrase("persetujuan", "approval"),
        Stage.PUBLICATION: Phrase("penerbitan", "publication"),
    },
    Status: {
        Status.SCHEDULED: Phrase("dijadwalkan", "scheduled"),
        Status.OPEN: Phrase("berjalan", "under way"),
        Status.PUBLISHED: Phrase("masterplan terbit", "plan published"),
        Status.WITHDRAWN: Phrase("mengundurkan diri", "withdrawn"),
        Status.ENDED_WITHOUT_PLAN: Phrase("berakhir tanpa masterplan", "ended without a plan"),
        Status.COMPLETED_OUTSIDE: Phrase("selesai di luar sistem", "completed outside the system"),
        Status.WITHDRAWN_OUTSIDE: Phrase("mundur di luar sistem", "withdrawn outside the system"),
    },
    Party: {
        Party.REGION: Phrase("daerah", "the region"),
        Party.MENTORS: Phrase("pembimbing", "the mentors"),
        Party.APPROVERS: Phrase("pemberi persetujuan", "the approvers"),
        Party.PROGRAMME: Phrase("pengelola program", "the programme"),
        Party.SESSION: Phrase("acara yang disepakati", "the agreed event"),
        Party.NOBODY: Phrase("tidak ada", "nobody"),
    },
    Task: {
        Task.WAIT_TO_OPEN: Phrase("menunggu pembukaan", "wait for the opening"),
        Task.PASS_GATES: Phrase("memenuhi syarat tahap ini", "pass the gates of this stage"),
        Task.ASSIGN_MENTORS: Phrase("menugaskan pembimbing", "assign the mentors"),
        Task.DECLARE_INTERESTS: Phrase("menyatakan ada tidaknya benturan kepentingan", "declare their interests"),
        Task.PROPOSE_SESSION: Phrase("mengusulkan jadwal bimtek", "propose the next bimtek session"),
        Task.CONFIRM_SESSION: Phrase("menyetujui jadwal bimtek", "confirm the bimtek session"),
        Task.ATTEND_SESSION: Phrase("bimtek dilaksanakan", "the bimtek session takes place"),
        Task.RECORD_SESSION: Phrase("mencatat pelaksanaan bimtek", "record the bimtek session"),
        Task.HAND_IN: Phrase("menyerahkan hasil bimtek", "hand in the session's output"),
        Task.COMMENT_HAND_IN: Phrase("menanggapi hasil bimtek", "comment on the hand-in"),
        Task.SUBMIT: Phrase("mengajukan seluruh buku", "submit all books"),
        Task.GIVE_VERDICTS: Phrase("memberi hasil telaah", "give their verdicts"),
        Task.REVISE: Phrase(
            "merevisi buku dan mengisi matriks tindak lanjut", "revise the books and fill in the matriks tindak lanjut"
        ),
        Task.DECIDE_ROUNDS: Phrase("memutuskan kelanjutan telaah", "decide how the review goes on"),
        Task.CHOOSE_AS_NEW_HEAD: Phrase(
            "pilihan kepala daerah yang baru", "the new regional head keeps, signs again or revises"
        ),
        Task.RECORD_COMMITMENT: Phrase("mencatat komitmen", "record the komitmen"),
        Task.SCHEDULE_EXAMINATION: Phrase("menjadwalkan paparan", "schedule the examination"),
        Task.PREPARE_PRESENTATION: Phrase("menyiapkan bahan paparan", "prepare the presentation"),
        Task.ATTEND_EXAMINATION: Phrase("paparan di depan penguji", "the examination takes place"),
        Task.RECORD_EXAMINATION: Phrase("mencatat hasil paparan", "record the examination"),
        Task.ENDORSE: Phrase("memberi dukungan kementerian mitra", "answer for the partner agencies"),
        Task.DECIDE_AS_OWNER: Phrase("keputusan pemilik program", "decide for the programme's owner"),
        Task.PUBLISH: Phrase("menerbitkan masterplan", "publish the plan"),
        Task.NOTHING: Phrase("tidak ada lagi", "nothing more"),
    },
    Role: {
        Role.PROGRAMME_MANAGER: Phrase("pengelola program", "programme manager"),
        Role.DIRECTOR: Phrase("direktur", "director"),
        Role.OPERATOR: Phrase("operator sistem", "system operator"),
        Role.REGIONAL_HEAD: Phrase("kepala daerah", "regional head"),
        Role.SEKDA: Phrase("Sekda", "regional secretary (Sekda)"),
        Role.COORDINATOR: Phrase("koordinator daerah", "region coordinator"),
        Role.TEAM_CHAIR: Phrase("ketua Tim Pelaksana", "chair of the Tim Pelaksana"),
        Role.TEAM_MEMBER: Phrase("anggota Tim Pelaksana", "member of the Tim Pelaksana"),
        Role.BAPPEDA: Phrase("wakil Bappeda", "Bappeda representative"),
        Role.OPD_CONTRIBUTOR: Phrase("kontributor OPD", "OPD contributor"),
        Role.COUNCIL: Phrase("anggota Dewan Smart City", "member of the Dewan Smart City"),
        Role.MENTOR: Phrase("pembimbing", "mentor"),
        Role.MENTOR_LEAD: Phrase("koordinator pembimbing", "mentor lead"),
        Role.MINISTRY_OFFICER: Phrase("petugas kementerian", "ministry officer"),
        Role.EXAMINER: Phrase("penguji", "examiner"),
        Role.AGENCY: Phrase("wakil kementerian mitra", "partner agency's representative"),
        Role.DATA_PROTECTION_OFFICER: Phrase("pejabat pelindungan data pribadi", "data-protection officer"),
        Role.PUBLIC: Phrase("masyarakat", "public"),
    },
    Verdict: {
        Verdict.ACCEPT: Phrase("diterima", "accepted"),
        Verdict.REVISE: Phrase("perlu revisi", "to be revised"),
    },
    Outcome: {
        Outcome.YES: Phrase("disetujui", "yes"),
        Outcome.YES_WITH_NOTES: Phrase("disetujui dengan catatan", "yes, with notes"),
        Outcome.REQUIRES_MODIFICATION: Phrase("perlu diubah", "requires modification"),
    },
    HeadCapacity: {
        HeadCapacity.DEFINITIF: Phrase("definitif", "definitif"),
        HeadCapacity.PJ: Phrase("Pj", "acting, Pj"),
        HeadCapacity.PLT: Phrase("Plt", "acting, Plt"),
        HeadCapacity.PLH: Phrase("Plh", "standing in, Plh"),
    },
    RegulationForm: {
        RegulationForm.PERBUP: Phrase("Peraturan Bupati", "Peraturan Bupati"),
        RegulationForm.PERWALI: Phrase("Peraturan Wali Kota", "Peraturan Wali Kota"),
        RegulationForm.PERDA: Phrase("Peraturan Daerah", "Peraturan Daerah"),
    },
    RoundsChoice: {
        RoundsChoice.ANOTHER_ROUND: Phrase("memberi satu putaran telaah lagi", "allowed another round"),
        RoundsChoice.ACCEPT_AS_IT_IS: Phrase("menerima buku sebagaimana adanya", "accepted the books as they are"),
        RoundsChoice.END_WITHOUT_PLAN: Phrase(
            "mengakhiri pendampingan tanpa masterplan", "ended the journey without a plan"
        ),
    },
    HeadChoice: {
        HeadChoice.KEEP: Phrase("meneruskan komitmen yang ada", "kept what was signed before"),
        HeadChoice.SIGN_AGAIN: Phrase("menandatangani komitmen baru", "wanted to sign the komitmen again"),
        HeadChoice.REVISE: Phrase("meminta buku direvisi", "wanted the books revised"),
    },
    LadderAction: {
        LadderAction.REMIND: Phrase("pengingat", "reminder"),
        LadderAction.ESCALATE: Phrase("eskalasi", "escalation"),
        LadderAction.PROPOSE_REASSIGNMENT: Phrase("usulan pengalihan tugas", "proposed reassignment"),
        LadderAction.REASSIGN: Phrase("pengalihan tugas", "reassignment"),
        LadderAction.OPEN_DECISION: Phrase("permintaan keputusan", "request for a decision"),
        LadderAction.DRAFT_LETTER: Phrase("konsep surat", "drafted letter"),
    },
    DocumentKind: {
        DocumentKind.ASSESSMENT_LETTER: Phrase(
            "surat penyampaian hasil asesmen", "letter on the result of the assessment"
        ),
        DocumentKind.KICKOFF_INVITATION: Phrase("surat undangan kickoff", "invitation to the kickoff"),
        DocumentKind.SESSION_INVITATION: Phrase("surat undangan bimtek", "invitation to a bimtek"),
        DocumentKind.ATTENDANCE_LIST: Phrase("daftar hadir", "attendance list"),
        DocumentKind.SESSION_MINUTES: Phrase("berita acara bimtek", "minutes of a bimtek"),
        DocumentKind.REVIEW_SHEET: Phrase("lembar hasil telaah", "review sheet"),
        DocumentKind.ROUND_MINUTES: Phrase("berita acara telaah", "minutes of a round of review"),
        DocumentKind.FOLLOW_UP_MATRIX: Phrase("matriks tindak lanjut", "follow-up matrix"),
        DocumentKind.COMMITMENT_SHEET: Phrase("lembar komitmen", "commitment sheet"),
        DocumentKind.LADDER_LETTER: Phrase("konsep surat kepada Sekda", "drafted letter to the Sekda"),
        DocumentKind.BOOK: Phrase("buku", "book"),
        DocumentKind.CERTIFICATE: Phrase("sertifikat", "certificate"),
        DocumentKind.CLOSING_REPORT: Phrase("laporan penutup angkatan", "closing report of the cohort"),
    },
    RepairKind: {
        RepairKind.RUN_NOW: Phrase("jalankan sekarang", "run now"),
        RepairKind.SKIP: Phrase("lewati dengan hasil pengganti", "skip with a substitute result"),
        RepairKind.SEND_AGAIN: Phrase("kirim ulang pesan", "send again"),
        RepairKind.RENEW_DOCUMENT: Phrase("buat ulang dokumen", "make a document anew"),
        RepairKind.RELEASE_CLAIM: Phrase("lepaskan penahanan", "release a claim"),
        RepairKind.CORRECT: Phrase("betulkan catatan", "correct a fact"),
        RepairKind.BACK_TO_STAGE: Phrase("kembalikan ke tahap sebelumnya", "move back to a stage"),
        RepairKind.OTHER_POLICY: Phrase("ganti versi kebijakan", "change the policy's version"),
        RepairKind.RESET: Phrase("ulangi dari satu titik riwayat", "run again from a point of the history"),
        RepairKind.OTHER_VERSION: Phrase("pindahkan ke versi sistem lain", "move to another version of the workers"),
        RepairKind.REBUILD_ROWS: Phrase("susun ulang tabel baca", "rebuild the read tables"),
    },
    QuickWinOutcome: {
        QuickWinOutcome.ACHIEVED: Phrase("tercapai", "achieved"),
        QuickWinOutcome.PARTLY: Phrase("tercapai sebagian", "partly achieved"),
        QuickWinOutcome.NOT_YET: Phrase("belum tercapai", "not achieved yet"),
    },
    StopCause: {
        StopCause.DISASTER: Phrase("bencana", "disaster"),
        StopCause.ELECTION: Phrase("pemilu/pilkada", "election"),
        StopCause.MINISTRY: Phrase("keterlambatan kementerian", "the ministry's own delay"),
        StopCause.OTHER: Phrase("sebab lain", "another cause"),
    },
    ExtensionChoice: {
        ExtensionChoice.GRANT: Phrase("dikabulkan", "granted"),
        ExtensionChoice.GRANT_LESS: Phrase("dikabulkan sebagian", "granted in part"),
        ExtensionChoice.REFUSE: Phrase("ditolak", "refused"),
    },
}


def name_of(member: StrEnum) -> Phrase:
    """What a member of one of the programme's enumerations is called."""
    return NAMES[type(member)][member]
