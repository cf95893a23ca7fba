"""The heart: `act` answers a command, `catch_up` does what fell due, `next_step` says what comes next and when.

The workflow, the command line and the rehearsal all ask these same functions. Nothing here knows of Temporal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from domain import clock_events as ck
from domain import document_events as de
from domain import errors, ids, messages
from domain import events as ev
from domain.calendar import local_date, noon
from domain.deadlines import AGREED, alarms, closes_at, due_for, due_of, obligation_due, passed_over
from domain.decisions.approval import decide_approval
from domain.decisions.clock import decide_clock
from domain.decisions.context import Context, Events
from domain.decisions.deputies import check_deputy
from domain.decisions.documents import decide_documents
from domain.decisions.drafting import decide_drafting
from domain.decisions.kickoff import decide_kickoff
from domain.decisions.people import decide_people
from domain.decisions.publication import decide_publication
from domain.decisions.record import decide_record
from domain.decisions.repairs import decide_repairs
from domain.decisions.review import decide_review
from domain.documents import books_made, certificate_awaited, makes_books
from domain.entry import GENESIS, Entry
from domain.event import Event
from domain.evolve import evolve
from domain.messages import Actor, Command, Receipt, StartJourney
from domain.model import Journey
from domain.planned import planned_dates
from domain.roles import RECORDERS, REGIONAL_ROLES, REPAIR_ACTS, RULES, Phase
from domain.seats import stopped_days
from domain.stages import gates_missing, stage_complete, whose_turn
from domain.values import MadeDocument, OnBehalf
from domain.vocabulary import ENDED, ApprovalKind, Party, Role, Stage, Status


@dataclass(frozen=True)
class Progress:
    """A journey and the entries that led to it from the one before."""

    journey: Journey
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Proceed:
    """Something has fallen due: `catch_up` would add entries now."""


@dataclass(frozen=True)
class Wait:
    """Nothing to do until an instant, or (None) until somebody acts."""

    until: datetime | None


@dataclass(frozen=True)
class Finish:
    """Nothing will happen here any more."""


Step = Proceed | Wait | Finish


class _Pen:
    """Writes entries: gives each event its number and its place in the chain, and keeps the journey in step."""

    def __init__(self, journey: Journey | None, journey_id: str, now: datetime) -> None:
        self._journey = journey
        self._id = journey_id
        self._now = now
        self.entries: list[Entry] = []

    @property
    def journey(self) -> Journey:
        if self._journey is None:
            raise ValueError("nothing written yet")
        return self._journey

    def write(self, event: Event, effective: datetime, command: Command | None = None) -> None:
        before = self._journey
        entry = Entry(
            journey=self._id,
            seq=before.seq + 1 if before else 1,
            at=self._now,
            effective=effective,
            actor=command.actor if command else None,
            on_behalf=command.on_behalf if command else None,
            command=command.id if command else None,
            event=event,
            previous=before.head if before else GENESIS,
        ).sealed()
        self._journey = evolve(before, entry)
        self.entries.append(entry)

    def settle(self, effective: datetime, *, told: datetime | None = None) -> None:
        """Write what follows by itself, until nothing does; a turn that passes takes no ladder step due by `told`."""
        while events := _consequences(self.journey, effective, told):
            for event in events:
                self.write(event, effective)

    def done(self) -> Progress:
        return Progress(self.journey, tuple(self.entries))


def begin(start: StartJourney, now: datetime) -> Progress:
    """The first entries of a journey."""
    journey = ids.journey_id(start.cohort, start.region.id)
    pen = _Pen(None, journey, now)
    pen.write(ev.JourneyScheduled(start=start), now)
    if start.carried is not None:
        pen.write(ev.DocumentsCarriedOver(from_journey=start.carried.from_journey), now)
    imported = start.imported
    if imported is not None:
        pen.write(ev.JourneyImported(imported=imported), imported.opened_at)
        if imported.status in ENDED:
            pen.write(ev.JourneyEnded(status=imported.status), imported.ended_at or now)
        pen.settle(now)
    rest = catch_up(pen.journey, now)
    return Progress(rest.journey, (*pen.entries, *rest.entries))


def catch_up(journey: Journey, now: datetime) -> Progress:
    """Everything the engine does by itself that has fallen due by `now`, in the order in which it fell due."""
    pen = _Pen(journey, journey.id, now)
    while (pending := alarms(pen.journey)) and pending[0].at <= now:
        alarm = pending[0]
        if alarm.event is not None:
            pen.write(alarm.event, alarm.at)
        pen.settle(alarm.at)
    return pen.done()


def next_step(journey: Journey, now: datetime) -> Step:
    """What the engine does next by itself."""
    pending = alarms(journey)
    if pending:
        return Proceed() if pending[0].at <= now else Wait(pending[0].at)
    if not journey.ended or journey.edition_under_way is not None or certificate_awaited(journey):
        return Wait(None)
    closes = closes_at(journey)
    return Finish() if closes <= now else Wait(closes)


def act(journey: Journey, command: Command, now: datetime) -> Progress:
    """What a command leads to, after everything that fell due before it. Raises a `Refusal` and changes nothing."""
    before = catch_up(journey, now)
    current = before.journey
    context = _context(current, command, now)
    events = _decide(current, command, context)
    pen = _Pen(current, journey.id, now)
    for event in events:
        pen.write(event, context.effective, command)
    # Days count from when a thing happened; but nobody is reminded of, or escalated for, days before he was told.
    pen.settle(context.effective, told=now if command.on_behalf else None)
    return Progress(pen.journey, (*before.entries, *pen.entries))


def note_documents(journey: Journey, documents: Sequence[MadeDocument], now: datetime) -> Progress:
    """What it leads to that documents were made; those noted already are left out, so that a repeat changes nothing."""
    before = catch_up(journey, now)
    known = {made.key for made in before.journey.documents}
    new = {made.key: made for made in reversed(documents) if made.key not in known}
    pen = _Pen(before.journey, journey.id, now)
    if new:
        pen.write(de.DocumentsMade(documents=tuple(reversed(new.values()))), now)
        pen.settle(now)
    return Progress(pen.journey, (*before.entries, *pen.entries))


def decide(journey: Journey, command: Command, now: datetime) -> Events:
    """The events a command leads to by itself, without consequences. Raises a `Refusal`."""
    return _decide(journey, command, _context(journey, command, now))


def receipt(command: Command, progress: Progress) -> Receipt:
    """The answer to a command that led to `progress`."""
    journey = progress.journey
    return Receipt(
        journey=journey.id,
        command=command.id,
        first_seq=progress.entries[0].seq,
        last_seq=journey.seq,
        kinds=tuple(entry.event.kind for entry in progress.entries),
        stage=journey.stage,
        status=journey.status,
        turn=f"{journey.turn.party}: {journey.turn.task}",
    )


def _context(journey: Journey, command: Command, now: datetime) -> Context:
    """Whose act it is and from when it counts; refuses an act on behalf that is not the sender's to record."""
    behalf = command.on_behalf
    if behalf is None:
        return Context(now=now, effective=now, actor=command.actor, sender=command.actor)
    _check_recorder(journey, command.actor, behalf)
    actor = Actor(person=behalf.person, role=behalf.role)
    happened = noon(behalf.happened_on, journey.region.zone)
    context = Context(now=now, effective=now, actor=actor, sender=command.actor)
    if behalf.happened_on > context.today(journey):
        raise errors.HappenedInTheFuture(day=behalf.happened_on)
    if journey.stages:
        earliest = local_date(journey.stages[0].opened, journey.region.zone)
        if behalf.happened_on < earliest:
            raise errors.HappenedTooEarly(day=behalf.happened_on, earliest=earliest)
    # Not before the turn began, or what it is charged to changed: days would otherwise be charged twice.
    charged = journey.stretches[-1].since if journey.stretches and journey.policy.plan else journey.turn.since
    effective = min(max(happened, journey.turn.since, charged), now)
    return Context(now=now, effective=effective, actor=actor, sender=command.actor)


def _check_recorder(journey: Journey, sender: Actor, behalf: OnBehalf) -> None:
    regional_only = sender.role is Role.COORDINATOR
    if sender.role not in RECORDERS or (regional_only and behalf.role not in REGIONAL_ROLES):
        raise errors.NotARecorder(role=sender.role)
    if not journey.holds(sender.person, sender.role):
        raise errors.NotAMember(person=sender.person, role=sender.role)


def _phase(journey: Journey) -> Phase:
    if journey.status is Status.SCHEDULED:
        return Phase.SCHEDULED
    return Phase.ENDED if journey.ended else Phase.OPEN


def check_permitted(journey: Journey, command: Command, context: Context) -> None:
    """Refuse a command outside the table `RULES`, or by somebody who does not hold the role."""
    kind = command.act.kind
    rule = RULES[kind]
    actor = context.actor
    if command.on_behalf is not None and not rule.on_behalf:
        raise errors.BehalfNotAllowed(act=kind)
    if actor.role not in rule.roles:
        raise errors.RoleNotAllowed(role=actor.role, act=kind, allowed=", ".join(rule.roles))
    phase = _phase(journey)
    if phase not in rule.phases:
        if phase is Phase.SCHEDULED:
            raise errors.JourneyNotOpen(opens_at=journey.opens_at.isoformat(timespec="minutes"))
        raise errors.JourneyOver(status=journey.status)
    if phase is Phase.OPEN and journey.stage not in rule.stages:
        raise errors.WrongStage(act=kind, expected=", ".join(rule.stages), stage=journey.stage)
    if kind not in REPAIR_ACTS and not journey.holds(actor.person, actor.role):
        raise errors.NotAMember(person=actor.person, role=actor.role)


def possible_acts(journey: Journey, role: Role) -> tuple[str, ...]:
    """The acts that the table lets a role do in the present stage; an act's content may still be refused."""
    phase = _phase(journey)
    return tuple(
        kind
        for kind, rule in RULES.items()
        if kind not in REPAIR_ACTS
        and role in rule.roles
        and phase in rule.phases
        and (phase is not Phase.OPEN or journey.stage in rule.stages)
    )


def _decide(journey: Journey, command: Command, context: Context) -> Events:
    check_permitted(journey, command, context)
    check_deputy(journey, command)
    deed = command.act
    if isinstance(deed, get_args(messages.KickoffAct)):
        return decide_kickoff(journey, deed, context)
    if isinstance(deed, get_args(messages.DraftingAct)):
        return decide_drafting(journey, deed, context)
    if isinstance(deed, get_args(messages.ReviewAct)):
        return decide_review(journey, deed, context)
    if isinstance(deed, get_args(messages.ApprovalAct)):
        return decide_approval(journey, deed, context)
    if isinstance(deed, get_args(messages.PeopleAct)):
        return decide_people(journey, deed, context)
    if isinstance(deed, get_args(messages.ClockAct)):
        return decide_clock(journey, deed, context)
    if isinstance(deed, get_args(messages.PublicationAct)):
        return decide_publication(journey, deed, context)
    if isinstance(deed, messages.DocumentAct):
        return decide_documents(journey, deed, context)
    if isinstance(deed, get_args(messages.RepairAct)):
        return decide_repairs(journey, deed, context)
    assert isinstance(deed, get_args(messages.RecordAct))
    return decide_record(journey, deed, context)


def _consequences(journey: Journey, at: datetime, told: datetime | None) -> Sequence[Event]:
    """What follows at once from the state as it is: stages, rounds, publication, due dates, the turn."""
    if journey.status is Status.OPEN:
        moved = _stage_moves(journey)
        if moved:
            return moved
        if _baseline_missing(journey):
            return (ck.PlanBaselined(dates=planned_dates(journey)),)
        if _examination_stopped(journey):
            return (ck.ExaminationReleased(),)
    if journey.status is Status.PUBLISHED:
        edition = journey.edition_under_way
        if edition is not None and (not makes_books(journey) or books_made(journey, edition.seq)):
            return (de.EditionPublished(number=edition.number),)
    due = _obligations_due(journey, at)
    if due:
        return due
    return _turn_passes(journey, at, told) or _turn_moves(journey, at)


def _baseline_missing(journey: Journey) -> bool:
    """Whether the journey has just opened and its plan has still to be put down."""
    return journey.policy.plan is not None and not journey.baseline and journey.imported is None


def _examination_stopped(journey: Journey) -> bool:
    """Whether the slot of an examination that was not held fell into a pause."""
    examination = journey.examination
    if journey.stage is not Stage.APPROVAL or not journey.stops or examination is None or examination.released:
        return False
    policy = journey.policy.approval(ApprovalKind.EXAMINATION)
    held = policy is not None and bool(journey.judgements_on(policy.name))
    return not held and local_date(examination.plan.slot, journey.region.zone) in stopped_days(journey)


def _stage_moves(journey: Journey) -> Sequence[Event]:
    stage = journey.stage
    if stage is Stage.APPROVAL and journey.revising:
        return ev.StageClosed(stage=stage), ev.StageOpened(stage=Stage.MENTOR_REVIEW)
    if stage is Stage.MENTOR_REVIEW and journey.submissions and not journey.revising:
        latest = journey.round
        if latest is None or latest.void or latest.submission < len(journey.submissions):
            return (ev.RoundOpened(number=len(journey.rounds) + 1),)
    if (
        stage is Stage.PUBLICATION
        and journey.submissions
        and journey.publication is None
        and not gates_missing(journey)
    ):
        final = journey.submissions[-1]
        frozen = ev.BooksFrozen(submission=final.number, sha256=final.sha256)
        return (frozen,) if makes_books(journey) else (frozen, ev.Published())
    publication = journey.publication
    if stage is Stage.PUBLICATION and publication is not None and publication.at is None:
        return (ev.Published(),) if books_made(journey, publication.seq) else ()
    if not stage_complete(journey):
        return ()
    if stage is Stage.PUBLICATION:
        return ev.StageClosed(stage=stage), ev.JourneyEnded(status=Status.PUBLISHED)
    following = list(Stage)[list(Stage).index(stage) + 1]
    return ev.StageClosed(stage=stage), ev.StageOpened(stage=following)


def _obligations_due(journey: Journey, at: datetime) -> Sequence[Event]:
    if journey.status not in (Status.OPEN, Status.PUBLISHED):
        return ()
    found = []
    for policy in journey.policy.obligations:
        state = journey.obligation(policy.name)
        due = obligation_due(journey, policy.name)
        if due is None or due == state.due or state.settled:
            continue
        if state.overdue and due <= at and (journey.stops or journey.first_calendar):
            # It is overdue all the same; only the days since have changed.
            continue
        found.append(ev.ObligationDue(obligation=policy.name, due=due))
    return found


def _turn_passes(journey: Journey, at: datetime, told: datetime | None) -> Sequence[Event]:
    party, task = whose_turn(journey, at)
    due, allowance = due_for(journey, party, task, at)
    turn = journey.turn
    same = (turn.party, turn.task) == (party, task)
    if same and not (task in AGREED and due != turn.due):
        return ()
    skipped = passed_over(journey, party, task, due, told) if told else ()
    return (ev.TurnPassed(party=party, task=task, due=due, allowance=allowance, passed_over=skipped),)


def _turn_moves(journey: Journey, at: datetime) -> Sequence[Event]:
    """The turn's due date moves when days count otherwise than before; never one that has passed, nor into the past."""
    turn = journey.turn
    if journey.status is not Status.OPEN or journey.pause is not None or turn.due is None:
        return ()
    due = due_of(journey)
    if due is None or due == turn.due or due <= at:
        return ()
    if turn.due <= at and not _given_anew(journey, turn.due):
        return ()
    return (ck.DueMoved(task=turn.task, due=due, before=turn.due),)


def _given_anew(journey: Journey, due: datetime) -> bool:
    """Whether a date that has passed did so while the clock stood still, or before its turn got another person."""
    stood = any(s.party is Party.NOBODY and s.since <= due <= (s.until or due) for s in journey.stretches)
    armed = journey.turn.armed_since
    return stood or (armed is not None and due <= armed)
