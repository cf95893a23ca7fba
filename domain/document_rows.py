"""The rows about documents and publication of the read tables (see `domain.projection`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from domain.clock_rows import Row
from domain.model import Journey, Signing
from domain.vocabulary import Pillar, Status

TABLES: dict[str, tuple[str, ...]] = {
    "documents": ("journey_id", "key"),
    "uploads": ("journey_id", "number"),
    "editions": ("journey_id", "number"),
    "quick_win_results": ("journey_id", "obligation", "name"),
}
"""The tables and the columns of their primary keys."""


def _documents(j: Journey) -> Iterable[Row]:
    """Every document made; a sealed one has the hash before its seal too, a signed letter its number."""
    for made in j.documents:
        yield {
            "key": made.key,
            "kind": made.document.value,
            "about": made.about,
            "seq": made.seq,
            "made_at": made.at,
            "title": made.pdf.title,
            "pdf": made.pdf.sha256,
            "pdf_size": made.pdf.size,
            "docx": made.docx.sha256 if made.docx else None,
            "docx_size": made.docx.size if made.docx else None,
            "unsealed": made.unsealed,
            "original": made.original.sha256 if made.original else None,
            **_signature(j.signing(made.key)),
        }


def _signature(signing: Signing | None) -> Row:
    if signing is None:
        return dict.fromkeys(("signed_pdf", "signed_pdf_size", "number", "signed_by", "signed_at"))
    return {
        "signed_pdf": signing.signed.sha256,
        "signed_pdf_size": signing.signed.size,
        "number": signing.number,
        "signed_by": signing.signer,
        "signed_at": signing.at,
    }


def _uploads(j: Journey) -> Iterable[Row]:
    for number, upload in enumerate(j.uploads, start=1):
        yield {
            "number": number,
            "book": upload.book,
            "sha256": upload.file.sha256,
            "size": upload.file.size,
            "title": upload.file.title,
            "chapters": tuple(f"{chapter}@{version}" for chapter, version in upload.versions),
        }


def _editions(j: Journey) -> Iterable[Row]:
    """Every edition that was published, the publication itself being the first; `current` is the newest."""
    publication = j.publication
    if publication is None or publication.at is None:
        return
    later = [edition for edition in j.editions if edition.at is not None]
    first: Row = {"number": 1, "sha256": publication.sha256, "seq": publication.seq, "published_at": publication.at}
    yield {**first, "changes": None, "current": not later}
    for edition in later:
        yield {
            "number": edition.number,
            "sha256": edition.sha256,
            "seq": edition.seq,
            "published_at": edition.at,
            "changes": edition.changes,
            "current": edition is later[-1],
        }


def _quick_win_results(j: Journey) -> Iterable[Row]:
    for check in j.quick_win_checks:
        for result in check.results:
            yield {
                "obligation": check.obligation,
                "name": result.name,
                "checked_on": check.checked_on,
                "outcome": result.outcome.value,
                "note": result.note,
            }


def catalogue(j: Journey) -> Iterable[Row]:
    """The public entry: there once the plan is published, and for ever; adoption, editions and withdrawal are added."""
    publication = j.publication
    if j.status is not Status.PUBLISHED or publication is None or publication.at is None:
        return
    editions = [edition for edition in j.editions if edition.at is not None]
    plan = j.published_plan
    found = {win.pillar for win in plan.quick_wins} | {row.pillar for row in plan.programmes}
    yield {
        "cohort": j.cohort,
        "region_id": j.region.id,
        "region_name": j.region.name,
        "region_code": j.region.code,
        "submission": publication.submission,
        "sha256": editions[-1].sha256 if editions else publication.sha256,
        "published_at": publication.at,
        "edition": editions[-1].number if editions else 1,
        "adoption_form": j.adoption.form.value if j.adoption else None,
        "adoption_number": j.adoption.number if j.adoption else None,
        "adoption_dated": j.adoption.dated if j.adoption else None,
        "withdrawn_at": publication.withdrawn_at,
        "withdrawal_reason": publication.withdrawal_reason,
        "simulated": j.simulated,
        "distinctiveness": plan.distinctiveness.statement if plan.distinctiveness else None,
        "pillars": tuple(pillar.value for pillar in Pillar if pillar in found),
        "words_a": j.region.name,
        "words_b": "\n".join([win.name for win in plan.quick_wins] + [row.name for row in plan.programmes]),
        "words_c": plan.distinctiveness.statement if plan.distinctiveness else "",
    }


BUILD: tuple[tuple[str, Callable[[Journey], Iterable[Row]]], ...] = (
    ("documents", _documents),
    ("uploads", _uploads),
    ("editions", _editions),
    ("quick_win_results", _quick_win_results),
)
