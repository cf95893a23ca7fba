"""Sessions of browsers: begun with a new cookie each time, ended by deleting what is kept of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.caller import cookie_name, is_secure
from api.services import Services
from records.identity import Identities, Method

LASTS = timedelta(hours=12)
"""How long a sign-in holds, whatever is done with it."""

LOCAL_PATH = r"^/([\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*)?$"
"""An address on this host. Neither // nor \\ may follow the first slash: browsers take both for another host."""

Next = Annotated[
    str,
    Query(
        alias="next",
        max_length=500,
        pattern=LOCAL_PATH,
        description="Where to go after signing in: a path of this host.",
        examples=["/api/v1/session"],
    ),
]


async def start_session(
    request: Request, services: Services, person: str, method: Method, goes_on: str
) -> RedirectResponse:
    """Sign a person in with a new cookie; a sign-in that this browser had before ends."""
    identities, now = Identities(services.pool), datetime.now(UTC)
    before = request.cookies.get(cookie_name(services))
    if before is not None:
        await identities.end_sign_in(before)
    cookie = await identities.new_sign_in(person, method, now + LASTS, now)
    answer = RedirectResponse(goes_on, status_code=303)
    answer.set_cookie(
        cookie_name(services),
        cookie,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=is_secure(services),
        httponly=True,
        samesite="lax",
    )
    return answer


def clear_cookie(answer: Response, services: Services) -> None:
    """Have a browser forget its cookie."""
    answer.delete_cookie(cookie_name(services), path="/", secure=is_secure(services), httponly=True, samesite="lax")
