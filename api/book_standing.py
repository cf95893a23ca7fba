"""What the QR code of a published book leads to: the publication's standing, as facts and in a sentence."""

from __future__ import annotations

from activities.documents.qr import BookCode
from api.checking import Finding, MadeLookup, of_record
from domain.shape import Frozen
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_moment
from records.documents import KnownDocument

SENTENCES: dict[Finding, Phrase] = {
    Finding.PUBLISHED: Phrase(
        "{title}, {region}, diterbitkan {published}, edisi {edition}, dan masih berlaku.",
        "{title}, {region}, was published on {published}, edition {edition}, and is in force.",
    ),
    Finding.SUPERSEDED: Phrase(
        "{title}, {region}, diterbitkan {published}, edisi {edition}. Sudah ada edisi yang lebih baru.",
        "{title}, {region}, was published on {published}, edition {edition}. There is a newer edition.",
    ),
    Finding.WITHDRAWN: Phrase(
        "Tidak berlaku lagi. {title}, {region}, diterbitkan {published} dan ditarik {withdrawn}: {reason}",
        "No longer in force. {title}, {region}, was published on {published} and withdrawn on {withdrawn}: {reason}",
    ),
}
NOT_YET = Phrase("{title}, {region}, belum diterbitkan.", "{title}, {region}, is not published yet.")
HOW = Phrase(
    "Kode QR dapat ditempelkan pada berkas lain. Hanya berkas dengan SHA-256 ini yang asli.",
    "A QR code can be put on any file. Only a file with this SHA-256 is genuine.",
)


class BookStanding(Frozen):
    """A published book behind a QR code: what became of it, in a word and in a sentence.

    It says nothing about the file that bears the code: that is genuine only with the SHA-256 `document.pdf`.
    """

    finding: Finding
    sentence: str
    how_to_check: str
    document: KnownDocument


async def book_behind(code: BookCode, known: MadeLookup, language: Language) -> BookStanding | None:
    """What a QR code leads to; None when nothing was published under it."""
    found = await known.by_code(code.books, code.book)
    if not found:
        return None
    finding = of_record(found[0])
    phrase = SENTENCES.get(finding, NOT_YET)
    return BookStanding(
        finding=finding,
        sentence=phrase.into(language).format(**_facts(found[0], language)),
        how_to_check=HOW.into(language),
        document=found[0],
    )


def _facts(document: KnownDocument, language: Language) -> dict[str, str]:
    published = document.published_at or document.made_at
    withdrawn = document.withdrawn_at
    return {
        "title": document.title,
        "region": document.region_name,
        "edition": str(document.edition),
        "published": spell_moment(published, document.zone, language),
        "withdrawn": spell_moment(withdrawn, document.zone, language) if withdrawn else "",
        "reason": document.withdrawal_reason or "",
    }
