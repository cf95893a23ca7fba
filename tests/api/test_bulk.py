"""`bimtek journey bulk`, `remind` and `extend` on a running stack; and what is said of ids that nothing has."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from api.exits import FINE, WRONG
from domain.vocabulary import Role, Stage, Status, Task
from records.reading import Reading
from records.selecting import Selecting, Selection
from tests.api.office import MANAGER, Office, open_office
from tests.api.typed import Said
from tests.http.door import COHORT, PEOPLE
from workers.connections import connect_records

DIRECTOR = ("--person", "direktur", "--role", "director")
DEMAK, SRAGEN, KLATEN = "33.21", "33.14", "33.10"


@pytest.fixture(scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A stack with the 25 journeys of 2019 in kickoff."""
    async with open_office(tmp_path_factory.mktemp("bulk")) as opened:
        started = await opened.bimtek("cohort", "start", COHORT, "--people", PEOPLE, "--simulated")
        assert started.code == 0, started.err
        await opened.shown("2019", 25)
        yield opened


def outcomes(said: Said) -> dict[str, str]:
    """What became of each journey, by its region's code."""
    return {one["region_code"]: one["outcome"] for one in json.loads(said.out)["journeys"]}


async def test_one_is_asked_before_it_is_sent(office: Office) -> None:
    """Without --yes nothing is sent where nobody can be asked; --dry-run only looks; then it is done, and once."""
    words = ("journey", "extend", KLATEN, SRAGEN, "--days", "3", "--reason", "Banjir.", *DIRECTOR)
    unasked = await office.bimtek(*words)
    assert (unasked.code, "nobody can be asked" in unasked.err) == (WRONG, True)
    looked = await office.bimtek(*words, "--dry-run")
    assert looked.code == FINE, looked.err
    assert "Nothing was sent." in looked.out and "→" in looked.out
    declined = await office.bimtek(*words, answer="n")
    assert declined.code == WRONG
    done = await office.bimtek(*words, answer="y")
    assert done.code == FINE, done.err
    assert "2 journeys: 2 extended." in done.out
    again = await office.bimtek(*words, "--yes", "--json")
    assert outcomes(again) == {KLATEN: "unchanged", SRAGEN: "unchanged"}
    assert again.code == FINE
    more = await office.bimtek(*words[:5], "4", *words[6:], "--yes", "--json")
    assert outcomes(more) == {KLATEN: "refused", SRAGEN: "refused"}
    assert more.code == WRONG


async def test_a_selection_is_reminded_once_a_working_day(office: Office) -> None:
    """Those of a cohort in which a person holds a role; the letter to the coordinator has the message."""
    select = ("--cohort", "2019", "--stage", "kickoff", "--member", "kab-demak.coordinator")
    words = ("journey", "remind", *select, "--note", "Mohon MoU didahulukan.", *MANAGER, "--yes", "--json")
    first = await office.bimtek(*words)
    assert outcomes(first) == {DEMAK: "done"}, first.err
    again = await office.bimtek(*words)
    assert outcomes(again) == {DEMAK: "unchanged"}
    other = await office.bimtek("journey", "remind", DEMAK, *DIRECTOR, "--yes", "--json")
    assert outcomes(other) == {DEMAK: "unchanged"}
    assert "went out" in json.loads(other.out)["journeys"][0]["why"]
    async with await connect_records(office.settings) as pool:
        messages = await Reading(pool).messages("journey-2019-kab-demak")
    letters = [message for message in messages if message.template == "reminded"]
    assert [(one.person, one.facts["note"]) for one in letters] == [("kab-demak.coordinator", "Mohon MoU didahulukan.")]
    told = await office.bimtek("journey", "history", DEMAK)
    assert "Mohon MoU didahulukan" in told.out


async def test_an_act_from_a_file_goes_to_many(office: Office) -> None:
    """A person leaves a role in every journey in which he holds it; each other journey says why not."""
    act = {"act": {"kind": "appoint_member", "person": "penulis", "role": "opd_contributor"}}
    file = office.file("appoint.json", json.dumps(act))
    first = await office.bimtek("journey", "bulk", file, DEMAK, *MANAGER, "--yes", "--json")
    assert outcomes(first) == {DEMAK: "done"}, first.err
    both = await office.bimtek("journey", "bulk", file, DEMAK, SRAGEN, *MANAGER, "--yes", "--json")
    assert outcomes(both) == {DEMAK: "unchanged", SRAGEN: "done"}
    leave = {"act": {"kind": "release_member", "person": "penulis", "role": "opd_contributor", "reason": "Pindah."}}
    words = ("journey", "bulk", office.file("release.json", json.dumps(leave)), *MANAGER, "--yes", "--json")
    left = await office.bimtek(*words, "--cohort", "2019", "--member", "penulis")
    assert outcomes(left) == {DEMAK: "done", SRAGEN: "done"}
    assert outcomes(await office.bimtek(*words, DEMAK)) == {DEMAK: "unchanged"}
    # The same words after he came back are another matter, and are not taken for a repeat in silence.
    await office.bimtek("journey", "bulk", file, KLATEN, *MANAGER, "--yes")
    assert outcomes(await office.bimtek(*words, KLATEN)) == {KLATEN: "done"}


SELECTIONS: list[tuple[dict[str, Any], int]] = [
    ({}, 25),
    ({"stage": (Stage.DRAFTING,)}, 0),
    ({"stage": (Stage.DRAFTING, Stage.KICKOFF)}, 25),
    ({"task": Task.PASS_GATES, "party": "region"}, 25),
    ({"status": (Status.PUBLISHED,)}, 0),
    ({"overdue": True}, 0),
    ({"overdue": False}, 25),
    ({"member": "kab-demak.sekda"}, 1),
    ({"member": "kab-demak.sekda", "member_role": Role.MENTOR}, 0),
    ({"member": "direktur", "member_role": Role.DIRECTOR}, 25),
    ({"member_role": Role.MENTOR}, 0),
]


async def test_what_a_selection_finds(office: Office) -> None:
    """Every filter narrows, and several narrow together."""
    async with await connect_records(office.settings) as pool:
        selecting = Selecting(pool)
        for given, count in SELECTIONS:
            found = await selecting.journeys(Selection(cohort="2019", **given), datetime.now(UTC))
            assert len(found) == count, given
        late = await selecting.journeys(Selection(cohort="2019", overdue=True), datetime(2099, 1, 1, tzinfo=UTC))
        assert len(late) == 25
        assert await selecting.cohort_known("2019")
        assert not await selecting.cohort_known("1945")


UNKNOWN = (
    ("cohort", "show", "1945"),
    ("cohort", "close", "1945"),
    ("cohort", "report", "1945", "--out", "x.pdf"),
    ("cohort", "resume", "1945", "--reason", "x", *MANAGER),
    ("journey", "show", "99.99"),
    ("journey", "history", "99.99"),
    ("journey", "remind", "99.99", *MANAGER),
    ("journey", "remind", "--cohort", "1945", *MANAGER),
    ("document", "list", "99.99"),
    ("document", "get", DEMAK, "tidak-ada", "--out", "x.pdf"),
    ("history", "export", "99.99", "x.zip"),
    ("regions", "show", "tidak-ada"),
    ("catalogue", "show", "99.99"),
    ("people", "show", "tidak-ada", "--reason", "Uji.", "--by", "operator"),
    ("people", "export", "tidak-ada", "--to", "x.json", "--reason", "Uji.", "--by", "operator"),
    ("notify", "calendar", "tidak-ada"),
    ("notify", "preferences", "tidak-ada"),
)


async def test_an_id_that_nothing_has_is_said_in_one_line(office: Office) -> None:
    """Cohorts, journeys, documents, regions, people: one line that says so, no traceback, exit code 1."""
    wrong = []
    for words in UNKNOWN:
        said = await office.bimtek(*words)
        if (said.code, len(said.err.strip().splitlines())) != (WRONG, 1) or "Traceback" in said.err:
            wrong.append((words, said.code, said.out[-300:], said.err[-600:]))
    assert wrong == []
