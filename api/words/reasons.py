"""Reasons that stand in the `why` of problems and the rules that a policy's file breaks, from English to Indonesian.

A name in braces is a place; what stands there is put into words as in every other place.
"""

from __future__ import annotations

FROM_DOORS: dict[str, str] = {
    "the header Idempotency-Key is empty.": "kepala Idempotency-Key kosong.",
    "You are not signed in any more.": "Anda tidak masuk lagi.",
    "The header Authorization is not “Bearer” and a token.": "Kepala Authorization bukan “Bearer” dan token.",
    "This token is not known.": "Token ini tidak dikenal.",
    "This token was revoked.": "Token ini sudah dicabut.",
    "This token expired on {day} at {clock} UTC.": "Token ini kedaluwarsa {day} pukul {clock} UTC.",
    "This bearer token is not one of ours.": "Token ini bukan token kami.",
    "This bearer token is signed with a key that its provider does not show.": (
        "Token ini ditandatangani dengan kunci yang tidak diumumkan penyedianya."
    ),
    "This bearer token is not signed as it should be.": "Tanda tangan token ini tidak benar.",
    "This bearer token is neither one of ours nor a signed JWT.": (
        "Token ini bukan token kami dan bukan JWT yang ditandatangani."
    ),
    "This bearer token is not signed as is asked for here ({ways}).": (
        "Token ini tidak ditandatangani seperti yang diminta di sini ({ways})."
    ),
    "This bearer token has expired.": "Token ini kedaluwarsa.",
    "This bearer token is not for us, or not for now (iss, aud, exp, nbf, iat).": (
        "Token ini bukan untuk kami, atau bukan untuk saat ini (iss, aud, exp, nbf, iat)."
    ),
    "The sign-in service does not say which account you have.": "Layanan masuk tidak menyebut akun Anda.",
    "The sign-in service does not say your e-mail address.": "Layanan masuk tidak menyebut alamat surel Anda.",
    "The sign-in service has not verified your e-mail address; verify it there first.": (
        "Layanan masuk belum memverifikasi alamat surel Anda; verifikasikan dulu di sana."
    ),
    "Nobody among the people has the e-mail address that you signed in with.": (
        "Tidak ada orang di sini dengan alamat surel yang Anda pakai untuk masuk."
    ),
    "Several of the people have the e-mail address that you signed in with.": (
        "Beberapa orang di sini memakai alamat surel yang Anda pakai untuk masuk."
    ),
    "There is no person “{person}” here.": "Di sini tidak ada orang dengan id “{person}”.",
    "The claim “{claim}” of the sign-in service holds no person's id.": (
        "Keterangan “{claim}” dari layanan masuk tidak berisi id seseorang."
    ),
    "the provider refused it, or it was begun elsewhere or too long ago.": (
        "layanan masuk menolaknya, atau dimulai di tempat lain atau terlalu lama."
    ),
    "what the provider said of you does not hold.": "keterangan layanan masuk tentang Anda tidak benar.",
    "the provider did not say who you are.": "layanan masuk tidak menyebut siapa Anda.",
    "the address says nothing of one.": "alamatnya tidak menyebut proses apa pun.",
    "The cohort {cohort} was started before. Give another id.": (
        "Angkatan {cohort} sudah dimulai sebelumnya. Beri nama lain."
    ),
    "{count} journeys fit; {most} are taken at once. Select fewer.": (
        "{count} pendampingan cocok; sekali jalan paling banyak {most}. Pilih lebih sedikit."
    ),
    "{count} journeys are more than {most}. Name some of them in `only`.": (
        "{count} pendampingan melebihi {most}. Sebutkan sebagian saja dalam `only`."
    ),
    "The message has no receiver: nobody held the role {role}.": (
        "Pesan ini tidak punya penerima: tidak ada yang memegang peran {role}."
    ),
    "Nobody else can do this; there is nobody to tell that you do.": (
        "Tidak ada orang lain yang dapat mengerjakannya; tidak ada yang perlu diberi tahu."
    ),
    "{who} is working on this already. Say why you take it over (`reason`).": (
        "{who} sudah mengerjakannya. Sebutkan mengapa Anda mengambil alih (`reason`)."
    ),
    "You have {most} tokens; revoke those that are not needed any more.": (
        "Anda punya {most} token; cabut yang tidak diperlukan lagi."
    ),
    "it lacks {scopes}.": "cakupannya kurang {scopes}.",
    "it has {days} whole days left.": "masa berlakunya tinggal {days} hari penuh.",
    "This letter has a number already and keeps it. Leave `number` out.": (
        "Surat ini sudah bernomor dan nomornya tetap. Kosongkan `number`."
    ),
    "There is nothing to report: {nothing}.": "Belum ada yang dapat dilaporkan: {nothing}.",
    "Nothing of repair {number} can be done any more. Withdraw it.": (
        "Tidak ada lagi yang dapat dikerjakan dari perbaikan {number}. Tariklah."
    ),
    "There is nothing in repair {number} that can be taken back.": (
        "Tidak ada yang dapat dibatalkan dari perbaikan {number}."
    ),
    "Repair {number} does not take this now: {why}.": "Itu belum dapat dilakukan pada perbaikan {number}: {why}.",
    "it waits for a second person": "perbaikan itu menunggu orang kedua",
    "it is under way; stop it first": "perbaikan itu sedang dikerjakan; hentikan dulu",
    "it was stopped; resume it, or withdraw it": "perbaikan itu dihentikan; lanjutkan atau tarik",
    "it is finished": "perbaikan itu sudah selesai",
    "it was withdrawn": "perbaikan itu sudah ditarik",
    "“{person}” was erased and is not known again by this id. Take a new id.": (
        "“{person}” sudah dihapus dan tidak dikenal lagi dengan id ini. Pakai id baru."
    ),
}

FROM_POLICIES: dict[str, str] = {
    "Value error, {why}": "{why}",
    "Field required": "harus diisi",
    "Extra inputs are not permitted": "nama ini tidak dikenal",
    "Input should be a valid integer": "harus bilangan bulat",
    "Input should be a valid string": "harus teks",
    "Input should be a valid boolean": "harus true atau false",
    "Input should be a valid dictionary": "harus tabel",
    "Input should be a valid tuple": "harus daftar",
    "Input should be greater than or equal to {least}": "paling kecil {least}",
    "Input should be less than or equal to {most}": "paling besar {most}",
    "Input should be {choices}": "harus salah satu dari {choices}",
    "give exactly one of due_before_session, within_after_publication and months_after_publication": (
        "isi tepat satu dari due_before_session, within_after_publication dan months_after_publication"
    ),
    "one that never lapses has to be asked for again: give asked_again_every, or lapses_after": (
        "yang tidak pernah gugur harus diminta lagi: isi asked_again_every, atau lapses_after"
    ),
    "lowest_score must be below highest_score": "lowest_score harus di bawah highest_score",
    "endorsements need agencies and a minimum between 1 and their number": (
        "dukungan memerlukan kementerian mitra dan jumlah minimum antara 1 dan banyaknya"
    ),
    "a komitmen is never void: set void_on_modification = false": (
        "komitmen tidak pernah batal: isi void_on_modification = false"
    ),
    "the ladder of {party} is not in order of its offsets": "tangga {party} tidak urut menurut harinya",
    "the ladder of {party} names a step twice": "tangga {party} menyebut satu langkah dua kali",
    "opens must be before closes": "opens harus sebelum closes",
    "letter_number may hold {{serial}}, {{month}} and {{year}}, and no other place": (
        "letter_number hanya boleh memuat {{serial}}, {{month}} dan {{year}}"
    ),
    "letter_number has no {{serial}}: two letters would get the same number": (
        "letter_number tidak memuat {{serial}}: dua surat akan bernomor sama"
    ),
    "named twice: {names}": "disebut dua kali: {names}",
    "mentors_minimum is above mentors_maximum": "mentors_minimum melebihi mentors_maximum",
    "review.quorum is above mentors_maximum: it could never be reached": (
        "review.quorum melebihi mentors_maximum: tidak akan pernah tercapai"
    ),
    "review.quorum is above mentors_minimum: some journeys could never reach it": (
        "review.quorum melebihi mentors_minimum: sebagian pendampingan tidak akan mencapainya"
    ),
    "sessions must be numbered 1, 2, 3 … in order": "bimtek harus bernomor 1, 2, 3 … berurutan",
    "a book key is used twice": "satu kunci buku dipakai dua kali",
    "book {book}: a chapter key is used twice": "buku {book}: satu kunci bab dipakai dua kali",
    "session {number} asks for an obligation the policy does not define": (
        "bimtek {number} meminta kewajiban yang tidak ada dalam kebijakan"
    ),
    "session {number} names a book the policy does not define": (
        "bimtek {number} menyebut buku yang tidak ada dalam kebijakan"
    ),
    "obligation {obligation}: there is no session {number}": "kewajiban {obligation}: tidak ada bimtek {number}",
    "at least one approval step must be enabled": "sedikitnya satu langkah persetujuan harus aktif",
    "only one enabled approval step may be of kind {kind}": (
        "hanya satu langkah persetujuan aktif boleh berjenis {kind}"
    ),
    "the first approval step has no previous one to be parallel with": (
        "langkah persetujuan pertama tidak punya langkah sebelumnya untuk disejajari"
    ),
    "turns: no working days given for {tasks}": "turns: hari kerja belum diisi untuk {tasks}",
    "ladders: a party has two ladders": "ladders: satu pihak punya dua tangga",
    "this task ends at an agreed date or at once; leave it out": (
        "tugas ini berakhir pada tanggal yang disepakati atau seketika; hapus dari sini"
    ),
    "{party} has no deadlines in {stage}, so no ladder": "{party} tidak punya tenggat pada {stage}, jadi tanpa tangga",
    "{party} has no deadlines, so no ladder": "{party} tidak punya tenggat, jadi tanpa tangga",
    "the step lies {days} working days past the due date, after the ladder's end ({ends})": (
        "langkah ini {days} hari kerja setelah tenggat, sesudah akhir tangga ({ends})"
    ),
    "{action} before the due date: nobody is late yet; only remind comes before": (
        "{action} sebelum tenggat: belum ada yang terlambat; sebelum itu hanya remind"
    ),
    "the reminder {days} working days before the due date comes before the turn's start: {task} has {allowed}; set "
    "turns_of_at_least = {least}": (
        "pengingat {days} hari kerja sebelum tenggat mendahului awal giliran: {task} punya {allowed} hari; isi "
        "turns_of_at_least = {least}"
    ),
    "{role} is not to be called by a machine: use draft_letter, which is signed by a person": (
        "{role} tidak dihubungi oleh mesin: pakai draft_letter, yang ditandatangani orang"
    ),
    "a draft goes to whoever has it signed, such as {allowed}, not to {role}": (
        "konsep surat dikirim kepada yang mengurus tanda tangannya, seperti {allowed}, bukan kepada {role}"
    ),
    "a delay of {party} is not brought to people of the region ({role})": (
        "keterlambatan {party} tidak disampaikan kepada orang daerah ({role})"
    ),
    "{action} needs relieves and stand_in: who is relieved by whom": (
        "{action} memerlukan relieves dan stand_in: siapa digantikan siapa"
    ),
    "relieves and stand_in belong to a step that reassigns, not to {action}": (
        "relieves dan stand_in milik langkah yang mengalihkan, bukan {action}"
    ),
    "{role} never has to act here; choose one of {allowed}": (
        "{role} tidak pernah harus bertindak di sini; pilih salah satu: {allowed}"
    ),
    "the reassignment is circular: {circle}": "pengalihannya berputar: {circle}",
}
