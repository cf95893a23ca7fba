"""A small cohort whose journeys are repaired, and what tests ask of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from domain.policy import Policy
from domain.policy_file import parse_policy
from domain.vocabulary import Task
from records.contents import Contents
from records.writing import StoredFiles
from tests.api.typed import Said
from tests.http import cohort_files as made
from tests.http.door import Door

COHORT = "perbaikan"
FIRST = "12.72,Kota Pematang Siantar,Sumatera Utara,WIB,listed"
SECOND = "12.74,Kota Tebing Tinggi,Sumatera Utara,WIB,listed"
THIRD = "12.76,Kota Padang Sidempuan,Sumatera Utara,WIB,listed"
FOURTH = "12.07,Kabupaten Deli Serdang,Sumatera Utara,WIB,listed"
OF_COHORT = 4
MANAGER, OPERATOR = "pengelola-program", "operator"
PEOPLE = (
    ",operator,operator,Operator (SIMULASI),operator@example.go.id",
    ",mentor,pembimbing-90,Pembimbing 90 (SIMULASI),pembimbing-90@example.go.id",
)
SCAN = b"%PDF-1.7 pindaian"


def day(ago: int) -> str:
    """The day so many days ago."""
    return (datetime.now(UTC) - timedelta(days=ago)).date().isoformat()


@dataclass(frozen=True)
class Workshop:
    """Journeys of a cohort of its own: the first is in drafting, the others are in kickoff."""

    door: Door
    journeys: tuple[str, ...]

    @property
    def first(self) -> str:
        """The journey that is in drafting."""
        return self.journeys[0]

    async def kinds(self, journey: str) -> list[str]:
        """The kinds of a journey's entries but for documents, which are made meanwhile."""
        rows = await self.door.services.pool.fetch(
            "select entry::jsonb #>> '{event,kind}' as kind from journal where journey_id = $1 order by seq", journey
        )
        return [row["kind"] for row in rows if row["kind"] != "documents_made"]

    async def act(self, journey: str, person: str, **act: Any) -> None:
        """Send an act."""
        async with self.door.person(person) as client:
            done = await client.post(f"/journeys/{journey}/acts", json={"act": act})
            assert done.status_code == 200, done.text

    async def pass_gates(self, journey: str, *names: str) -> None:
        """Pass gates as the programme's manager."""
        sha256 = await Contents(self.door.services.pool).put(SCAN, "application/pdf")
        await StoredFiles(self.door.services.pool).note(MANAGER, sha256)
        scan = {"sha256": sha256, "size": len(SCAN), "title": "Pindaian (contoh)"}
        gates = [{"gate": name, "passed_on": day(3), "evidence": scan} for name in names]
        await self.act(journey, MANAGER, kind="pass_gates", gates=gates)

    async def typed(self, *words: str) -> Said:
        """Type `bimtek repair` with these words, where nobody can be asked."""
        return await self.door.office.bimtek("repair", *words)

    async def pause(self, journey: str) -> None:
        """Let its clock stand still, so that a repair of its dates would lead to something else."""
        about = {"cause": "disaster", "reason": "Banjir.", "approved_by": "Direktur", "resumes_on": day(-40)}
        await self.act(journey, MANAGER, kind="pause_journey", **about)

    async def resume(self, journey: str) -> None:
        """Let its clock go on."""
        await self.act(journey, MANAGER, kind="resume_journey", reason="Surut.")

    async def audited(self, number: int) -> list[tuple[str, str, str]]:
        """What the audit says of a repair, in order: who, what, about which journey."""
        rows = await self.door.services.pool.fetch(
            "select person, action, subject from audit where action ~ $1 order by id", f"repair {number}( |$)"
        )
        return [(row["person"], row["action"], row["subject"]) for row in rows]


async def open_workshop(door: Door) -> Workshop:
    """Start the cohort and bring its first journey to drafting."""
    async with door.person(MANAGER) as manager:
        named = made.people(*PEOPLE)
        begun = await made.begin(manager, COHORT, FIRST, SECOND, THIRD, FOURTH, named=named)
        assert begun.status_code == 201, begun.text
        async with asyncio.timeout(120):
            while len(lines := (await manager.get("/journeys", params={"cohort": COHORT})).json()["items"]) < OF_COHORT:
                await asyncio.sleep(0.2)
    journeys = tuple(line["journey_id"] for line in lines)
    (first,) = [line["journey_id"] for line in lines if line["region_code"] == "12.72"]
    workshop = Workshop(door, (first, *(journey for journey in journeys if journey != first)))
    await kick_off(workshop, first)
    return workshop


async def kick_off(workshop: Workshop, journey: str) -> None:
    """Pass the gates, assign a mentor, declare no interest."""
    await workshop.pass_gates(journey, *(gate.name for gate in policy().gates))
    await workshop.act(journey, MANAGER, kind="assign_mentors", mentors=["pembimbing-90"], officer="pendamping-90")
    await workshop.act(journey, "pembimbing-90", kind="declare_interest", conflict=False, statement="Tidak ada.")


def policy(*, version: int | None = None, more_days: int = 0) -> Policy:
    """The policy of the cohort, or another version of it that gives more days to pass the gates."""
    found = parse_policy(made.POLICY.read_text(encoding="utf-8"))
    if version is None:
        return found
    turns = {**found.turns, Task.PASS_GATES: found.turns[Task.PASS_GATES] + more_days}
    return found.model_copy(update={"version": version, "turns": turns})


async def rehearsed(client: httpx2.AsyncClient, spec: Mapping[str, Any], *journeys: str) -> dict[str, Any]:
    """What a repair would lead to, by journey."""
    answer = await client.post("/operations/repairs/rehearse", json={"spec": spec, "journeys": journeys})
    assert answer.status_code == 200, answer.text
    return {line["journey"]: line for line in answer.json()["items"]}


async def proposed(
    client: httpx2.AsyncClient, spec: Mapping[str, Any], *journeys: str, key: str | None = None, **more: Any
) -> dict[str, Any]:
    """A repair that was rehearsed and is proposed."""
    found = await rehearsed(client, spec, *journeys)
    digests = {journey: line["digest"] for journey, line in found.items()}
    body = {"spec": spec, "digests": digests, "reason": "Uji perbaikan.", **more}
    answer = await client.post("/operations/repairs", json=body, headers={"Idempotency-Key": key} if key else {})
    assert answer.status_code == 200, answer.text
    done: dict[str, Any] = answer.json()
    return done
