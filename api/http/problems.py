"""What is answered when a request cannot be done: RFC 9457 problem details, one stable name and type for each cause.

A cause is a class whose docstring is its detail, like the rules of `domain/errors.py`.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from typing import ClassVar

from fastapi.responses import JSONResponse
from pydantic import Field

from api.http.refusals import STATUS_OF_REFUSALS
from domain.errors import Refusal
from domain.shape import Frozen

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = 5
"""Seconds after which something that is away is worth another try."""


class FieldProblem(Frozen):
    """What is wrong with one field, row or parameter; `where` is a path such as `body.act.gates.0.gate`."""

    where: str
    message: str


class Problem(Frozen):
    """A problem detail (RFC 9457). `name` is the last part of `type`; both are stable, `detail` is for people."""

    type: str = Field(examples=["urn:bimtek:problem:not-signed-in"])
    title: str
    status: int
    detail: str
    name: str
    details: dict[str, str] = Field(default={}, description="What fills the places in the rule's text.")
    errors: tuple[FieldProblem, ...] = ()
    idempotency_key: str | None = None
    """With this key the same request may be sent again after an unknown outcome."""


class HttpProblem(Exception):
    """A request that cannot be done, for a reason of this door. Its fields fill the places in the docstring."""

    status: ClassVar[int] = 400

    def __init__(
        self,
        *,
        errors: tuple[FieldProblem, ...] = (),
        headers: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        **details: object,
    ) -> None:
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**details))
        self.details = {name: str(value) for name, value in details.items()}
        self.errors = errors
        self.headers = dict(headers or {})
        self.idempotency_key = idempotency_key

    @property
    def name(self) -> str:
        """The cause's name: stable, for machines."""
        return type(self).__name__


class BadRequest(HttpProblem):
    """The request cannot be read: {why}"""


class NotSignedIn(HttpProblem):
    """Sign in first, or send `Authorization: Bearer` with a token."""

    status = 401


class SignInNotValid(HttpProblem):
    """{why} Sign in anew, or make a new token."""

    status = 401


class ScopeMissing(HttpProblem):
    """This token may not be used for that: it needs the scope “{scope}”."""

    status = 403


class NotForYou(HttpProblem):
    """This is for {allowed}. If that is you, ask the programme manager to appoint you."""

    status = 403


class CrossSite(HttpProblem):
    """This request does not come from our own pages: send the session's token in the header X-CSRF-Token."""

    status = 403


class NoRoleForAct(HttpProblem):
    """You hold no role in this journey that does “{act}”; it is for {allowed}."""

    status = 403


class NotFound(HttpProblem):
    """There is nothing at this address."""

    status = 404


class NoSuchJourney(HttpProblem):
    """There is no journey {journey}. GET /api/v1/journeys lists those you may see."""

    status = 404


class JourneyHasEnded(HttpProblem):
    """No process of the journey {journey} is running: it does not exist, or has ended for good."""

    status = 404


class NoSuch(HttpProblem):
    """There is no {what} “{id}” here."""

    status = 404


class MethodNotAllowed(HttpProblem):
    """This address does not take that method; it takes {allowed}."""

    status = 405


class NotAcceptable(HttpProblem):
    """This cannot be answered in the form that was asked for; it is given as {available}."""

    status = 406


class KeyReused(HttpProblem):
    """The Idempotency-Key {key} was used for something else before. Send this request with a new one."""

    status = 409


class StillUnderWay(HttpProblem):
    """The same request is still being done. Send it again, with the same key, to learn what became of it."""

    status = 409


class CannotBeDone(HttpProblem):
    """{why}"""

    status = 409


class OwnProposal(HttpProblem):
    """You proposed repair {number} yourself. Another operator, or a programme manager, has to confirm it."""

    status = 409


class RehearsalChanged(HttpProblem):
    """Nothing was done, as the repair would lead to something else by now than you looked at, in: {journeys}. Look at
    it again, and send what you see then."""

    status = 409


class NothingToRepair(HttpProblem):
    """Nothing was done: the repair cannot be done in any of these journeys. Rehearse it to see why: {journeys}."""

    status = 409


class BodyTooLarge(HttpProblem):
    """The body is larger than the {most} bytes that are taken here."""

    status = 413


class MediaTypeNotSupported(HttpProblem):
    """The body's type is not taken here; send {wanted}."""

    status = 415


class NotValid(HttpProblem):
    """The request is not valid; `errors` says where and why."""

    status = 422


class FilesNotValid(HttpProblem):
    """The files have problems ({count}), so nothing was done; `errors` names file, line and column of each."""

    status = 422


class RoleAmbiguous(HttpProblem):
    """You hold several roles that do “{act}”: {roles}. Say in which you act."""

    status = 422


class FileNotStored(HttpProblem):
    """No file with the hash {sha256} is stored. Upload it first: POST /api/v1/journeys/{journey}/files."""

    status = 422


class ReasonMissing(HttpProblem):
    """Say why: {where}. It is kept in the audit."""

    status = 422


class PackNotTaken(HttpProblem):
    """{why}"""

    status = 422


class ConditionMissing(HttpProblem):
    """Say which version you started from, in the header If-Match; GET gives it as ETag (“0” if there is none yet)."""

    status = 428


class PassphraseNotRight(HttpProblem):
    """The passphrase does not open your certificate. Nothing was signed; give the right one."""

    status = 403


class OfficeNotSaid(HttpProblem):
    """Say in `office` in which office you sign, such as “a.n. {signatory}”; left out, it is the director's alone."""

    status = 422


class SigningServiceAway(HttpProblem):
    """Whoever signs for people does not answer, so nothing is known of a signature. Look at the letter before you ask
    again."""

    status = 503


class SealsUnknown(HttpProblem):
    """The certificates that seals are held against cannot be read here, so no file can be judged. Tell the operator."""

    status = 503


class SignInNotFinished(HttpProblem):
    """The sign-in was not finished: {why} Begin anew: GET /api/v1/session/oidc."""


class SignInRefused(HttpProblem):
    """{why} Ask the programme manager to see to it, then sign in again."""

    status = 403


class TokenTooWide(HttpProblem):
    """A token cannot make one that may more, or lasts longer, than itself: {why} Sign in with a browser to make it."""

    status = 403


class SignInNotOffered(HttpProblem):
    """Nobody signs in here with {what}."""

    status = 404


class LinkBroken(HttpProblem):
    """This link is not one of ours, or was cut short. Open it from where you got it, or copy the whole of it."""

    status = 404


class LinkUsedUp(HttpProblem):
    """This sign-in link was used, or has expired: it works once, for 15 minutes. Make a new one:
    `bimtek people sign-in {person}`."""

    status = 410


class LinkExpired(HttpProblem):
    """This link expired on {on}. Sign in, then open the journey: /journeys/{journey}."""

    status = 410


class ProviderAway(HttpProblem):
    """The sign-in service does not answer, or not as it should. Try again in a few seconds; other ways to sign in, and
    personal tokens, work meanwhile."""

    status = 503


class OutcomeUnknown(HttpProblem):
    """No answer came in time, so it is not known whether this was done. Send it again with the same Idempotency-Key: if
    it was done already, it is not done twice."""

    status = 503


class WorkflowsAway(HttpProblem):
    """The workflow server does not answer. Nothing is lost; try again in a few seconds."""

    status = 503


class RecordsAway(HttpProblem):
    """The database does not answer, so nothing can be shown now. Acts are still taken from whoever can sign in without
    it. Try again in a few seconds."""

    status = 503


class StreamsFull(HttpProblem):
    """This server holds as many open streams as it can, or is about to end. Open the stream again in a few seconds."""

    status = 503


class NotReady(HttpProblem):
    """Not ready: {away} does not answer. Nothing is lost; try again in a few seconds."""

    status = 503


class StoreAway(HttpProblem):
    """The store of files does not answer. Nothing is lost; try again in a few seconds."""

    status = 503


class Broken(HttpProblem):
    """Something went wrong on our side; it is in the log under {id}. Sent again with the same Idempotency-Key, nothing
    is done twice."""

    status = 500


def type_of(name: str) -> str:
    """A problem's type: a URN, for it means the same at every address."""
    return f"urn:bimtek:problem:{'-'.join(words(name)).lower()}"


def words(name: str) -> list[str]:
    """The words of a class's name."""
    return re.findall(r"[A-Z][a-z0-9]*", name)


def problem(
    name: str,
    status: int,
    detail: str,
    *,
    details: Mapping[str, str] | None = None,
    errors: tuple[FieldProblem, ...] = (),
    idempotency_key: str | None = None,
) -> Problem:
    """A problem detail."""
    return Problem(
        type=type_of(name),
        title=" ".join(words(name)).capitalize(),
        status=status,
        detail=" ".join(detail.split()),
        name=name,
        details=dict(details or {}),
        errors=errors,
        idempotency_key=idempotency_key,
    )


def answer(found: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer that carries a problem."""
    more = {"Retry-After": str(RETRY_AFTER)} if found.status == 503 else {}
    if found.status == 401:
        more["WWW-Authenticate"] = 'Bearer realm="bimtek"'
    if found.idempotency_key:
        more["Idempotency-Key"] = found.idempotency_key
    content = found.model_dump(mode="json", exclude_defaults=True)
    return JSONResponse(content, found.status, {**more, **(headers or {})}, media_type=MEDIA_TYPE)


def answer_of(error: HttpProblem) -> JSONResponse:
    """The answer for one of our own problems."""
    said = problem(
        error.name,
        error.status,
        str(error),
        details=error.details,
        errors=error.errors,
        idempotency_key=error.idempotency_key,
    )
    return answer(said, error.headers)


def answer_of_refusal(name: str, message: str, details: Mapping[str, str]) -> JSONResponse:
    """The answer for a rule of the domain that refused."""
    return answer(problem(name, STATUS_OF_REFUSALS[name], message, details=details))


def all_problems() -> dict[str, tuple[int, str]]:
    """Every name that can be answered, with its status and text; places in a text stand in braces."""
    own = {kind.__name__: (kind.status, kind) for kind in HttpProblem.__subclasses__()}
    rules = {kind.__name__: (STATUS_OF_REFUSALS[kind.__name__], kind) for kind in Refusal.__subclasses__()}
    found: dict[str, tuple[int, str]] = {}
    for name, (status, kind) in {**own, **rules}.items():
        found[name] = (status, " ".join(inspect.cleandoc(kind.__doc__ or "").split()))
    return dict(sorted(found.items()))
