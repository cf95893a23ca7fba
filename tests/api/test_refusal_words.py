"""Refusals and problems in words: each has an Indonesian text with the places of the English one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import api
import domain
from api.http.problems import all_problems, problem
from api.words.doors import DOORS
from api.words.places import FROM_RULES, worded
from api.words.problems import in_words, places, said_of
from api.words.reasons import FROM_DOORS, FROM_POLICIES
from api.words.refusals import REFUSALS
from domain import policy, policy_file
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
        module = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_rule(node.func):
                reasons = [word.value for word in node.keywords if word.arg in REASONED]
                for reason in reasons:
                    found |= _returned(module) if isinstance(reason, ast.Name) else {_text(reason)}
    assert len(found) > 10
    assert [text for text in sorted(found) if worded("why", text, Language.ID, {}) == text] == []


def _is_rule(called: ast.Attribute) -> bool:
    return isinstance(called.value, ast.Name) and called.value.id == "errors"


def _returned(module: ast.Module) -> set[str]:
    """What the functions of a module give that say why not."""
    found = set()
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef) and function.returns and ast.unparse(function.returns) == "str | None":
            given = [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
            found |= {_text(value) for value in given if not (isinstance(value, ast.Constant) and value.value is None)}
    assert found
    return found


def _text(node: ast.expr) -> str:
    """A reason with something in its places."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "2019-08-06" for part in node.values)
    assert isinstance(node, ast.Constant)
    return str(node.value)


def test_every_reason_that_a_door_gives_is_translated() -> None:
    """What is written as `why` of a problem; what comes from elsewhere is translated where it comes from."""
    found = set()
    for folder in ("http", "identity", "repairs"):
        for path in (Path(api.__file__).parent / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                words = node.keywords if isinstance(node, ast.Call) else ()
                written = [word.value for word in words if word.arg in REASONED]
                found |= {_text(value) for value in written if isinstance(value, ast.Constant | ast.JoinedStr)}
    assert len(found) > 20
    assert [text for text in sorted(found) if worded("why", text, Language.ID, {}) == text] == []


def test_every_rule_of_a_policy_is_translated() -> None:
    """What a policy's file can break, each with something in its places."""
    found = set()
    for module in (policy, policy_file):
        for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="ValueError"), args=[ast.Constant() | ast.JoinedStr() as said]):
                    found.add(_text(said))
                case ast.Call(func=ast.Name(id="PolicyProblem"), keywords=keywords):
                    written = [word.value for word in keywords if word.arg == "rule"]
                    found |= {_text(rule) for rule in written if isinstance(rule, ast.JoinedStr | ast.Constant)}
                case ast.Yield(value=ast.JoinedStr() as said):
                    found.add(_text(said))
    assert len(found) > 30
    assert [text for text in sorted(found) if worded("why", text, Language.ID, {}) == text] == []
    late = worded("why", "Value error, named twice: mou", Language.ID, {})
    assert late == "disebut dua kali: mou"


def test_reasons_keep_their_places() -> None:
    """An Indonesian reason names what the English one names."""
    known = {**FROM_RULES, **FROM_DOORS, **FROM_POLICIES}
    assert [english for english, said in known.items() if places(english) != places(said)] == []


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


@pytest.mark.parametrize(
    ("stages", "said"), [("mentor_review, drafting", "telaah pembimbing, penyusunan"), ("none", "tidak ada")]
)
def test_several_stages_are_said_in_words(stages: str, said: str) -> None:
    """Also when there are none."""
    assert worded("stages", stages, Language.ID, {}) == said
