"""The policy file: the default one holds, every rule refuses with its place, the exported schema is up to date."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from domain.policy import Policy, policy_schema
from domain.policy_file import parse_policy
from domain.vocabulary import ApprovalKind, DocumentKind, Task
from tests.domain.builders import POLICY_FILE, ROOT, default_policy, policy, shipped_policy, with_endorsements

Raw = dict[str, Any]


def _gate_without_title(raw: Raw) -> None:
    del raw["gates"][1]["title"]


def _two_gates_alike(raw: Raw) -> None:
    raw["gates"][1]["name"] = "mou"


def _no_gates(raw: Raw) -> None:
    raw["gates"] = []


def _obligation_without_anchor(raw: Raw) -> None:
    del raw["obligations"][0]["due_before_session"]


def _obligation_with_both_anchors(raw: Raw) -> None:
    raw["obligations"][0]["within_after_publication"] = 10


def _obligation_of_unknown_session(raw: Raw) -> None:
    raw["obligations"][0]["due_before_session"] = 9


def _sessions_out_of_order(raw: Raw) -> None:
    raw["sessions"][1]["number"] = 3


def _session_asks_for_unknown(raw: Raw) -> None:
    raw["sessions"][0]["asks_for"] = ["rpjpd"]


def _session_outputs_unknown(raw: Raw) -> None:
    raw["sessions"][0]["output"] = ["buku-9"]


def _book_without_chapters(raw: Raw) -> None:
    raw["books"][2]["chapters"] = []


def _two_books_alike(raw: Raw) -> None:
    raw["books"][1]["key"] = "buku-1"


def _two_chapters_alike(raw: Raw) -> None:
    raw["books"][0]["chapters"][1]["key"] = "bab-1"


def _scale_upside_down(raw: Raw) -> None:
    raw["review"]["lowest_score"] = 5


def _quorum_above_maximum(raw: Raw) -> None:
    raw["review"]["quorum"] = 3


def _quorum_above_minimum(raw: Raw) -> None:
    raw["review"]["quorum"] = 2


def _mentors_upside_down(raw: Raw) -> None:
    raw["mentors_minimum"] = 3


def _minimum_above_agencies(raw: Raw) -> None:
    raw["approvals"][2]["minimum"] = 4


def _commitment_voidable(raw: Raw) -> None:
    raw["approvals"][0]["void_on_modification"] = True


def _two_owner_decisions(raw: Raw) -> None:
    raw["approvals"].append({"name": "lagi", "title": "Lagi", "kind": "owner_decision"})


def _no_approval_enabled(raw: Raw) -> None:
    for step in raw["approvals"]:
        step["enabled"] = False


def _first_step_parallel(raw: Raw) -> None:
    raw["approvals"][0]["parallel_with_previous"] = True


def _turn_without_days(raw: Raw) -> None:
    del raw["turns"]["revise"]


def _turn_of_unknown_task(raw: Raw) -> None:
    raw["turns"]["sleep"] = 3


def _ladder_out_of_order(raw: Raw) -> None:
    raw["ladders"][0]["steps"].reverse()


def _ladder_step_twice(raw: Raw) -> None:
    raw["ladders"][0]["steps"][1]["name"] = "h-minus-7"


def _two_ladders_of_a_party(raw: Raw) -> None:
    raw["ladders"][2]["party"] = "region"


def _two_ladders_of_a_stage(raw: Raw) -> None:
    raw["ladders"][0]["stage"] = "approval"


def _quiet_hours_upside_down(raw: Raw) -> None:
    raw["quiet_hours"] = {"opens": "16:00:00", "closes": "08:00:00"}


def _obligation_with_two_dates_after_publication(raw: Raw) -> None:
    raw["obligations"][2]["within_after_publication"] = 30


def _obligation_for_ever_and_unasked(raw: Raw) -> None:
    raw["obligations"][2]["lapses_after"] = None


def _letters_without_number(raw: Raw) -> None:
    raw["documents"]["letter_number"] = "B/DJAI/{month}/{year}"


def _letters_numbered_by_day(raw: Raw) -> None:
    raw["documents"]["letter_number"] = "B.{serial}/{day}"


def _unknown_document(raw: Raw) -> None:
    raw["documents"]["kinds"] = ["book", "poster"]


def _unknown_field(raw: Raw) -> None:
    raw["review"]["quorumm"] = 1


BROKEN: dict[str, tuple[Callable[[Raw], None], tuple[str | int, ...], str]] = {
    "a gate needs a title": (_gate_without_title, ("gates", 1, "title"), "Field required"),
    "gates have names of their own": (_two_gates_alike, ("gates",), "named twice: mou"),
    "there is at least one gate": (_no_gates, ("gates",), "at least 1 item"),
    "an obligation hangs on something": (_obligation_without_anchor, ("obligations", 0), "exactly one of"),
    "an obligation hangs on one thing": (_obligation_with_both_anchors, ("obligations", 0), "exactly one of"),
    "an obligation names a session": (_obligation_of_unknown_session, (), "there is no session 9"),
    "sessions are numbered in order": (_sessions_out_of_order, (), "numbered 1, 2, 3"),
    "a session asks for what is defined": (_session_asks_for_unknown, (), "session 1 asks for an obligation"),
    "a session works on a book": (_session_outputs_unknown, (), "session 1 names a book"),
    "a book has chapters": (_book_without_chapters, ("books", 2, "chapters"), "at least 1 item"),
    "books have keys of their own": (_two_books_alike, (), "a book key is used twice"),
    "chapters have keys of their own": (_two_chapters_alike, (), "book buku-1: a chapter key is used twice"),
    "the scale goes up": (_scale_upside_down, ("review",), "lowest_score must be below"),
    "the quorum can be reached": (_quorum_above_maximum, (), "above mentors_maximum"),
    "the quorum is reached by every journey": (_quorum_above_minimum, (), "above mentors_minimum"),
    "mentors from few to many": (_mentors_upside_down, (), "mentors_minimum is above"),
    "enough agencies for the minimum": (_minimum_above_agencies, ("approvals", 2), "minimum between 1"),
    "a komitmen is never void": (_commitment_voidable, ("approvals", 0), "a komitmen is never void"),
    "one owner's decision": (_two_owner_decisions, (), "only one enabled approval step"),
    "some approval is asked for": (_no_approval_enabled, (), "at least one approval step"),
    "the first step follows nothing": (_first_step_parallel, (), "the first approval step"),
    "every task has its days": (_turn_without_days, (), "no working days given for revise"),
    "every turn is a known task": (_turn_of_unknown_task, ("turns", "sleep", "[key]"), "Input should be"),
    "a ladder goes up": (_ladder_out_of_order, ("ladders", 0), "not in order"),
    "a ladder names its steps": (_ladder_step_twice, ("ladders", 0), "names a step twice"),
    "a party has one ladder": (_two_ladders_of_a_party, (), "a party has two ladders"),
    "a party has one ladder in a stage": (_two_ladders_of_a_stage, (), "a party has two ladders"),
    "messages leave from morning to evening": (_quiet_hours_upside_down, ("quiet_hours",), "opens must be before"),
    "an obligation has one date": (
        _obligation_with_two_dates_after_publication,
        ("obligations", 2),
        "exactly one of",
    ),
    "what never lapses is asked for": (_obligation_for_ever_and_unasked, ("obligations", 2), "give asked_again_every"),
    "letters have numbers": (_letters_without_number, ("documents", "letter_number"), "no {serial}"),
    "letters have no other places": (_letters_numbered_by_day, ("documents", "letter_number"), "no other place"),
    "documents are of known kinds": (_unknown_document, ("documents", "kinds", 1), "Input should be"),
    "no field the policy does not know": (_unknown_field, ("review", "quorumm"), "Extra inputs"),
}


def test_the_default_policy_is_the_intake_of_2019() -> None:
    """The default file parses and says what the sources say: three gates, four sessions, three books."""
    rules = default_policy()
    assert [gate.name for gate in rules.gates] == ["mou", "sk-dewan", "sk-tim"]
    assert [session.number for session in rules.sessions] == [1, 2, 3, 4]
    assert [book.key for book in rules.books] == ["buku-1", "buku-2", "buku-3"]
    assert rules.quick_wins_minimum == 3
    assert [group[0].kind for group in rules.approval_groups()] == [
        ApprovalKind.COMMITMENT,
        ApprovalKind.EXAMINATION,
        ApprovalKind.OWNER_DECISION,
    ]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_policy_is_refused_with_its_place(name: str) -> None:
    """Each rule refuses the policy that breaks it, names the place and says why."""
    breakage, place, reason = BROKEN[name]
    raw = tomllib.loads(POLICY_FILE.read_text(encoding="utf-8"))
    breakage(raw)
    with pytest.raises(ValidationError) as refused:
        Policy.model_validate(raw)
    found = [(error["loc"], error["msg"]) for error in refused.value.errors()]
    assert any(loc == place and reason in message for loc, message in found), found


def test_what_is_asked_for_again_and_again_lapses_only_where_a_day_is_given() -> None:
    """A file that says nothing means never; others lapse after 60 days, and a policy keeps what it meant."""
    rules = shipped_policy()
    assert {o.name: o.lapses_after for o in rules.obligations} == {
        "rpjmd": 60,
        "adoption": None,
        "quick-wins-6": 60,
        "quick-wins-12": 60,
    }
    assert Policy.model_validate_json(rules.model_dump_json()) == rules
    raw = tomllib.loads(POLICY_FILE.read_text(encoding="utf-8"))
    raw["obligations"][1]["lapses_after"] = 90
    assert Policy.model_validate(raw).obligations[1].lapses_after == 90


def test_the_shipped_policy_makes_every_document() -> None:
    """A policy with documents and no list of kinds makes all there are."""
    documents = shipped_policy().documents
    assert documents is not None
    assert documents.kinds == tuple(DocumentKind)
    assert default_policy().documents is None


def test_bad_toml_is_refused_with_its_line() -> None:
    """A slip of the pen in the file is found by line and column."""
    with pytest.raises(tomllib.TOMLDecodeError, match="line 2"):
        parse_policy('name = "x"\nversion = = 1\n')


def test_the_schema_for_editors_is_up_to_date() -> None:
    """The schema file beside the policies is exactly what the policy class exports."""
    written = (ROOT / "deploy" / "policies" / "policy.schema.json").read_text(encoding="utf-8")
    assert written == policy_schema(), "write domain.policy.policy_schema() to deploy/policies/policy.schema.json"


@pytest.mark.parametrize(("ordinary", "shortened"), [(10, 6), (5, 3), (3, 2), (1, 1), (0, 0)])
def test_a_catch_up_plan_rounds_up_to_a_whole_day(ordinary: int, shortened: int) -> None:
    """60 percent of a turn, rounded up."""
    rules = policy(turns={**default_policy().turns, Task.SUBMIT: ordinary})
    assert rules.days_for(Task.SUBMIT, catch_up=False) == ordinary
    assert rules.days_for(Task.SUBMIT, catch_up=True) == shortened


def test_parallel_steps_are_asked_for_together() -> None:
    """A step that is parallel with the previous one shares its group; a disabled one is in none."""
    names = [[step.name for step in group] for group in with_endorsements().approval_groups()]
    assert names == [["komitmen"], ["penilaian", "kementerian-mitra"], ["pemilik-program"]]
