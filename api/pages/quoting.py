"""Comments that quote the paragraph they are about: the quotation stands before the remark, as in Markdown."""

from __future__ import annotations

LONGEST_QUOTE = 300
"""Characters of a paragraph that are quoted; they are enough to find it again."""


def with_quote(quote: str, remark: str) -> str:
    """A comment's text: the quoted paragraph, then the remark; the remark alone where nothing is quoted."""
    said = shortened(quote)
    return f"> {said}\n{remark}" if said and remark.strip() else remark


def split_quote(text: str) -> tuple[str | None, str]:
    """The quoted paragraph of a comment, None without one, and the remark."""
    lines = text.split("\n")
    until = next((n for n, line in enumerate(lines) if not line.startswith(">")), len(lines))
    quote = " ".join(line.lstrip("> ").strip() for line in lines[:until]).strip()
    return (quote, "\n".join(lines[until:]).strip()) if quote else (None, text)


def shortened(paragraph: str) -> str:
    """A paragraph as it is quoted: on one line, its end left out where it is long."""
    said = " ".join(paragraph.split())
    return said if len(said) <= LONGEST_QUOTE else f"{said[: LONGEST_QUOTE - 2].rsplit(' ', 1)[0]} …"
