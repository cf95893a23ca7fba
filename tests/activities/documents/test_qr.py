"""The QR code: always the same picture of the same size, and the way to the check page found again in a file."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
import segno

from activities.documents.qr import BookCode, check_url, code_in, qr_svg
from tests.activities.documents.sample_seal import CODE, sealed_pdf

URL = check_url("https://contoh.go.id/", CODE)


def _drawn(svg: str) -> set[tuple[int, int]]:
    """The dark modules of a picture, as row and column without the margin."""
    path = ElementTree.fromstring(svg)[1].attrib["d"]
    dark: set[tuple[int, int]] = set()
    column, row = 0.0, 0.0
    for step, numbers in re.findall(r"([MmhH])([^MmhHZz]*)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if step == "M":
            column, row = values[0], values[1]
        elif step == "m":
            column, row = column + values[0], row + values[1]
        else:
            dark |= {(int(row - 0.5) - 4, int(column) - 4 + module) for module in range(int(values[0]))}
            column += values[0]
    return dark


def test_the_picture_is_the_code_of_the_address() -> None:
    """Every dark module is drawn, and nothing else."""
    expected = segno.make_qr(URL, error="m").matrix
    assert _drawn(qr_svg(URL)) == {(y, x) for y, line in enumerate(expected) for x, dark in enumerate(line) if dark}


@pytest.mark.parametrize("url", ["http://x", URL, URL + "/" + "panjang" * 20])
def test_the_picture_has_one_size_and_is_always_the_same(url: str) -> None:
    """30 mm wide and high with its margin, whatever it says; equal for equal addresses."""
    root = ElementTree.fromstring(qr_svg(url))
    assert (root.attrib["width"], root.attrib["height"]) == ("30mm", "30mm")
    assert qr_svg(url) == qr_svg(url)


def test_the_address_leads_to_one_page_for_a_book() -> None:
    """One slash, whether or not the setting ends in one."""
    assert check_url("https://contoh.go.id", CODE) == URL == f"https://contoh.go.id/check/{'ab' * 32}/buku-2"


def test_the_way_to_the_page_is_found_again_in_a_sealed_file() -> None:
    """Also when the file is cut short and no PDF any more."""
    assert code_in(sealed_pdf()) == CODE
    assert code_in(b"\x00" + sealed_pdf()[5000:-200]) == CODE


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"/check/" + b"ab" * 31 + b"/buku-2", id="a hash that is too short"),
        pytest.param(b"/check/" + b"ab" * 32 + b"/-buku", id="a key that is none"),
        pytest.param(b"/check/" + b"ab" * 32 + b"/", id="no key"),
    ],
)
def test_what_is_no_way_to_a_page_is_not_taken_for_one(data: bytes) -> None:
    """Nothing is made up."""
    assert code_in(data) is None


def test_a_key_keeps_its_dots_and_dashes() -> None:
    """A PDF may write them as octal numbers."""
    data = rb"(http\072\057\057h\057check\057" + b"0" * 64 + rb"\057buku\0552\056a_b) Tj"
    assert code_in(data) == BookCode(books="0" * 64, book="buku-2.a_b")
