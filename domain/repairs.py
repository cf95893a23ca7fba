"""Repairs: what an operator can do to a journey that does not move by itself, and what that would lead to.

A repair is a value, `Spec`, one class for each kind. It is rehearsed on a copy of the journey's history before it is
done, and `Rehearsal` says in plain words what came of it there.
"""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from domain.messages import Correctable
from domain.policy import Policy
from domain.shape import Frozen, Key, Line, Paragraph
from domain.vocabulary import Stage
from domain.words.phrase import Phrase


class RunNow(Frozen):
    """Try waiting activities at once: one, by its id in Temporal, or (None) all of the journey."""

    kind: Literal["run_now"] = "run_now"
    activity: Line | None = None


class Skip(Frozen):
    """Let a waiting activity be taken for done, with a substitute result, where that loses nothing."""

    kind: Literal["skip"] = "skip"
    activity: Line


class SendAgain(Frozen):
    """Send a message once more, with the id it had: by its key, or (None) all of the journey that did not go out."""

    kind: Literal["send_again"] = "send_again"
    message: Line | None = None


class RenewDocument(Frozen):
    """Make a document anew from the journey as it is now: by the key of the one to be replaced; that one is kept."""

    kind: Literal["renew_document"] = "renew_document"
    document: Line


class ReleaseClaim(Frozen):
    """Give back the mentors' days that a session holds without an act, and who claimed a task: `task` or `session`."""

    kind: Literal["release_claim"] = "release_claim"
    session: int | None = Field(default=None, ge=1, le=12)
    task: Line | None = None


class Correct(Frozen):
    """Correct a fact that was recorded wrongly: the entry that recorded it, and what it should have said."""

    kind: Literal["correct"] = "correct"
    seq: int = Field(ge=1)
    fact: Correctable


class BackToStage(Frozen):
    """Move the journey back to a stage: what is decided in it and after it is decided anew."""

    kind: Literal["back_to_stage"] = "back_to_stage"
    stage: Stage


class OtherPolicy(Frozen):
    """Let the journey go on by another version of its policy."""

    kind: Literal["other_policy"] = "other_policy"
    policy: Policy


class Reset(Frozen):
    """Run the workflow again from a point of its history, the event's number in the run at hand."""

    kind: Literal["reset"] = "reset"
    event: int = Field(ge=2)


class OtherVersion(Frozen):
    """Let the workflow run on one version of the workers only, or (None) on the newest again."""

    kind: Literal["other_version"] = "other_version"
    version: Line | None = None


class RebuildRows(Frozen):
    """Make the read tables of the journey anew from its journal."""

    kind: Literal["rebuild_rows"] = "rebuild_rows"


Spec = Annotated[
    RunNow
    | Skip
    | SendAgain
    | RenewDocument
    | ReleaseClaim
    | Correct
    | BackToStage
    | OtherPolicy
    | Reset
    | OtherVersion
    | RebuildRows,
    Field(discriminator="kind"),
]


class What(StrEnum):
    """What a consequence is about; the order is the one in which they are shown."""

    VOID = "void"
    MESSAGE = "message"
    DATE = "date"
    DOCUMENT = "document"
    ENTRY = "entry"
    ACTIVITY = "activity"
    NOTE = "note"


class Consequence(Frozen):
    """One thing that a repair leads to, in plain words.

    `at_hand` is how it stands at this moment, such as how often something was tried: it may be otherwise a minute later
    and the repair would still lead to the same.
    """

    what: What
    said: Phrase
    at_hand: Phrase | None = None


class Rehearsal(Frozen):
    """What a repair of one journey would lead to, as of an instant, worked out on a copy of its history.

    `seq` is the last entry of that copy. `refused`: why it cannot be done; nothing else is said then. `dangerous`: a
    second person has to confirm it. `undo`: the repair that takes it back; None where nothing does.
    """

    journey: Key
    as_of: AwareDatetime
    seq: int
    consequences: tuple[Consequence, ...] = ()
    dangerous: bool = False
    undo: Spec | None = None
    refused: Phrase | None = None

    def digest(self) -> str:
        """SHA-256 of what it says: the same as long as the repair would lead to the same."""
        at_hand = {"__all__": {"at_hand"}}
        said = self.model_dump(mode="json", exclude={"as_of": True, "seq": True, "consequences": at_hand})
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class Doing(Frozen):
    """Who does a repair, why, and who confirmed it; `key` is the same for every attempt of the same repair."""

    key: Key
    person: Key
    confirmed_by: Key | None = None
    reason: Paragraph
