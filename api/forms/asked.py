"""What is asked in the form of an act, as it is given out: `ActForm`."""

from __future__ import annotations

from pydantic import Field

from domain.shape import Frozen, Key, Line
from domain.vocabulary import Role


class ActForm(Frozen):
    """A form of an act: in which role it is done, what is fixed in it, and what stood in it when it was given out."""

    file: Line
    act: Key
    role: Role
    title: Line
    only: tuple[Key, ...] = ()
    """The fields of the act that it asks for; all of them where none is named."""
    fixed: dict[str, str | int] = Field(default={})
    """Values of the act that nobody fills in, by field."""
    rows: dict[str, tuple[dict[str, str | int], ...]] = Field(default={})
    """By table: what is fixed in each of its rows; a table that is not named here may have more rows or fewer."""
    filled: dict[str, str] = Field(default={})
    """What was filled in already, by the path of the cell."""

    @property
    def key(self) -> str:
        """What tells it from the other forms of the same person in a journey: `endorse.kementerian-mitra.bappenas`."""
        return ".".join([self.act, *self.only, *(str(value) for value in self.fixed.values())])
