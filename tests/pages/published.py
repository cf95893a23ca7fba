"""An entry of the catalogue for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from records.catalogue import CatalogueEntry


def published(code: str) -> CatalogueEntry:
    """A published plan of a region with this code."""
    return CatalogueEntry(
        journey_id=f"journey-{code}",
        cohort="2019",
        region_id=f"daerah-{code}",
        region_name="Daerah lain",
        region_code=code,
        province_code=code[:2],
        province="Provinsi",
        submission=1,
        sha256="0" * 64,
        published_at=datetime(2020, 1, 1, tzinfo=UTC),
        edition=1,
        adoption=None,
        withdrawn_at=None,
        withdrawal_reason=None,
        simulated=False,
        distinctiveness=None,
        pillars=(),
    )
