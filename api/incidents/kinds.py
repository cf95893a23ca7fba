"""The kinds of incidents: `KINDS` says of each what it means and what an operator can do; there are no others."""

from __future__ import annotations

from dataclasses import replace

from api.incidents.kinds_of_messages import KINDS_OF_MESSAGES
from api.incidents.kinds_of_records import KINDS_OF_RECORDS
from api.incidents.kinds_of_work import KINDS_OF_WORK
from api.incidents.shape import IncidentKind, Severity, Way
from domain.words.phrase import Phrase

KINDS: dict[str, IncidentKind] = {kind.name: kind for kind in (*KINDS_OF_WORK, *KINDS_OF_RECORDS, *KINDS_OF_MESSAGES)}
"""By the name of the kind, the most pressing first."""

OF_ANOTHER_VERSION = IncidentKind(
    name="",
    title=Phrase("Dilaporkan versi lain dari program ini", "Reported by another version of this program"),
    means=Phrase(
        "Versi ini tidak mengenal jenis insiden ini; rinciannya ditulis versi yang melaporkannya.",
        "This version does not know this kind of incident; the version that reported it wrote the detail.",
    ),
    affects=Phrase("Lihat rinciannya.", "See the detail."),
    ways=(
        Way(
            Phrase(
                "Lihat versi apa saja yang berjalan, dan baca insiden ini dengan versi terbaru.",
                "See which versions run, and read this incident with the newest.",
            ),
            "bimtek versions",
        ),
    ),
    severity=Severity.SOON,
    by_itself=False,
    drill=Phrase("", ""),
)
"""What is said of a kind that is not in the catalogue: none is reported by this version."""


def kind_of(name: str) -> IncidentKind:
    """The kind with this name; one that another version of the program reported is said to be so."""
    return KINDS.get(name) or replace(OF_ANOTHER_VERSION, name=name)
