"""Signing in through an OpenID provider: a whole one from PyPI, and a tiny one that misbehaves on demand."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from oidc_provider_mock import User, run_server_in_thread  # type: ignore[import-untyped]
from pydantic import SecretStr

from records.people import People, PersonRecord
from tests.http.door import Door
from tests.http.identity_doors import OtherDoor, another_door
from tests.http.tiny_provider import CLIENT, TinyProvider, new_key, tiny_provider

pytestmark = pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
PERSON = "kota-cilegon.coordinator"
EMAIL = "Kota-Cilegon.Coordinator@Example.go.id"
USERS = [
    User(sub="akun-1", claims={"email": EMAIL, "email_verified": True}),
    User(sub="akun-2", claims={"email": "kota-cilegon.sekda@example.go.id", "email_verified": False}),
    User(sub="akun-3", claims={"email": "siapa@example.go.id", "email_verified": True}),
    User(sub="akun-4", claims={"email": "kembar@example.go.id", "email_verified": True}),
    User(sub="akun-5", claims={"email": "a\x00b@example.go.id", "email_verified": True}),
    User(sub="kota-cilegon.bappeda", claims={}),
    User(sub="bukan-siapa-siapa", claims={}),
]
SECRET = SecretStr("rahasia-klien")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a whole provider with some accounts."""
    with run_server_in_thread(user_claims=USERS, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="module")
async def office(door: Door, issuer: str) -> AsyncIterator[OtherDoor]:
    """A door that signs people in through it, by their e-mail addresses."""
    twins = [PersonRecord(id=f"kembar-{n}", name="Kembar", email="kembar@example.go.id") for n in (1, 2)]
    await People(door.services.pool).save(twins)
    settings: dict[str, Any] = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    async with another_door(door, **settings) as opened:
        yield opened


@contextlib.asynccontextmanager
async def tiny_office(door: Door, **settings: Any) -> AsyncIterator[tuple[OtherDoor, TinyProvider]]:
    """A door on a tiny provider, as a client without a secret."""
    async with tiny_provider() as tiny:
        tiny.says = {"email": EMAIL, "email_verified": True}
        async with another_door(door, oidc_issuer=tiny.issuer, oidc_client_id=CLIENT, **settings) as opened:
            yield opened, tiny


async def _sign_in(office: OtherDoor, browser: httpx2.AsyncClient, account: str, goes_on: str = "/") -> Any:
    """Go through the provider's pages as an account; gives the answer to the browser that comes back."""
    begun = await browser.get("/session/oidc", params={"next": goes_on})
    assert begun.status_code == 302, begun.text
    async with httpx2.AsyncClient() as at_provider:
        back = await at_provider.post(begun.headers["location"], data={"sub": account})
    return await browser.get(back.headers["location"])


async def test_by_email(office: OtherDoor) -> None:
    """The only person with the verified address is signed in, and led to where she wanted to go."""
    async with office.browser() as browser:
        done = await _sign_in(office, browser, "akun-1", "/api/v1/journeys?size=5")
        assert (done.status_code, done.headers["location"]) == (303, "/api/v1/journeys?size=5")
        seen = (await browser.get("/session")).json()
        assert (seen["person"], seen["method"]) == (PERSON, "oidc")
        assert "bimtek-sign-in" not in browser.cookies, "what was remembered meanwhile is forgotten"


async def test_an_account_stays_linked(office: OtherDoor) -> None:
    """Once linked, the account counts, whatever becomes of the address."""
    async with office.browser() as browser:
        await _sign_in(office, browser, "akun-1")
    await office.services.pool.execute("update people set email = 'lain@example.go.id' where id = $1", PERSON)
    try:
        async with office.browser() as browser:
            await _sign_in(office, browser, "akun-1")
            assert (await browser.get("/session")).json()["person"] == PERSON
    finally:
        await office.services.pool.execute("update people set email = lower($2) where id = $1", PERSON, EMAIL)


@pytest.mark.parametrize(
    ("account", "why"),
    [
        pytest.param("akun-2", "not verified", id="an address that the provider has not verified"),
        pytest.param("akun-3", "Nobody", id="an address that nobody has"),
        pytest.param("akun-4", "Several", id="an address that two people have"),
        pytest.param("akun-5", "does not say", id="an address that is none"),
        pytest.param(
            "kota-cilegon.bappeda", "does not say", id="no address, though the account is named like a person"
        ),
    ],
)
async def test_refused(office: OtherDoor, account: str, why: str) -> None:
    """Who cannot be told apart is not signed in, and is told what to do."""
    async with office.browser() as browser:
        refused = await _sign_in(office, browser, account)
        assert (refused.status_code, refused.json()["name"]) == (403, "SignInRefused")
        assert why in refused.json()["detail"] and "Ask the programme manager" in refused.json()["detail"]
        assert (await browser.get("/session")).status_code == 401


async def test_by_a_claim_that_holds_the_id(door: Door, issuer: str) -> None:
    """Another claim than `email` holds the person's id itself; one that is nobody's signs nobody in."""
    settings: dict[str, Any] = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_client_secret": SECRET}
    async with another_door(door, **settings, oidc_person_claim="sub") as office, office.browser() as browser:
        await _sign_in(office, browser, "kota-cilegon.bappeda")
        assert (await browser.get("/session")).json()["person"] == "kota-cilegon.bappeda"
        refused = await _sign_in(office, browser, "bukan-siapa-siapa")
        assert refused.status_code == 403 and "no person" in refused.json()["detail"]


async def test_what_is_sent_to_the_provider(office: OtherDoor) -> None:
    """A code is asked for, with PKCE, state and nonce, to come back here; the state cookie goes nowhere else."""
    async with office.browser() as browser:
        begun = await browser.get("/session/oidc")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.headers["location"]).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"{office.address}/api/v1/session/oidc/callback"
    assert asked["state"] and asked["nonce"] and asked["code_challenge"]
    cookie = begun.headers["set-cookie"]
    assert "path=/api/v1/session/oidc" in cookie and "httponly" in cookie and "Max-Age=600" in cookie


async def test_coming_back_with_nothing_begun(office: OtherDoor) -> None:
    """Another browser's address, a second use, a refusal of the provider, nonsense: none signs anybody in."""
    async with office.browser() as browser, office.browser() as victim:
        begun = await browser.get("/session/oidc")
        async with httpx2.AsyncClient() as at_provider:
            back = await at_provider.post(begun.headers["location"], data={"sub": "akun-1"})
        address = back.headers["location"]
        refused = [await victim.get(address)]
        assert (await browser.get(address)).status_code == 303
        refused.append(await browser.get(address))
        await browser.get("/session/oidc")
        refused.append(await browser.get("/session/oidc/callback?error=access_denied&state=x&error_description=<b>"))
        refused.append(await browser.get("/session/oidc/callback"))
        refused.append(await browser.get("/session/oidc/callback?code=x&state=x"))
    for answer in refused:
        assert (answer.status_code, answer.json()["name"]) == (400, "SignInNotFinished")
        assert "<b>" not in answer.text


async def test_a_door_without_a_provider(door: Door) -> None:
    """It says so."""
    async with door.nobody() as client:
        for path in ("/session/oidc", "/session/oidc/callback?code=x&state=x"):
            closed = await client.get(path)
            assert (closed.status_code, closed.json()["name"]) == (404, "SignInNotOffered")


async def test_a_provider_that_holds_us_to_our_word(door: Door) -> None:
    """PKCE is checked there; a changed key is fetched; an address that only userinfo tells is asked for."""
    async with tiny_office(door) as (office, tiny), office.browser() as browser:
        assert await _through(browser, tiny) == 303
        tiny.keys = {"two": new_key("two", "ES256")}
        tiny.says, tiny.userinfo = {}, {"sub": "akun", "email": EMAIL, "email_verified": True}
        await office.services.pool.execute("delete from identities where issuer = $1", tiny.issuer)
        assert await _through(browser, tiny, algorithm="ES256") == 303
        assert tiny.asked["/userinfo"] == 1
        await office.services.pool.execute("delete from identities where issuer = $1", tiny.issuer)
        tiny.userinfo = {**tiny.userinfo, "sub": "akun lain"}
        assert await _through(browser, tiny, algorithm="ES256") == 403


@pytest.mark.parametrize(
    "said",
    [
        {"nonce": "lain"},
        {"nonce": None},
        {"iss": "https://lain.example"},
        {"aud": "klien-lain"},
        {"exp": 1_700_000_000},
    ],
    ids=lambda said: "a wrong " + next(iter(said)),
)
async def test_an_identity_that_does_not_hold(door: Door, said: dict[str, Any]) -> None:
    """What was said to somebody else, by somebody else, or too long ago, signs nobody in."""
    async with tiny_office(door) as (office, tiny), office.browser() as browser:
        tiny.says = {**tiny.says, **said}
        assert await _through(browser, tiny) == 400


async def test_a_provider_that_is_away(door: Door) -> None:
    """503, to be tried again; and again it works, without a restart."""
    async with tiny_office(door) as (office, tiny), office.browser() as browser:
        tiny.away = True
        away = await browser.get("/session/oidc")
        assert (away.status_code, away.json()["name"]) == (503, "ProviderAway")
        assert away.headers["retry-after"]
        tiny.away = False
        begun = await browser.get("/session/oidc")
        tiny.away = True
        away = await browser.get(f"/session/oidc/callback?{tiny.begin(begun.headers['location'])}")
        assert (away.status_code, away.json()["name"]) == (503, "ProviderAway")
        tiny.away = False
        assert await _through(browser, tiny) == 303


async def test_a_provider_that_calls_itself_something_else(door: Door) -> None:
    """The issuer is the one that was set, or nobody is signed in."""
    async with tiny_provider() as tiny:
        real, tiny.issuer = tiny.issuer, "https://lain.example"
        async with another_door(door, oidc_issuer=real, oidc_client_id=CLIENT) as office, office.browser() as browser:
            assert (await browser.get("/session/oidc")).json()["name"] == "ProviderAway"


async def _through(browser: httpx2.AsyncClient, tiny: TinyProvider, algorithm: str = "RS256") -> int:
    """Sign in at the tiny provider; the status with which it ends."""
    begun = await browser.get("/session/oidc")
    assert begun.status_code == 302, begun.text
    tiny.algorithm = algorithm
    answer = await browser.get(f"/session/oidc/callback?{tiny.begin(begun.headers['location'])}")
    return answer.status_code
