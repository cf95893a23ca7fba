"""Fills in the form of an act in a browser, as its person would: each value of the act in the field it is for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from playwright.async_api import Page

from api.forms.layout import SEND, Cell, Grid, Part, Sort
from api.forms.wanted import Form
from domain.messages import Act
from domain.vocabulary import IANA

Papers = Mapping[str, bytes]
"""The bytes of files, by their SHA-256."""


def form_for(forms: Sequence[Form], act: Act) -> Form:
    """The form, of all that a person has, in which an act is done."""
    said = act.model_dump(mode="json")
    return next(
        form
        for form in forms
        if form.packed.act == act.kind
        and all(str(said.get(name)) == str(value) for name, value in form.packed.fixed.items())
        and (not form.packed.only or any(said.get(name) is not None for name in form.packed.only))
    )


async def fill_in(page: Page, form: Form, parts: Sequence[Part], act: Act, papers: Papers) -> None:
    """Fill in the form that the page shows so that sending it does the act."""
    said = act.model_dump(mode="json")
    for part in parts:
        if isinstance(part, Grid):
            await _fill_grid(page, form, part, _at(said, part.path) or [], papers)
        elif part.path != SEND:
            await _fill(page, part, part.path, said, papers)


async def _fill_grid(page: Page, form: Form, grid: Grid, rows: Sequence[Any], papers: Papers) -> None:
    fixed = form.packed.rows.get(grid.path)
    if fixed is None:
        for number, row in enumerate(rows):
            if await page.locator(f"[name^='{grid.path}.{number}.']").count() == 0:
                await page.locator(f"[data-add-row='rows-{grid.path}']").click()
            for cell in grid.cells:
                await _fill(page, cell, f"{grid.path}.{number}.{cell.path}", row, papers)
        return
    for number, known in enumerate(fixed):
        row = next((row for row in rows if _is(row, known)), None)
        for cell in grid.cells if row is not None else ():
            name = f"{grid.path}.{number}.{cell.path}"
            if grid.marks:
                await page.locator(f"[name='{name}']").check()
            else:
                await _fill(page, cell, name, row, papers)


def _is(row: Any, known: Mapping[str, str | int]) -> bool:
    """Whether a row of an act is the one that a form has fixed."""
    if not isinstance(row, dict):
        return bool(row == known["value"])
    if set(row) == {"book", "chapter"}:
        return f"{row['book']}/{row['chapter']}" == known["value"]
    return all(str(row.get(name)) == str(value) for name, value in known.items())


async def _fill(page: Page, cell: Cell, name: str, said: Any, papers: Papers) -> None:
    """Write a cell's value into the field of a name, whatever kind of field it is."""
    value = _at(said, cell.path.removesuffix(".file") if cell.sort is Sort.FILE else cell.path)
    if value is None or value == []:
        return
    field = page.locator(f"main [name='{name}']:not([type=hidden])")
    kind = await field.first.evaluate("field => field.type || field.tagName")
    if kind == "file":
        file = {"name": f"{value['title'][:40]}.txt", "mimeType": "text/plain", "buffer": papers[value["sha256"]]}
        await field.set_input_files(file)  # type: ignore[arg-type]
    elif kind in ("radio", "checkbox"):
        for one in value if isinstance(value, list) else [value]:
            await page.locator(f"main [name='{name}'][value='{_written(one)}']").check()
    elif kind == "select-one":
        await field.select_option(_written(value))
    else:
        separator = ", " if cell.sort is Sort.DAYS else "\n"
        await field.fill(separator.join(map(_written, value)) if isinstance(value, list) else _local(cell, value))


def _local(cell: Cell, value: Any) -> str:
    """A value as it is typed; an instant in the zone of its field."""
    if cell.sort is not Sort.MOMENT:
        return _written(value)
    at = datetime.fromisoformat(str(value)).astimezone(ZoneInfo(IANA[cell.zone]))
    return f"{at:%Y-%m-%dT%H:%M}"


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "Ya" if value else "Tidak"
    return f"{value['book']}/{value['chapter']}" if isinstance(value, dict) else str(value)


def _at(said: Any, path: str) -> Any:
    for name in path.split("."):
        said = said.get(name) if isinstance(said, dict) else None
    return said
