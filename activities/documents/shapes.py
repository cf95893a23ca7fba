"""The few shapes that documents have: letter, minutes, sheet, certificate, each a list of parts with final words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.shape import Frozen
from domain.words.phrase import Language


class SignedBy(Frozen):
    """Who signed, in which office, and when."""

    name: str
    office: str
    at: AwareDatetime


class Paragraph(Frozen):
    """A paragraph; a line end in it stays one."""

    part: Literal["paragraph"] = "paragraph"
    text: str


class Heading(Frozen):
    """A heading inside a document."""

    part: Literal["heading"] = "heading"
    text: str
    new_page: bool = False


class Fields(Frozen):
    """Labels and what stands after the colon."""

    part: Literal["fields"] = "fields"
    rows: tuple[tuple[str, str], ...]


class Items(Frozen):
    """A numbered list."""

    part: Literal["items"] = "items"
    items: tuple[str, ...]


class Column(Frozen):
    """A column of a table: its heading, its share of the width (None: as narrow as can be), where its text stands."""

    title: str
    share: float | None
    align: Literal["left", "center"] = "left"


class Table(Frozen):
    """A table whose heading is repeated on every page; `height` is the least height of a row in millimetres."""

    part: Literal["table"] = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    height: float | None = None


class Signature(Frozen):
    """Room for a signature: what stands above it, the name below it, and, once signed, what is said of that."""

    above: str
    name: str
    signed: str | None = None


class Signatures(Frozen):
    """Signatures side by side, two in a row; a single one stands on the right."""

    part: Literal["signatures"] = "signatures"
    signatures: tuple[Signature, ...]
    place_date: str | None = None


Part = Annotated[Paragraph | Heading | Fields | Items | Table | Signatures, Field(discriminator="part")]


class Layout(Frozen):
    """What all shapes have: `kop` are the lines of the letterhead, `marks` the watermark, `notices` the header."""

    language: Language
    title: str
    kop: tuple[str, ...]
    address: str | None
    marks: tuple[str, ...]
    notices: tuple[str, ...]
    reference: str
    page: str
    """`Halaman {page} dari {pages}`: the only places that the typesetter fills."""


class Letter(Layout):
    """Surat dinas: number, nature, enclosures and subject on the left, the date on the right."""

    shape: Literal["letter"] = "letter"
    place_date: str
    head: tuple[tuple[str, str], ...]
    receiver: tuple[str, ...]
    parts: tuple[Part, ...]
    signature: Signature
    copies_title: str
    copies: tuple[str, ...]


class Minutes(Layout):
    """Berita acara: a centred heading, what happened, who signs."""

    shape: Literal["minutes"] = "minutes"
    heading: str
    subheading: str
    parts: tuple[Part, ...]


class Sheet(Layout):
    """A form, list or matrix, upright or across."""

    shape: Literal["sheet"] = "sheet"
    heading: str
    subheading: str
    across: bool = False
    parts: tuple[Part, ...]


class CertificateLayout(Layout):
    """A certificate, across one page."""

    shape: Literal["certificate"] = "certificate"
    heading: str
    number: str | None
    given_to: str
    receiver: str
    text: tuple[str, ...]
    place_date: str
    signature: Signature
    fingerprint: str


AnyLayout = Letter | Minutes | Sheet | CertificateLayout
