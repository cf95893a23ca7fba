"""Bearer tokens of other systems: JWTs that the OpenID provider signed, checked against its keys."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from api.http.problems import SignInNotValid
from api.identity.keys import Keys
from records.identity import Scope

ALGORITHMS = ("RS256", "ES256", "PS256", "EdDSA", "Ed25519")
"""How tokens may be signed: with a key pair, of which the provider shows the public half."""
LEEWAY = timedelta(seconds=30)
"""By how much the provider's clock may differ from ours."""
LONGEST_HEADER = 1000
"""Characters of a token's head."""
SCOPE_PREFIX = "bimtek:"

Claims = Mapping[str, Any]
"""What a provider says of somebody."""


async def claims_of(token: str, keys: Keys, *, issuer: str, audience: str, now: datetime) -> Claims:
    """What a token says, checked: its signature, issuer, audience and times.

    Raises `SignInNotValid` for a token that does not hold, `ProviderAway` when the keys cannot be had.
    """
    _check_header(token)
    found = await keys.current()
    try:
        claims = _verified(token, found)
    except InvalidKeyIdError:
        newer = await keys.current(lacking=found)
        if newer is found:
            raise SignInNotValid(
                why="This bearer token is signed with a key that its provider does not show."
            ) from None
        claims = _verified_with_newer(token, newer)
    except JoseError as error:
        raise SignInNotValid(why="This bearer token is not signed as it should be.") from error
    _check_claims(claims, issuer, audience, now)
    return claims


def _check_header(token: str) -> None:
    """Refuse what is no signed token of a kind that is taken, before anything else is read or fetched."""
    head, *rest = token.split(".")
    if len(rest) != 2 or len(head) > LONGEST_HEADER:
        raise SignInNotValid(why="This bearer token is neither one of ours nor a signed JWT.")
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        header = None
    if not isinstance(header, dict):
        raise SignInNotValid(why="This bearer token is neither one of ours nor a signed JWT.")
    if header.get("alg") not in ALGORITHMS or not isinstance(header.get("kid", ""), str) or "crit" in header:
        raise SignInNotValid(why=f"This bearer token is not signed as is asked for here ({', '.join(ALGORITHMS)}).")


def _verified(token: str, keys: KeySet) -> Claims:
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    return jwt.decode(token, keys, registry=registry).claims


def _verified_with_newer(token: str, keys: KeySet) -> Claims:
    try:
        return _verified(token, keys)
    except InvalidKeyIdError as error:
        raise SignInNotValid(why="This bearer token is signed with a key that its provider does not show.") from error
    except JoseError as error:
        raise SignInNotValid(why="This bearer token is not signed as it should be.") from error


def _check_claims(claims: Claims, issuer: str, audience: str, now: datetime) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=int(LEEWAY.total_seconds()),
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": audience},
        exp={"essential": True},
    )
    try:
        registry.validate(dict(claims))
    except ExpiredTokenError as error:
        raise SignInNotValid(why="This bearer token has expired.") from error
    except JoseError as error:
        raise SignInNotValid(
            why="This bearer token is not for us, or not for now (iss, aud, exp, nbf, iat)."
        ) from error


def scopes_of(claims: Claims) -> frozenset[Scope]:
    """What a token may be used for: `bimtek:read` in its claim `scope` is `read`, and so on; the rest is not ours."""
    said = claims.get("scope")
    words = said.split() if isinstance(said, str) else ()
    known = {f"{SCOPE_PREFIX}{scope}": scope for scope in Scope}
    return frozenset(known[word] for word in words if word in known)


def ends_at(claims: Claims, now: datetime) -> datetime:
    """When a token that was checked ends; one that ends later than in a year is taken to end then."""
    left = min(float(claims["exp"]) - now.timestamp(), timedelta(days=366).total_seconds())
    return now + timedelta(seconds=left)
