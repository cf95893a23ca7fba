"""Repairs over HTTP and as typed: rehearsed on a copy, agreed to, confirmed, done once; in bulk; taken back."""

from __future__ import annotations

import asyncio
import json
import signal
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner

from api.commands import repair
from api.commands.repair_specs import CLASSES, KindOfRepair
from api.desk import Desk
from api.exits import Failure
from api.repairs.kinds import KINDS
from api.repairs.noting import doing_of
from api.repairs.running import Runner, work_off
from records.repairs import By, ItemState, Repairs, RepairState
from tests.api.typed import BIMTEK
from tests.http.cohort_files import POLICY
from tests.http.door import Door
from tests.http.repairing import MANAGER, OPERATOR, Workshop, day, open_workshop, policy, proposed, rehearsed
from workers.connections import connect_temporal
from workers.local.child import free_ports

BACK = {"kind": "back_to_stage", "stage": "kickoff"}
REPAIRS = "/operations/repairs"


@pytest.fixture(scope="module")
async def workshop(door: Door) -> Workshop:
    """The cohort whose journeys are repaired."""
    return await open_workshop(door)


def by_policy(version: int, more_days: int = 2) -> dict[str, Any]:
    """The repair by which a journey goes on by another version of its policy."""
    return {"kind": "other_policy", "policy": policy(version=version, more_days=more_days).model_dump(mode="json")}


async def gate_entry(workshop: Workshop, journey: str) -> tuple[int, dict[str, Any]]:
    """The entry by which a journey passed its first gate, and what it said."""
    row = await workshop.door.services.pool.fetchrow(
        "select seq, entry from journal where journey_id = $1 and entry::jsonb #>> '{event,kind}' = 'gate_passed' "
        "order by seq limit 1",
        journey,
    )
    assert row is not None
    event = json.loads(row["entry"])["event"]
    event.pop("kind")
    return row["seq"], event


def correction(seq: int, event: dict[str, Any], day: str) -> dict[str, Any]:
    """The repair that says that a gate was passed on another day."""
    return {"kind": "correct", "seq": seq, "fact": {"kind": "pass_gates", "gates": [{**event, "passed_on": day}]}}


async def test_a_rehearsal_changes_nothing(workshop: Workshop) -> None:
    """It says in both languages what would follow, and that somebody else has to agree; nothing is kept of it."""
    before = await workshop.kinds(workshop.first)
    count = await workshop.door.services.pool.fetchval("select count(*) from repairs")
    async with workshop.door.person(OPERATOR) as operator:
        found = (await rehearsed(operator, BACK, workshop.first))[workshop.first]
        again = (await rehearsed(operator, BACK, workshop.first))[workshop.first]
    assert (found["dangerous"], found["can_be_undone"], found["refused"]) == (True, False, None)
    assert found["digest"] == again["digest"]
    voided = [line["said"] for line in found["consequences"] if line["what"] == "void"]
    assert any("Syarat" in said["id"] and "gate" in said["en"] for said in voided)
    assert await workshop.kinds(workshop.first) == before
    assert await workshop.door.services.pool.fetchval("select count(*) from repairs") == count


async def test_what_a_rule_forbids_is_refused_in_both_languages(workshop: Workshop) -> None:
    """A journey in kickoff has no stage behind it; it is not taken into a repair, and without another there is none."""
    spec = {"kind": "back_to_stage", "stage": "drafting"}
    async with workshop.door.person(OPERATOR) as operator:
        found = await rehearsed(operator, spec, workshop.journeys[1])
        refused = found[workshop.journeys[1]]
        assert "cannot be moved back" in refused["refused"]["en"]
        assert refused["refused"]["id"] != refused["refused"]["en"]
        body = {"spec": spec, "reason": "Uji.", "digests": {workshop.journeys[1]: refused["digest"]}}
        answer = await operator.post(REPAIRS, json=body)
        assert (answer.status_code, answer.json()["name"]) == (409, "NothingToRepair")
        nowhere = await operator.post(f"{REPAIRS}/rehearse", json={"spec": spec, "journeys": ["journey-x"]})
        assert nowhere.status_code == 422
        both = await operator.post(f"{REPAIRS}/rehearse", json={"spec": spec})
        assert "one of both" in both.text


async def test_a_harmless_repair_is_done_at_once_and_once(workshop: Workshop) -> None:
    """A gate's date is corrected; the same again is the same repair; it is taken back by correcting it back."""
    journey = workshop.journeys[1]
    await workshop.pass_gates(journey, "mou")
    seq, event = await gate_entry(workshop, journey)
    spec = correction(seq, event, day(4))
    before = await workshop.kinds(journey)
    async with workshop.door.person(OPERATOR) as operator:
        done = await proposed(operator, spec, journey, key="betulkan")
        digests = {journey: done["items"][0]["rehearsal"]["digest"]}
        assert (done["state"], done["counts"], done["dangerous"]) == ("finished", {"done": 1}, False), done
        body = {"spec": spec, "digests": digests, "reason": "Uji perbaikan."}
        again = await operator.post(REPAIRS, json=body, headers={"Idempotency-Key": "betulkan"})
        assert again.json() == done
        other = await operator.post(REPAIRS, json={**body, "reason": "Lain."}, headers={"Idempotency-Key": "betulkan"})
        assert (other.status_code, other.json()["name"]) == (409, "KeyReused")
        assert await workshop.kinds(journey) == [*before, "fact_corrected"]
        seen = (await operator.post(f"{REPAIRS}/{done['number']}/undo/rehearse")).json()["items"]
        back = await operator.post(
            f"{REPAIRS}/{done['number']}/undo",
            json={"reason": "Ternyata benar.", "digests": {line["journey"]: line["digest"] for line in seen}},
        )
        assert (back.json()["state"], back.json()["undoes"]) == ("finished", done["number"]), back.text
        shown = (await operator.get(f"{REPAIRS}/{done['number']}")).json()
    assert shown["undone_by"] == back.json()["number"]
    assert await workshop.kinds(journey) == [*before, "fact_corrected", "fact_corrected"]
    facts = await workshop.door.services.pool.fetch(
        "select entry::jsonb #>> '{event,fact,gates,0,passed_on}' as day from journal "
        "where journey_id = $1 and entry::jsonb #>> '{event,kind}' = 'fact_corrected' order by seq",
        journey,
    )
    assert [row["day"] for row in facts] == [day(4), event["passed_on"]]
    assert await workshop.audited(done["number"]) == [
        (OPERATOR, f"propose repair {done['number']} (correct)", journey),
        (OPERATOR, f"do repair {done['number']} (correct)", journey),
    ]


async def test_nothing_is_done_when_it_would_lead_to_something_else(workshop: Workshop) -> None:
    """What was looked at is what is done: another rehearsal by now refuses the proposal, and later the confirmation."""
    journey = workshop.journeys[1]
    async with workshop.door.person(OPERATOR) as operator, workshop.door.person(MANAGER) as manager:
        body = {"spec": by_policy(11), "digests": {journey: "0" * 64}, "reason": "Uji."}
        early = await operator.post(REPAIRS, json=body)
        assert (early.status_code, early.json()["name"]) == (409, "RehearsalChanged")
        waiting = await proposed(operator, by_policy(11), journey)
        assert waiting["state"] == "proposed"
        await workshop.pause(journey)
        before = await workshop.kinds(journey)
        url = f"{REPAIRS}/{waiting['number']}"
        late = await manager.post(f"{url}/confirm", json={})
        assert (late.status_code, late.json()["name"]) == (409, "RehearsalChanged")
        anew = (await manager.get(url)).json()
        assert (anew["state"], anew["counts"]) == ("proposed", {"waiting": 1})
        assert anew["items"][0]["rehearsal"]["digest"] != waiting["items"][0]["rehearsal"]["digest"]
        assert await workshop.kinds(journey) == before
        refused = await operator.post(f"{url}/withdraw", json={"reason": "Tidak perlu lagi."})
        assert (refused.json()["state"], refused.json()["counts"]) == ("withdrawn", {"left_out": 1})
        over = await manager.post(f"{url}/confirm", json={})
        assert (over.status_code, over.json()["name"]) == (409, "CannotBeDone")
        await workshop.resume(journey)
    assert "policy_changed" not in await workshop.kinds(journey)


async def test_what_changes_after_it_was_confirmed_is_left_out(workshop: Workshop) -> None:
    """Also between the confirmation and its turn in a repair of many."""
    door, journeys = workshop.door, workshop.journeys[2:4]
    async with door.person(OPERATOR) as operator, door.person(MANAGER) as manager:
        waiting = await proposed(operator, by_policy(12), *journeys)
        confirmed = await manager.post(f"{REPAIRS}/{waiting['number']}/confirm", json={})
        assert confirmed.json()["state"] == "running", confirmed.text
        await workshop.pause(journeys[0])
        await work_off(door.services, waiting["number"])
        found = (await manager.get(f"{REPAIRS}/{waiting['number']}")).json()
        await workshop.resume(journeys[0])
    assert (found["state"], found["counts"]) == ("finished", {"done": 1, "left_out": 1})
    assert [item["state"] for item in found["items"]] == ["left_out", "done"]
    assert "something else" in found["items"][0]["result"]["en"]
    assert "policy_changed" not in await workshop.kinds(journeys[0])


async def test_a_repair_as_typed(workshop: Workshop) -> None:
    """Rehearsed, shown, asked about and done; listed, shown, and taken back."""
    office, journey = workshop.door.office, workshop.journeys[2]
    await workshop.pass_gates(journey, "mou")
    seq, event = await gate_entry(workshop, journey)
    fact = office.file("fact.json", json.dumps({"kind": "pass_gates", "gates": [{**event, "passed_on": day(5)}]}))
    what = ("correct", journey, "--entry", str(seq), "--fact", str(fact))
    by = ("--by", OPERATOR, "--reason", "Tanggal pada naskah.")
    before = await workshop.kinds(journey)
    looked = await workshop.typed("rehearse", *what)
    assert looked.code == 0 and "1 journey: possible in 1, refused in 0." in looked.out, looked
    unasked = await workshop.typed("propose", *what, *by)
    assert unasked.code == 1 and "Give --yes" in unasked.err
    assert await workshop.kinds(journey) == before
    done = await office.bimtek("repair", "propose", *what, *by, answer="y")
    assert done.code == 0 and "finished: 1 done" in done.out, done
    assert await workshop.kinds(journey) == [*before, "fact_corrected"]
    listed = json.loads((await workshop.typed("list", "--journey", journey, "--json")).out)
    number = str(listed[0]["number"])
    assert "Tanggal pada" in (await workshop.typed("list", "--state", "finished")).out
    shown = await workshop.typed("show", number)
    assert shown.code == 0 and "Tanggal pada naskah." in shown.out and "of the journal" in shown.out
    back = await workshop.typed("undo", number, *by, "--yes", "--json")
    assert back.code == 0 and json.loads(back.out)["undoes"] == int(number)
    assert await workshop.kinds(journey) == [*before, "fact_corrected", "fact_corrected"]
    nowhere = await workshop.typed("show", "999999")
    assert nowhere.code == 1 and "no repair “999999”" in nowhere.err


async def test_a_dangerous_repair_of_many_as_typed(workshop: Workshop) -> None:
    """Proposed by an operator, who cannot confirm it himself; confirmed, stopped, resumed to its end, taken back."""
    file = workshop.door.office.file("policy.toml", POLICY.read_text(encoding="utf-8").replace("= 3\n", "= 31\n", 1))
    what = ("other-policy", *workshop.journeys[1:3], "--policy", str(file))
    by = ("--by", OPERATOR, "--reason", "Uji.")
    waiting = await workshop.typed("propose", *what, *by, "--pace", "600", "--yes", "--json")
    told = json.loads(waiting.out)
    number = str(told["number"])
    assert (waiting.code, told["state"], told["dangerous"], told["pace"]) == (0, "proposed", True, 600)
    own = await workshop.typed("confirm", number, "--by", OPERATOR, "--yes")
    assert own.code == 1 and "Another operator" in own.err
    stranger = await workshop.typed("confirm", number, "--by", "pembimbing-90", "--yes")
    assert stranger.code == 1 and "operator, programme_manager" in stranger.err
    agreed = await workshop.typed("confirm", number, "--by", MANAGER, "--yes", "--no-wait")
    assert agreed.code == 0 and "running: 2 waiting" in agreed.out, agreed
    stopped = await workshop.typed("stop", number, "--by", OPERATOR)
    assert stopped.code == 0 and "is stopped" in stopped.out
    resumed = await workshop.typed("resume", number, "--by", OPERATOR)
    assert resumed.code == 0 and "finished: 2 done" in resumed.out, resumed
    again = await workshop.typed("resume", number, "--by", OPERATOR)
    assert again.code == 1 and "it is finished" in again.err
    undoing = await workshop.typed("undo", number, *by, "--yes", "--json")
    ended = await workshop.typed("withdraw", str(json.loads(undoing.out)["number"]), *by)
    assert ended.code == 0 and "is withdrawn" in ended.out


async def test_a_dangerous_repair_needs_a_second_person(workshop: Workshop) -> None:
    """Nobody confirms his own; confirmed by another it is done, audited, and told in the journey's story."""
    before = await workshop.kinds(workshop.first)
    door = workshop.door
    async with door.person(OPERATOR) as operator, door.person(MANAGER) as manager:
        assert (await manager.post(REPAIRS, json={"spec": BACK, "digests": {}, "reason": "Uji."})).status_code == 403
        waiting = await proposed(operator, BACK, workshop.first)
        number = waiting["number"]
        assert (waiting["state"], waiting["dangerous"]) == ("proposed", True)
        own = await operator.post(f"{REPAIRS}/{number}/confirm", json={})
        assert (own.status_code, own.json()["name"]) == (409, "OwnProposal")
        assert await workshop.kinds(workshop.first) == before
        listed = (await manager.get(REPAIRS, params={"state": "proposed"})).json()["items"]
        assert number in [line["number"] for line in listed]
        done = await manager.post(f"{REPAIRS}/{number}/confirm", json={"reason": "Setuju."})
        assert (done.json()["state"], done.json()["confirmed_by"]) == ("finished", MANAGER), done.text
        again = await manager.post(f"{REPAIRS}/{number}/confirm", json={"reason": "Setuju."})
        assert again.json() == done.json()
        story = await manager.get(f"/journeys/{workshop.first}/history", params={"lang": "en"})
        undoing = await operator.post(f"{REPAIRS}/{number}/undo", json={"reason": "Uji."})
        assert (undoing.status_code, undoing.json()["name"]) == (409, "CannotBeDone")
    kinds = (await workshop.kinds(workshop.first))[len(before) :]
    assert kinds[0] == "journey_moved_back" and kinds.count("journey_moved_back") == 1
    assert "Uji perbaikan" in story.text and "moved the journey back" in story.text
    assert await workshop.audited(number) == [
        (OPERATOR, f"propose repair {number} (back_to_stage)", workshop.first),
        (MANAGER, f"confirm repair {number}", workshop.first),
        (OPERATOR, f"do repair {number} (back_to_stage)", workshop.first),
    ]


async def test_many_are_stopped_killed_resumed_and_taken_back(workshop: Workshop) -> None:
    """At a pace, a result each; a process that is killed in between leaves nothing undone, and nothing done twice."""
    door, journeys = workshop.door, workshop.journeys
    unchanged = [(await workshop.kinds(journey)).count("policy_changed") for journey in journeys]
    async with door.person(OPERATOR) as operator, door.person(MANAGER) as manager:
        number = (await proposed(operator, by_policy(13), *journeys, pace=60))["number"]
        url = f"{REPAIRS}/{number}"
        words = ("repair", "confirm", str(number), "--by", MANAGER, "--yes", "--data-dir", str(door.office.folder))
        typed = await asyncio.create_subprocess_exec(
            BIMTEK, *words, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL
        )
        while (await manager.get(url)).json()["counts"].get("done", 0) < 1:
            assert typed.returncode is None
            await asyncio.sleep(0.1)
        typed.send_signal(signal.SIGKILL)
        await typed.wait()
        stopped = (await manager.post(f"{url}/stop", json={})).json()
        assert stopped["state"] == "stopped" and 1 <= stopped["counts"]["done"] < len(journeys)
        resumed = (await operator.post(f"{url}/resume", json={})).json()
        assert resumed["state"] == "running"
        async with Runner(door.services).running():
            while (found := (await manager.get(url)).json())["state"] == "running":
                await asyncio.sleep(0.2)
        assert (found["state"], found["counts"]) == ("finished", {"done": len(journeys)})
        pages = (await manager.get(f"{url}/items", params={"limit": 3})).json()
        rest = (await manager.get(f"{url}/items", params={"limit": 3, "after": pages["next"]})).json()
        assert [item["journey"] for item in pages["items"] + rest["items"]] == list(journeys)
        changed = [(await workshop.kinds(journey)).count("policy_changed") for journey in journeys]
        back = (await operator.post(f"{url}/undo", json={"reason": "Dikembalikan."})).json()
        assert (back["state"], back["undoes"], back["pace"]) == ("proposed", number, 60)
        await manager.post(f"{REPAIRS}/{back['number']}/confirm", json={})
        await work_off(door.services, back["number"])
        assert (await manager.get(f"{REPAIRS}/{back['number']}")).json()["counts"] == {"done": len(journeys)}
    once_more = [(await workshop.kinds(journey)).count("policy_changed") for journey in journeys]
    assert [after - before for before, after in zip(changed, once_more, strict=True)] == [1] * len(journeys)
    assert [after - before for before, after in zip(unchanged, changed, strict=True)] == [1] * len(journeys)


async def test_while_a_server_is_away_it_waits_and_is_done_later(workshop: Workshop) -> None:
    """Nothing is half done: the item keeps the cause, and is done under the same key once somebody answers."""
    services = workshop.door.services
    (port,) = free_ports(None)
    nowhere = services.settings.model_copy(update={"temporal_address": f"127.0.0.1:{port}"})
    client = await connect_temporal(nowhere, lazily=True)
    away = replace(services, client=client, desk=Desk(client, services.pool, patience=timedelta(0)))
    async with workshop.door.person(OPERATOR) as operator:
        number = (await proposed(operator, by_policy(14), *workshop.journeys[1:3]))["number"]
    async with workshop.door.person(MANAGER) as manager:
        await manager.post(f"{REPAIRS}/{number}/confirm", json={})
    repairs = Repairs(services.pool)
    await work_off(away, number, once=True)
    first = (await repairs.items(number))[0]
    assert (first.state, first.attempts, first.doing_at) == (ItemState.WAITING, 1, None)
    assert first.result is not None and "No answer came" in first.result.en
    await work_off(services, number)
    found = await repairs.find(number)
    assert found is not None and found.state is RepairState.FINISHED
    assert [(item.state, item.attempts) for item in await repairs.items(number)] == [
        (ItemState.DONE, 2),
        (ItemState.DONE, 1),
    ]


async def test_whoever_dies_in_the_middle_leaves_nothing_twice(workshop: Workshop) -> None:
    """Done, and not kept as done: it is found in the journey. Begun, not done, and something else by now: left out."""
    services, journeys = workshop.door.services, workshop.journeys[1:3]
    async with workshop.door.person(OPERATOR) as operator, workshop.door.person(MANAGER) as manager:
        number = (await proposed(operator, by_policy(15, more_days=6), *journeys))["number"]
        await manager.post(f"{REPAIRS}/{number}/confirm", json={})
    repairs = Repairs(services.pool)
    repair = await repairs.find(number)
    assert repair is not None
    for item in await repairs.items(number):
        assert await repairs.begin(item) == 1
        await repairs.doing(item, By(OPERATOR, "repair", "Uji."))
    first, _ = await repairs.items(number)
    before = [await workshop.kinds(journey) for journey in journeys]
    await KINDS["other_policy"].do(services, first.journey, first.spec, doing_of(repair, first))
    await workshop.pause(journeys[1])
    await work_off(services, number)
    await workshop.resume(journeys[1])
    items = await repairs.items(number)
    assert [(item.state, item.attempts) for item in items] == [(ItemState.DONE, 2), (ItemState.LEFT_OUT, 2)]
    after = [await workshop.kinds(journey) for journey in journeys]
    counts = [kinds.count("policy_changed") for kinds in before]
    assert [kinds.count("policy_changed") for kinds in after] == [counts[0] + 1, counts[1]]


async def test_what_no_rule_is_about_is_noted_in_the_journal(workshop: Workshop) -> None:
    """Rebuilt read tables are no act of the journey; its journal tells of them all the same, once."""
    async with workshop.door.person(OPERATOR) as operator:
        done = await proposed(operator, {"kind": "rebuild_rows"}, workshop.first)
        assert (done["state"], done["counts"]) == ("finished", {"done": 1}), done
        story = await operator.get(f"/journeys/{workshop.first}/history", params={"lang": "en"})
    assert (await workshop.kinds(workshop.first))[-1] == "repair_noted"
    assert "repaired: " in story.text


def test_every_kind_is_known_to_every_door() -> None:
    """What can be written as a repair can be done, and can be typed."""
    typed = {kind.value.replace("-", "_") for kind in KindOfRepair}
    assert set(KINDS) == set(CLASSES) == typed


@pytest.mark.parametrize(
    "act",
    [
        {"kind": "move_back", "stage": "kickoff", "reason": "Uji.", "confirmed_by": MANAGER},
        {"kind": "renew_document", "document": "x", "reason": "Uji."},
        {"kind": "note_repair", "repair": "reset", "number": 1, "about": "x", "reason": "Uji."},
    ],
    ids=lambda act: str(act["kind"]),
)
async def test_other_doors_send_no_repair(workshop: Workshop, act: dict[str, Any]) -> None:
    """Neither as an act of one journey nor of many; the answer says where such things are done."""
    async with workshop.door.person(OPERATOR) as operator:
        one = await operator.post(f"/journeys/{workshop.first}/acts", json={"act": act, "reason": "Uji."})
        wish = {"act": act, "role": "operator", "preview": True, "journeys": [workshop.first]}
        many = await operator.post("/bulk", json=wish)
    for answer in (one, many):
        assert (answer.status_code, answer.json()["name"]) == (409, "OnlyByRepair"), answer.text
        assert "/operations/repairs" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rehearse", "correct", "--stage", "drafting"), "--stage is not for correct. It takes: --entry, --fact."),
        (("rehearse", "back-to-stage"), "back-to-stage needs --stage"),
        (("rehearse", "reset", "--event", "1"), "--event is not right"),
        (("propose", "run-now", "--by", OPERATOR, "--reason", ""), "--reason is a text"),
    ],
    ids=["an option of another kind", "one that is missing", "a value that it does not take", "no reason"],
)
def test_a_wrong_line_is_said_in_one(words: tuple[str, ...], said: str) -> None:
    """Before anything is asked of a server."""
    done = CliRunner().invoke(repair.app, [words[0], words[1], "journey-x", *words[2:]])
    assert isinstance(done.exception, Failure) and said in str(done.exception), done
