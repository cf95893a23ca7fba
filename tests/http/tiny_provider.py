"""A tiny OpenID provider for tests: its keys can be changed, it can be away, and it says who asked for what."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeyParameters, KeySet, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from workers.local.child import free_ports

CLIENT = "bimtek"
AUDIENCE = "https://bimtek.example.go.id"
SIGNED = {"id_token_signing_alg_values_supported": ["RS256", "ES256", "HS256", "none"]}
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519", "HS256")


def new_key(kid: str, algorithm: str = "RS256") -> Key:
    """A new key pair for an algorithm."""
    parameters: KeyParameters = {"kid": kid, "use": "sig", "alg": algorithm}
    if algorithm == "ES256":
        return ECKey.generate_key("P-256", parameters=parameters)
    if algorithm in ("EdDSA", "Ed25519"):
        return OKPKey.generate_key("Ed25519", parameters=parameters)
    return RSAKey.generate_key(2048, parameters=parameters)


@dataclass
class TinyProvider:
    """An OpenID provider at `issuer`. `keys` are those it shows, by id; `asked` counts its addresses."""

    issuer: str = ""
    keys: dict[str, Key] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    away: bool = False
    algorithm: str = "RS256"
    says: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    begun: dict[str, list[str]] = field(default_factory=dict)

    def token(self, *, kid: str = "one", algorithm: str = "RS256", key: Key | None = None, **claims: Any) -> str:
        """A signed token; claims that are None are left out."""
        now = int(datetime.now(UTC).timestamp())
        whole = {"iss": self.issuer, "aud": AUDIENCE, "sub": "sistem", "iat": now, "exp": now + 300, **claims}
        said = {name: value for name, value in whole.items() if value is not None}
        registry = JWSRegistry(algorithms=ALGORITHMS)
        return jwt.encode({"alg": algorithm, "kid": kid}, said, key or self.keys[kid], registry=registry)

    def begin(self, address: str) -> str:
        """Sign in at the address to which a browser was sent; gives the query with which it is sent back."""
        self.begun = parse_qs(urlsplit(address).query)
        return f"code=kode&state={self.begun['state'][0]}"

    async def _answer(self, request: Request) -> JSONResponse:
        path = request.url.path
        self.asked[path] += 1
        if self.away:
            return JSONResponse({}, status_code=503)
        if path == "/jwks":
            return JSONResponse(KeySet(list(self.keys.values())).as_dict())
        if path == "/userinfo":
            return JSONResponse(self.userinfo)
        if path == "/token":
            return await self._token(request)
        addresses = {f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo")}
        return JSONResponse({"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks", **addresses, **SIGNED})

    async def _token(self, request: Request) -> JSONResponse:
        given = parse_qs((await request.body()).decode())
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"][0].encode()).digest())
        if challenge.rstrip(b"=").decode() != self.begun["code_challenge"][0]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        claims = {"aud": CLIENT, "sub": "akun", "nonce": self.begun["nonce"][0], **self.says}
        found = {"access_token": "akses", "token_type": "Bearer", "expires_in": 300}
        return JSONResponse(
            {**found, "id_token": self.token(kid=next(iter(self.keys)), algorithm=self.algorithm, **claims)}
        )


@contextlib.asynccontextmanager
async def tiny_provider() -> AsyncIterator[TinyProvider]:
    """A provider that answers on loopback, with one RSA key."""
    (port,) = free_ports(None)
    provider = TinyProvider(issuer=f"http://127.0.0.1:{port}", keys={"one": new_key("one")})
    app = Starlette(routes=[Route("/{path:path}", provider._answer, methods=["GET", "POST"])])
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None))
    task = asyncio.create_task(server._serve())  # `serve` would take the signals of the test run
    try:
        while not server.started:
            await asyncio.sleep(0.02)
        yield provider
    finally:
        server.should_exit = True
        await task
