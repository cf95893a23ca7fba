"""Problems in the words of the pages: a title and what to do, in Indonesian or English."""

from __future__ import annotations

import string
from collections.abc import Mapping

from api.http.problems import Problem, all_problems
from api.words.doors import DOORS
from api.words.places import worded
from api.words.refusals import REFUSALS
from domain.words.phrase import Language, Phrase

TITLES: dict[int, Phrase] = {
    400: Phrase("Permintaan tidak terbaca", "The request cannot be read"),
    401: Phrase("Silakan masuk dulu", "Please sign in first"),
    403: Phrase("Bukan untuk Anda", "Not for you"),
    404: Phrase("Tidak ditemukan", "Not found"),
    405: Phrase("Tidak dapat dilakukan di sini", "Not possible here"),
    406: Phrase("Tidak tersedia dalam bentuk itu", "Not available in that form"),
    409: Phrase("Belum dapat dilakukan", "Not possible now"),
    410: Phrase("Sudah tidak berlaku", "No longer valid"),
    412: Phrase("Sudah diubah orang lain", "Somebody else was quicker"),
    413: Phrase("Berkas terlalu besar", "The file is too large"),
    415: Phrase("Jenis berkas tidak diterima", "This kind of file is not taken"),
    422: Phrase("Isian belum benar", "Something is not right"),
    428: Phrase("Versi asal belum disebut", "The version is missing"),
    500: Phrase("Ada kesalahan pada sistem kami", "Something went wrong on our side"),
    503: Phrase("Sistem sedang tidak tersedia", "The system is away for the moment"),
}
NO_NAMES: Mapping[str, str] = {}


def in_words(problem: Problem, language: Language) -> tuple[str, str]:
    """The title of a problem's page, and what it says there."""
    title = TITLES.get(problem.status, Phrase(problem.title, problem.title)).into(language)
    return title, said_of(problem.name, problem.details, language, problem.detail)


def said_of(
    name: str, details: Mapping[str, str], language: Language, otherwise: str, names: Mapping[str, str] = NO_NAMES
) -> str:
    """What a rule or a problem says, with what stands in its places in words; `names` are people's names by id.

    `otherwise` is said where the text is not known, or a place of it is not filled.
    """
    text = text_of(name, language)
    if text is None or not places(text) <= set(details):
        return otherwise
    return text.format(**{place: worded(place, value, language, names) for place, value in details.items()})


def text_of(name: str, language: Language) -> str | None:
    """The text of a rule or a problem, with its places in braces."""
    if language is Language.ID:
        return REFUSALS.get(name) or DOORS.get(name)
    known = all_problems().get(name)
    return known[1] if known else None


def places(text: str) -> set[str]:
    """The names of a text's places."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}
