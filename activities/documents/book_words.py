"""The fixed words of a book, in Indonesian and in English: labels, titles of generated parts, pillars."""

from __future__ import annotations

from activities.documents.book_parts import Part
from domain.vocabulary import SUB_DIMENSIONS, Pillar
from domain.words.phrase import Language, Phrase

WORDS: dict[str, Phrase] = {
    "book": Phrase("Buku", "Book"),
    "chapter": Phrase("Bab", "Chapter"),
    "annex": Phrase("Lampiran", "Annex"),
    "contents": Phrase("Daftar Isi", "Contents"),
    "tables": Phrase("Daftar Tabel", "Tables"),
    "figures": Phrase("Daftar Gambar", "Figures"),
    "table": Phrase("Tabel", "Table"),
    "figure": Phrase("Gambar", "Figure"),
    "facts": Phrase("Keterangan Terbitan", "Publication Facts"),
    "title": Phrase("Judul", "Title"),
    "region": Phrase("Daerah", "Region"),
    "programme": Phrase("Program", "Programme"),
    "ministry": Phrase("Penyelenggara", "Organised by"),
    "cohort": Phrase("Angkatan", "Cohort"),
    "edition": Phrase("Edisi", "Edition"),
    "first_edition": Phrase("Pertama", "First"),
    "changes": Phrase("Perubahan", "Changes"),
    "dated": Phrase("Waktu terbit", "Published"),
    "hash": Phrase("Sidik naskah (SHA-256)", "Hash of the text (SHA-256)"),
    "check": Phrase("Alamat pemeriksaan", "Address to check"),
    "check_how": Phrase(
        "Pindai kode ini atau buka alamat pemeriksaan untuk memastikan keaslian buku.",
        "Scan this code or open the address to check that the book is genuine.",
    ),
    "text_by": Phrase(
        "Naskah buku ini disusun oleh pemerintah daerah dengan pendampingan program. Matriks rencana aksi, peta jalan, "
        "dan quick win di dalamnya disusun dari data yang dicatat daerah dalam sistem program.",
        "The text of this book was written by the region with the guidance of the programme. The parts with the action "
        "plan, the road map and the quick wins were made from the data that the region recorded with the programme.",
    ),
    "simulated": Phrase("SIMULASI", "SIMULASI"),
    "simulated_long": Phrase(
        "SIMULASI – dibuat untuk peragaan; bukan dokumen resmi.",
        "SIMULASI (simulation) – made for a demonstration; not an official document.",
    ),
    "number": Phrase("No.", "No."),
    "name": Phrase("Program", "Programme"),
    "pillar": Phrase("Pilar", "Pillar"),
    "sub_dimension": Phrase("Subdimensi", "Sub-dimension"),
    "goal": Phrase("Sasaran RPJMD", "RPJMD goal"),
    "opd": Phrase("OPD penanggung jawab", "Responsible OPD"),
    "indicator": Phrase("Indikator", "Indicator"),
    "years": Phrase("Tahun", "Years"),
    "budget": Phrase("Anggaran", "Budget"),
    "subtotal": Phrase("Jumlah", "Subtotal"),
    "total": Phrase("Jumlah seluruhnya", "Total"),
    "programmes": Phrase("program", "programmes"),
    "programme_one": Phrase("program", "programme"),
    "months": Phrase("bulan", "months"),
    "month_one": Phrase("bulan", "month"),
    "within": Phrase("dalam", "within"),
    "no_programmes": Phrase("Belum ada program.", "No programme yet."),
    "quick_wins_of": Phrase("Quick win yang memanfaatkannya", "Quick wins that use it"),
    "programmes_of": Phrase("Program yang memanfaatkannya", "Programmes that use it"),
    "summary_intro": Phrase(
        "Ringkasan program dan anggaran menurut pilar.", "Programmes and budget by pillar, in summary."
    ),
    "action_plan_caption": Phrase("Matriks rencana aksi", "Action plan"),
    "road_map_caption": Phrase("Peta jalan program menurut tahun", "Road map of the programmes by year"),
    "pillars_caption": Phrase(
        "Enam pilar, subdimensi, dan programnya", "The six pillars, sub-dimensions and programmes"
    ),
    "quick_wins_caption": Phrase("Quick win daerah", "Quick wins of the region"),
    "summary_caption": Phrase("Program dan anggaran menurut pilar", "Programmes and budget by pillar"),
    "empty_chapter": Phrase("Bab ini belum berisi teks.", "This chapter has no text yet."),
    "to_update": Phrase(
        "Klik kanan lalu pilih Perbarui Bidang untuk menambahkan nomor halaman.",
        "Right-click and choose Update Field to add the page numbers.",
    ),
}

PARTS: dict[Part, Phrase] = {
    Part.DISTINCTIVENESS: Phrase("Kekhasan Daerah", "What Sets the Region Apart"),
    Part.PILLARS: Phrase("Enam Pilar Smart City", "The Six Pillars"),
    Part.ACTION_PLAN: Phrase("Matriks Rencana Aksi", "Action Plan"),
    Part.ROAD_MAP: Phrase("Bagan Peta Jalan", "Road Map"),
    Part.QUICK_WINS: Phrase("Quick Win", "Quick Wins"),
    Part.SUMMARY: Phrase("Ringkasan Rencana Aksi", "The Action Plan in Summary"),
}

PILLARS: dict[Pillar, str] = {pillar: f"Smart {pillar.value.capitalize()}" for pillar in Pillar}
"""The names of the pillars, the same in both languages."""

SUBS: dict[str, Phrase] = {
    "service": Phrase("Pelayanan publik", "Public service"),
    "bureaucracy": Phrase("Birokrasi", "Bureaucracy"),
    "policy": Phrase("Kebijakan publik", "Public policy"),
    "tourism": Phrase("Pariwisata", "Tourism"),
    "business": Phrase("Bisnis", "Business"),
    "appearance": Phrase("Wajah kota", "Appearance of the city"),
    "industry": Phrase("Industri", "Industry"),
    "welfare": Phrase("Kesejahteraan", "Welfare"),
    "transaction": Phrase("Transaksi keuangan", "Transactions"),
    "harmony": Phrase("Harmonisasi tata ruang", "Harmony of space"),
    "health": Phrase("Kesehatan", "Health"),
    "mobility": Phrase("Mobilitas", "Mobility"),
    "community": Phrase("Komunitas warga", "Community"),
    "learning": Phrase("Ekosistem belajar", "Learning"),
    "security": Phrase("Keamanan", "Security"),
    "protection": Phrase("Proteksi lingkungan", "Protection"),
    "waste": Phrase("Tata kelola sampah", "Waste"),
    "energy": Phrase("Energi", "Energy"),
}


def words(language: Language) -> dict[str, str]:
    """The fixed words in one language."""
    return {name: phrase.into(language) for name, phrase in WORDS.items()}


def sub_dimensions(pillar: Pillar, language: Language) -> tuple[str, ...]:
    """What the three sub-dimensions of a pillar are called."""
    return tuple(SUBS[sub].into(language) for sub in SUB_DIMENSIONS[pillar])


def rupiah(amount: int, language: Language) -> str:
    """An amount in whole rupiah: `Rp1.500.000.000`, with commas in English."""
    written = f"Rp{amount:,}"
    return written.replace(",", ".") if language is Language.ID else written


def spelled(amount: int, language: Language) -> str:
    """A large amount as people say it: `Rp1,5 miliar`."""
    for size, id_word, en_word in (
        (10**12, "triliun", "trillion"),
        (10**9, "miliar", "billion"),
        (10**6, "juta", "million"),
    ):
        if amount >= size:
            tenths = round(amount * 10 / size)
            whole, part = divmod(tenths, 10)
            word, mark = (id_word, ",") if language is Language.ID else (en_word, ".")
            return f"Rp{whole}{mark}{part} {word}" if part else f"Rp{whole} {word}"
    return rupiah(amount, language)
