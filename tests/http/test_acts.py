"""Acts over HTTP: done once, refused by name, answered with the journey as lists show it."""

from __future__ import annotations

from typing import get_args

from api.http.routes.acts import ActRequest, act_examples
from domain.messages import OrdinaryAct
from domain.roles import RULES
from tests.http.door import Door

JOURNEY = "journey-2019-kab-klaten"
PROVISIONAL = {"kind": "pass_gate_provisionally", "gate": "mou", "reason": "menunggu", "due_on": "2099-01-05"}


def test_every_act_has_an_example() -> None:
    """The description shows a well-formed act of every kind, in a role that may do it, and says what it is for."""
    kinds = {kind.model_fields["kind"].default for kind in get_args(get_args(OrdinaryAct)[0])}
    assert set(act_examples()) == kinds
    for kind, example in act_examples().items():
        request = ActRequest.model_validate(example["value"])
        assert request.act.kind == kind and request.role in RULES[kind].roles
        assert str(example["summary"]).endswith(".")


async def test_an_act_is_done_once_and_its_answer_shows_the_journey(door: Door) -> None:
    """The same key again gets the first receipt; the answer is what lists show."""
    async with door.person("pengelola-program") as manager:
        body = {"act": PROVISIONAL, "role": "programme_manager"}
        first = await manager.post(f"/journeys/{JOURNEY}/acts", json=body, headers={"Idempotency-Key": "once"})
        again = await manager.post(f"/journeys/{JOURNEY}/acts", json=body, headers={"Idempotency-Key": "once"})
    assert first.status_code == 200, first.text
    assert first.json()["receipt"] == again.json()["receipt"]
    assert first.json()["recorded"] is True
    assert first.json()["journey"]["seq"] >= first.json()["receipt"]["last_seq"]
    assert first.headers["Idempotency-Key"] == "once"


async def test_the_same_key_with_another_body_is_refused(door: Door) -> None:
    """409, named as such, with the type that machines go by."""
    async with door.person("pengelola-program") as manager:
        url, key = "/journeys/journey-2019-kab-sragen/acts", {"Idempotency-Key": "reused"}
        await manager.post(url, json={"act": PROVISIONAL}, headers=key)
        other = await manager.post(url, json={"act": {**PROVISIONAL, "gate": "sk-dewan"}}, headers=key)
    assert other.status_code == 409
    assert other.headers["content-type"] == "application/problem+json"
    assert other.json()["type"] == "urn:bimtek:problem:command-id-reused"


async def test_another_person_with_the_same_key_is_not_in_the_way(door: Door) -> None:
    """Keys are each person's own."""
    url, key = "/journeys/journey-2019-kota-madiun/acts", {"Idempotency-Key": "one"}
    async with door.person("pengelola-program") as manager, door.person("direktur") as director:
        await manager.post(url, json={"act": PROVISIONAL}, headers=key)
        pause = {"kind": "pause_journey", "cause": "disaster", "reason": "Banjir.", "approved_by": "Direktur"}
        paused = await director.post(url, json={"act": {**pause, "resumes_on": "2026-12-30"}}, headers=key)
    assert paused.status_code == 200, paused.text


async def test_refusals_have_their_status_and_say_what_to_do(door: Door) -> None:
    """Nobody, a stranger, a wrong role, a wrong stage, nonsense: each has its own status and name."""
    url = f"/journeys/{JOURNEY}/acts"
    async with door.nobody() as nobody:
        assert (await nobody.post(url, json={"act": PROVISIONAL})).status_code == 401
    async with door.person("siapa-saja") as stranger:
        refused = await stranger.post(url, json={"act": PROVISIONAL, "role": "programme_manager"})
        assert (refused.status_code, refused.json()["name"]) == (403, "NotAMember")
        unsaid = await stranger.post(url, json={"act": PROVISIONAL})
        assert (unsaid.status_code, unsaid.json()["name"]) == (403, "NoRoleForAct")
    async with door.person("pengelola-program") as manager:
        wrong = await manager.post(
            url, json={"act": {"kind": "decide_rounds", "choice": "another_round", "reason": "x"}}
        )
        assert (wrong.status_code, wrong.json()["name"]) == (409, "WrongStage")
        nonsense = await manager.post(url, json={"act": {"kind": "sing"}})
        assert (nonsense.status_code, nonsense.json()["name"]) == (422, "NotValid")
        assert nonsense.json()["errors"][0]["where"] == "body.act"
        nowhere = await manager.post("/journeys/journey-2019-none/acts", json={"act": PROVISIONAL, "role": "director"})
        assert (nowhere.status_code, nowhere.json()["name"]) == (404, "JourneyHasEnded")
