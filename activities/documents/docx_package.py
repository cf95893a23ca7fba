"""A DOCX package whose bytes depend on its content alone: `normalised` takes out order and time of its making."""

from __future__ import annotations

import io
import zipfile

FIRST = "[Content_Types].xml"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""


def normalised(package: bytes) -> bytes:
    """The same package with its members in order of their names and without times."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name != FIRST, name)):
            member = zipfile.ZipInfo(name, EARLIEST)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 3  # the same on every system
            target.writestr(member, source.read(name), compresslevel=6)
    return made.getvalue()
