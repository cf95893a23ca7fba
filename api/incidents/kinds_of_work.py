"""Incidents of what does the work: workers, queues, the code, the installation, and people who do not act."""

from __future__ import annotations

from api.incidents.names import BACKLOG, INSTALLATION, NO_WORKER, NOBODY_ACTS, NOT_TOLD, STUCK
from api.incidents.shape import IncidentKind, Severity, Way
from domain.words.phrase import Phrase
from workers.failing import KIND as FAILING

LOOK = Way(Phrase("Periksa semua bagian.", "Examine all parts."), command="bimtek doctor", page="/operations/health")
RUN_NOW = Way(
    Phrase(
        "Setelah sebabnya hilang, tidak perlu menunggu percobaan berikutnya: jalankan sekarang.",
        "Once the cause is gone there is no need to wait for the next attempt: run it now.",
    ),
    repair="run_now",
)

KINDS_OF_WORK: tuple[IncidentKind, ...] = (
    IncidentKind(
        name=NO_WORKER,
        title=Phrase("Tidak ada pekerja untuk sebuah versi", "No worker runs a version"),
        means=Phrase(
            "Perjalanan yang berjalan dengan versi itu menunggu: tenggat dan surat tertahan, tindakan belum dijawab. "
            "Tidak ada yang hilang.",
            "Journeys on that version wait: deadlines and letters are held up, acts are not answered. Nothing is lost.",
        ),
        affects=Phrase("Semua daerah dan semua orang yang bertindak.", "Every region, and everybody who acts."),
        ways=(
            Way(Phrase("Lihat versi mana yang tanpa pekerja.", "See which version has no worker."), "bimtek versions"),
            Way(
                Phrase(
                    "Jalankan pekerja dari versi itu, di mesin mana pun, dengan pengaturan yang sama: "
                    "“python -m workers”. Pada tumpukan lokal pekerja dijalankan “bimtek up”; baca logs/worker.log.",
                    "Start workers of that version, on any machine, with the same settings: “python -m workers”. On a "
                    "local stack “bimtek up” keeps the worker running; read logs/worker.log.",
                ),
                "bimtek up",
            ),
        ),
        severity=Severity.NOW,
        by_itself=True,
        drill=Phrase(
            "menghentikan pekerja dan menahannya; --end menjalankannya lagi",
            "ends the worker and keeps it down; --end lets it start again",
        ),
    ),
    IncidentKind(
        name=BACKLOG,
        title=Phrase("Antrean menumpuk walau ada pekerja", "A queue grows although workers are there"),
        means=Phrase(
            "Pekerja ada, tetapi tugas tertua tidak kunjung diambil: pekerjanya macet, kelebihan beban, atau dibatasi.",
            "There are workers, and yet the oldest task is not taken: they hang, have too much to do, or are held "
            "back.",
        ),
        affects=Phrase(
            "Tindakan dijawab terlambat; tenggat, surat, dan dokumen tertunda.",
            "Acts are answered late; deadlines, letters and documents are held up.",
        ),
        ways=(
            LOOK,
            Way(
                Phrase(
                    "Baca catatan pekerja. Yang macet dihentikan dan dijalankan lagi (SIGTERM); bila semua sibuk, "
                    "tambahkan pekerja: “python -m workers”.",
                    "Read the workers' logs. End one that hangs and start it again (SIGTERM); if all are busy, add "
                    "workers: “python -m workers”.",
                ),
                "bimtek versions",
            ),
        ),
        severity=Severity.NOW,
        by_itself=True,
        drill=Phrase(
            "membekukan pekerja (SIGSTOP) dan menaruh tugas dalam antreannya; --end mencairkannya",
            "freezes the worker (SIGSTOP) and puts tasks into its queue; --end thaws it",
        ),
    ),
    IncidentKind(
        name=STUCK,
        title=Phrase("Perjalanan tidak dapat dilanjutkan program", "The code does not go on with a journey"),
        means=Phrase(
            "Versi program yang berjalan tidak dapat melanjutkan proses ini. Proses menunggu tanpa kehilangan apa pun.",
            "The version that runs does not go on with this process. It waits, and nothing of it is lost.",
        ),
        affects=Phrase(
            "Siapa pun yang bertindak di perjalanan ini belum dijawab; tenggatnya tidak berbunyi.",
            "Whoever acts in this journey is not answered; its deadlines do not fire.",
        ),
        ways=(
            Way(Phrase("Lihat apa yang patah dan di mana.", "See what breaks, and where."), "bimtek replay --all-open"),
            Way(
                Phrase(
                    "Kembali ke versi sebelumnya: jalankan pekerjanya.",
                    "Go back to the version before: start its workers.",
                ),
                "bimtek versions",
            ),
            Way(
                Phrase("Untuk perjalanan ini saja: pindahkan ke versi itu.", "This journey alone: move it there."),
                repair="other_version",
            ),
            Way(
                Phrase(
                    "Bila riwayatnya sendiri yang salah, ulangi dari titik sebelum itu.",
                    "Where its history itself is at fault, run it again from a point before that.",
                ),
                repair="reset",
            ),
        ),
        severity=Severity.NOW,
        by_itself=True,
        drill=Phrase(
            "memulai proses yang kodenya tidak dimiliki pekerja mana pun; --end mengakhirinya",
            "starts a process whose code no worker has; --end ends it",
        ),
    ),
    IncidentKind(
        name=INSTALLATION,
        title=Phrase("Sebuah bagian instalasi perlu ditangani", "A part of the installation has to be seen to"),
        means=Phrase(
            "Pemeriksaan berkala menemukan sesuatu yang tidak bekerja atau segera berhenti bekerja: server, "
            "penyimpanan, ruang disk, sertifikat, jam, migrasi. Rincian menyebut bagiannya.",
            "The regular examination found something that does not work, or will not before long: a server, the store, "
            "room on disk, a certificate, clocks, migrations. The detail names the part.",
        ),
        affects=Phrase("Semua daerah, menurut bagiannya.", "Every region, as the part goes."),
        ways=(LOOK,),
        severity=Severity.NOW,
        by_itself=True,
        drill=Phrase(
            "menghentikan server surel tumpukan lokal; --end menjalankannya lagi",
            "ends the local stack's mail server; --end lets it start again",
        ),
    ),
    IncidentKind(
        name=FAILING,
        title=Phrase("Sesuatu di luar gagal berulang kali", "Something outside fails again and again"),
        means=Phrase(
            "Pencatatan, surat, atau dokumen untuk ini tertunda; dicoba terus sampai berhasil.",
            "Recording, letters or documents for this are held up; they are tried until they succeed.",
        ),
        affects=Phrase(
            "Yang melihat perjalanan ini di halaman melihat keadaan lama, atau tidak mendapat surat.",
            "Whoever looks at this journey sees how it was, or gets no letter.",
        ),
        ways=(
            Way(
                Phrase(
                    "Baca sebab, percobaan, dan waktu percobaan berikutnya di atas; hilangkan sebabnya: server tidak "
                    "menjawab, disk penuh, sertifikat.",
                    "Read cause, attempts and next attempt above, and remove the cause: a server away, a disk full, a "
                    "certificate.",
                ),
                "bimtek doctor",
                page="/operations/health",
            ),
            RUN_NOW,
            Way(
                Phrase(
                    "Bila memang tidak akan pernah berhasil dan tidak ada yang hilang karenanya: lewati.",
                    "Where it can never succeed, and nothing is lost by that: skip it.",
                ),
                repair="skip",
            ),
        ),
        severity=Severity.SOON,
        by_itself=True,
        drill=Phrase(
            "membuat basis data menolak satu perjalanan seakan disknya penuh; --end menghentikannya",
            "has the database refuse one journey as if its disk were full; --end stops that",
        ),
    ),
    IncidentKind(
        name=NOBODY_ACTS,
        title=Phrase("Tidak ada yang bertindak, dan eskalasi sudah habis", "Nobody acts, and the ladder is used up"),
        means=Phrase(
            "Tenggat giliran ini sudah lewat dan semua pengingat serta eskalasi sudah dikirim: sistem tidak akan "
            "melakukan apa-apa lagi.",
            "This turn is past its due date and every reminder and escalation has been sent: the system will do "
            "nothing more.",
        ),
        affects=Phrase(
            "Daerahnya, dan semua yang menunggu sesudah giliran ini.", "The region, and all who wait after this turn."
        ),
        ways=(
            Way(
                Phrase("Lihat giliran siapa, dan hubungi orangnya.", "See whose turn it is, and call them."),
                page="/journeys/{journey}",
            ),
            Way(
                Phrase("Ingatkan lagi.", "Remind them again."),
                "bimtek journey remind {place} --person PERSON --role programme_manager",
            ),
            Way(
                Phrase(
                    "Beri waktu tambahan, ganti orangnya, jeda, atau catat pengunduran diri: keputusan pengelola "
                    "program.",
                    "Grant more time, replace the person, pause, or record a withdrawal: the programme manager "
                    "decides.",
                ),
                "bimtek journey extend {place} --days DAYS --reason REASON --person PERSON --role programme_manager",
            ),
            Way(
                Phrase("Bila tahapnya sendiri keliru: kembalikan.", "Where the stage itself is wrong: move it back."),
                repair="back_to_stage",
            ),
        ),
        severity=Severity.SOON,
        by_itself=True,
        drill=Phrase(
            "memajukan waktu satu perjalanan simulasi sampai eskalasinya habis; waktu itu tidak kembali",
            "moves the time of one simulated journey on until its ladder is used up; that time does not come back",
        ),
    ),
    IncidentKind(
        name=NOT_TOLD,
        title=Phrase("Operator tidak dapat diberi tahu", "Operators cannot be told"),
        means=Phrase(
            "Tidak ada operator yang alamat surelnya diketahui, atau server surel menolak alamatnya: insiden hanya "
            "terlihat di halaman ini dan di kotak tugas.",
            "No operator has a known address, or the mail server refuses it: incidents are seen on this page and in "
            "the inbox only.",
        ),
        affects=Phrase("Para operator program.", "The operators of the programme."),
        ways=(
            Way(
                Phrase("Lihat siapa operatornya, dan tunjuk yang lain.", "See who they are, and appoint another."),
                "bimtek people grant PERSON operator --by OPERATOR --reason REASON",
            ),
            Way(
                Phrase("Betulkan alamatnya di pengaturan orangnya.", "Correct the address of the person."),
                page="/operations/audit",
            ),
        ),
        severity=Severity.NOW,
        by_itself=True,
        drill=Phrase(
            "menghapus alamat surel semua operator contoh dan memulai proses yang macet; --end mengembalikannya",
            "takes the addresses of all sample operators away and starts a process that is stuck; --end mends both",
        ),
    ),
)
"""Most pressing first."""
