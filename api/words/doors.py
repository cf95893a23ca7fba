"""Every problem of the HTTP door, in Indonesian: `DOORS`, by its name, with the places of its English text."""

from __future__ import annotations

DOORS: dict[str, str] = {
    "BadRequest": "Permintaan ini tidak terbaca: {why}",
    "NotSignedIn": "Masuk dulu, atau kirim `Authorization: Bearer` dengan token.",
    "SignInNotValid": "{why} Masuk lagi, atau buat token baru.",
    "ScopeMissing": "Token ini tidak boleh dipakai untuk itu: diperlukan cakupan “{scope}”.",
    "NotForYou": "Ini untuk {allowed}. Bila Anda termasuk, minta pengelola program menunjuk Anda.",
    "CrossSite": (
        "Permintaan ini tidak berasal dari halaman kami. Muat ulang halamannya, lalu kirim lagi (program mengirim "
        "token sesi dalam kepala X-CSRF-Token)."
    ),
    "NoRoleForAct": "Anda tidak memegang peran yang melakukan “{act}” dalam pendampingan ini; itu tugas {allowed}.",
    "NotFound": "Tidak ada apa-apa di alamat ini, atau sudah tidak ada lagi.",
    "NoSuchJourney": "Tidak ada pendampingan {journey}. Daftar daerah menunjukkan yang dapat Anda lihat.",
    "JourneyHasEnded": "Pendampingan {journey} tidak berjalan lagi: tidak ada, atau sudah berakhir seluruhnya.",
    "NoSuch": "Tidak ada {what} “{id}” di sini.",
    "MethodNotAllowed": "Alamat ini tidak menerima cara itu; yang diterima {allowed}.",
    "NotAcceptable": "Ini tidak dapat dijawab dalam bentuk yang diminta; yang tersedia {available}.",
    "KeyReused": "Idempotency-Key {key} sudah dipakai untuk hal lain. Kirim permintaan ini dengan kunci baru.",
    "StillUnderWay": (
        "Permintaan yang sama masih dikerjakan. Kirim lagi dengan kunci yang sama untuk mengetahui hasilnya."
    ),
    "CannotBeDone": "{why}",
    "OwnProposal": "Perbaikan {number} Anda usulkan sendiri. Operator lain atau pengelola program yang menyetujuinya.",
    "RehearsalChanged": (
        "Tidak ada yang dikerjakan, karena akibat perbaikan ini sekarang lain daripada yang Anda lihat, pada: "
        "{journeys}. Lihat lagi, lalu kirim yang Anda lihat saat itu."
    ),
    "NothingToRepair": (
        "Tidak ada yang dikerjakan: perbaikan ini tidak mungkin pada satu pun pendampingan ini. Lihat dulu akibatnya "
        "untuk mengetahui alasannya: {journeys}."
    ),
    "BodyTooLarge": "Kiriman lebih besar daripada {most} byte yang diterima di sini.",
    "MediaTypeNotSupported": "Jenis kiriman ini tidak diterima; kirim {wanted}.",
    "NotValid": "Permintaan ini belum benar; di bawah tertulis di mana dan mengapa.",
    "FilesNotValid": (
        "Ada {count} masalah dalam berkas, jadi tidak ada yang dikerjakan; berkas, baris dan kolomnya di bawah."
    ),
    "RoleAmbiguous": "Anda memegang beberapa peran yang melakukan “{act}”: {roles}. Pilih dalam peran mana.",
    "FileNotStored": (
        "Berkas dengan hash {sha256} belum tersimpan. Unggah dulu (program: POST /api/v1/journeys/{journey}/files)."
    ),
    "ReasonMissing": "Sebutkan alasannya: {where}. Alasan itu disimpan dalam jejak audit.",
    "PackNotTaken": "{why}",
    "ConditionMissing": (
        "Sebutkan dari versi mana Anda mulai, dalam kepala If-Match; GET memberinya sebagai ETag (“0” bila belum ada)."
    ),
    "PassphraseNotRight": "Frasa sandi tidak membuka sertifikat Anda. Tidak ada yang ditandatangani; beri yang benar.",
    "OfficeNotSaid": (
        "Sebutkan jabatan penanda tangan (`office`), seperti “a.n. {signatory}”; tanpa itu hanya direktur yang dapat."
    ),
    "SigningServiceAway": (
        "Layanan tanda tangan tidak menjawab, jadi belum diketahui apakah ada tanda tangan. Lihat suratnya sebelum "
        "meminta lagi."
    ),
    "SealsUnknown": (
        "Sertifikat pembanding segel tidak terbaca di sini, jadi berkas tidak dapat dinilai. Beri tahu operator."
    ),
    "SignInNotFinished": "Proses masuk belum selesai: {why} Mulai lagi: GET /api/v1/session/oidc.",
    "SignInRefused": "{why} Minta pengelola program mengurusnya, lalu masuk lagi.",
    "TokenTooWide": (
        "Token tidak dapat membuat token yang lebih luas atau lebih lama daripada dirinya: {why} Masuk lewat peramban."
    ),
    "SignInNotOffered": "Di sini tidak ada yang masuk dengan {what}.",
    "LinkBroken": (
        "Tautan ini bukan tautan kami, atau terpotong. Buka dari tempat Anda menerimanya, atau salin seluruhnya."
    ),
    "LinkUsedUp": (
        "Tautan masuk ini sudah dipakai atau kedaluwarsa: berlaku satu kali, selama 15 menit. Minta yang baru: "
        "`bimtek people sign-in {person}`."
    ),
    "LinkExpired": "Tautan ini kedaluwarsa {on}. Masuk, lalu buka daerahnya: /journeys/{journey}.",
    "ProviderAway": (
        "Layanan masuk tidak menjawab, atau tidak sebagaimana mestinya. Coba lagi beberapa detik kemudian; cara masuk "
        "lain dan token pribadi tetap jalan."
    ),
    "OutcomeUnknown": (
        "Tidak ada jawaban pada waktunya, jadi belum diketahui apakah ini sudah dilakukan. Kirim lagi yang sama: bila "
        "sudah dilakukan, tidak dilakukan dua kali."
    ),
    "WorkflowsAway": "Server alur kerja tidak menjawab. Tidak ada yang hilang; coba lagi beberapa detik kemudian.",
    "RecordsAway": (
        "Basis data tidak menjawab, jadi sekarang tidak ada yang dapat ditampilkan. Tindakan tetap diterima dari yang "
        "dapat masuk tanpa basis data. Coba lagi beberapa detik kemudian."
    ),
    "StreamsFull": "Server ini sudah menyiarkan sebanyak yang ia mampu. Buka lagi beberapa detik kemudian.",
    "NotReady": "Belum siap: {away} tidak menjawab. Tidak ada yang hilang; coba lagi beberapa detik kemudian.",
    "StoreAway": "Penyimpanan berkas tidak menjawab. Tidak ada yang hilang; coba lagi beberapa detik kemudian.",
    "Broken": (
        "Ada yang salah di pihak kami; tercatat dalam log dengan nomor {id}. Kirim lagi yang sama: tidak ada yang "
        "dilakukan dua kali."
    ),
}
