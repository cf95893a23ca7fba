"""The shape of every value in the domain: frozen, strict about unknown fields; import `Frozen` to define one."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Frozen(BaseModel):
    """A value that never changes; a changed copy is made with `model_copy(update=...)`."""

    model_config = ConfigDict(frozen=True, extra="forbid")


PRINTABLE_LINE = r"^[^\x00-\x1f\x7f]*$"
PRINTABLE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
"""A readable identifier: lower case letters, digits, dot, dash, underscore; at most 80 characters."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A SHA-256 in lower-case hexadecimal."""

Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=PRINTABLE_LINE)]
"""One line of text: 1 to 300 characters, none of them a control character."""

Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True, pattern=PRINTABLE)]
"""A short text such as a reason or a comment: 1 to 2,000 characters; of control characters only line ends and tabs."""

Person = Key
"""A person's id. Names and addresses stay in PostgreSQL."""

WorkingDays = Annotated[int, Field(ge=0, le=2000)]
"""A number of working days (hari kerja)."""

F = TypeVar("F", bound=Frozen)


def carry(into: type[F], source: Frozen, **more: Any) -> F:
    """A value of class `into` that takes every field it shares with `source`, but for `kind`, and `more` besides."""
    shared = {
        name: getattr(source, name)
        for name in type(source).model_fields
        if name in into.model_fields and name != "kind"
    }
    return into(**{**shared, **more})
