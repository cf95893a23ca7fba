"""What the fuzzer is told about this API: ids that exist, so that requests get past the door."""

from __future__ import annotations

from typing import Any

import schemathesis

REAL: dict[str, tuple[str, ...]] = {
    "journey": ("journey-2019-kab-klaten", "journey-2019-kab-sragen", "journey-2019-kota-ambon"),
    "cohort": ("2019",),
    "book": ("buku-1", "buku-2"),
    "chapter": ("bab-1", "bab-2"),
    "person": ("pengelola-program", "kab-klaten.coordinator"),
}
"""Of each place in an address: what is there on the fuzzed stack."""


@schemathesis.hook
def map_path_parameters(_context: object, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Put an id that exists in most places; what is made up stays in one of four."""
    for name, real in REAL.items():
        given = (parameters or {}).get(name)
        if parameters and isinstance(given, str) and len(given) % 4:
            parameters[name] = real[len(given) % len(real)]
    return parameters
