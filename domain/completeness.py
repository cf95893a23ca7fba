"""What a submission still lacks: `lacking` names each thing, so that a page can lead to where it is mended."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from domain.model import Journey
from domain.values import ChapterName
from domain.vocabulary import Pillar, Stage


class LackKind(StrEnum):
    """What kind of thing is missing; the comment says what `Lack.subject` then is."""

    CHAPTER = "chapter"
    """`book/chapter`."""
    SESSION = "session"
    """The number of the session that is not held, handed in and commented on."""
    PILLAR = "pillar"
    """The pillar without a row of the rencana aksi."""
    QUICK_WINS = "quick_wins"
    """How many more quick wins are needed."""
    DISTINCTIVENESS = "distinctiveness"
    """Nothing: the whole statement is missing."""
    DISTINCTIVENESS_USE = "distinctiveness_use"
    """Nothing: the statement names no quick win, or no programme."""
    NAMED_QUICK_WIN = "named_quick_win"
    """The quick win that the statement names and that there is not."""
    NAMED_PROGRAMME = "named_programme"
    """The programme that the statement names and that there is not."""
    ANSWER = "answer"
    """The comment without an answer."""


class Lack(NamedTuple):
    """One thing that a submission lacks."""

    kind: LackKind
    subject: str = ""


def lacking(journey: Journey) -> tuple[Lack, ...]:
    """Everything a submission still lacks; empty when it is complete."""
    policy = journey.policy
    found = [
        Lack(LackKind.CHAPTER, f"{book}/{key}")
        for book, key in policy.chapters()
        if journey.chapter(ChapterName(book=book, chapter=key)) is None
    ]
    if journey.stage is Stage.DRAFTING:
        found += [
            Lack(LackKind.SESSION, str(session.number))
            for session in policy.sessions
            if not journey.session(session.number).complete
        ]
    covered = {row.pillar for row in journey.programmes}
    found += [Lack(LackKind.PILLAR, pillar) for pillar in Pillar if pillar not in covered]
    fewer = policy.quick_wins_minimum - len(journey.quick_wins)
    if fewer > 0:
        found.append(Lack(LackKind.QUICK_WINS, str(fewer)))
    found += _distinctiveness(journey)
    answered = {answer.comment for answer in journey.answers}
    found += [Lack(LackKind.ANSWER, c.id) for c in journey.open_comments if c.id not in answered]
    return tuple(found)


def _distinctiveness(journey: Journey) -> list[Lack]:
    statement = journey.distinctiveness
    if statement is None:
        return [Lack(LackKind.DISTINCTIVENESS)]
    found = []
    if not statement.quick_wins or not statement.programmes:
        found.append(Lack(LackKind.DISTINCTIVENESS_USE))
    wins = {win.name for win in journey.quick_wins}
    rows = {row.name for row in journey.programmes}
    found += [Lack(LackKind.NAMED_QUICK_WIN, name) for name in statement.quick_wins if name not in wins]
    found += [Lack(LackKind.NAMED_PROGRAMME, name) for name in statement.programmes if name not in rows]
    return found
