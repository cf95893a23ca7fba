"""Sending again: puts messages that are settled back among those that are to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from temporalio import activity

from activities.notifications import MessageKeys


class Ledger(Protocol):
    """The ledger of messages."""

    async def queue_again(self, keys: Sequence[str]) -> None:
        """Have messages sent once more, under the keys they had; those that are queued already stay as they are."""


class SendAgainActivities:
    """The activity that a repair needs besides those by which every message is sent."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    @activity.defn
    async def queue_again(self, messages: MessageKeys) -> None:
        """Queue messages again. The same again changes nothing, as nothing sends them before this is done."""
        await self._ledger.queue_again(messages.keys)
