"""How a check's finding looks on a page: good, with care, bad, or neither."""

from __future__ import annotations

from api.checking import Finding

TONES: dict[Finding, str] = {
    Finding.PUBLISHED: "good",
    Finding.SUPERSEDED: "warn",
    Finding.WITHDRAWN: "bad",
    Finding.SIGNED: "good",
    Finding.MADE: "good",
    Finding.WORKING_COPY: "warn",
    Finding.SEALED: "good",
    Finding.UNSEALED: "warn",
    Finding.UNRECORDED: "warn",
    Finding.STRANGER: "warn",
    Finding.CHANGED: "bad",
    Finding.UNKNOWN: "info",
}
