"""The files that pages bring in: styles, scripts, the font; each under an address that changes with its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Response

from api.http.access import Nobody
from api.http.problems import NotFound

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
URL = re.compile(r'url\("([^"]+)"\)')
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
    found = dict(_found(files("api") / "pages" / "static", ""))
    styles = [name for name in found if name.endswith(".css")]
    return found | {name: _with_addresses(found[name], found) for name in styles}


def _with_addresses(style: Asset, known: Mapping[str, Asset]) -> Asset:
    """A style sheet in which files stand with their whole addresses, under which pages ask for them beforehand."""
    text = URL.sub(lambda found: f'url("{_address(found[1], known[found[1]])}")', style.content.decode())
    return _asset(text.encode(), style.media_type)


def _found(folder: Traversable, above: str) -> list[tuple[str, Asset]]:
    found: list[tuple[str, Asset]] = []
    for entry in folder.iterdir():
        name = f"{above}{entry.name}"
        if entry.is_dir():
            found += _found(entry, f"{name}/")
        elif (media_type := TYPES.get(f".{name.rpartition('.')[2]}")) is not None:
            found.append((name, _asset(entry.read_bytes(), media_type)))
    return found


def _asset(content: bytes, media_type: str) -> Asset:
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])


def _address(name: str, asset: Asset) -> str:
    return f"/static/{asset.version}/{name}"


def address(name: str) -> str:
    """The address of an asset. Raises `KeyError` for one that there is not."""
    return _address(name, assets()[name])


@router.get("/static/{version}/{name:path}")
async def asset(version: str, name: str, _caller: Nobody) -> Response:
    """An asset; its address is never used for another content, so it may be kept for ever."""
    found = assets().get(name)
    if found is None:
        raise NotFound
    kept = FOR_EVER if version == found.version else "no-cache"
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": kept})
