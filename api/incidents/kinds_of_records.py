"""Incidents of what is kept: read tables, journal, histories, documents."""

from __future__ import annotations

from api.incidents.names import DIFFER
from api.incidents.shape import IncidentKind, Severity, Way
from domain.words.phrase import Phrase

VERIFY = Way(
    Phrase(
        "Buktikan dulu di mana bedanya: tabel, jurnal, atau riwayat.",
        "First prove where they differ: tables, journal or histories.",
    ),
    "bimtek records verify",
)
FROM_HISTORIES = Way(
    Phrase(
        "Riwayat proses adalah kebenaran: buat lagi jurnal dan tabel darinya.",
        "The histories are the truth: make journal and tables from them again.",
    ),
    "bimtek records rebuild --from histories",
)
THEN_RESOLVE = Way(
    Phrase(
        "Setelah “bimtek records verify” tidak menemukan apa-apa lagi, nyatakan insiden ini selesai.",
        "Once “bimtek records verify” finds nothing any more, resolve this incident.",
    )
)
BEHIND = Phrase(
    "Yang melihat perjalanan ini di halaman melihat keadaan lama; tindakan tetap diterima dan tidak hilang.",
    "Whoever looks at this journey sees how it was; acts are still taken and nothing is lost.",
)
NOTHING_MISSING = Phrase("Tidak ada; jurnalnya utuh.", "Nobody; the journal is whole.")

KINDS_OF_RECORDS: tuple[IncidentKind, ...] = (
    IncidentKind(
        name="JournalFork",
        title=Phrase("Jurnal tidak sama dengan riwayat proses", "Journal and history do not agree"),
        means=Phrase(
            "Pada nomor yang sama, jurnal berisi lain daripada yang dikirim proses. Tabel tidak diperbarui lagi.",
            "Under one number the journal has something else than the process sent. The tables are not kept up any "
            "more.",
        ),
        affects=BEHIND,
        ways=(VERIFY, FROM_HISTORIES, THEN_RESOLVE),
        severity=Severity.NOW,
        by_itself=False,
        drill=Phrase(
            "mengirim catatan palsu ke pencatatan, yang menolaknya; jurnal tidak berubah",
            "sends the recording a false entry, which it refuses; the journal stays as it is",
        ),
    ),
    IncidentKind(
        name="EntryBroken",
        title=Phrase("Catatan jurnal rusak", "An entry of the journal is broken"),
        means=Phrase(
            "Satu catatan tidak cocok dengan rantai jurnal, sehingga tidak disimpan.",
            "An entry does not fit into the journal's chain, so it was not taken.",
        ),
        affects=BEHIND,
        ways=(VERIFY, FROM_HISTORIES, THEN_RESOLVE),
        severity=Severity.NOW,
        by_itself=False,
        drill=Phrase(
            "mengirim catatan dengan sidik yang salah ke pencatatan, yang menolaknya",
            "sends the recording an entry with a wrong hash, which it refuses",
        ),
    ),
    IncidentKind(
        name="database_refuses",
        title=Phrase("Basis data menolak catatan", "The database refuses an entry"),
        means=Phrase(
            "Catatan perjalanan ini tidak diterima basis data, berapa kali pun dikirim; tabelnya tertinggal.",
            "The database does not take entries of this journey, however often they are sent; its tables lag behind.",
        ),
        affects=BEHIND,
        ways=(
            Way(
                Phrase(
                    "Berikan rinciannya kepada pengembang. Pencatatan dicoba terus dan menyusul setelah diperbaiki.",
                    "Give the detail to the developers. Recording is tried again and catches up once it is mended.",
                )
            ),
            Way(Phrase("Setelah diperbaiki: jalankan sekarang.", "Once it is mended: run it now."), repair="run_now"),
            THEN_RESOLVE,
        ),
        severity=Severity.NOW,
        by_itself=False,
        drill=Phrase(
            "membuat basis data menolak baris satu perjalanan; --end menghentikannya",
            "has the database refuse the rows of one journey; --end stops that",
        ),
    ),
    IncidentKind(
        name=DIFFER,
        title=Phrase("Tabel, jurnal, dan riwayat tidak sama", "Tables, journal and history do not agree"),
        means=Phrase(
            "Yang tampak di halaman mungkin bukan keadaan yang sebenarnya; riwayat proses tetap benar.",
            "What pages show may not be how it is; the history is still the truth.",
        ),
        affects=Phrase("Siapa pun yang membaca perjalanan ini.", "Whoever reads about this journey."),
        ways=(
            VERIFY,
            Way(
                Phrase(
                    "row_differs, row_missing, row_unexpected: buat lagi tabelnya dari jurnal.",
                    "row_differs, row_missing, row_unexpected: make its tables from the journal again.",
                ),
                repair="rebuild_rows",
            ),
            Way(Phrase("Untuk semua perjalanan sekaligus.", "For all journeys at once."), "bimtek records rebuild"),
            Way(
                Phrase(
                    "not_recorded, hash_wrong, chain_broken, history_differs: buat lagi dari riwayat.",
                    "not_recorded, hash_wrong, chain_broken, history_differs: make them from the histories again.",
                ),
                "bimtek records rebuild --from histories",
            ),
            Way(
                Phrase(
                    "archive_damaged: kembalikan berkas itu dari cadangan ke penyimpanan berkas.",
                    "archive_damaged: put that object back into the object store from a backup.",
                ),
                page="/operations/journeys/{journey}",
            ),
        ),
        severity=Severity.SOON,
        by_itself=True,
        drill=Phrase(
            "menghapus satu baris tabel baca sebuah perjalanan simulasi; --end membuatnya lagi",
            "deletes a row of a simulated journey's read tables; --end makes it again",
        ),
    ),
    IncidentKind(
        name="JournalGap",
        title=Phrase("Ada catatan jurnal yang terlewat", "The journal has a gap"),
        means=Phrase(
            "Tabel untuk daerah ini menunggu catatan yang belum sampai.",
            "The tables of this journey wait for an entry that has not come.",
        ),
        affects=BEHIND,
        ways=(
            Way(
                Phrase("Biasanya pulih sendiri dalam semenit.", "It usually mends itself within a minute."),
                "bimtek records verify",
            ),
            FROM_HISTORIES,
            THEN_RESOLVE,
        ),
        severity=Severity.SOON,
        by_itself=False,
        drill=Phrase(
            "mengirim catatan yang terlalu jauh ke depan, yang ditolak pencatatan",
            "sends the recording an entry too far ahead, which it refuses",
        ),
    ),
    IncidentKind(
        name="run_not_archived",
        title=Phrase("Riwayat proses belum diarsipkan", "A run's history is not archived"),
        means=Phrase(
            "Riwayat teknis yang sudah selesai belum tersimpan lebih dari satu hari. Server menghapusnya setelah masa "
            "simpan lewat.",
            "A finished technical history has not been stored for more than a day. The server forgets it once its "
            "retention has passed.",
        ),
        affects=Phrase(
            "Belum seorang pun; setelah masa simpan, riwayat perjalanan ini tidak dapat dibuktikan lagi.",
            "Nobody yet; past the retention, this journey's history cannot be proven any more.",
        ),
        ways=(
            Way(
                Phrase(
                    "Periksa penyimpanan berkas (ruang, izin) dan masa simpan.",
                    "Look after the object store (space, permissions) and the retention.",
                ),
                "bimtek doctor",
                page="/operations/health",
            ),
            Way(
                Phrase(
                    "Pengarsipan dicoba terus; tanpa menunggu: jalankan sekarang.",
                    "Archiving is tried again and again; without waiting: run it now.",
                ),
                repair="run_now",
            ),
        ),
        severity=Severity.SOON,
        by_itself=True,
        drill=Phrase(
            "mengakhiri sebuah proses latihan dan melaporkannya terlambat; --end mengarsipkannya",
            "ends a process of the drill and reports it late; --end has it archived",
        ),
    ),
    IncidentKind(
        name="document_not_made",
        title=Phrase("Dokumen belum dapat dibuat", "A document cannot be made"),
        means=Phrase(
            "Surat, berita acara, atau buku yang sudah jatuh tempo belum ada. Perjalanan daerah tetap berjalan; hanya "
            "penerbitan rencana yang menunggu bukunya.",
            "A letter, minutes or a book that is due is not there. The journey itself goes on; only the publication "
            "of a plan waits for its books.",
        ),
        affects=Phrase("Yang menunggu dokumen itu.", "Whoever waits for that document."),
        ways=(
            Way(
                Phrase(
                    "Baca sebabnya di rincian: penyimpanan penuh, segel belum diatur, berkas hilang, atau naskah yang "
                    "tidak dapat disusun. Setelah sebabnya hilang, dokumen dibuat sendiri.",
                    "The detail has the cause: storage full, no seal configured, a file missing, a text that cannot be "
                    "typeset. Once the cause is gone the document is made by itself.",
                ),
                "bimtek document list {place}",
                page="/operations/documents?journey={journey}",
            ),
            Way(
                Phrase("Tanpa menunggu percobaan berikutnya.", "Without waiting for the next attempt."),
                repair="run_now",
            ),
            Way(
                Phrase(
                    "Bila fakta dalam perjalanan yang salah: betulkan faktanya.",
                    "Where a fact in the journey is wrong: correct it.",
                ),
                repair="correct",
            ),
            Way(
                Phrase("Bila sudah pernah dibuat dan salah: buat baru.", "Where it was made, and wrong: make it anew."),
                repair="renew_document",
                field="document",
            ),
        ),
        severity=Severity.SOON,
        by_itself=True,
        drill=Phrase(
            "memesan dokumen bimtek yang tidak ada; --end menarik pesanan itu",
            "orders a document of a bimtek that there is not; --end withdraws the order",
        ),
    ),
    IncidentKind(
        name="document_not_in_journal",
        title=Phrase("Dokumen dibuat setelah perjalanan berakhir", "A document was made after the journey's end"),
        means=Phrase(
            "Dokumennya ada, tetapi jurnal perjalanan tidak menyebutnya karena sudah ditutup.",
            "The document is there, but the journal does not name it, for it was closed.",
        ),
        affects=NOTHING_MISSING,
        ways=(
            Way(
                Phrase(
                    "Periksa dokumennya. Bila sudah benar, nyatakan insiden ini selesai dengan alasan itu.",
                    "Look at the document. If it is right, resolve this and say so.",
                ),
                "bimtek document list {place}",
                page="/journeys/{journey}/documents",
            ),
        ),
        severity=Severity.SOON,
        by_itself=False,
        drill=Phrase(
            "menyampaikan dokumen latihan kepada perjalanan yang tidak ada",
            "tells a journey that there is not of a document of the drill",
        ),
    ),
)
"""Most pressing first."""
