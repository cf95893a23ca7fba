"""Which person a provider means: by an account that is linked, by e-mail address, or by a claim that holds the id."""

from __future__ import annotations

from pydantic import TypeAdapter, ValidationError

from api.http.problems import SignInRefused
from api.identity.bearer import Claims
from api.identity.provider import EMAIL_CLAIM
from domain.shape import Line, Person
from records.identity import Identities

PERSON: TypeAdapter[str] = TypeAdapter(Person)
LINE: TypeAdapter[str] = TypeAdapter(Line)


async def person_of_account(claims: Claims, issuer: str, identities: Identities) -> str:
    """Whose account this is: the person it is linked with, else the only one with its e-mail address, linked now.

    Raises `SignInRefused` when there is no such person.
    """
    subject = _text(claims, "sub")
    if subject is None:
        raise SignInRefused(why="The sign-in service does not say which account you have.")
    linked = await identities.person_of_account(issuer, subject)
    if linked is not None:
        return linked
    email = _text(claims, EMAIL_CLAIM)
    if email is None:
        raise SignInRefused(why="The sign-in service does not say your e-mail address.")
    if claims.get("email_verified") is not True:
        raise SignInRefused(why="The sign-in service has not verified your e-mail address; verify it there first.")
    found = await identities.people_with_email(email)
    if not found:
        raise SignInRefused(why="Nobody among the people has the e-mail address that you signed in with.")
    if len(found) > 1:
        raise SignInRefused(why="Several of the people have the e-mail address that you signed in with.")
    await identities.link_account(issuer, subject, found[0])
    return found[0]


def person_in(claims: Claims, claim: str) -> str:
    """The person whose id a claim holds; needs no database. Raises `SignInRefused` when it holds none."""
    try:
        return PERSON.validate_python(claims.get(claim), strict=True)
    except ValidationError:
        raise SignInRefused(why=f"The claim “{claim}” of the sign-in service holds no person's id.") from None


async def person_signing_in(claims: Claims, issuer: str, claim: str, identities: Identities) -> str:
    """Who signs in with a browser. Raises `SignInRefused`, also for an id that is nobody's."""
    if claim == EMAIL_CLAIM:
        return await person_of_account(claims, issuer, identities)
    person = person_in(claims, claim)
    if not await identities.person_known(person):
        raise SignInRefused(why=f"There is no person “{person}” here.")
    return person


def _text(claims: Claims, name: str) -> str | None:
    """A claim that is one line of text; None for anything else."""
    try:
        return LINE.validate_python(claims.get(name), strict=True)
    except ValidationError:
        return None
