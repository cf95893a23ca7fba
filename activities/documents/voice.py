"""How one document speaks: `Voice` fills the phrases of its section, and says the parts that all documents share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from activities.documents import models
from activities.documents.models import Model, OfficialPaper
from activities.documents.shapes import Column, Fields, Items, Signature, SignedBy
from activities.documents.wording import Section, Speller, words
from domain.calendar import local_date
from domain.shape import Frozen
from domain.vocabulary import Role
from domain.words.phrase import Language
from domain.words.times import month, spell_day

SECTIONS: dict[type[Any], str] = {
    models.AssessmentLetter: "assessment_letter",
    models.KickoffInvitation: "kickoff_invitation",
    models.SessionInvitation: "session_invitation",
    models.AttendanceList: "attendance_list",
    models.SessionMinutes: "session_minutes",
    models.ReviewSheet: "review_sheet",
    models.RoundMinutes: "round_minutes",
    models.FollowUpMatrix: "follow_up_matrix",
    models.CommitmentSheet: "commitment_sheet",
    models.LadderLetter: "ladder_letter",
    models.Certificate: "certificate",
}
"""The section of words of each model."""

GOVERNMENTS = {"Kabupaten ": "bupati", "Kota ": "walikota"}
"""What the head of a region is called, by the region's name."""


class Voice:
    """A model's words in a language."""

    def __init__(
        self,
        model: Model,
        language: Language,
        *,
        simulated: bool,
        serial: int | None = None,
        signed: SignedBy | None = None,
    ) -> None:
        self.language = language
        self.signed = signed
        self._model = model
        self._simulated = simulated
        self._serial = serial
        self._speller = Speller(language, model.zone)
        self._common, self._offices = words(language)["common"], words(language)["offices"]
        self._section = words(language)[SECTIONS[type(model)]]
        self._places = dict(model) | (model.spelled(language) if hasattr(model, "spelled") else {})
        self._places["area"] = self._area()[0]
        self._places["head_office"] = self.office(Role.REGIONAL_HEAD)
        # `Bimtek I: analisis strategis` is `Bimtek I` in the title of a paper.
        self._places["session"] = getattr(model, "title", "").partition(":")[0]

    def say(self, key: str, item: Frozen | None = None, **more: Any) -> str:
        """A phrase of the document's section; its places are fields of the model, or first of `item`."""
        return self._fill(self._section, key, {**self._places, **(dict(item) if item else {}), **more})

    def say_all(self, key: str) -> tuple[str, ...]:
        """A list of phrases of the document's section."""
        found = self._section[key]
        assert isinstance(found, list)
        return tuple(self._speller.fill(phrase, self._places) for phrase in found)

    def spell(self, value: Any, how: str = "") -> str:
        """One value in words: a day, a number, a name of the programme's vocabulary."""
        return self._speller.format_field(value, how)

    def common(self, key: str, **places: Any) -> str:
        """A phrase that documents share."""
        return self._fill(self._common, key, {**self._places, **places})

    def office(self, role: Role) -> str:
        """What the holder of a role is called where he is written to or signs."""
        key = self._area()[1] if role is Role.REGIONAL_HEAD else role.value
        return self._fill(self._offices, key, self._places)

    def _area(self) -> tuple[str, str]:
        """A region's name without the word for what it is, and what its head is called."""
        for prefix, head in GOVERNMENTS.items():
            if self._model.region.startswith(prefix):
                return self._model.region.removeprefix(prefix), head
        return self._model.region, "head"

    def _fill(self, section: Section, key: str, places: Mapping[str, Any]) -> str:
        phrase = section[key]
        assert isinstance(phrase, str)
        return self._speller.fill(phrase, places)

    @property
    def draft(self) -> bool:
        """Whether this is a letter that nobody has signed yet; a certificate is sealed, which is enough."""
        letter = isinstance(self._model, OfficialPaper) and not isinstance(self._model, models.Certificate)
        return letter and self.signed is None

    @property
    def numbered(self) -> bool:
        """Whether a serial was given."""
        return self._serial is not None

    def number(self) -> str:
        """The letter's number by the policy's pattern; its serial is a visible blank until it is given."""
        assert isinstance(self._model, OfficialPaper)
        day = local_date(self.signed.at, self._model.office_zone) if self.signed else self._model.dated
        # A number and no text: a pattern may write it with leading zeros.
        serial = self.common("blank") if self._serial is None else self._serial
        return self._model.number_pattern.format(serial=serial, month=f"{day.month:02}", year=day.year)

    def place_date(self) -> str:
        """`Jakarta, 4 November 2019`; the day is a visible blank until the letter is signed."""
        assert isinstance(self._model, OfficialPaper)
        if not self.draft:
            day = local_date(self.signed.at, self._model.office_zone) if self.signed else self._model.dated
            return f"{self._model.place}, {spell_day(day, self.language)}"
        return f"{self._model.place}, {self.common('blank')} {month(self._model.dated, self.language)}"

    def page(self, key: str = "title", *, regional: bool = False) -> dict[str, Any]:
        """The fields that all layouts have; `regional` papers carry the letterhead of the region's government."""
        marks, notices = [], []
        if self.draft:
            marks.append(self.common("draft"))
            notices.append(self.common("draft_notice"))
        if self._simulated:
            marks.append(self.common("simulated"))
            notices.append(self.common("simulated_notice"))
        model = self._model
        kop = (self.common("government"),) if regional else (model.ministry, model.unit)
        return {
            "language": self.language,
            "title": self.say(key),
            "kop": tuple(line.upper() for line in kop),
            "address": None if regional else model.address,
            "marks": tuple(marks),
            "notices": tuple(notices),
            "reference": model.reference,
            "page": words(self.language)["common"]["page"],
        }

    def signature(self, office: str, name: str | None) -> Signature:
        """Room for one signature; dots where nobody's name is known."""
        return Signature(above=self.common("signs", office=office), name=name or self.common("nobody"))

    def official_signature(self) -> Signature:
        """Who signs for the programme, or has signed."""
        assert isinstance(self._model, OfficialPaper)
        if self.signed:
            note = self.common("signed", at=self.signed.at)
            return Signature(above=self.signed.office, name=self.signed.name, signed=note)
        unsigned = self.signature(self._model.signatory, self._model.signer)
        return unsigned if self.draft else unsigned.model_copy(update={"signed": self.common("sealed")})

    def column(self, key: str, share: float, **options: Any) -> Column:
        """A column headed by a phrase of the section."""
        return Column(title=self.say(f"column_{key}"), share=share, **options)

    def row_number(self) -> Column:
        """The column of row numbers."""
        return Column(title=self.common("row"), share=None, align="center")

    def fields(self, **keys: str | None) -> Fields:
        """Labelled lines: label key = phrase key; a line whose phrase key is None is left out."""
        return Fields(rows=tuple((self.say(f"label_{label}"), self.say(key)) for label, key in keys.items() if key))

    def items(self, *keys: str | None) -> tuple[str, ...]:
        """Phrases of the section as a list; None is left out."""
        return tuple(self.say(key) for key in keys if key)

    def asked(self, asked: tuple[models.Asked, ...]) -> tuple[str, ...]:
        """What the region is asked for, each with its day where that is known."""
        return tuple(self.say("item_asked" if item.due else "item_asked_open", item) for item in asked)


def items(entries: tuple[str, ...]) -> tuple[Items, ...]:
    """A numbered list as parts; no part where there is nothing to list."""
    return (Items(items=entries),) if entries else ()
