"""Sends messages once more, by an operator's repair: queues them again, then delivers them as a journey's post does."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.notifications import MessageKeys
    from activities.send_again import SendAgainActivities
    from workflows.post import deliver_or_give_up


@workflow.defn(name="SendAgain")
class SendAgain:
    """A workflow of its own, so that messages of a journey that has ended can be sent again too."""

    @workflow.run
    async def run(self, messages: MessageKeys) -> None:
        """Send these messages again; what cannot be sent within days is given up, as everywhere."""
        await workflow.execute_activity_method(
            SendAgainActivities.queue_again, messages, start_to_close_timeout=timedelta(seconds=30)
        )
        await deliver_or_give_up(messages)
