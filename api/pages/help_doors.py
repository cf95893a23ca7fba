"""The help of the pages that are open to everybody, and of what is one's own."""

from __future__ import annotations

from api.pages.help_pages import HelpPage, how
from domain.words.phrase import Phrase

DOORS: tuple[HelpPage, ...] = (
    HelpPage(
        "sign-in",
        Phrase("Masuk", "Sign in"),
        Phrase(
            "Pintu bagi semua yang bekerja dalam program. Katalog dan capaian dapat dibaca tanpa masuk.",
            "The door for everybody who works in the programme. Catalogue and progress need no account.",
        ),
        (
            how(
                "Masuk dengan akun kantor",
                "Sign in with an office account",
                (
                    "Tekan “Masuk dengan akun kantor” dan masuk di halaman kantor Anda.",
                    "Press “Sign in with your office account” and sign in on its page.",
                ),
                ("Anda kembali ke halaman yang tadi dituju.", "You come back to the page you wanted."),
                (
                    "Ditolak? Minta pengelola program menautkan akun Anda.",
                    "Refused? Ask the programme manager to link your account.",
                ),
            ),
            how(
                "Mencoba sebagai orang contoh",
                "Try it as a sample person",
                (
                    "Di pemasangan percobaan, tekan satu nama, misalnya Koordinator.",
                    "On a trial installation press a name, such as the coordinator.",
                ),
                (
                    "Berganti orang: buka Masuk lagi dan tekan nama lain.",
                    "To switch, open Sign in again and press another name.",
                ),
            ),
        ),
    ),
    HelpPage(
        "catalogue",
        Phrase("Katalog", "Catalogue"),
        Phrase(
            "Semua masterplan yang terbit, untuk siapa saja. Yang ditarik tetap tampak sebagai ditarik.",
            "Every published plan, for everybody. Withdrawn ones stay visible as withdrawn.",
        ),
        (
            how(
                "Mencari",
                "Search",
                (
                    "Kata dalam bentuk apa pun ditemukan: layanan, pelayanan.",
                    "Words are found in any form: layanan, pelayanan.",
                ),
                (
                    'Tanda kutip untuk frasa: "antrean daring"; “atau” untuk pilihan; “-” untuk mengecualikan.',
                    "Quotes for phrases; “or” for either; “-” to leave out.",
                ),
            ),
            how(
                "Mengunduh buku",
                "Save a book",
                (
                    "Buka halaman daerah, lalu bagian Buku dan dokumen.",
                    "Open the region's page, then Books and documents.",
                ),
                (
                    "PDF adalah yang resmi; Word hanya salinan kerja.",
                    "The PDF is the official one; Word is a working copy.",
                ),
            ),
        ),
        ("edisi", "segel", "simulasi"),
    ),
    HelpPage(
        "progress",
        Phrase("Capaian", "Progress"),
        Phrase(
            "Jumlah daerah dengan masterplan terbit terhadap target, dan tahap daerah setiap angkatan. Dapat dicetak.",
            "Regions with a published plan against the target, and the stages of every intake. It can be printed.",
        ),
        (
            how(
                "Membaca angkanya",
                "Read the figures",
                (
                    "Yang dihitung: terbit di sini, atau selesai di luar sistem pada angkatan lama.",
                    "What counts: published here, or completed outside in an earlier intake.",
                ),
                (
                    "SIMULASI dihitung terpisah dan tidak menambah capaian.",
                    "SIMULASI is counted apart and adds nothing.",
                ),
            ),
        ),
        ("angkatan", "simulasi"),
    ),
    HelpPage(
        "check",
        Phrase("Periksa dokumen", "Check a document"),
        Phrase(
            "Memastikan sebuah berkas benar dari program, tidak diubah, dan masih berlaku.",
            "Makes sure that a file is from the programme, unchanged, and still in force.",
        ),
        (
            how(
                "Memeriksa berkas",
                "Check a file",
                (
                    "Unggah PDF-nya. Berkas hanya dilihat, tidak disimpan.",
                    "Upload the PDF. It is only looked at, not kept.",
                ),
                ("Atau tempel SHA-256-nya.", "Or paste its SHA-256."),
            ),
            how(
                "Memeriksa hasil cetak",
                "Check a print",
                (
                    "Pindai kode QR pada buku; halaman terbitannya terbuka.",
                    "Scan the QR code; the page of its publication opens.",
                ),
                ("Bandingkan isinya dengan berkas di katalog.", "Compare it with the file in the catalogue."),
            ),
        ),
        ("segel", "edisi"),
    ),
    HelpPage(
        "settings",
        Phrase("Pengaturan saya", "My settings"),
        Phrase(
            "Bahasa, zona waktu, pemberitahuan, token API, sesi, dan data tentang Anda.",
            "Language, time zone, messages, API tokens, sessions, and what is kept about you.",
        ),
        (
            how(
                "Mengurangi surel",
                "Get fewer mails",
                (
                    "Hapus centang pada kabar yang tidak perlu, atau pilih satu surel setiap hari kerja.",
                    "Clear what you do not need, or choose one mail a working day.",
                ),
                ("Yang menunggu jawaban Anda selalu dikirim.", "What waits for your answer is always sent."),
            ),
            how(
                "Mengambil data tentang saya",
                "Take out what is kept about me",
                (
                    "Tekan “Unduh semua data tentang saya”; berkasnya JSON.",
                    "Press “Save everything kept about me”; it is a JSON file.",
                ),
            ),
        ),
    ),
)
"""Coming in, the public pages, one's settings."""
