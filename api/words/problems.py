"""Problems in the words of the pages: a title and what to do, in Indonesian or English."""

from __future__ import annotations

from api.http.problems import Problem
from domain.words.phrase import Language, Phrase

TITLES: dict[int, Phrase] = {
    400: Phrase("Permintaan tidak terbaca", "The request cannot be read"),
    401: Phrase("Silakan masuk dulu", "Please sign in first"),
    403: Phrase("Bukan untuk Anda", "Not for you"),
    404: Phrase("Tidak ditemukan", "Not found"),
    405: Phrase("Tidak dapat dilakukan di sini", "Not possible here"),
    409: Phrase("Belum dapat dilakukan", "Not possible now"),
    412: Phrase("Sudah diubah orang lain", "Somebody else was quicker"),
    413: Phrase("Berkas terlalu besar", "The file is too large"),
    415: Phrase("Jenis berkas tidak diterima", "This kind of file is not taken"),
    422: Phrase("Isian belum benar", "Something is not right"),
    500: Phrase("Ada kesalahan pada sistem kami", "Something went wrong on our side"),
    503: Phrase("Sistem sedang tidak tersedia", "The system is away for the moment"),
}


def in_words(problem: Problem, language: Language) -> tuple[str, str]:
    """The title of a problem's page, and what it says there."""
    title = TITLES.get(problem.status, Phrase(problem.title, problem.title)).into(language)
    return title, problem.detail
