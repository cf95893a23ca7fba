"""What operators meet, in plain words: kinds of incidents, states of messages, what messages are for."""

from __future__ import annotations

from dataclasses import dataclass

from activities.notify.kinds import Kind
from api.watch import DIFFER, NO_WORKER, STUCK
from domain.words.phrase import Phrase
from records.operations import LedgerLine, MessageState
from workers.failing import KIND as FAILING


@dataclass(frozen=True)
class IncidentWords:
    """What a kind of incident is called, what it means for people, and what to do about it."""

    title: Phrase
    means: Phrase
    todo: Phrase


KINDS: dict[str, IncidentWords] = {
    "document_not_made": IncidentWords(
        Phrase("Dokumen belum dapat dibuat", "A document cannot be made"),
        Phrase(
            "Surat, berita acara, atau buku yang sudah jatuh tempo belum ada. Perjalanan daerah tetap berjalan.",
            "A letter, minutes or a book that is due is not there. The journey itself goes on.",
        ),
        Phrase(
            "Baca sebabnya di rincian: penyimpanan penuh, segel belum diatur, atau naskah yang tidak dapat disusun. "
            "Setelah sebabnya hilang, dokumen dibuat sendiri dan insiden ini selesai dengan sendirinya.",
            "The detail has the cause: storage full, no seal configured, a text that cannot be typeset. Once the "
            "cause is gone the document is made by itself, and this incident ends by itself.",
        ),
    ),
    "document_not_in_journal": IncidentWords(
        Phrase("Dokumen dibuat setelah perjalanan berakhir", "A document was made after the journey's end"),
        Phrase(
            "Dokumennya ada, tetapi jurnal perjalanan tidak menyebutnya karena sudah ditutup.",
            "The document is there, but the journal does not name it, for it was closed.",
        ),
        Phrase(
            "Periksa dokumen di ruang daerah. Bila sudah benar, selesaikan insiden dengan alasan itu.",
            "Look at the document in the region's room. If it is right, resolve this and say so.",
        ),
    ),
    "run_not_archived": IncidentWords(
        Phrase("Riwayat proses belum diarsipkan", "A run's history is not archived"),
        Phrase(
            "Riwayat teknis yang sudah selesai belum tersimpan lebih dari satu hari. Server menghapusnya setelah masa "
            "simpan lewat.",
            "A finished technical history has not been stored for more than a day. The server forgets it once its "
            "retention has passed.",
        ),
        Phrase(
            "Periksa penyimpanan berkas (ruang, izin). Pengarsipan dicoba terus dan insiden selesai sendiri.",
            "Look after the object store (space, permissions). Archiving is tried again and ends this by itself.",
        ),
    ),
    "message_not_delivered": IncidentWords(
        Phrase("Pesan tidak sampai", "A message does not arrive"),
        Phrase(
            "Penerimanya mungkin belum tahu bahwa gilirannya sudah tiba atau tenggatnya sudah dekat.",
            "Its receiver may not know that it is his turn, or that time is short.",
        ),
        Phrase(
            "Perbaiki alamat surelnya lewat pengelola program, dan sampaikan pesannya: lihat Pesan, “Disampaikan "
            "orang”. Lalu selesaikan insiden ini.",
            "Have the programme manager correct the address, and pass the message on: see Messages, “By hand”. Then "
            "resolve this.",
        ),
    ),
    "letter_incomplete": IncidentWords(
        Phrase("Pesan tidak dapat ditulis", "A message cannot be written"),
        Phrase(
            "Templat pesan meminta sesuatu yang tidak ada; pesannya menunggu dalam antrean.",
            "The message's template asks for something that is not there; the message waits.",
        ),
        Phrase(
            "Laporkan rinciannya kepada pengembang. Setelah templat diperbaiki, pesan dikirim sendiri.",
            "Give the detail to the developers. Once the template is mended the message leaves by itself.",
        ),
    ),
    "endpoint_refuses": IncidentWords(
        Phrase("Sistem lain menolak pemberitahuan", "Another system refuses what it is told"),
        Phrase(
            "Sistem yang terhubung lewat webhook tidak menerima kabar tentang perjalanan ini. Orang tetap dikabari.",
            "A system that is connected by a webhook does not take news of this journey. People are still told.",
        ),
        Phrase(
            "Hubungi pengelola sistem itu, atau keluarkan alamatnya dari pengaturan.",
            "Ask whoever runs that system, or take its address out of the settings.",
        ),
    ),
    "MentorBookedElsewhere": IncidentWords(
        Phrase("Pembimbing terpakai dua kali pada satu hari", "A mentor is booked twice on one day"),
        Phrase(
            "Dua daerah menjadwalkan bimtek dengan pembimbing yang sama pada hari yang sama.",
            "Two regions have a session with the same mentor on the same day.",
        ),
        Phrase(
            "Minta salah satu daerah memindahkan jadwalnya, lalu selesaikan insiden ini.",
            "Ask one of the regions to move its session, then resolve this.",
        ),
    ),
    "JournalFork": IncidentWords(
        Phrase("Jurnal tidak sama dengan riwayat proses", "Journal and history do not agree"),
        Phrase(
            "Tabel untuk daerah ini tidak diperbarui lagi; tindakan tetap diterima dan tidak hilang.",
            "The tables of this journey are no longer brought up to date; acts are still taken and nothing is lost.",
        ),
        Phrase(
            "Jalankan “bimtek records verify” untuk perjalanan ini, lalu ikuti petunjuknya di docs/operations.md.",
            "Run “bimtek records verify” for this journey, then follow docs/operations.md.",
        ),
    ),
    "JournalGap": IncidentWords(
        Phrase("Ada catatan jurnal yang terlewat", "The journal has a gap"),
        Phrase(
            "Tabel untuk daerah ini menunggu catatan yang belum sampai; tindakan tetap diterima.",
            "The tables of this journey wait for an entry that has not come; acts are still taken.",
        ),
        Phrase(
            "Biasanya pulih sendiri. Bila tidak, jalankan “bimtek records verify”.",
            "It usually mends itself. If not, run “bimtek records verify”.",
        ),
    ),
    "EntryBroken": IncidentWords(
        Phrase("Catatan jurnal rusak", "An entry of the journal is broken"),
        Phrase(
            "Satu catatan tidak cocok dengan rantai jurnal, sehingga tidak disimpan.",
            "An entry does not fit into the journal's chain, so it was not taken.",
        ),
        Phrase(
            "Jalankan “bimtek records verify” dan berikan rinciannya kepada pengembang.",
            "Run “bimtek records verify”, and give the detail to the developers.",
        ),
    ),
    NO_WORKER: IncidentWords(
        Phrase("Tidak ada pekerja untuk sebuah versi", "No worker runs a version"),
        Phrase(
            "Perjalanan yang berjalan dengan versi itu menunggu: tenggat dan surat tertahan, tindakan belum dijawab.",
            "Journeys on that version wait: deadlines and letters are held up, acts are not answered.",
        ),
        Phrase(
            "Jalankan pekerja; “bimtek versions” menunjukkan versi mana. Insiden ini selesai sendiri.",
            "Start workers; “bimtek versions” says of which version. This ends by itself.",
        ),
    ),
    STUCK: IncidentWords(
        Phrase("Perjalanan tidak dapat dilanjutkan program", "The code does not go on with a journey"),
        Phrase(
            "Perjalanan ini menunggu tanpa kehilangan apa pun; tindakan baru belum dijawab.",
            "This journey waits, and nothing of it is lost; new acts are not answered.",
        ),
        Phrase(
            "Kembali ke versi sebelumnya; “bimtek replay --all-open” menunjukkan sebabnya.",
            "Go back to the version before; “bimtek replay --all-open” names what breaks.",
        ),
    ),
    DIFFER: IncidentWords(
        Phrase("Tabel, jurnal, dan riwayat tidak sama", "Tables, journal and history do not agree"),
        Phrase(
            "Yang tampak di halaman mungkin bukan keadaan yang sebenarnya; riwayat proses tetap benar.",
            "What pages show may not be how it is; the history is still the truth.",
        ),
        Phrase(
            "Jalankan “bimtek records verify”, lalu ikuti petunjuk di docs/operations.md.",
            "Run “bimtek records verify”, then follow docs/operations.md.",
        ),
    ),
    FAILING: IncidentWords(
        Phrase("Sesuatu di luar gagal berulang kali", "Something outside fails again and again"),
        Phrase(
            "Pencatatan, surat, atau dokumen untuk ini tertunda; dicoba terus sampai berhasil.",
            "Recording, letters or documents for this are held up; they are tried until they succeed.",
        ),
        Phrase(
            "Baca sebabnya di rincian: server tidak menjawab, disk penuh, atau sertifikat. Insiden ini selesai sendiri "
            "begitu berhasil.",
            "Read the cause in the detail: a server away, a disk full, a certificate. This ends by itself once it "
            "succeeds.",
        ),
    ),
}
"""By the kind of an incident."""

_OTHER = IncidentWords(
    Phrase("Basis data menolak catatan", "The database refuses an entry"),
    Phrase(
        "Catatan perjalanan ini tidak dapat disimpan; tabelnya tertinggal, tetapi tindakan tidak hilang.",
        "Entries of this journey cannot be stored; its tables lag behind, but no act is lost.",
    ),
    Phrase(
        "Berikan rinciannya kepada pengembang: pencatatan dicoba terus dan menyusul setelah diperbaiki.",
        "Give the detail to the developers: recording is tried again and catches up once it is mended.",
    ),
)
"""Every other kind is the name of an error of the database."""


def words_of(kind: str) -> IncidentWords:
    """The words for a kind of incident."""
    return KINDS.get(kind, _OTHER)


STATES: dict[MessageState, tuple[Phrase, str]] = {
    MessageState.QUEUED: (Phrase("dalam antrean", "queued"), "info"),
    MessageState.SENT: (Phrase("terkirim", "sent"), "good"),
    MessageState.REFUSED: (Phrase("ditolak server surel", "refused"), "bad"),
    MessageState.GIVEN_UP: (Phrase("menyerah setelah dicoba", "given up"), "bad"),
    MessageState.NO_RECEIVER: (Phrase("tanpa penerima", "no receiver"), "bad"),
    MessageState.WITHDRAWN: (Phrase("ditarik, tidak perlu lagi", "withdrawn"), "plain"),
    MessageState.SENT_BY_HAND: (Phrase("disampaikan orang", "passed on by hand"), "good"),
    MessageState.DIGESTED: (Phrase("dalam rangkuman harian", "in a digest"), "good"),
    MessageState.MUTED: (Phrase("dimatikan penerima", "muted"), "plain"),
}
"""How the state of a message is called, and the tone of its badge."""
_NO_ADDRESS = (Phrase("tanpa alamat surel", "no address"), "bad")


def state_of(line: LedgerLine) -> tuple[Phrase, str]:
    """How a message stands, in words, and the tone of its badge."""
    if line.state is MessageState.NO_RECEIVER and line.person is not None:
        return _NO_ADDRESS  # somebody holds the role, but no address of his is known
    return STATES[line.state]


PURPOSES: dict[Kind, Phrase] = {
    Kind.TASK: Phrase("giliran", "task"),
    Kind.REMINDER: Phrase("pengingat", "reminder"),
    Kind.DATES: Phrase("perubahan tanggal", "dates"),
    Kind.OBLIGATION: Phrase("kewajiban", "obligation"),
    Kind.NEWS: Phrase("kabar", "news"),
    Kind.ESCALATION: Phrase("eskalasi", "escalation"),
    Kind.DECISION: Phrase("minta keputusan", "decision"),
    Kind.IN_YOUR_NAME: Phrase("dicatat atas nama", "recorded in somebody's name"),
}
"""What a message is for."""

VIA: dict[str, Phrase] = {
    "session": Phrase("peramban", "browser"),
    "token": Phrase("token pribadi", "personal token"),
    "bearer": Phrase("sistem lain", "another system"),
    "command": Phrase("baris perintah", "command line"),
}
"""By what way somebody came, in the audit."""
