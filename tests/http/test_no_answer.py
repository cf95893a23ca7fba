"""What the door says when Temporal gives no answer: that it is not known, and to send the same again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi import Request
from temporalio.service import RPCError, RPCStatusCode

from api.http.handlers import NOT_THERE, _workflows


@pytest.mark.parametrize("status", NOT_THERE)
@pytest.mark.parametrize("key", ["kunci-1", None])
async def test_no_answer_is_no_failure_of_ours(status: RPCStatusCode, key: str | None) -> None:
    """A workflow whose tasks fail just now is among them: an act is sent again with its key, a page loaded again."""
    scope: dict[str, Any] = {"type": "http", "method": "POST", "path": "/", "headers": [], "state": {}}
    if key is not None:
        scope["state"]["idempotency_key"] = key
    answer = await _workflows(Request(scope), RPCError("Workflow Task in failed state", status, b""))
    told = json.loads(bytes(answer.body))
    kind = "outcome-unknown" if key else "workflows-away"
    assert (answer.status_code, told["type"]) == (503, f"urn:bimtek:problem:{kind}")
    assert answer.headers["Retry-After"]
