"""Messages to the visitor, and those that he is to pass on by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api.http.access import Myself
from api.http.serving import Serving
from api.http.told import check_errand, errands_shown, messages_shown, place_in
from api.pages.rendering import Showing, with_query
from domain.words.phrase import Phrase
from records.inbox import Inbox

router = APIRouter(include_in_schema=False)

MESSAGES, ERRANDS = "/inbox/messages", "/inbox/errands"
A_PAGE = 20

PASSED_ON = Phrase("Terima kasih: tercatat sudah Anda sampaikan.", "Thank you: noted as passed on by you.")
BEFORE = Phrase("Sudah tercatat sebelumnya.", "It was noted before.")

Place = Annotated[str, Query(max_length=1000)]


@router.get(MESSAGES)
async def messages(caller: Myself, services: Serving, pages: Showing, after: Place = "") -> Response:
    """Everything that the visitor was told, the newest first."""
    found = await Inbox(services.pool).of(caller.person, datetime.now(UTC), A_PAGE + 1, place_in(after or None))
    shown = messages_shown(found, services, await pages.language(caller), A_PAGE)
    following = with_query(MESSAGES, {"after": shown.next}) if shown.next else None
    return await pages.page("inbox/messages.html", caller, messages=shown.items, following=following)


@router.get(ERRANDS)
async def errands(caller: Myself, services: Serving, pages: Showing, after: Place = "") -> Response:
    """What no machine could bring to its receiver: the text, and a link that opens WhatsApp with it."""
    found = await Inbox(services.pool).waiting_by_hand(caller.person, limit=A_PAGE + 1, after=place_in(after or None))
    shown = errands_shown(found, services, A_PAGE)
    following = with_query(ERRANDS, {"after": shown.next}) if shown.next else None
    # Telephone numbers stand in the links: they do not stay in the browser.
    return await pages.page("inbox/errands.html", caller, errands=shown.items, following=following, cached=False)


@router.post(f"{ERRANDS}/{{key}}")
async def pass_on(
    key: Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_.-]{0,119}$")],
    caller: Myself,
    services: Serving,
    pages: Showing,
) -> Response:
    """Note that the visitor has passed a message on."""
    await check_errand(services, caller.person, key)
    new = await Inbox(services.pool).passed_on(key, caller.person, datetime.now(UTC))
    return pages.go(ERRANDS, (PASSED_ON if new else BEFORE).into(await pages.language(caller)))
