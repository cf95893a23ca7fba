"""Every role on every route, on its own region and on a foreign one; the routes are those of the API's description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import httpx2
import pytest
from fastapi import APIRouter, FastAPI

from api.http.access import Sees
from api.http.address import PREFIX
from api.http.description import check_guards
from domain.messages import OrdinaryAct
from domain.vocabulary import Role
from records.identity import Scope
from tests.domain.sample_acts import ACTS
from tests.http.door import Door

OWN, REGION, FOREIGN_REGION = "journey-2019-kota-jayapura", "kota-jayapura", "kota-ambon"
EXPECTED = Path(__file__).with_name("routes_expected.txt")
DENIED = {"NotSignedIn", "NotForYou", "ScopeMissing"}
PROGRAMME = ("pengelola-program", "direktur", "operator", "ketua-pembimbing", "pendamping-program")
REGIONAL = ("coordinator", "team-chair", "team-member", "bappeda", "regional-head", "sekda")

CALLERS: dict[str, str | None] = {
    "nobody": None,
    "stranger": "siapa-saja",
    **{role: f"{REGION}.{role}" for role in REGIONAL},
    **{f"foreign {role}": f"{FOREIGN_REGION}.{role}" for role in REGIONAL},
    "mentor": "pembimbing-01",
    "foreign mentor": "pembimbing-02",
    "agency": "wakil-kemendagri",
    "foreign agency": "wakil-bappenas",
    **{person: person for person in PROGRAMME},
}
"""Who calls, by person: members of the journey asked about, the same roles elsewhere, the programme."""

SIGNED_IN = {caller for caller in CALLERS if caller != "nobody"}
INSIDE = {*REGIONAL, "mentor", *PROGRAMME}
MAY: dict[str, set[str]] = {
    "nobody": set(CALLERS),
    "anybody": set(CALLERS),
    "self": SIGNED_IN,
    "acts": SIGNED_IN,
    "journey": INSIDE,
    "dossier": {*INSIDE, "agency"},
    "programme": set(PROGRAMME),
    "people": {"pengelola-program", "operator", "pendamping-program"},
    "oversight": {"pengelola-program", "operator"},
    "manager": {"pengelola-program"},
    "operator": {"operator"},
}
"""Who may pass the guard of each kind, said anew here, person by person."""


@dataclass(frozen=True)
class Operation:
    """A route of the description."""

    method: str
    path: str
    access: str

    def url(self) -> str:
        """The address for the journey that is asked about; other places are filled with ids that nothing has."""
        found = self.path.replace("{journey}", OWN)
        return re.sub(r"\{(\w+)\}", lambda place: "1" if place[1] in ("n", "m", "number") else "tidak-ada", found)


def operations(description: dict[str, Any]) -> Iterator[Operation]:
    """Every operation of a description."""
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            yield Operation(method.upper(), path, operation["x-access"])


@pytest.fixture(scope="module")
async def stage(door: Door) -> Door:
    """A journey with a mentor and an agency, and the same roles in another one."""
    from records.identity import Identities

    await Identities(door.services.pool).grant("pendamping-program", Role.MINISTRY_OFFICER, "test")
    async with door.person("pengelola-program") as manager:
        for region, mentor, agency in ((REGION, "01", "kemendagri"), (FOREIGN_REGION, "02", "bappenas")):
            acts = f"/journeys/journey-2019-{region}/acts"
            assign = {"kind": "assign_mentors", "mentors": [f"pembimbing-{mentor}"], "officer": "pendamping-09"}
            member = {"kind": "appoint_member", "role": "agency", "person": f"wakil-{agency}", "agency": agency}
            for act in (assign, member):
                done = await manager.post(acts, json={"act": act})
                assert done.status_code == 200, done.text
    return door


async def test_every_route_is_in_the_table(door: Door) -> None:
    """Who may use a route is written down twice: in the code, and in routes_expected.txt, one line a route."""
    async with door.nobody() as client:
        description = (await client.get("/openapi.json")).json()
    found = sorted(f"{o.method} {o.path} {o.access}" for o in operations(description))
    assert found == EXPECTED.read_text(encoding="utf-8").splitlines()


def test_a_route_without_a_guard_is_no_route() -> None:
    """The app does not start with a route that does not say who may use it."""
    router = APIRouter()

    @router.get("/anything")
    async def anything() -> str:
        return "seen by everybody"

    app = FastAPI()
    app.include_router(router)
    with pytest.raises(TypeError, match="/anything"):
        check_guards(app)


def test_the_table_of_guards_is_whole() -> None:
    """Every kind of guard has its row of people."""
    assert set(MAY) == {sees.value for sees in Sees}


@pytest.mark.parametrize("caller", CALLERS)
async def test_every_route_lets_in_whom_it_should(stage: Door, caller: str) -> None:
    """Each caller, on every route, for the one journey: let in or refused as the table says."""
    wrong = []
    person = CALLERS[caller]
    async with stage.nobody() if person is None else stage.person(person) as client:
        description = (await client.get("/openapi.json")).json()
        for operation in operations(description):
            refused = await _refused(client, operation)
            if (refused is None) != (caller in MAY[operation.access]):
                wrong.append(f"{operation.method} {operation.path} ({operation.access}): {refused}")
    assert wrong == []


async def test_a_token_that_may_only_read_changes_nothing(stage: Door) -> None:
    """Whoever's it is: a request that changes something needs another scope."""
    wrong = []
    for person in ("pengelola-program", "operator", f"{REGION}.coordinator"):
        async with stage.person(person, (Scope.READ,)) as client:
            description = (await client.get("/openapi.json")).json()
            for operation in operations(description):
                if operation.method == "GET" or operation.access == "anybody":
                    continue
                if await _refused(client, operation) != "ScopeMissing":
                    wrong.append(f"{person}: {operation.method} {operation.path}")
    assert wrong == []


async def test_no_act_is_done_in_a_foreign_region(stage: Door) -> None:
    """People of another region, its mentor and its agency are refused every act there is, whatever they call
    themselves; where the stage is wrong as well, that may be the reason given."""
    assert {act.kind for act in ACTS} == {
        kind.model_fields["kind"].default for kind in get_args(get_args(OrdinaryAct)[0])
    }
    wrong = []
    for caller, role in (
        ("foreign coordinator", Role.COORDINATOR),
        ("foreign mentor", Role.MENTOR),
        ("foreign agency", Role.AGENCY),
        ("stranger", Role.PROGRAMME_MANAGER),
    ):
        person = CALLERS[caller]
        assert person is not None
        async with stage.person(person) as client:
            for act in ACTS:
                body = {"act": act.model_dump(mode="json"), "role": role}
                answer = await client.post(f"/journeys/{OWN}/acts", json=body)
                if answer.status_code not in (403, 422) and answer.json()["name"] != "WrongStage":
                    wrong.append(f"{caller} {act.kind}: {answer.status_code} {answer.text[:100]}")
    assert wrong == []


async def _refused(client: httpx2.AsyncClient, operation: Operation) -> str | None:
    """The name of the guard's refusal; None when the request was let in, whatever became of it."""
    url = operation.url().removeprefix(PREFIX) if operation.path.startswith(PREFIX) else operation.url()
    base = str(client.base_url).rstrip("/").removesuffix(PREFIX)
    address = f"{base}{PREFIX}{url}" if operation.path.startswith(PREFIX) else f"{base}{url}"
    async with client.stream(operation.method, address, headers={"X-Reason": "uji akses"}) as answer:
        assert answer.status_code < 500, f"{operation.method} {operation.path}: {answer.status_code}"
        if answer.status_code not in (401, 403):
            return None
        await answer.aread()
        name = answer.json()["name"]
    return name if name in DENIED else None
