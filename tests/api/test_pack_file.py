"""The offline pack as a file: signed, and opened within bounds whatever somebody has put into it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from api.forms.wanted import forms_for
from api.pack.archive import MOST_ENTRIES, open_archive, write_archive
from api.pack.manifest import Manifest, PackRefused, read_manifest, write_manifest
from domain.model import Journey
from tests.api.pack_filling import zipped
from tests.domain.builders import OPENS_AT, shipped_policy, start
from tests.domain.cast import Play

SECRET = "rahasia-untuk-uji-coba-yang-cukup-panjang"


def manifest(journey: Journey) -> Manifest:
    """The manifest of a pack without parts."""
    return Manifest(
        journey=journey.id,
        seq=journey.seq,
        head=journey.head,
        made_at=OPENS_AT,
        person="coordinator",
        chapters=(),
        books=(),
        forms=tuple(form.packed for form in forms_for(journey, "coordinator")),
    )


def test_a_manifest_is_read_back_and_a_changed_one_is_not() -> None:
    """Signed with the installation's secret: another secret, another word, or no JSON at all are refused."""
    said = manifest(Play(start(policy=shipped_policy())).journey)
    content = write_manifest(said, SECRET)
    assert read_manifest(content, SECRET) == said
    for tampered in (
        content.replace(b"coordinator", b"team-chair"),
        content.replace(said.journey.encode(), b"journey-2019-kab-lain"),
        json.dumps({"pack": json.loads(content)["pack"], "signature": "é"}).encode(),
        b"[]",
        b"{",
        b'{"pack": 1, "signature": 2}',
        b"\xff",
    ):
        with pytest.raises(PackRefused):
            read_manifest(tampered, SECRET)
    with pytest.raises(PackRefused):
        read_manifest(content, SECRET + "x")


def archive(names: Mapping[str, bytes]) -> bytes:
    """A pack with a manifest and these files."""
    return zipped({"pack.json": b"{}", **names})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"bukan zip", "bukan ZIP", id="no ZIP"),
        pytest.param(zipped({"formulir/a.docx": b""}), "pack.json", id="without its manifest"),
        pytest.param(archive({"../a.docx": b""}), "luar folder", id="a path upwards"),
        pytest.param(archive({"/etc/a.docx": b""}), "luar folder", id="a path from the root"),
        pytest.param(archive({"c:\\a.docx": b""}), "luar folder", id="a drive"),
        pytest.param(archive({"lampiran/a.pdf": b"\x00" * 20_000_000}), "bom zip", id="a bomb"),
        pytest.param(archive({f"lampiran/{n}.pdf": b"" for n in range(MOST_ENTRIES)}), "paling banyak", id="too many"),
    ],
)
def test_hostile_archives_are_refused(content: bytes, said: str) -> None:
    """Before anything of them is read, and never written anywhere."""
    with pytest.raises(PackRefused, match=said):
        open_archive(content)


def test_a_folder_around_the_pack_and_litter_do_no_harm() -> None:
    """As file managers zip: with a folder around everything, and their own files beside."""
    files = {"paket/pack.json": b"{}", "paket/formulir/a.docx": b"a", "paket/lampiran/b.pdf": b"b"}
    opened = open_archive(zipped({**files, "__MACOSX/paket/x": b"", "paket/.DS_Store": b"", "paket/~$a.docx": b""}))
    assert (dict(opened.files), dict(opened.attachments)) == ({"formulir/a.docx": b"a"}, {"b.pdf": b"b"})
    assert opened.others == ()
    made = write_archive({"pack.json": b"{}"})
    assert dict(open_archive(made).attachments) == {}
