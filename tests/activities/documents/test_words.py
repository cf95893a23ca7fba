"""The words of documents: two languages with the same phrases, whose places are fields of the models."""

from __future__ import annotations

import string
import typing
from typing import Any

import pytest
from pydantic import BaseModel

from activities.documents import models
from activities.documents.voice import SECTIONS
from activities.documents.wording import words
from domain.vocabulary import Role
from domain.words.phrase import Language

SAID_BY_VOICE = {"head_office", "area", "session"}
"""Places that every document has besides its model's fields."""
GIVEN = {
    "attendance_list": {"day"},
    "certificate": {"number"},
    "common": {"at", "office", "page", "pages"},
    "offices": set[str](),
}
"""Places that the code gives along with a phrase."""


def phrases(language: Language) -> dict[tuple[str, str], list[str]]:
    """Every phrase of a language by section and key."""
    return {
        (section, key): [phrase] if isinstance(phrase, str) else phrase
        for section, keys in words(language).items()
        for key, phrase in keys.items()
    }


def places(found: list[str]) -> list[tuple[str, str]]:
    """The places of phrases, each with how it is written, in the order of their names."""
    parsed = [part for phrase in found for part in string.Formatter().parse(phrase)]
    return sorted((name, spec or "") for _, name, spec, _ in parsed if name is not None)


def fields(model: type[BaseModel]) -> set[str]:
    """The places that a model gives: its fields, those of its rows, and what it says in words."""
    found = set(model.model_fields)
    for field in model.model_fields.values():
        for part in (field.annotation, *typing.get_args(field.annotation)):
            if isinstance(part, type) and issubclass(part, BaseModel):
                found |= fields(part)
    return found


def spelled(model: type[Any]) -> set[str]:
    """What a model says in words besides its fields, read off its source."""
    code = getattr(model, "spelled", None)
    return set() if code is None else {c for c in code.__code__.co_consts if isinstance(c, str)} | _keys(code)


def _keys(code: Any) -> set[str]:
    return {key for const in code.__code__.co_consts if isinstance(const, tuple) for key in const}


def test_both_languages_have_the_same_phrases_with_the_same_places() -> None:
    """Every phrase exists in both languages, and fills the same places, written the same way."""
    indonesian, english = phrases(Language.ID), phrases(Language.EN)
    assert indonesian.keys() == english.keys()
    for name, found in indonesian.items():
        assert set(places(found)) == set(places(english[name])), name


@pytest.mark.parametrize("model", SECTIONS, ids=lambda model: model.__name__)
def test_every_place_is_a_field_of_the_documents_model(model: type[BaseModel]) -> None:
    """A phrase of a document has no place that its model does not give."""
    section = SECTIONS[model]
    known = fields(model) | spelled(model) | SAID_BY_VOICE | GIVEN.get(section, set())
    for (found_in, key), found in phrases(Language.ID).items():
        if found_in == section:
            assert {name for name, _ in places(found)} <= known, key


def test_shared_phrases_need_only_what_every_document_has() -> None:
    """Phrases that documents share, and names of offices, have only places that every document gives."""
    every = fields(models.Paper) | SAID_BY_VOICE
    official = every | fields(models.OfficialPaper)
    for (section, key), found in phrases(Language.ID).items():
        if section in ("common", "offices"):
            known = (official if key == "director" else every) | GIVEN[section]
            assert {name for name, _ in places(found)} <= known, key


def test_every_section_belongs_to_a_model_and_every_office_to_a_role() -> None:
    """No section is left over, and every office but those of regional heads is a role's."""
    assert set(words(Language.ID)) == {*SECTIONS.values(), "common", "offices"}
    assert set(words(Language.ID)["offices"]) - {"bupati", "walikota", "head"} <= set(Role)
