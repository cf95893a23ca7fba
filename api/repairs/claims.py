"""Giving back what somebody holds and does nothing with: mentors' days of a session, tasks that were claimed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from api.repairs.copy import Copy, copied
from api.repairs.kind import CannotRepair
from api.services import Services
from domain.repairs import Consequence, Doing, Rehearsal, ReleaseClaim, What
from domain.vocabulary import TimeZone
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_days, spell_moment
from records.bookings import CLAIM_HOLDS, Bookings, ClaimedDay
from records.claims import ClaimLine, Claims

NOTHING = Phrase(
    "Tidak ada hari pembimbing atau tugas yang tertahan pada daerah ini.",
    "This journey holds no mentor's day without an act, and nobody has claimed a task of it.",
)
NO_TASK = Phrase("Tidak ada yang memegang tugas itu.", "Nobody has claimed that task.")


class ReleaseClaimRepair:
    """Harmless: a claim keeps others away and decides nothing; whoever needs it claims it again."""

    async def rehearse(self, services: Services, journey: str, spec: ReleaseClaim) -> Rehearsal:
        """List what is given back, whose it is and since when."""
        copy = await copied(services, journey)
        days, tasks, refused = await _chosen(services, copy, spec)
        zone = copy.journey.region.zone
        found = [_days(session, list(some), zone) for session, some in groupby(days, key=lambda each: each.session)]
        found += [_task(each, zone) for each in tasks]
        return Rehearsal(
            journey=journey,
            as_of=copy.now,
            seq=copy.journey.seq,
            consequences=() if refused else tuple(found),
            refused=refused,
        )

    async def do(self, services: Services, journey: str, spec: ReleaseClaim, doing: Doing) -> Phrase:
        """Give it back. What is given back already is not there any more, and that is said."""
        days, tasks, refused = await _chosen(services, await copied(services, journey), spec)
        if refused is not None:
            if refused in (NOTHING, NO_TASK):
                return Phrase("Sudah tidak tertahan lagi.", "Nothing is held any more.")
            raise CannotRepair(refused)
        given = await Bookings(services.pool).release_stuck(journey, spec.session) if days else 0
        for each in tasks:
            given += await Claims(services.pool).release(journey, each.key, each.person)
        return Phrase(f"Dilepas: {given} hari atau tugas.", f"Given back: {given} days or tasks.")


async def _chosen(
    services: Services, copy: Copy, spec: ReleaseClaim
) -> tuple[Sequence[ClaimedDay], Sequence[ClaimLine], Phrase | None]:
    """The days and tasks that are meant, or why they cannot be given back."""
    journey, everything = copy.journey.id, spec.session is None and spec.task is None
    held = await Bookings(services.pool).without_act(journey)
    days = [each for each in held if everything or each.session == spec.session]
    claimed = await Claims(services.pool).of(journey, datetime.now(UTC))
    tasks = [each for each in claimed if everything or each.key == spec.task]
    if spec.task is not None and not tasks:
        return days, tasks, NO_TASK
    if spec.session is not None and not days:
        return days, tasks, _no_days(copy, spec.session)
    young = [each for each in days if datetime.now(UTC) - each.claimed_at < CLAIM_HOLDS]
    if young and not everything:
        return days, tasks, _too_young(young[0].session)
    stuck = [each for each in days if each not in young]
    return stuck, tasks, None if stuck or tasks else NOTHING


def _no_days(copy: Copy, session: int) -> Phrase:
    """Why a session has nothing to give back: its days belong to an act, or it holds none."""
    planned = [each for each in copy.journey.sessions if each.number == session]
    if not planned or planned[0].plan is None:
        return NOTHING
    return Phrase(
        f"Hari pembimbing untuk bimtek {session} sudah tercatat sebagai jadwal, bukan klaim yang tertahan. Untuk "
        "melepasnya, pindahkan jadwal bimtek itu.",
        f"The mentors' days of bimtek {session} belong to a date that is recorded, and are no claim. To free them, "
        "move that session.",
    )


def _too_young(session: int) -> Phrase:
    minutes = CLAIM_HOLDS // timedelta(minutes=1)
    return Phrase(
        f"Hari untuk bimtek {session} baru saja diklaim: tindakannya mungkin sedang dikirim. Tunggu {minutes} menit.",
        f"The days of bimtek {session} were claimed just now: their act may be on its way. Wait {minutes} minutes.",
    )


def _days(session: int, days: Sequence[ClaimedDay], zone: TimeZone) -> Consequence:
    mentors = ", ".join(sorted({each.mentor for each in days}))
    which = sorted({each.day for each in days})
    since = min(each.claimed_at for each in days)
    indonesian, english = ((spell_days(which, language), spell_moment(since, zone, language)) for language in Language)
    return Consequence(
        what=What.DATE,
        said=Phrase(
            f"Bimtek {session}: {indonesian[0]} dilepas bagi {mentors}; diklaim sejak {indonesian[1]} tanpa tindakan.",
            f"Bimtek {session}: {english[0]} is given back for {mentors}; claimed since {english[1]} without an act.",
        ),
    )


def _task(each: ClaimLine, zone: TimeZone) -> Consequence:
    indonesian, english = (spell_moment(each.claimed_at, zone, language) for language in Language)
    return Consequence(
        what=What.NOTE,
        said=Phrase(
            f"Tugas {each.key} dilepas dari {each.person}, yang memegangnya sejak {indonesian}.",
            f"Task {each.key} is given back by {each.person}, who has held it since {english}.",
        ),
    )
