"""A person's digest: waits until the next working morning, sends one mail with all that came meanwhile, and ends."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.notify.digest import Digest, DigestActivities

SEND_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=30))
GIVE_UP_AFTER = timedelta(days=5)


@workflow.defn(name="DigestOfPerson")
class DigestOfPerson:
    """Each message that comes for the digest says when it should leave; the earliest counts."""

    @workflow.init
    def __init__(self, digest: Digest) -> None:
        self._due: datetime | None = digest.sends_at

    @workflow.signal
    def collect(self, digest: Digest) -> None:
        """Another message is kept for this person."""
        self._due = min(self._due, digest.sends_at) if self._due else digest.sends_at

    @workflow.run
    async def run(self, digest: Digest) -> None:
        """Send a digest, and another for what came while it was being sent."""
        while self._due is not None:
            if self._due > workflow.now():
                await self._rest_until(self._due)
            else:
                self._due = None
                await self._send(digest)

    async def _rest_until(self, due: datetime) -> None:
        """Rest until then, or until a message comes that leaves earlier."""
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._due != due, timeout=due - workflow.now())

    async def _send(self, digest: Digest) -> None:
        try:
            await workflow.execute_activity_method(
                DigestActivities.send_digest,
                digest,
                start_to_close_timeout=timedelta(minutes=1),
                schedule_to_close_timeout=GIVE_UP_AFTER,
                retry_policy=SEND_RETRY,
            )
        except ActivityError:
            await workflow.execute_activity_method(
                DigestActivities.give_up_digest, digest, start_to_close_timeout=timedelta(seconds=30)
            )
