"""The cast's way in: every act goes through the HTTP door, as its sender, with a token of his own."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import httpx2

from api.desk import FIRST_PAUSE, LONGEST_PAUSE, Answer, Refused, until_known
from api.http.address import PREFIX
from api.http.problems import Problem
from domain.errors import MentorBookedElsewhere
from domain.messages import Command, Receipt
from domain.values import Document
from domain.vocabulary import Role
from records.identity import Identities, Scope

TOKEN_LASTS = timedelta(days=1)
REASON = "Bagian dari simulasi."
"""What the sample operator gives as his reason."""


class HttpDesk:
    """Sends commands over HTTP. An outcome that is not known is asked for again under the same key, as clients should.

    `patience` is for how long. Raises what `api.desk.Desk.send` raises, and `httpx2.HTTPError` when patience ends.
    """

    def __init__(self, client: httpx2.AsyncClient, address: str, identities: Identities, patience: timedelta) -> None:
        self._client = client
        self._address = f"{address}{PREFIX}"
        self._identities = identities
        self._patience = patience
        self._tokens: dict[str, str] = {}

    async def send(self, journey: str, command: Command) -> Answer:
        """Send a command as its sender."""
        role = command.actor.role
        body = {
            "act": command.act.model_dump(mode="json"),
            "role": role,
            "on_behalf": command.on_behalf.model_dump(mode="json") if command.on_behalf else None,
            "reason": REASON if role is Role.OPERATOR else None,
        }
        headers = {**await self._headers(command.actor.person), "Idempotency-Key": command.id}
        response = await self._post(f"/journeys/{journey}/acts", headers=headers, json=body)
        if response.is_success:
            found = response.json()
            return Answer(Receipt.model_validate(found["receipt"]), recorded=found["recorded"])
        raise _refusal(response)

    async def keep(self, journey: str, person: str, content: bytes, title: str) -> Document:
        """Store a file that an act will name."""
        headers = {**await self._headers(person), "Content-Type": "text/plain; charset=utf-8"}
        response = await self._post(
            f"/journeys/{journey}/files", headers=headers, content=content, params={"title": title}
        )
        if response.is_success:
            return Document.model_validate(response.json())
        raise _refusal(response)

    async def _headers(self, person: str) -> dict[str, str]:
        if person not in self._tokens:
            now, scopes = datetime.now(UTC), (Scope.READ, Scope.ACT)
            _, self._tokens[person] = await until_known(
                lambda: self._identities.new_token(person, "simulasi", scopes, now + TOKEN_LASTS, now),
                within=self._patience,
            )
        return {"Authorization": f"Bearer {self._tokens[person]}"}

    async def _post(self, path: str, **request: object) -> httpx2.Response:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience.total_seconds()
        pause = FIRST_PAUSE
        while True:
            try:
                response = await self._client.post(f"{self._address}{path}", **request)  # type: ignore[arg-type]
                if response.status_code not in (httpx2.codes.SERVICE_UNAVAILABLE, httpx2.codes.INTERNAL_SERVER_ERROR):
                    return response
                if loop.time() + pause > deadline:
                    response.raise_for_status()
            except httpx2.TransportError:
                if loop.time() + pause > deadline:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)


def _refusal(response: httpx2.Response) -> Exception:
    problem = Problem.model_validate(response.json())
    if problem.name == MentorBookedElsewhere.__name__:
        return MentorBookedElsewhere(**problem.details)
    return Refused(problem.name, problem.detail, problem.details)
