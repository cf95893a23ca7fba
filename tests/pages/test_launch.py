"""The launch desk: from a file with mistakes to a cohort that runs; and words for everything that can be wrong."""

from __future__ import annotations

import ast
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, Page, expect

from api.launching import FileOf, FileProblem
from api.pages.launch_draft import values_in
from api.pages.launch_samples import SAMPLES, as_csv, as_workbook
from api.pages.launch_words import PROBLEMS, finding
from api.workbook import as_text
from domain.tables import RowProblem, read_table
from domain.words.phrase import Language
from tests.http import cohort_files as made
from tests.pages.browser import signed_in
from tests.pages.look import violations
from tests.pages.world import World

CHECKS = (
    "domain/tables.py",
    "domain/cohort_file.py",
    "domain/regions.py",
    "domain/calendar_file.py",
    "api/people_file.py",
    "api/workbook.py",
    "api/launching.py",
    "api/policy_text.py",
)
"""Where problems of files are found."""
REPORTS, WHOLE = {"report", "reporter", "wrong", "_report", "_wrong"}, {"whole", "_whole"}
"""What problems are reported by: of a row, where the name stands before the message, and of a file, where it is first.
"""
MANAGER = "pengelola-program"


def problems_in(source: str) -> Iterator[str]:
    """The names of the problems that a module reports: what stands before the message."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            func = node.func.func if isinstance(node.func, ast.Call) else node.func
            called = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
            said = [word.value for word in node.keywords if word.arg == "problem"]
            if called in WHOLE:
                said += node.args[:1]
            elif called in REPORTS:
                said += node.args[-2:-1]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            said = node.value.elts[-2:-1]
        else:
            continue
        for one in said:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def test_every_problem_of_a_file_has_words() -> None:
    """Whatever a check can find wrong is said in both languages, with what to do; and nothing is said in vain."""
    found = {name for path in CHECKS for name in problems_in(Path(path).read_text(encoding="utf-8"))}
    assert len(found) > 40
    assert found == set(PROBLEMS)


@pytest.mark.parametrize("which", SAMPLES)
def test_the_empty_files_have_the_right_header(which: FileOf) -> None:
    """As CSV and as Excel; a row of the example can be read."""
    sample = SAMPLES[which]
    for content in (as_csv(sample), as_workbook(sample)):
        text = as_text(content)
        assert isinstance(text, bytes)
        read = read_table(text, required=sample.columns)
        assert [problem.problem for problem in read.problems] == ["no_rows"]
    filled = as_csv(sample) + ",".join(sample.example).encode()
    assert values_in(which, filled)[2][sample.columns[0]] == sample.example[0]


def test_a_problem_is_told_with_what_stands_in_the_file() -> None:
    """The value, what is wrong, what to do; the check's own words where they know more."""
    row = RowProblem(line=3, column="code", problem="in_open_cohort", message="Kota X is in the open cohort 2019.")
    told = finding(FileProblem.of(FileOf.REGIONS, row), "33.10", Language.ID)
    assert (told.line, told.column, told.value) == (3, "code", "33.10")
    assert "angkatan lain" in told.wrong
    assert told.detail == row.message


def upload(name: str, content: bytes) -> FilePayload:
    """A file as a browser sends it."""
    return {"name": name, "mimeType": "text/csv", "buffer": content}


async def fill_in(page: Page, cohort: str, regions: bytes, people: bytes) -> None:
    """Fill in the form of a new intake, and send it."""
    await page.goto("/programme/launch")
    await page.get_by_label("Id angkatan").fill(cohort)
    await page.get_by_label("Dibuka pada").fill("2027-02-01")
    await page.get_by_label("Jeda antardaerah").fill("2")
    await page.get_by_label("Kebijakan yang sudah dipakai").select_option(index=1)
    await page.locator("#file").set_input_files(upload("daerah.csv", regions))
    await page.locator("#people").set_input_files(upload("orang.csv", people))
    await page.get_by_role("button", name="Unggah dan periksa").click()


async def test_a_manager_mends_a_file_looks_ahead_and_starts(world: World, browser: Browser) -> None:
    """Mistakes are shown by row, what was uploaded stays; then the dry run, then the cohort that runs."""
    number = int(time.time()) % 69 + 1  # codes of their own for each time that this runs on the same world
    right = [f"15.{number:02},Kabupaten Uji Satu {number},Jambi,WIB,listed"]
    right += [f"16.{number:02},Kabupaten Uji Dua {number},Sumatera Selatan,WIB,listed"]
    people = made.people(",mentor,pembimbing-01,Pembimbing 01 (SIMULASI),")
    cohort = f"p7-uji-{int(time.time())}"
    async with signed_in(browser, world.address, MANAGER) as context:
        page = await context.new_page()
        wrong = "15.7,Kabupaten Uji,Jambi,WIB,ikut"
        await fill_in(page, cohort, made.regions(right[0], wrong), people)
        table = page.get_by_role("region", name="Yang perlu diperbaiki")
        await expect(table.get_by_role("row")).to_have_count(3)
        await expect(table.get_by_role("row").nth(1)).to_contain_text("Ini bukan kode daerah.")
        await expect(table.get_by_role("row").nth(1)).to_contain_text("15.7")
        await expect(page.get_by_text("orang.csv")).to_be_visible()
        assert await violations(page) == []
        await page.locator("#file").set_input_files(upload("daerah-2.csv", made.regions(*right)))
        await page.get_by_role("button", name="Periksa lagi").click()
        await expect(page.get_by_role("heading", name="Semua berkas benar")).to_be_visible()
        assert await violations(page) == []
        await page.get_by_role("link", name="Lihat uji coba").click()
        dates = page.get_by_role("region", name="Hari terakhir setiap tahap")
        await expect(dates.get_by_role("row", name=f"Uji Dua {number}")).to_contain_text("3 Feb 2027")
        await expect(page.get_by_role("region", name="Beban")).to_contain_text("Pembimbing 01")
        await expect(page.get_by_text("satu putaran telaah cukup")).to_be_visible()
        assert await violations(page) == []
        plan = page.url
        await page.get_by_role("button", name="Mulai angkatan").click()
        await expect(page.get_by_text(f"Angkatan {cohort} dimulai dengan 2 daerah.")).to_be_visible()
        await expect(page.get_by_role("heading", level=1)).to_contain_text("Angkatan")
        assert page.url.endswith(f"/programme/cohorts/{cohort}")
        await page.goto(plan)  # gone back to, it cannot be started again
        await expect(page.get_by_text(f"Angkatan {cohort} sudah ada. Beri id lain.").first).to_be_visible()


async def test_on_a_phone_without_scripts(world: World, browser: Browser) -> None:
    """The files are checked there too; a draft keeps them, and nothing is wider than the screen."""
    async with signed_in(browser, world.address, MANAGER, phone=True, script=False) as context:
        page = await context.new_page()
        await fill_in(page, "P7 salah", made.regions(made.KARO), made.text(made.PEOPLE_HEADER, "x,koordinator,y y,,"))
        await expect(page.get_by_text("Pakai 1 sampai 30 huruf kecil").first).to_be_visible()
        await expect(page.get_by_text("Peran ini tidak dikenal.")).to_be_visible()
        await page.get_by_label("Id angkatan").fill("p7-telepon")
        await page.locator("#people").set_input_files(upload("orang.csv", made.people()))
        await page.get_by_role("button", name="Periksa lagi").click()
        await expect(page.get_by_text("Semua berkas benar")).to_be_visible()


async def test_only_managers_launch(world: World, browser: Browser) -> None:
    """A director is refused, and a draft that there is not is not found."""
    async with signed_in(browser, world.address, "direktur") as context:
        assert (await context.request.get("/programme/launch")).status == 403
    async with signed_in(browser, world.address, MANAGER) as context:
        assert (await context.request.get(f"/programme/launch/{'0' * 64}")).status == 404
        sample = await context.request.get("/programme/launch/samples/daerah.csv")
        assert (await sample.text()).lstrip("\ufeff").startswith("code,name,province,time_zone,status")
