"""Every path, link, make target and setting that a document names exists, and each page keeps its form."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, Page, pages, readmes
from workers.settings import PREFIX, Settings

PAGES = pages()
SCREEN = 45
"""Lines that a folder's README may have."""
HEADS = ("Status:", "## Context", "## Decision", "## Consequences")
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
ONE = [pytest.param(page, id=page.name) for page in PAGES]
EACH_README = [pytest.param(page, id=page.name) for page in readmes()]


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("page", ONE)
def test_named_files_exist(page: Page) -> None:
    """A document names only files and folders that are there."""
    missing = [name for name in page.files() if not (ROOT / name).exists() and not (page.path.parent / name).exists()]
    assert not missing


@pytest.mark.parametrize("page", ONE)
def test_links_lead_somewhere(page: Page) -> None:
    """A link within the repository leads to a file or folder that is there."""
    assert not [target for target in page.links() if not (page.path.parent / target).exists()]


@pytest.mark.parametrize("page", ONE)
def test_make_targets_exist(page: Page) -> None:
    """Every `make …` that a document shows is a target of the Makefile."""
    shown = re.findall(r"(?:`|\$ |, )make ([a-z]+)", page.text)
    assert set(shown) <= _targets()


def test_readme_lists_every_target() -> None:
    """The front page's list of targets is complete."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`make ([a-z]+)`", text)) == _targets()


@pytest.mark.parametrize("page", ONE)
def test_settings_exist(page: Page) -> None:
    """Every variable that a document names is a setting."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}[A-Z_]+\b", page.text)) <= known


@pytest.mark.parametrize("page", ONE)
def test_no_machine_of_ours(page: Page) -> None:
    """A document names no folder of the machine it was written on."""
    assert not re.search(r"(?<![\w.…])/(?:work|tmp|home)/", page.text)


@pytest.mark.parametrize("page", EACH_README)
def test_readme_begins_with_the_question(page: Page) -> None:
    """A folder's README first says when one needs to touch the folder, and stays under a screen."""
    lines = page.text.splitlines()
    assert lines[2].startswith("**When do you need to touch this folder?**")
    assert len(lines) <= SCREEN


@pytest.mark.parametrize("page", EACH_README)
def test_readme_names_what_is_there(page: Page) -> None:
    """What the tables of a folder's README list is in that folder."""
    missing = [name for name in page.own_files() if not (page.path.parent / name).exists()]
    assert not missing


@pytest.mark.parametrize("page", [page for page in EACH_README if page.id not in ("deploy/README.md",)])
def test_readme_leaves_nothing_out(page: Page) -> None:
    """The README of a package names each of its modules, that of the tests each of their folders."""
    folder = page.path.parent
    wanted = {path.name for path in folder.iterdir() if _has_code(path)}
    named = {Path(code).name for code in page.codes()} | {code.partition("/")[0] for code in page.codes()}
    assert wanted <= named | {"__init__.py"}


def _has_code(path: Path) -> bool:
    if path.is_dir():
        return path.name != "__pycache__" and any(path.rglob("*.py"))
    return path.suffix == ".py" and not path.name.startswith("test_")


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decision_has_its_parts(path: Path) -> None:
    """A record of a decision has its number as its title says, status, context, decision and consequences."""
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(path.stem[:4])}. ")
    places = [text.find(head) for head in HEADS]
    assert -1 not in places and places == sorted(places)


def test_decisions_are_numbered_in_a_row() -> None:
    """No number is missing or given twice."""
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
