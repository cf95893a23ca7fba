"""The main navigation: which desks a visitor has, and which one he is at."""

from __future__ import annotations

from dataclasses import dataclass

from api.pages.visitor import Visitor
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.identity import PROGRAMME_ROLES


@dataclass(frozen=True)
class Place:
    """An entry of the navigation."""

    address: str
    title: Phrase
    current: bool


DESKS: tuple[tuple[str, Phrase, tuple[Role, ...] | None], ...] = (
    ("/inbox", Phrase("Kotak tugas", "Inbox"), ()),
    ("/journeys", Phrase("Daerah", "Regions"), ()),
    ("/programme", Phrase("Meja program", "Programme desk"), PROGRAMME_ROLES),
    ("/operations", Phrase("Operasi", "Operations"), (Role.OPERATOR, Role.PROGRAMME_MANAGER)),
    ("/catalogue", Phrase("Katalog", "Catalogue"), None),
    ("/progress", Phrase("Capaian", "Progress"), None),
    ("/help", Phrase("Bantuan", "Help"), None),
)
"""Address, title, and for whom: None is everybody, () is everybody who is signed in."""


def navigation(visitor: Visitor | None, path: str) -> tuple[Place, ...]:
    """The desks of a visitor; the public has the public pages."""
    found = []
    for address, title, roles in DESKS:
        if roles is not None and (visitor is None or (roles and not visitor.has(*roles))):
            continue
        found.append(Place(address, title, path == address or path.startswith(f"{address}/")))
    return tuple(found)
