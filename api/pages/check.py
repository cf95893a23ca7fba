"""The public check: somebody gives a file, or its hash, and is told whether it is one of ours, when and for whom."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile

from activities.documents.certificates import CertificateFailed
from activities.documents.pdf_signature import MOST_BYTES, FileTooLarge
from api.checking import Finding, Verdict, check_file, known_by_hash, sentence_of
from api.http.access import MaybeSignedIn
from api.http.caller import Caller
from api.http.problems import BodyTooLarge, SealsUnknown
from api.http.serving import Serving
from api.pages.rendering import Pages, Showing
from api.pages.verdict_tones import TONES
from domain.words.phrase import Phrase
from records.documents import Documents, KnownDocument
from workers.local.certificate import seal_roots

router = APIRouter(include_in_schema=False)

HASH = re.compile(r"[0-9a-f]{64}")
NO_HASH = Phrase(
    "SHA-256 terdiri atas 64 angka dan huruf a sampai f. Salin seluruhnya.",
    "A SHA-256 has 64 digits and letters from a to f. Copy the whole of it.",
)
NOT_KNOWN = Phrase(
    "Tidak ada dokumen kami dengan SHA-256 ini. Unggah berkasnya agar segelnya juga diperiksa.",
    "No document of ours has this SHA-256. Upload the file to have its seal looked at too.",
)
NO_FILE = Phrase("Pilih berkas PDF yang ingin diperiksa.", "Choose the PDF file that is to be checked.")


@router.get("/check")
async def check(caller: MaybeSignedIn, services: Serving, pages: Showing, sha256: str | None = None) -> Response:
    """The form of the check; with a hash, what is known of the file that has it."""
    language = await pages.language(caller)
    wanted = "".join((sha256 or "").lower().split())
    if not wanted:
        return await _page(pages, caller)
    if HASH.fullmatch(wanted) is None:
        return await _page(pages, caller, sha256=wanted[:200], errors={"sha256": NO_HASH.into(language)})
    recorded = await known_by_hash(wanted, Documents(services.pool))
    if recorded is None:
        return await _page(pages, caller, sha256=wanted, sentence=NOT_KNOWN.into(language), tone="info")
    finding, document = recorded
    return await _page(
        pages,
        caller,
        sha256=wanted,
        sentence=sentence_of(finding, document, language),
        tone=TONES[finding],
        document=document,
        finding=finding,
    )


@router.post("/check")
async def check_upload(request: Request, caller: MaybeSignedIn, services: Serving, pages: Showing) -> Response:
    """What the file that somebody gave is; it is looked at and not kept."""
    language = await pages.language(caller)
    given = (await request.form(max_files=1, max_fields=10)).get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        return await _page(pages, caller, errors={"file": NO_FILE.into(language)})
    try:
        roots = seal_roots(services.settings)
        verdict = await check_file(await given.read(), Documents(services.pool), roots)
    except CertificateFailed as failed:
        raise SealsUnknown from failed
    except FileTooLarge:
        raise BodyTooLarge(most=MOST_BYTES) from None
    return await _page(
        pages,
        caller,
        called=given.filename[:200],
        sha256=verdict.sha256,
        sentence=verdict.sentence(language),
        tone=TONES[verdict.finding],
        document=verdict.document,
        finding=verdict.finding,
        verdict=verdict,
    )


async def _page(
    pages: Pages,
    caller: Caller | None,
    *,
    sha256: str = "",
    sentence: str | None = None,
    tone: str = "info",
    document: KnownDocument | None = None,
    finding: Finding | None = None,
    verdict: Verdict | None = None,
    called: str | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    return await pages.page(
        "public/check.html",
        caller,
        status=422 if errors else 200,
        sha256=sha256,
        sentence=sentence,
        tone=tone,
        document=document,
        finding=finding,
        verdict=verdict,
        called=called,
        errors=errors or {},
    )
