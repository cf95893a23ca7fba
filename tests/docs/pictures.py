"""Makes the front page's picture of documents from a finished demonstration: `python -m tests.docs.pictures`."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

import typst

DEMO = Path("var/demo/documents")
PICTURE = Path("docs/pictures/documents.png")
REGION = "Kabupaten Sragen"
SHOWN = (
    ("*Surat undangan Bimtek I *", 1),
    ("*Berita acara Bimtek I *", 1),
    ("*Lembar hasil telaah putaran 1*", 1),
    ("*Sertifikat*", 1),
    ("*Masterplan Smart City*", 1),
    ("*Masterplan Smart City*", 6),
    ("*Masterplan Smart City*", 16),
)
SHEET = """
#set page(width: auto, height: auto, margin: 14pt, fill: rgb("#e8eaee"))
#let pages = json("pages.json")
#grid(columns: 4, gutter: 14pt, align: center + horizon, ..pages.map(((file, page)) =>
  box(fill: white, stroke: 0.4pt + rgb("#b5bac4"), image(file, page: page, width: 200pt, alt: "halaman"))))
"""


def main() -> None:
    """Lay one page each of some documents beside each other and write the picture."""
    shelf = DEMO / REGION
    report = next(DEMO.glob("*.pdf"), None)
    if report is None:
        sys.exit(f"{DEMO} has no documents: run make demo first")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        pages = []
        for number, (pattern, page) in enumerate((*SHOWN, (str(report), 1))):
            source = report if pattern == str(report) else sorted(shelf.glob(f"{pattern}.pdf"))[0]
            shutil.copyfile(source, root / f"{number}.pdf")
            pages.append((f"{number}.pdf", page))
        (root / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
        (root / "sheet.typ").write_text(SHEET, encoding="utf-8")
        made = typst.compile(str(root / "sheet.typ"), root=str(root), format="png", ppi=110.0)
    assert isinstance(made, bytes)
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_bytes(made)


if __name__ == "__main__":
    main()
