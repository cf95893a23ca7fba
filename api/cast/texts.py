"""The words of sample plans: chapters from the templates in `texts/`, programmes and quick wins from its lists."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from pydantic import Field

from activities.documents.book_words import PILLARS
from domain.shape import Frozen, Key, Line, Paragraph
from domain.values import ChapterName, QuickWin
from domain.vocabulary import SUB_DIMENSIONS, Pillar

MARK = "SIMULASI"
WHOLE_PILLARS = 3
"""How many of a region's first pillars have a programme for every sub-dimension; the others leave one out."""
YEARS = 5
"""Years that a sample plan lasts."""


class SamplePillar(Frozen):
    """What a sample plan says of a pillar; `reason` completes a sentence that puts it first."""

    reason: Line
    goal: Line
    indicator: Line
    target: Line


class SampleProgramme(Frozen):
    """A programme of sample plans; `years` count from the year in which a journey opens."""

    name: Line
    pillar: Pillar
    sub_dimension: Key
    opd: Line
    goal: Line
    indicator: Line
    millions: int = Field(gt=0)
    years: tuple[int, int]


class SampleLists(Frozen):
    """What the templates are filled from."""

    distinctiveness: Paragraph
    remedies: tuple[Line, ...] = Field(min_length=1)
    pillars: dict[Pillar, SamplePillar]
    quick_wins: tuple[QuickWin, ...] = Field(min_length=3)
    programmes: tuple[SampleProgramme, ...]


@dataclass(frozen=True)
class Subject:
    """The version of a chapter that a text is for: whose, of which programme and book, called what."""

    region: str
    region_name: str
    year: int
    """The year in which the journey opens."""
    programme: str
    ministry: str
    book: str
    chapter: ChapterName
    title: str
    version: int


@cache
def lists() -> SampleLists:
    """The lists of the folder, read once."""
    plan = tomllib.loads(_read("plan.toml"))
    return SampleLists(**plan, **tomllib.loads(_read("programmes.toml")))


@lru_cache(maxsize=4096)
def pillars_of(region: str) -> tuple[Pillar, ...]:
    """The pillars in the order of a region's sample plan: made of its id alone, it says nothing about the region."""
    return tuple(sorted(Pillar, key=lambda pillar: _drawn(region, pillar)))


@lru_cache(maxsize=4096)
def programmes_of(region: str) -> tuple[SampleProgramme, ...]:
    """The programmes of a region's sample plan, one for a sub-dimension, in the order of its pillars."""
    found: list[SampleProgramme] = []
    for place, pillar in enumerate(pillars_of(region)):
        subs = list(SUB_DIMENSIONS[pillar])
        if place >= WHOLE_PILLARS:
            del subs[_drawn(region, pillar, "left out") % len(subs)]
        for sub in subs:
            choice = [programme for programme in lists().programmes if programme.sub_dimension == sub]
            found.append(choice[_drawn(region, sub) % len(choice)])
    return tuple(found)


def budget_of(region: str, programme: SampleProgramme) -> int:
    """A programme's budget in a region's sample plan, in rupiah: from 80 to 120 percent of the list's."""
    tenths = 8 + _drawn(region, programme.name) % 5
    return programme.millions * 100_000 * tenths


@lru_cache(maxsize=4096)
def chapter_text(about: Subject) -> str:
    """A chapter in Markdown, marked as a sample; a version after the first says what it made better."""
    text = _template(about).format_map(_words(about))
    mark = (
        f"> {MARK}: teks contoh, bukan dokumen resmi.\n>\n> {about.book}, {about.region_name}, versi {about.version}."
    )
    parts = [f"# {about.title}", mark, text.strip()]
    if about.version > 1:
        remedies = lists().remedies
        remedy = remedies[(_drawn(about.region, about.chapter) + about.version) % len(remedies)]
        parts.append(_read("revision.txt").format(version=about.version, remedy=remedy).strip())
    return "\n\n".join(parts) + "\n"


def _drawn(*about: object) -> int:
    """A number that is the same in every process."""
    return int.from_bytes(hashlib.sha256("/".join(map(str, about)).encode()).digest()[:4], "big")


@cache
def _read(name: str) -> str:
    return (files("api.cast") / "texts" / name).read_text(encoding="utf-8")


def _template(about: Subject) -> str:
    """The text below the title of the chapter with this key and title; the one for any other when there is none."""
    name = f"{about.chapter.book}-{about.chapter.chapter}.txt"
    if (files("api.cast") / "texts" / name).is_file():
        title, _, text = _read(name).partition("\n")
        if title == f"# {about.title}":
            return text
    return _read("other.txt")


def _words(about: Subject) -> dict[str, str]:
    """What the templates' placeholders stand for."""
    order, wins = pillars_of(about.region), lists().quick_wins
    of_city = about.region_name.startswith("Kota ")
    return {
        "region": about.region_name,
        "head": "Wali Kota" if of_city else "Bupati",
        "regulation": f"Peraturan {'Wali Kota' if of_city else 'Bupati'}",
        "programme": about.programme,
        "ministry": about.ministry,
        "book": about.book,
        "title": about.title,
        "first_year": str(about.year + 1),
        "second_year": str(about.year + 2),
        "fourth_year": str(about.year + YEARS - 1),
        "last_year": str(about.year + YEARS),
        "front": PILLARS[order[0]],
        "second": PILLARS[order[1]],
        "front_reason": lists().pillars[order[0]].reason,
        "front_programme": _leading(about.region, order[0]).name,
        "second_programme": _leading(about.region, order[1]).name,
        **{f"quick_win_{number}": win.name for number, win in enumerate(wins[:3], 1)},
        "goals": _goals(order),
        "priorities": _priorities(about.region, order),
        "pillars": _pillars(about.region, order),
    }


def _leading(region: str, pillar: Pillar) -> SampleProgramme:
    return next(programme for programme in programmes_of(region) if programme.pillar is pillar)


def _goals(order: tuple[Pillar, ...]) -> str:
    """The rows of the table of goals."""
    said = [(PILLARS[pillar], lists().pillars[pillar]) for pillar in order]
    return "\n".join(f"| {name} | {of.goal} | {of.indicator} | {of.target} |" for name, of in said)


def _priorities(region: str, order: tuple[Pillar, ...]) -> str:
    """The rows of the table of pillars in their order."""
    named = enumerate(order, 1)
    return "\n".join(f"| {place} | {PILLARS[pillar]} | {_leading(region, pillar).name} |" for place, pillar in named)


def _pillars(region: str, order: tuple[Pillar, ...]) -> str:
    """A section for every pillar, a part of it for every sub-dimension, each with its programme."""
    support = {
        programme.sub_dimension: f"Contoh program untuk subdimensi ini adalah *{programme.name}*, "
        f"dengan penanggung jawab {programme.opd}."
        for programme in programmes_of(region)
    }
    without = "Subdimensi ini didukung oleh program pilar lain dan ditinjau kembali pada tahap menengah."
    sections = []
    for pillar in order:
        said = {sub: support.get(sub, without) for sub in SUB_DIMENSIONS[pillar]}
        sections.append(_read(f"pillar-{pillar}.txt").format(**said).strip())
    return "\n\n".join(sections)
