"""What forms call the fields of acts, in Indonesian; a field without a word here is called by its own name."""

from __future__ import annotations

from enum import StrEnum

from activities.documents.book_words import PILLARS, SUBS
from domain.vocabulary import SUB_DIMENSIONS, Pillar
from domain.words.names import NAMES
from domain.words.phrase import Language

LABELS: dict[str, str] = {
    "action_plan": "Rencana aksi",
    "agency": "Kementerian/lembaga mitra",
    "answers": "Matriks tindak lanjut",
    "answers.text": "Tindak lanjut daerah",
    "ask_extension.days": "Tambahan waktu (hari kerja)",
    "attendance": "Jumlah peserta hadir",
    "attendance_list": "Daftar hadir",
    "budget": "Anggaran seluruh tahun (rupiah)",
    "capacity": "Kapasitas kepala daerah",
    "chapter": "Bab",
    "chapters": "Bab yang diserahkan",
    "checked_on": "Tanggal pemantauan",
    "chosen": "Ya/Tidak",
    "comments": "Catatan per bab",
    "comments.text": "Catatan",
    "conflict": "Ada benturan kepentingan?",
    "corrections": "Perbaikan yang diminta",
    "corrections.text": "Perbaikan",
    "dated": "Tanggal peraturan",
    "days": "Tanggal pelaksanaan",
    "distinctiveness": "Kekhasan daerah",
    "document": "Naskah peraturan",
    "evidence": "Bukti",
    "first_year": "Tahun mulai",
    "form": "Bentuk peraturan",
    "gate": "Syarat",
    "gates": "Syarat yang dipenuhi",
    "head": "Kepala daerah",
    "held_on": "Tanggal pelaksanaan",
    "indicator": "Indikator",
    "last_year": "Tahun selesai",
    "mentors": "Pembimbing",
    "met_on": "Tanggal dipenuhi",
    "minutes": "Berita acara",
    "months": "Lama (bulan)",
    "name": "Nama",
    "note": "Keterangan",
    "notes": "Catatan umum",
    "number": "Nomor",
    "numbers": "Jadwal yang disetujui",
    "office": "Jabatan",
    "outcome": "Hasil",
    "output": "Keluaran bimtek",
    "passed_on": "Tanggal dipenuhi",
    "person": "Nama penanda tangan",
    "pillar": "Pilar",
    "place": "Tempat",
    "plans": "Usulan jadwal bimtek",
    "programmes": "Program yang memanfaatkannya",
    "quick_wins": "Quick win",
    "distinctiveness.quick_wins": "Quick win yang memanfaatkannya",
    "reason": "Alasan",
    "responsible_opd": "OPD penanggung jawab",
    "results": "Hasil tiap quick win",
    "rows": "Program",
    "rows.name": "Nama program",
    "rpjmd_goal": "Sasaran RPJMD",
    "scan": "Pindaian komitmen",
    "score": "Nilai",
    "score_sheet": "Lembar penilaian",
    "scores": "Nilai per pilar",
    "send": "Kirim formulir ini?",
    "signatories": "Penanda tangan",
    "signed_on": "Tanggal ditandatangani",
    "slides": "Bahan paparan",
    "statement": "Pernyataan",
    "sub_dimension": "Subdimensi",
    "text": "Isi",
    "verdict": "Hasil telaah",
    "video": "Video",
}

TITLES: dict[str, str] = {
    "declare_interest": "Pernyataan benturan kepentingan",
    "pass_gates": "Pemenuhan syarat tahap",
    "propose_sessions": "Usulan jadwal bimtek",
    "confirm_sessions": "Persetujuan jadwal bimtek",
    "record_session": "Pencatatan pelaksanaan bimtek",
    "save_plan": "Isian masterplan",
    "hand_in": "Penyerahan hasil bimtek",
    "comment_hand_in": "Tanggapan atas hasil bimtek",
    "submit": "Pengajuan seluruh buku",
    "give_verdict": "Lembar hasil telaah",
    "answer_comments": "Matriks tindak lanjut",
    "record_commitment": "Pencatatan komitmen",
    "prepare_presentation": "Bahan paparan",
    "record_examination": "Hasil paparan",
    "endorse": "Jawaban kementerian/lembaga mitra",
    "decide_as_owner": "Keputusan pemilik program",
    "record_adoption": "Penetapan masterplan dengan peraturan",
    "meet_obligation": "Pemenuhan kewajiban",
    "check_quick_wins": "Pemantauan quick win",
    "ask_extension": "Permohonan tambahan waktu",
}
"""The acts that a form is made for, in the order in which the filled-in ones are sent."""

YES, NO = "Ya", "Tidak"


def label_of(path: str) -> str:
    """What the field at a path is called; the path has no numbers of rows."""
    parts = path.split(".")
    for start in range(len(parts)):
        if found := LABELS.get(".".join(parts[start:])):
            return found
    return parts[-1].replace("_", " ").capitalize()


def name_of_member(member: StrEnum) -> str:
    """What a member of an enumeration is called; one without a name is called by its value."""
    if isinstance(member, Pillar):
        return PILLARS[member]
    named = NAMES.get(type(member), {})
    return named[member].into(Language.ID) if member in named else member.value.replace("_", " ")


def sub_dimensions() -> tuple[tuple[str, str], ...]:
    """Every sub-dimension with what it is called, the pillar first."""
    return tuple(
        (sub, f"{PILLARS[pillar]}: {SUBS[sub].into(Language.ID)}")
        for pillar in Pillar
        for sub in SUB_DIMENSIONS[pillar]
    )
