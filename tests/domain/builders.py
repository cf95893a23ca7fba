"""Ready-made starts, people, acts and documents of a sample journey; `tests.domain.cast` drives it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import holidays

from domain import facts, messages
from domain.calendar import WorkingCalendar
from domain.documents import DocumentOrder
from domain.messages import Act, Actor, Command, StartJourney
from domain.model import Journey
from domain.policy import Policy
from domain.policy_file import parse_policy
from domain.values import (
    ChapterName,
    Comment,
    Distinctiveness,
    Document,
    MadeDocument,
    Member,
    OnBehalf,
    PillarScore,
    ProgrammeRow,
    QuickWin,
    QuickWinResult,
    RegionOfJourney,
    Signatory,
)
from domain.vocabulary import (
    SUB_DIMENSIONS,
    ApprovalKind,
    DocumentKind,
    HeadCapacity,
    Outcome,
    Pillar,
    QuickWinOutcome,
    RegulationForm,
    Role,
    TimeZone,
    Verdict,
)

ROOT = Path(__file__).resolve().parents[2]
POLICY_FILE = ROOT / "deploy" / "policies" / "intake-2019.toml"
OPENS_AT = datetime(2019, 5, 15, 2, 0, tzinfo=UTC)
OPENS_ON = OPENS_AT.date()
REGION = RegionOfJourney(id="kab-sleman", name="Kabupaten Sleman", code="34.04", zone=TimeZone.WIB)
MENTORS = ("mentor-a", "mentor-b")
AGENCIES = ("kemendagri", "bappenas", "pupr")
STANDING_ROLES = tuple(role for role in Role if role not in (Role.MENTOR, Role.EXAMINER, Role.AGENCY, Role.PUBLIC))
HOUR = timedelta(hours=1)


@cache
def shipped_policy() -> Policy:
    """The policy of the 2019 intake as its file has it."""
    return parse_policy(POLICY_FILE.read_text(encoding="utf-8"))


ASKED_ONCE = {"asked_before": None, "asked_again_every": None, "lapses_after": 60}


@cache
def default_policy() -> Policy:
    """The policy of the 2019 intake without documents: books are frozen and published at once, nothing is checked."""
    shipped = shipped_policy().model_dump()
    plain = [{**promise, **ASKED_ONCE} for promise in shipped["obligations"] if not promise["checks_quick_wins"]]
    return Policy.model_validate({**shipped, "documents": None, "obligations": plain})


def documented_policy(**changes: Any) -> Policy:
    """The policy as its file has it, with documents, asked-for adoption and checks, and some fields changed."""
    return Policy.model_validate({**shipped_policy().model_dump(), **changes})


def policy(**changes: Any) -> Policy:
    """The default policy with some fields changed, validated again."""
    return Policy.model_validate({**default_policy().model_dump(), **changes})


def review(**changes: Any) -> dict[str, Any]:
    """The default review rules with some fields changed."""
    return {**default_policy().review.model_dump(), **changes}


def with_endorsements(**changes: Any) -> Policy:
    """The default policy with the partner agencies asked together with the examination."""
    steps = [step.model_dump() for step in default_policy().approvals]
    for step in steps:
        if step["kind"] == ApprovalKind.ENDORSEMENTS:
            step |= {"enabled": True, "parallel_with_previous": True, **changes}
    return policy(approvals=steps)


@cache
def calendar(first: int = 2017, last: int = 2024) -> WorkingCalendar:
    """The official days off of Indonesia, shared leave included."""
    official = holidays.country_holidays(
        "ID", categories=("public", "government"), language="id", years=range(first, last + 1)
    )
    return WorkingCalendar(days_off=tuple(sorted(official)), official_until=date(last, 12, 31))


def document(title: str = "Dokumen") -> Document:
    """A document, told from others by its title."""
    return Document(sha256=hashlib.sha256(title.encode()).hexdigest(), size=len(title), title=title)


def person(role: Role) -> str:
    """The person who holds a standing role in the sample."""
    return role.value.replace("_", "-")


def members(since: date = OPENS_ON) -> tuple[Member, ...]:
    """One member for each standing role, and one for each agency."""
    standing = tuple(Member(person=person(role), role=role, since=since) for role in STANDING_ROLES)
    return (*standing, *(Member(person=name, role=Role.AGENCY, since=since, agency=name) for name in AGENCIES))


def start(**changes: Any) -> StartJourney:
    """A start under the default policy, with some fields changed."""
    fields: dict[str, Any] = {
        "cohort": "2019",
        "region": REGION,
        "policy": default_policy(),
        "calendar": calendar(),
        "opens_at": OPENS_AT,
        "members": members(),
        "simulated": True,
    }
    return StartJourney(**{**fields, **changes})


def chapter(book: str = "buku-1", key: str = "bab-1") -> ChapterName:
    """A chapter of the default policy."""
    return ChapterName(book=book, chapter=key)


def chapters_of(rules: Policy) -> tuple[ChapterName, ...]:
    """Every chapter of a policy."""
    return tuple(ChapterName(book=book, chapter=key) for book, key in rules.chapters())


def comment(name: str = "k-1", text: str = "Perjelas bagian ini.") -> Comment:
    """A comment on the first chapter."""
    return Comment(id=name, chapter=chapter(), text=text)


def scores(value: int = 4) -> tuple[PillarScore, ...]:
    """The same score for every pillar."""
    return tuple(PillarScore(pillar=pillar, score=value) for pillar in Pillar)


def save(state: Journey, name: ChapterName, text: str) -> facts.ChapterFacts:
    """A new version of a chapter, made from the newest one."""
    known = state.chapter(name)
    return facts.ChapterFacts(name=name, document=document(text), based_on=known.version if known else 0)


def plan(
    number: int, first: date, days: int = 2, mentors: Sequence[str] = (), by: WorkingCalendar | None = None
) -> facts.SessionPlanFacts:
    """A session plan of consecutive working days, by a calendar, from the first on or after `first`."""
    by = by or calendar()
    chosen = [by.after(first, 0)]
    while len(chosen) < days:
        chosen.append(by.after(chosen[-1], 1))
    return facts.SessionPlanFacts(number=number, days=tuple(chosen), place="Sleman", mentors=tuple(mentors))


def action_plan() -> facts.ActionPlanFacts:
    """A rencana aksi with one row for each pillar."""
    return facts.ActionPlanFacts(
        rows=tuple(
            ProgrammeRow(
                name=f"Program {pillar}",
                pillar=pillar,
                sub_dimension=SUB_DIMENSIONS[pillar][0],
                rpjmd_goal="Sasaran 1",
                responsible_opd="Dinas Kominfo",
                first_year=2019,
                last_year=2023,
                budget=1_000_000_000,
                indicator="Indeks",
            )
            for pillar in Pillar
        )
    )


def quick_wins() -> facts.QuickWinsFacts:
    """Three quick wins."""
    return facts.QuickWinsFacts(
        quick_wins=tuple(QuickWin(name=f"Quick win {pillar}", pillar=pillar, months=6) for pillar in list(Pillar)[:3])
    )


def distinctiveness() -> facts.DistinctivenessFacts:
    """A kekhasan daerah that names a quick win and a programme of the sample."""
    return facts.DistinctivenessFacts(
        distinctiveness=Distinctiveness(
            statement="Kota pelajar",
            quick_wins=("Quick win governance",),
            programmes=("Program governance",),
        )
    )


def whole_plan() -> messages.SavePlan:
    """Everything a submission needs besides chapters."""
    return messages.SavePlan(action_plan=action_plan(), quick_wins=quick_wins(), distinctiveness=distinctiveness())


def gate(name: str = "mou", passed_on: date = OPENS_ON) -> facts.GateFacts:
    """A gate passed."""
    return facts.GateFacts(gate=name, passed_on=passed_on, evidence=document(name))


def session_record(number: int, days: tuple[date, ...]) -> messages.RecordSession:
    """A session recorded as held."""
    return messages.RecordSession(
        number=number,
        held_on=days,
        attendance=40,
        attendance_list=document(f"hadir {number}"),
        minutes=document(f"berita acara {number}"),
    )


def commitment(signed_on: date, head: str = "regional-head") -> messages.RecordCommitment:
    """The komitmen as recorded."""
    return messages.RecordCommitment(
        signed_on=signed_on,
        head=head,
        capacity=HeadCapacity.DEFINITIF,
        signatories=(Signatory(person=head, office="Bupati"),),
        scan=document("komitmen"),
    )


def verdict(number: int, accept: bool = True, comments: tuple[Comment, ...] = ()) -> messages.GiveVerdict:
    """A verdict with scores."""
    chosen = Verdict.ACCEPT if accept else Verdict.REVISE
    return messages.GiveVerdict(round=number, verdict=chosen, scores=scores(), comments=comments)


def modification(*names: str) -> dict[str, Any]:
    """The fields of a required modification."""
    return {"outcome": Outcome.REQUIRES_MODIFICATION, "corrections": tuple(comment(name) for name in names)}


def examination(**judgement: Any) -> messages.RecordExamination:
    """The examination as recorded; a yes unless told otherwise."""
    return messages.RecordExamination(
        **{"outcome": Outcome.YES, "score_sheet": document("nilai"), "scores": scores(), **judgement}
    )


def adoption(dated: date) -> messages.RecordAdoption:
    """The adopting regulation."""
    return messages.RecordAdoption(
        form=RegulationForm.PERBUP, number="12 Tahun 2019", dated=dated, document=document("perbup")
    )


def upload(state: Journey, book: str = "buku-1", text: str = "unggahan") -> messages.UploadBook:
    """A whole book as one file, with every chapter of it found; one chapter for a book the policy does not have."""
    keys = [key for known, key in state.policy.chapters() if known == book] or ["bab-1"]
    found = tuple((key, document(f"{book} {key} {text}")) for key in keys)
    return messages.UploadBook(book=book, file=document(f"{book} {text}.docx"), found=found)


def check(
    state: Journey, obligation: str, day: date, outcome: QuickWinOutcome = QuickWinOutcome.ACHIEVED
) -> messages.CheckQuickWins:
    """The same outcome for every quick win of the published plan."""
    results = tuple(QuickWinResult(name=win.name, outcome=outcome) for win in state.published_plan.quick_wins)
    return messages.CheckQuickWins(obligation=obligation, checked_on=day, results=results)


def made(order: DocumentOrder) -> MadeDocument:
    """What the system made for an order; a book is sealed."""
    sealed = document(f"{order.key} belum disegel").sha256 if order.kind is DocumentKind.BOOK else None
    return MadeDocument(
        key=order.key,
        seq=order.seq,
        document=order.kind,
        about=order.about,
        pdf=document(f"{order.key}.pdf"),
        unsealed=sealed,
    )


def behalf(role: Role, happened_on: date, who: str | None = None) -> OnBehalf:
    """An act on paper of the holder of a role."""
    return OnBehalf(person=who or person(role), role=role, happened_on=happened_on, evidence=document("pindaian"))


def command(act: Act, role: Role, who: str | None = None, *, name: str, on_behalf: OnBehalf | None = None) -> Command:
    """A command of the sample's holder of a role, or of `who`."""
    return Command(id=name, actor=Actor(person=who or person(role), role=role), act=act, on_behalf=on_behalf)
