"""The programme's words as the help explains them, by their anchors; docs/glossary.md has all of them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.words.phrase import Phrase


@dataclass(frozen=True)
class Term:
    """A word of the programme, and what it means."""

    anchor: str
    word: str
    meaning: Phrase


TERMS: tuple[Term, ...] = (
    Term(
        "angkatan",
        "angkatan",
        Phrase("daerah-daerah satu tahun, di bawah satu kebijakan", "the regions of one year under one policy"),
    ),
    Term(
        "bimtek",
        "bimtek",
        Phrase(
            "bimbingan teknis: pertemuan kerja I sampai IV bersama pembimbing",
            "the guided working meetings I to IV with the mentors",
        ),
    ),
    Term(
        "dukungan",
        "dukungan kementerian mitra",
        Phrase("jawaban kementerian mitra atas buku daerah", "a partner agency's answer to a region's books"),
    ),
    Term(
        "edisi",
        "edisi",
        Phrase(
            "buku yang dibekukan dan disegel bersama; edisi lama tetap tampak",
            "books frozen and sealed together; earlier ones stay visible",
        ),
    ),
    Term(
        "giliran",
        "giliran",
        Phrase(
            "siapa yang harus bertindak sekarang; setiap hari menjadi tanggungan tepat satu pihak",
            "who has to act now; every day belongs to exactly one party",
        ),
    ),
    Term(
        "hari-kerja",
        "hari kerja",
        Phrase(
            "satuan tenggat; hari libur nasional dan daerah tidak dihitung",
            "what deadlines are counted in; days off do not count",
        ),
    ),
    Term(
        "hasil-telaah",
        "hasil telaah",
        Phrase(
            "diterima atau perlu revisi, dengan komentar pada bab dan nilai per pilar",
            "accepted or to be revised, with comments on chapters and scores per pillar",
        ),
    ),
    Term(
        "kebijakan",
        "kebijakan",
        Phrase(
            "semua angka dan daftar satu angkatan: lama tugas, syarat, buku, tangga pengingat",
            "all numbers and lists of an intake: durations, gates, books, ladder",
        ),
    ),
    Term(
        "kewajiban",
        "kewajiban",
        Phrase(
            "yang jatuh tempo tetapi tidak menghentikan apa pun, seperti penyerahan RPJMD",
            "something due that blocks nothing, such as handing in the RPJMD",
        ),
    ),
    Term(
        "komitmen",
        "komitmen",
        Phrase(
            "ditandatangani kepala daerah dan kepala OPD, dicatat dari pindaiannya",
            "signed by the regional head and heads of OPD, recorded from its scan",
        ),
    ),
    Term(
        "matriks",
        "matriks tindak lanjut",
        Phrase("jawaban daerah atas setiap komentar pembimbing", "the region's answer to each comment of the mentors"),
    ),
    Term(
        "paparan",
        "paparan",
        Phrase("daerah menyajikan bukunya di depan penguji", "the region presents its books to examiners"),
    ),
    Term(
        "pembimbing",
        "pembimbing",
        Phrase("ahli yang mendampingi dan menelaah satu daerah", "an expert who accompanies and reviews a region"),
    ),
    Term(
        "pengajuan",
        "pengajuan",
        Phrase(
            "salinan bernomor dari semua bab; tidak pernah berubah lagi",
            "a numbered snapshot of all chapters; never changed afterwards",
        ),
    ),
    Term(
        "penyusunan",
        "penyusunan",
        Phrase(
            "tahap menulis buku, dengan bimtek I sampai IV",
            "the stage in which the books are written, with bimtek I to IV",
        ),
    ),
    Term(
        "putaran",
        "putaran telaah",
        Phrase("satu pengajuan dan hasil telaah atasnya", "one submission and the verdicts on it"),
    ),
    Term(
        "quick-win",
        "quick win",
        Phrase(
            "program yang terasa oleh masyarakat dalam 6 sampai 12 bulan",
            "a programme that the public feels within 6 to 12 months",
        ),
    ),
    Term(
        "rekening",
        "rekening keterlambatan",
        Phrase(
            "setiap hari kerja perjalanan dibebankan pada satu pihak; yang lewat tenggat adalah terlambat",
            "every working day charged to one party; those after the due date are late",
        ),
    ),
    Term(
        "segel",
        "segel elektronik",
        Phrase(
            "tanda pada buku terbit yang rusak bila satu bita pun berubah",
            "a mark on a published book that breaks when a byte changes",
        ),
    ),
    Term(
        "simulasi",
        "SIMULASI",
        Phrase(
            "tanda semua yang dikerjakan orang contoh: daerahnya nyata, perbuatannya tidak",
            "the mark of what sample people did: real regions, no real acts",
        ),
    ),
    Term(
        "syarat",
        "syarat",
        Phrase(
            "yang harus ada sebelum tahap ditutup, seperti SK Tim; dapat dilewati sementara dengan alasan",
            "what a stage needs before it closes, such as a decree; may be passed provisionally with a reason",
        ),
    ),
    Term(
        "tangga",
        "tangga pengingat",
        Phrase(
            "pengingat sebelum tenggat (H-7, H-3, H-1), eskalasi dan keputusan sesudahnya",
            "reminders before a deadline, escalations and decisions after it",
        ),
    ),
    Term("telaah", "telaah", Phrase("pemeriksaan pengajuan oleh pembimbing", "the mentors' review of a submission")),
    Term(
        "tenggat",
        "tenggat",
        Phrase(
            "akhir hari kerja terakhir di tempat yang harus bertindak",
            "the end of the last working day where those work who have to act",
        ),
    ),
)
