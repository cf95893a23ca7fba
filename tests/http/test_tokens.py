"""Personal API tokens: shown once, kept as hashes, no wider than what made them, revoked for good."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from api.http.routes import tokens as routes
from records.identity import Scope
from tests.http.door import Door
from tests.http.identity_doors import another_door

OWNER = "kab-tangerang.team-chair"


def asked(*scopes: str, days: int = 1, name: str = "uji") -> dict[str, Any]:
    """The body of a request for a token."""
    return {"name": name, "scopes": list(scopes), "days": days}


async def test_a_token_is_shown_once_and_works(door: Door) -> None:
    """Its secret is in the answer that makes it, in no list, and in the database only as a hash."""
    async with another_door(door, sign_in_links=True) as local, local.browser() as browser:
        csrf = await local.sign_in(browser, OWNER)
        made = await browser.post("/tokens", json=asked("read", "act", days=30), headers=csrf)
        assert made.status_code == 201 and made.headers["cache-control"] == "no-store"
        secret, id_ = made.json()["secret"], made.json()["token"]["id"]
        listed = await browser.get("/tokens")
    assert id_ in listed.text and secret not in listed.text
    rows = await door.services.pool.fetch("select t::text as row from api_tokens as t where id = $1", id_)
    assert len(rows) == 1 and secret not in rows[0]["row"]
    async with door.nobody(Authorization=f"Bearer {secret}") as program:
        assert (await program.get("/session")).json()["scopes"] == ["read", "act"]
        mine = {line["id"]: line for line in (await program.get("/tokens")).json()["items"]}
        assert mine[id_]["last_used_at"] is not None


async def test_revoked_is_revoked(door: Door) -> None:
    """By its owner and nobody else; what was made with it ends with it."""
    parent = await door.token(OWNER, lasts=timedelta(days=10))
    async with door.nobody(Authorization=f"Bearer {parent}") as client:
        child = (await client.post("/tokens", json=asked("read", "act", days=5))).json()
        async with door.nobody(Authorization=f"Bearer {child['secret']}") as below:
            grandchild = (await below.post("/tokens", json=asked("read", days=2))).json()
        made_by = child["token"]["made_by"]
        async with door.person("kab-tangerang.bappeda") as stranger:
            missing = await stranger.delete(f"/tokens/{made_by}")
            assert (missing.status_code, missing.json()["name"]) == (404, "NoSuch")
        assert (await client.delete(f"/tokens/{made_by}")).status_code == 204
    for secret in (parent, child["secret"], grandchild["secret"]):
        async with door.nobody(Authorization=f"Bearer {secret}") as client:
            refused = await client.get("/session")
        assert (refused.status_code, refused.json()["name"]) == (401, "SignInNotValid")
        assert "revoked" in refused.json()["detail"] and "WWW-Authenticate" in refused.headers


@pytest.mark.parametrize(
    ("scopes", "body"),
    [
        pytest.param((Scope.READ,), asked("read"), id="a token that may only read makes none"),
        pytest.param((Scope.READ, Scope.ACT), asked("read", "manage"), id="none that may more than itself"),
        pytest.param((Scope.READ, Scope.ACT), asked("read", days=11), id="none that lasts longer than itself"),
    ],
)
async def test_a_token_makes_no_wider_one(door: Door, scopes: Sequence[Scope], body: dict[str, Any]) -> None:
    """What leaks must not grow."""
    secret = await door.token(OWNER, scopes, lasts=timedelta(days=10))
    async with door.nobody(Authorization=f"Bearer {secret}") as client:
        refused = await client.post("/tokens", json=body)
    assert refused.status_code == 403
    assert refused.json()["name"] in ("TokenTooWide", "ScopeMissing")


async def test_an_expired_token_is_refused(door: Door) -> None:
    """It says when it expired; one that nobody made is said to be unknown."""
    secret = await door.token(OWNER, lasts=timedelta(seconds=-1))
    for wrong, why in ((secret, "expired on"), ("bimtek_tidak-ada", "not known")):
        async with door.nobody(Authorization=f"Bearer {wrong}") as client:
            refused = await client.get("/tokens")
        assert refused.status_code == 401 and why in refused.json()["detail"]
    async with door.nobody(Authorization="Basic eDp5") as client:
        assert (await client.get("/tokens")).status_code == 401


async def test_only_so_many(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has very many is asked to revoke some first."""
    monkeypatch.setattr(routes, "MOST_LIVE", 1)
    secret = await door.token(OWNER, lasts=timedelta(days=10))
    async with door.nobody(Authorization=f"Bearer {secret}") as client:
        refused = await client.post("/tokens", json=asked("read"))
    assert (refused.status_code, refused.json()["name"]) == (409, "CannotBeDone")


async def test_nonsense_is_refused(door: Door) -> None:
    """No scope, no days, too many, a scope that is none, a name with a control character."""
    secret = await door.token(OWNER, lasts=timedelta(days=10))
    async with door.nobody(Authorization=f"Bearer {secret}") as client:
        for body in (
            asked(),
            asked("read", days=0),
            asked("read", days=367),
            asked("everything"),
            asked("read", name="a\x00b"),
            {**asked("read"), "more": 1},
        ):
            assert (await client.post("/tokens", json=body)).status_code == 422, body


async def test_a_token_from_the_command_line(door: Door) -> None:
    """`bimtek people token` prints a secret that works, and nothing else."""
    words = ("--scope", "read", "--scope", "act", "--days", "2")
    said = await door.office.bimtek("people", "token", OWNER, "--name", "Laporan", *words)
    assert said.code == 0, said.err
    async with door.nobody(Authorization=f"Bearer {said.out.strip()}") as client:
        assert (await client.get("/session")).json()["scopes"] == ["read", "act"]
    printed = await door.office.bimtek("people", "token", OWNER, "--name", "Laporan", *words, "--json")
    assert json.loads(printed.out)["token"]["name"] == "Laporan"
    nobody = await door.office.bimtek("people", "token", "siapa-ini", "--name", "x", "--scope", "read")
    assert nobody.code == 1 and "There is no person" in nobody.err
    nameless = await door.office.bimtek("people", "token", OWNER, "--name", " ", "--scope", "read")
    assert nameless.code == 1 and "one line" in nameless.err
