"""The same act for many journeys over HTTP: looked at, sent, partly failed and gone on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import httpx2
from temporalio.service import RPCError, RPCStatusCode

from api.desk import Answer, Desk
from api.http.address import PREFIX
from api.services import HTTP_PATIENCE
from domain.messages import Command
from records.audit import Audit
from records.people import People
from tests.http.door import Door, serving

CILEGON, KUPANG, BALIKPAPAN, BONTANG = (
    f"journey-2019-{region}" for region in ("kota-cilegon", "kota-kupang", "kota-balikpapan", "kota-bontang")
)
REMIND = {"kind": "remind", "note": "Mohon MoU didahulukan."}
MANAGER = {"role": "programme_manager"}


class OftenAway(Desk):
    """A desk whose server does not answer for some journeys."""

    def __init__(self, door: Door, away: Sequence[str]) -> None:
        super().__init__(door.services.client, door.services.pool, patience=HTTP_PATIENCE)
        self._away = away

    async def send(self, journey: str, command: Command, *, repairing: bool = False) -> Answer:
        """Send it, or say that no answer came."""
        if journey in self._away:
            raise RPCError("no answer", RPCStatusCode.UNAVAILABLE, b"")
        return await super().send(journey, command, repairing=repairing)


async def send(client: httpx2.AsyncClient, key: str, act: object, **more: object) -> httpx2.Response:
    """A request that is sent under a key; `preview` is False unless it is given."""
    body = {"act": act, **MANAGER, "preview": False, **more}
    return await client.post("/bulk", json=body, headers={"Idempotency-Key": key})


def outcomes(answer: httpx2.Response) -> dict[str, str]:
    """What became of each journey."""
    assert answer.status_code == 200, answer.text
    return {one["journey"]: one["outcome"] for one in answer.json()["journeys"]}


async def kinds(client: httpx2.AsyncClient, journey: str) -> list[str]:
    """The kinds of a journey's entries."""
    found = await client.get(f"/journeys/{journey}/history")
    assert found.status_code == 200, found.text
    return [line["kind"] for line in found.json()["lines"]]


async def test_a_preview_sends_nothing_and_says_what_moves(door: Door) -> None:
    """The dates of each journey before and after, in the order of the request; nothing is written."""
    async with door.person("pengelola-program") as manager:
        act = {"kind": "grant_time", "days": 5, "reason": "Banjir."}
        before = await kinds(manager, BONTANG)
        looked = await send(manager, "look", act, journeys=[BONTANG, CILEGON], preview=True)
        assert outcomes(looked) == {BONTANG: "planned", CILEGON: "planned"}
        assert looked.json()["sent"] is False
        assert looked.json()["counts"]["planned"] == 2
        turn = next(move for move in looked.json()["journeys"][0]["moves"] if move["what"] == "turn")
        assert turn["before"] < turn["after"]
        assert await kinds(manager, BONTANG) == before


async def test_time_is_given_to_those_selected(door: Door) -> None:
    """A cohort's journeys in which a person holds a role; the same request again does nothing twice."""
    async with door.person("direktur") as director:
        act = {"kind": "grant_time", "days": 3, "reason": "Banjir."}
        select = {"cohort": "2019", "stage": ["kickoff"], "member": "kota-bontang.coordinator"}
        first = await send(director, "give", act, role="director", select=select)
        again = await send(director, "give", act, role="director", select=select)
        other = await send(director, "give-more", act, role="director", select=select)
        assert outcomes(first) == {BONTANG: "done"}
        assert first.json() == again.json()
        assert outcomes(other) == {BONTANG: "refused"}
        assert "ExtensionsUsedUp" in other.json()["journeys"][0]["why"]
        assert (await kinds(director, BONTANG)).count("time_granted") == 1


async def test_what_is_left_is_done_by_the_same_request(door: Door) -> None:
    """One journey has no answer: it is told as unknown; the same key does that one, and the others not twice."""
    three = [CILEGON, KUPANG, BALIKPAPAN]
    headers = {"Authorization": f"Bearer {await door.token('pengelola-program')}"}
    async with (
        serving(replace(door.services, desk=OftenAway(door, [KUPANG]))) as shaky,
        httpx2.AsyncClient(base_url=f"{shaky}{PREFIX}", headers=headers, timeout=30) as client,
    ):
        partly = await send(client, "in-two-goes", REMIND, journeys=three)
        assert outcomes(partly) == {CILEGON: "done", KUPANG: "unknown", BALIKPAPAN: "done"}
        assert "same Idempotency-Key" in partly.json()["notice"]
        other = await send(client, "in-two-goes", {"kind": "remind"}, journeys=three)
        assert (other.status_code, other.json()["name"]) == (409, "KeyReused")
    async with door.person("pengelola-program") as manager:
        rest = await send(manager, "in-two-goes", REMIND, journeys=three)
        assert outcomes(rest) == {CILEGON: "unchanged", KUPANG: "done", BALIKPAPAN: "unchanged"}
        assert "Done before" in rest.json()["journeys"][0]["why"]
        assert "notice" not in rest.json() or rest.json()["notice"] is None
        for journey in three:
            assert (await kinds(manager, journey)).count("reminded") == 1
        anew = await send(manager, "another-key", REMIND, journeys=three)
        assert set(outcomes(anew).values()) == {"unchanged"}


async def test_a_journey_that_refuses_is_not_in_the_way_of_others(door: Door) -> None:
    """Each journey decides for itself, and says by name why not."""
    async with door.person("pengelola-program") as manager:
        joins = {"kind": "appoint_member", "role": "opd_contributor", "person": "penulis-h8"}
        await send(manager, "first-one", joins, journeys=[CILEGON])
        release = {"kind": "release_member", "role": "bappeda", "person": "kota-cilegon.bappeda", "reason": "Pensiun."}
        both = await send(manager, "release", release, journeys=[CILEGON, KUPANG])
        assert outcomes(both) == {CILEGON: "done", KUPANG: "refused"}
        assert "NotAMember" in both.json()["journeys"][1]["why"]
        joined = await send(manager, "second-one", joins, journeys=[CILEGON, KUPANG])
        assert outcomes(joined) == {CILEGON: "unchanged", KUPANG: "done"}


async def test_operators_say_why_and_it_is_in_the_audit(door: Door) -> None:
    """An operator's act on many journeys is noted for each, with the reason; without one it is refused."""
    newcomer = "pengganti-h8"
    act = {"kind": "appoint_member", "role": "opd_contributor", "person": newcomer}
    async with door.person("operator") as operator:
        unsaid = await send(operator, "op-1", act, role="operator", journeys=[KUPANG])
        assert (unsaid.status_code, unsaid.json()["name"]) == (422, "ReasonMissing")
        said = await send(operator, "op-2", act, role="operator", journeys=[KUPANG], reason="Surat tugas 12.")
        assert outcomes(said) == {KUPANG: "done"}
    lines = await Audit(door.services.pool).lines(subject=KUPANG, person="operator")
    assert ("act appoint_member", "Surat tugas 12.") in {(line.action, line.reason) for line in lines}
    assert newcomer not in await People(door.services.pool).find([newcomer])


async def test_wrong_requests_are_refused_as_a_whole(door: Door) -> None:
    """Nothing is sent when a journey or cohort is unknown, the role does not fit, or it is no act for many."""
    async with door.person("pengelola-program") as manager:
        nowhere = await send(manager, "w", REMIND, journeys=[CILEGON, "journey-2019-none"])
        assert (nowhere.status_code, nowhere.json()["name"]) == (422, "NotValid")
        assert nowhere.json()["errors"][0]["where"] == "body.journeys.1"
        no_cohort = await send(manager, "w", REMIND, select={"cohort": "1945"})
        assert (no_cohort.status_code, no_cohort.json()["name"]) == (404, "NoSuch")
        nobody_meant = await send(manager, "nobody", REMIND, select={"cohort": "2019", "task": "submit"})
        assert nobody_meant.json()["journeys"] == []
        both = await send(manager, "w", REMIND, journeys=[CILEGON], select={"cohort": "2019"})
        neither = await send(manager, "w", REMIND)
        submit = await send(manager, "w", {"kind": "submit"}, journeys=[CILEGON])
        many = await send(manager, "w", REMIND, journeys=[f"journey-{n}" for n in range(501)])
        assert [answer.status_code for answer in (both, neither, submit, many)] == [422, 422, 422, 422]
        file = {"gate": "mou", "passed_on": "2026-01-05", "evidence": {"title": "MoU", "sha256": "ab" * 32}}
        unseen = await send(manager, "w", {"kind": "pass_gates", "gates": [file]}, journeys=[CILEGON])
        assert unseen.status_code == 422, unseen.text
        wrong_role = await send(
            manager, "w", {"kind": "resume_journey", "reason": "x"}, role="operator", journeys=[KUPANG]
        )
        assert (wrong_role.status_code, wrong_role.json()["name"]) == (403, "NoRoleForAct")
    async with door.person("kota-cilegon.coordinator") as coordinator:
        assert (await send(coordinator, "w", REMIND, journeys=[CILEGON])).json()["name"] == "NotForYou"
