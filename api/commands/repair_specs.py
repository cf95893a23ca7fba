"""What a repair is, as it is typed: `spec_of` makes it from a kind and the options that this kind takes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast, get_args

import typer
from pydantic import TypeAdapter, ValidationError

from api.commands.policies import read_policy
from api.exits import Failure
from api.tables import raw_bytes
from domain.messages import Correctable
from domain.repairs import Spec
from domain.shape import Frozen
from domain.vocabulary import Stage


class KindOfRepair(StrEnum):
    """The kinds of repair as they are typed."""

    RUN_NOW = "run-now"
    SKIP = "skip"
    SEND_AGAIN = "send-again"
    RENEW_DOCUMENT = "renew-document"
    RELEASE_CLAIM = "release-claim"
    CORRECT = "correct"
    BACK_TO_STAGE = "back-to-stage"
    OTHER_POLICY = "other-policy"
    RESET = "reset"
    OTHER_VERSION = "other-version"
    REBUILD_ROWS = "rebuild-rows"


_WHAT = "What is repaired, by kind"
OfKind = Annotated[KindOfRepair, typer.Argument(help="The kind of repair; docs/operations.md says when to use which.")]
Activity = Annotated[
    str | None,
    typer.Option(
        "--activity", help="run-now, skip: the activity's id (run-now: all if not given).", rich_help_panel=_WHAT
    ),
]
Message = Annotated[
    str | None,
    typer.Option(
        "--message", help="send-again: its key (all that did not go out if not given).", rich_help_panel=_WHAT
    ),
]
DocumentKey = Annotated[
    str | None,
    typer.Option("--document", help="renew-document: its key, as `document list` shows.", rich_help_panel=_WHAT),
]
Session = Annotated[
    int | None, typer.Option("--session", help="release-claim: the session's number.", rich_help_panel=_WHAT)
]
Claimed = Annotated[
    str | None, typer.Option("--task", help="release-claim: the key of the claimed task.", rich_help_panel=_WHAT)
]
EntryNumber = Annotated[
    int | None, typer.Option("--entry", help="correct: the entry that recorded the fact.", rich_help_panel=_WHAT)
]
Fact = Annotated[
    Path | None,
    typer.Option("--fact", help="correct: JSON with the act that says it right.", rich_help_panel=_WHAT),
]
ToStage = Annotated[
    Stage | None, typer.Option("--stage", help="back-to-stage: the stage to go back to.", rich_help_panel=_WHAT)
]
PolicyPath = Annotated[
    Path | None, typer.Option("--policy", help="other-policy: the policy's file.", rich_help_panel=_WHAT)
]
EventNumber = Annotated[
    int | None, typer.Option("--event", help="reset: the event to go back to, by its number.", rich_help_panel=_WHAT)
]
Version = Annotated[
    str | None,
    typer.Option("--version", help="other-version: which (the newest if not given).", rich_help_panel=_WHAT),
]

_FIELDS = {"entry": "seq"}
"""Options that are called otherwise than the field."""
_OPTIONS = {field: option for option, field in _FIELDS.items()}
_FACT: TypeAdapter[Any] = TypeAdapter(Correctable)
CLASSES: dict[str, type[Frozen]] = {
    of.model_fields["kind"].default: of for of in get_args(get_args(Spec)[0]) if issubclass(of, Frozen)
}


def spec_of(kind: KindOfRepair, **options: object) -> Spec:
    """The repair of a kind; of the options those that were given count. Raises `Failure` that says what is wrong."""
    given: dict[str, Any] = {
        _FIELDS.get(name, name): _read(name, value) for name, value in options.items() if value is not None
    }
    of = CLASSES[kind.replace("-", "_")]
    takes = [_option(name) for name in of.model_fields if name != "kind"]
    for name in given:
        if name not in of.model_fields:
            said = f"It takes: {', '.join(takes)}." if takes else "It takes no such option."
            raise Failure(f"{_option(name)} is not for {kind}. {said}")
    return _made(of, kind, given)


def _made(of: type[Frozen], kind: KindOfRepair, given: Mapping[str, Any]) -> Spec:
    try:
        return cast(Spec, of(**given))
    except ValidationError as error:
        wrong = error.errors()[0]
    option = _option(str(wrong["loc"][0])) if wrong["loc"] else f"the options of {kind}"
    if wrong["type"] == "missing":
        raise Failure(f"{kind} needs {option}. See: bimtek repair rehearse --help")
    raise Failure(f"{option} is not right: {wrong['msg']}.")


def _option(field: str) -> str:
    return f"--{_OPTIONS.get(field, field)}"


def _read(name: str, value: object) -> object:
    """What a file holds that an option names; anything else as it is."""
    if not isinstance(value, Path):
        return value
    return read_policy(value) if name == "policy" else _fact(value)


def _fact(path: Path) -> object:
    try:
        return _FACT.validate_json(raw_bytes(path))
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(str(part) for part in wrong["loc"]) or "the file"
        raise Failure(f"{path}: {where}: {wrong['msg']}.") from None
