"""What was answered to commands that no journey keeps: begun once, kept for a week, free again after a refusal."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import asyncpg

from records.answered import KEPT, UNDER_WAY, Answers, Claim, KnownAnswer, Standing

NOW = datetime(2026, 2, 2, 3, 0, tzinfo=UTC)
CLAIM = Claim("pengelola-program", "kunci-1", "0" * 64)
OTHER = Claim("pengelola-program", "kunci-1", "1" * 64)
DONE = KnownAnswer(status=201, answer='{"cohort": "uji"}')


async def test_of_many_at_once_one_begins(pool: asyncpg.Pool) -> None:
    """Whoever comes second is told that it is under way."""
    begun = await asyncio.gather(*(Answers(pool).begin(CLAIM, NOW) for _ in range(10)))
    assert sorted(str(found) for found in begun) == ["None", *["under_way"] * 9]


async def test_the_answer_is_given_again(pool: asyncpg.Pool) -> None:
    """Kept once, it is what the same command gets from then on; a second one changes nothing."""
    answers = Answers(pool)
    assert await answers.begin(CLAIM, NOW) is None
    await answers.keep(CLAIM, DONE)
    await answers.keep(CLAIM, KnownAnswer(status=200, answer="{}"))
    assert await answers.begin(CLAIM, NOW + timedelta(days=1)) == DONE


async def test_a_key_is_its_persons_own_and_for_one_command(pool: asyncpg.Pool) -> None:
    """Another command with it is refused, under way or done; another person has keys of his own."""
    answers = Answers(pool)
    assert await answers.begin(CLAIM, NOW) is None
    assert await answers.begin(OTHER, NOW + 2 * UNDER_WAY) is Standing.ANOTHER
    assert await answers.begin(Claim("direktur", "kunci-1", "1" * 64), NOW) is None
    await answers.keep(CLAIM, DONE)
    assert await answers.begin(OTHER, NOW) is Standing.ANOTHER


async def test_what_was_never_answered_is_done_again_by_one(pool: asyncpg.Pool) -> None:
    """A minute after a crash, or at once when its outcome is unknown."""
    answers = Answers(pool)
    assert await answers.begin(CLAIM, NOW) is None
    assert await answers.begin(CLAIM, NOW + UNDER_WAY) is Standing.UNDER_WAY
    later = NOW + UNDER_WAY + timedelta(seconds=1)
    again = await asyncio.gather(*(answers.begin(CLAIM, later) for _ in range(5)))
    assert sorted(str(found) for found in again) == ["None", *["under_way"] * 4]
    await answers.let_go(CLAIM, later)
    assert await answers.begin(OTHER, later) is Standing.ANOTHER
    assert await answers.begin(CLAIM, later) is None


async def test_a_refused_command_leaves_its_key_free(pool: asyncpg.Pool) -> None:
    """Nothing was done, so the key may be used for something else; what was answered is not forgotten so."""
    answers = Answers(pool)
    assert await answers.begin(CLAIM, NOW) is None
    await answers.forget(CLAIM)
    assert await answers.begin(OTHER, NOW) is None
    await answers.keep(OTHER, DONE)
    await answers.forget(OTHER)
    assert await answers.begin(OTHER, NOW) == DONE


async def test_answers_are_kept_for_a_week(pool: asyncpg.Pool) -> None:
    """What is older is forgotten when anything begins."""
    answers = Answers(pool)
    assert await answers.begin(CLAIM, NOW) is None
    await answers.keep(CLAIM, DONE)
    assert await answers.begin(CLAIM, NOW + KEPT) == DONE
    assert await answers.begin(Claim("direktur", "x", "2" * 64), NOW + KEPT + timedelta(seconds=1)) is None
    assert await pool.fetchval("select count(*) from answered") == 1
