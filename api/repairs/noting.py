"""What of a repair is kept in the journey's own journal: `note` writes it, unless the repair was an act itself."""

from __future__ import annotations

import hashlib
from typing import assert_never

from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from api.desk import JourneyUnknown
from api.services import Services
from domain.messages import Actor, Command, NoteRepair
from domain.repairs import (
    BackToStage,
    Correct,
    Doing,
    OtherPolicy,
    OtherVersion,
    RebuildRows,
    ReleaseClaim,
    RenewDocument,
    Reset,
    RunNow,
    SendAgain,
    Skip,
    Spec,
)
from domain.vocabulary import Role
from domain.words.phrase import Phrase
from records.repairs import Repair, RepairItem

ALL = "*"
"""What is noted of a repair that was about everything of its kind in the journey."""


class NotNoted(Exception):
    """It was done, and the journal does not say so yet; `said` tells the operator."""

    def __init__(self, said: Phrase) -> None:
        super().__init__(said.en)
        self.said = said


def doing_of(repair: Repair, item: RepairItem) -> Doing:
    """Who does it, under a key that is the same for every attempt, and no other repair's in any restored database."""
    proposal = hashlib.sha256(f"{repair.proposed_by}\n{repair.proposed_at.isoformat()}".encode()).hexdigest()
    return Doing(
        key=f"repair-{repair.number}-{item.place}-{proposal[:12]}",
        person=repair.proposed_by,
        confirmed_by=repair.confirmed_by,
        reason=repair.reason,
    )


async def note(services: Services, repair: Repair, item: RepairItem, said: Phrase, *, last: bool) -> Phrase:
    """Note in the journey's journal what was done, and give what is to be said of it.

    A workflow that has ended takes no note. Raises `NotNoted` when no answer came, but for the `last` try: then it is
    said that the journal does not have it; the audit does.
    """
    about = about_of(item.spec)
    if about is None:
        return said
    doing = doing_of(repair, item)
    act = NoteRepair(
        repair=item.spec.kind,
        number=repair.number,
        about=about,
        reason=repair.reason,
        confirmed_by=repair.confirmed_by,
    )
    command = Command(id=f"{doing.key}.note", actor=Actor(person=doing.person, role=Role.OPERATOR), act=act)
    try:
        await services.desk.send(item.journey, command, repairing=True)
    except JourneyUnknown:
        return said
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError):
        if last:
            return Phrase(f"{said.id} {UNNOTED.id}", f"{said.en} {UNNOTED.en}")
        raise NotNoted(Phrase(f"{said.id} {UNNOTED_YET.id}", f"{said.en} {UNNOTED_YET.en}")) from None
    return said


UNNOTED = Phrase(
    "Jurnal daerah belum mencatatnya, karena prosesnya tidak menjawab; jejak audit mencatatnya.",
    "The journey's journal does not say so, as its workflow does not answer; the audit does.",
)
UNNOTED_YET = Phrase(
    "Jurnal daerah belum mencatatnya, karena prosesnya tidak menjawab; dicoba lagi.",
    "The journey's journal does not say so yet, as its workflow does not answer; it is tried again.",
)


def about_of(spec: Spec) -> str | None:
    """What a repair is about, in one line of no language; None for an act, which the journal has as it is."""
    match spec:
        case RunNow(activity=activity):
            return activity or ALL
        case Skip(activity=activity):
            return activity
        case SendAgain(message=message):
            return message or ALL
        case ReleaseClaim(session=session, task=task):
            return task or (f"bimtek {session}" if session else ALL)
        case Reset(event=event):
            return f"#{event}"
        case OtherVersion(version=version):
            return version or ALL
        case RebuildRows():
            return ALL
        case Correct() | BackToStage() | OtherPolicy() | RenewDocument():
            return None
        case never:
            assert_never(never)
