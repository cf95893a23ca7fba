"""Regions and the register: what a row must hold, and what a second register shows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from domain.regions import KnownRegions, Region, RegionSource, full_name, is_administrative, name_letters
from domain.register import (
    Amended,
    Merged,
    Recoded,
    RegisterChange,
    Renamed,
    Split,
    compare_register,
    read_register,
)
from domain.tables import RowProblem

HEADER = "code,name,kind,province_code,province_name,time_zone,predecessors"
FIRST = date(2020, 1, 1)
SECOND = date(2025, 4, 25)

SLEMAN = "34.04,Kabupaten Sleman,kabupaten,34,Daerah Istimewa Yogyakarta,WIB,"
BANTUL = "34.02,Kabupaten Bantul,kabupaten,34,Daerah Istimewa Yogyakarta,WIB,"
TOBA = "12.12,Kabupaten Toba Samosir,kabupaten,12,Sumatera Utara,WIB,"
MIMIKA = "91.09,Kabupaten Mimika,kabupaten,91,Papua,WIT,"


def register(*rows: str) -> bytes:
    """A register's file."""
    return "\n".join((HEADER, *rows, "")).encode()


def change(known: Iterable[Region], *rows: str, on: date = SECOND) -> RegisterChange:
    """What a register without mistakes changes."""
    read = read_register(register(*rows))
    assert isinstance(read, tuple), read
    found = compare_register(known, read, as_of=on)
    assert isinstance(found, RegisterChange), found
    return found


def after(known: Iterable[Region], found: RegisterChange) -> dict[str, Region]:
    """All regions once a change is made."""
    return {region.id: region for region in (*known, *found.regions)}


def known(*rows: str) -> tuple[Region, ...]:
    """The regions of a first register."""
    return change((), *rows, on=FIRST).regions


def problems(data: bytes) -> list[tuple[int | None, str]]:
    """The line and the name of every problem in a register's file."""
    read = read_register(data)
    assert isinstance(read, list)
    return [(p.line, p.problem) for p in read]


def test_a_first_register_adds_every_region_under_a_readable_id() -> None:
    """The first import gives each region an id made from its name, valid as far back as known."""
    found = change((), SLEMAN, "32.71,Kota Bogor,kota,32,Jawa Barat,WIB,", on=FIRST)
    assert found.added == ("kab-sleman", "kota-bogor")
    sleman = found.regions[0]
    assert (sleman.code, sleman.zone, sleman.source) == ("34.04", "Asia/Jakarta", RegionSource.REGISTER)
    assert sleman.codes[0].valid_from is None


def test_the_same_register_again_changes_nothing() -> None:
    """Importing one register twice leaves every region as it was."""
    found = change(known(SLEMAN, TOBA, MIMIKA), SLEMAN, TOBA, MIMIKA)
    assert (found.unchanged, found.regions) == (3, ())


def test_another_name_under_the_same_code_is_a_renaming() -> None:
    """Toba Samosir becomes Toba: the id stays, the former name keeps its validity."""
    before = known(SLEMAN, TOBA)
    found = change(before, SLEMAN, TOBA.replace("Toba Samosir", "Toba"))
    assert found.renamed == (
        Renamed(region="kab-toba-samosir", before="Kabupaten Toba Samosir", after="Kabupaten Toba"),
    )
    region = after(before, found)["kab-toba-samosir"]
    assert [(d.text, d.valid_from, d.valid_to) for d in region.names] == [
        ("Kabupaten Toba Samosir", None, SECOND),
        ("Kabupaten Toba", SECOND, None),
    ]
    assert KnownRegions([region]).by_name("kabupaten toba samosir") == region


def test_the_same_name_under_another_code_is_a_recoding() -> None:
    """Mimika goes from 91.09 to 94.04 with its province: the id stays, both codes lead to it."""
    before = known(SLEMAN, MIMIKA)
    found = change(before, SLEMAN, "94.04,Kabupaten Mimika,kabupaten,94,Papua Tengah,WIT,")
    assert found.recoded == (Recoded(region="kab-mimika", before="91.09", after="94.04"),)
    assert found.amended == (Amended(region="kab-mimika", what="province", before="Papua", after="Papua Tengah"),)
    regions = KnownRegions(after(before, found).values())
    assert regions.by_code("91.09") is None
    assert regions.by_any_code("91.09") == regions.by_code("94.04")


def test_a_code_that_changes_hands_follows_the_name() -> None:
    """When two regions swap codes both are recoded, and none is taken for a renamed one."""
    before = known(SLEMAN, BANTUL)
    found = change(before, SLEMAN.replace("34.04", "34.02"), BANTUL.replace("34.02", "34.04"))
    assert {r.region for r in found.recoded} == {"kab-sleman", "kab-bantul"}
    assert found.renamed == ()


def test_a_region_that_came_out_of_another_is_a_split() -> None:
    """A new row that names its predecessor shows the predecessor as split; the predecessor goes on."""
    before = known(SLEMAN, TOBA)
    new = "12.13,Kabupaten Toba Timur,kabupaten,12,Sumatera Utara,WIB,12.12"
    found = change(before, SLEMAN, TOBA, new)
    assert found.split == (Split(region="kab-toba-samosir", successors=("kab-toba-timur",), continues=True),)
    assert (found.added, found.vanished) == ((), ())
    again = compare_register(
        after(before, found).values(),
        [row for row in read_register(register(SLEMAN, TOBA, new)) if not isinstance(row, RowProblem)],
        as_of=date(2026, 1, 1),
        told=found.lineage,
    )
    assert isinstance(again, RegisterChange)
    assert (again.unchanged, again.split) == (3, ())


def test_a_region_divided_wholly_ends_and_names_its_successors() -> None:
    """When a region vanishes and two rows name it as predecessor, its validity ends and nothing is deleted."""
    before = known(SLEMAN, TOBA)
    found = change(
        before,
        SLEMAN,
        "12.31,Kabupaten Toba Barat,kabupaten,12,Sumatera Utara,WIB,12.12",
        "12.32,Kabupaten Toba Timur,kabupaten,12,Sumatera Utara,WIB,12.12",
    )
    assert found.split[0].successors == ("kab-toba-barat", "kab-toba-timur")
    assert not found.split[0].continues
    ended = after(before, found)["kab-toba-samosir"]
    assert (ended.ended_on, ended.names[-1].valid_to, ended.codes[-1].valid_to) == (SECOND, SECOND, SECOND)


def test_regions_made_one_are_a_merger() -> None:
    """A new row that names two vanished predecessors is their merger."""
    found = change(
        known(SLEMAN, BANTUL, TOBA),
        TOBA,
        "34.05,Kabupaten Mataram Raya,kabupaten,34,Daerah Istimewa Yogyakarta,WIB,34.02;34.04",
    )
    assert found.merged == (Merged(into="kab-mataram-raya", regions=("kab-bantul", "kab-sleman")),)
    assert (found.added, found.vanished) == ((), ())


def test_a_region_taken_in_by_a_known_one_is_a_merger_too() -> None:
    """A known region that names a vanished predecessor has taken it in."""
    found = change(known(SLEMAN, BANTUL), SLEMAN + "34.02")
    assert found.merged == (Merged(into="kab-sleman", regions=("kab-bantul",)),)


def test_a_single_successor_of_a_vanished_region_is_the_same_region() -> None:
    """Renamed and recoded at once, with its old code as predecessor, a region keeps its id."""
    before = known(SLEMAN, MIMIKA)
    found = change(before, SLEMAN, "94.04,Kabupaten Amungsa,kabupaten,94,Papua Tengah,WIT,91.09")
    assert [r.region for r in found.renamed] == [r.region for r in found.recoded] == ["kab-mimika"]


def test_nothing_is_guessed_without_predecessors() -> None:
    """A vanished region and a new one are reported as just that."""
    before = known(SLEMAN, MIMIKA)
    found = change(before, SLEMAN, "94.04,Kabupaten Amungsa,kabupaten,94,Papua Tengah,WIT,")
    assert (found.vanished, found.added, found.renamed) == (("kab-mimika",), ("kab-amungsa",), ())


def test_a_region_that_comes_back_keeps_its_id() -> None:
    """A region that left the register and stands in it again is the same region."""
    before = known(SLEMAN, MIMIKA)
    without = after(before, change(before, SLEMAN, on=date(2022, 1, 1)))
    found = change(without.values(), SLEMAN, MIMIKA)
    assert found.returned == ("kab-mimika",)
    region = after(without.values(), found)["kab-mimika"]
    assert region.ended_on is None
    assert [(d.valid_from, d.valid_to) for d in region.codes] == [(None, date(2022, 1, 1)), (SECOND, None)]


def test_an_id_once_given_is_not_given_again() -> None:
    """A new region with the former name of another one gets an id of its own."""
    before = known(SLEMAN, TOBA)
    renamed = after(before, change(before, SLEMAN, TOBA.replace("Toba Samosir", "Toba"), on=date(2022, 1, 1)))
    rows = (SLEMAN, TOBA.replace("Toba Samosir", "Toba"), TOBA.replace("12.12", "12.40"))
    assert change(renamed.values(), *rows).added == ("kab-toba-samosir-2",)


def test_a_register_of_an_earlier_day_is_refused() -> None:
    """A register cannot follow one of a later day."""
    before = known(SLEMAN, TOBA)
    renamed = after(before, change(before, SLEMAN, TOBA.replace("Toba Samosir", "Toba")))
    rows = read_register(register(SLEMAN))
    assert isinstance(rows, tuple)
    found = compare_register(renamed.values(), rows, as_of=FIRST)
    assert isinstance(found, list)
    assert [p.problem for p in found] == ["as_of_too_early"]


def test_a_part_of_the_register_is_not_taken_for_the_whole() -> None:
    """When many regions are missing nothing is imported, unless it is said that they are gone."""
    many = [f"33.{n:02d},Kabupaten Contoh {n},kabupaten,33,Jawa Tengah,WIB," for n in range(1, 30)]
    before = known(*many)
    rows = read_register(register(many[0]))
    assert isinstance(rows, tuple)
    refused = compare_register(before, rows, as_of=SECOND)
    assert isinstance(refused, list)
    assert [p.problem for p in refused] == ["register_incomplete"]
    accepted = compare_register(before, rows, as_of=SECOND, allow_vanishing=True)
    assert isinstance(accepted, RegisterChange)
    assert len(accepted.vanished) == 28


def test_an_unknown_predecessor_is_refused() -> None:
    """A predecessor that no region is or was is a mistake in the row that names it."""
    rows = read_register(register(SLEMAN, TOBA + "12.99"))
    assert isinstance(rows, tuple)
    found = compare_register((), rows, as_of=FIRST)
    assert isinstance(found, list)
    assert [(p.line, p.problem) for p in found] == [(3, "predecessor_unknown")]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        pytest.param(SLEMAN.replace("34.04,", "34.1,"), "code_bad", id="a code that Excel cut short"),
        pytest.param(SLEMAN.replace("34.04,", "34.70,"), "code_bad", id="a number between kabupaten and kota"),
        pytest.param(SLEMAN.replace("34.04,", "٣٤.٠٤,"), "code_bad", id="digits of another script"),
        pytest.param(SLEMAN.replace("34.04,", ","), "code_empty", id="no code"),
        pytest.param(SLEMAN.replace("34.04,", "34.71,"), "kind_mismatch", id="a kota's code, a kabupaten's name"),
        pytest.param(SLEMAN.replace(",kabupaten,", ",kota,"), "kind_bad", id="the other kind"),
        pytest.param(SLEMAN.replace("Kabupaten Sleman", "Sleman"), "name_bad", id="a name without its kind"),
        pytest.param(SLEMAN.replace("Kabupaten Sleman", "Kota"), "name_bad", id="a kind without a name"),
        pytest.param(SLEMAN.replace(",34,", ",33,"), "province_code_mismatch", id="another province's code"),
        pytest.param(SLEMAN.replace("Daerah Istimewa Yogyakarta", ""), "province_empty", id="no province"),
        pytest.param(SLEMAN.replace("WIB", "WITA"), "time_zone_mismatch", id="a zone the province has not"),
        pytest.param(SLEMAN.replace("WIB", "UTC"), "time_zone_bad", id="no zone of Indonesia"),
        pytest.param(TOBA.replace("12.12", "12.01"), "code_twice", id="a code twice"),
        pytest.param(TOBA.replace("Toba Samosir", "CONTOH"), "name_twice", id="a name twice, spelt otherwise"),
        pytest.param(TOBA.replace("Sumatera Utara", "Sumut"), "province_name_differs", id="two names of a province"),
    ],
)
def test_a_bad_row_is_named_with_its_line(row: str, problem: str) -> None:
    """Each mistake in a register has a name of its own and the line it is on."""
    fine = "12.01,Kabupaten Contoh,kabupaten,12,Sumatera Utara,WIB,"
    assert problems(register(fine, row)) == [(3, problem)]


def test_every_bad_row_is_reported_at_once() -> None:
    """All mistakes come in one answer, in the order of the file."""
    rows = (SLEMAN.replace("34.04,", "34.1,"), BANTUL, TOBA.replace("WIB", "WIT"), MIMIKA.replace("WIT", "?"))
    assert problems(register(*rows)) == [(2, "code_bad"), (4, "time_zone_mismatch"), (5, "time_zone_bad")]


def test_names_are_compared_without_regard_to_spelling() -> None:
    """Kab. is Kabupaten; blanks and capitals do not make another name."""
    assert full_name("Kab.  Sleman") == full_name("kab Sleman") == full_name("KABUPATEN Sleman") == "Kabupaten Sleman"
    assert name_letters("Kota Tanjung Pinang") == name_letters("KOTA TANJUNGPINANG")
    assert is_administrative("Kota Administrasi Jakarta Pusat")
    assert not is_administrative("Kota Surabaya")
