"""Reads the documents: their paths, links, fenced examples and the commands they show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = ("activities", "api", "deploy", "docs", "domain", "records", "tests", "workers", "workflows")
"""Whatever begins with one of these in a document is a file or folder of ours."""

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True)
class Page:
    """A document."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the root."""
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        """All of it."""
        return self.path.read_text(encoding="utf-8")

    def fences(self, language: str) -> list[str]:
        """The fenced examples in a language."""
        return [body for found, body in FENCE.findall(self.text) if found == language]

    def codes(self) -> list[str]:
        """What is set in code within the prose."""
        return CODE.findall(FENCE.sub("", self.text))

    def links(self) -> list[str]:
        """The targets of links within the repository."""
        return [target for target in LINK.findall(self.text) if "://" not in target]

    def files(self) -> set[str]:
        """The paths of ours that are named in code, from the root or from the page's own folder."""
        words = {word for code in self.codes() for word in code.split()}
        words |= {word for body in self.fences("console") for word in body.split()}
        ours = tuple(f"{folder}/" for folder in FOLDERS)
        # A name with <…> in it stands for many.
        return {word.rstrip(",;:.") for word in words if word.startswith(ours) and "<" not in word}

    def own_files(self) -> set[str]:
        """In a folder's README: what stands in code in the first column of its tables."""
        rows = re.findall(r"^\| (`.*?) \|", self.text, re.MULTILINE)
        return {code for row in rows for code in CODE.findall(row)}

    def commands(self) -> Iterator[list[str]]:
        """The words of every `bimtek …` in an example, without the name itself: each could be typed as it stands."""
        for body in self.fences("console"):
            for line in body.splitlines():
                if line.startswith("$ bimtek"):
                    yield shlex.split(line)[2:]

    def mentions(self) -> Iterator[list[str]]:
        """The words of every `bimtek …` in the prose, which may leave out what a command needs."""
        for code in self.codes():
            if code.startswith("bimtek "):
                yield shlex.split(code)[1:]


def pages() -> list[Page]:
    """Every document: those in the root, in docs, and the README of each folder."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    for folder in FOLDERS:
        found += (ROOT / folder).rglob("README.md")
    return [Page(path) for path in sorted(set(found))]


def readmes() -> list[Page]:
    """The README of each of our folders."""
    return [Page(ROOT / folder / "README.md") for folder in FOLDERS if folder != "docs"]
