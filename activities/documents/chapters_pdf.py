"""The lines of an uploaded PDF, and the text of its chapters; read in a process of its own under limits."""

from __future__ import annotations

import asyncio
import json
import math
import os
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from activities.documents import chapters_pdf_process as process
from activities.documents.chapters_archive import BookRefused
from activities.documents.chapters_headings import NUMBERED, Line
from activities.documents.chapters_markdown import escaped

SECONDS = 120.0
MEMORY = 2_000_000_000
REASONS = {
    process.DAMAGED: "Berkas PDF rusak dan tidak dapat dibaca. Simpan ulang sebagai PDF.",
    process.LOCKED: "Berkas PDF terkunci kata sandi. Simpan tanpa kata sandi.",
    process.TOO_MANY_PAGES: f"Berkas PDF lebih dari {process.MOST_PAGES} halaman. Bagilah bukunya.",
    process.TOO_LARGE: "Berkas PDF terlalu besar untuk dibaca dalam batas memori. Bagilah bukunya.",
}
RUNNING = 4
"""A line at the edge of that many pages, its page number aside, is a running head and not text."""
EDGE = 2
PAGE_NUMBER = re.compile(r"^\d+\s+|\s+\d+$")
SENTENCE_END = re.compile(r"[.:;!?”\"]$")


@dataclass
class PdfText:
    """A PDF as it was read: a line for each line of its pages."""

    lines: list[Line]
    pages: list[int]
    """The page of each line, counted from 0."""
    pictures_on: list[int]
    """How many pictures each page has."""
    without_text: list[int]
    """Pages, counted from 1, on which there are pictures and no text."""

    def tables(self, first: int, end: int) -> int:
        """Tables cannot be told from text in a PDF."""
        return 0

    def images(self, first: int, end: int) -> int:
        """How many pictures stand on the pages of some lines; one on a shared page counts for both chapters."""
        if first >= end:
            return 0
        return sum(self.pictures_on[self.pages[first] : self.pages[end - 1] + 1])

    async def markdown(self, first: int, end: int) -> str:
        """The text of some lines, joined to paragraphs."""
        return paragraphs([line.text for line in self.lines[first:end]])


async def read_pdf(file: bytes) -> PdfText:
    """Read a PDF. Raises BookRefused when it is damaged, locked, too large, or a scan without text."""
    with tempfile.TemporaryDirectory(prefix="book-") as folder:
        given, made = Path(folder) / "book.pdf", Path(folder) / "text.json"
        await asyncio.to_thread(given.write_bytes, file)
        status = await _run(given, made)
        if status in REASONS:
            raise BookRefused(REASONS[status])
        if status != 0:
            # Ended by a signal: the system refused memory or processor time.
            raise BookRefused("Berkas PDF tidak dapat dibaca dalam batas waktu dan memori. Bagilah bukunya.")
        pages = json.loads(await asyncio.to_thread(made.read_text, encoding="ascii"))["pages"]
    return _text(pages)


async def _run(given: Path, made: Path) -> int:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        process.__file__,
        str(given),
        str(made),
        str(math.ceil(SECONDS)),
        str(MEMORY),
        env={"PATH": os.defpath},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            return await child.wait()
    except TimeoutError as error:
        raise BookRefused("Berkas PDF tidak dapat dibaca dalam batas waktu. Bagilah bukunya.") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


def _text(pages: list[dict[str, Any]]) -> PdfText:
    texts = [[closed_up(line.strip()) for line in page["lines"] if line.strip()] for page in pages]
    if not any(texts):
        raise BookRefused(
            "Berkas PDF tidak berisi teks, agaknya hasil pindaian. Unggah PDF dari pengolah kata, atau berkas DOCX."
        )
    heads = _running_heads(texts)
    found = PdfText([], [], [int(page["images"]) for page in pages], [])
    seen: set[str] = set()
    for number, lines in enumerate(texts):
        if not lines and found.pictures_on[number]:
            found.without_text.append(number + 1)
        for place, line in enumerate(lines):
            edge = place < EDGE or place >= len(lines) - EDGE
            if edge and (line.isdigit() or _bare(line) in heads) and not _begins(line, lines[:place], seen):
                continue
            found.lines.append(Line(line, len(line.split()), f"halaman {number + 1}"))
            found.pages.append(number)
    return found


def _begins(line: str, before: list[str], seen: set[str]) -> bool:
    """Whether a running line is here the heading itself: `BAB I …` for the first time, or the line after it."""
    if NUMBERED.match(line) and line not in seen:
        seen.add(line)
        return True
    return bool(before) and bool(NUMBERED.match(before[-1]))


def _bare(line: str) -> str:
    """A line without its page number; the number of a chapter is none."""
    return line if NUMBERED.match(line) else PAGE_NUMBER.sub("", line)


def closed_up(line: str) -> str:
    """A line whose letters stand apart, as headings are sometimes set, as words: `B A B  I` becomes `BAB I`."""
    parts = re.split(r"\s{2,}", line)
    if len(line) < 3 or any(len(letter) > 1 for part in parts for letter in part.split(" ")):
        return line
    return " ".join(part.replace(" ", "") for part in parts)


def _running_heads(texts: list[list[str]]) -> set[str]:
    """Lines that come again and again at the edges of pages."""
    edges = (line for lines in texts for line in dict.fromkeys([*lines[:EDGE], *lines[-EDGE:]]))
    seen = Counter(map(_bare, edges))
    return {line for line, times in seen.items() if times >= RUNNING}


def paragraphs(lines: list[str]) -> str:
    """Lines as Markdown paragraphs: one ends where a line ends a sentence before the full width."""
    if not lines:
        return ""
    full = sorted(map(len, lines))[int(len(lines) * 0.9)] * 0.85
    found: list[str] = []
    current: list[str] = []
    for line in lines:
        current.append(line)
        if SENTENCE_END.search(line) and len(line) < full:
            found.append(" ".join(current))
            current = []
    if current:
        found.append(" ".join(current))
    return "\n\n".join(map(escaped, found)) + "\n"
