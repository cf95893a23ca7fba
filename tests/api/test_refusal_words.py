"""Refusals and problems in words: each has an Indonesian text with the places of the English one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import domain
from api.http.problems import all_problems, problem
from api.words.doors import DOORS
from api.words.places import FROM_RULES, worded
from api.words.problems import in_words, places, said_of
from api.words.refusals import REFUSALS
from domain.errors import Refusal
from domain.words.phrase import Language

REASONED = ("why",)


def test_every_rule_and_every_problem_has_an_indonesian_text() -> None:
    """And none that does not exist has one."""
    assert set(REFUSALS) == {rule.__name__ for rule in Refusal.__subclasses__()}
    assert set(REFUSALS) | set(DOORS) == set(all_problems())


@pytest.mark.parametrize("name", sorted({**REFUSALS, **DOORS}))
def test_a_text_has_the_places_of_the_english_one(name: str) -> None:
    """So that whatever is named in English is named in Indonesian too."""
    assert places({**REFUSALS, **DOORS}[name]) == places(all_problems()[name][1])


def test_every_reason_that_a_rule_gives_is_translated() -> None:
    """What stands in `why` in the rules is known in Indonesian, with its places."""
    found = set()
    for path in Path(domain.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                found |= {_text(word.value) for word in node.keywords if word.arg in REASONED and _is_rule(node.func)}
    assert len(found) > 10
    assert [text for text in sorted(found) if worded("why", text, Language.ID, {}) == text] == []


def _is_rule(called: ast.Attribute) -> bool:
    return isinstance(called.value, ast.Name) and called.value.id == "errors"


def _text(node: ast.expr) -> str:
    """A reason with something in its places."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "2019-08-06" for part in node.values)
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_reasons_keep_their_places() -> None:
    """An Indonesian reason names what the English one names."""
    assert [english for english, said in FROM_RULES.items() if places(english) != places(said)] == []


def test_what_stands_in_a_place_is_said_in_words() -> None:
    """Roles, stages and acts by their names, days as people write them, people by theirs."""
    details = {"role": "coordinator", "act": "give_verdict", "allowed": "mentor, director"}
    assert said_of("RoleNotAllowed", details, Language.ID, "?") == (
        "Sebagai koordinator daerah Anda tidak dapat melakukan “Lembar hasil telaah”; itu tugas pembimbing, direktur."
    )
    assert said_of("DueDatePassed", {"day": "2019-08-06"}, Language.ID, "?") == (
        "Tanggal 6 Agustus 2019 tidak berada di depan. Beri tanggal yang lebih lambat."
    )
    why = {"number": "1", "other": "2", "why": "that one ends on 2019-08-06"}
    assert "yang itu berakhir pada 6 Agustus 2019" in said_of("SessionOutOfOrder", why, Language.ID, "?")
    turn = {"act": "ask_extension", "why": "it is the turn of region"}
    assert said_of("NotYourTurn", turn, Language.EN, "?") == (
        "“Request for more time” is not possible now: it is the turn of the region."
    )
    named = said_of("VerdictAlreadyGiven", {"mentor": "m-1"}, Language.ID, "?", {"m-1": "Ani"})
    assert named == "Ani sudah memberi hasil telaah pada putaran ini."


def test_what_is_missing_is_listed_in_words() -> None:
    """Each thing that a submission lacks."""
    missing = "session 2 with its hand-in and the mentors' comments; 3 more quick wins (at least 3)"
    said = said_of("SubmissionIncomplete", {"missing": missing}, Language.ID, "?")
    assert said == (
        "Pengajuan belum lengkap. Yang masih kurang: bimtek 2 dengan penyerahan hasil dan tanggapan pembimbing; "
        "3 quick win lagi (sedikitnya 3)."
    )


def test_a_refusal_without_its_places_is_said_as_it_came() -> None:
    """An older worker may leave out what a newer text names."""
    assert said_of("NotPaused", {}, Language.ID, "?").startswith("Pendampingan tidak sedang dijeda")
    assert said_of("DueDatePassed", {}, Language.ID, "The date is past.") == "The date is past."
    assert said_of("SomethingNew", {}, Language.ID, "As it came.") == "As it came."


def test_a_page_of_a_problem_is_in_its_language() -> None:
    """The title by the status, the text by the name."""
    found = problem("NotFound", 404, "There is nothing at this address.")
    assert in_words(found, Language.ID)[0] == "Tidak ditemukan"
    assert in_words(found, Language.EN)[1] == "There is nothing at this address."
