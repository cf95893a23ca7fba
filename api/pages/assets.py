"""The files that pages bring in: styles, scripts, the font; each under an address that changes with its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Response

from api.http.access import MaybeSignedIn
from api.http.problems import NotFound

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """A file that is served as it is."""

    content: bytes
    media_type: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """Every asset by its name, such as `app.css` or `vendor/htmx.min.js`."""
    return dict(_found(files("api") / "pages" / "static", ""))


def _found(folder: Traversable, above: str) -> list[tuple[str, Asset]]:
    found: list[tuple[str, Asset]] = []
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            found += _found(entry, f"{name}/")
        elif (media_type := TYPES.get(f".{name.rpartition('.')[2]}")) is not None:
            content = entry.read_bytes()
            found.append((name, Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])))
    return found


def address(name: str) -> str:
    """The address of an asset. Raises `KeyError` for one that there is not."""
    return f"/static/{assets()[name].version}/{name}"


@router.get("/static/{version}/{name:path}")
async def asset(version: str, name: str, _caller: MaybeSignedIn) -> Response:
    """An asset; its address is never used for another content, so it may be kept for ever."""
    found = assets().get(name)
    if found is None:
        raise NotFound
    kept = FOR_EVER if version == found.version else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": kept})
