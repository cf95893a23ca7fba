"""What a pack says of itself, in `pack.json`: for whom and from which state it was made; signed, so that it is ours."""

from __future__ import annotations

import hashlib
import hmac
import json

from pydantic import AwareDatetime, Field, ValidationError

from api.forms.asked import ActForm
from domain.shape import Frozen, Key, Line, Person, Sha256
from domain.values import ChapterName, Document
from domain.vocabulary import Role

FORMAT = 1
NAME = "pack.json"
PURPOSE = b"bimtek offline pack\n"
"""What the signature is for: a signature of anything else must not pass for one of a pack."""


class PackRefused(Exception):
    """A pack cannot be taken; the message says what to do, for whoever filled it in."""


class PackedChapter(Frozen):
    """The version of a chapter that a pack was made from; 0 and nothing where none was written."""

    name: ChapterName
    version: int = 0
    document: Document | None = None


class PackedBook(Frozen):
    """A book of a pack, by the hash of its file, which the object store keeps too."""

    file: Line
    book: Key
    sha256: Sha256
    original: bool = False
    """Whether it is the file that the region uploaded itself."""


class Manifest(Frozen):
    """A pack: whose it is, the state of the journey it was made from, and its parts."""

    format: int = Field(default=FORMAT, ge=FORMAT, le=FORMAT)
    journey: Key
    seq: int
    head: Sha256
    made_at: AwareDatetime
    person: Person
    role: Role | None = None
    chapters: tuple[PackedChapter, ...]
    books: tuple[PackedBook, ...]
    forms: tuple[ActForm, ...]

    @property
    def id(self) -> str:
        """What tells packs apart: the SHA-256 of all that it says."""
        return hashlib.sha256(_canonical(self.model_dump(mode="json"))).hexdigest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _signature(content: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), PURPOSE + content, hashlib.sha256).hexdigest()


def write_manifest(manifest: Manifest, secret: str) -> bytes:
    """The manifest with its signature, as JSON."""
    said = manifest.model_dump(mode="json")
    signed = {"pack": said, "signature": _signature(_canonical(said), secret)}
    return json.dumps(signed, indent=1, ensure_ascii=False, sort_keys=True).encode()


def read_manifest(content: bytes, secret: str) -> Manifest:
    """The manifest of a pack. Raises `PackRefused` for one that is damaged, changed, or signed elsewhere."""
    try:
        said = json.loads(content)
        pack, signature = said["pack"], str(said["signature"])
        canonical = _canonical(pack)
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise PackRefused("pack.json rusak. Pakai kembali berkas pack.json dari paket aslinya.") from error
    if not hmac.compare_digest(_signature(canonical, secret).encode(), signature.encode("utf-8", "replace")):
        raise PackRefused(
            "pack.json telah diubah, atau berasal dari sistem lain. Pakai kembali pack.json dari paket aslinya."
        )
    try:
        return Manifest.model_validate(pack)
    except ValidationError as error:
        raise PackRefused("Paket ini dibuat oleh versi lain. Unduh paket baru, lalu salin isian ke sana.") from error
