"""Decisions about what is published: new editions, taking a publication back, checks of the quick wins."""

from __future__ import annotations

from datetime import date
from typing import assert_never

from domain import errors
from domain.calendar import local_date
from domain.decisions.context import Context, Events, check_day, twice
from domain.decisions.drafting import missing_for_submission, refuse_withdrawn, snapshot
from domain.document_events import EditionFrozen, PublicationWithdrawn, QuickWinsChecked
from domain.messages import CheckQuickWins, PublicationAct, PublishEdition, WithdrawPublication
from domain.model import Journey, Publication
from domain.shape import carry


def decide_publication(journey: Journey, act: PublicationAct, context: Context) -> Events:
    """What an act about the publication leads to."""
    publication = journey.publication
    if publication is None or publication.at is None:
        raise errors.NotPublishedYet
    refuse_withdrawn(journey)
    match act:
        case PublishEdition():
            return _publish_edition(journey, publication, act)
        case WithdrawPublication():
            return (carry(PublicationWithdrawn, act),)
        case CheckQuickWins():
            return _check(journey, act, context, local_date(publication.at, journey.region.zone))
        case never:
            assert_never(never)


def _publish_edition(journey: Journey, publication: Publication, act: PublishEdition) -> Events:
    if journey.edition_under_way is not None:
        raise errors.EditionUnderWay(number=journey.edition_under_way.number)
    missing = missing_for_submission(journey)
    if missing:
        raise errors.SubmissionIncomplete(missing="; ".join(missing))
    versions, digest = snapshot(journey)
    latest = journey.editions[-1].sha256 if journey.editions else publication.sha256
    if digest == latest:
        raise errors.NothingNew
    # The publication itself was the first edition.
    number = len(journey.editions) + 2
    return (carry(EditionFrozen, act, number=number, versions=versions, sha256=digest),)


def _check(journey: Journey, act: CheckQuickWins, context: Context, published: date) -> Events:
    checks = [obligation.name for obligation in journey.policy.obligations if obligation.checks_quick_wins]
    if act.obligation not in checks:
        raise errors.ObligationUnknown(obligation=act.obligation, known=", ".join(checks) or "none")
    if journey.obligation(act.obligation).met_on is not None:
        raise errors.ObligationSettled(obligation=act.obligation)
    repeated = twice(result.name for result in act.results)
    if repeated:
        raise errors.NameTwice(name=repeated)
    given, wanted = {result.name for result in act.results}, {win.name for win in journey.published_plan.quick_wins}
    if given != wanted:
        odd = ", ".join(sorted(given ^ wanted))
        raise errors.QuickWinsDiffer(names=odd)
    check_day(journey, act.checked_on, context, earliest=published)
    return (carry(QuickWinsChecked, act),)
