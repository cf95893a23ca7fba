"""Pandoc's tree made simple enough to be written as the Markdown that chapters are kept in, with nothing dropped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from activities.documents.blocks_inlines import strings_in
from activities.documents.blocks_reading import CAPTION, MARKDOWN
from activities.documents.pandoc import pandoc

Node = dict[str, Any]
WRITTEN = f"{MARKDOWN}-raw_html-definition_lists-autolink_bare_uris"
"""What is written: nothing that reading would print as HTML."""
PLAIN_ESCAPES = re.compile(r"([\\`*_\[\]<>~^&|$])")
LINE_ESCAPES = re.compile(r"^(\s*)([#+=:-]|\d+(?=[.)]))", re.MULTILINE)


async def write_markdown(nodes: Sequence[Node], picture: Callable[[str], str | None]) -> str:
    """The nodes as Markdown; `picture` gives the address of a picture that is kept, None for one that is not."""
    tree = {"pandoc-api-version": [1, 23, 1], "meta": {}, "blocks": _blocks(nodes, picture)}
    written = await pandoc(
        ["--from", "json", "--to", WRITTEN, "--wrap", "none"], json.dumps(tree, ensure_ascii=False).encode()
    )
    return written.decode().strip() + "\n"


def escaped(text: str) -> str:
    """Plain text as Markdown that reads as that text."""
    safe = PLAIN_ESCAPES.sub(r"\\\1", text)
    return LINE_ESCAPES.sub(lambda m: f"{m[1]}{m[2]}\\" if m[2].isdigit() else f"{m[1]}\\{m[2]}", safe)


def count(nodes: Sequence[Node], kind: str) -> int:
    """How many nodes of a kind there are, at any depth."""
    return sum(node["t"] == kind for node in walk(nodes))


def words_in(nodes: Sequence[Node]) -> int:
    """How many words there are, at any depth."""
    return len(" ".join(flat(node) for node in nodes).split())


def walk(content: Any) -> Iterator[Node]:
    """Every node within, at any depth."""
    waiting = [content]
    while waiting:
        match waiting.pop():
            case {"t": _} as node:
                yield node
                waiting.append(node.get("c"))
            case list() as items:
                waiting += reversed(items)


def flat(content: Any) -> str:
    """The text of nodes in reading order; footnotes left out."""
    found: list[str] = []
    waiting = [content]
    while waiting:
        match waiting.pop():
            case {"t": "Note"}:
                continue
            case {"t": "Str", "c": text}:
                found.append(text)
            case {"t": "Space" | "SoftBreak"}:
                found.append(" ")
            case {"t": "LineBreak"}:
                found.append("\n")
            case {"t": "Code" | "CodeBlock" | "Math" | "RawInline" | "RawBlock", "c": [*_, str() as text]}:
                found.append(text)
            case {"t": "Para" | "Plain" | "Header", "c": inner}:
                waiting += [{"t": "LineBreak"}, inner]
            case {"c": inner}:
                waiting.append(inner)
            case list() as items:
                waiting += reversed([item for item in items if isinstance(item, dict | list)])
    return "".join(found).strip()


def _blocks(nodes: Sequence[Node], picture: Callable[[str], str | None]) -> list[Node]:
    return [made for node in nodes for made in _block(node, picture)]


def _block(node: Node, picture: Callable[[str], str | None]) -> list[Node]:
    kind: str = node["t"]
    content: Any = node.get("c")
    match kind:
        case "Para" | "Plain":
            return [{"t": kind, "c": _inlines(content, picture)}]
        case "Header":
            return [{"t": "Header", "c": [content[0], ["", [], []], _inlines(content[2], picture)]}]
        case "Div":
            return _blocks(content[1], picture)
        case "Figure":
            said = [{"t": "Para", "c": caption}] if (caption := _caption(content[1], picture)) else []
            return [*_blocks(content[2], picture), *said]
        case "BlockQuote":
            return [{"t": kind, "c": _blocks(content, picture)}]
        case "BulletList":
            return [{"t": kind, "c": [_blocks(item, picture) for item in content]}]
        case "OrderedList":
            return [{"t": kind, "c": [content[0], [_blocks(item, picture) for item in content[1]]]}]
        case "DefinitionList":
            return [
                made
                for term, meanings in content
                for made in (
                    {"t": "Para", "c": [{"t": "Strong", "c": _inlines(term, picture)}]},
                    *({"t": "BlockQuote", "c": _blocks(meaning, picture)} for meaning in meanings),
                )
            ]
        case "Table":
            return _table(content, picture)
        case "CodeBlock" | "HorizontalRule":
            return [node]
        case "LineBlock":
            return [{"t": "Para", "c": _inlines([n for line in content for n in (*line, {"t": "LineBreak"})], picture)}]
        case _:
            return [{"t": "CodeBlock", "c": [["", [], []], "\n".join(strings_in(node))]}]


def _table(content: list[Any], picture: Callable[[str], str | None]) -> list[Node]:
    """A table of single lines: joined cells become one with empty ones beside and below it."""
    specs, head, bodies, foot = content[2], content[3], content[4], content[5]
    columns = len(specs)
    rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
    busy = [0] * columns
    lines: list[list[list[Node]]] = []
    for row in rows:
        line: list[list[Node]] = [[] for _ in range(columns)]
        column = 0
        for cell in row[1]:
            while column < columns and busy[column]:
                column += 1
            at = min(column, columns - 1)
            line[at] = [*line[at], *_one_line(cell[4], picture)]
            for place in range(column, min(column + cell[3], columns)):
                busy[place] = max(cell[2], 1)
            column += cell[3]
        busy = [max(left - 1, 0) for left in busy]
        lines.append(line)
    made = [
        [["", [], []], [[["", [], []], {"t": "AlignDefault"}, 1, 1, [{"t": "Plain", "c": cell}]] for cell in line]]
        for line in lines
    ]
    top = made[: max(len(head[1]), 1)]
    caption = _caption(content[1], picture)
    if caption and not CAPTION.match(flat(caption)):
        caption = [{"t": "Str", "c": "Tabel:"}, {"t": "Space"}, *caption]
    said = [{"t": "Para", "c": caption}]
    plain_specs = [[spec[0], {"t": "ColWidthDefault"}] for spec in specs]
    body = [["", [], []], 0, [], made[len(top) :]]
    table = [["", [], []], [None, []], plain_specs, [["", [], []], top], [body], [["", [], []], []]]
    return [*(said if caption else []), {"t": "Table", "c": table}]


def _caption(content: list[Any], picture: Callable[[str], str | None]) -> list[Node]:
    """A caption as one line."""
    return _one_line(content[1], picture)


def _one_line(blocks: Sequence[Node], picture: Callable[[str], str | None]) -> list[Node]:
    """The blocks of a cell as one line."""
    found: list[Node] = []
    for block in _blocks(blocks, picture):
        if found:
            found.append({"t": "Space"})
        if block["t"] in ("Para", "Plain"):
            found += [{"t": "Space"} if node["t"] in ("LineBreak", "SoftBreak") else node for node in block["c"]]
        else:
            found.append({"t": "Str", "c": " ".join(flat(block).split())})
    return found


def _inlines(nodes: Sequence[Node], picture: Callable[[str], str | None]) -> list[Node]:
    return [made for node in nodes for made in _inline(node, picture)]


def _inline(node: Node, picture: Callable[[str], str | None]) -> list[Node]:
    kind: str = node["t"]
    content: Any = node.get("c")
    match kind:
        case "Emph" | "Strong" | "Strikeout" | "Superscript" | "Subscript":
            inner = _inlines(content, picture)
            return [{"t": kind, "c": inner}] if inner else []
        case "Underline":
            inner = _inlines(content, picture)
            return [{"t": "Emph", "c": inner}] if inner else []
        case "SmallCaps":
            return _inlines(content, picture)
        case "Span" | "Cite":
            return _inlines(content[1], picture)
        case "Quoted":
            opening, closing = ("‘", "’") if content[0]["t"] == "SingleQuote" else ("“", "”")
            return [{"t": "Str", "c": opening}, *_inlines(content[1], picture), {"t": "Str", "c": closing}]
        case "Link":
            inner = _inlines(content[1], picture)
            # A mark within the file, such as one of the table of contents, leads nowhere once chapters are apart.
            return inner if content[2][0].startswith("#") else [{"t": kind, "c": [["", [], []], inner, content[2]]}]
        case "Image":
            address = picture(content[2][0])
            alt = _inlines(content[1], picture)
            if address is None:
                said = flat(alt)
                return [{"t": "Str", "c": f"[gambar: {said}]" if said else "[gambar]"}]
            return [{"t": kind, "c": [["", [], []], alt, [address, ""]]}]
        case "Note":
            return [{"t": kind, "c": _blocks(content, picture)}]
        case "Math" | "RawInline":
            return [{"t": "Str", "c": content[1]}]
        case _:
            return [node]
