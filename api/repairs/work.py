"""What activities of ours may be skipped and why the others may not: `RULES`, by the activity's name in Temporal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.words.phrase import Phrase


@dataclass(frozen=True)
class Rule:
    """What an activity does, and what has to be done, or why nothing can be, before it is taken for done."""

    does: Phrase
    skippable: bool
    why: Phrase


_MESSAGES = Phrase(
    "Tiap pesan yang belum terkirim dicatat sebagai tidak terkirim dan harus disampaikan dengan tangan; baru kemudian "
    "kegiatan ini dianggap selesai, tanpa hasil.",
    "Each message that has not been sent is noted as given up and is to be passed on by hand; only then is the "
    "activity taken for done, without a result.",
)
_JOURNAL = Phrase(
    "Tidak boleh dilewati: tidak ada yang dapat menggantikan jurnal. Perbaiki PostgreSQL; pencatatan lalu berjalan "
    "sendiri.",
    "It cannot be skipped: nothing replaces the journal. Mend PostgreSQL; the recording then goes on by itself.",
)
_DOCUMENT = Phrase(
    "Tidak boleh dilewati: dokumen tidak dapat digantikan. Perbaiki sebabnya; dokumen lalu dibuat sendiri.",
    "It cannot be skipped: nothing replaces a document. Mend the cause; it is then made by itself.",
)
_ARCHIVE = Phrase(
    "Tidak boleh dilewati: riwayat yang tidak diarsipkan hilang setelah masa simpan Temporal. Perbaiki penyimpanan "
    "berkas; pengarsipan lalu berjalan sendiri.",
    "It cannot be skipped: a history that is not archived is gone after Temporal's retention. Mend the object store; "
    "it is then archived by itself.",
)
_DIGEST = Phrase(
    "Tidak boleh dilewati: ringkasan memuat pesan dari beberapa daerah. Perbaiki alamat atau server surat; setelah "
    "lima hari pesan-pesannya diserahkan untuk disampaikan dengan tangan.",
    "It cannot be skipped: a digest has messages of several journeys. Mend the address or the mail server; after five "
    "days its messages are handed over to be passed on by hand.",
)
_NOTE = Phrase(
    "Tidak boleh dilewati: kegiatan ini hanya memerlukan basis data dan memberi tahu operator. Jalankan sekarang.",
    "It cannot be skipped: it needs only the database, and tells operators something. Run it now.",
)
_COHORT = Phrase(
    "Tidak boleh dilewati: angkatan memerlukan hasilnya. Perbaiki sebabnya, lalu jalankan sekarang.",
    "It cannot be skipped: the cohort needs what it gives. Mend the cause, then run it now.",
)
UNKNOWN = Rule(
    does=Phrase("kegiatan yang tidak dikenal", "an activity that is not known"),
    skippable=False,
    why=Phrase(
        "Tidak boleh dilewati: versi ini tidak mengenal kegiatan itu.",
        "It cannot be skipped: this version does not know the activity.",
    ),
)

RULES: Mapping[str, Rule] = {
    "record": Rule(Phrase("mencatat ke jurnal", "recording in the journal"), False, _JOURNAL),
    "deliver": Rule(Phrase("mengirim pesan", "sending messages"), True, _MESSAGES),
    "give_up": Rule(Phrase("menyerahkan pesan yang tidak terkirim", "giving up messages"), True, _MESSAGES),
    "queue_again": Rule(Phrase("mengantrekan pesan lagi", "queueing messages again"), False, _NOTE),
    "send_digest": Rule(Phrase("mengirim ringkasan pesan", "sending a digest"), False, _DIGEST),
    "give_up_digest": Rule(Phrase("menyerahkan ringkasan pesan", "giving up a digest"), False, _DIGEST),
    "make_document": Rule(Phrase("membuat dokumen", "making a document"), False, _DOCUMENT),
    "make_closing_report": Rule(Phrase("membuat laporan penutup", "making the closing report"), False, _DOCUMENT),
    "note_unrecorded": Rule(
        Phrase("melaporkan dokumen di luar jurnal", "reporting documents that no journal has"), False, _NOTE
    ),
    "archive_later": Rule(Phrase("menyiapkan pengarsipan", "preparing the archiving"), False, _ARCHIVE),
    "archive": Rule(Phrase("mengarsipkan riwayat", "archiving a history"), False, _ARCHIVE),
    "open_journeys": Rule(Phrase("membuka pendampingan", "opening journeys"), False, _COHORT),
    "save_cohort": Rule(Phrase("menyimpan angkatan", "showing the cohort"), False, _COHORT),
    "ended_journeys": Rule(Phrase("mencari pendampingan yang berakhir", "looking for ended journeys"), False, _COHORT),
}


def rule_of(kind: str) -> Rule:
    """The rule of an activity; one that is not known here cannot be skipped."""
    return RULES.get(kind, UNKNOWN)
