"""The form of a correction, as an operator fills it in: the fact that an entry recorded, as it should have been."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.datastructures import FormData

from api.forms.asked import ActForm
from api.forms.filled import FormMistake
from api.forms.layout import Grid
from api.forms.wanted import Form
from api.forms.words import TITLES
from api.pages.act_form import Sent, rows_of
from api.pages.act_page import NOTHING_SAID, ActPage, deed_in, page_of
from api.pages.corrections import UNCHANGED, Fact, as_recorded, facts_of, take_recorded
from api.services import Services
from domain.model import Journey
from domain.repairs import Correct
from domain.roles import RULES
from domain.words.phrase import Language


@dataclass(frozen=True)
class Correction:
    """A fact with its form."""

    fact: Fact
    page: ActPage

    def as_recorded(self) -> Sent:
        """The form filled in as the fact was recorded."""
        return as_recorded(self.fact.act, self.page.parts)

    async def with_its_files(self, services: Services, sent: Sent, form: FormData) -> Sent:
        """What was sent, with the files that the fact itself names and that the form left as they were."""
        await take_recorded(services, sent, form, self.as_recorded())
        return sent

    def counts(self, sent: Sent) -> dict[str, int]:
        """How many rows each of its tables shows: the fixed ones, or one more than are filled in."""
        form = self.page.form.packed
        return {part.path: _rows(sent, part, form) for part in self.page.parts if isinstance(part, Grid)}


def _rows(sent: Sent, part: Grid, form: ActForm) -> int:
    fixed = form.rows.get(part.path)
    return len(fixed) if fixed is not None else min(rows_of(sent.texts, part, form) + 1, part.most)


@dataclass(frozen=True)
class Corrected:
    """What was filled in: the repair, or what is wrong with it, by field and in general."""

    spec: Correct | None = None
    mistakes: tuple[FormMistake, ...] = ()
    general: str | None = None


async def correction_of(
    services: Services, state: Journey, person: str, seq: str, language: Language
) -> Correction | None:
    """The form of what an entry recorded; None for an entry that recorded no fact that can be corrected."""
    fact = next((fact for fact in facts_of(state, language) if str(fact.seq) == seq), None)
    if fact is None:
        return None
    title = f"{TITLES['correct_fact'].into(language)}: {fact.title}"
    role, wanted = RULES["correct_fact"].roles[0], fact.wanted
    asked = ActForm(file="-", act=fact.act.kind, role=role, title=title, fixed=wanted.fixed, rows=wanted.rows)
    return Correction(fact, await page_of(services, state, person, Form(asked, wanted, now=True), language))


def corrected_in(correction: Correction, sent: Sent, language: Language) -> Corrected:
    """What was filled in; nothing filled in, or as it was, is a mistake too."""
    deed = deed_in(correction.page, sent, "-")
    if deed.mistakes:
        return Corrected(mistakes=deed.mistakes)
    if deed.act is None:
        return Corrected(general=NOTHING_SAID.into(language))
    if deed.act == correction.fact.act:
        return Corrected(general=UNCHANGED.into(language))
    return Corrected(Correct.model_validate({"seq": correction.fact.seq, "fact": deed.act}))
