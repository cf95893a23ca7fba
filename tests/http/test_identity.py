"""Bearer tokens of other systems: whose signature counts, how long, for what; and acts without the database."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import asyncpg
import pytest
from joserfc.jwk import OctKey

from api.http.address import PREFIX
from api.identity import keys as keys_of
from tests.http.door import Door
from tests.http.identity_doors import OtherDoor, another_door
from tests.http.tiny_provider import AUDIENCE, TinyProvider, new_key, tiny_provider
from workers.local.child import free_ports

pytestmark = pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
JOURNEY = "journey-2019-kota-cilegon"
PROVISIONAL = {"kind": "pass_gate_provisionally", "gate": "mou", "reason": "menunggu", "due_on": "2099-01-05"}
EVERYTHING = "bimtek:read bimtek:act bimtek:manage bimtek:operate"
MANAGER: dict[str, Any] = {"bimtek_person": "pengelola-program", "scope": f"openid {EVERYTHING}"}


@dataclass(frozen=True)
class Federated:
    """A door that takes the tokens of a tiny provider; the claim `bimtek_person` holds the person's id."""

    office: OtherDoor
    provider: TinyProvider

    async def asked(self, token: str, path: str = "/session") -> Any:
        """The answer to a request with a token."""
        async with self.office.browser(Authorization=f"Bearer {token}") as program:
            return await program.get(path)

    async def refused(self, token: str, why: str) -> None:
        """Check that a token is refused with 401, and what is said."""
        answer = await self.asked(token)
        assert (answer.status_code, answer.json()["name"]) == (401, "SignInNotValid"), answer.text
        assert why in answer.json()["detail"], answer.json()["detail"]


@pytest.fixture
async def federated(door: Door) -> AsyncIterator[Federated]:
    """A door and its provider, both new: neither knows keys yet."""
    async with tiny_provider() as provider:
        settings: dict[str, Any] = {
            "oidc_issuer": provider.issuer,
            "oidc_audience": AUDIENCE,
            "oidc_person_claim": "bimtek_person",
        }
        async with another_door(door, **settings) as office:
            yield Federated(office, provider)


async def test_a_system_calls_as_the_person_its_token_names(federated: Federated) -> None:
    """With the scopes that begin with `bimtek:`; other words of the claim are not ours."""
    token = federated.provider.token(bimtek_person="direktur", scope="openid bimtek:read bimtek:sing read")
    seen = (await federated.asked(token)).json()
    assert (seen["person"], seen["method"], seen["scopes"]) == ("direktur", "bearer", ["read"])
    left = datetime.fromisoformat(seen["expires_at"]) - datetime.now(UTC)
    assert 200 < left.total_seconds() <= 300
    async with federated.office.browser(Authorization=f"Bearer {token}") as program:
        acted = await program.post(f"/journeys/{JOURNEY}/acts", json={"act": PROVISIONAL})
        assert (acted.status_code, acted.json()["name"]) == (403, "ScopeMissing")
        made = await program.post("/tokens", json={"name": "x", "scopes": ["read"], "days": 1})
        assert made.status_code == 403
    no_scopes = federated.provider.token(bimtek_person="direktur", scope=["bimtek:read"])
    assert (await federated.asked(no_scopes)).json()["name"] == "ScopeMissing"


async def test_no_longer_token_from_a_short_one(federated: Federated) -> None:
    """A token of five minutes makes no personal token of a day."""
    token = federated.provider.token(**MANAGER)
    async with federated.office.browser(Authorization=f"Bearer {token}") as program:
        made = await program.post("/tokens", json={"name": "x", "scopes": ["read"], "days": 1})
    assert (made.status_code, made.json()["name"]) == (403, "TokenTooWide")


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"])
async def test_signed_with_a_key_pair(federated: Federated, algorithm: str) -> None:
    """The usual kinds of key pairs count."""
    federated.provider.keys = {"one": new_key("one", algorithm), "other": new_key("other")}
    token = federated.provider.token(algorithm=algorithm, **MANAGER)
    assert (await federated.asked(token)).status_code == 200


NOW = int(datetime.now(UTC).timestamp())


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        pytest.param({"iss": "https://lain.example"}, "not for us", id="another issuer"),
        pytest.param({"iss": None}, "not for us", id="no issuer"),
        pytest.param({"aud": "sistem-lain"}, "not for us", id="another audience"),
        pytest.param({"aud": None}, "not for us", id="no audience"),
        pytest.param({"exp": NOW - 60}, "expired", id="expired"),
        pytest.param({"exp": None}, "not for us", id="without an end"),
        pytest.param({"exp": "besok"}, "not for us", id="an end that is no time"),
        pytest.param({"nbf": NOW + 900}, "not for us", id="not yet"),
        pytest.param({"bimtek_person": None}, "holds no person's id", id="nobody"),
        pytest.param({"bimtek_person": "a\x00b"}, "holds no person's id", id="no id"),
        pytest.param({"bimtek_person": ["direktur"]}, "holds no person's id", id="several"),
    ],
)
async def test_claims_that_do_not_hold(federated: Federated, claims: dict[str, Any], why: str) -> None:
    """A good signature is not enough."""
    await federated.refused(federated.provider.token(**{**MANAGER, **claims}), why)


async def test_clocks_may_differ_a_little(federated: Federated) -> None:
    """By half a minute; an end far in the future is no error."""
    now = int(datetime.now(UTC).timestamp())
    near: list[dict[str, Any]] = [{"exp": now - 10}, {"nbf": now + 10}, {"exp": 10**12}, {"aud": ["lain", AUDIENCE]}]
    for claims in near:
        assert (await federated.asked(federated.provider.token(**{**MANAGER, **claims}))).status_code == 200, claims


def _unsigned(header: Any, claims: object = MANAGER, signature: str = "") -> str:
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims))
    return f"{'.'.join(parts)}.{signature}"


async def test_signatures_that_do_not_count(federated: Federated) -> None:
    """None at all, a shared secret, somebody else's key, half a token, nonsense; none of it is a 5xx."""
    provider = federated.provider
    await federated.refused(_unsigned({"alg": "none"}), "not signed as is asked for")
    secret = OctKey.import_key("yang-ditebak-orang", {"kid": "one"})
    await federated.refused(provider.token(algorithm="HS256", key=secret, **MANAGER), "not signed as is asked for")
    good = provider.token(**MANAGER)
    head, body, signature = good.split(".")
    await federated.refused(provider.token(key=new_key("one"), **MANAGER), "not signed as it should be")
    other = provider.token(bimtek_person="direktur").split(".")[1]
    await federated.refused(f"{head}.{other}.{signature}", "not signed as it should be")
    await federated.refused(f"{head}.{body}.", "not signed as it should be")
    await federated.refused(f"{head}.{body}.!!!", "not signed as it should be")
    for header in ({"alg": "RS256", "crit": 7}, {"alg": "RS256", "kid": 7}, {"alg": ["RS256"]}):
        await federated.refused(_unsigned(header, signature="eA"), "not signed as is asked for")
    for nonsense in ("x", "..", "a.b.c", _unsigned("alg"), _unsigned([]), f"{'[' * 900}.x.x", f"{head}.{body}"):
        await federated.refused(nonsense, "neither one of ours nor a signed JWT")


async def test_keys_change(federated: Federated) -> None:
    """A key that is not known yet is fetched, at most once a minute."""
    provider = federated.provider
    old = provider.token(**MANAGER)
    assert (await federated.asked(old)).status_code == 200
    for _ in range(3):
        assert (await federated.asked(old)).status_code == 200
    assert provider.asked["/jwks"] == 1, "known keys are not fetched again"
    provider.keys["two"] = new_key("two")
    new = provider.token(kid="two", **MANAGER)
    assert (await federated.asked(new)).status_code == 200
    assert provider.asked["/jwks"] == 2
    for number in range(5):
        made_up = provider.token(kid=f"k{number}", key=new_key(f"k{number}", "ES256"), algorithm="ES256", **MANAGER)
        await federated.refused(made_up, "a key that its provider does not show")
    assert provider.asked["/jwks"] == 2, "made-up keys do not keep the provider busy"


async def test_a_key_that_is_shown_no_more(federated: Federated, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stops to count when the keys are fetched again, which is once an hour."""
    monkeypatch.setattr(keys_of, "PAUSE", 0.0)
    token = federated.provider.token(**MANAGER)
    assert (await federated.asked(token)).status_code == 200
    federated.provider.keys = {"two": new_key("two")}
    assert (await federated.asked(token)).status_code == 200
    monkeypatch.setattr(keys_of, "FRESH_FOR", 0.0)
    await federated.refused(token, "a key that its provider does not show")


async def test_the_provider_is_away(federated: Federated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that are known count on; without any it is 503, and it recovers by itself."""
    provider = federated.provider
    monkeypatch.setattr(keys_of, "PAUSE_WITHOUT", 0.0)
    token = provider.token(**MANAGER)
    provider.away = True
    away = await federated.asked(token)
    assert (away.status_code, away.json()["name"]) == (503, "ProviderAway")
    provider.away = False
    assert (await federated.asked(token)).status_code == 200
    provider.away = True
    monkeypatch.setattr(keys_of, "FRESH_FOR", 0.0)
    assert (await federated.asked(token)).status_code == 200


async def test_a_door_that_takes_none(door: Door, federated: Federated) -> None:
    """Without an audience no provider's token counts, whatever its signature."""
    token = federated.provider.token(**MANAGER)
    async with (
        another_door(door, oidc_issuer=federated.provider.issuer) as closed,
        closed.browser(Authorization=f"Bearer {token}") as program,
    ):
        refused = await program.get("/session")
    assert (refused.status_code, refused.json()["name"]) == (401, "SignInNotValid")


async def test_by_email_the_account_is_linked(door: Door) -> None:
    """A system's token may name a person by a verified address, too; the account is then linked to it."""
    async with tiny_provider() as provider:
        settings: dict[str, Any] = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE}
        async with another_door(door, **settings) as office:
            federated = Federated(office, provider)
            said: dict[str, Any] = {
                "email": "kota-cilegon.sekda@example.go.id",
                "scope": "bimtek:read",
                "sub": "sistem-1",
            }
            seen = await federated.asked(provider.token(**said, email_verified=True))
            assert seen.json()["person"] == "kota-cilegon.sekda"
            seen = await federated.asked(provider.token(sub="sistem-1", scope="bimtek:read"))
            assert seen.json()["person"] == "kota-cilegon.sekda"
            await federated.refused(provider.token(**{**said, "sub": "sistem-2"}), "not verified")


async def test_acts_are_taken_while_the_database_is_away(door: Door, federated: Federated) -> None:
    """A system's token needs no database: its act is done, the answer says that lists lag; reads say what is away."""
    (nowhere,) = free_ports(None)
    pool = await asyncpg.create_pool(f"postgresql://x@127.0.0.1:{nowhere}/x", min_size=0, max_size=2)
    provider = federated.provider
    settings = {"oidc_issuer": provider.issuer, "oidc_audience": AUDIENCE, "oidc_person_claim": "bimtek_person"}
    try:
        async with another_door(door, pool, **settings) as office:
            headers = {"Authorization": f"Bearer {provider.token(**MANAGER)}"}
            async with office.browser(**headers) as program:
                body = {"act": PROVISIONAL, "role": "programme_manager"}
                done = await program.post(f"/journeys/{JOURNEY}/acts", json=body)
                assert done.status_code == 200, done.text
                assert done.json()["recorded"] is False and done.json()["receipt"]["last_seq"] > 1
                read = await program.get("/session")
                assert (read.status_code, read.json()["name"]) == (503, "RecordsAway")
            async with office.browser(Authorization="Bearer bimtek_x") as personal:
                refused = await personal.post(f"/journeys/{JOURNEY}/acts", json=body)
                assert (refused.status_code, refused.json()["name"]) == (503, "RecordsAway")
    finally:
        pool.terminate()


async def test_the_description_is_whole(door: Door) -> None:
    """Signing in, sessions, tokens and links in mails are described with what they can answer."""
    async with door.nobody() as client:
        paths = (await client.get("/openapi.json")).json()["paths"]
    for path, method, statuses in (
        (f"{PREFIX}/session", "get", {"200", "401"}),
        (f"{PREFIX}/session", "delete", {"204", "401", "403"}),
        (f"{PREFIX}/session/oidc", "get", {"302", "404", "503"}),
        (f"{PREFIX}/session/oidc/callback", "get", {"303", "400", "403", "404", "503"}),
        (f"{PREFIX}/session/link/{{secret}}", "post", {"303", "404", "410"}),
        (f"{PREFIX}/tokens", "post", {"201", "403", "409"}),
        (f"{PREFIX}/tokens/{{token}}", "delete", {"204", "404"}),
        ("/l/{token}", "get", {"303", "404", "410"}),
    ):
        assert statuses <= set(paths[path][method]["responses"]), path
    assert set(paths["/l/{token}"]) == {"get"}, "a link in a mail decides nothing"
