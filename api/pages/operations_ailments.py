"""What is amiss with one journey, each with what it means and the repairs that help: `ailments`, from plain facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from temporalio.client import WorkflowExecutionStatus

from api.pages.operations_engine import LONG_HISTORY, Engine
from api.pages.rendering import with_query
from api.pages.repair_words import title_of
from api.repairs.waiting import Waiting
from api.repairs.work import rule_of
from domain.words.phrase import Phrase
from records.bookings import ClaimedDay
from records.orders import WaitingDocument

NEW_REPAIR = "/operations/repairs/new"

ENDINGS: Mapping[WorkflowExecutionStatus, Phrase] = {
    WorkflowExecutionStatus.RUNNING: Phrase("berjalan", "running"),
    WorkflowExecutionStatus.COMPLETED: Phrase("selesai", "completed"),
    WorkflowExecutionStatus.FAILED: Phrase("gagal", "failed"),
    WorkflowExecutionStatus.CANCELED: Phrase("dibatalkan", "cancelled"),
    WorkflowExecutionStatus.TERMINATED: Phrase("dihentikan paksa", "terminated"),
    WorkflowExecutionStatus.CONTINUED_AS_NEW: Phrase("dilanjutkan di proses baru", "continued in a new run"),
    WorkflowExecutionStatus.TIMED_OUT: Phrase("habis waktu", "timed out"),
}
"""How a run stands."""


@dataclass(frozen=True)
class Remedy:
    """Something that helps: what it is called, and where it is done."""

    title: Phrase
    address: str


@dataclass(frozen=True)
class Ailment:
    """One thing that is amiss; `detail` are the system's own words, `remedies` the likeliest first."""

    title: Phrase
    means: Phrase
    detail: str | None = None
    remedies: tuple[Remedy, ...] = ()
    grave: bool = True


@dataclass(frozen=True)
class Facts:
    """What was found out about a journey. `engine` is None when Temporal knows no run, or (`away`) did not answer."""

    journey: str
    ended: bool
    recorded: int
    """The last entry in the journal."""
    away: bool
    engine: Engine | None
    waiting: Sequence[Waiting]
    """Activities that are not over."""
    undelivered: Sequence[str]
    """Keys of the messages that reached nobody and were passed on by nobody."""
    documents: Sequence[WaitingDocument]
    """Documents that are not made yet."""
    held: Sequence[ClaimedDay]
    """Mentors' days that sessions hold without an act, for longer than an act takes."""
    differences: Sequence[str] | None
    """Where records and history do not agree; None when that was not looked at."""


def remedy(kind: str, journey: str, **fields: str | int | None) -> Remedy:
    """The repair of a kind, with what is filled in already."""
    address = with_query(NEW_REPAIR, {"kind": kind, "journey": journey, **fields})
    return Remedy(title_of(kind), address)


def ailments(facts: Facts) -> tuple[Ailment, ...]:
    """Everything that is amiss, what holds up the rest first."""
    return (
        *_of_the_run(facts),
        *_of_activities(facts),
        *_of_records(facts),
        *_of_what_is_sent(facts),
        *_of_claims(facts),
    )


def _of_the_run(facts: Facts) -> Iterator[Ailment]:
    engine, journey = facts.engine, facts.journey
    if facts.away:
        yield Ailment(
            Phrase("Temporal tidak menjawab", "Temporal does not answer"),
            Phrase(
                "Tidak ada yang hilang; perjalanan menunggu. Yang tampak di bawah hanya dari basis data.",
                "Nothing is lost; the journey waits. What is shown below comes from the database only.",
            ),
            remedies=(Remedy(Phrase("Periksa semua server", "Examine all servers"), "/operations/health"),),
        )
    elif engine is None:
        if not facts.ended:
            yield Ailment(
                Phrase("Temporal tidak mengenal proses ini", "Temporal knows no run of this journey"),
                Phrase(
                    "Basis data menganggapnya berjalan, tetapi prosesnya tidak ada: tindakan ditolak. Pulihkan "
                    "Temporal dari cadangan (docs/operations.md).",
                    "The database takes it for running, but there is no run: acts are refused. Restore Temporal from "
                    "its backup (docs/operations.md).",
                ),
            )
    elif not engine.running and not facts.ended:
        yield Ailment(
            Phrase("Prosesnya berhenti sebelum perjalanan selesai", "The run ended before the journey did"),
            Phrase(
                "Tindakan ditolak dan tenggat tidak berjalan, sampai prosesnya dijalankan lagi dari riwayatnya.",
                "Acts are refused and deadlines do not pass, until it is run again from its history.",
            ),
            remedies=(remedy("reset", journey),),
        )
    elif engine.waits_for is not None:
        others = (remedy("other_version", journey),) if engine.pinned else ()
        yield Ailment(
            Phrase(f"Tidak ada pekerja untuk versi {engine.waits_for}", f"No worker runs version {engine.waits_for}"),
            Phrase(
                "Perjalanan menunggu; tindakan belum dijawab. Jalankan pekerja versi itu, atau pindahkan perjalanan.",
                "The journey waits; acts are not answered. Start workers of that version, or move the journey.",
            ),
            remedies=(*others, Remedy(Phrase("Periksa semua server", "Examine all servers"), "/operations/health")),
        )
    elif engine.stuck is not None:
        yield Ailment(
            Phrase("Program tidak dapat melanjutkan perjalanan ini", "The code does not go on with this journey"),
            Phrase(
                "Ia menunggu tanpa kehilangan apa pun; tindakan baru belum dijawab. Biasanya versi pekerja yang salah.",
                "It waits and loses nothing; new acts are not answered. Most often the version of workers is wrong.",
            ),
            detail=engine.stuck,
            remedies=(remedy("other_version", journey), remedy("reset", journey)),
        )
    elif engine.running and engine.head is None:
        yield Ailment(
            Phrase("Prosesnya tidak menjawab pertanyaan", "The run does not answer"),
            Phrase(
                "Pekerja mungkin sibuk atau baru mulai. Muat ulang halaman ini sebentar lagi.",
                "Workers may be busy or have just started. Load this page again in a moment.",
            ),
            grave=False,
        )
    if engine is not None and engine.events >= LONG_HISTORY:
        yield Ailment(
            Phrase("Riwayat proses ini panjang", "The history of this run is long"),
            Phrase(
                f"{engine.events} peristiwa; prosesnya dilanjutkan di proses baru begitu tenang.",
                f"{engine.events} events; it goes on in a new run as soon as it is quiet.",
            ),
            grave=False,
        )


def _of_activities(facts: Facts) -> Iterator[Ailment]:
    for each in facts.waiting:
        if each.cause is not None:
            yield _failing(facts.journey, each)


def _failing(journey: str, each: Waiting) -> Ailment:
    rule = rule_of(each.kind)
    skips = (remedy("skip", journey, activity=each.name),) if rule.skippable else ()
    tried = each.attempt if each.tried else each.attempt - 1
    return Ailment(
        Phrase(f"Gagal berulang kali: {rule.does.id}", f"Fails again and again: {rule.does.en}"),
        Phrase(
            f"Sudah {tried} kali; dicoba terus sampai berhasil. Atasi sebabnya dulu, lalu coba sekarang.",
            f"{tried} times so far; it is tried until it succeeds. Mend the cause first, then try now.",
        ),
        detail=each.cause,
        remedies=(remedy("run_now", journey, activity=each.name), *skips),
    )


def _of_records(facts: Facts) -> Iterator[Ailment]:
    head = facts.engine.head if facts.engine else None
    behind = head.seq - facts.recorded if head else 0
    if behind > 0:
        yield Ailment(
            Phrase(f"{behind} catatan belum masuk basis data", f"{behind} entries are not in the database yet"),
            Phrase(
                "Tindakannya diterima dan aman di Temporal; halaman menyusul begitu pencatatan berhasil.",
                "The acts are taken and safe in Temporal; pages catch up once recording succeeds.",
            ),
            grave=False,
        )
    elif behind < 0:
        yield Ailment(
            Phrase("Jurnal tahu lebih banyak daripada prosesnya", "The journal knows more than the run"),
            Phrase(
                "Temporal mungkin dipulihkan dari cadangan lama. Jangan memperbaiki apa pun sebelum membaca "
                "docs/operations.md.",
                "Temporal may have been restored from an old backup. Repair nothing before reading docs/operations.md.",
            ),
        )
    if facts.differences:
        yield Ailment(
            Phrase("Tabel, jurnal, dan riwayat tidak sama", "Tables, journal and history do not agree"),
            Phrase(
                "Yang tampak di halaman mungkin bukan keadaan sebenarnya; riwayat tetap benar.",
                "What pages show may not be how it is; the history is still the truth.",
            ),
            detail="\n".join(facts.differences),
            remedies=(remedy("rebuild_rows", facts.journey),),
        )


def _of_what_is_sent(facts: Facts) -> Iterator[Ailment]:
    if facts.undelivered:
        count = len(facts.undelivered)
        only = facts.undelivered[0] if count == 1 else None
        messages = with_query("/operations/messages", {"view": "undelivered", "journey": facts.journey})
        yield Ailment(
            Phrase(f"{count} pesan tidak sampai", f"{count} messages did not arrive"),
            Phrase(
                "Betulkan alamatnya lebih dulu, lalu kirim lagi; atau sampaikan sendiri dan catat.",
                "Have the address corrected first, then send again; or pass it on by hand and note that.",
            ),
            remedies=(
                remedy("send_again", facts.journey, message=only or "all"),
                Remedy(Phrase("Lihat pesan-pesannya", "See the messages"), messages),
            ),
        )
    failed = [each for each in facts.documents if each.last_error]
    if failed:
        yield Ailment(
            Phrase(f"{len(failed)} dokumen gagal dibuat", f"{len(failed)} documents cannot be made"),
            Phrase(
                "Dicoba terus, paling jarang tiap sepuluh menit. Atasi sebabnya, lalu coba lagi sekarang.",
                "They are tried on, at least every ten minutes. Mend the cause, then try again now.",
            ),
            detail="\n".join(f"{each.key}: {each.last_error}" for each in failed),
            remedies=(
                remedy("run_now", facts.journey, activity="all"),
                Remedy(
                    Phrase("Lihat dokumen-dokumennya", "See the documents"),
                    with_query("/operations/documents", {"journey": facts.journey}),
                ),
            ),
        )


def _of_claims(facts: Facts) -> Iterator[Ailment]:
    for session in sorted({day.session for day in facts.held}):
        yield Ailment(
            Phrase(
                f"Hari pembimbing untuk bimtek {session} tertahan", f"The mentors' days of bimtek {session} are held"
            ),
            Phrase(
                "Diambil untuk jadwal yang tidak pernah tercatat; daerah lain tidak dapat memakainya.",
                "They were taken for a date that was never recorded; other regions cannot have them.",
            ),
            remedies=(remedy("release_claim", facts.journey, claim=f"session-{session}"),),
            grave=False,
        )
