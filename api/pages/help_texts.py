"""Every page of help; `help_for` finds the one of a page by its address."""

from __future__ import annotations

from api.pages.help_desks import DESKS
from api.pages.help_doors import DOORS
from api.pages.help_pages import HelpPage

PAGES: tuple[HelpPage, ...] = (DOORS[0], *DESKS, *DOORS[1:])

PARTS: dict[str, str] = {
    "books": "books",
    "books-notices": "books",
    "submit": "books",
    "compare": "books",
    "comparable": "books",
    "answers": "review",
    "review": "review",
    "approval": "approval",
    "launch": "programme",
    "cohorts": "programme",
}
"""Which help belongs to a part of an address below a desk."""

_BY_KEY = {page.key: page for page in PAGES}


def help_page(key: str) -> HelpPage | None:
    """The help of a desk; a part of it has the help of the whole."""
    parts = [part for part in key.strip("/").split("/") if part]
    for part in reversed(parts):
        found = _BY_KEY.get(part) or _BY_KEY.get(PARTS.get(part, ""))
        if found is not None:
            return found
    return None


def help_for(path: str) -> str:
    """The address of the help of a page, below `/help`: empty where only the list of all helps."""
    found = help_page(path)
    return f"/{found.key}" if found else ""
