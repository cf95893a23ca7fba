"""What an act means and what happens then, in a sentence or two for the head of its form: `EXPLAINED`."""

from __future__ import annotations

from domain.words.phrase import Phrase

EXPLAINED: dict[str, Phrase] = {
    "declare_interest": Phrase(
        "Nyatakan ada tidaknya benturan kepentingan Anda dengan daerah ini. Tanpa pernyataan ini Anda tidak dapat "
        "memberi hasil telaah.",
        "Say whether you have a conflict of interest with this region. Without it you cannot give a verdict.",
    ),
    "pass_gates": Phrase(
        "Isi hanya syarat yang sudah dipenuhi, masing-masing dengan tanggal dan buktinya; baris lain biarkan kosong. "
        "Tahap ditutup setelah semua syaratnya terpenuhi.",
        "Fill in only the gates that are passed, each with its day and evidence; leave the other rows empty. "
        "The stage closes once all of its gates are passed.",
    ),
    "propose_sessions": Phrase(
        "Usulkan hari, tempat dan pembimbing; baris yang belum tentu biarkan kosong. Pihak lain lalu menyetujui atau "
        "mengusulkan hari lain.",
        "Propose days, place and mentors; leave rows empty that are not settled yet. The other side then confirms or "
        "proposes other days.",
    ),
    "confirm_sessions": Phrase(
        "Centang jadwal yang Anda setujui. Jadwal yang disetujui mengikat; sesudah itu hanya dapat dipindahkan dengan "
        "alasan.",
        "Tick the plans that you confirm. They are then binding and can only be moved, with a reason.",
    ),
    "record_session": Phrase(
        "Catat bimtek sebagaimana dilaksanakan. Sesudah itu daerah menyerahkan bab yang dikerjakan.",
        "Record the bimtek as it was held. The region then hands in the chapters worked on.",
    ),
    "save_plan": Phrase(
        "Isian ini menggantikan isian sebelumnya seluruhnya, dan menjadi bagian buku saat diajukan.",
        "This replaces what was there before, and becomes part of the books when they are submitted.",
    ),
    "hand_in": Phrase(
        "Centang bab yang diserahkan; versi terbarunya yang dibaca pembimbing. Ini belum pengajuan untuk telaah.",
        "Tick the chapters to hand in; the mentors read the newest versions. This is no submission for review yet.",
    ),
    "comment_hand_in": Phrase(
        "Tulis catatan per bab; tanpa catatan berarti tidak ada yang perlu diubah. Ini bukan putaran telaah.",
        "Write comments by chapter; none means that nothing has to change. This is no round of review.",
    ),
    "submit": Phrase(
        "Seluruh buku diajukan sebagaimana adanya sekarang dan tidak dapat diubah sampai hasil telaah keluar.",
        "All books are submitted as they are now and cannot be changed until the verdicts are given.",
    ),
    "give_verdict": Phrase(
        "Hasil telaah Anda atas pengajuan putaran ini. “Perlu revisi” memerlukan sedikitnya satu catatan pada sebuah "
        "bab.",
        "Your verdict on this round's submission. “To be revised” needs at least one comment bound to a chapter.",
    ),
    "answer_comments": Phrase(
        "Jawab catatan pembimbing satu per satu; jawaban dapat diganti sampai buku diajukan kembali.",
        "Answer the mentors' comments one by one; an answer can be replaced until the books are submitted again.",
    ),
    "record_commitment": Phrase(
        "Catat komitmen dari pindaiannya: siapa yang menandatangani, dalam kapasitas apa, kapan.",
        "Record the komitmen from its scan: who signed, in which capacity, on which day.",
    ),
    "prepare_presentation": Phrase(
        "Serahkan bahan paparan; para penguji melihatnya sebelum paparan.",
        "Hand over the slides; the examiners see them before the examination.",
    ),
    "record_examination": Phrase(
        "Catat hasil paparan. “Perlu diubah” mengembalikan buku ke daerah dengan perbaikan yang Anda tulis.",
        "Record how the examination ended. “Requires modification” gives the books back with your corrections.",
    ),
    "endorse": Phrase(
        "Jawaban kementerian/lembaga Anda. “Perlu diubah” mengembalikan buku ke daerah dengan perbaikan yang Anda "
        "tulis.",
        "The answer of your agency. “Requires modification” gives the books back with your corrections.",
    ),
    "decide_as_owner": Phrase(
        "Keputusan terakhir. Bila disetujui, buku dibekukan, disegel dan diterbitkan.",
        "The last decision. With a yes the books are frozen, sealed and published.",
    ),
    "record_adoption": Phrase(
        "Catat peraturan yang menetapkan masterplan, dengan naskahnya.",
        "Record the regulation that adopts the master plan, with its text.",
    ),
    "meet_obligation": Phrase(
        "Catat bahwa kewajiban ini dipenuhi, dengan tanggal dan buktinya.",
        "Record that this obligation is met, with its day and its evidence.",
    ),
    "check_quick_wins": Phrase(
        "Isi hasil setiap quick win sampai tanggal pemantauan. Semuanya harus terisi.",
        "Say what became of every quick win by the day of the check. All of them are needed.",
    ),
    "ask_extension": Phrase(
        "Permohonan diputuskan pengelola program. Sampai ada keputusan, tenggat yang lama tetap berlaku.",
        "The programme decides. Until then the old deadline holds.",
    ),
    "pass_gate_provisionally": Phrase(
        "Tahap dapat berlanjut walau dokumennya menyusul. Bila dokumen tidak datang pada tanggal itu, syarat ini "
        "menjadi terlambat.",
        "The stage may go on although the document is still to come. If it does not come by then, it is overdue.",
    ),
    "assign_mentors": Phrase(
        "Pilih pembimbing dan petugas kementerian. Mereka diberi tahu, lalu menyatakan ada tidaknya benturan "
        "kepentingan.",
        "Choose the mentors and the ministry's officer. They are told, then declare their interests.",
    ),
    "move_session": Phrase(
        "Usulan jadwal baru menggantikan yang lama; pihak lain perlu menyetujuinya.",
        "The new plan takes the place of the old one; the other side has to confirm it.",
    ),
    "decide_rounds": Phrase(
        "Putaran telaah sudah habis. Keputusan ini tidak dapat dicabut; alasannya masuk riwayat.",
        "The rounds are used up. This cannot be undone; the reason becomes part of the story.",
    ),
    "schedule_examination": Phrase(
        "Tetapkan waktu dan para penguji. Daerah lalu menyerahkan bahan paparan. Jadwal dapat dipindahkan dengan "
        "formulir yang sama.",
        "Set the slot and the examiners. The region then hands over its slides. The same form moves the slot.",
    ),
    "decide_extension": Phrase(
        "Bila dikabulkan, tenggat bergeser sebanyak hari kerja itu. Bila sebagian, isi jumlah harinya.",
        "If granted, the deadline moves by those working days. If in part, give the number of days.",
    ),
    "grant_time": Phrase(
        "Tambahan waktu tanpa permohonan bagi yang sedang mendapat giliran; dihitung dalam batas tambahan waktu yang "
        "sama.",
        "More time without a request for whose turn it is; it counts towards the same limits.",
    ),
    "remind": Phrase(
        "Surat pengingat dikirim sekarang kepada yang ditunggu, paling banyak satu kali setiap hari kerja.",
        "A reminder goes now to whoever is waited for, at most once a working day.",
    ),
    "decide_reassignment": Phrase(
        "Bila disetujui, pengganti mengambil alih peran itu dan tenggatnya dihitung kembali.",
        "If approved, the successor takes over the role and the deadline counts anew.",
    ),
    "propose_mentor_change": Phrase(
        "Pengelola program yang memutuskan usulan ini.", "The programme manager decides on this."
    ),
    "decide_mentor_change": Phrase(
        "Bila disetujui, pembimbing baru langsung menggantikan yang lama.",
        "If approved, the new mentor takes the place of the old one at once.",
    ),
    "choose_as_new_head": Phrase(
        "Kepala daerah yang baru memilih: meneruskan komitmen, menandatangani lagi, atau meminta revisi buku.",
        "The new regional head chooses: keep the komitmen, sign again, or have the books revised.",
    ),
    "appoint_member": Phrase(
        "Orang ini langsung memegang peran itu dan menerima pemberitahuan.",
        "The person holds the role at once and receives its messages.",
    ),
    "replace_member": Phrase(
        "Penggantinya mengambil alih peran dan tugas yang terbuka; keduanya tetap tercatat dalam riwayat.",
        "The successor takes over the role and its open tasks; both stay in the record.",
    ),
    "release_member": Phrase(
        "Orang ini tidak lagi memegang peran itu; perannya dapat menjadi kosong.",
        "The person no longer holds the role, which may stay empty.",
    ),
    "pause_journey": Phrase(
        "Jam berhenti mulai sekarang; semua tenggat bergeser sebanyak hari kerja yang dijeda. Pada tanggal yang "
        "ditulis, jam berjalan lagi dengan sendirinya.",
        "The clock stops now; every later date moves by the working days stopped. On the day given it goes on by "
        "itself.",
    ),
    "resume_journey": Phrase(
        "Jam berjalan lagi sekarang, sebelum tanggal yang direncanakan.",
        "The clock goes on now, before the day expected.",
    ),
    "correct_fact": Phrase(
        "Perbaiki isian yang salah dan sebutkan alasannya. Catatan yang lama tetap terlihat dalam riwayat.",
        "Mend what is wrong and say why. The old record stays visible in the story.",
    ),
    "contest_act": Phrase(
        "Catatan ini dibuat atas nama Anda. Bila keliru, sebutkan mengapa; pengelola program memutuskannya.",
        "This was recorded in your name. If it is wrong, say why; the programme manager decides.",
    ),
    "resolve_contest": Phrase(
        "Putuskan apakah bantahan ini benar. Catatan yang keliru dibetulkan dengan formulir tersendiri.",
        "Decide whether the contest is right. A wrong record is corrected by a form of its own.",
    ),
    "publish_edition": Phrase(
        "Buku sebagaimana adanya sekarang disegel dan terbit sebagai edisi baru; edisi lama tetap dapat dilihat.",
        "The books as they are now are sealed and published as a new edition; earlier ones stay visible.",
    ),
    "withdraw_publication": Phrase(
        "Penerbitan ditarik dari katalog dan tetap terlihat sebagai ditarik. Ini tidak dapat dibatalkan.",
        "The publication is taken back and stays visible as withdrawn. This cannot be undone.",
    ),
    "withdraw": Phrase(
        "Daerah keluar dari angkatan ini; pendampingan berakhir. Ini tidak dapat dibatalkan.",
        "The region leaves the cohort; the journey ends. This cannot be undone.",
    ),
}
