"""Charts as SVG: rows where they belong, words for those who do not see them, and nothing that breaks out."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from api.pages.charts import LABELS, VALUES, WIDTH, Axis, Bar, Span, bars, spans

AXIS = Axis((0, 10, 20), "hari kerja")
PLOT = WIDTH - LABELS - VALUES


def test_a_bar_is_as_long_as_its_number() -> None:
    """Half of the axis is half of the drawing, and the second part begins where the first ends."""
    drawn = ElementTree.fromstring(bars([Bar("Penyusunan", (5, 10), "15")], AXIS, "Judul", "Lima, sepuluh."))
    first, second = drawn.iter("rect")
    assert float(first.attrib["width"]) == pytest.approx(PLOT / 4, abs=0.2)
    assert float(second.attrib["x"]) == pytest.approx(float(first.attrib["x"]) + PLOT / 4, abs=0.2)
    assert [part.attrib["class"] for part in (first, second)] == ["a", "b"]


def test_a_chart_says_itself() -> None:
    """A title, a text for screen readers, every label and value as text."""
    drawn = ElementTree.fromstring(bars([Bar("Telaah", (3,), "3 daerah", "n = 3")], AXIS, "Judul", "Telaah: 3."))
    assert drawn.attrib["role"] == "img" and drawn.attrib["aria-label"] == "Judul"
    assert drawn.findtext("desc") == "Telaah: 3."
    words = [text for text in drawn.itertext() if text.strip()]
    assert {"Telaah", "3 daerah", "n = 3", "hari kerja", "20"} <= set(words)


def test_a_part_of_nothing_is_not_drawn() -> None:
    """An account without days has no bar, and keeps its look for the others."""
    drawn = ElementTree.fromstring(bars([Bar("Kickoff", (0, 4), "4")], AXIS, "Judul", ""))
    assert [part.attrib["class"] for part in drawn.iter("rect")] == ["b"]


def test_a_span_has_its_quarters_and_the_plan() -> None:
    """The box lies between the quarters; the plan is a diamond of its own."""
    drawn = ElementTree.fromstring(spans([Span("Kickoff", (0, 5, 8, 10, 20), 20, "median 8")], AXIS, "Judul", ""))
    (box,) = drawn.iter("rect")
    assert float(box.attrib["width"]) == pytest.approx(PLOT / 4, abs=0.2)
    (plan,) = drawn.iter("path")
    assert plan.attrib["d"].startswith(f"M{LABELS + PLOT:.1f} ")


def test_a_name_is_text_and_nothing_else() -> None:
    """What people are called is escaped, and a long name is cut with the whole of it in its tooltip."""
    name = "Nama <script>alert(1)</script> yang panjang sekali"
    drawn = str(bars([Bar(name, (1,), "1")], AXIS, "<b>", "&"))
    assert "<script" not in drawn and "<b>" not in drawn
    label = next(ElementTree.fromstring(drawn).iter("title"))
    assert label.text == name
    assert re.search("…</text>", drawn)
