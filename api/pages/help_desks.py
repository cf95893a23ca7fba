"""The help of the desks where people work."""

from __future__ import annotations

from api.pages.help_pages import HelpPage, how
from domain.words.phrase import Phrase

DESKS: tuple[HelpPage, ...] = (
    HelpPage(
        "inbox",
        Phrase("Kotak tugas", "Inbox"),
        Phrase(
            "Semua yang menunggu Anda, sejak kapan, sampai kapan, dan mengapa. Yang paling mendesak di atas.",
            "Everything that waits for you, since when, until when, and why. The most urgent comes first.",
        ),
        (
            how(
                "Mengerjakan sebuah tugas",
                "Do a task",
                ("Tekan judul tugasnya; formulirnya terbuka.", "Press its title; its form opens."),
                (
                    "Isi, lalu tekan Kirim. Yang kurang ditandai di samping isiannya.",
                    "Fill it in and press Send. What is missing is marked beside its field.",
                ),
                (
                    "Tugas hilang dari kotak, dan giliran berpindah.",
                    "The task leaves your inbox, and the turn passes on.",
                ),
            ),
            how(
                "Berbagi tugas dengan rekan",
                "Share tasks with colleagues",
                (
                    "Tekan “Ambil” supaya rekan tahu Anda mengerjakannya.",
                    "Press “Claim” so that colleagues know you are at it.",
                ),
                ("Tekan “Lepas” bila ternyata tidak sempat.", "Press “Release” if you find no time."),
            ),
            how(
                "Berhalangan beberapa hari",
                "Be away for some days",
                (
                    "Pilih pengganti dan rentang tanggal di kotak tugas.",
                    "Choose a substitute and a range of days in the inbox.",
                ),
                (
                    "Tugas tampil di kotak kedua orang; riwayat mencatat kedua nama.",
                    "Tasks are shown to both; the story names both.",
                ),
            ),
        ),
        ("giliran", "tenggat", "hari-kerja"),
    ),
    HelpPage(
        "journeys",
        Phrase("Ruang daerah", "Region room"),
        Phrase(
            "Satu daerah dalam satu angkatan: tahap, giliran, rencana, keterlambatan, riwayat, dokumen, dan orangnya.",
            "One region in one intake: stage, turn, plan, delays, story, documents and people.",
        ),
        (
            how(
                "Melihat siapa yang ditunggu",
                "See who is waited for",
                (
                    "Baca bagian giliran di Ikhtisar: siapa, sejak kapan, sampai kapan.",
                    "Read the turn in the overview: who, since when, until when.",
                ),
                (
                    "Hari yang lewat tenggat dihitung pada satu pihak saja.",
                    "Days past the deadline count for one party only.",
                ),
            ),
            how(
                "Meminta tambahan waktu",
                "Ask for more time",
                (
                    "Buka “Yang dapat Anda lakukan” dan pilih permintaan tambahan waktu.",
                    "Open “What you can do” and choose to ask for an extension.",
                ),
                (
                    "Tulis alasannya. Yang memutuskan adalah pengelola program.",
                    "Say why. The programme manager decides.",
                ),
            ),
            how(
                "Mengganti orang yang pindah tugas",
                "Replace somebody who moved on",
                (
                    "Buka tab Orang dan tekan “Ganti” di samping namanya.",
                    "Open the tab People and press “Replace” beside the name.",
                ),
                (
                    "Pilih orang baru dan tanggal mulainya; riwayat lama tetap.",
                    "Choose the new person and the first day; the old story stays.",
                ),
            ),
        ),
        ("giliran", "syarat", "bimtek", "rekening", "kewajiban"),
    ),
    HelpPage(
        "books",
        Phrase("Buku", "Books"),
        Phrase(
            "Tempat menyusun buku: tulis per bab, atau unggah satu buku utuh (Word atau PDF).",
            "Where books are written: chapter by chapter, or as one whole file (Word or PDF).",
        ),
        (
            how(
                "Mengunggah satu buku utuh",
                "Upload a whole book",
                ("Pilih buku, lalu berkas DOCX atau PDF-nya.", "Choose the book, then its DOCX or PDF."),
                (
                    "Periksa bab yang ditemukan. Judul bab harus sama dengan daftar.",
                    "Check the chapters found. Their titles must be as listed.",
                ),
                (
                    "Simpan. Versi lama tetap ada dan dapat dibandingkan.",
                    "Save. Older versions stay and can be compared.",
                ),
            ),
            how(
                "Menulis bab bersama-sama",
                "Write a chapter together",
                (
                    "Buka babnya dan tulis; draf tersimpan sendiri.",
                    "Open the chapter and write; drafts save themselves.",
                ),
                (
                    "Bila rekan menyimpan lebih dulu, keduanya ditampilkan dan tidak ada yang tertimpa.",
                    "If a colleague saved first, both are shown and nothing is overwritten.",
                ),
            ),
            how(
                "Mengajukan",
                "Submit",
                (
                    "Tekan Ajukan; halaman menyebut apa yang masih kurang.",
                    "Press Submit; the page lists what is missing.",
                ),
                ("Setelah diajukan, isi pengajuan tidak berubah lagi.", "A submission never changes afterwards."),
            ),
        ),
        ("pengajuan", "putaran", "matriks", "quick-win"),
    ),
    HelpPage(
        "review",
        Phrase("Telaah", "Review"),
        Phrase(
            "Meja pembimbing: pengajuan, perubahannya sejak putaran lalu, nilai per pilar, komentar, dan hasil telaah.",
            "The mentors' desk: the submission, its changes since the last round, scores, comments, verdict.",
        ),
        (
            how(
                "Memberi hasil telaah",
                "Give a verdict",
                (
                    "Baca bab dan perubahannya; tulis komentar di samping paragraf.",
                    "Read chapters and changes; comment beside a paragraph.",
                ),
                (
                    "Beri nilai setiap pilar dengan rubrik di sampingnya.",
                    "Score every pillar, with the rubric at hand.",
                ),
                ("Pilih diterima atau perlu revisi, lalu kirim.", "Choose accepted or to be revised, and send."),
            ),
            how(
                "Menjawab komentar (daerah)",
                "Answer comments (region)",
                (
                    "Setiap komentar dijawab satu per satu; jawaban menjadi matriks tindak lanjut.",
                    "Each comment is answered; the answers become the follow-up matrix.",
                ),
                (
                    "Komentar ikut terbawa ke versi berikutnya sampai selesai.",
                    "Comments are carried along until they are settled.",
                ),
            ),
        ),
        ("telaah", "putaran", "hasil-telaah", "matriks"),
    ),
    HelpPage(
        "approval",
        Phrase("Persetujuan", "Approval"),
        Phrase(
            "Penguji, kementerian mitra, dan pemilik program menjawab: setuju, dengan catatan, atau perlu diubah.",
            "Examiners, partner agencies and the owner answer: yes, yes with notes, or requires modification.",
        ),
        (
            how(
                "Memberi jawaban",
                "Answer",
                ("Baca yang diminta dan berkas pengajuannya.", "Read what is asked and the dossier."),
                (
                    "Pilih jawaban. “Perlu diubah” memerlukan alasan dan membuka putaran baru.",
                    "Choose. “Requires modification” needs a reason and opens a new round.",
                ),
            ),
            how(
                "Mencatat komitmen kepala daerah",
                "Record the regional head's komitmen",
                (
                    "Kepala daerah menandatangani di atas kertas; ia tidak perlu akun.",
                    "The regional head signs on paper; no account is needed.",
                ),
                (
                    "Koordinator mengunggah pindaiannya dengan tanggal penandatanganan.",
                    "The coordinator uploads the scan with the day of signing.",
                ),
            ),
        ),
        ("komitmen", "paparan", "dukungan"),
    ),
    HelpPage(
        "programme",
        Phrase("Meja program", "Programme desk"),
        Phrase(
            "Untuk pengelola: kemajuan menuju target, daerah yang terlambat dan sebabnya, beban pembimbing, keputusan.",
            "For managers: progress to the target, late regions and why, mentor load, decisions.",
        ),
        (
            how(
                "Menemukan daerah yang terlambat",
                "Find the late regions",
                (
                    "Saring tabel dengan “terlambat”; urutkan menurut hari.",
                    "Filter the table by “overdue”; sort by days.",
                ),
                (
                    "Buka daerahnya: giliran menyebut siapa yang ditunggu dan alasannya.",
                    "Open a region: its turn says who is waited for, and why.",
                ),
            ),
            how(
                "Memberi tambahan waktu kepada beberapa daerah",
                "Extend several regions",
                (
                    "Tandai daerahnya, pilih tindakan, lalu lihat pratinjau.",
                    "Mark them, choose the act, look at the preview.",
                ),
                (
                    "Jalankan. Yang ditolak aturan disebut satu per satu dengan sebabnya.",
                    "Go. What a rule refuses is listed with its reason.",
                ),
            ),
            how(
                "Memulai angkatan baru",
                "Start an intake",
                (
                    "Unggah daftar daerah dan orang; kesalahan ditunjukkan per baris.",
                    "Upload the files of regions and people; errors are shown per row.",
                ),
                (
                    "Lihat rencana tanggal dan beban pembimbing, baru mulai.",
                    "Look at the dates and the mentors' load, then start.",
                ),
            ),
        ),
        ("angkatan", "kebijakan", "tangga", "rekening"),
    ),
    HelpPage(
        "operations",
        Phrase("Operasi", "Operations"),
        Phrase(
            "Untuk operator: gangguan, perbaikan, pesan yang belum sampai, dokumen, dan catatan audit.",
            "For operators: incidents, repairs, messages that did not arrive, documents and the audit.",
        ),
        (
            how(
                "Menutup gangguan",
                "Resolve an incident",
                (
                    "Buka gangguannya; halaman menjelaskan sebab dan cara memperbaikinya.",
                    "Open it; the page tells its cause and how to mend it.",
                ),
                ("Tutup dengan alasan; alasan masuk ke audit.", "Resolve it with a reason, which the audit keeps."),
            ),
            how(
                "Memperbaiki perjalanan yang macet",
                "Repair a journey that is stuck",
                (
                    "Cari daerahnya di “Daerah”. Yang tidak beres ada di atas, dengan perbaikan yang menolong.",
                    "Find it under “Regions”. What is amiss comes first, with the repair that helps.",
                ),
                (
                    "Pilih perbaikannya: ia diperagakan pada salinan riwayat, dan Anda membaca akibatnya.",
                    "Choose the repair: it is rehearsed on a copy of the history, and you read what it leads to.",
                ),
                (
                    "Tulis alasannya, lalu kerjakan. Yang berbahaya menunggu orang kedua: kirimkan alamat halamannya.",
                    "Write why, then do it. A dangerous one waits for a second person: send on its page's address.",
                ),
            ),
            how(
                "Menyetujui perbaikan orang lain",
                "Confirm somebody else's repair",
                (
                    "Buka “Perbaikan”: yang menunggu orang kedua ada di atas.",
                    "Open “Repairs”: what waits for a second person comes first.",
                ),
                (
                    "Baca akibat dan alasannya, lalu setujui atau tarik kembali.",
                    "Read what it leads to and why, then confirm or withdraw it.",
                ),
                (
                    "Bila akibatnya berubah sementara itu, halaman menandai yang baru dan belum mengerjakan apa pun.",
                    "If that has changed meanwhile, the page marks what is new, and nothing is done yet.",
                ),
            ),
            how(
                "Memperbaiki banyak daerah",
                "Repair many regions",
                (
                    "“Perbaikan baru”, pilih angkatan dan keadaannya, lalu buang yang tidak ikut.",
                    "“New repair”, choose a cohort and how they stand, then leave some out.",
                ),
                (
                    "Pilih kecepatan. Halamannya menghitung maju; “Hentikan sementara” dan “Lanjutkan” ada di sana.",
                    "Choose a pace. Its page counts on; “Stop” and “Go on” are there.",
                ),
            ),
            how(
                "Menjelaskan apa yang terjadi",
                "Explain what happened",
                ("Riwayat daerah menceritakannya dengan kata biasa.", "The region's story tells it in plain words."),
                ("Satu tekan di bawahnya ada peristiwa teknisnya.", "The technical events are one click below."),
            ),
        ),
    ),
)
"""In the order in which a region meets them."""
