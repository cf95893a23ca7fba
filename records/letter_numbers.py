"""The numbers of letters: counted a pattern and a year, given with the signature and never twice; see `give`."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from string import Formatter

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from pydantic import AwareDatetime

from domain.errors import LetterNumberTaken
from domain.shape import Frozen, Key, Line, Person
from records.statements import statements

MOST = 999_999_999
"""The highest serial there is."""


class NumbersBusy(Exception):
    """Somebody else's letter of the same series is being signed for longer than one waits."""

    def __init__(self) -> None:
        super().__init__("Another letter is just being signed, and numbers follow each other. Try again in a moment.")


class NumberGiven(Exception):
    """A number was asked for by hand for a letter that has another already."""

    def __init__(self, key: str, number: str) -> None:
        super().__init__(f"“{key}” has the number {number} already and keeps it. Leave --number out.")


class Series(Frozen):
    """The letters that are numbered together: those of a pattern and a year; demonstrations by themselves."""

    pattern: Line
    year: int
    simulated: bool

    def serials(self) -> str:
        """What finds the serial in a whole number of this series, as a regular expression that PostgreSQL knows."""
        places = {"serial": f"([0-9]{{1,{len(str(MOST))}}})", "month": "[0-9]{2}", "year": str(self.year)}
        parts = [re.escape(text) + places.get(name or "", "") for text, name, _, _ in Formatter().parse(self.pattern)]
        return f"^{''.join(parts)}$"


class Signatory(Frozen):
    """Who signs, and in which office."""

    signer: Person
    office: Line


class SignedCopy(Frozen):
    """A signed file: the whole letter number on it, its hash and its size."""

    number: Line
    signed: str
    signed_size: int


class NumberedLetter(SignedCopy, Signatory):
    """A letter that has its number: who signed it at which instant, and what came of it."""

    journey: Key
    key: Key
    year: int
    serial: int
    given_at: AwareDatetime


Sign = Callable[[int], Awaitable[SignedCopy]]
"""Makes the letter with a serial, has it signed, and keeps the file."""


class LetterNumbers:
    """The register of numbers."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def of(self, journey: str, key: str) -> NumberedLetter | None:
        """A letter that has its number; None while it has none."""
        row = await self._pool.fetchrow(statements("letter_numbers")["numbered_letter"], journey, key)
        return NumberedLetter(**dict(row)) if row else None

    async def give(
        self,
        series: Series,
        journey: str,
        key: str,
        signatory: Signatory,
        *,
        at: AwareDatetime,
        sign: Sign,
        wanted: int | None = None,
    ) -> NumberedLetter:
        """Number and sign a letter: the next serial of the series, or the one `wanted`, once `sign` has succeeded.

        What the same person signed in the same office before is given again, file and all. Another signatory signs
        anew under the letter's number, as long as the year is the same. No number is given to a signature that fails,
        and one letter of a series is signed at a time, so that none is left out.
        Raises `LetterNumberTaken`, `NumberGiven`, `NumbersBusy`, and what `sign` raises.
        """
        sql = statements("letter_numbers")
        async with self._pool.acquire() as connection, connection.transaction():
            try:
                await connection.execute(sql["wait_briefly"])
                await connection.execute(sql["lock_series"], series.pattern, series.simulated)
            except asyncpg.LockNotAvailableError as error:
                raise NumbersBusy from error
            row = await connection.fetchrow(sql["numbered_letter"], journey, key)
            known = NumberedLetter(**dict(row)) if row else None
            if known is not None and wanted not in (None, known.serial):
                raise NumberGiven(key, known.number)
            if known is not None and (known.signer, known.office) == (signatory.signer, signatory.office):
                return known
            kept = known.serial if known is not None and known.year == series.year else wanted
            serial = await _free(connection, series, journey, key, kept)
            copy = await sign(serial)
            letter = NumberedLetter(
                **signatory.model_dump(),
                **copy.model_dump(),
                journey=journey,
                key=key,
                year=series.year,
                serial=serial,
                given_at=at,
            )
            await connection.execute(
                sql["note_number"],
                series.pattern,
                series.simulated,
                *(getattr(letter, name) for name in ("year", "serial", "journey", "key", "number", "signer", "office")),
                *(getattr(letter, name) for name in ("given_at", "signed", "signed_size")),
            )
        return letter


async def _free(connection: PoolConnectionProxy, series: Series, journey: str, key: str, wanted: int | None) -> int:
    """The serial that is wanted, or the next one. What journals name counts too: this table may have been lost."""
    told = (series.pattern, series.simulated, series.year, series.serials())
    if wanted is None:
        serial: int = await connection.fetchval(statements("letter_numbers")["next_serial"], *told)
        return serial
    if await connection.fetchval(statements("letter_numbers")["serial_taken"], *told, wanted, journey, key):
        raise LetterNumberTaken(number=wanted)
    return wanted
