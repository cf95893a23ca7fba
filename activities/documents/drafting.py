"""Drafts what an order asks for: takes state, names and texts together and has them typeset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from activities.documents.blocks_reading import STORED
from activities.documents.book import gather_book, make_book
from activities.documents.gather import gather
from activities.documents.layout import title
from activities.documents.make import make
from activities.documents.making import Draft, SealTerms
from activities.documents.qr import BookCode, check_url, qr_svg
from domain.documents import DocumentOrder
from domain.model import Journey
from domain.values import ChapterName, Document
from domain.vocabulary import DocumentKind
from domain.words.phrase import Language


class People(Protocol):
    """Where people's names are."""

    async def names(self, ids: Sequence[str]) -> Mapping[str, str]:
        """The names of those people who are known, by id."""


class Texts(Protocol):
    """Where chapters and pictures are kept."""

    async def get(self, sha256: str) -> bytes | None:
        """The bytes with this hash; None when they are not kept here."""


class TextMissing(Exception):
    """A chapter is named by its hash, and is not kept here."""

    def __init__(self, what: str, sha256: str) -> None:
        super().__init__(f"{what} (SHA-256 {sha256}) is not in the store. Put the file back; it is tried again.")


class Drafter:
    """Makes the documents of journeys in one language."""

    def __init__(self, people: People, texts: Texts, *, language: str, public_url: str) -> None:
        self._people = people
        self._texts = texts
        self._language = Language(language)
        self._public_url = public_url

    async def draft(self, order: DocumentOrder, journey: Journey, at: datetime) -> Draft:
        """The document that an order asks for; the same state, names and texts give the same bytes.

        Raises what the makers raise, and `TextMissing`.
        """
        if order.kind is DocumentKind.BOOK:
            return await self._book(order, journey, at)
        names = await self._people.names(sorted(people_named(journey)))
        model = gather(order, journey, names, at=at)
        made = await make(model, language=self._language, at=at, simulated=journey.simulated)
        seal = SealTerms(name=journey.policy.ministry) if order.kind is DocumentKind.CERTIFICATE else None
        return Draft(title=title(model, self._language), pdf=made.pdf, docx=made.docx, seal=seal)

    async def _book(self, order: DocumentOrder, journey: Journey, at: datetime) -> Draft:
        frozen = _frozen(journey, order.about)
        chapters = {key: await self._text(f"chapter {order.about}/{key}", doc.sha256) for key, doc, _ in frozen}
        texts = {key: content.decode("utf-8", errors="replace") for key, content in chapters.items()}
        # A picture that is not there is told of in the book's notes; a chapter that is not there holds the book up.
        pictures = {sha: await self._texts.get(sha) for sha in sorted(_pictures(texts.values()))}
        images = {sha: content for sha, content in pictures.items() if content is not None}
        publication = journey.editions[-1] if journey.editions else journey.publication
        code = BookCode(books=publication.sha256, book=order.about) if publication else None
        address = check_url(self._public_url, code) if code else None
        book = await gather_book(
            journey,
            order.about,
            texts,
            images,
            at=at,
            check_url=address,
            language=self._language,
            qr_svg=qr_svg(address) if address else None,
        )
        made = await make_book(book)
        upload = journey.upload_of(order.about, {key: version for key, _, version in frozen})
        return Draft(
            title=f"{book.title}, {journey.region.name}",
            pdf=made.pdf,
            docx=made.docx,
            original=upload.file if upload else None,
            seal=SealTerms(name=journey.policy.ministry, contact=address),
        )

    async def _text(self, what: str, sha256: str) -> bytes:
        content = await self._texts.get(sha256)
        if content is None:
            raise TextMissing(what, sha256)
        return content


def _frozen(journey: Journey, book: str) -> list[tuple[str, Document, int]]:
    """The chapters of a book as they were frozen: key, text and version."""
    if journey.editions:
        versions = journey.editions[-1].versions
    else:
        assert journey.publication is not None  # books are ordered when they are frozen
        versions = journey.submissions[journey.publication.submission - 1].versions
    found = []
    for (of, key), version in zip(journey.policy.chapters(), versions, strict=True):
        chapter = journey.chapter(ChapterName(book=of, chapter=key))
        if of == book and chapter is not None:
            found.append((key, chapter.versions[version - 1], version))
    return found


def _pictures(texts: Iterable[str]) -> set[str]:
    return {sha for text in texts for sha in STORED.findall(text)}


def people_named(journey: Journey) -> set[str]:
    """Everybody whom a document of a journey may name."""
    found = {member.person for member in journey.members}
    found |= {verdict.mentor for round in journey.rounds for verdict in round.verdicts}
    if journey.commitment is not None:
        found |= {journey.commitment.head, *(signatory.person for signatory in journey.commitment.signatories)}
    for session in journey.sessions:
        found |= set(session.plan.mentors) if session.plan else set()
    return found
