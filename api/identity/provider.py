"""The OpenID provider: signs people in (authorization code with PKCE), and gives the keys of its bearer tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx2
import structlog
from authlib.integrations.starlette_client import OAuth, OAuthError  # type: ignore[import-untyped]
from fastapi import Request
from fastapi.responses import RedirectResponse
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.http.problems import ProviderAway, SignInNotFinished
from api.identity.bearer import ALGORITHMS, LEEWAY, Claims
from api.identity.keys import Keys
from workers.settings import Settings

ANSWERS_WITHIN = 5.0
"""Seconds for each answer of the provider."""
EMAIL_CLAIM = "email"

FAILED = (httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError, KeyError, TypeError, RuntimeError)
"""What Authlib and joserfc raise for a provider that is away, or does not answer as OpenID Connect says it does."""

log = structlog.get_logger()


class Provider:
    """An OpenID provider as the settings name it; nothing is asked of it before it is needed.

    `audience` is whom its bearer tokens have to be for, None when none are taken.
    """

    def __init__(
        self, issuer: str, client_id: str | None, client_secret: str | None, audience: str | None, person_claim: str
    ) -> None:
        self.issuer = issuer
        self.audience = audience
        self.person_claim = person_claim
        self.signs_in = client_id is not None
        self.keys = Keys(self._fetch_keys)
        self._client = OAuth().register(
            "provider",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email" if person_claim == EMAIL_CLAIM else "openid profile",
                "code_challenge_method": "S256",
                "timeout": ANSWERS_WITHIN,
                **({} if client_secret else {"token_endpoint_auth_method": "none"}),
            },
        )

    async def begin(self, request: Request, back: str) -> RedirectResponse:
        """Send a browser to the provider, which sends it `back`. State, nonce and verifier go into its state cookie.

        Raises `ProviderAway`.
        """
        await self._metadata()
        answer: RedirectResponse = await self._client.authorize_redirect(request, back)
        return answer

    async def finish(self, request: Request) -> Claims:
        """What the provider says of whom it sent back. Raises `SignInNotFinished` and `ProviderAway`."""
        metadata = await self._metadata()
        try:
            token = await self._client.authorize_access_token(
                request,
                claims_options={"iss": {"essential": True, "values": [self.issuer]}},
                leeway=int(LEEWAY.total_seconds()),
            )
            claims: Claims = token.get("userinfo") or {}
            if claims and self.person_claim not in claims and "userinfo_endpoint" in metadata:
                claims = {**await self._more(token, claims), **claims}
        except OAuthError as error:
            # What it says comes in the address, where anybody can write it: only its code is shown, and that is fixed.
            log.warning("sign_in_not_finished", error=str(error.error)[:80])
            raise SignInNotFinished(
                why="the provider refused it, or it was begun elsewhere or too long ago."
            ) from error
        except JoseError as error:
            log.warning("id_token_not_valid", error=str(error))
            raise SignInNotFinished(why="what the provider said of you does not hold.") from error
        except FAILED as error:
            raise self._away(error) from error
        if not claims:
            raise SignInNotFinished(why="the provider did not say who you are.")
        return claims

    async def _more(self, token: Any, claims: Claims) -> Mapping[str, Any]:
        """What the provider tells only when asked for it, as most do of e-mail addresses."""
        more: dict[str, Any] = dict(await self._client.userinfo(token=token))
        return more if more.get("sub") == claims.get("sub") else {}

    async def _metadata(self) -> dict[str, Any]:
        """The provider's description of itself, fetched once."""
        try:
            found: dict[str, Any] = await self._client.load_server_metadata()
            if found["issuer"] != self.issuer:
                raise ValueError(f"it calls itself {found['issuer']}")
        except FAILED as error:
            self._client.server_metadata.pop("_loaded_at", None)
            raise self._away(error) from error
        signed = [name for name in found.get("id_token_signing_alg_values_supported", ()) if name in ALGORITHMS]
        found["id_token_signing_alg_values_supported"] = signed or ["RS256"]
        return found

    async def _fetch_keys(self) -> KeySet:
        self._client.server_metadata.pop("_loaded_at", None)  # the address of the keys may have changed, too
        await self._metadata()
        try:
            return KeySet.import_key_set(await self._client.fetch_jwk_set(force=True))
        except FAILED as error:
            self._client.server_metadata.pop("jwks", None)
            raise self._away(error) from error

    def _away(self, error: Exception) -> ProviderAway:
        log.warning("provider_away", issuer=self.issuer, error=f"{type(error).__name__}: {error}")
        return ProviderAway()


def provider_for(settings: Settings) -> Provider | None:
    """The provider that the settings name; None when they name none."""
    if settings.oidc_issuer is None:
        return None
    secret = settings.oidc_client_secret
    return Provider(
        settings.oidc_issuer,
        settings.oidc_client_id,
        secret.get_secret_value() if secret else None,
        settings.oidc_audience,
        settings.oidc_person_claim,
    )


def provider_of(request: Request) -> Provider | None:
    """The provider of the app that a request came to."""
    found = request.app.state.provider
    assert found is None or isinstance(found, Provider)  # set before the app takes requests
    return found
