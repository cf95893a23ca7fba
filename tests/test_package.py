"""The product ships as a wheel with generic package names: ours must be the ones imported, and the wheel complete."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("domain", "records", "activities", "workflows", "workers", "api")


@pytest.mark.parametrize("package", PACKAGES)
def test_our_package_is_the_one_imported(package: str) -> None:
    """No dependency brings a package of the same name that would be found first."""
    assert Path(str(importlib.import_module(package).__file__)).parent == ROOT / package


def test_the_wheel_is_complete(tmp_path: Path) -> None:
    """Every file of the packages, SQL and texts included, is in the wheel; only the folders' READMEs stay behind."""
    copy = tmp_path / "source"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "README.md").write_text("The text of the front page is no part of this test.\n")
    shutil.copy(ROOT / "pyproject.toml", copy)
    pip = [sys.executable, "-m", "pip", "wheel", "--disable-pip-version-check", "--quiet"]
    subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(tmp_path), str(copy)], check=True
    )
    (wheel,) = tmp_path.glob("bimtek-*.whl")
    expected = {
        str(path.relative_to(copy))
        for package in PACKAGES
        for path in (copy / package).rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert expected <= set(zipfile.ZipFile(wheel).namelist())
