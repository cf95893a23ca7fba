"""What is done with a cohort that runs: `substitute` takes a region in for one that withdrew, `close` ends it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.service import RPCError, RPCStatusCode

from api.desk import RPC_WITHIN, refusal_in
from api.launch import cohort_handle, earlier_journeys, places
from api.launching import CannotLaunch, FileOf, FileProblem, FilesRefused, regional_days, save_people
from api.people_file import PeopleFile, read_people
from api.workbook import as_text
from domain.cohort import CloseCohort, Cohort, CohortSummary, SubstituteRegion
from domain.regions import KnownRegions, Region
from records.cohorts import Cohorts
from records.reading import Reading
from records.regions import RegionRecords
from workers.looking import look
from workflows.cohort import CohortOfRegions
from workflows.looking import View


class NoOpenCohort(Exception):
    """No workflow of this cohort is running: it was never started, or is closed."""


class NoSuchRegion(Exception):
    """No region with this code or id is registered."""


@dataclass(frozen=True)
class Exchange:
    """A substitution that is wanted: regions by code or id, the bytes of the files of the one that comes in."""

    cohort: str
    withdrawn: str
    stand_in: str
    people: bytes
    days_off: bytes | None = None


async def substitute(
    pool: asyncpg.Pool, client: Client, wanted: Exchange, now: datetime, *, replace_people: bool = True
) -> str:
    """Take a region into a cohort for one that withdrew; gives the id of its journey, the same when it is in already.

    Raises `NoOpenCohort`, `NoSuchRegion`, `CannotLaunch`, `FilesRefused`, and the cohort's refusals as `Refused`.
    """
    known = await RegionRecords(pool).load()
    left, comes = _region(known, wanted.withdrawn), _region(known, wanted.stand_in)
    state = await state_of(client, wanted.cohort)
    there = state.place(comes.id)
    if there is not None and there.substitute_for == left.id:
        return state.journey(there)
    if comes.administrative:
        raise CannotLaunch(f"{comes.name} has no government of its own and cannot take part.")
    elsewhere = await Reading(pool).open_regions()
    if comes.id in elsewhere:
        raise CannotLaunch(f"{comes.name} is already in the open cohort {elsewhere[comes.id]}.")
    people = _people(wanted, state, [region.code for region in known], now)
    days_off = regional_days(wanted.days_off)
    await save_people(pool, people, replace=replace_people)
    region = comes.as_of_journey()
    earlier = await earlier_journeys(Reading(pool), [region], state.policy, wanted.cohort)
    (place,) = places([region], now, people.members_of, earlier=earlier, days_off=days_off)
    command = SubstituteRegion(id=f"substitute-{left.id}-{comes.id}", withdrawn=left.id, place=place)
    try:
        return await cohort_handle(client, wanted.cohort).execute_update(
            CohortOfRegions.substitute, command, id=command.id, rpc_timeout=RPC_WITHIN
        )
    except WorkflowUpdateFailedError as failure:
        raise refusal_in(failure) from None
    except RPCError as error:
        raise _unknown(wanted.cohort, error) from None


def _people(wanted: Exchange, state: Cohort, codes: list[str], now: datetime) -> PeopleFile:
    text = as_text(wanted.people)
    read = text if isinstance(text, list) else read_people(text, since=now.date(), codes=codes, manager_required=False)
    if isinstance(read, list):
        raise FilesRefused([FileProblem.of(FileOf.PEOPLE, problem) for problem in read])
    unknown = [p for p in read.workplaces_outside(state.policy.office_zone) if p not in state.workplaces]
    if unknown:
        raise CannotLaunch(
            f"The people's file gives {unknown[0].person} a zone that the cohort does not know. Leave it out, and "
            "send `record_workplaces` to the journey once it is open."
        )
    return read


async def close(pool: asyncpg.Pool, client: Client, cohort: str) -> CohortSummary:
    """Close a cohort whose journeys have all ended; closed already, it gives the same summary.

    Raises `NoOpenCohort`, and as `Refused` that journeys are still open.
    """
    try:
        return await cohort_handle(client, cohort).execute_update(
            CohortOfRegions.close, CloseCohort(id=f"close-{cohort}"), rpc_timeout=RPC_WITHIN
        )
    except WorkflowUpdateFailedError as failure:
        raise refusal_in(failure) from None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            record = await Cohorts(pool).find(cohort)
            if record is not None and record.summary is not None:
                return CohortSummary.model_validate(record.summary)
        raise _unknown(cohort, error) from None


async def state_of(client: Client, cohort: str) -> Cohort:
    """An open cohort as it is. Raises `NoOpenCohort`."""
    try:
        return await look(cohort_handle(client, cohort), View.STATE, Cohort, within=RPC_WITHIN)
    except RPCError as error:
        raise _unknown(cohort, error) from None


def _region(known: tuple[Region, ...], text: str) -> Region:
    regions = KnownRegions(known)
    found = regions.by_id(text) or regions.by_code(text)
    if found is None:
        raise NoSuchRegion(text)
    return found


def _unknown(cohort: str, error: RPCError) -> Exception:
    return NoOpenCohort(cohort) if error.status is RPCStatusCode.NOT_FOUND else error
