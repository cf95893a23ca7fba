"""Measure (g): pages per second of Buku 2, and the time and memory of all the books of a cohort of 25 regions."""

from __future__ import annotations

import asyncio
import io
import resource
import time
from collections.abc import Mapping

import pypdf

from activities.documents.book import Book, gather_book, make_book
from activities.documents.book_pdf import write_pdf
from activities.documents.images import sha256_of
from domain.model import Journey
from domain.words.phrase import Language
from tests.activities.documents.book_sample import AT, drawing, journey, programmes, text
from tests.bench.bench_stack import Bench
from tests.bench.results import Goal, Reading, Result, Value

ROUNDS = 3
PAGES = 120
PARAGRAPHS = 40
"""In both sections of every chapter, three times: they make Buku 2 some 120 pages long."""
REGIONS = 25
AT_ONCE = 2
PAGES_A_SECOND = 30.0
COHORT_WITHIN = 180.0
MEMORY_WITHIN = 600.0


async def measure_books(bench: Bench) -> list[Result]:
    """A long Buku 2 in each round, then 75 books; the stack has nothing to do meanwhile."""
    return await book_costs()


async def book_costs() -> list[Result]:
    """The same without a stack, which making books does not need."""
    plan = await _gathered(journey(programmes=programmes(60)), "buku-2", PARAGRAPHS)
    speeds, pages = [], 0
    for _ in range(ROUNDS):
        began = time.monotonic()
        pdf = await write_pdf(plan)
        took = time.monotonic() - began
        pages = len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
        speeds.append(pages / took)
    began = time.monotonic()
    await _cohort()
    cohort = time.monotonic() - began
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [
        Value(
            f"books: pages a second, Buku 2 of {PAGES} pages",
            tuple(speeds),
            "pages/s",
            "a book of 120 pages in four seconds: less than anybody waits for a download",
            Goal.AT_LEAST,
            PAGES_A_SECOND,
        ),
        Reading("books: pages of the measured Buku 2", (float(pages),), "pages"),
        Value(
            f"books: the {REGIONS * 3} books of {REGIONS} regions, PDF and DOCX",
            (cohort,),
            "s",
            "a cohort that ends on one day has its books within three minutes, on one worker",
            Goal.AT_MOST,
            COHORT_WITHIN,
        ),
        Value(
            "books: largest process that made one",
            (megabytes,),
            "MiB",
            "two at once beside a worker on a machine of 4 GiB",
            Goal.AT_MOST,
            MEMORY_WITHIN,
        ),
    ]


async def _gathered(region: Journey, key: str, paragraphs: int) -> Book:
    book = next(book for book in region.policy.books if book.key == key)
    texts: Mapping[str, str] = {chapter.key: text(chapter.title, paragraphs) for chapter in book.chapters}
    images = {sha256_of(drawing()): drawing()}
    return await gather_book(region, key, texts, images, at=AT, check_url=None, language=Language.ID)


async def _cohort() -> None:
    """Every book of every region, two at once as a worker makes them."""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, key: str) -> None:
        region = journey()
        named = region.region.model_copy(update={"name": f"Kabupaten Contoh {number}"})
        async with free:
            await make_book(await _gathered(region.model_copy(update={"region": named}), key, 8))

    keys = [book.key for book in journey().policy.books]
    await asyncio.gather(*(one(number, key) for number in range(REGIONS) for key in keys))
