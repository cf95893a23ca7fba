"""What forms call the fields of acts, in both languages; a field without a word here is called by its own name."""

from __future__ import annotations

from enum import StrEnum

from activities.documents.book_words import PILLARS, SUBS
from domain.vocabulary import SUB_DIMENSIONS, Pillar
from domain.words.names import NAMES
from domain.words.phrase import Language, Phrase

LABELS: dict[str, Phrase] = {
    "action_plan": Phrase("Rencana aksi", "Action plan (rencana aksi)"),
    "audit.reason": Phrase("Alasan (disimpan dalam jejak audit)", "Reason (kept in the audit)"),
    "agency": Phrase("Kementerian/lembaga mitra", "Partner agency"),
    "answers": Phrase("Matriks tindak lanjut", "Matriks tindak lanjut"),
    "answers.text": Phrase("Tindak lanjut daerah", "What the region did"),
    "appoint_member.person": Phrase("Orang yang ditunjuk", "Person appointed"),
    "approve": Phrase("Setujui?", "Approve?"),
    "approved_by": Phrase(
        "Disetujui oleh (nama dan jabatan, atau nomor surat)", "Approved by (name and office, or number of the letter)"
    ),
    "ask_extension.days": Phrase("Tambahan waktu (hari kerja)", "More time (working days)"),
    "attendance": Phrase("Jumlah peserta hadir", "People present"),
    "attendance_list": Phrase("Daftar hadir", "Attendance list"),
    "budget": Phrase("Anggaran seluruh tahun (rupiah)", "Budget of all years (rupiah)"),
    "capacity": Phrase("Kapasitas kepala daerah", "Capacity of the regional head"),
    "cause": Phrase("Sebab", "Cause"),
    "changes": Phrase("Apa yang berubah dalam edisi ini", "What is new in this edition"),
    "chapter": Phrase("Bab", "Chapter"),
    "chapters": Phrase("Bab yang diserahkan", "Chapters handed in"),
    "checked_on": Phrase("Tanggal pemantauan", "Day of the check"),
    "choice": Phrase("Keputusan", "Decision"),
    "chosen": Phrase("Ya/Tidak", "Yes/No"),
    "comments": Phrase("Catatan per bab", "Comments by chapter"),
    "comments.text": Phrase("Catatan", "Comment"),
    "conflict": Phrase("Ada benturan kepentingan?", "Is there a conflict of interest?"),
    "corrections": Phrase("Perbaikan yang diminta", "Corrections asked for"),
    "corrections.text": Phrase("Perbaikan", "Correction"),
    "correction.reason": Phrase("Alasan pembetulan", "Why it is corrected"),
    "dated": Phrase("Tanggal peraturan", "Date of the regulation"),
    "days": Phrase("Tanggal pelaksanaan", "Days"),
    "decide_extension.days": Phrase("Hari kerja yang diberikan (bila sebagian)", "Working days granted (if in part)"),
    "distinctiveness": Phrase("Kekhasan daerah", "Kekhasan daerah"),
    "distinctiveness.quick_wins": Phrase("Quick win yang memanfaatkannya", "Quick wins that use it"),
    "document": Phrase("Naskah peraturan", "Text of the regulation"),
    "due_on": Phrase("Dokumen paling lambat", "Document by"),
    "evidence": Phrase("Bukti", "Evidence"),
    "examiners": Phrase("Penguji", "Examiners"),
    "first_year": Phrase("Tahun mulai", "First year"),
    "form": Phrase("Bentuk peraturan", "Form of the regulation"),
    "gate": Phrase("Syarat", "Gate"),
    "gates": Phrase("Syarat yang dipenuhi", "Gates passed"),
    "grant_time.days": Phrase("Tambahan waktu (hari kerja)", "More time (working days)"),
    "happened_on": Phrase("Tanggal dilakukan", "Day on which it was done"),
    "head": Phrase("Kepala daerah", "Regional head"),
    "held_on": Phrase("Tanggal pelaksanaan", "Days on which it was held"),
    "incoming": Phrase("Pengganti", "Successor"),
    "indicator": Phrase("Indikator", "Indicator"),
    "last_year": Phrase("Tahun selesai", "Last year"),
    "mentors": Phrase("Pembimbing", "Mentors"),
    "met_on": Phrase("Tanggal dipenuhi", "Day on which it was met"),
    "minutes": Phrase("Berita acara", "Minutes (berita acara)"),
    "months": Phrase("Lama (bulan)", "Duration (months)"),
    "name": Phrase("Nama", "Name"),
    "note": Phrase("Keterangan", "Remark"),
    "notes": Phrase("Catatan umum", "General notes"),
    "number": Phrase("Nomor", "Number"),
    "numbers": Phrase("Jadwal yang disetujui", "Plans confirmed"),
    "office": Phrase("Jabatan", "Office"),
    "officer": Phrase("Petugas kementerian", "Ministry officer"),
    "on_behalf.evidence.file": Phrase("Pindaian buktinya", "Scan that shows it"),
    "on_behalf.evidence.title": Phrase("Judul atau nomor pindaian", "Title or number of the scan"),
    "outcome": Phrase("Hasil", "Outcome"),
    "outgoing": Phrase("Yang digantikan", "Who is replaced"),
    "output": Phrase("Keluaran bimtek", "Output of the bimtek"),
    "passed_on": Phrase("Tanggal dipenuhi", "Day on which it was passed"),
    "person": Phrase("Nama penanda tangan", "Name of the signatory"),
    "pillar": Phrase("Pilar", "Pillar"),
    "place": Phrase("Tempat", "Place"),
    "plans": Phrase("Usulan jadwal bimtek", "Proposed bimtek plans"),
    "programmes": Phrase("Program yang memanfaatkannya", "Programmes that use it"),
    "quick_wins": Phrase("Quick win", "Quick wins"),
    "reason": Phrase("Alasan", "Reason"),
    "release_member.person": Phrase("Orang yang dilepas", "Person released"),
    "remind.note": Phrase("Pesan (boleh kosong)", "Message (optional)"),
    "responsible_opd": Phrase("OPD penanggung jawab", "Responsible OPD"),
    "results": Phrase("Hasil tiap quick win", "Result of each quick win"),
    "resumes_on": Phrase("Dilanjutkan pada", "Goes on from"),
    "role": Phrase("Peran", "Role"),
    "rows": Phrase("Program", "Programmes"),
    "rows.name": Phrase("Nama program", "Name of the programme"),
    "rpjmd_goal": Phrase("Sasaran RPJMD", "RPJMD goal"),
    "scan": Phrase("Pindaian komitmen", "Scan of the komitmen"),
    "score": Phrase("Nilai", "Score"),
    "score_sheet": Phrase("Lembar penilaian", "Score sheet"),
    "scores": Phrase("Nilai per pilar", "Scores by pillar"),
    "send": Phrase("Kirim formulir ini?", "Send this form?"),
    "seq": Phrase("Butir", "Entry"),
    "signatories": Phrase("Penanda tangan", "Signatories"),
    "signed_on": Phrase("Tanggal ditandatangani", "Day of signature"),
    "slides": Phrase("Bahan paparan", "Slides"),
    "slot": Phrase("Waktu paparan", "Slot of the examination"),
    "statement": Phrase("Pernyataan", "Statement"),
    "sub_dimension": Phrase("Subdimensi", "Sub-dimension"),
    "text": Phrase("Isi", "Text"),
    "upheld": Phrase("Bantahan benar?", "Is the contest right?"),
    "verdict": Phrase("Hasil telaah", "Verdict"),
    "video": Phrase("Video", "Video"),
}

TITLES: dict[str, Phrase] = {
    "declare_interest": Phrase("Pernyataan benturan kepentingan", "Declaration of interest"),
    "pass_gates": Phrase("Pemenuhan syarat tahap", "Gates of the stage"),
    "propose_sessions": Phrase("Usulan jadwal bimtek", "Proposed bimtek plan"),
    "confirm_sessions": Phrase("Persetujuan jadwal bimtek", "Confirmation of a bimtek plan"),
    "record_session": Phrase("Pencatatan pelaksanaan bimtek", "Record of a bimtek"),
    "save_plan": Phrase("Isian masterplan", "Data of the master plan"),
    "hand_in": Phrase("Penyerahan hasil bimtek", "Hand-in after a bimtek"),
    "comment_hand_in": Phrase("Tanggapan atas hasil bimtek", "Comments on a hand-in"),
    "submit": Phrase("Pengajuan seluruh buku", "Submission of all books"),
    "give_verdict": Phrase("Lembar hasil telaah", "Verdict"),
    "answer_comments": Phrase("Matriks tindak lanjut", "Matriks tindak lanjut"),
    "record_commitment": Phrase("Pencatatan komitmen", "Record of the komitmen"),
    "prepare_presentation": Phrase("Bahan paparan", "Slides for the examination"),
    "record_examination": Phrase("Hasil paparan", "Result of the examination"),
    "endorse": Phrase("Jawaban kementerian/lembaga mitra", "Answer of a partner agency"),
    "decide_as_owner": Phrase("Keputusan pemilik program", "Decision of the programme's owner"),
    "record_adoption": Phrase("Penetapan masterplan dengan peraturan", "Adoption of the plan by regulation"),
    "meet_obligation": Phrase("Pemenuhan kewajiban", "An obligation met"),
    "check_quick_wins": Phrase("Pemantauan quick win", "Check of the quick wins"),
    "ask_extension": Phrase("Permohonan tambahan waktu", "Request for more time"),
    "pass_gate_provisionally": Phrase("Pemenuhan syarat dengan janji", "Gate passed on a promise"),
    "assign_mentors": Phrase("Penugasan pembimbing", "Assignment of mentors"),
    "move_session": Phrase("Pemindahan jadwal bimtek", "Another plan for a bimtek"),
    "decide_rounds": Phrase("Keputusan atas kelanjutan telaah", "Decision on the rounds of review"),
    "schedule_examination": Phrase("Jadwal paparan", "Slot of the examination"),
    "decide_extension": Phrase("Keputusan atas tambahan waktu", "Decision on more time"),
    "grant_time": Phrase("Pemberian tambahan waktu", "More time, given unasked"),
    "remind": Phrase("Pengingat sekarang", "Reminder, now"),
    "decide_reassignment": Phrase("Keputusan atas pengalihan tugas", "Decision on a reassignment"),
    "propose_mentor_change": Phrase("Usulan pergantian pembimbing", "Proposed mentor change"),
    "decide_mentor_change": Phrase("Keputusan atas pergantian pembimbing", "Decision on a mentor change"),
    "choose_as_new_head": Phrase("Pilihan kepala daerah yang baru", "Choice of the new regional head"),
    "appoint_member": Phrase("Penunjukan orang", "Appointment"),
    "replace_member": Phrase("Penggantian orang", "Replacement"),
    "release_member": Phrase("Pelepasan orang dari peran", "Release from a role"),
    "pause_journey": Phrase("Jeda pendampingan", "Pause of the journey"),
    "resume_journey": Phrase("Pelanjutan pendampingan", "Resumption of the journey"),
    "correct_fact": Phrase("Pembetulan catatan", "Correction of a record"),
    "contest_act": Phrase("Bantahan atas catatan", "Contest of a record"),
    "resolve_contest": Phrase("Keputusan atas bantahan", "Decision on a contest"),
    "publish_edition": Phrase("Penerbitan edisi baru", "New edition"),
    "withdraw_publication": Phrase("Penarikan penerbitan", "Withdrawal of the publication"),
    "withdraw": Phrase("Pengunduran diri daerah", "Withdrawal of the region"),
}
"""The acts that a form is made for: first those that go into a pack, in the order in which they are sent."""

PACKED = tuple(TITLES)[: tuple(TITLES).index("ask_extension") + 1]
"""The acts that a pack has forms for; the others are done on pages only."""

YES, NO = "Ya", "Tidak"


def label_of(path: str, language: Language = Language.ID) -> str:
    """What the field at a path is called; the path has no numbers of rows."""
    parts = path.split(".")
    for start in range(len(parts)):
        if found := LABELS.get(".".join(parts[start:])):
            return found.into(language)
    return parts[-1].replace("_", " ").capitalize()


def name_of_member(member: StrEnum, language: Language = Language.ID) -> str:
    """What a member of an enumeration is called; one without a name is called by its value."""
    if isinstance(member, Pillar):
        return PILLARS[member]
    named = NAMES.get(type(member), {})
    return named[member].into(language) if member in named else member.value.replace("_", " ")


def sub_dimensions(language: Language = Language.ID) -> tuple[tuple[str, str], ...]:
    """Every sub-dimension with what it is called, the pillar first."""
    return tuple(
        (sub, f"{PILLARS[pillar]}: {SUBS[sub].into(language)}") for pillar in Pillar for sub in SUB_DIMENSIONS[pillar]
    )
