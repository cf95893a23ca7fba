"""Charts as SVG, made here so that they need no script and can be printed: bars, stacked bars, spans against a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

WIDTH = 820
LABELS, VALUES = 215, 165
"""Widths left of the drawing for what rows are called, and right of it for what they say."""
ROW, BAR, AXIS = 40, 18, 30
CLASSES = ("a", "b", "c", "d", "e", "f")
"""The looks of the parts of stacked bars, in order (static/programme.css)."""
LONGEST_LABEL = 30
"""Characters of a label; what is longer stands whole in its tooltip, and in the table beside the chart."""
LEAST_INSIDE = 26
"""Pixels that a part needs for its number to stand in it."""


@dataclass(frozen=True)
class Bar:
    """A row of bars: what it is called, the lengths of its parts, what stands at its end, a line below the label."""

    label: str
    parts: tuple[float, ...]
    value: str
    below: str = ""


@dataclass(frozen=True)
class Span:
    """A row of a span: least, lower quarter, middle, upper quarter, most; and where the plan is."""

    label: str
    days: tuple[float, float, float, float, float]
    planned: float
    value: str
    below: str = ""


@dataclass(frozen=True)
class Axis:
    """The values at the foot of a chart, from nought on, and what they are."""

    ticks: Sequence[float]
    title: str


@dataclass
class _Drawing:
    """SVG under way, row by row."""

    axis: Axis
    rows: int
    said: list[Markup] = field(default_factory=list)

    def add(self, text: str, *values: object) -> None:
        self.said.append(Markup(text).format(*values))

    def x(self, value: float) -> float:
        """Where a value lies."""
        most = max(self.axis.ticks) or 1
        return round(LABELS + value / most * (WIDTH - LABELS - VALUES), 1)

    @property
    def foot(self) -> int:
        return self.rows * ROW + 6

    def frame(self) -> None:
        for tick in self.axis.ticks:
            self.add('<line class="grid" x1="{0}" x2="{0}" y1="0" y2="{1}"/>', self.x(tick), self.foot)
            self.add('<text class="small mid" x="{}" y="{}">{:g}</text>', self.x(tick), self.foot + 14, tick)
        self.add('<text class="small end" x="{}" y="{}">{}</text>', WIDTH, self.foot + 14, self.axis.title)

    def label(self, number: int, label: str, below: str, value: str) -> int:
        """The words of a row; gives its middle."""
        middle = number * ROW + ROW // 2
        short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
        self.add('<text class="end" x="{}" y="{}">', LABELS - 10, middle + (0 if below else 5))
        self.add("<title>{}</title>{}</text>", label, short[:1].upper() + short[1:])
        if below:
            self.add('<text class="small end" x="{}" y="{}">{}</text>', LABELS - 10, middle + 14, below)
        self.add('<text class="small" x="{}" y="{}">{}</text>', WIDTH - VALUES + 8, middle + 5, value)
        return middle

    def done(self, title: str, alt: str) -> Markup:
        return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}"><desc>{}</desc>{}</svg>').format(
            WIDTH, self.foot + AXIS, escape(title), escape(alt), Markup("").join(self.said)
        )


def bars(rows: Sequence[Bar], axis: Axis, title: str, alt: str) -> Markup:
    """Horizontal bars, each of one part or several behind each other; parts say their number where it fits."""
    drawing = _Drawing(axis, len(rows))
    drawing.frame()
    for number, row in enumerate(rows):
        middle = drawing.label(number, row.label, row.below, row.value)
        at = 0.0
        for part, look in zip(row.parts, CLASSES, strict=False):
            if not part:
                continue
            left, right = drawing.x(at), drawing.x(at + part)
            drawing.add(
                '<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>',
                look,
                left,
                middle - BAR // 2,
                round(right - left, 1),
                BAR,
            )
            if len(row.parts) > 1 and right - left >= LEAST_INSIDE:
                drawing.add('<text class="in mid" x="{}" y="{}">{:g}</text>', (left + right) / 2, middle + 5, part)
            at += part
    return drawing.done(title, alt)


def spans(rows: Sequence[Span], axis: Axis, title: str, alt: str) -> Markup:
    """For each row a line from least to most, a box between the quarters, the middle, and a diamond for the plan."""
    drawing = _Drawing(axis, len(rows))
    drawing.frame()
    for number, row in enumerate(rows):
        middle = drawing.label(number, row.label, row.below, row.value)
        least, lower, median, upper, most = (drawing.x(value) for value in row.days)
        drawing.add('<line class="range" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>', least, most, middle)
        top, width = middle - BAR // 2, max(3.0, round(upper - lower, 1))
        drawing.add('<rect class="a" x="{}" y="{}" width="{}" height="{}"/>', lower, top, width, BAR)
        drawing.add('<line class="middle" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>', median, top, top + BAR)
        plan = drawing.x(row.planned)
        drawing.add('<path class="plan" d="M{} {}l6 7 -6 7 -6 -7z"/>', plan, middle - 7)
    return drawing.done(title, alt)
