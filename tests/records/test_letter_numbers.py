"""The register of letter numbers on a real PostgreSQL: each once, in order, and only with a signature."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from domain.errors import LetterNumberTaken
from records.letter_numbers import (
    LetterNumbers,
    NumberedLetter,
    NumberGiven,
    NumbersBusy,
    Series,
    Signatory,
    SignedCopy,
)
from records.statements import statements

PATTERN = "B.{serial}/DJAI (AI.01)/{month}/{year}"
SERIES = Series(pattern=PATTERN, year=2019, simulated=False)
AT = datetime(2019, 11, 4, 3, 0, tzinfo=UTC)
DIRECTOR = Signatory(signer="direktur", office="Direktur LAIP")
PLT = Signatory(signer="direktur", office="Plt. Direktur LAIP")


class Broken(Exception):
    """A signature that fails."""


def signing(series: Series = SERIES, note: str = "a", slowly: float = 0.0) -> Callable[[int], Awaitable[SignedCopy]]:
    """Somebody who signs whatever number is given."""

    async def sign(serial: int) -> SignedCopy:
        await asyncio.sleep(slowly)
        number = series.pattern.format(serial=serial, month="11", year=series.year)
        return SignedCopy(number=number, signed=note * 64, signed_size=serial)

    return sign


async def failing(serial: int) -> SignedCopy:
    """Somebody whose passphrase is wrong."""
    raise Broken


async def give(pool: asyncpg.Pool, journey: str, series: Series = SERIES, wanted: int | None = None) -> NumberedLetter:
    """Number the first letter of a journey."""
    return await LetterNumbers(pool).give(
        series, journey, "assessment-letter.2", DIRECTOR, at=AT, sign=signing(series), wanted=wanted
    )


async def known(pool: asyncpg.Pool, journey: str, number: str, *, simulated: bool = False) -> None:
    """A journey whose journal names a signed letter, while the register does not."""
    columns = {
        record["column_name"]: record["data_type"]
        for record in await pool.fetch(
            "select column_name, data_type from information_schema.columns "
            "where table_name = 'journeys' and is_nullable = 'NO'"
        )
    }
    blank = {"text": "'x'", "boolean": "false", "integer": "1", "bigint": "1", "ARRAY": "'{}'", "jsonb": "'{}'"}
    values = {name: blank.get(kind, "now()") for name, kind in columns.items()}
    values |= {"journey_id": f"'{journey}'", "simulated": str(simulated).lower()}
    await pool.execute(f"insert into journeys ({', '.join(values)}) values ({', '.join(values.values())})")
    await pool.execute(
        "insert into documents (journey_id, key, kind, about, seq, made_at, title, pdf, pdf_size, number) "
        "values ($1, 'assessment-letter.2', 'assessment_letter', '', 2, $2, 'Surat', 'x', 1, $3)",
        journey,
        AT,
        number,
    )


async def test_letters_signed_at_the_same_time_get_numbers_without_a_gap(pool: asyncpg.Pool) -> None:
    """Twelve at once get 1 to 12."""
    given = await asyncio.gather(*(give(pool, f"j-{n}") for n in range(12)))
    assert sorted(letter.serial for letter in given) == list(range(1, 13))
    assert {letter.number for letter in given} == {f"B.{n}/DJAI (AI.01)/11/2019" for n in range(1, 13)}


async def test_a_letter_keeps_its_number_and_its_file(pool: asyncpg.Pool) -> None:
    """Asked for again, at once or later, it is the same letter, and nothing is signed a second time."""
    numbers = LetterNumbers(pool)
    both = await asyncio.gather(give(pool, "j-1"), give(pool, "j-1"))
    assert both[0] == both[1] == await numbers.of("j-1", "assessment-letter.2")
    again = await numbers.give(
        SERIES, "j-1", "assessment-letter.2", DIRECTOR, at=AT + timedelta(days=400), sign=failing
    )
    assert (again.serial, again.given_at, again.signed) == (1, AT, "a" * 64)
    assert await numbers.of("j-1", "kickoff-invitation.2") is None


async def test_a_signature_that_fails_takes_no_number(pool: asyncpg.Pool) -> None:
    """The next letter gets the number that the failed one would have had."""
    await give(pool, "j-1")
    with pytest.raises(Broken):
        await LetterNumbers(pool).give(SERIES, "j-2", "k", DIRECTOR, at=AT, sign=failing)
    assert await LetterNumbers(pool).of("j-2", "k") is None
    assert (await give(pool, "j-3")).serial == 2


async def test_another_signatory_signs_anew_under_the_same_number(pool: asyncpg.Pool) -> None:
    """The file is another, the number stays; in the next year it is one of that year."""
    first = await give(pool, "j-1")
    await give(pool, "j-2")
    numbers = LetterNumbers(pool)
    later = AT + timedelta(hours=1)
    place = ("j-1", first.key, PLT)
    second = await numbers.give(SERIES, *place, at=later, sign=signing(note="b"))
    assert (second.serial, second.number, second.office) == (1, first.number, PLT.office)
    assert (second.given_at, second.signed) == (later, "b" * 64)
    next_year = SERIES.model_copy(update={"year": 2020})
    third = await numbers.give(
        next_year, "j-1", first.key, DIRECTOR, at=AT + timedelta(days=90), sign=signing(next_year)
    )
    assert (third.year, third.number) == (2020, "B.1/DJAI (AI.01)/11/2020")


async def test_series_are_counted_by_themselves(pool: asyncpg.Pool) -> None:
    """Each pattern, each year, and the demonstrations begin at 1."""
    await give(pool, "j-1")
    others = [
        SERIES.model_copy(update={"pattern": "S-{serial}/{year}"}),
        SERIES.model_copy(update={"year": 2020}),
        SERIES.model_copy(update={"simulated": True}),
    ]
    assert [(await give(pool, f"other-{n}", series)).serial for n, series in enumerate(others)] == [1, 1, 1]


async def test_a_number_by_hand_is_taken_once_and_gone_on_from(pool: asyncpg.Pool) -> None:
    """A number of the office's own register is given, refused to another letter, and the next one follows it."""
    assert (await give(pool, "j-1", wanted=116)).number == "B.116/DJAI (AI.01)/11/2019"
    with pytest.raises(LetterNumberTaken, match="116"):
        await give(pool, "j-2", wanted=116)
    assert (await give(pool, "j-2")).serial == 117
    assert (await give(pool, "j-1", wanted=116)).serial == 116
    with pytest.raises(NumberGiven, match=r"B\.116"):
        await give(pool, "j-1", wanted=200)


async def test_numbers_that_only_journals_name_are_not_given_again(pool: asyncpg.Pool) -> None:
    """With the register lost and the read tables rebuilt, numbers go on after the highest of the series and year."""
    await known(pool, "j-1", "B.41/DJAI (AI.01)/03/2019")
    await known(pool, "j-2", "B.99/DJAI (AI.01)/03/2018")
    await known(pool, "j-3", "S-77/2019")
    await known(pool, "j-4", "B.88/DJAI (AI.01)/03/2019", simulated=True)
    with pytest.raises(LetterNumberTaken, match="41"):
        await give(pool, "j-9", wanted=41)
    assert (await give(pool, "j-9")).serial == 42


@pytest.mark.parametrize("pattern", ["{serial:03}/{month}/{year}", "100%.{serial}+[a]/{year}", "{year}/{serial}"])
def test_the_serial_is_found_in_a_number_of_any_pattern(pattern: str) -> None:
    """Leading zeros, signs that mean something to an expression, and any order."""
    series = Series(pattern=pattern, year=2019, simulated=False)
    found = re.fullmatch(series.serials(), pattern.format(serial=12, month="03", year=2019))
    assert found is not None
    assert int(found[1]) == 12
    assert re.fullmatch(series.serials(), pattern.format(serial=12, month="03", year=2018)) is None


async def test_who_has_to_wait_too_long_is_told(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature that hangs holds up the series, not the other people at their desks for ever."""
    monkeypatch.setitem(statements("letter_numbers"), "wait_briefly", "set local lock_timeout = '100ms'")
    slow = LetterNumbers(pool).give(SERIES, "j-1", "k", DIRECTOR, at=AT, sign=signing(slowly=1.0))
    first = asyncio.create_task(slow)
    await asyncio.sleep(0.3)
    with pytest.raises(NumbersBusy):
        await give(pool, "j-2")
    assert (await first).serial == 1
