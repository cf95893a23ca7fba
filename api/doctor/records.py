"""The doctor's looks at PostgreSQL: the server, its clock, migrations, and what waits or is amiss in the records."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from api.doctor.finding import Finding, Health, same
from api.doctor.patient import Patient
from domain.words.phrase import Phrase
from records.migrate import migrations_folder
from records.retention import Retention
from records.wellbeing import Wellbeing

OLDEST_SERVER = 15
SKEWED, VERY_SKEWED = timedelta(seconds=2), timedelta(seconds=30)
UNSENT_LONG, UNSENT_TOO_LONG = timedelta(minutes=15), timedelta(hours=4)
UNMADE_LONG, UNMADE_TOO_LONG = timedelta(minutes=30), timedelta(hours=6)
KEPT_TOO_LONG = timedelta(days=3)


async def server(patient: Patient) -> Finding:
    """Whether PostgreSQL answers, and whether its version is taken."""
    version = await Wellbeing(patient.pool).server_version()
    number = re.match(r"\d+", version)
    old = number is None or int(number[0]) < OLDEST_SERVER
    todo = Phrase(
        f"Perlu PostgreSQL {OLDEST_SERVER} atau lebih baru.", f"PostgreSQL {OLDEST_SERVER} or newer is needed."
    )
    return Finding("postgres", same("PostgreSQL"), Health.BAD if old else Health.GOOD, same(version), todo)


async def clocks(patient: Patient) -> Finding:
    """How far the database's clock is from this machine's."""
    before = datetime.now(UTC)
    told = await Wellbeing(patient.pool).clock()
    after = datetime.now(UTC)
    apart = max(abs(told - (before + (after - before) / 2)) - (after - before) / 2, timedelta(0))
    health = Health.BAD if apart > VERY_SKEWED else Health.WARN if apart > SKEWED else Health.GOOD
    seconds = apart.total_seconds()
    return Finding(
        "clocks",
        Phrase("Selisih jam", "Clock skew"),
        health,
        same(f"{seconds:.1f} s"),
        Phrase(
            "Samakan jam server (chrony atau timesyncd): tenggat dihitung dengan jam Temporal.",
            "Set the servers' clocks (chrony or timesyncd): deadlines are counted by Temporal's clock.",
        ),
    )


async def migrations(patient: Patient) -> Finding:
    """Whether the database is at the schema of this version."""
    title = Phrase("Migrasi", "Migrations")
    ours = {path.name.partition("_")[0] for path in migrations_folder().glob("*.sql")}
    done = await Wellbeing(patient.pool).migrations()
    if missing := sorted(ours - done):
        todo = Phrase(
            "Jalankan bimtek up, atau dbmate dengan folder records/migrations.",
            "Run bimtek up, or dbmate with the folder records/migrations.",
        )
        return Finding("migrations", title, Health.BAD, same(", ".join(missing)), todo)
    if newer := sorted(done - ours):
        todo = Phrase(
            "Basis data lebih baru dari program ini. Pasang versi yang sesuai.",
            "The database is newer than this program. Install the version that fits.",
        )
        return Finding("migrations", title, Health.BAD, same(", ".join(newer)), todo)
    return Finding("migrations", title, Health.GOOD, same(max(ours)))


async def unsent(patient: Patient) -> Finding:
    """The oldest message that should have left."""
    oldest, count = await Wellbeing(patient.pool).unsent(patient.now)
    return _waiting(
        "unsent",
        Phrase("Pesan belum terkirim", "Messages not sent"),
        patient.now - oldest if oldest else None,
        count,
        (UNSENT_LONG, UNSENT_TOO_LONG),
        Phrase(
            "Periksa server surel dan pekerja; lihat /operations.",
            "Look at the mail server and the workers; see /operations.",
        ),
    )


async def unmade(patient: Patient) -> Finding:
    """The oldest document that was asked for and is not made."""
    oldest, count = await Wellbeing(patient.pool).unmade()
    return _waiting(
        "unmade",
        Phrase("Dokumen belum dibuat", "Documents not made"),
        patient.now - oldest if oldest else None,
        count,
        (UNMADE_LONG, UNMADE_TOO_LONG),
        Phrase("Lihat sebabnya: bimtek incidents list, /operations.", "See why: bimtek incidents list, /operations."),
    )


async def incidents(patient: Patient) -> Finding:
    """How many incidents nobody has resolved."""
    count = await Wellbeing(patient.pool).open_incidents()
    todo = Phrase("Lihat bimtek incidents list.", "See bimtek incidents list.")
    health = Health.WARN if count else Health.GOOD
    return Finding("incidents", Phrase("Insiden terbuka", "Open incidents"), health, same(str(count)), todo)


async def retention(patient: Patient) -> Finding:
    """Whether anything is kept for days beyond its time, and when what is was last removed."""
    retained = Retention(patient.pool, patient.settings.terms())
    past = sum(sum(each.rows.values()) for each in await retained.past_term(patient.now - KEPT_TOO_LONG))
    last = await retained.last_run()
    when = last.ran_at.isoformat(timespec="minutes") if last else None
    return Finding(
        "records_kept",
        Phrase("Masa simpan data", "Retention of records"),
        Health.WARN if past else Health.GOOD,
        Phrase(
            f"{past} baris lewat masa simpannya; terakhir dibersihkan: {when or 'belum pernah'}",
            f"{past} rows past their time; last removed: {when or 'never'}",
        ),
        Phrase(
            "Jalankan bimtek records retain; python -m api.http melakukannya setiap hari, lihat catatannya.",
            "Run bimtek records retain; python -m api.http does so every day, see its log.",
        ),
    )


def _waiting(
    name: str,
    title: Phrase,
    age: timedelta | None,
    count: int,
    limits: tuple[timedelta, timedelta],
    todo: Phrase,
) -> Finding:
    if age is None:
        return Finding(name, title, Health.GOOD, same("0"))
    health = Health.BAD if age > limits[1] else Health.WARN if age > limits[0] else Health.GOOD
    minutes = int(age.total_seconds() // 60)
    said = Phrase(f"{count}, paling lama {minutes} menit", f"{count}, the oldest for {minutes} minutes")
    return Finding(name, title, health, said, todo)
