"""A session that a document shows: commands after `$`, and below each what it prints, `…` standing for anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """A command and what it is said to print."""

    command: str
    printed: str

    def matches(self, text: str) -> bool:
        """Whether a text is what was said, lines broken anywhere."""
        said = " ".join(self.printed.split())
        pattern = ".*?".join(re.escape(part.strip()) for part in said.split("…"))
        return re.fullmatch(f"(?s){pattern}", " ".join(text.split())) is not None


def steps(document: Path, heading: str) -> Iterator[Step]:
    """The steps of the first console block below a heading."""
    section = document.read_text(encoding="utf-8").split(f"\n{heading}\n", 1)[1]
    block = re.search(r"```console\n(.*?)```", section, re.DOTALL)
    assert block is not None, f"{heading} has no console block"
    for part in re.split(r"(?m)^\$ ", block[1])[1:]:
        command, printed, open_ = "", [], True
        for line in part.splitlines():
            if open_:
                command += line + "\n"
                open_ = line.endswith("\\")
            else:
                printed.append(line)
        yield Step(command.rstrip("\n"), "\n".join(printed))
