"""Finds the journey or cohort meant: a journey by id, or a region by code, name or id, with or without its cohort."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import get_close_matches

import asyncpg

from api.exits import Failure
from domain.regions import KnownRegions, name_letters
from records.reading import CohortLine, JourneyLine, Reading
from records.regions import RegionRecords

MOST_SHOWN = 8


async def find_cohort(reading: Reading, cohort: str, now: datetime) -> CohortLine:
    """The cohort with this id. Raises `Failure` that names the ones there are."""
    cohorts = await reading.cohorts(now)
    for found in cohorts:
        if found.cohort == cohort:
            return found
    known = ", ".join(found.cohort for found in cohorts)
    raise Failure(f"There is no cohort “{cohort}”. " + (f"There are: {known}." if known else "None has been started."))


async def find_journey(pool: asyncpg.Pool, text: str, now: datetime) -> JourneyLine:
    """The journey meant by `text`. Raises `Failure` that names near ones, or all it could be."""
    reading = Reading(pool)
    cohort, _, region = text.rpartition("/")
    wanted = [await find_cohort(reading, cohort, now)] if cohort else await reading.cohorts(now)
    lines = [line for found in wanted for line in await reading.cohort_journeys(found.cohort, now)]
    ids = _region_ids(KnownRegions(await RegionRecords(pool).load()), region)
    found = [line for line in lines if line.journey_id == text] or [
        line for line in lines if _means(line, region) or line.region_id in ids
    ]
    if not found:
        raise _unknown(text, region, lines)
    if len(found) > 1:
        raise Failure(f"“{text}” could be {_several(found)}. Name one of them.")
    return found[0]


def _region_ids(known: KnownRegions, text: str) -> set[str]:
    """Regions that have or had this code or name, besides what journeys themselves say."""
    return {region.id for region in (known.by_any_code(text), known.by_name(text)) if region is not None}


def _means(line: JourneyLine, text: str) -> bool:
    return text in (line.region_id, line.region_code) or name_letters(text) in _spellings(line.region_name)


def _spellings(name: str) -> tuple[str, str]:
    """A region's name with and without its kind: people say Sleman for Kabupaten Sleman."""
    return name_letters(name), name_letters(name.partition(" ")[2])


def _unknown(text: str, region: str, lines: Sequence[JourneyLine]) -> Failure:
    if not lines:
        return Failure(f"There is no journey “{text}”, and no other either. Start a cohort first.")
    spelled: dict[str, JourneyLine] = {}
    for line in lines:
        for way in (line.journey_id, line.region_id, line.region_code, *_spellings(line.region_name)):
            spelled.setdefault(way, line)
    words = (text, region, name_letters(region))
    near = [spelled[way] for word in words for way in get_close_matches(word, spelled, n=MOST_SHOWN, cutoff=0.7)]
    hint = f"Did you mean {_several(near)}?" if near else "`bimtek cohort show COHORT` lists a cohort's journeys."
    return Failure(f"There is no journey “{text}”. {hint}")


def _several(lines: Iterable[JourneyLine]) -> str:
    named = {line.journey_id: f"{line.journey_id} ({line.region_code} {line.region_name})" for line in lines}
    shown = list(named.values())[:MOST_SHOWN]
    more = len(named) - len(shown)
    return " or ".join(shown) + (f" or {more} more" if more else "")
