"""What repairs are called on pages: their kinds, with when each helps, their states, what consequences are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.repairs import What
from domain.vocabulary import RepairKind
from domain.words.names import NAMES
from domain.words.phrase import Phrase
from records.repairs import ItemState, RepairState


@dataclass(frozen=True)
class KindWords:
    """When a kind of repair helps, and what it never does; `many`: whether it makes sense in many journeys."""

    when: Phrase
    keeps: Phrase
    many: bool = False
    grave: bool = False
    """Whether a second person has to confirm it."""


KINDS: Mapping[RepairKind, KindWords] = {
    RepairKind.RUN_NOW: KindWords(
        Phrase(
            "Sebabnya sudah diatasi (server kembali, disk lapang) dan Anda tidak mau menunggu percobaan berikutnya.",
            "The cause is mended (a server is back, there is room again) and you do not want to wait for the next try.",
        ),
        Phrase("Tidak mengubah apa pun di perjalanan.", "It changes nothing in the journey."),
        many=True,
    ),
    RepairKind.SEND_AGAIN: KindWords(
        Phrase(
            "Pesan ditolak, menyerah dicoba, atau hilang di server surel, dan alamatnya sekarang benar.",
            "A message was refused, given up or lost by the mail server, and the address is right now.",
        ),
        Phrase(
            "Nomor pesannya tetap, sehingga kiriman ulang dikenali penerima.",
            "It keeps its number, so that a repeat can be recognised.",
        ),
        many=True,
    ),
    RepairKind.REBUILD_ROWS: KindWords(
        Phrase(
            "Yang tampak di halaman berbeda dari jurnal: ada baris yang kurang, lebih, atau berbeda.",
            "Pages show something else than the journal: rows are missing, too many or different.",
        ),
        Phrase("Jurnal dan riwayat tidak disentuh.", "Journal and history are not touched."),
        many=True,
    ),
    RepairKind.RELEASE_CLAIM: KindWords(
        Phrase(
            "Hari pembimbing terkunci oleh sesi yang tidak jadi, atau tugas dipegang orang yang tidak ada.",
            "A mentor's days are held by a session that never came, or a task by somebody who is away.",
        ),
        Phrase("Sesi yang sudah tercatat tetap.", "Sessions that are recorded stay."),
    ),
    RepairKind.RENEW_DOCUMENT: KindWords(
        Phrase(
            "Dokumen yang sudah jadi rusak, atau dibuat sebelum data dibetulkan.",
            "A document that was made is damaged, or older than a correction.",
        ),
        Phrase("Dokumen lama tetap tersimpan.", "The old document is kept."),
    ),
    RepairKind.CORRECT: KindWords(
        Phrase(
            "Tanggal, bukti, atau isi catatan salah ketik, dan pencatatnya tidak dapat membetulkannya sendiri.",
            "A day, evidence or another fact was recorded wrongly, and who did so cannot correct it.",
        ),
        Phrase("Catatan lama tetap terbaca di riwayat.", "The story still shows what it was before."),
    ),
    RepairKind.SKIP: KindWords(
        Phrase(
            "Satu langkah gagal terus, sebabnya tidak dapat diatasi, dan melewatinya tidak menghilangkan apa pun.",
            "A step keeps failing, the cause cannot be mended, and nothing is lost without it.",
        ),
        Phrase("Pencatatan tidak pernah dapat dilewati.", "Recording can never be skipped."),
        grave=True,
    ),
    RepairKind.OTHER_VERSION: KindWords(
        Phrase(
            "Program versi baru tidak dapat melanjutkan perjalanan, atau tidak ada pekerja untuk versinya.",
            "A new version does not go on with a journey, or no worker runs the version it waits for.",
        ),
        Phrase("Riwayatnya tetap.", "Its history stays as it is."),
        many=True,
    ),
    RepairKind.OTHER_POLICY: KindWords(
        Phrase(
            "Kebijakan angkatan ini keliru atau diperbarui, dan perjalanan harus mengikuti versi yang lain.",
            "The policy was wrong or has been renewed, and the journey has to follow another version.",
        ),
        Phrase(
            "Keputusan yang sudah diambil tetap; tenggat dihitung lagi.",
            "Decisions stay; deadlines are counted anew.",
        ),
        many=True,
        grave=True,
    ),
    RepairKind.BACK_TO_STAGE: KindWords(
        Phrase(
            "Sebuah tahap ditutup dengan keliru, dan harus diputuskan lagi dari sana.",
            "A stage was closed by mistake, and has to be decided anew from there.",
        ),
        Phrase("Tulisan bab dan pengajuan tetap tersimpan.", "Chapters and submissions are kept."),
        many=True,
        grave=True,
    ),
    RepairKind.RESET: KindWords(
        Phrase(
            "Upaya terakhir: program salah memutuskan atau prosesnya berhenti, dan versi yang benar sudah berjalan.",
            "The last resort: the code decided wrongly or the run ended, and a version that is right is there.",
        ),
        Phrase(
            "Tindakan orang sesudah titik itu dijalankan lagi.",
            "What people did after that point is done again.",
        ),
        grave=True,
    ),
}
"""By kind, the mildest first."""


def title_of(kind: str) -> Phrase:
    """What a kind of repair is called, with a large first letter."""
    called = NAMES[RepairKind][RepairKind(kind)]
    return Phrase(called.id[:1].upper() + called.id[1:], called.en[:1].upper() + called.en[1:])


STATES: Mapping[RepairState, tuple[Phrase, str]] = {
    RepairState.PROPOSED: (Phrase("menunggu orang kedua", "waits for a second person"), "warn"),
    RepairState.RUNNING: (Phrase("sedang dikerjakan", "under way"), "info"),
    RepairState.STOPPED: (Phrase("dihentikan sementara", "stopped"), "warn"),
    RepairState.FINISHED: (Phrase("selesai", "finished"), "good"),
    RepairState.WITHDRAWN: (Phrase("ditarik kembali", "withdrawn"), "plain"),
}
"""How the state of a repair is called, and the tone of its badge."""

ITEM_STATES: Mapping[ItemState, tuple[Phrase, str]] = {
    ItemState.WAITING: (Phrase("menunggu", "waiting"), "info"),
    ItemState.DONE: (Phrase("berhasil", "done"), "good"),
    ItemState.REFUSED: (Phrase("tidak dapat dilakukan", "cannot be done"), "bad"),
    ItemState.FAILED: (Phrase("gagal, dicoba lagi", "failed, tried again"), "warn"),
    ItemState.LEFT_OUT: (Phrase("tidak ikut", "left out"), "plain"),
}
"""How one journey of a repair stands, and the tone of its badge."""

GROUPS: Mapping[What, Phrase] = {
    What.VOID: Phrase("Menjadi tidak berlaku", "Becomes void"),
    What.MESSAGE: Phrase("Pesan yang dikirim", "Messages that are sent"),
    What.DATE: Phrase("Tanggal yang bergeser", "Dates that move"),
    What.DOCUMENT: Phrase("Dokumen", "Documents"),
    What.ENTRY: Phrase("Tercatat di riwayat", "Entries of the story"),
    What.ACTIVITY: Phrase("Di belakang layar", "Behind the scenes"),
    What.NOTE: Phrase("Perlu diketahui", "To be known"),
}
"""What consequences are about, in the order in which they are shown."""
