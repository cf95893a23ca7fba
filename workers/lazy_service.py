"""A connection to Temporal that the first call makes: `LazyService`; for doors that open while the server is away."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import TypeVar

from google.protobuf.message import Message
from temporalio.service import RPCError, RPCStatusCode, ServiceClient

M = TypeVar("M", bound=Message)


class LazyService(ServiceClient):
    """Calls over a connection that the first call makes; when it cannot be made, that is an `RPCError` as later."""

    def __init__(self, service: ServiceClient) -> None:
        super().__init__(service.config)
        self._service = service

    @property
    def worker_service_client(self):  # type: ignore[no-untyped-def]  # its type is the library's own
        """What workers connect with."""
        return self._service.worker_service_client

    def update_rpc_metadata(self, metadata: Mapping[str, str | bytes]) -> None:
        """Change what is sent along with every call."""
        self._service.update_rpc_metadata(metadata)

    def update_api_key(self, api_key: str | None) -> None:
        """Change the key."""
        self._service.update_api_key(api_key)

    async def _rpc_call(
        self,
        rpc: str,
        req: Message,
        resp_type: type[M],
        *,
        service: str,
        retry: bool,
        metadata: Mapping[str, str | bytes],
        timeout: timedelta | None,  # noqa: ASYNC109  # as the library names it
    ) -> M:
        try:
            # The time limit is for making the connection too, which has none of its own that is as short.
            async with asyncio.timeout(None if timeout is None else timeout.total_seconds()):
                return await self._service._rpc_call(
                    rpc, req, resp_type, service=service, retry=retry, metadata=metadata, timeout=timeout
                )
        except TimeoutError as error:
            raise RPCError("no answer in time", RPCStatusCode.DEADLINE_EXCEEDED, b"") from error
        except RuntimeError as error:  # the client's core raises nothing more exact when it cannot connect
            raise RPCError(str(error), RPCStatusCode.UNAVAILABLE, b"") from error
