"""Tells operators of incidents, by the ledger of messages and without any worker: at once, then again and again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from activities.notifications import Sender
from activities.notify.by_hand import PassingOn
from activities.notify.channels import Message, NotSent
from activities.notify.letters import Letters
from activities.notify.mail import Mail
from api.incidents.kinds import kind_of
from api.incidents.names import NOT_TOLD, SYSTEM
from api.incidents.shape import Severity
from api.services import Services
from domain.vocabulary import IANA, TimeZone
from domain.words.phrase import Language
from domain.words.times import spell_moment
from records.incidents import Incident, Incidents, OperatorsNotice, ProgrammeOperator
from records.operations import Operations
from records.outbox import Outbox
from workers.build import mail_links, smtp_mailer

BY_DAY = (time(7, 0), time(20, 0))
"""When operators are told of what is not pressing, where they are."""
CALM = timedelta(minutes=30)
"""So long nothing is said of what was told, resolved, and comes again."""
NOBODY = "nobody is an operator of the programme"

log = structlog.get_logger()


class _Quietly(PassingOn):
    """What follows when an operator cannot be told: one incident, and no errand for anybody.

    Of that incident nobody is told by mail, so that a mail which fails leads to no other.
    """

    def __init__(self, ledger: Outbox, incidents: Incidents) -> None:
        super().__init__(ledger, incidents)
        self._reports = incidents

    async def not_delivered(self, message: Message, why: str) -> None:
        """Report that an operator is not reached."""
        await self._reports.report(SYSTEM, NOT_TOLD, f"{message.person}: {why}")


class Telling:
    """Tells the operators; call both methods at each look around. One process at a time does so."""

    def __init__(self, services: Services) -> None:
        self._settings = services.settings
        self._operations = Operations(services.pool)
        self._incidents = Incidents(services.pool)
        self._outbox = Outbox(services.pool)
        self._again = timedelta(hours=services.settings.tell_again_after)
        letters = Letters(services.settings.language, mail_links(services.settings))
        mail = Mail(smtp_mailer(services.settings), letters)
        self._sender = Sender(self._outbox, mail, _Quietly(self._outbox, self._incidents))

    async def begin_rounds(self, now: datetime) -> int:
        """Queue what operators are to be told by now, one message a kind and person; gives how many."""

        async def write(found: Sequence[Incident]) -> Sequence[OperatorsNotice]:
            return await self._written(found, now)

        return await self._incidents.tell(write, now, again=self._again, calm=CALM, but=(NOT_TOLD,))

    async def send(self, now: datetime) -> None:
        """Send what may leave by now; withdraw what somebody sees to, or what has gone, meanwhile."""
        for person in await self._incidents.reachable_again():
            await self._incidents.over(SYSTEM, NOT_TOLD, f"{person}:")
        waiting = await self._incidents.notices(now)
        for each in waiting:
            if not each.wanted:
                await self._outbox.withdraw(each.key, "acknowledged or resolved before it left")
        wanted = [each.key for each in waiting if each.wanted]
        for message in await self._outbox.load(wanted):
            try:
                await self._sender.send(message)
            except NotSent as failed:
                log.warning("operator_not_told", key=message.key, error=str(failed))
        reached = {message.person for message in await self._outbox.load(wanted) if message.state == "sent"}
        for person in sorted(filter(None, reached)):
            await self._incidents.over(SYSTEM, NOT_TOLD, f"{person}:")

    async def _written(self, found: Sequence[Incident], now: datetime) -> Sequence[OperatorsNotice]:
        operators = await self._incidents.operators()
        if not operators:
            await self._incidents.report(SYSTEM, NOT_TOLD, NOBODY)
            return ()
        await self._incidents.over(SYSTEM, NOT_TOLD, NOBODY)
        by_kind: defaultdict[str, list[Incident]] = defaultdict(list)
        for each in found:
            by_kind[each.kind].append(each)
        names = await self._operations.journey_names([each.journey_id for each in found])
        notices: list[OperatorsNotice] = []
        for alike in by_kind.values():
            known = names.get(alike[0].journey_id)
            region = known.region_name if known else alike[0].journey_id
            notices += (self._notice(alike, region, operator, now) for operator in operators)
        return notices

    def _notice(
        self, alike: Sequence[Incident], region: str, operator: ProgrammeOperator, now: datetime
    ) -> OperatorsNotice:
        """What one operator is told of incidents of one kind. The key is the same for whoever writes this round."""
        first, zone = alike[0], TimeZone(operator.zone or TimeZone.WIB)
        kind = kind_of(first.kind)
        todo = kind.ways[0].said
        facts = {
            "incidents": " ".join(str(each.id) for each in alike),
            "region": region,
            "others": str(len(alike) - 1),
            "title_id": kind.title.id,
            "title_en": kind.title.en,
            "means_id": kind.means.id,
            "means_en": kind.means.en,
            "todo_id": todo.id,
            "todo_en": todo.en,
            "since_id": spell_moment(first.first_seen, zone, Language.ID),
            "since_en": spell_moment(first.first_seen, zone, Language.EN),
            "again": f"{self._settings.tell_again_after:g}",
        }
        return OperatorsNotice(
            key=f"incident.{first.id}.{first.rounds + 1}.{operator.person}",
            journey_id=first.journey_id,
            person=operator.person,
            facts=facts,
            queued_at=now,
            leaves_at=None if kind.severity is Severity.NOW else by_day(now, zone),
        )


def by_day(now: datetime, zone: TimeZone) -> datetime | None:
    """When what is not pressing may leave: None at once by day, else at the next morning there."""
    opens, closes = BY_DAY
    local = now.astimezone(ZoneInfo(IANA[zone]))
    if opens <= local.time() < closes:
        return None
    day = local.date() if local.time() < opens else local.date() + timedelta(days=1)
    return datetime.combine(day, opens, ZoneInfo(IANA[zone]))
