"""A policy that was handed in as TOML: `policy_in` gives it, or every rule that it breaks with its place."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from pydantic import ValidationError

from domain.policy import Policy
from domain.policy_file import PolicyRefused, parse_policy, policy_problems
from domain.tables import MOST_BYTES, RowProblem

_PLACES = re.compile(r"\{(serial(:0?[1-9]d?)?|month|year)\}")


def policy_in(data: bytes) -> Policy | list[RowProblem]:
    """The policy in a TOML file; a problem's column is the place in the file, such as `turns` or `ladders.0`."""
    if len(data) > MOST_BYTES:
        return [_wrong(None, "file_too_large", f"The file has more than {MOST_BYTES:,} bytes. Check that it is right.")]
    try:
        text = data.decode("utf-8-sig")
        number = _letter_number(tomllib.loads(text))
        if number is not None:
            return [number]
        return parse_policy(text)
    except UnicodeDecodeError as error:
        return [_wrong(None, "not_utf8", f"The file is not UTF-8 (byte {error.start}). Save it as UTF-8.")]
    except ValidationError as error:
        return [
            _wrong(".".join(str(part) for part in found["loc"]) or None, "policy_rule", found["msg"])
            for found in error.errors(include_input=False, include_url=False)
        ]
    except PolicyRefused as refused:
        return [_wrong(problem.place, "policy_rule", problem.rule) for problem in refused.problems]
    except (ValueError, RecursionError) as error:  # TOMLDecodeError is a ValueError; so is a number without end
        return [_wrong(None, "not_toml", f"The file is not TOML: {error}.")]


def still_right(policy: Policy) -> list[RowProblem]:
    """What today's rules for files find wrong in a policy that a cohort has already."""
    return [_wrong(problem.place, "policy_rule", problem.rule) for problem in policy_problems(policy)]


def _wrong(place: str | None, problem: str, message: str) -> RowProblem:
    return RowProblem(line=None, column=place, problem=problem, message=message)


def _letter_number(raw: dict[str, Any]) -> RowProblem | None:
    """A pattern of letter numbers is filled in to be checked; from a stranger's file no other format may reach that."""
    documents = raw.get("documents")
    pattern = documents.get("letter_number") if isinstance(documents, dict) else None
    if not isinstance(pattern, str) or not re.search(r"[{}]", _PLACES.sub("", pattern)):
        return None
    return _wrong(
        "documents.letter_number",
        "policy_rule",
        "letter_number may hold {serial}, {month} and {year}, and no other place",
    )
