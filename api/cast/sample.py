"""Sample people, documents and plans, all made up and marked SIMULASI; regions and dates alone are real."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from api.cast import texts
from domain import facts
from domain.model import Journey
from domain.values import (
    ChapterName,
    Distinctiveness,
    Document,
    Member,
    PillarScore,
    ProgrammeRow,
)
from domain.vocabulary import Pillar, Role, TimeZone
from records.people import PersonRecord

MARK = texts.MARK
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
    subject = texts.Subject(
        region=journey.region.id,
        region_name=journey.region.name,
        year=journey.opens_at.year,
        programme=journey.policy.programme,
        ministry=journey.policy.ministry,
        book=book.title,
        chapter=name,
        title=title,
        version=version,
    )
    return _paper(f"{book.title}: {title}", texts.chapter_text(subject))


def action_plan(journey: Journey) -> facts.ActionPlanFacts:
    """Sample programmes for most sub-dimensions of all six pillars, in the order of the region's pillars."""
    return facts.ActionPlanFacts(rows=_rows(journey.region.id, journey.opens_at.year))


@lru_cache(maxsize=4096)
def _rows(region: str, year: int) -> tuple[ProgrammeRow, ...]:
    return tuple(
        ProgrammeRow(
            name=_marked(programme.name),
            pillar=programme.pillar,
            sub_dimension=programme.sub_dimension,
            rpjmd_goal=programme.goal,
            responsible_opd=programme.opd,
            first_year=year + programme.years[0],
            last_year=year + programme.years[1],
            budget=texts.budget_of(region, programme),
            indicator=programme.indicator,
        )
        for programme in texts.programmes_of(region)
    )


def quick_wins(minimum: int = 3) -> facts.QuickWinsFacts:
    """Three sample quick wins, or as many as the policy asks for; past its end the list begins again."""
    known = texts.lists().quick_wins
    found = []
    for number in range(max(minimum, 3)):
        again, place = divmod(number, len(known))
        win = known[place]
        name = f"{win.name} Tahap {again + 1}" if again else win.name
        found.append(win.model_copy(update={"name": _marked(name)}))
    return facts.QuickWinsFacts(quick_wins=tuple(found))


def distinctiveness(journey: Journey) -> facts.DistinctivenessFacts:
    """A sample kekhasan daerah that names what uses it."""
    plan = action_plan(journey).rows
    programmes = [next(row for row in plan if row.pillar is pillar) for pillar in (Pillar.BRANDING, Pillar.SOCIETY)]
    return facts.DistinctivenessFacts(
        distinctiveness=Distinctiveness(
            statement=texts.lists().distinctiveness.format(region=journey.region.name),
            quick_wins=tuple(win.name for win in quick_wins().quick_wins[:2]),
            programmes=tuple(row.name for row in programmes),
        )
    )


def _marked(name: str) -> str:
    return f"{name} ({MARK})"


def scores(score: int) -> tuple[PillarScore, ...]:
    """The same score for every pillar."""
    return tuple(PillarScore(pillar=pillar, score=score) for pillar in Pillar)
