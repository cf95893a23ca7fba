"""A `Scene` is one look at a journey with the tools to write the next act: its instant, its sender, its papers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from api.cast import sample
from api.cast.sample import Paper
from api.cast.traits import Diary, Pace, Traits, begun
from domain import facts, messages
from domain.calendar import local_date, noon
from domain.messages import Actor, Command
from domain.model import Journey
from domain.values import ChapterName, Document, OnBehalf
from domain.vocabulary import Role


@dataclass(frozen=True)
class Play:
    """A command, the instant it is sent at (never before the turn began), and the papers it refers to."""

    at: datetime
    command: Command
    papers: tuple[Paper, ...] = ()


class Scene:
    """One look at a journey: what its people would send next."""

    def __init__(self, journey: Journey, traits: Traits, pace: Pace, diary: Diary | None) -> None:
        self.journey = journey
        self.traits = traits
        self.diary = diary
        self._pace = pace
        self._papers: list[Paper] = []

    def cite(self, paper: Paper) -> Document:
        """The reference to a paper, which then belongs to the act."""
        self._papers.append(paper)
        return paper.reference

    def paper(self, title: str, *about: object) -> Document:
        """The reference to a sample text about something of this region."""
        return self.cite(sample.paper(title, self.journey.region.name, *about))

    def after(self, working_days: int) -> datetime:
        """Noon of the day so many working days after the turn began, or began again; never before it did."""
        since = begun(self.journey.turn)
        day = self.journey.calendar.after(self.day(since), working_days)
        return max(self.noon(day), since + timedelta(minutes=1))

    def turn_taken(self) -> datetime:
        """When those whose turn it is take it."""
        pause = self.journey.pause
        taken = self.after(self._pace.days(self.journey.turn))
        return max(taken, self.noon(pause.resumes_on)) if pause else taken

    def day(self, instant: datetime) -> date:
        """The day in the region's zone."""
        return local_date(instant, self.journey.region.zone)

    def noon(self, day: date) -> datetime:
        """Noon of a day in the region's zone."""
        return noon(day, self.journey.region.zone)

    def play(
        self, at: datetime, role: Role, act: messages.Act, on_behalf: OnBehalf | None = None, *, who: str | None = None
    ) -> Play:
        """The act of the first holder of a role, or of `who`."""
        number = self.journey.seq + 1
        command = Command(
            id=f"{self.journey.region.id}.{number:04}",
            actor=Actor(person=who or self.journey.holders(role)[0], role=role),
            act=act,
            on_behalf=on_behalf,
        )
        return Play(at, command, tuple(self._papers))

    def saves(self, names: Iterable[ChapterName]) -> tuple[facts.ChapterFacts, ...]:
        """A new version of each chapter."""
        found = []
        for name in names:
            state = self.journey.chapter(name)
            version = state.version if state else 0
            document = self.cite(sample.chapter(self.journey, name, version + 1))
            found.append(facts.ChapterFacts(name=name, document=document, based_on=version))
        return tuple(found)

    def late_chapter(self, from_end: int) -> ChapterName:
        """A chapter counted from the end of the books, where strategy, action plan and road map are."""
        chapters = self.journey.policy.chapters()
        book, chapter = chapters[max(len(chapters) - from_end, 0)]
        return ChapterName(book=book, chapter=chapter)

    def score(self, below_highest: int) -> int:
        """A score of the policy's scale, counted from its upper end."""
        review = self.journey.policy.review
        return max(review.highest_score - below_highest, review.lowest_score)
