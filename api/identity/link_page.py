"""The page behind a sign-in link: a button, since opening an address must sign nobody in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import jinja2

from api.pages.assets import address

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}
"""The secret in the page's address goes to nobody, and nothing on the page runs."""


@dataclass(frozen=True)
class Words:
    """What the page says, in one language."""

    language: str
    title: str
    said: str
    button: str
    other: str


WORDS = {
    "id": Words(
        "id", "Masuk", "Tautan ini berlaku satu kali, untuk orang contoh ini saja.", "Masuk sebagai", "Cara lain"
    ),
    "en": Words("en", "Sign in", "This link works once, for this sample person only.", "Sign in as", "Other ways"),
}


@cache
def _page() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True)
    return environment.from_string((files("api") / "identity" / "link_page.html").read_text(encoding="utf-8"))


def link_page(name: str, language: str, csrf: str | None) -> str:
    """The page for a person's name; `csrf` is the token of the session that the browser has already, if any."""
    return _page().render(words=WORDS[language], name=name, csrf=csrf, static=address)
