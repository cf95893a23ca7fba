"""Sample people, documents and plans, all made up and marked SIMULASI; regions and dates alone are real."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain import facts
from domain.model import Journey
from domain.values import (
    ChapterName,
    Distinctiveness,
    Document,
    Member,
    PillarScore,
    ProgrammeRow,
    QuickWin,
)
from domain.vocabulary import SUB_DIMENSIONS, Pillar, Role, TimeZone
from records.people import PersonRecord

MARK = "SIMULASI"
REGIONAL = {
    Role.REGIONAL_HEAD: "Kepala Daerah",
    Role.SEKDA: "Sekda",
    Role.COORDINATOR: "Koordinator",
    Role.TEAM_CHAIR: "Ketua Tim Pelaksana",
    Role.TEAM_MEMBER: "Anggota Tim Pelaksana",
    Role.BAPPEDA: "Bappeda",
}
PROGRAMME = {
    Role.PROGRAMME_MANAGER: "pengelola-program",
    Role.DIRECTOR: "direktur",
    Role.MENTOR_LEAD: "ketua-pembimbing",
    Role.OPERATOR: "operator",
}
MENTORS = 13
WORKPLACES = {"pembimbing-05": TimeZone.WITA, "pembimbing-12": TimeZone.WIT}
"""Sample mentors who do not work in the office's zone."""
OFFICERS = 5
EXAMINERS = 4
QUICK_WIN_PILLARS = (Pillar.GOVERNANCE, Pillar.LIVING, Pillar.ENVIRONMENT)


def person(region: str, role: Role) -> str:
    """The id of a region's sample person."""
    return f"{region}.{role.value.replace('_', '-')}"


def mentor(number: int, of: int = MENTORS) -> str:
    """The id of a sample mentor, counted round among so many."""
    return f"pembimbing-{number % of + 1:02}"


def officer(number: int) -> str:
    """The id of a sample officer of the ministry, counted round."""
    return f"pendamping-{number % OFFICERS + 1:02}"


def examiner(number: int) -> str:
    """The id of a sample examiner, counted round."""
    return f"penguji-{number % EXAMINERS + 1:02}"


def spokesman(agency: str) -> str:
    """The id of the sample person who speaks for a partner agency."""
    return f"wakil-{agency}"


def members(region: str, since: date, agencies: Sequence[str] = ()) -> tuple[Member, ...]:
    """Everybody but mentors, officer and examiners, who come in by acts of their own."""
    local = [Member(person=person(region, role), role=role, since=since) for role in REGIONAL]
    central = [Member(person=name, role=role, since=since) for role, name in PROGRAMME.items()]
    partners = [Member(person=spokesman(a), role=Role.AGENCY, since=since, agency=a) for a in agencies]
    return (*local, *central, *partners)


def programme_people() -> list[PersonRecord]:
    """The sample people of the programme."""
    ids = [*PROGRAMME.values(), *(mentor(n) for n in range(MENTORS))]
    ids += [*(officer(n) for n in range(OFFICERS)), *(examiner(n) for n in range(EXAMINERS))]
    return [_sample(name, name.replace("-", " ").title()) for name in ids]


def region_people(region: str, name: str) -> list[PersonRecord]:
    """The sample people of a region, with those who will take over from one of them."""
    found = [_sample(person(region, role), f"{title} {name}") for role, title in REGIONAL.items()]
    found += [_sample(successor(region, role), f"{title} {name} (pengganti)") for role, title in REGIONAL.items()]
    return found


def successor(region: str, role: Role) -> str:
    """The id of the sample person who takes over from another."""
    return f"{person(region, role)}-2"


def _sample(id_: str, name: str) -> PersonRecord:
    return PersonRecord(id=id_, name=f"{name} ({MARK})", email=f"{id_}@example.go.id", sample=True)


@dataclass(frozen=True)
class Paper:
    """A sample document: its bytes, and the reference that commands carry."""

    content: bytes
    reference: Document


def paper(title: str, *about: object) -> Paper:
    """A sample text that says what it stands for."""
    text = "\n".join([MARK, title, *(str(thing) for thing in about), ""])
    return _paper(title, text)


def _paper(title: str, text: str) -> Paper:
    content = text.encode()
    return Paper(content, Document(sha256=hashlib.sha256(content).hexdigest(), size=len(content), title=title))


def chapter(journey: Journey, name: ChapterName, version: int) -> Paper:
    """A sample chapter in Markdown."""
    book = next(book for book in journey.policy.books if book.key == name.book)
    title = next(part.title for part in book.chapters if part.key == name.chapter)
    text = (
        f"# {title}\n\n> {MARK}: teks contoh, bukan dokumen resmi.\n\n"
        f"{book.title}, {journey.region.name}, versi {version}.\n"
    )
    return _paper(f"{book.title}: {title}", text)


def action_plan(journey: Journey) -> facts.ActionPlanFacts:
    """One sample programme for each pillar."""
    return facts.ActionPlanFacts(
        rows=tuple(
            ProgrammeRow(
                name=f"Program {pillar} ({MARK})",
                pillar=pillar,
                sub_dimension=SUB_DIMENSIONS[pillar][0],
                rpjmd_goal="Meningkatnya kualitas pelayanan publik",
                responsible_opd="Dinas Komunikasi dan Informatika",
                first_year=journey.opens_at.year + 1,
                last_year=journey.opens_at.year + 5,
                budget=1_500_000_000,
                indicator="Indeks kepuasan masyarakat",
            )
            for pillar in Pillar
        )
    )


def quick_wins(minimum: int = 3) -> facts.QuickWinsFacts:
    """Three sample quick wins, or as many as the policy asks for."""
    wins = [QuickWin(name=f"Quick win {p} ({MARK})", pillar=p, months=9) for p in QUICK_WIN_PILLARS]
    for number in range(len(wins), minimum):
        pillar = list(Pillar)[number % len(Pillar)]
        wins.append(QuickWin(name=f"Quick win {number + 1} {pillar} ({MARK})", pillar=pillar, months=9))
    return facts.QuickWinsFacts(quick_wins=tuple(wins))


def distinctiveness(journey: Journey) -> facts.DistinctivenessFacts:
    """A sample kekhasan daerah that names what uses it."""
    return facts.DistinctivenessFacts(
        distinctiveness=Distinctiveness(
            statement=f"{MARK}: kekhasan {journey.region.name} menjadi tema program.",
            quick_wins=(f"Quick win {Pillar.GOVERNANCE} ({MARK})",),
            programmes=(f"Program {Pillar.BRANDING} ({MARK})",),
        )
    )


def scores(score: int) -> tuple[PillarScore, ...]:
    """The same score for every pillar."""
    return tuple(PillarScore(pillar=pillar, score=score) for pillar in Pillar)
