"""The lines of an uploaded DOCX, and the text of its chapters as Markdown with their pictures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from activities.documents.blocks_reading import CAPTION
from activities.documents.chapters_archive import BookRefused, OpenedDocx, open_docx
from activities.documents.chapters_headings import Line
from activities.documents.chapters_markdown import count, flat, words_in, write_markdown
from activities.documents.images import ImageRefused, ready_image, sha256_of
from activities.documents.pandoc import PandocFailed, PandocLimits, PandocTooLarge, pandoc

Node = dict[str, Any]
LIMITS = PandocLimits(seconds=120.0, heap=2048, answer=48_000_000)
CONTENTS_STYLES = ("toc", "daftar isi", "table of figures")


@dataclass
class DocxText:
    """A DOCX as it was read: its nodes, a line for each, and the pictures that its chapters use."""

    nodes: list[Node]
    lines: list[Line]
    stored: dict[str, bytes]
    pictures: dict[str, bytes] = field(default_factory=dict)
    """The pictures used, by the hash of their bytes."""
    problems: dict[str, str] = field(default_factory=dict)

    def tables(self, first: int, end: int) -> int:
        """How many tables stand between two lines."""
        return count(self.nodes[first:end], "Table")

    def images(self, first: int, end: int) -> int:
        """How many pictures stand between two lines."""
        return count(self.nodes[first:end], "Image")

    async def markdown(self, first: int, end: int) -> str:
        """The text between two lines, its pictures named by their hashes."""
        return await write_markdown(self.nodes[first:end], self._picture)

    def _picture(self, name: str) -> str | None:
        content = self.stored.get(name)
        if content is None:
            self.problems[name] = "tidak ada di dalam berkas"
            return None
        sha256 = sha256_of(content)
        if sha256 in self.pictures:
            return f"sha256:{sha256}"
        try:
            ready_image(content)
        except ImageRefused as refused:
            self.problems[name] = refused.reason
            return None
        self.pictures[sha256] = content
        return f"sha256:{sha256}"


async def read_docx(file: bytes) -> DocxText:
    """Read a DOCX. Raises BookRefused when it is damaged, locked, too large or hostile."""
    opened = await asyncio.to_thread(open_docx, file)
    try:
        tree = await pandoc(["--from", "docx+styles", "--to", "json"], opened.text, limits=LIMITS)
    except PandocTooLarge as error:
        raise BookRefused("Buku terlalu besar untuk dibaca dalam batas waktu dan memori. Bagilah bukunya.") from error
    except PandocFailed as error:
        raise BookRefused("Berkas DOCX tidak dapat dibaca sebagai dokumen. Simpan ulang dari pengolah kata.") from error
    return await asyncio.to_thread(_text, tree, opened)


def _text(tree: bytes, opened: OpenedDocx) -> DocxText:
    try:
        parts = list(_unwrapped(json.loads(tree)["blocks"], ""))
    except RecursionError as error:
        raise BookRefused("Daftar dan tabel dalam buku bersusun terlalu dalam. Kurangi tingkatnya.") from error
    lines = []
    for number, (style, node) in enumerate(parts, 1):
        kind = node["t"]
        text = flat(node) if kind in ("Para", "Plain", "Header") else ""
        level = node["c"][0] if kind == "Header" else _level(style)
        contents = style.casefold().startswith(CONTENTS_STYLES)
        lines.append(Line(text, words_in([node]), f"paragraf {number}", level if text else None, contents))
    return DocxText([node for _, node in parts], lines, opened.pictures)


def _level(style: str) -> int | None:
    """The level of a style that is a heading by its name, in either language, though not by its kind."""
    name = style.casefold()
    if name in ("title", "judul", "judul bab", "chapter title"):
        return 1
    for word in ("heading ", "judul "):
        rest = name.removeprefix(word)
        if rest != name and rest[:1].isdigit():
            return int(rest[0])
    return None


def _unwrapped(nodes: Sequence[Node], style: str) -> list[tuple[str, Node]]:
    """The blocks without the divisions that name their styles; each with its style's name."""
    found: list[tuple[str, Node]] = []
    for node in nodes:
        if node["t"] == "Div":
            attributes = dict(node["c"][0][2])
            found += _unwrapped(node["c"][1], attributes.get("custom-style", style))
        elif style.casefold() in ("caption", "table caption", "keterangan") and node["t"] == "Para":
            found.append((style, _as_caption(node)))
        else:
            found.append((style, node))
    return found


def _as_caption(node: Node) -> Node:
    """A caption whose label is missing gets one, so that it stays a caption in the Markdown."""
    if CAPTION.match(flat(node)):
        return node
    return {"t": "Para", "c": [{"t": "Str", "c": "Tabel:"}, {"t": "Space"}, *node["c"]]}
