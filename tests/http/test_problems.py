"""Every cause has its problem: its own name, a type that does not change, a status, a text that says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from openapi_spec_validator import validate

from api.http.problems import HttpProblem, all_problems, type_of
from api.http.refusals import FORBIDDEN, INVALID, MISSING, STATUS_OF_REFUSALS
from domain.errors import Refusal
from tests.http.door import Door


def test_every_rule_has_a_status_and_one_only() -> None:
    """The table names every rule of the domain, none twice, and nothing that is no rule."""
    listed = [refusal.__name__ for refusal in (*FORBIDDEN, *INVALID, *MISSING)]
    assert len(set(listed)) == len(listed)
    assert set(STATUS_OF_REFUSALS) == {refusal.__name__ for refusal in Refusal.__subclasses__()}


def test_no_two_causes_share_a_name() -> None:
    """A rule of the domain and a problem of the door are told apart by their names."""
    own = {kind.__name__ for kind in HttpProblem.__subclasses__()}
    assert not own & set(STATUS_OF_REFUSALS)


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("NotSignedIn", "urn:bimtek:problem:not-signed-in"),
        ("MentorBookedElsewhere", "urn:bimtek:problem:mentor-booked-elsewhere"),
        ("NotAMember", "urn:bimtek:problem:not-a-member"),
    ],
)
def test_types_are_stable(name: str, type_: str) -> None:
    """Machines go by the type: it is the name in small letters."""
    assert type_of(name) == type_


async def test_the_list_of_problems_is_the_description_s(door: Door) -> None:
    """What the list names, the description gives examples of, and nothing else; the description itself is valid."""
    async with door.nobody() as client:
        listed = {line["name"]: line["status"] for line in (await client.get("/problems")).json()}
        description = (await client.get("/openapi.json")).json()
    validate(description)
    shown = {
        name: int(status)
        for methods in description["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        for content in answer.get("content", {}).values()
        for name in content.get("examples", {})
        if "Problem" in str(content.get("schema"))
    }
    unseen = {"NotFound", "MethodNotAllowed", "MediaTypeNotSupported", "NotAcceptable"}
    assert {name: listed[name] for name in shown} == shown
    assert set(listed) - set(shown) <= unseen
    assert len(all_problems()) == len(listed)


async def test_unknown_addresses_and_methods_are_problems_too(door: Door) -> None:
    """Nothing is answered in another form, not even what no route takes."""
    async with door.nobody() as client:
        nowhere, wrong = await client.get("/nowhere"), await client.put("/problems")
        unread = await client.post(
            "/journeys/journey-2019-kab-klaten/acts", content=b"{", headers={"Content-Type": "application/json"}
        )
    assert (nowhere.status_code, nowhere.json()["name"]) == (404, "NotFound")
    assert (wrong.status_code, wrong.json()["name"], wrong.headers["Allow"]) == (405, "MethodNotAllowed", "GET")
    assert (unread.status_code, unread.json()["name"]) == (422, "NotValid")
    for answer in (nowhere, wrong, unread):
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_body_that_is_too_large_is_refused_before_it_is_read(door: Door) -> None:
    """Announced or not: more than a megabyte is not taken where no file is expected."""

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    url = "/journeys/journey-2019-kab-klaten/acts"
    async with door.person("pengelola-program") as manager:
        announced = await manager.post(url, content=b" " * 2_000_000)
        streamed = await manager.post(url, content=unannounced())
    for answer in (announced, streamed):
        assert (answer.status_code, answer.json()["name"]) == (413, "BodyTooLarge")
