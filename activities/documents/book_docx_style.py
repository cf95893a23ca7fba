"""The look of a book's DOCX: pandoc's reference document with our styles, running head, page numbers and mark."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document

NAVY = "12304F"
GOLD = "B8892B"
QUIET = "5D6B7A"
BODY = "Cambria"
SANS = "Calibri"
SIZES = {
    "Title": 34,
    "Subtitle": 13,
    "Author": 14,
    "Date": 24,
    "TOC Heading": 22,
    "Heading 1": 22,
    "Heading 2": 15,
    "Heading 3": 12.5,
    "Heading 4": 11,
}
SANS_STYLES = ("Heading", "Title", "Subtitle", "Author", "Date", "TOC", "Table", "Image")
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

TABLE_STYLE = f"""<w:style xmlns:w="{W}" w:type="table" w:customStyle="1" w:styleId="Table"><w:name w:val="Table"/>
<w:basedOn w:val="TableNormal"/><w:qFormat/><w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr>
<w:rPr><w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}"/><w:sz w:val="18"/></w:rPr>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="4" w:color="C9D1DA"/>
<w:bottom w:val="single" w:sz="4" w:color="C9D1DA"/>
<w:insideH w:val="single" w:sz="4" w:color="C9D1DA"/></w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/>
<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF"/></w:rPr><w:tcPr><w:shd w:val="clear"
 w:color="auto" w:fill="{NAVY}"/></w:tcPr></w:tblStylePr></w:style>"""

CELL_STYLE = f"""<w:style xmlns:w="{W}" w:type="paragraph" w:customStyle="1" w:styleId="TableText">
<w:name w:val="Table Text"/><w:basedOn w:val="Normal"/><w:qFormat/>
<w:pPr><w:spacing w:before="30" w:after="30"/></w:pPr>
<w:rPr><w:rFonts w:ascii="{SANS}" w:hAnsi="{SANS}" w:eastAsia="{SANS}"/><w:sz w:val="18"/></w:rPr></w:style>"""

TOC_STYLE = """<w:style xmlns:w="{w}" w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/>
<w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8957"/>
</w:tabs><w:spacing w:before="{before}" w:after="20"/><w:ind w:left="{left}"/></w:pPr><w:rPr>{bold}</w:rPr></w:style>"""
TOC: dict[int, dict[str, Any]] = {
    1: {"before": 120, "left": 0, "bold": "<w:b/>"},
    2: {"before": 0, "left": 240, "bold": ""},
    3: {"before": 0, "left": 480, "bold": ""},
}

WATERMARK = """<w:r xmlns:w="{w}" xmlns:v="urn:schemas-microsoft-com:vml"
 xmlns:o="urn:schemas-microsoft-com:office:office">
<w:pict><v:shapetype id="_x0000_t136" coordsize="1600,21600" o:spt="136" adj="10800"
 path="m@7,0l@8,0m@5,21600l@6,21600e">
<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
<v:f eqn="if @0 @4 21600"/></v:formulas><v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/>
</v:shapetype><v:shape id="mark" type="#_x0000_t136" style="position:absolute;margin-left:0;margin-top:0;width:460pt;
height:115pt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;
mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#f0d6d6" stroked="f">
<v:textpath style="font-family:&quot;Calibri&quot;;font-size:1pt" string="{text}"/></v:shape></w:pict></w:r>"""


def reference_docx(default: bytes, *, head: str, mark: str | None) -> bytes:
    """Pandoc's `default` reference document with our looks. `head` runs on every page, `mark` lies behind the text."""
    from docx import Document as open_document

    document = open_document(io.BytesIO(default))
    _style(document)
    section = document.sections[0]
    _page(section)
    header = section.header.paragraphs[0]
    header.text = head if mark is None else f"{mark} · {head}"
    for run in header.runs:
        _look(run.font, SANS, 8.5, QUIET)
    if mark is not None:
        header._p.append(_element(WATERMARK.format(w=W, text=mark)))
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    _field(footer, "PAGE")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _style(document: Document) -> None:
    from docx.shared import Pt

    styles: Any = document.styles
    for style in styles:
        if style.type == 1 and hasattr(style, "font"):
            _fonts(style, SANS if style.name.startswith(SANS_STYLES) else BODY)
    styles["Normal"].font.size = Pt(11)
    for name, size in SIZES.items():
        if name in styles:
            _look(styles[name].font, SANS, size, NAVY)
            styles[name].font.bold = name != "Subtitle"
    # The contents are no chapter: their title is no heading either.
    styles["TOC Heading"].base_style = styles["Normal"]
    styles["TOC Heading"].paragraph_format.space_after = Pt(12)
    _cover(styles)
    styles["Heading 1"].paragraph_format.page_break_before = True
    styles["Heading 1"].paragraph_format.space_after = Pt(18)
    for name in ("Table Caption", "Image Caption"):
        if name in styles:
            _look(styles[name].font, SANS, 9, NAVY)
            styles[name].font.italic = False
    for old in [style for style in styles if style.name == "Table"]:
        old.element.getparent().remove(old.element)
    for style in (TABLE_STYLE, CELL_STYLE, *(TOC_STYLE.format(level=n, w=W, **look) for n, look in TOC.items())):
        styles.element.append(_element(style))


def _cover(styles: Any) -> None:
    """The lines of the cover on the left, the title in the middle of the page."""
    from docx.shared import Pt, RGBColor

    for name, before, after in (("Subtitle", 0, 6), ("Author", 150, 6), ("Title", 0, 24), ("Date", 0, 12)):
        styles[name].paragraph_format.alignment = 0
        styles[name].paragraph_format.space_before, styles[name].paragraph_format.space_after = Pt(before), Pt(after)
    styles["Author"].font.color.rgb = RGBColor.from_string(GOLD)


def _page(section: Any) -> None:
    from docx.shared import Cm

    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.7), Cm(2.4)


def _look(font: Any, name: str, size: float, colour: str) -> None:
    from docx.shared import Pt, RGBColor

    font.name, font.size, font.color.rgb = name, Pt(size), RGBColor.from_string(colour)


def _fonts(style: Any, name: str) -> None:
    """Name the face for every script, for a theme's face would count before it."""
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(f"{{{W}}}rFonts"):
        properties.remove(old)
    properties.insert(0, _element(f'<w:rFonts xmlns:w="{W}" w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}"/>'))


def _field(paragraph: Any, instruction: str) -> None:
    for part in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        paragraph._p.append(_element(f'<w:r xmlns:w="{W}">{part}</w:r>'))


def _element(xml: str) -> Any:
    from docx.oxml import parse_xml

    return parse_xml(xml)
