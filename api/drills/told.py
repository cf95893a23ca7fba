"""Drills with messages: a receiver without an address, a letter that there is not, an endpoint that refuses."""

from __future__ import annotations

import base64
import secrets
from contextlib import suppress

from aiohttp import web

from activities.notifications import Endpoint, Sender
from activities.notify.by_hand import PassingOn
from activities.notify.channels import NotSent
from activities.notify.letters import Letters
from activities.notify.mail import Mail
from activities.notify.webhook import WebhookChannel
from api.drills.ground import Ground, NoDrillHere
from api.drills.standing import Standing
from records.incidents import Incidents
from records.outbox import Outbox
from records.statements import statements
from workers.build import smtp_mailer

NO_LETTER = "drill"
"""The name of a letter that there is not."""


class _Post:
    """Sends one message to a sample person of the journey, as a worker would."""

    def __init__(self, ground: Ground, kind: str) -> None:
        self._ground = ground
        self.outbox = Outbox(ground.pool)
        self.key = f"drill.{kind.replace('_', '-')}.{secrets.token_hex(4)}"

    def sender(self, webhook: WebhookChannel | None = None, endpoint: Endpoint | None = None) -> Sender:
        """The sender of a worker, with an endpoint of the drill."""
        letters = Letters(self._ground.settings.language)
        return Sender(
            self.outbox,
            Mail(smtp_mailer(self._ground.settings), letters),
            PassingOn(self.outbox, Incidents(self._ground.pool)),
            webhook=webhook,
            endpoints=[endpoint] if endpoint else [],
        )

    async def queue(self, template: str) -> tuple[str, str]:
        """Queue the message; gives its receiver and his address."""
        pool, sql = self._ground.pool, statements("drills")
        row = await pool.fetchrow(sql["member_with_address"], self._ground.journey)
        if row is None:
            raise NoDrillHere(f"{self._ground.journey} has no sample person with an address. Name another: --journey.")
        await pool.execute(sql["queue_message"], self.key, self._ground.journey, row["person"], row["role"], template)
        return row["person"], row["email"]

    async def send(self, sender: Sender) -> None:
        """Send it; what fails for now stays queued."""
        (message,) = await self.outbox.load([self.key])
        with suppress(NotSent):
            await sender.send(message)


class NoAddress:
    """A message goes to somebody whose address is gone."""

    async def begin(self, ground: Ground) -> Standing:
        """Take the address away and send."""
        post = _Post(ground, "message_not_delivered")
        person, email = await post.queue("mentor_change_proposed")
        await ground.pool.execute(statements("drills")["take_address"], person)
        await post.send(post.sender())
        return Standing(kind="message_not_delivered", journey=ground.journey, keeps={person: email})

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Give the address back."""
        for person, email in standing.keeps.items():
            await ground.pool.execute(statements("drills")["give_address"], person, email)


class NoLetter:
    """A message has a letter that there is not."""

    async def begin(self, ground: Ground) -> Standing:
        """Send it."""
        post = _Post(ground, "letter_incomplete")
        await post.queue(NO_LETTER)
        await post.send(post.sender())
        return Standing(kind="letter_incomplete", journey=ground.journey, keeps={"key": post.key})

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Withdraw it."""
        await Outbox(ground.pool).withdraw(standing.keeps["key"], "the drill has ended")


class EndpointRefuses:
    """An endpoint answers that it is gone."""

    async def begin(self, ground: Ground) -> Standing:
        """Tell an endpoint on this machine, which is there for that one request."""

        async def gone(_: web.Request) -> web.Response:
            return web.Response(status=410)

        post = _Post(ground, "endpoint_refuses")
        await post.queue("mentor_change_proposed")
        app = web.Application()
        app.router.add_post("/", gone)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            port = runner.addresses[0][1]
            secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
            endpoint = Endpoint(name="drill", url=f"http://127.0.0.1:{port}/")
            (message,) = await post.outbox.load([post.key])
            await post.sender(WebhookChannel(secret), endpoint).tell(message, endpoint)
        finally:
            await runner.cleanup()
        await post.outbox.withdraw(post.key, "it was for an endpoint only")
        return Standing(kind="endpoint_refuses", journey=ground.journey)

    async def end(self, ground: Ground, standing: Standing) -> None:
        """Nothing to give back: the endpoint is gone."""
