"""One sentence for every event, in both languages; `kind/variant` where what happened differs in kind.

The places in braces are filled by `domain.story`: a field of the event, spelled out, or one of the few it adds
(`who`, `session`, `region`, `more`).
"""

from __future__ import annotations

from domain.words.phrase import Phrase

LIFE: dict[str, Phrase] = {
    "journey_scheduled": Phrase(
        "Perjalanan {region} dalam angkatan {cohort} dijadwalkan; dibuka {opens_at}.",
        "The journey of {region} in cohort {cohort} was scheduled; it opens on {opens_at}.",
    ),
    "journey_scheduled/substitute": Phrase(
        "{region} masuk angkatan {cohort} sebagai daerah pengganti dengan jadwal susulan; dibuka {opens_at}.",
        "{region} came into cohort {cohort} as a substitute, on a catch-up plan; its journey opens on {opens_at}.",
    ),
    "journey_opened": Phrase("Pendampingan dimulai.", "Work began."),
    "journey_imported": Phrase(
        "Diambil alih dari luar sistem: {status}, tahap {stage}, dibuka {opened_at}; dasar: {evidence}.",
        "Taken over from outside the system: {status}, stage {stage}, opened on {opened_at}; evidence: {evidence}.",
    ),
    "documents_carried_over": Phrase(
        "Dokumen dari {from_journey} dibawa serta.", "The documents of {from_journey} were carried over."
    ),
    "journey_ended": Phrase("Perjalanan berakhir: {status}.", "The journey ended: {status}."),
    "region_withdrawn": Phrase(
        "{who} menyatakan {region} mundur dari angkatan; alasan: “{reason}”.",
        "{who} took {region} out of the cohort; reason: “{reason}”.",
    ),
    "stage_closed": Phrase("Tahap {stage} selesai.", "The stage {stage} was closed."),
    "stage_opened": Phrase("Tahap {stage} dimulai.", "The stage {stage} began."),
    "turn_passed": Phrase("Giliran {party}: {task}.", "It is the turn of {party}: {task}."),
    "turn_passed/due": Phrase(
        "Giliran {party}: {task}, paling lambat {due}.", "It is the turn of {party}: {task}, by {due}."
    ),
    "turn_passed/allowance": Phrase(
        "Giliran {party}: {task}, paling lambat {due} ({allowance} hari kerja).",
        "It is the turn of {party}: {task}, by {due} ({allowance} working days).",
    ),
    "turn_passed/agreed": Phrase("Ditunggu sampai {due}: {task}.", "Waiting until {due}: {task}."),
    "turn_passed/nobody": Phrase("Tidak ada yang perlu bertindak sekarang.", "Nobody has to act now."),
    "ladder_step_taken/remind": Phrase(
        "Pengingat dikirim kepada {to}: {task}, tenggat {due}.",
        "A reminder went to the {to}: {task}, due {due}.",
    ),
    "ladder_step_taken/escalate": Phrase(
        "Keterlambatan disampaikan kepada {to}: {task}, tenggat {due} terlewati.",
        "The delay was brought to the {to}: {task}, which was due {due}.",
    ),
    "ladder_step_taken/open_decision": Phrase(
        "Keputusan diminta dari {to}: {task}, tenggat {due} terlewati.",
        "A decision was asked of the {to}: {task}, which was due {due}.",
    ),
    "ladder_step_taken/propose_reassignment": Phrase(
        "Usul kepada {to}: {incoming} menggantikan {outgoing} sebagai {relieves}; {task}, tenggat {due} terlewati.",
        "It was proposed to the {to} that {incoming} takes the place of {outgoing} as {relieves}: {task}, due {due}.",
    ),
    "ladder_step_taken/reassign": Phrase(
        "Dialihkan: {incoming} menggantikan {outgoing} sebagai {relieves}; {task}, tenggat {due} terlewati.",
        "Reassigned: {incoming} takes the place of {outgoing} as {relieves}; {task}, which was due {due}.",
    ),
    "ladder_step_taken/nobody": Phrase(
        "Tidak ada yang dapat menggantikan {relieves}; disampaikan kepada {to}: {task}, tenggat {due} terlewati.",
        "Nobody can stand in for the {relieves}, which the {to} was told: {task}, which was due {due}.",
    ),
    "ladder_step_taken/draft_letter": Phrase(
        "Konsep surat kepada Sekda untuk ditandatangani direktur disiapkan bagi {to}: {task}, tenggat {due} terlewati.",
        "A letter to the Sekda, for the director to sign, was drafted for the {to}: {task}, which was due {due}.",
    ),
}

CLOCK: dict[str, Phrase] = {
    "plan_baselined": Phrase(
        "Rencana dasar dicatat: penerbitan {finish}.", "The plan was put down: publication on {finish}."
    ),
    "journey_paused": Phrase(
        "{who} menghentikan waktu sampai {resumes_on} ({cause}), disetujui {approved_by}; alasan: “{reason}”.",
        "{who} stopped the clock until {resumes_on} ({cause}), approved by {approved_by}; reason: “{reason}”.",
    ),
    "journey_resumed": Phrase(
        "Waktu berjalan kembali; {working_days} hari kerja tidak dihitung.",
        "The clock goes on; {working_days} working day(s) do not count.",
    ),
    "journey_resumed/by_hand": Phrase(
        "{who} menjalankan waktu kembali; {working_days} hari kerja tidak dihitung; alasan: “{reason}”.",
        "{who} let the clock go on; {working_days} working day(s) do not count; reason: “{reason}”.",
    ),
    "examination_released": Phrase(
        "Jadwal paparan jatuh dalam masa henti dan perlu ditetapkan lagi.",
        "The examination's slot fell into the time stopped; another has to be set.",
    ),
    "due_moved": Phrase(
        "Tenggat bergeser dari {before} menjadi {due}: {task}.", "The due date moved from {before} to {due}: {task}."
    ),
    "extension_asked": Phrase(
        "{who} meminta tambahan {days} hari kerja ({task}, tenggat {due}); alasan: “{reason}”.",
        "{who} asked for {days} more working day(s) ({task}, due {due}); reason: “{reason}”.",
    ),
    "extension_decided/grant": Phrase(
        "{who} memberi tambahan {granted} hari kerja; tenggat baru {due}; alasan: “{reason}”.",
        "{who} granted {granted} more working day(s); now due {due}; reason: “{reason}”.",
    ),
    "extension_decided/grant_less": Phrase(
        "{who} memberi tambahan {granted} dari {asked} hari kerja; tenggat baru {due}; alasan: “{reason}”.",
        "{who} granted {granted} of the {asked} working day(s) asked for; now due {due}; reason: “{reason}”.",
    ),
    "extension_decided/refuse": Phrase(
        "{who} menolak tambahan {asked} hari kerja; tenggat tetap {due}; alasan: “{reason}”.",
        "{who} refused {asked} more working day(s); still due {due}; reason: “{reason}”.",
    ),
    "time_granted": Phrase(
        "{who} memberi tambahan {days} hari kerja tanpa diminta ({task}); tenggat bergeser dari {before} ke {due}; "
        "alasan: “{reason}”.",
        "{who} gave {days} more working day(s) unasked ({task}); the due date moved from {before} to {due}; "
        "reason: “{reason}”.",
    ),
    "reminded": Phrase(
        "{who} meminta {to} diingatkan: {task}, tenggat {due}.",
        "{who} had the {to} reminded: {task}, due {due}.",
    ),
    "reminded/note": Phrase(
        "{who} meminta {to} diingatkan: {task}, tenggat {due}; pesan: “{note}”.",
        "{who} had the {to} reminded: {task}, due {due}; message: “{note}”.",
    ),
    "calendar_changed": Phrase(
        "{who} mengubah kalender menurut {decree}: {changes}.", "{who} changed the calendar by {decree}: {changes}."
    ),
    "workplaces_recorded": Phrase(
        "{who} mencatat tempat kerja: {places}.", "{who} recorded where people work: {places}."
    ),
    "reassignment_decided/approved": Phrase(
        "{who} menyetujui {incoming} menggantikan {outgoing} sebagai {role} mulai {since}; alasan: “{reason}”.",
        "{who} approved {incoming} in the place of {outgoing} as {role} from {since}; reason: “{reason}”.",
    ),
    "reassignment_decided/refused": Phrase(
        "{who} menolak {incoming} menggantikan {outgoing} sebagai {role}; alasan: “{reason}”.",
        "{who} refused {incoming} in the place of {outgoing} as {role}; reason: “{reason}”.",
    ),
}

KICKOFF: dict[str, Phrase] = {
    "gate_passed": Phrase(
        "{who} mencatat syarat “{gate}” terpenuhi pada {passed_on}.",
        "{who} recorded that the gate “{gate}” was passed on {passed_on}.",
    ),
    "gate_passed_provisionally": Phrase(
        "{who} meloloskan syarat “{gate}” untuk sementara, dokumennya menyusul paling lambat {due_on}; "
        "alasan: “{reason}”.",
        "{who} let the gate “{gate}” pass provisionally, its document to follow by {due_on}; reason: “{reason}”.",
    ),
    "provisional_gate_overdue": Phrase(
        "Dokumen untuk syarat “{gate}”, yang lolos sementara, belum datang pada waktunya.",
        "The document for the gate “{gate}”, passed provisionally, did not come in time.",
    ),
    "mentors_assigned": Phrase(
        "{who} menugaskan pembimbing {mentors} dan petugas kementerian {officer}.",
        "{who} assigned {mentors} as mentor and {officer} as the ministry's officer.",
    ),
    "interest_declared/none": Phrase(
        "Pembimbing {mentor} menyatakan tidak ada benturan kepentingan: “{statement}”.",
        "Mentor {mentor} declared no conflict of interest: “{statement}”.",
    ),
    "interest_declared/conflict": Phrase(
        "Pembimbing {mentor} menyatakan benturan kepentingan dan berhenti mendampingi: “{statement}”.",
        "Mentor {mentor} declared a conflict of interest and is no mentor here any more: “{statement}”.",
    ),
}

DRAFTING: dict[str, Phrase] = {
    "session_proposed": Phrase(
        "{who} mengusulkan {session} pada {days} di {place}.", "{who} proposed {session} for {days} at {place}."
    ),
    "session_confirmed": Phrase("{who} menyetujui jadwal {session}.", "{who} confirmed the days of {session}."),
    "session_moved": Phrase(
        "{who} mengusulkan jadwal baru {session}: {days} di {place}; alasan: “{reason}”.",
        "{who} proposed to move {session} to {days} at {place}; reason: “{reason}”.",
    ),
    "session_held": Phrase(
        "{who} mencatat {session} terlaksana pada {held_on} dengan {attendance} peserta.",
        "{who} recorded that {session} was held on {held_on} with {attendance} people.",
    ),
    "hand_in_received": Phrase(
        "{who} menyerahkan hasil {session}: {chapters}.", "{who} handed in the output of {session}: {chapters}."
    ),
    "hand_in_commented": Phrase(
        "Pembimbing {mentor} memberi {comments} catatan atas hasil {session}.",
        "Mentor {mentor} made {comments} comment(s) on the hand-in of {session}.",
    ),
    "hand_in_commented/none": Phrase(
        "Pembimbing {mentor} tidak memberi catatan atas hasil {session}.",
        "Mentor {mentor} had no comments on the hand-in of {session}.",
    ),
    "obligation_due": Phrase(
        "Kewajiban “{obligation}” jatuh tempo {due}.", "The obligation “{obligation}” is due {due}."
    ),
    "obligation_met": Phrase(
        "{who} mencatat kewajiban “{obligation}” dipenuhi pada {met_on}.",
        "{who} recorded that the obligation “{obligation}” was met on {met_on}.",
    ),
    "obligation_overdue": Phrase(
        "Kewajiban “{obligation}” tidak dipenuhi pada waktunya.", "The obligation “{obligation}” was not met in time."
    ),
    "obligation_lapsed": Phrase(
        "Kewajiban “{obligation}” tidak ditagih lagi dan tercatat tidak dipenuhi.",
        "The obligation “{obligation}” is no longer asked for and stays unmet.",
    ),
    "chapter_saved": Phrase("{who} menyimpan {name}, versi {version}.", "{who} saved {name}, version {version}."),
    "action_plan_saved": Phrase(
        "{who} menyimpan rencana aksi dengan {rows} program.",
        "{who} saved the rencana aksi with {rows} programmes.",
    ),
    "quick_wins_saved": Phrase("{who} menyimpan quick win: {quick_wins}.", "{who} saved the quick wins: {quick_wins}."),
    "distinctiveness_saved": Phrase(
        "{who} menyimpan pernyataan kekhasan daerah: “{distinctiveness}”.",
        "{who} saved the kekhasan daerah statement: “{distinctiveness}”.",
    ),
    "submitted": Phrase(
        "{who} mengajukan seluruh buku sebagai pengajuan ke-{number} (sidik {sha256}).",
        "{who} submitted all books as submission {number} (hash {sha256}).",
    ),
}

REVIEW: dict[str, Phrase] = {
    "round_opened": Phrase("Putaran telaah {number} dimulai.", "Round {number} of the review was opened."),
    "verdict_given/accept": Phrase(
        "Pembimbing {mentor} memberi hasil telaah putaran {round}: diterima.",
        "Mentor {mentor} gave a verdict in round {round}: accepted.",
    ),
    "verdict_given/revise": Phrase(
        "Pembimbing {mentor} memberi hasil telaah putaran {round}: perlu revisi, dengan {comments} catatan.",
        "Mentor {mentor} gave a verdict in round {round}: to be revised, with {comments} comment(s).",
    ),
    "round_accepted": Phrase(
        "Buku diterima pada putaran telaah {number}.", "The books were accepted in round {number}."
    ),
    "revision_requested": Phrase(
        "“{step}” meminta perubahan; daerah merevisi dan menjawab {comments} catatan dalam matriks tindak lanjut.",
        "“{step}” requires modification; the region revises and answers {comments} comment(s) in the matriks "
        "tindak lanjut.",
    ),
    "revision_requested/mentors": Phrase(
        "Daerah diminta merevisi dan menjawab {comments} catatan pembimbing dalam matriks tindak lanjut.",
        "The region was asked to revise and to answer {comments} comment(s) of the mentors in the matriks "
        "tindak lanjut.",
    ),
    "rounds_used_up": Phrase(
        "Dengan putaran {number} batas putaran telaah tercapai; pengelola program memutuskan kelanjutannya.",
        "With round {number} the rounds are used up; the programme manager decides how to go on.",
    ),
    "rounds_decided": Phrase("{who} {choice}; alasan: “{reason}”.", "{who} {choice}; reason: “{reason}”."),
    "comments_answered": Phrase(
        "{who} menjawab {answers} catatan dalam matriks tindak lanjut.",
        "{who} answered {answers} comment(s) in the matriks tindak lanjut.",
    ),
}

APPROVAL: dict[str, Phrase] = {
    "commitment_recorded": Phrase(
        "{who} mencatat komitmen yang ditandatangani pada {signed_on} oleh kepala daerah {head} ({capacity}), "
        "seluruhnya {signatories} tanda tangan.",
        "{who} recorded the komitmen signed on {signed_on} by regional head {head} ({capacity}), "
        "{signatories} signature(s) in all.",
    ),
    "examination_scheduled": Phrase(
        "{who} menjadwalkan paparan pada {slot} di depan penguji {examiners}.",
        "{who} scheduled the examination for {slot} before {examiners}.",
    ),
    "presentation_prepared": Phrase(
        "{who} menyerahkan salindia untuk paparan.", "{who} handed over the slides for the examination."
    ),
    "presentation_prepared/video": Phrase(
        "{who} menyerahkan salindia dan video untuk paparan.",
        "{who} handed over the slides and the video for the examination.",
    ),
    "examination_held": Phrase(
        "{who} mencatat hasil paparan: {outcome}{more}.", "{who} recorded the examination: {outcome}{more}."
    ),
    "endorsed": Phrase(
        "{who} menjawab untuk {agency} atas “{step}”: {outcome}{more}.",
        "{who} answered “{step}” for {agency}: {outcome}{more}.",
    ),
    "owner_decided": Phrase(
        "{who} memutuskan bagi pemilik program: {outcome}{more}.",
        "{who} decided for the programme's owner: {outcome}{more}.",
    ),
    "endorsements_voided": Phrase(
        "Jawaban atas {steps} tidak berlaku lagi dan akan diminta kembali.",
        "The answers to {steps} no longer count and will be asked for again.",
    ),
    "books_frozen": Phrase(
        "Buku dari pengajuan ke-{submission} dibekukan (sidik {sha256}).",
        "The books of submission {submission} were frozen (hash {sha256}).",
    ),
    "book_uploaded": Phrase(
        "{who} mengunggah buku “{book}” sebagai satu berkas: “{file}”.",
        "{who} uploaded the book “{book}” as one file: “{file}”.",
    ),
    "documents_made": Phrase("Dokumen dibuat: {made}.", "Documents were made: {made}."),
    "edition_frozen": Phrase(
        "{who} menyiapkan edisi ke-{number}: {changes}. Buku dibekukan (sidik {sha256}).",
        "{who} prepared edition {number}: {changes}. Its books were frozen (hash {sha256}).",
    ),
    "document_signed": Phrase(
        "{who} menandatangani “{signed}” sebagai {office}, dengan nomor {number}.",
        "{who} signed “{signed}” as {office}, under the number {number}.",
    ),
    "edition_published": Phrase(
        "Edisi ke-{number} terbit dalam katalog; edisi sebelumnya tetap terlihat.",
        "Edition {number} was published in the catalogue; earlier ones stay visible.",
    ),
    "publication_withdrawn": Phrase(
        "{who} menarik penerbitan: {reason}. Masterplan tetap terlihat sebagai ditarik.",
        "{who} withdrew the publication: {reason}. The plan stays visible as withdrawn.",
    ),
    "quick_wins_checked": Phrase(
        "{who} mencatat hasil pemantauan quick win tanggal {checked_on}: {results}.",
        "{who} recorded the check of the quick wins on {checked_on}: {results}.",
    ),
    "obligation_asked": Phrase("Daerah dimintai: {obligation}.", "The region was asked for: {obligation}."),
    "published": Phrase("Masterplan terbit dalam katalog.", "The plan was published in the catalogue."),
    "adoption_recorded": Phrase(
        "{who} mencatat penetapan dengan {form} {number} tanggal {dated}.",
        "{who} recorded the adoption by {form} {number}, dated {dated}.",
    ),
}

PEOPLE: dict[str, Phrase] = {
    "member_appointed": Phrase(
        "{who} mengangkat {person} sebagai {role} mulai {since}.", "{who} appointed {person} as {role} from {since}."
    ),
    "member_appointed/agency": Phrase(
        "{who} mengangkat {person} sebagai {role} ({agency}) mulai {since}.",
        "{who} appointed {person} as {role} ({agency}) from {since}.",
    ),
    "member_replaced": Phrase(
        "{who} mencatat {incoming} menggantikan {outgoing} sebagai {role} mulai {since}; alasan: “{reason}”.",
        "{who} put {incoming} in the place of {outgoing} as {role} from {since}; reason: “{reason}”.",
    ),
    "member_released": Phrase(
        "{who} mencatat {person} tidak lagi menjadi {role} sejak {until}; alasan: “{reason}”.",
        "{who} recorded that {person} is no longer {role} since {until}; reason: “{reason}”.",
    ),
    "head_chose": Phrase("{who} {choice}; alasan: “{reason}”.", "{who} {choice}; reason: “{reason}”."),
    "mentor_change_proposed": Phrase(
        "{who} mengusulkan pembimbing {incoming} menggantikan {outgoing}; alasan: “{reason}”.",
        "{who} proposed mentor {incoming} in the place of {outgoing}; reason: “{reason}”.",
    ),
    "mentor_change_decided/approved": Phrase(
        "{who} menyetujui pembimbing {incoming} menggantikan {outgoing} mulai {since}; alasan: “{reason}”.",
        "{who} approved mentor {incoming} in the place of {outgoing} from {since}; reason: “{reason}”.",
    ),
    "mentor_change_decided/refused": Phrase(
        "{who} menolak pembimbing {incoming} menggantikan {outgoing}; alasan: “{reason}”.",
        "{who} refused mentor {incoming} in the place of {outgoing}; reason: “{reason}”.",
    ),
}

RECORD: dict[str, Phrase] = {
    "fact_corrected": Phrase(
        "{who} mengoreksi catatan nomor {seq}; yang berlaku sekarang: {fact}; alasan: “{reason}”.",
        "{who} corrected entry {seq}; what counts from now on: {fact}; reason: “{reason}”.",
    ),
    "act_contested": Phrase(
        "{who} menyanggah catatan nomor {seq} yang dibuat atas namanya: “{reason}”.",
        "{who} contested entry {seq}, which was recorded in their name: “{reason}”.",
    ),
    "contest_resolved/upheld": Phrase(
        "{who} membenarkan sanggahan atas catatan nomor {seq}: “{reason}”.",
        "{who} upheld the contest of entry {seq}: “{reason}”.",
    ),
    "contest_resolved/dismissed": Phrase(
        "{who} menolak sanggahan atas catatan nomor {seq}: “{reason}”.",
        "{who} dismissed the contest of entry {seq}: “{reason}”.",
    ),
}

REPAIRS: dict[str, Phrase] = {
    "journey_moved_back": Phrase(
        "{who} mengembalikan perjalanan ke tahap {stage}, dibenarkan oleh {confirmed_by}: “{reason}”. Yang diputuskan "
        "sejak tahap itu tidak berlaku lagi, kecuali komitmen.",
        "{who} moved the journey back to the stage {stage}, confirmed by {confirmed_by}: “{reason}”. What was decided "
        "from that stage on counts no more, but the komitmen.",
    ),
    "policy_changed": Phrase(
        "{who} memindahkan perjalanan ke kebijakan versi {policy}, dibenarkan oleh {confirmed_by}: “{reason}”.",
        "{who} moved the journey to version {policy} of the policy, confirmed by {confirmed_by}: “{reason}”.",
    ),
    "document_renewed": Phrase(
        "{who} meminta dokumen dibuat ulang ({made}, menggantikan {document}): “{reason}”.",
        "{who} had a document made anew ({made}, in place of {document}): “{reason}”.",
    ),
    "repair_noted": Phrase(
        "{who} memperbaiki: {repair} ({about}); alasan: “{reason}”.", "{who} repaired: {repair} ({about}); “{reason}”."
    ),
    "repair_noted/confirmed": Phrase(
        "{who} memperbaiki: {repair} ({about}), dibenarkan oleh {confirmed_by}; alasan: “{reason}”.",
        "{who} repaired: {repair} ({about}), confirmed by {confirmed_by}; “{reason}”.",
    ),
}

SENTENCES: dict[str, Phrase] = LIFE | KICKOFF | DRAFTING | REVIEW | APPROVAL | PEOPLE | RECORD | CLOCK | REPAIRS

CORRECTED: dict[str, Phrase] = {
    "pass_gates": Phrase("syarat {gates}", "the gates {gates}"),
    "record_session": Phrase(
        "{session} terlaksana pada {held_on} dengan {attendance} peserta",
        "{session} was held on {held_on} with {attendance} people",
    ),
    "meet_obligation": Phrase(
        "kewajiban “{obligation}” dipenuhi pada {met_on}", "the obligation “{obligation}” was met on {met_on}"
    ),
    "record_commitment": Phrase(
        "komitmen ditandatangani pada {signed_on} oleh {head} ({capacity}), {signatories} tanda tangan",
        "the komitmen was signed on {signed_on} by {head} ({capacity}), {signatories} signature(s)",
    ),
    "record_adoption": Phrase(
        "penetapan dengan {form} {number} tanggal {dated}", "adoption by {form} {number}, dated {dated}"
    ),
}
"""What a correction says now, by the kind of the corrected fact."""

SYSTEM = Phrase("sistem", "the system")
ON_BEHALF = Phrase(
    " (Dicatat atas namanya oleh {recorder}; terjadi {day}.)",
    " (Recorded in their name by {recorder}; it happened on {day}.)",
)
DEPUTISED = Phrase("{who}, diwakili {deputy},", "{who}, represented by {deputy},")
COUNTS_FROM = Phrase(" (Berlaku sejak {moment}.)", " (Counts from {moment}.)")
WITH_NOTES = Phrase("; catatan: “{notes}”", "; notes: “{notes}”")
WITH_CORRECTIONS = Phrase(", dengan {count} hal yang harus diubah", ", with {count} thing(s) to change")
CHAPTER = Phrase("bab “{chapter}” ({book})", "the chapter “{chapter}” ({book})")
CHAPTERS = Phrase("{count} bab", "{count} chapters")
GATE_ON_DAY = Phrase("“{gate}” ({day})", "“{gate}” ({day})")
DAYS_OFF = Phrase("libur {days}", "off: {days}")
REGIONAL_DAYS_OFF = Phrase("libur daerah {days}", "off in this region: {days}")
WORKING_AGAIN = Phrase("tidak lagi libur {days}", "working days again: {days}")
OFFICIAL_UNTIL = Phrase("resmi sampai {day}", "official until {day}")
