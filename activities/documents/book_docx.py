"""A book as DOCX, on which people go on working: real headings, tables, footnotes, a table of contents."""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from activities.documents.book import Book
from activities.documents.book_docx_parts import part_nodes
from activities.documents.book_docx_style import reference_docx
from activities.documents.book_docx_tree import CELL, Node, Tree, header, paragraph, raw, words
from activities.documents.book_pdf import parts_said
from activities.documents.book_words import words as book_words
from activities.documents.pandoc import PandocLimits, pandoc
from domain.words.times import month

API = [1, 23, 1]
LINE = 15.8
"""Centimetres of a line of text."""
PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
REFERENCES = re.compile(r"<w:(?:header|footer)Reference\b[^>]*/>")
SECTION = re.compile(r"<w:sectPr\b[^>]*>")
LISTED = 3
"""Levels of headings in the contents."""
FIXED = (1980, 1, 1, 0, 0, 0)
LIMITS = PandocLimits(seconds=120.0, heap=2048)


async def write_docx(book: Book) -> bytes:
    """The book as DOCX. Raises PandocFailed."""
    default = await _default_reference()
    tree = await asyncio.to_thread(_tree, book)
    say = book_words(book.language)
    reference = await asyncio.to_thread(
        reference_docx,
        default,
        head=f"{book.title} · {book.region}",
        mark=say["simulated"] if book.simulated else None,
    )
    written = await pandoc(
        ["--from", "json", "--to", "docx", "--reference-doc", "reference.docx", "--output", "-"],
        json.dumps(tree, ensure_ascii=False).encode(),
        files={"reference.docx": reference, **{image.name: image.content for image in book.images}},
        sandbox=False,  # the tree is ours: it names these files and no other, and has no address that is fetched
        limits=LIMITS,
    )
    return await asyncio.to_thread(_finished, written, book)


_kept: dict[str, bytes] = {}


async def _default_reference() -> bytes:
    """Pandoc's own reference document, asked for once in a process."""
    name = "reference.docx"
    if name not in _kept:
        _kept[name] = await pandoc(["--print-default-data-file", name], b"")
    return _kept[name]


def _tree(book: Book) -> Node:
    say = book_words(book.language)
    images = {image.sha256: image for image in book.images}

    def picture(sha256: str) -> tuple[str, float]:
        image = images[sha256]
        # As on paper: 150 dots an inch, no wider than a line and no taller than 16 cm.
        return image.name, min(LINE, image.width / 150 * 2.54, 16 * image.width / image.height)

    tree = Tree(say["table"], say["figure"], picture)
    nodes: list[Node] = []
    single = len(book.chapters) == 1
    for chapter in book.chapters:
        tree.headings = []
        tree.prefix = _prefix("" if single else f"{chapter.number}.")
        title = words(chapter.title)
        label = [] if single else words(f"{say['chapter'].upper()} {roman(chapter.number)}\n")
        nodes += [header(1, [*label, *title]), *tree.blocks(chapter.blocks)]
        for part, said in parts_said(book, chapter.parts):
            nodes += part_nodes(part, tree.numbered_header(1, words(said)), book, tree)
    for number, (part, said) in enumerate(parts_said(book, book.annexes)):
        letter = chr(ord("A") + number)
        nodes += part_nodes(part, header(1, words(f"{say['annex'].upper()} {letter}\n{said}")), book, tree)
    return {
        "pandoc-api-version": API,
        "meta": {},
        "blocks": [*_cover(book, say), *_contents(say, _headings(nodes)), *nodes],
    }


def _prefix(before: str) -> Callable[[Sequence[int]], str]:
    return lambda numbers: before + ".".join(map(str, numbers))


def roman(number: int) -> str:
    """A chapter's number as it is printed: `IV`."""
    found = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            found += sign
            number -= value
    return found


def _cover(book: Book, say: dict[str, str]) -> list[Node]:
    edition = say["first_edition"] if book.edition == 1 else str(book.edition)
    facts = [
        (say["edition"], edition),
        *([(say["changes"], book.changes)] if book.changes else []),
        (say["dated"], month(book.dated, book.language)),
        *([(say["hash"], book.sha256)] if book.sha256 else []),
        *([(say["check"], book.check_url)] if book.check_url else []),
    ]
    return [
        *([paragraph(say["simulated_long"], "Subtitle")] if book.simulated else []),
        paragraph(f"{book.ministry}\n{book.programme}", "Subtitle"),
        paragraph(f"{say['book'].upper()} {book.volume}", "Author"),
        paragraph(book.title, "Title"),
        paragraph(book.region, "Date"),
        paragraph(book.cohort, "Subtitle"),
        *(paragraph(f"{name}: {value}", CELL) for name, value in facts),
    ]


def _headings(nodes: list[Node]) -> list[tuple[int, str]]:
    """What stands in the contents: the level and the text of every heading down to sub-sections."""
    found = [node["c"] for node in nodes if node["t"] == "Header" and node["c"][0] <= LISTED]
    return [(level, " ".join(_plain(inlines).split())) for level, _, inlines in found]


def _plain(inlines: list[Node]) -> str:
    """Inline nodes as text."""
    said = ""
    for node in inlines:
        match node["t"], node.get("c"):
            case ("Str", str(text)) | ("Code", [_, str(text)]):
                said += text
            case ("Link", [_, list(inner), _]):
                said += _plain(inner)
            case (_, list(inner)):
                said += _plain(inner)
            case _:
                said += " "
    return said


def _contents(say: dict[str, str], headings: list[tuple[int, str]]) -> list[Node]:
    """The table of contents as a field: Word puts in the page numbers, other programs show the headings at least."""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> '
        f'TOC \\o "1-{LISTED}" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    lines = [*headings, (2, say["to_update"])]
    made = ""
    for number, (level, text) in enumerate(lines):
        style = f'<w:pPr><w:pStyle w:val="TOC{level}"/></w:pPr>'
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>' if number == len(lines) - 1 else ""
        said = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        made += f"<w:p>{style}{'' if number else begin}{said}{end}</w:p>"
    return [raw(PAGE_BREAK), paragraph(say["contents"], "TOC Heading"), raw(made)]


def _finished(written: bytes, book: Book) -> bytes:
    """The file with running heads in every section, its title and day, and fixed days in the archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = given.read(name)
            if name == "word/document.xml":
                content = _whole_rows(_with_heads(content.decode())).encode()
            elif name == "docProps/core.xml":
                content = _properties(book).encode()
            entry = zipfile.ZipInfo(name, FIXED)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, content)
    return buffer.getvalue()


def _with_heads(document: str) -> str:
    """The first section gets the heads that pandoc gives to the last: those in between take over from it."""
    references = "".join(dict.fromkeys(REFERENCES.findall(document)))
    first = SECTION.search(document)
    if first is None or first.group().endswith("/>"):
        return document
    rest = document[first.end() :]
    return document[: first.end()] + references + REFERENCES.sub("", rest)


def _whole_rows(document: str) -> str:
    """Rows of pandoc's tables stay on one page. What people wrote is escaped, and never looks like markup."""
    document = document.replace("<w:tr><w:trPr><w:tblHeader", "<w:tr><w:trPr><w:cantSplit/><w:tblHeader")
    return document.replace("<w:tr><w:tc>", "<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc>")


def _properties(book: Book) -> str:
    at = f"{book.at:%Y-%m-%dT%H:%M:%SZ}"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(book.title)}</dc:title><dc:creator>{escape(book.region)}</dc:creator>"
        f"<dc:language>{book.language.value}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{at}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{at}</dcterms:modified></cp:coreProperties>'
    )
