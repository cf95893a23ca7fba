"""What a cohort would be before it is started: `cohort_plan` gives each region's days and each mentor's load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pydantic import Field

from domain.cohort import Cohort, Place, start_of
from domain.journey import begin
from domain.planned import Walked, Walker, opened_on, planned_dates, way
from domain.shape import Frozen, Key, Line, Person
from domain.values import PlannedDate
from domain.vocabulary import Stage
from domain.words.phrase import Language, Phrase
from domain.words.times import spell_day


class RegionPlan(Frozen):
    """A region's days as its journey would plan them at its opening: the last day of each stage, what is owed when.

    `sessions` are the first days of the bimtek sessions; `people` counts its own, without those of the programme.
    """

    region: Key = Field(examples=["kota-sibolga"])
    code: str = Field(examples=["12.73"])
    name: Line = Field(examples=["Kota Sibolga"])
    opens_on: date
    people: int
    own_days_off: int
    dates: tuple[PlannedDate, ...]
    sessions: tuple[date, ...]

    def day(self, name: str) -> date | None:
        """The planned day of a stage or obligation."""
        return next((planned.day for planned in self.dates if planned.name == name), None)


class MentorLoad(Frozen):
    """What one mentor would have to do: regions by code, bimtek sessions, rounds of verdicts, and his busiest week.

    `busiest_week` is its Monday, `in_busiest_week` the sessions that begin and the verdicts that are due in it.
    """

    mentor: Person = Field(examples=["pembimbing-01"])
    regions: tuple[str, ...]
    sessions: int
    verdict_rounds: int
    busiest_week: date | None
    in_busiest_week: int


class CohortPlan(Frozen):
    """The plan of a cohort that may be started. `assumed` says in words what nobody has decided yet."""

    cohort: Key = Field(examples=["2020"])
    title: Line
    policy: Key
    policy_version: int
    official_until: date | None
    regions: tuple[RegionPlan, ...]
    mentors: tuple[MentorLoad, ...]
    assumed: tuple[str, ...]


def cohort_plan(cohort: Cohort, mentors: Sequence[Person]) -> CohortPlan:
    """The plan of a cohort whose known `mentors` are dealt out in turn. Pure, and slow for hundreds of regions."""
    walked = [_walked(cohort, place) for place in cohort.places]
    dealt = _dealt(len(cohort.places), mentors, cohort.policy.mentors_minimum)
    return CohortPlan(
        cohort=cohort.id,
        title=cohort.title,
        policy=cohort.policy.name,
        policy_version=cohort.policy.version,
        official_until=cohort.calendar.official_until,
        regions=tuple(region for region, _ in walked),
        mentors=tuple(
            _load(mentor, [walked[at] for at, having in enumerate(dealt) if mentor in having]) for mentor in mentors
        ),
        assumed=tuple(assumed.en for assumed in assumptions(cohort, mentors)),
    )


def _walked(cohort: Cohort, place: Place) -> tuple[RegionPlan, Walked]:
    journey = begin(start_of(cohort, place), place.opens_at).journey
    walked = Walker(journey, agreed=False).go(way(journey, left=False), opened_on(journey))
    region = RegionPlan(
        region=place.region.id,
        code=place.region.code,
        name=place.region.name,
        opens_on=opened_on(journey),
        people=len(place.members),
        own_days_off=len(place.regional_days_off),
        dates=journey.baseline or planned_dates(journey),
        sessions=tuple(day for _, day in sorted(walked.sessions.items())),
    )
    return region, walked


def _dealt(regions: int, mentors: Sequence[Person], each: int) -> list[tuple[Person, ...]]:
    """The mentors of each region, in turn."""
    if not mentors:
        return [()] * regions
    each = min(each, len(mentors))
    return [tuple(mentors[(at * each + seat) % len(mentors)] for seat in range(each)) for at in range(regions)]


def _load(mentor: Person, having: Sequence[tuple[RegionPlan, Walked]]) -> MentorLoad:
    weeks: Counter[date] = Counter()
    verdicts = 0
    for region, walked in having:
        weeks.update(_monday(day) for day in region.sessions)
        due = walked.ends.get(Stage.MENTOR_REVIEW)
        if due is not None:
            verdicts += 1
            weeks[_monday(due)] += 1
    busiest = max(sorted(weeks), key=lambda week: weeks[week], default=None)
    return MentorLoad(
        mentor=mentor,
        regions=tuple(region.code for region, _ in having),
        sessions=sum(len(region.sessions) for region, _ in having),
        verdict_rounds=verdicts,
        busiest_week=busiest,
        in_busiest_week=weeks[busiest] if busiest is not None else 0,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def assumptions(cohort: Cohort, mentors: Sequence[Person]) -> Iterator[Phrase]:
    """What a plan takes for granted that nobody has decided yet."""
    policy = cohort.policy
    yield Phrase(
        "Semua pihak bekerja sampai hari terakhir gilirannya, bimtek dan ujian terlaksana pada hari yang diharapkan "
        "kebijakan, dan satu putaran telaah cukup; setiap putaran berikutnya menambah satu per daerah.",
        "Everybody acts on the last day of his turn, sessions and examination are held when the policy expects them, "
        "and one round of verdicts is enough; each further round adds one a region.",
    )
    if not mentors:
        yield Phrase(
            "Tidak ada pembimbing dalam berkas orang, jadi beban tidak ditampilkan; pembimbing ditugaskan setelah "
            "daerah dibuka.",
            "No mentor is in the people's file, so no load is shown; mentors are assigned once the journeys are open.",
        )
    else:
        yield Phrase(
            f"Pembimbing dibagikan menurut urutan berkas, {policy.mentors_minimum} per daerah; siapa membimbing siapa "
            "diputuskan setelah daerah dibuka.",
            f"Mentors are dealt out in the order of the files, {policy.mentors_minimum} a region; "
            "who guides whom is decided once the journeys are open.",
        )
    if 0 < len(mentors) < policy.mentors_minimum:
        yield Phrase(
            f"Kebijakan menghendaki {policy.mentors_minimum} pembimbing per daerah, sedangkan berkas orang memuat "
            f"{len(mentors)}.",
            f"The policy wants {policy.mentors_minimum} mentors a region, and the people's file has {len(mentors)}.",
        )
    until = cohort.calendar.official_until
    if until is None:
        yield Phrase(
            "Belum ada keputusan hari libur untuk tahun-tahun ini; semua hari adalah perkiraan.",
            "No decree on days off covers these years; every day is an estimate.",
        )
    else:
        yield Phrase(
            f"Hari libur resmi sampai {spell_day(until, Language.ID)}; sesudahnya adalah perkiraan.",
            f"Days off are official until {until}; what comes later is an estimate.",
        )
