"""Every rule that can refuse, in Indonesian: `REFUSALS`, by the rule's name, with the places of its English text."""

from __future__ import annotations

REFUSALS: dict[str, str] = {
    "JourneyNotOpen": (
        "Pendampingan baru dibuka pada {opens_at}. Tunggu sampai saat itu, atau minta pengelola program membukanya "
        "lebih awal."
    ),
    "JourneyOver": (
        "Pendampingan sudah berakhir ({status}); ini tidak dapat dilakukan lagi. Kewajiban dan pembetulan masih "
        "diterima."
    ),
    "CommandIdReused": "Id perintah {id} sudah dipakai untuk hal lain. Kirim tindakan ini dengan id baru.",
    "RoleNotAllowed": "Sebagai {role} Anda tidak dapat melakukan “{act}”; itu tugas {allowed}.",
    "NotAMember": (
        "{person} tidak memegang peran {role} dalam pendampingan ini. Minta pengelola program menunjuk orang ini."
    ),
    "NotByDeputy": "Di sini tidak ada yang dapat menggantikan: sebagai {role}, “{act}” harus dilakukan sendiri.",
    "DeputyNotFree": "{deputy} tidak dapat bertindak untuk {person} di sini: {why}. Orang lain harus menggantikan.",
    "WrongStage": "“{act}” termasuk tahap {expected}; pendampingan ini berada pada tahap {stage}.",
    "BehalfNotAllowed": "“{act}” tidak dapat dicatat atas nama orang lain; orangnya sendiri yang melakukannya.",
    "NotARecorder": (
        "Hanya koordinator, petugas kementerian dan pengelola program yang mencatat tindakan orang lain, koordinator "
        "hanya untuk orang dari daerahnya; Anda bertindak sebagai {role}."
    ),
    "HappenedInTheFuture": "Tanggal {day} belum tiba. Catat yang sudah terjadi, dengan tanggalnya sendiri.",
    "HappenedTooEarly": (
        "Tanggal {day} lebih awal daripada {earliest}, saat hal ini baru mungkin. Periksa tanggal pada pindaian."
    ),
    "GateUnknown": "Kebijakan tidak mengenal syarat “{gate}”. Pilih salah satu: {known}.",
    "GateAlreadyPassed": "Syarat “{gate}” sudah dipenuhi. Bila ada yang salah, betulkan catatannya.",
    "DueDatePassed": "Tanggal {day} tidak berada di depan. Beri tanggal yang lebih lambat.",
    "TooManyMentors": "Satu daerah mempunyai {minimum} sampai {maximum} pembimbing; yang dipilih {given}.",
    "ConflictOfInterest": "{person} mempunyai benturan kepentingan di sini: {why}. Pilih orang lain.",
    "InterestAlreadyDeclared": (
        "{person} sudah menyatakan kepentingannya. Untuk mengubahnya, usulkan pergantian pembimbing."
    ),
    "SessionUnknown": "Tidak ada bimtek {number} dalam kebijakan ini; jumlahnya {count}.",
    "SessionDaysInvalid": "Hari-hari bimtek {number} harus hari kerja yang berurutan, tanpa pengulangan: {why}.",
    "SessionOutOfOrder": "Bimtek {number} harus terletak setelah bimtek {other}: {why}.",
    "SessionNotProposed": "Bimtek {number} belum diusulkan. Usulkan dulu harinya.",
    "SessionAlreadyPlanned": "Bimtek {number} sudah dijadwalkan. Untuk mengubahnya, pindahkan jadwalnya.",
    "SessionAlreadyConfirmed": "Jadwal bimtek {number} sudah disetujui.",
    "SessionOwnProposal": "Jadwal bimtek {number} diusulkan pihak Anda sendiri; pihak lain yang menyetujuinya.",
    "SessionAlreadyHeld": "Bimtek {number} sudah dilaksanakan dan dicatat. Bila catatannya salah, betulkan.",
    "SessionNotConfirmed": (
        "Jadwal bimtek {number} belum disetujui kedua pihak. Mintakan persetujuannya sebelum mencatat pelaksanaan."
    ),
    "SessionNotHeld": "Bimtek {number} belum dilaksanakan. Catat dulu pelaksanaannya, dengan berita acaranya.",
    "MentorBookedElsewhere": "{mentor} berada di {journey} pada {day}. Pilih hari lain atau pembimbing lain.",
    "NotAMentorHere": "{person} bukan pembimbing daerah ini. Pilih salah satu: {known}.",
    "HandInAlreadyGiven": "Hasil bimtek {number} sudah diserahkan dan sudah ditanggapi pembimbing.",
    "HandInMissing": "Hasil bimtek {number} belum diserahkan; belum ada yang dapat ditanggapi.",
    "CommentIdTwice": "Id catatan {comment} dipakai dua kali. Beri setiap catatan id sendiri.",
    "BookUnknown": "Kebijakan tidak mengenal buku “{book}”. Pilih salah satu: {known}.",
    "ChapterUnknown": "Kebijakan tidak mengenal bab “{chapter}”. Yang dikenal: {known}.",
    "ChapterNotWritten": "{chapter} belum ditulis. Simpan dulu isinya sebelum diserahkan.",
    "ChapterChangedMeanwhile": (
        "{chapter} sudah versi {current}, sedangkan Anda mulai dari {based_on}. Lihat yang baru, lalu simpan lagi."
    ),
    "BooksUnderReview": "Pengajuan sedang ditelaah dan tidak dapat diubah sekarang. Tunggu hasil telaah.",
    "NothingToSave": "Tidak ada yang disimpan. Isi rencana aksi, quick win, atau kekhasan daerah.",
    "NameTwice": "“{name}” tertulis dua kali. Beri setiap isian nama sendiri.",
    "SubmissionIncomplete": "Pengajuan belum lengkap. Yang masih kurang: {missing}.",
    "NotYourTurn": "“{act}” belum dapat dilakukan sekarang: {why}.",
    "RoundNotOpen": "Putaran {round} tidak terbuka untuk hasil telaah; yang berjalan putaran {current}.",
    "VerdictAlreadyGiven": "{mentor} sudah memberi hasil telaah pada putaran ini.",
    "ScoresMissing": (
        "Kebijakan ini meminta satu nilai dari {lowest} sampai {highest} untuk setiap pilar. Belum ada atau salah: "
        "{pillars}."
    ),
    "CommentsMissing": "Sebutkan apa yang harus diubah: sedikitnya satu catatan pada sebuah bab.",
    "CommentUnknown": "Tidak ada catatan terbuka “{comment}” untuk dijawab. Yang terbuka: {known}.",
    "ExaminerAdvisedRegion": ("{person} pernah membimbing daerah ini dan tidak dapat mengujinya. Pilih penguji lain."),
    "SlotInThePast": "Waktu {slot} sudah lewat. Pilih waktu yang lebih lambat.",
    "ExaminationNotScheduled": "Paparan belum dijadwalkan. Tetapkan dulu waktu dan pengujinya.",
    "PresentationMissing": "Bahan paparan belum ada. Daerah menyerahkannya dulu sebelum hasil paparan dicatat.",
    "ApprovalAlreadyGiven": "“{step}” sudah dijawab.",
    "ApprovalStepUnknown": "Kebijakan tidak mengenal langkah persetujuan {step} untuk ini. Pilih salah satu: {known}.",
    "NotTheHead": (
        "{person} bukan kepala daerah dalam pendampingan ini. Pilih salah satu: {known}, atau catat dulu pergantiannya."
    ),
    "AgencyUnknown": "“{agency}” bukan kementerian mitra yang ditanyai di sini. Pilih salah satu: {known}.",
    "NotYourAgency": "{person} tidak mewakili “{agency}” melainkan {own}. Wakilnya sendiri yang menjawab.",
    "ObligationUnknown": "Kebijakan tidak mengenal kewajiban “{obligation}”. Pilih salah satu: {known}.",
    "ObligationSettled": "Kewajiban “{obligation}” sudah selesai. Bila catatannya salah, betulkan.",
    "AdoptionNeedsRegulation": (
        "Catat penetapan dengan peraturannya (bentuk, nomor, tanggal), bukan sebagai kewajiban biasa."
    ),
    "NotPublishedYet": "Masterplan belum terbit; penetapannya dapat dicatat sesudah itu.",
    "PublicationWithdrawnAlready": (
        "Penerbitan sudah ditarik pada {day}. Daerah yang memulai lagi melakukannya dalam angkatan baru."
    ),
    "DocumentUnknown": "“{key}” belum dibuat. Surat yang dapat ditandatangani: {known}.",
    "DocumentNotSigned": "“{key}” bukan surat yang ditandatangani program. Yang dapat ditandatangani: {known}.",
    "SignedAlready": "“{key}” sudah ditandatangani pada {day} dengan nomor {number}. Surat ditandatangani satu kali.",
    "LetterNumberTaken": (
        "Nomor {number} milik surat lain. Beri nomor yang bebas, atau kosongkan: nomor berikutnya dipakai."
    ),
    "EditionUnderWay": "Edisi {number} sedang dibuat. Tunggu sampai ada dalam katalog.",
    "NothingNew": "Isi buku sama dengan edisi terakhir. Unggah atau simpan dulu yang berubah.",
    "QuickWinsDiffer": (
        "Hasil harus menyebut setiap quick win dalam rencana satu kali, dan tidak ada yang lain. Kurang atau tidak "
        "dikenal: {names}."
    ),
    "QuickWinsNeedCheck": (
        "“{obligation}” dipenuhi dengan memantau setiap quick win. Pakai formulir “Pemantauan quick win”."
    ),
    "AlreadyInRole": "{person} sudah memegang peran {role}.",
    "RoleTakenByPolicy": (
        "Pembimbing tidak diganti langsung. Usulkan pergantian pembimbing; pengelola program memutuskannya."
    ),
    "RegionSideConflict": (
        "{person} sudah berperan dalam pendampingan ini sebagai {role}; sebagai {other} ia akan menilai pekerjaannya "
        "sendiri."
    ),
    "LastProgrammeManager": ("Setiap pendampingan memerlukan pengelola program. Ganti orangnya, jangan hanya dilepas."),
    "NothingToChoose": "Tidak ada pilihan kepala daerah baru yang terbuka.",
    "MentorChangeOpen": "Satu pergantian pembimbing sedang menunggu keputusan. Tunggu keputusannya.",
    "NoMentorChange": "Tidak ada pergantian pembimbing yang diusulkan.",
    "ProposerCannotDecide": "Anda sendiri yang mengusulkannya; orang lain yang memutuskan.",
    "NothingToCorrect": (
        "Butir {seq} bukan catatan fakta ini, jadi tidak dapat dibetulkan. Yang dapat dibetulkan: {known}."
    ),
    "ContestNotPossible": "Butir {seq} tidak dicatat atas nama Anda, atau sudah Anda bantah.",
    "NoSuchContest": "Tidak ada bantahan terbuka atas butir {seq}.",
    "PausedAlready": (
        "Pendampingan sudah dijeda sampai {resumes_on}. Lanjutkan dulu bila jeda yang baru adalah jeda lain."
    ),
    "NotPaused": "Pendampingan tidak sedang dijeda; tidak ada yang perlu dilanjutkan.",
    "PauseTooLong": (
        "Jeda {days} hari kerja lebih lama daripada {longest} yang diizinkan kebijakan. Pilih tanggal lebih awal."
    ),
    "NoDeadlineToExtend": (
        "“{task}” tidak mempunyai tenggat yang dapat diperpanjang. Tanggal yang disepakati dipindahkan, bukan "
        "diperpanjang."
    ),
    "ExtensionOpen": "Tambahan waktu sudah dimohon. Tunggu keputusannya.",
    "ExtensionTooLong": "{days} hari kerja lebih banyak daripada {longest} yang dapat dimohon sekali.",
    "ExtensionsUsedUp": (
        "Tidak ada lagi tambahan waktu yang dapat dimohon atau diberikan: kebijakan mengizinkan {per_turn} permohonan "
        "tiap giliran dan {per_journey} tambahan tiap pendampingan. Pengelola program dapat menjeda pendampingan."
    ),
    "RequestWaits": "Sudah ada permohonan {days} hari kerja tambahan. Putuskan permohonan itu.",
    "OwnDeadline": "Ini giliran {party}, pihak Anda sendiri; orang dari pihak lain yang memberi tambahan waktu.",
    "NobodyToRemind": (
        "Tidak ada yang dapat diingatkan tentang “{task}”: tanggalnya sudah disepakati, atau sistem yang melakukannya."
    ),
    "ClockStopped": "Jam pendampingan ini berhenti sampai {resumes_on}; sementara itu tidak ada yang diingatkan.",
    "RemindedAlready": (
        "Pengingat “{task}” sudah dikirim untuk hari kerja ini. Yang berikut dapat dikirim pada hari kerja berikutnya."
    ),
    "NoExtensionAsked": "Tidak ada yang memohon tambahan waktu, atau gilirannya sudah lewat.",
    "AskerCannotDecide": "Tambahan waktu dimohon oleh {party}; orang dari pihak lain yang memutuskan.",
    "GrantNotLess": "Yang dimohon {asked} hari kerja. Beri lebih sedikit, sedikitnya satu, atau kabulkan semuanya.",
    "CalendarContradicts": "{day} disebut sebagai hari libur sekaligus hari kerja. Tentukan yang mana.",
    "CalendarUnchanged": "Kalender pendampingan ini sudah seperti “{decree}”. Tidak ada yang diubah.",
    "OfficialUntilEarlier": (
        "{day} lebih awal daripada {known}, sampai kapan hari libur sudah resmi. Periksa tahunnya."
    ),
    "NoReassignment": "Tidak ada pengalihan tugas yang diusulkan, atau sudah tidak berlaku.",
    "ConfirmedByOneself": "{person} tidak dapat membenarkan tindakannya sendiri. Orang lain yang harus membenarkan.",
    "NotBehind": (
        "Perjalanan berada pada tahap {now} dan tidak dapat dikembalikan ke {stage}. Yang dapat diulang: {stages}."
    ),
    "PolicyUnchanged": "Perjalanan sudah mengikuti {policy} versi {version}. Pilih versi lain.",
    "PolicyDoesNotFit": (
        "Perjalanan tidak dapat dilanjutkan menurut {policy} versi {version}: {why}. Pilih versi yang cocok."
    ),
    "BookNotRenewed": ("{key} adalah buku, dan buku tidak dibuat ulang dengan perbaikan: terbitkan edisi baru."),
    "DocumentOvertaken": (
        "Yang dibahas {key} sudah berlalu; bila dibuat dari keadaan sekarang, isinya akan tentang hal lain."
    ),
    "DocumentNotInPolicy": "Kebijakan perjalanan ini tidak membuat dokumen seperti {key}.",
    "OnlyByRepair": (
        "“{act}” bukan tindakan biasa, melainkan perbaikan: akibatnya dilihat dulu, dan yang berbahaya disetujui orang "
        "kedua. Pakai halaman Operasi, Perbaikan (/operations/repairs), atau `bimtek repair`."
    ),
    "RegionInOpenCohort": "{region} sudah berada dalam angkatan {cohort} yang masih terbuka.",
    "CohortClosed": "Angkatan {cohort} sudah ditutup.",
    "NotInCohort": "{region} tidak ada dalam angkatan {cohort}.",
    "NotWithdrawn": "{region} tidak mengundurkan diri; hanya daerah yang mundur yang dapat digantikan.",
    "AlreadySubstituted": "{region} sudah digantikan oleh {substitute}.",
    "JourneysStillOpen": (
        "{count} pendampingan masih berjalan: {journeys}. Angkatan ditutup setelah semuanya berakhir."
    ),
}
