"""Repairs that are acts of the journey: a fact corrected, a stage gone through again, another policy, a document.

Each is rehearsed by doing the act on a copy of the journey, by the same rules and at the journey's own time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from api.desk import JourneyUnknown, Refused
from api.repairs.consequences import consequences
from api.repairs.copy import Copy, copied
from api.repairs.kind import CannotRepair
from api.replaying import why_not
from api.services import Services
from api.words.problems import said_of
from domain import events as ev
from domain import messages
from domain.entry import Entry
from domain.errors import Refusal
from domain.facts import GateFacts
from domain.journey import act, catch_up
from domain.messages import Act, Actor, ChangePolicy, Command, CorrectFact, MoveBack
from domain.model import Journey
from domain.repairs import (
    BackToStage,
    Consequence,
    Correct,
    Doing,
    OtherPolicy,
    Rehearsal,
    RenewDocument,
    Spec,
    What,
)
from domain.roles import REPAIR_ACTS
from domain.shape import Frozen, carry
from domain.vocabulary import Role
from domain.words.phrase import Language, Phrase

S = TypeVar("S", bound=Frozen)
D = TypeVar("D", bound=Frozen, contravariant=True)
REFUSALS = frozenset(refusal.__name__ for refusal in Refusal.__subclasses__())
ON_THE_COPY = Doing(key="rehearsal", person="operator", confirmed_by="second-person", reason="…")
"""Who does it on a copy, where it makes no difference."""
NAMES: Mapping[str, str] = {"operator": "…", "second-person": "…"}
"""Other people are called by their ids: a rehearsal is kept with its repair, and names are to stay erasable."""


class Deed(Protocol[D]):
    """How one kind of repair is an act."""

    def act_for(self, spec: D, entries: Sequence[Entry], doing: Doing) -> Act:
        """The act, in a journey with these entries."""
        ...

    def dangerous(self, copy: Copy, spec: D, found: Sequence[Consequence]) -> bool:
        """Whether a second person has to confirm it."""
        ...

    def undo(self, copy: Copy, spec: D) -> Spec | None:
        """The repair that takes it back."""
        ...


class ByAct(Generic[S]):
    """A kind of repair that is an act."""

    def __init__(self, deed: Deed[S]) -> None:
        self._deed = deed

    async def rehearse(self, services: Services, journey: str, spec: S) -> Rehearsal:
        """Do the act on a copy of the journey; refused by a rule there, it is refused here with the rule's words."""
        copy = await copied(services, journey)
        why = await _why_it_takes_no_acts(services, copy)
        if why is not None:
            return _refused(copy, why)
        try:
            found = await asyncio.to_thread(self._done_on, copy, spec)
        except Refusal as refusal:
            details = {name: str(value) for name, value in refusal.details.items()}
            return _refused(copy, _in_words(refusal.name, details, str(refusal)))
        return Rehearsal(
            journey=journey,
            as_of=copy.now,
            seq=copy.journey.seq,
            consequences=found,
            dangerous=self._deed.dangerous(copy, spec, found),
            undo=self._deed.undo(copy, spec),
        )

    def _done_on(self, copy: Copy, spec: S) -> tuple[Consequence, ...]:
        """What the act leads to on a copy, besides what has fallen due there anyhow. Raises a `Refusal`."""
        due = catch_up(copy.journey, copy.now)
        before = replace(copy, journey=due.journey, entries=(*copy.entries, *due.entries))
        deed = self._deed.act_for(spec, before.entries, ON_THE_COPY)
        command = _command(deed, ON_THE_COPY, person=_someone(due.journey, deed))
        return consequences(before, act(due.journey, command, copy.now), NAMES)

    async def was_done(self, services: Services, journey: str, doing: Doing) -> bool:
        """Whether the journey has the act already."""
        return any(entry.command == doing.key for entry in (await copied(services, journey)).entries)

    async def do(self, services: Services, journey: str, spec: S, doing: Doing) -> Phrase:
        """Send the act; one that the journey has already, by the same key, is not sent again."""
        entries = (await copied(services, journey)).entries
        known = [entry for entry in entries if entry.command == doing.key]
        if known:
            return _done(known[0].seq, known[-1].seq)
        command = _command(self._deed.act_for(spec, entries, doing), doing)
        try:
            answer = await services.desk.send(journey, command, repairing=True)
        except JourneyUnknown:
            raise CannotRepair(NOT_RUNNING) from None
        except Refused as refused:
            if refused.name not in REFUSALS:
                raise
            raise CannotRepair(_in_words(refused.name, refused.details, str(refused))) from None
        return _done(answer.receipt.first_seq, answer.receipt.last_seq)


def _command(deed: Act, doing: Doing, *, person: str | None = None) -> Command:
    return Command(id=doing.key, actor=Actor(person=person or doing.person, role=Role.OPERATOR), act=deed)


def _someone(journey: Journey, deed: Act) -> str | None:
    """An operator of the journey where the act is for such people alone; whoever will do it has to be one, too."""
    return next(iter(journey.holders(Role.OPERATOR)), None) if deed.kind not in REPAIR_ACTS else None


async def _why_it_takes_no_acts(services: Services, copy: Copy) -> Phrase | None:
    """Why no act can be sent to a journey, as its workflow is over or would break; None when it can."""
    newest = copy.runs[-1]
    try:
        described = await services.client.get_workflow_handle(newest.workflow_id).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return NOT_RUNNING
    if described.status is not WorkflowExecutionStatus.RUNNING:
        return NOT_RUNNING
    broken = await why_not(newest)
    if broken is None:
        return None
    return Phrase(
        f"Kode versi ini tidak dapat melanjutkan proses pendampingan ini ({broken}). Kembali ke versi sebelumnya, "
        "atau pulihkan dulu dengan `bimtek repair rehearse reset`.",
        f"The code at hand does not go on with this journey's workflow ({broken}). Go back to the version before, or "
        "mend that first with `bimtek repair rehearse reset`.",
    )


NOT_RUNNING = Phrase(
    "Proses pendampingan ini sudah berakhir, jadi tidak menerima tindakan lagi. Catatannya tetap seperti adanya.",
    "No process of this journey is running, so that it takes no acts any more. Its records stay as they are.",
)


def _refused(copy: Copy, why: Phrase) -> Rehearsal:
    return Rehearsal(journey=copy.journey.id, as_of=copy.now, seq=copy.journey.seq, refused=why)


def _in_words(name: str, details: dict[str, str], otherwise: str) -> Phrase:
    """A rule that refused, in both languages."""
    indonesian, english = (said_of(name, details, language, otherwise) for language in Language)
    return Phrase(indonesian, english)


def _done(first: int, last: int) -> Phrase:
    where = str(first) if first == last else f"{first}–{last}"
    return Phrase(f"Sudah dikerjakan: butir {where} dalam jurnal.", f"Done: entries {where} of the journal.")


class Correcting:
    """Corrects a fact. It is dangerous where it voids something, or the fact is older than the present stage."""

    def act_for(self, spec: Correct, entries: Sequence[Entry], doing: Doing) -> Act:
        """The correction of the newest entry that records the fact."""
        return CorrectFact(seq=_newest(entries, spec.seq), fact=spec.fact, reason=doing.reason)

    def dangerous(self, copy: Copy, spec: Correct, found: Sequence[Consequence]) -> bool:
        """Whether what follows from it reaches back."""
        opened = [entry.seq for entry in copy.entries if isinstance(entry.event, ev.StageOpened)]
        return any(each.what is What.VOID for each in found) or (bool(opened) and spec.seq < opened[-1])

    def undo(self, copy: Copy, spec: Correct) -> Spec | None:
        """The same entry corrected to what it says now."""
        seq = _newest(copy.entries, spec.seq)
        fact = next((_fact_of(entry) for entry in copy.entries if entry.seq == seq), None)
        return Correct(seq=spec.seq, fact=fact) if fact is not None else None


def _newest(entries: Sequence[Entry], seq: int) -> int:
    """The entry that says a fact now which entry `seq` recorded: the last of its corrections, or itself."""
    for entry in entries:
        if isinstance(entry.event, ev.FactCorrected) and entry.event.seq == seq:
            seq = entry.seq
    return seq


def _fact_of(entry: Entry) -> messages.Correctable | None:
    """What an entry recorded, as the act says it; None where it is no fact that can be corrected."""
    match entry.event:
        case ev.GatePassed() as passed:
            return messages.PassGates(gates=(carry(GateFacts, passed),))
        case ev.SessionHeld() as held:
            return carry(messages.RecordSession, held)
        case ev.ObligationMet() as met:
            return carry(messages.MeetObligation, met)
        case ev.CommitmentRecorded() as signed:
            return carry(messages.RecordCommitment, signed)
        case ev.AdoptionRecorded() as adopted:
            return carry(messages.RecordAdoption, adopted)
        case ev.FactCorrected() as corrected:
            return corrected.fact
        case _:
            return None


class MovingBack:
    """Moves a journey back to a stage; what was decided is not brought back by anything."""

    def act_for(self, spec: BackToStage, entries: Sequence[Entry], doing: Doing) -> Act:
        """The move."""
        return MoveBack(stage=spec.stage, reason=doing.reason, confirmed_by=_confirmed(doing))

    def dangerous(self, copy: Copy, spec: BackToStage, found: Sequence[Consequence]) -> bool:
        """Always."""
        return True

    def undo(self, copy: Copy, spec: BackToStage) -> Spec | None:
        """None: people decide anew."""
        return None


class ChangingPolicy:
    """Lets a journey go on by another version of its policy."""

    def act_for(self, spec: OtherPolicy, entries: Sequence[Entry], doing: Doing) -> Act:
        """The change."""
        return ChangePolicy(policy=spec.policy, reason=doing.reason, confirmed_by=_confirmed(doing))

    def dangerous(self, copy: Copy, spec: OtherPolicy, found: Sequence[Consequence]) -> bool:
        """Always."""
        return True

    def undo(self, copy: Copy, spec: OtherPolicy) -> Spec | None:
        """Back to the version that it goes by now."""
        return OtherPolicy(policy=copy.journey.policy)


class RenewingDocument:
    """Has a document made anew; the one before is kept, so that nothing has to be taken back."""

    def act_for(self, spec: RenewDocument, entries: Sequence[Entry], doing: Doing) -> Act:
        """The order for the new one."""
        return messages.RenewDocument(document=spec.document, reason=doing.reason)

    def dangerous(self, copy: Copy, spec: RenewDocument, found: Sequence[Consequence]) -> bool:
        """Never."""
        return False

    def undo(self, copy: Copy, spec: RenewDocument) -> Spec | None:
        """None."""
        return None


def _confirmed(doing: Doing) -> str:
    if doing.confirmed_by is None:
        raise CannotRepair(
            Phrase(
                "Perbaikan ini harus disetujui orang kedua dulu.", "A second person has to confirm this repair first."
            )
        )
    return doing.confirmed_by
