"""The generated parts of a book for its DOCX: tables that people can go on editing."""

from __future__ import annotations

from itertools import groupby
from xml.sax.saxutils import escape

from activities.documents.book import Book
from activities.documents.book_docx_tree import Node, Tree, pandoc_table, paragraph, raw, text_cell, words
from activities.documents.book_parts import Part
from activities.documents.book_pdf import by_pillar
from activities.documents.book_words import PILLARS, SUBS, rupiah, sub_dimensions
from activities.documents.book_words import words as book_words
from domain.values import ProgrammeRow
from domain.vocabulary import Pillar

HUES = {
    Pillar.GOVERNANCE: "1D4E89",
    Pillar.BRANDING: "A8492A",
    Pillar.ECONOMY: "8A6A00",
    Pillar.LIVING: "0B6E6E",
    Pillar.SOCIETY: "6B3F87",
    Pillar.ENVIRONMENT: "3B7A2A",
}
A4 = (11906, 16838)
"""Twentieths of a point."""
MARGINS = (
    '<w:pgMar w:top="1531" w:right="1361" w:bottom="1361" w:left="1587" w:header="720" w:footer="720" w:gutter="0"/>'
)


def _section(size: tuple[int, int], orient: str) -> str:
    """The end of a section with pages of a size."""
    page = f'<w:pgSz w:w="{size[0]}" w:h="{size[1]}" w:orient="{orient}"/>'
    return f"<w:p><w:pPr><w:sectPr>{page}{MARGINS}</w:sectPr></w:pPr></w:p>"


def part_nodes(part: Part, title: Node, book: Book, tree: Tree) -> list[Node]:
    """A part with its title."""
    match part:
        case Part.DISTINCTIVENESS:
            return [title, *_distinctiveness(book)]
        case Part.PILLARS:
            return [title, _pillars(book, tree)]
        case Part.ACTION_PLAN:
            before, after = _section(A4, "portrait"), _section((A4[1], A4[0]), "landscape")
            return [raw(before), title, _action_plan(book, tree), raw(after)]
        case Part.ROAD_MAP:
            return [title, *_road_map(book, tree)]
        case Part.QUICK_WINS:
            return [title, _quick_wins(book, tree)]
        case Part.SUMMARY:
            return [title, _summary(book, tree)]


def _years(row: ProgrammeRow) -> str:
    return str(row.first_year) if row.first_year == row.last_year else f"{row.first_year}–{row.last_year}"


def _distinctiveness(book: Book) -> list[Node]:
    said = book.distinctiveness
    if said is None:
        return []
    say = book_words(book.language)
    found: list[Node] = [{"t": "BlockQuote", "c": [paragraph(said.statement)]}]
    for title, names in ((say["quick_wins_of"], said.quick_wins), (say["programmes_of"], said.programmes)):
        if names:
            found.append({"t": "Para", "c": [{"t": "Strong", "c": words(title)}]})
            found.append({"t": "BulletList", "c": [[{"t": "Plain", "c": words(name)}] for name in names]})
    return found


def _pillars(book: Book, tree: Tree) -> Node:
    say = book_words(book.language)
    body = []
    for pillar in Pillar:
        for number, sub in enumerate(sub_dimensions(pillar, book.language)):
            rows = [row.name for row in by_pillar(book) if row.pillar is pillar and _sub(row, book) == sub]
            body.append(
                [
                    text_cell(PILLARS[pillar] if number == 0 else "", bold=True),
                    text_cell(sub),
                    text_cell("; ".join(rows) or say["no_programmes"]),
                ]
            )
    head = [[text_cell(say["pillar"]), text_cell(say["sub_dimension"]), text_cell(say["name"])]]
    return pandoc_table(head, body, (22, 28, 50), tree.caption("table", words(say["pillars_caption"])))


def _sub(row: ProgrammeRow, book: Book) -> str:
    return SUBS[row.sub_dimension].into(book.language)


def _action_plan(book: Book, tree: Tree) -> Node:
    say = book_words(book.language)
    names = ("number", "name", "sub_dimension", "goal", "opd", "indicator", "years", "budget")
    body = []
    for pillar, numbered in groupby(enumerate(by_pillar(book), 1), lambda found: found[1].pillar):
        rows = list(numbered)
        budget = rupiah(sum(row.budget for _, row in rows), book.language)
        body.append([text_cell(PILLARS[pillar], bold=True, columns=7), text_cell(budget, "right", bold=True)])
        body += [
            [
                text_cell(str(number)),
                text_cell(row.name),
                text_cell(_sub(row, book)),
                text_cell(row.rpjmd_goal),
                text_cell(row.responsible_opd),
                text_cell(row.indicator),
                text_cell(_years(row)),
                text_cell(rupiah(row.budget, book.language), "right"),
            ]
            for number, row in rows
        ]
    total = rupiah(sum(row.budget for row in book.programmes), book.language)
    body.append([text_cell(say["total"], bold=True, columns=7), text_cell(total, "right", bold=True)])
    head = [[text_cell(say[name]) for name in names]]
    widths = (5, 18, 12, 16, 13, 15, 8, 13)
    return pandoc_table(head, body, widths, tree.caption("table", words(say["action_plan_caption"])))


def _summary(book: Book, tree: Tree) -> Node:
    say = book_words(book.language)
    body = []
    for pillar in Pillar:
        rows = [row for row in book.programmes if row.pillar is pillar]
        wins = sum(win.pillar is pillar for win in book.quick_wins)
        budget = rupiah(sum(row.budget for row in rows), book.language)
        body.append(
            [
                text_cell(PILLARS[pillar], bold=True),
                text_cell(str(len(rows))),
                text_cell(str(wins)),
                text_cell(budget, "right"),
            ]
        )
    total = rupiah(sum(row.budget for row in book.programmes), book.language)
    body.append([text_cell(say["total"], bold=True, columns=3), text_cell(total, "right", bold=True)])
    head = [[text_cell(say["pillar"]), text_cell(say["name"]), text_cell("Quick win"), text_cell(say["budget"])]]
    return pandoc_table(head, body, (35, 15, 15, 35), tree.caption("table", words(say["summary_caption"])))


def _quick_wins(book: Book, tree: Tree) -> Node:
    say = book_words(book.language)
    body = [
        [
            text_cell(str(number)),
            text_cell(win.name, bold=True),
            text_cell(PILLARS[win.pillar]),
            text_cell(_months(win.months, say)),
        ]
        for number, win in enumerate(book.quick_wins, 1)
    ]
    head = [
        [
            text_cell(say["number"]),
            text_cell("Quick win"),
            text_cell(say["pillar"]),
            text_cell(say["months"].capitalize()),
        ]
    ]
    return pandoc_table(head, body, (8, 52, 24, 16), tree.caption("table", words(say["quick_wins_caption"])))


def _months(number: int, say: dict[str, str]) -> str:
    return f"{number} {say['month_one'] if number == 1 else say['months']}"


def _road_map(book: Book, tree: Tree) -> list[Node]:
    """A table with a column a year, or a column for some years, in which the years of a programme are coloured."""
    say = book_words(book.language)
    rows = by_pillar(book)
    first, last = min(row.first_year for row in rows), max(row.last_year for row in rows)
    step = -(-(last - first + 1) // 12)
    spans = [(year, min(year + step - 1, last)) for year in range(first, last + 1, step)]
    wide = 3600
    year_wide = (9000 - wide) // len(spans)
    lines = [
        _xml_row(
            [
                _xml_cell(wide, say["name"], fill="12304F", white=True),
                *(_xml_cell(year_wide, str(start), fill="12304F", white=True) for start, _ in spans),
            ],
            head=True,
        )
    ]
    for number, row in enumerate(rows, 1):
        cells = [_xml_cell(wide, f"{number}. {row.name} ({_years(row)})")]
        for start, end in spans:
            within = row.first_year <= end and row.last_year >= start
            cells.append(_xml_cell(year_wide, "", fill=HUES[row.pillar] if within else None))
        lines.append(_xml_row(cells))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in (wide, *[year_wide] * len(spans)))
    table = (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Table"/><w:tblW w:w="5000" w:type="pct"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )
    caption = {"t": "Para", "c": tree.caption("table", words(say["road_map_caption"]))}
    return [{"t": "Div", "c": [["", [], [["custom-style", "Table Caption"]]], [caption]]}, raw(table), raw("<w:p/>")]


def _xml_row(cells: list[str], *, head: bool = False) -> str:
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(cells)}</w:tr>"


def _xml_cell(width: int, text: str, *, fill: str | None = None, white: bool = False) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look = '<w:b/><w:color w:val="FFFFFF"/><w:sz w:val="16"/>' if white else '<w:sz w:val="16"/>'
    said = f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p>{said}</w:p></w:tc>'
