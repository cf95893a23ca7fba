"""The director of the demonstration signs letters once they are made, at their journey's own time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from pydantic import SecretStr

from api.cast import sample
from api.demo.actors import BOOKS_WITHIN, PATIENCE
from api.desk import until_known
from api.signing import LetterToSign, Signing
from domain.documents import LETTERS
from domain.messages import Actor
from domain.vocabulary import Role
from records.reading import Reading

OPENING_LETTERS = 2
"""On the result of the assessment, and to the kickoff."""
PASSPHRASE = SecretStr("simulasi")
"""What opens the made-up director's certificate."""


class Director:
    """Signs what he finds in the records, as people do: they may lag behind a journey for a moment."""

    def __init__(self, reading: Reading, signing: Signing, now: Callable[[str], Awaitable[datetime]]) -> None:
        self._reading = reading
        self._signing = signing
        self._now = now

    async def sign_opening_letters(self, journey_id: str) -> None:
        """Sign the letters of a journey's opening. Raises `TimeoutError` when they are not made for too long."""
        async with asyncio.timeout(BOOKS_WITHIN.total_seconds()):
            while len(letters := await self._letters(journey_id)) < OPENING_LETTERS:  # noqa: ASYNC110 - made elsewhere
                await asyncio.sleep(0.5)
        now = await self._now(journey_id)
        signer = Actor(person=sample.PROGRAMME[Role.DIRECTOR], role=Role.DIRECTOR)
        for key in letters:
            letter = LetterToSign(journey=journey_id, key=key, actor=signer)
            await until_known(partial(self._signing.sign, letter, PASSPHRASE, now), within=PATIENCE)

    async def _letters(self, journey_id: str) -> list[str]:
        recorded = await until_known(lambda: self._reading.state(journey_id), within=PATIENCE)
        return [made.key for made in recorded.documents if made.document in LETTERS] if recorded else []
