"""Making a document: `make` gives the PDF/A and, where people go on editing, the DOCX of a model."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.documents import models
from activities.documents.fonts import clean
from activities.documents.layout import layout
from activities.documents.models import Model
from activities.documents.shapes import CertificateLayout, SignedBy
from activities.documents.typeset import typeset
from domain.words.phrase import Language

KEPT_AS_MADE = (models.ReviewSheet, models.Certificate)
"""Models whose documents nobody goes on editing: what they say is given elsewhere and only shown here."""


@dataclass(frozen=True)
class Made:
    """A document's files; `docx` is None for a document that nobody goes on editing."""

    pdf: bytes
    docx: bytes | None


async def make(
    model: Model,
    *,
    language: Language,
    at: datetime,
    simulated: bool,
    serial: int | None = None,
    signed: SignedBy | None = None,
) -> Made:
    """The files of a document; `at` is their date, and the same input gives the same bytes.

    A letter without `signed` is marked as a draft. Raises TypesettingFailed.
    """
    arranged = layout(model, language, simulated=simulated, serial=serial, signed=signed)
    pdf = await typeset(f"{arranged.shape}.typ", _shown(arranged.model_dump(mode="json")), at=at)
    if isinstance(model, KEPT_AS_MADE) or isinstance(arranged, CertificateLayout):
        return Made(pdf=pdf, docx=None)
    from activities.documents.docx import write

    return Made(pdf=pdf, docx=await asyncio.to_thread(write, arranged, at=at))


def _shown(value: Any) -> Any:
    """The same data in characters that the fonts have."""
    match value:
        case str():
            return clean(value)
        case list():
            return [_shown(item) for item in value]
        case dict():
            return {key: _shown(item) for key, item in value.items()}
        case _:
            return value
