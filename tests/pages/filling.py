"""Fills in the form of an act in a browser, as its person would: each value of the act in the field it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from playwright.async_api import Locator, Page

from api.forms.layout import SEND, Cell, Grid, Part, Sort
from api.forms.wanted import Form
from domain.messages import Act

Papers = Mapping[str, bytes]
"""The bytes of files, by their SHA-256."""


async def fill_in(page: Page, form: Form, parts: Sequence[Part], act: Act, papers: Papers) -> None:
    """Fill in the form that the page shows so that sending it does the act."""
    said = act.model_dump(mode="json")
    for part in parts:
        if isinstance(part, Grid):
            await _fill_grid(page, form, part, _at(said, part.path) or [], papers)
        elif part.path != SEND:
            await _fill(page.locator("main"), part, part.path, said, part.path, papers)


async def _fill_grid(page: Page, form: Form, grid: Grid, rows: Sequence[Any], papers: Papers) -> None:
    fixed = form.packed.rows.get(grid.path)
    if fixed is None:
        for number, row in enumerate(rows):
            if await page.locator(f"[name^='{grid.path}.{number}.']").count() == 0:
                await page.locator(f"[data-add-row='rows-{grid.path}']").click()
            for cell in grid.cells:
                await _fill(page.locator("main"), cell, f"{grid.path}.{number}.{cell.path}", row, cell.path, papers)
        return
    for number, known in enumerate(fixed):
        row = next((row for row in rows if _is(row, known)), None)
        if row is None:
            continue
        for cell in grid.cells:
            name = f"{grid.path}.{number}.{cell.path}"
            if grid.marks:
                await page.locator(f"[name='{name}']").check()
            else:
                await _fill(page.locator("main"), cell, name, row, cell.path, papers)


def _is(row: Any, known: Mapping[str, str | int]) -> bool:
    """Whether a row of an act is the one that a form has fixed."""
    if not isinstance(row, dict):
        return bool(row == known["value"])
    if set(row) == {"book", "chapter"}:
        return f"{row['book']}/{row['chapter']}" == known["value"]
    return all(str(row.get(name)) == str(value) for name, value in known.items())


async def _fill(main: Locator, cell: Cell, name: str, said: Any, path: str, papers: Papers) -> None:
    value = _at(said, path.removesuffix(".file")) if cell.sort is Sort.FILE else _at(said, path)
    if value is None or value == []:
        return
    field = main.locator(f"[name='{name}']")
    match cell.sort:
        case Sort.FILE:
            file = {"name": f"{value['title'][:40]}.txt", "mimeType": "text/plain", "buffer": papers[value["sha256"]]}
            await field.set_input_files(file)  # type: ignore[arg-type]
        case Sort.YES_NO:
            await main.locator(f"[name='{name}'][value='{'Ya' if value else 'Tidak'}']").check()
        case Sort.DAYS:
            await field.fill(", ".join(value))
        case Sort.LINES if cell.options:
            for one in value:
                await main.locator(f"[name='{name}'][value='{one}']").check()
        case Sort.LINES:
            await field.fill("\n".join(value))
        case Sort.CHOICE if not cell.free:
            await _choose(main, name, _chosen(value))
        case _:
            await field.fill(_chosen(value))


async def _choose(main: Locator, name: str, value: str) -> None:
    """Choose from a list, or from a row of buttons."""
    field = main.locator(f"select[name='{name}']")
    if await field.count():
        await field.select_option(value)
    else:
        await main.locator(f"[name='{name}'][value='{value}']").check()


def _chosen(value: Any) -> str:
    return f"{value['book']}/{value['chapter']}" if isinstance(value, dict) else str(value)


def _at(said: Any, path: str) -> Any:
    for name in path.split("."):
        said = said.get(name) if isinstance(said, dict) else None
    return said
