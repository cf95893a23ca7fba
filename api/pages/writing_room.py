"""What every page about the books of one journey knows: who looks, what he may write, and why nobody may now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from api.http.asking import state_of
from api.http.caller import Caller
from api.http.problems import NoSuch, NoSuchJourney
from api.pages.stand_in import fitting_hat
from api.services import Services
from domain import errors
from domain.decisions.drafting import check_open_for_writing
from domain.model import Journey, Submission
from domain.policy import BookPolicy, ChapterPolicy
from domain.roles import RULES, Phase
from domain.values import ChapterName
from domain.vocabulary import Role, Status
from domain.words.phrase import Phrase
from records.identity import Hat, Identities
from records.reading import JourneyLine, Reading


@dataclass(frozen=True)
class WritingRoom:
    """A journey as one person sees it who reads or writes its books."""

    line: JourneyLine
    state: Journey
    person: str
    hats: tuple[Hat, ...]
    """The roles in which the person may act here, those included in which he stands in for somebody."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of `hats`."""
        return frozenset(hat.role for hat in self.hats)

    def hat(self, act: str) -> Hat | None:
        """In which role, and whose, the person does an act in this stage; None where he has none."""
        rule = RULES[act]
        phase = Phase.ENDED if self.state.ended else Phase.OPEN
        if self.state.status is Status.SCHEDULED or phase not in rule.phases or self.state.stage not in rule.stages:
            return None
        return fitting_hat(self.hats, self.person, act)

    def role(self, act: str) -> Role | None:
        """The role of `hat`."""
        found = self.hat(act)
        return found.role if found is not None else None

    def writes(self, act: str) -> Role | None:
        """As `role`, and None while the books are closed."""
        return self.role(act) if self.closed is None else None

    @property
    def closed(self) -> Phrase | None:
        """Why nothing can be written now; None while it can."""
        if self.state.status is Status.SCHEDULED:
            return Phrase(
                "Perjalanan daerah ini belum dibuka; buku dapat ditulis setelah dibuka.",
                "This journey has not opened yet; books can be written once it has.",
            )
        try:
            check_open_for_writing(self.state)
        except errors.BooksUnderReview:
            return Phrase(
                "Buku sudah diajukan dan sedang ditelaah; isinya tidak dapat diubah sampai ada hasil telaah.",
                "The books are submitted and under review; they cannot be changed until the verdict.",
            )
        except errors.EditionUnderWay:
            return Phrase(
                "Edisi baru sedang dibuat; isi buku dapat diubah lagi setelah selesai.",
                "A new edition is being made; the books can be changed once it is done.",
            )
        except (errors.JourneyOver, errors.PublicationWithdrawnAlready):
            return Phrase(
                "Perjalanan daerah ini sudah berakhir; buku hanya dapat dibaca.",
                "This journey has ended; the books can only be read.",
            )
        return None


async def writing_room(services: Services, caller: Caller, journey: str) -> WritingRoom:
    """The writing room of a journey for who looks. Raises `NoSuchJourney`."""
    line = await Reading(services.pool).line(journey, datetime.now(UTC))
    if line is None:
        raise NoSuchJourney(journey=journey)
    hats = await Identities(services.pool).hats(journey, caller.person, datetime.now(UTC))
    return WritingRoom(line, await state_of(services, journey), caller.person, hats)


def chapter_of(journey: Journey, book: str, chapter: str) -> tuple[BookPolicy, ChapterPolicy]:
    """A chapter of the policy with its book. Raises `NoSuch`."""
    for one in journey.policy.books:
        for found in one.chapters:
            if (one.key, found.key) == (book, chapter):
                return one, found
    raise NoSuch(what="chapter", id=f"{book}/{chapter}")


def submitted_version(journey: Journey, submission: Submission, name: ChapterName) -> int:
    """The version of a chapter in a submission; 0 where it was not part of it."""
    chapters = list(journey.policy.chapters())
    place = chapters.index((name.book, name.chapter))
    return submission.versions[place] if place < len(submission.versions) else 0
