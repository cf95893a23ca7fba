"""Signing a letter: in the signer's own request it gets its number, is signed through the `Signer` and recorded.

The passphrase is handed to the `Signer` and to nobody else. Whatever fails before the signature is there takes no
number; whatever fails afterwards is made good by the same request again, which sends the same file.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import asyncpg
from pydantic import Field, SecretStr

from activities.documents.drafting import people_named
from activities.documents.gather import gather
from activities.documents.layout import letter_number
from activities.documents.make import make
from activities.documents.making import PDF, Files
from activities.documents.models import OfficialPaper
from activities.documents.shapes import SignedBy
from activities.documents.signer import Signer, SignerIdentity
from api.desk import Answer, JourneyUnknown
from domain import journey as rules
from domain.calendar import local_date
from domain.documents import DocumentOrder
from domain.messages import Actor, Command, SignDocument
from domain.model import Journey, JourneyDocument
from domain.shape import Frozen, Key, Line
from domain.values import Document
from domain.vocabulary import Role
from domain.words.phrase import Language
from records.letter_numbers import MOST, LetterNumbers, NumberedLetter, Series, Signatory, SignedCopy
from records.people import People, PersonRecord
from records.reading import Reading
from records.states import States


class OfficeMissing(Exception):
    """Who is not the director has to say in which office he signs."""

    def __init__(self, signatory: str) -> None:
        super().__init__(
            f"Say with --office in which office you sign, such as “a.n. {signatory}”. "
            f"Left out, it is the director's, who alone signs in it."
        )
        self.signatory = signatory


class LetterToSign(Frozen):
    """Which letter is signed by whom; `office` None is the director's, `number` None the next one."""

    journey: Key
    key: Key
    actor: Actor
    office: Line | None = None
    number: int | None = Field(default=None, ge=1, le=MOST)


class LetterSigned(Frozen):
    """A letter that is signed: its number, its file, and what the journey answered."""

    letter: NumberedLetter
    title: Line
    answer_recorded: bool
    """Whether lists show it already."""
    entries: tuple[int, int]


class Acts(Protocol):
    """Where acts are sent; `api.desk.Desk` is one."""

    async def send(self, journey: str, command: Command) -> Answer:
        """Send a command; one sent again with the same id and content is done once."""


class Signing:
    """Has letters signed. `samples` says whether made-up people may be given a certificate, as on a local stack."""

    def __init__(
        self, pool: asyncpg.Pool, acts: Acts, files: Files, signer: Signer, *, language: Language, samples: bool
    ) -> None:
        self._reading = Reading(pool)
        self._states = States(pool)
        self._people = People(pool)
        self._numbers = LetterNumbers(pool)
        self._acts = acts
        self._files = files
        self._signer = signer
        self._language = language
        self._samples = samples

    async def sign(self, asked: LetterToSign, passphrase: SecretStr, now: datetime) -> LetterSigned:
        """Number, sign and record a letter. The same request after an unknown outcome gives the same file.

        Raises the refusals of the act before anything is done, `OfficeMissing`, `JourneyUnknown`, what the `Signer`
        and the register of numbers raise, `StoreFailed`, and what sending an act raises.
        """
        now = now.replace(microsecond=0)
        journey = await self._reading.state(asked.journey)
        if journey is None or isinstance(rules.next_step(journey, now), rules.Finish):
            raise JourneyUnknown(asked.journey)
        office = _office(journey, asked)
        made = _permitted(journey, asked, office, now)
        letter = await self._numbered(journey, made, asked, office, passphrase, now)
        signed = Document(sha256=letter.signed, size=letter.signed_size, title=made.pdf.title)
        act = SignDocument(key=made.key, number=letter.number, signed=signed, office=letter.office)
        # An id by the file: the same again is a repeat, and another's signature is an act of its own.
        command = Command(id=f"sign-{letter.signed[:32]}", actor=asked.actor, act=act)
        answer = await self._acts.send(asked.journey, command)
        receipt = answer.receipt
        return LetterSigned(
            letter=letter,
            title=made.pdf.title,
            answer_recorded=answer.recorded,
            entries=(receipt.first_seq, receipt.last_seq),
        )

    async def _numbered(
        self,
        journey: Journey,
        made: JourneyDocument,
        asked: LetterToSign,
        office: str,
        passphrase: SecretStr,
        now: datetime,
    ) -> NumberedLetter:
        policy = journey.policy.documents
        assert policy is not None  # a letter was made
        then, at = await self._states.after(journey.id, made.seq)
        order = DocumentOrder(journey=journey.id, seq=made.seq, kind=made.document, about=made.about)
        person = asked.actor.person
        people = await self._people.find(sorted({*people_named(then), person}))
        who = people.get(person) or PersonRecord(id=person, name=person)
        model = gather(order, then, {known.id: known.name for known in people.values()}, at=at)
        assert isinstance(model, OfficialPaper)  # all letters are
        by = SignedBy(name=who.name, office=office, at=now)

        async def sign(serial: int) -> SignedCopy:
            simulated, language = journey.simulated, self._language
            made_out = await make(model, language=language, at=now, simulated=simulated, serial=serial, signed=by)
            signed = await self._signer.sign(
                made_out.pdf,
                signer=SignerIdentity(person=person, name=who.name, sample=who.sample and self._samples),
                passphrase=passphrase,
                reason=made.pdf.title,
                place=policy.place,
                at=now,
            )
            stored = await self._files.put(signed, PDF)
            number = letter_number(model, self._language, serial=serial, signed=by)
            return SignedCopy(number=number, signed=stored.sha256, signed_size=stored.size)

        return await self._numbers.give(
            Series(
                pattern=policy.letter_number,
                year=local_date(now, model.office_zone).year,
                simulated=journey.simulated,
            ),
            journey.id,
            made.key,
            Signatory(signer=person, office=office),
            at=now,
            sign=sign,
            wanted=asked.number,
        )


def _office(journey: Journey, asked: LetterToSign) -> str:
    if asked.office is not None:
        return asked.office
    policy = journey.policy.documents
    signatory = policy.signatory if policy else journey.policy.ministry
    if asked.actor.role is not Role.DIRECTOR:
        raise OfficeMissing(signatory)
    return signatory


def _permitted(journey: Journey, asked: LetterToSign, office: str, now: datetime) -> JourneyDocument:
    """The letter, once the rules would take the act as the journey is recorded. Raises their refusals."""
    made = next((made for made in journey.documents if made.key == asked.key), None)
    nothing = Document(sha256="0" * 64, size=0, title="–")
    act = SignDocument(key=asked.key, number="–", signed=made.pdf if made else nothing, office=office)
    rules.decide(journey, Command(id="asked-before-signing", actor=asked.actor, act=act), now)
    assert made is not None  # DocumentUnknown otherwise
    return made
