"""The director of the demonstration signs letters once they are made, at their journey's own time."""

from __future__ import annotations

import asyncio
from functools import partial

from pydantic import SecretStr

from api.cast import sample
from api.demo.actors import BOOKS_WITHIN, PATIENCE, Actors
from api.desk import until_known
from api.signing import LetterToSign, Signing
from domain.documents import LETTERS
from domain.messages import Actor
from domain.model import Journey
from domain.vocabulary import Role

OPENING_LETTERS = 2
"""On the result of the assessment, and to the kickoff."""
PASSPHRASE = SecretStr("simulasi")
"""What opens the made-up director's certificate."""


async def sign_opening_letters(actors: Actors, signing: Signing, journey_id: str) -> None:
    """Sign the letters of a journey's opening. Raises `TimeoutError` when they are not made for too long."""
    async with asyncio.timeout(BOOKS_WITHIN.total_seconds()):
        while len(letters := _letters(await actors.look(journey_id))) < OPENING_LETTERS:  # noqa: ASYNC110
            await asyncio.sleep(0.5)
    now = await actors.now(journey_id)
    director = Actor(person=sample.PROGRAMME[Role.DIRECTOR], role=Role.DIRECTOR)
    for key in letters:
        letter = LetterToSign(journey=journey_id, key=key, actor=director)
        await until_known(partial(signing.sign, letter, PASSPHRASE, now), within=PATIENCE)


def _letters(journey: Journey) -> list[str]:
    return [made.key for made in journey.documents if made.document in LETTERS]
