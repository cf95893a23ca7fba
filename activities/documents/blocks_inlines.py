"""The inline part of pandoc's tree as runs: words with their style, footnotes, and the pictures among them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from activities.documents.blocks import Run, Runs
from activities.documents.blocks_cleaning import Cleaner

ADDRESS = re.compile(r"(https?://|mailto:)[^\s\x00-\x1f]{1,500}")
"""Links that are kept; any other address is printed behind its text."""
Node = dict[str, Any]
STYLES = {"Emph": "italic", "Underline": "italic", "Strong": "bold", "Strikeout": "struck"}
MARKS = {"SingleQuote": ("‘", "’"), "DoubleQuote": ("“", "”")}


@dataclass(frozen=True)
class Picture:
    """A picture where it stands in a paragraph: the hash of a stored image, its alternative text and its caption."""

    image: str
    alt: str
    caption: Runs


Piece = Run | Picture


@dataclass
class Inlines:
    """Turns inline nodes into runs and pictures. `find` gives the hash of the image that an address means, or None."""

    find: Callable[[str], str | None]
    cleaner: Cleaner
    lost_pictures: list[str] = field(default_factory=list)
    raw: int = 0
    formulas: int = 0

    def pieces(self, nodes: Iterable[Node], style: Run | None = None) -> list[Piece]:
        """The pieces in order, neighbours of one style joined."""
        found: list[Piece] = []
        said = style or Run(text="")
        words: list[str] = []  # plain words in a row: most of a text, and made one run at once
        for node in nodes:
            match node["t"]:
                case "Str":
                    words.append(node["c"])
                case "Space" | "SoftBreak":
                    words.append(" ")
                case "LineBreak":
                    words.append("\n")
                case _:
                    self._say(found, "".join(words), said)
                    words = []
                    self._add(found, node, said)
        self._say(found, "".join(words), said)
        return _joined(found)

    def runs(self, nodes: Iterable[Node]) -> Runs:
        """The runs alone, where no picture can stand: a picture is named in words."""
        return tuple(
            piece if isinstance(piece, Run) else Run(text=f"[gambar: {piece.alt}]") for piece in self.pieces(nodes)
        )

    def _add(self, found: list[Piece], node: Node, style: Run) -> None:
        kind: str = node["t"]
        content: Any = node.get("c")
        match kind:
            case "Emph" | "Underline" | "Strong" | "Strikeout":
                found += self.pieces(content, style.model_copy(update={STYLES[kind]: True}))
            case "Superscript" | "Subscript":
                raised = "sup" if kind == "Superscript" else "sub"
                found += self.pieces(content, style.model_copy(update={"raised": raised}))
            case "Quoted":
                opening, closing = MARKS[content[0]["t"]]
                self._say(found, opening, style)
                found += self.pieces(content[1], style)
                self._say(found, closing, style)
            case "Code":
                self._say(found, content[1], style.model_copy(update={"code": True}))
            case "Math":
                self.formulas += 1
                self._say(found, content[1], style.model_copy(update={"italic": True}))
            case "RawInline":
                self.raw += 1
                self._say(found, content[1], style)
            case "Link":
                self._link(found, content[1], content[2][0], style)
            case "Image":
                self._picture(found, content[1], content[2], style)
            case "Note":
                found.append(Run(text="", note=self._note(content)))
            case "SmallCaps":
                found += self.pieces(content, style)
            case "Span" | "Cite":
                found += self.pieces(content[1], style)
            case _:
                self._say(found, " ".join(strings_in(content)), style)

    def _say(self, found: list[Piece], text: str, style: Run) -> None:
        if text and (cleaned := self.cleaner.clean(text)):
            found.append(style.model_copy(update={"text": cleaned}))

    def _link(self, found: list[Piece], nodes: list[Node], address: str, style: Run) -> None:
        address = self.cleaner.clean(address)
        if ADDRESS.fullmatch(address) and style.link is None:
            found += self.pieces(nodes, style.model_copy(update={"link": address})) or [
                style.model_copy(update={"text": address, "link": address})
            ]
            return
        inner = self.pieces(nodes, style)
        found += inner
        # A mark within the document leads nowhere on paper; any other address is shown.
        if address and not address.startswith("#") and address not in _text(inner):
            self._say(found, f" ({address})", style)

    def _picture(self, found: list[Piece], nodes: list[Node], target: list[str], style: Run) -> None:
        address, title = target
        caption = self.runs(nodes)
        alt = _text(list(caption))
        image = self.find(address)
        if image is None:
            shown = self.cleaner.clean(address)
            shown = shown if len(shown) <= 120 else f"{shown[:120]}…"
            self.lost_pictures.append(shown)
            self._say(
                found, f"[gambar tidak dimuat: {alt} ({shown})]" if alt else f"[gambar tidak dimuat: {shown}]", style
            )
            return
        said = self.cleaner.clean(title)
        found.append(Picture(image=image, alt=alt or said, caption=(Run(text=said),) if said else caption))

    def _note(self, blocks: list[Node]) -> Runs:
        """A footnote's paragraphs, one below the other; what is no paragraph there becomes its text."""
        found: list[Run] = []
        for block in blocks:
            if found:
                found.append(Run(text="\n"))
            if block["t"] in ("Para", "Plain"):
                # A footnote within a footnote stands in brackets.
                found += [Run(text=f"[{_text(list(run.note))}]") if run.note else run for run in self.runs(block["c"])]
            else:
                found.append(Run(text=self.cleaner.clean(" ".join(strings_in(block.get("c"))))))
        return tuple(run for run in found if run.text) or (Run(text="–"),)


def strings_in(content: Any) -> list[str]:
    """Every text within a node that is not known by its name: nothing of it is dropped."""
    match content:
        case {"t": "Str" | "Math" | "Code" | "CodeBlock" | "RawInline" | "RawBlock", "c": inner}:
            return [inner] if isinstance(inner, str) else [inner[-1]]
        case {"c": inner}:
            return strings_in(inner)
        case list():
            return [text for inner in content if isinstance(inner, dict | list) for text in strings_in(inner)]
        case _:
            return []


def _text(pieces: list[Piece] | list[Run]) -> str:
    return "".join(piece.text if isinstance(piece, Run) else piece.alt for piece in pieces)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring runs of one style as one run."""
    found: list[Piece] = []
    group: list[Run] = []
    for piece in pieces:
        if isinstance(piece, Run) and not piece.note:
            if group and not _same_style(group[0], piece):
                found.append(_one(group))
                group = []
            group.append(piece)
            continue
        if group:
            found.append(_one(group))
            group = []
        found.append(piece)
    if group:
        found.append(_one(group))
    return found


def _same_style(one: Run, other: Run) -> bool:
    return (one.bold, one.italic, one.code, one.struck, one.raised, one.link) == (
        other.bold,
        other.italic,
        other.code,
        other.struck,
        other.raised,
        other.link,
    )


def _one(group: list[Run]) -> Run:
    return group[0] if len(group) == 1 else group[0].model_copy(update={"text": "".join(run.text for run in group)})
