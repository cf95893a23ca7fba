"""`bimtek document sign`: sign a letter with one's own certificate; it gets its number and the journal knows."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from obstore.store import from_url
from pydantic import SecretStr, ValidationError

from activities.documents.certificates import CertificateFailed
from activities.documents.files import ObjectFiles, StoreFailed
from activities.documents.pdf_signature import SigningRefused
from activities.documents.signer import SignerAway
from api.as_of import instant
from api.commands.journeys import Which
from api.commands.up import DataDir, settings_for
from api.desk import Desk
from api.exits import NOT_REACHABLE, Failure
from api.finding import find_journey
from api.output import Json, console, print_json
from api.signing import LetterSigned, LetterToSign, OfficeMissing, Signing
from domain.messages import Actor
from domain.vocabulary import Role
from domain.words.phrase import Language
from records.letter_numbers import MOST, NumberGiven, NumbersBusy
from workers.connections import connect_records, connect_temporal
from workers.local.certificate import has_its_own_database, people_signer
from workers.settings import Settings


def sign(
    journey: Which,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The letter's key, as `bimtek document list` shows it.")],
    person: Annotated[str, typer.Option(help="Who signs: the person's id.")],
    role: Annotated[Role, typer.Option(help="In which role: director or programme_manager.")],
    office: Annotated[
        str | None, typer.Option(help="The office that stands above the name; the policy's signatory for the director.")
    ] = None,
    number: Annotated[
        int | None,
        typer.Option(min=1, max=MOST, help="The serial of the letter's number; numbers then go on after it."),
    ] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help="A file with the passphrase; it is asked for at the terminal if not given.")
    ] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Sign a letter with one's own certificate: it gets its number, once and for ever.

    Made-up people of a local stack are given a certificate marked SIMULASI at their first signature; the passphrase
    typed then, such as “simulasi”, is theirs from then on.
    """
    settings = settings_for(data_dir).resolved()
    try:
        actor = Actor(person=person, role=role)
        wanted = LetterToSign(journey="given-below", key=key, actor=actor, office=office, number=number)
    except ValidationError as error:
        raise Failure(f"--person, --office or KEY is not understood: {error.errors()[0]['msg']}") from None
    passphrase = _read(passphrase_file) if passphrase_file else _asked()
    try:
        signed = asyncio.run(_sign(settings, journey, wanted, passphrase))
    except (CertificateFailed, SigningRefused, OfficeMissing, NumberGiven, NumbersBusy) as error:
        raise Failure(str(error)) from None
    except (SignerAway, StoreFailed) as error:
        raise Failure(str(error), NOT_REACHABLE) from None
    if as_json:
        print_json(signed)
        return
    letter = signed.letter
    screen = console()
    screen.print(f"{letter.journey} {letter.key}: signed, number {letter.number}.", soft_wrap=True, markup=False)
    fetch = f"bimtek document get {letter.journey} {letter.key} --signed --out FILE"
    screen.print(f"SHA-256 {letter.signed}. Fetch it: {fetch}", soft_wrap=True, markup=False)
    if not signed.answer_recorded:
        screen.print("The letter is signed; lists may lag behind for a while.")


def _asked() -> SecretStr:
    """The passphrase as a person types it, unseen."""
    if not sys.stdin.isatty():
        raise Failure("The passphrase is typed at a terminal. Without one, name a file with --passphrase-file.")
    return SecretStr(typer.prompt("Passphrase", hide_input=True, err=True))


def _read(path: Path) -> SecretStr:
    try:
        return SecretStr(path.read_text(encoding="utf-8").rstrip("\r\n"))
    except OSError as error:
        raise Failure(f"{path} cannot be read ({error.strerror}). Name a file that you may read.") from None
    except UnicodeDecodeError:
        # Not the error's own words: they would show what is in the file.
        raise Failure(f"{path} is not UTF-8. Is it the file with the passphrase?") from None


async def _sign(settings: Settings, which: str, wanted: LetterToSign, passphrase: SecretStr) -> LetterSigned:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, instant(None))
        signing = Signing(
            pool,
            Desk(await connect_temporal(settings), pool),
            ObjectFiles(from_url(settings.object_store())),
            people_signer(settings),
            language=Language(settings.language),
            samples=has_its_own_database(settings),
        )
        asked = wanted.model_copy(update={"journey": line.journey_id})
        return await signing.sign(asked, passphrase, datetime.now(UTC))
