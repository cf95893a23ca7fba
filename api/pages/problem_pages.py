"""Problems as pages: what the API answers as a problem detail, a browser is shown as a page, or led to signing in."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.desk import AWAY
from api.http.caller import Caller, caller_of
from api.http.problems import HttpProblem, Problem
from api.identity.sessions import LOCAL_PATH
from api.pages.rendering import pages_for
from api.words.problems import in_words
from domain.words.phrase import Phrase

PROGRAMS = ("/api/", "/calendar/")
"""What only programs ask for: they are answered with the problem itself."""
FOR_BROWSERS = ("/api/v1/session/oidc", "/api/v1/session/link/")
"""What people open all the same, on their way in."""
LONGEST = 500
"""Characters of an address that signing in leads back to."""

TO_DO: dict[int, Phrase] = {
    401: Phrase(
        "Masuk di tab lain, lalu kembali ke halaman tadi dan kirim lagi: isian Anda masih ada di sana.",
        "Sign in in another tab, then go back and send again: what you wrote is still there.",
    ),
    403: Phrase(
        "Bila Anda punya akun lain yang berhak, masuk dengan akun itu.",
        "If another account of yours may do this, sign in with that one.",
    ),
    404: Phrase(
        "Periksa alamatnya, atau mulai dari halaman awal. Tautan dari surel harus disalin utuh.",
        "Look at the address, or begin at the start. A link from a mail has to be copied whole.",
    ),
    409: Phrase(
        "Muat ulang halaman asalnya untuk melihat keadaan sekarang, lalu putuskan lagi.",
        "Load the page you come from anew to see how things are now, then decide again.",
    ),
    412: Phrase(
        "Muat ulang halaman asalnya; tulisan Anda dapat disalin dari sana lebih dulu.",
        "Load the page you come from anew; copy what you wrote from there first.",
    ),
    413: Phrase(
        "Perkecil gambar di dalamnya, atau simpan sebagai PDF berukuran kecil, lalu unggah lagi.",
        "Make its pictures smaller, or save it as a small PDF, then upload it again.",
    ),
    422: Phrase(
        "Kembali dengan tombol peramban: isian Anda masih ada. Perbaiki, lalu kirim lagi.",
        "Go back with your browser: what you wrote is still there. Mend it and send again.",
    ),
    500: Phrase(
        "Tidak ada yang hilang. Coba lagi sebentar; bila berulang, kirim nomor di atas kepada operator.",
        "Nothing is lost. Try again shortly; if it happens again, tell the operator the number above.",
    ),
    503: Phrase(
        "Tidak ada yang hilang: yang sudah tercatat tetap tercatat. Tunggu beberapa detik, lalu coba lagi.",
        "Nothing is lost: what was recorded stays recorded. Wait some seconds, then try again.",
    ),
}
"""What helps, by status."""


def wants_page(request: Request) -> bool:
    """Whether a person at a browser asks."""
    path = request.url.path
    for_people = path.startswith(FOR_BROWSERS) or not path.startswith(PROGRAMS)
    return for_people and "text/html" in request.headers.get("Accept", "")


async def as_page(request: Request, answer: JSONResponse) -> Response:
    """The page for a problem; somebody who is not signed in is led to signing in and back again."""
    found = Problem.model_validate(json.loads(bytes(answer.body)))
    if found.status == 401 and request.method == "GET":
        here = local(request.url.path, request.url.query)
        return RedirectResponse(f"/sign-in?{urlencode({'next': here})}" if here else "/sign-in", status_code=303)
    pages = pages_for(request)
    caller = await _caller(request) if found.status < 500 else None
    language = await pages.language(caller)
    title, detail = in_words(found, language)
    to_do = TO_DO.get(found.status)
    shown = await pages.page(
        "problem.html",
        caller,
        status=found.status,
        number=found.status,
        title=title,
        detail=detail,
        to_do=to_do.into(language) if to_do else None,
        mistakes=[f"{error.where}: {error.message}" for error in found.errors],
        again=_again(request),
        back=came_from(request),
    )
    for name in ("Retry-After", "Allow"):
        if name in answer.headers:
            shown.headers[name] = answer.headers[name]
    return shown


def local(path: str, query: str) -> str | None:
    """An address of this host as signing in may lead back to it; None for one that it would not take."""
    whole = quote(path) + (f"?{query}" if query else "")
    return whole if len(whole) <= LONGEST and re.fullmatch(LOCAL_PATH, whole) else None


def came_from(request: Request) -> str | None:
    """The page of ours that led here, if one did."""
    referer = urlsplit(request.headers.get("Referer", ""))
    return local(referer.path, referer.query) if referer.netloc == request.headers.get("Host") else None


def _again(request: Request) -> str | None:
    """What is worth another try: the same page, or signing in from its beginning."""
    if request.url.path.startswith(FOR_BROWSERS):
        return "/sign-in"
    return local(request.url.path, request.url.query) if request.method == "GET" else None


async def _caller(request: Request) -> Caller | None:
    """Who is signed in, so that he keeps his bearings; nobody where that cannot be told."""
    pages = pages_for(request)
    try:
        return await caller_of(request, pages.services)
    except (HttpProblem, *AWAY):
        return None
