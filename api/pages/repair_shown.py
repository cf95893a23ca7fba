"""What a repair would lead to, as a page shows it before it is sent: a new one, or one that takes another back."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Response
from pydantic import ValidationError

from api.http.caller import Caller
from api.pages.act_form import Sent
from api.pages.operations import NO_REASON, REASON
from api.pages.rendering import Pages
from api.pages.repair_words import GROUPS, title_of
from domain.repairs import Consequence, Rehearsal, What
from domain.words.phrase import Language, Phrase
from records.programme import NamedJourney

MANY = "many"
PACES: Mapping[str, Phrase] = {
    "": Phrase("Satu demi satu, tanpa jeda", "One after the other, without a pause"),
    "60": Phrase("60 daerah tiap menit", "60 regions a minute"),
    "12": Phrase("12 daerah tiap menit", "12 regions a minute"),
    "2": Phrase("2 daerah tiap menit", "2 regions a minute"),
}
"""How quickly a repair of many journeys goes on, in journeys a minute."""


@dataclass(frozen=True)
class Group:
    """Consequences that are about the same."""

    what: What
    title: Phrase
    found: tuple[Consequence, ...]


def groups_of(consequences: Sequence[Consequence]) -> tuple[Group, ...]:
    """Consequences in their groups, the gravest first."""
    found = ((what, tuple(each for each in consequences if each.what is what)) for what in GROUPS)
    return tuple(Group(what, GROUPS[what], some) for what, some in found if some)


@dataclass(frozen=True)
class Looked:
    """A repair that was rehearsed: of which journeys, what it is told, where it is sent and where it is changed.

    `carried` is what the form sends along, by field.
    """

    kind: str
    told: str
    journeys: tuple[NamedJourney, ...]
    rehearsals: tuple[Rehearsal, ...]
    action: str
    carried: tuple[tuple[str, str], ...]
    change: str
    undoes: int | None = None

    @property
    def possible(self) -> tuple[Rehearsal, ...]:
        """Where it can be done."""
        return tuple(each for each in self.rehearsals if each.refused is None)

    @property
    def dangerous(self) -> bool:
        """Whether a second person has to confirm it."""
        return any(each.dangerous for each in self.possible)

    @property
    def many(self) -> bool:
        """Whether it is about several journeys."""
        return len(self.rehearsals) > 1

    @property
    def totals(self) -> tuple[tuple[Phrase, int], ...]:
        """How much there is in each group over all journeys."""
        counted = Counter(each.what for rehearsal in self.possible for each in rehearsal.consequences)
        return tuple((GROUPS[what], counted[what]) for what in GROUPS if counted[what])


@dataclass(frozen=True)
class Why:
    """What was written beneath a rehearsal: the reason, valid or not, the pace, and the key of the form."""

    text: str = ""
    reason: str | None = None
    pace: str = ""
    key: str = ""
    digests: Mapping[str, str] | None = None

    @property
    def per_minute(self) -> int | None:
        """The pace in journeys a minute; None where it is not held back."""
        return int(self.pace) if self.pace in PACES and self.pace else None


def why_in(sent: Sent) -> Why:
    """What was written beneath a rehearsal, and the digests of what was shown there."""
    text = sent.texts.get("reason", "").replace("\r", "")
    pairs = (line.partition(" ") for line in sent.texts.get("digest", "").split("\n"))
    try:
        reason = REASON.validate_python(text)
    except ValidationError:
        reason = None
    return Why(
        text=text,
        reason=reason,
        pace=sent.texts.get("pace", ""),
        key=sent.texts.get("key", "") or _key(),
        digests={journey: digest for journey, _, digest in pairs if digest},
    )


def _key() -> str:
    return f"page-{secrets.token_hex(12)}"


CHANGED = Phrase(
    "Akibatnya sudah berubah sejak Anda melihatnya, jadi belum ada yang dikerjakan. Di bawah ini akibatnya sekarang; "
    "alasan Anda masih ada.",
    "It would lead to something else now than you looked at, so nothing was done. Below is what it would lead to now; "
    "your reason is still there.",
)


async def looked_page(
    pages: Pages,
    caller: Caller,
    looked: Looked,
    why: Why | None = None,
    *,
    changed: bool = False,
    problem: str | None = None,
) -> Response:
    """The page of a rehearsal with the form that sends it; `changed` when it is not what was looked at before.

    After a mistake the form has the key it had, so that the same again is the same; what changed is another repair.
    """
    language = await pages.language(caller)
    lacks = why is not None and why.reason is None and not changed and problem is None
    said = NO_REASON.into(language)
    status = 409 if changed or problem else 422 if lacks else 200
    return await pages.page(
        "operations/repair_rehearsed.html",
        caller,
        status=status,
        cached=False,
        looked=looked,
        title=title_of(looked.kind),
        groups_of=groups_of,
        names={one.journey: one for one in looked.journeys},
        paces=[(value, words.into(language)) for value, words in PACES.items()],
        written=why or Why(),
        key=_key() if why is None or changed else why.key,
        changed=CHANGED.into(language) if changed else None,
        errors={"reason": said} if lacks else {},
        problems=[problem] if problem else [said] if lacks else [],
    )


def told_after(state: str, number: int, language: Language, result: Phrase | None = None) -> tuple[str, str]:
    """What is said once a repair was sent, and its tone."""
    match state:
        case "proposed":
            said = Phrase(
                f"Perbaikan {number} diusulkan. Belum ada yang berubah: orang kedua harus menyetujuinya dulu.",
                f"Repair {number} is proposed. Nothing has changed yet: a second person has to confirm it first.",
            )
            return said.into(language), "warn"
        case "finished" if result is not None:
            return result.into(language), "good"
        case _:
            return Phrase(f"Perbaikan {number} dimulai.", f"Repair {number} has begun.").into(language), "good"
