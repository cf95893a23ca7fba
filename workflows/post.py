"""The post of a journey: its recorded messages, until each is sent, withdrawn or given up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities.notifications import MessageKeys, NotificationActivities
    from domain.notices import Notice

DELIVER_RETRY = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=30))
GIVE_UP_DELIVERY_AFTER = timedelta(days=5)


class Post:
    """Has messages delivered beside everything else, each when it may leave.

    `beside` runs work beside the main loop; `wanted` says whether a message that has waited is still to be sent.
    A message that waits stays in `waiting` until its delivery is over: one that a new run takes over meanwhile is asked
    about again, and the ledger knows what was sent.
    """

    def __init__(
        self, beside: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]], wanted: Callable[[Notice], bool]
    ) -> None:
        self._beside = beside
        self._wanted = wanted
        self._deliveries: list[asyncio.Task[None]] = []
        self._under_way: list[str] = []
        self.waiting: dict[str, Notice] = {}

    @property
    def delivering(self) -> bool:
        """Whether a delivery is under way."""
        return bool(self._under_way)

    @property
    def undelivered(self) -> tuple[str, ...]:
        """Keys of the messages that could leave at once and are not delivered yet."""
        return tuple(key for key in self._under_way if key not in self.waiting)

    def resume(self, undelivered: tuple[str, ...], waiting: Mapping[str, Notice]) -> None:
        """Go on with what the run before has not delivered."""
        self.waiting.update(waiting)
        self._deliver_beside(MessageKeys(keys=undelivered))

    def take(self, told: Sequence[Notice], settled: Sequence[str]) -> None:
        """Take messages that have just been recorded; those settled by the recording itself need nothing more."""
        left = [notice for notice in told if notice.key not in settled]
        self.waiting.update({notice.key: notice for notice in left if notice.leaves_at is not None})
        self._deliver_beside(MessageKeys(keys=tuple(notice.key for notice in left if notice.leaves_at is None)))

    async def keep_hours(self) -> None:
        """Let messages that wait leave when they may, those of one hour together, with one timer to the next hour."""
        while True:
            await workflow.wait_condition(lambda: self._next_hour() is not None)
            hour = self._next_hour()
            assert hour is not None
            if hour > workflow.now():
                await self._rest_until(hour)
            else:
                self._let_leave()

    async def _rest_until(self, hour: datetime) -> None:
        """Rest until an hour, or until a message comes that may leave earlier."""
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: self._next_hour() != hour, timeout=hour - workflow.now())

    def _next_hour(self) -> datetime | None:
        """When the next of the messages that still rest may leave."""
        return min((at for key, at in self._hours() if key not in self._under_way), default=None)

    def _hours(self) -> list[tuple[str, datetime]]:
        return [(key, notice.leaves_at) for key, notice in self.waiting.items() if notice.leaves_at is not None]

    def _let_leave(self) -> None:
        """Send what may leave by now, and withdraw what nobody wants any more."""
        now = workflow.now()
        due = [key for key, at in self._hours() if at <= now and key not in self._under_way]
        wanted = tuple(key for key in due if self._wanted(self.waiting[key]))
        self._deliver_beside(MessageKeys(keys=wanted, withdrawn=tuple(key for key in due if key not in wanted)))

    def _deliver_beside(self, messages: MessageKeys) -> None:
        """Have messages sent, beside everything else: one that waits for its relay holds up no other."""
        if messages.keys or messages.withdrawn:
            self._under_way += messages.keys + messages.withdrawn
            self._deliveries.append(self._beside(self._deliver(messages)))
            self._deliveries = [task for task in self._deliveries if not task.done()]

    async def _deliver(self, messages: MessageKeys) -> None:
        await deliver_or_give_up(messages)
        over = messages.keys + messages.withdrawn
        self._under_way = [key for key in self._under_way if key not in over]
        for key in over:
            self.waiting.pop(key, None)


async def deliver_or_give_up(messages: MessageKeys) -> None:
    """Try to deliver messages for days; what could not be sent by then is given up and passed on by hand."""
    try:
        await workflow.execute_activity_method(
            NotificationActivities.deliver,
            messages,
            start_to_close_timeout=timedelta(minutes=2),
            heartbeat_timeout=timedelta(seconds=30),
            schedule_to_close_timeout=GIVE_UP_DELIVERY_AFTER,
            retry_policy=DELIVER_RETRY,
        )
    except ActivityError:
        await workflow.execute_activity_method(
            NotificationActivities.give_up,
            messages,
            start_to_close_timeout=timedelta(seconds=30),
        )
