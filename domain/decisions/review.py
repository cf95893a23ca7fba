"""Decisions of the mentor review: verdicts, answers to comments, what happens past the last round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from domain import errors
from domain.decisions.context import Context, Events
from domain.decisions.drafting import check_comments, saved_chapters
from domain.event import Event
from domain.events import (
    CommentsAnswered,
    JourneyEnded,
    RevisionRequested,
    RoundAccepted,
    RoundsDecided,
    RoundsUsedUp,
    VerdictGiven,
)
from domain.facts import RoundsChoice
from domain.messages import AnswerComments, DecideRounds, GiveVerdict, ReviewAct
from domain.model import Journey, Round
from domain.shape import carry
from domain.values import Comment, PillarScore
from domain.vocabulary import Pillar, Role, Status, Verdict


def decide_review(journey: Journey, act: ReviewAct, context: Context) -> Events:
    """What an act of the mentor review leads to."""
    match act:
        case GiveVerdict():
            return _give_verdict(journey, act, context)
        case AnswerComments():
            return _answer(journey, act)
        case DecideRounds():
            return _decide_rounds(journey, act)
        case never:
            assert_never(never)


def check_scores(journey: Journey, scores: Sequence[PillarScore], *, required: bool) -> None:
    """Refuse scores outside the policy's scale, twice for a pillar, or (when required) not for every pillar."""
    review = journey.policy.review
    given = [score.pillar for score in scores]
    wrong = [s.pillar for s in scores if not review.lowest_score <= s.score <= review.highest_score]
    wrong += [pillar for pillar in Pillar if given.count(pillar) > 1]
    if required:
        wrong += [pillar for pillar in Pillar if pillar not in given]
    if wrong:
        raise errors.ScoresMissing(
            lowest=review.lowest_score, highest=review.highest_score, pillars=", ".join(dict.fromkeys(wrong))
        )


def _give_verdict(journey: Journey, act: GiveVerdict, context: Context) -> Events:
    current = journey.round
    if current is None or current.accepted is not None or act.round != current.number:
        raise errors.RoundNotOpen(round=act.round, current=current.number if current else "none")
    mentor = context.actor.person
    if any(verdict.mentor == mentor for verdict in current.verdicts):
        raise errors.VerdictAlreadyGiven(mentor=mentor)
    if not any(interest.mentor == mentor for interest in journey.interests):
        raise errors.NotYourTurn(act="give_verdict", why="you have to declare your interest first")
    check_scores(journey, act.scores, required=journey.policy.review.scores_per_pillar)
    taken = [comment for verdict in current.verdicts for comment in verdict.comments]
    check_comments(journey, (*taken, *act.comments))
    if act.verdict is Verdict.REVISE and not act.comments:
        raise errors.CommentsMissing
    given = carry(VerdictGiven, act, mentor=mentor)
    return (given, *_outcome(journey, current, act, taken))


def _outcome(journey: Journey, current: Round, act: GiveVerdict, taken: Sequence[Comment]) -> Events:
    """What the round comes to once the quorum has spoken; nothing before."""
    verdicts = [*(verdict.verdict for verdict in current.verdicts), act.verdict]
    quorum = min(journey.policy.review.quorum, max(len(journey.holders(Role.MENTOR)), 1))
    if len(verdicts) < quorum:
        return ()
    if Verdict.REVISE not in verdicts:
        return (RoundAccepted(number=current.number),)
    events: list[Event] = [RevisionRequested(by="mentors", comments=(*taken, *act.comments))]
    # A round that a new regional head took back uses up none of them, nor does one that counts no more.
    asked = [past for past in journey.rounds if any(v.verdict is Verdict.REVISE for v in past.verdicts)]
    returned = 1 + sum(1 for past in asked if not past.void)
    if returned >= journey.policy.review.maximum_rounds + journey.extra_rounds:
        events.append(RoundsUsedUp(number=current.number))
    return tuple(events)


def _answer(journey: Journey, act: AnswerComments) -> Events:
    known = [comment.id for comment in journey.open_comments]
    for answer in act.answers:
        if answer.comment not in known:
            raise errors.CommentUnknown(comment=answer.comment, known=", ".join(known) or "none")
    return (*saved_chapters(journey, act.saves), carry(CommentsAnswered, act))


def _decide_rounds(journey: Journey, act: DecideRounds) -> Events:
    if not journey.rounds_used_up:
        raise errors.NotYourTurn(act="decide_rounds", why="the rounds are not used up")
    events: list[Event] = [carry(RoundsDecided, act)]
    if act.choice is RoundsChoice.ACCEPT_AS_IT_IS:
        events.append(RoundAccepted(number=len(journey.rounds)))
    if act.choice is RoundsChoice.END_WITHOUT_PLAN:
        events.append(JourneyEnded(status=Status.ENDED_WITHOUT_PLAN))
    return tuple(events)
