"""Links in mails: `/l/…` leads to the journey that a mail is about, and does nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse

from activities.notify.kinds import Kind
from activities.notify.links import PATH, LinkNotOurs, MailLinks
from api.http.access import MaybeSignedIn
from api.http.description import own_problems
from api.http.problems import LinkBroken, LinkExpired
from api.http.serving import Serving

router = APIRouter(tags=["session"])

LinkToken = Annotated[str, Path(min_length=1, max_length=1000, description="As in the mail.")]
ON: dict[int | str, dict[str, Any]] = {
    303: {
        "description": "To the journey, or to signing in first.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
}


def page_of(subject: str, kind: Kind) -> str:
    """The page that a message is about: its journey's, or the open incidents of that journey."""
    if kind is Kind.INCIDENT:
        return f"/operations/incidents?{urlencode({'journey': subject})}"
    return f"/journeys/{subject}"


@router.get(
    f"{PATH}{{token}}",
    status_code=303,
    response_class=RedirectResponse,
    responses=ON,
    openapi_extra=own_problems(LinkBroken, LinkExpired),
)
async def follow(token: LinkToken, caller: MaybeSignedIn, services: Serving) -> Response:
    """Lead from a mail to its journey; who is not signed in is led to signing in. Shows and decides nothing."""
    try:
        link = MailLinks(services.secret, services.settings.public_url).read(token)
    except LinkNotOurs:
        raise LinkBroken from None
    if link.ends_at <= datetime.now(UTC):
        raise LinkExpired(on=f"{link.ends_at:%Y-%m-%d}", journey=link.journey)
    place = page_of(link.journey, link.kind)
    if caller is None:
        return RedirectResponse(f"/sign-in?{urlencode({'next': place})}", status_code=303)
    return RedirectResponse(place, status_code=303)
