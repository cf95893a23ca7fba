"""What the pages of a room are made of: groups of events, the picture of a plan, ids for new people, the order."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.pages.appointing import NewPerson, ids_for, read_new
from api.pages.gantt import gantt_of
from api.pages.stand_in import fitting_hat
from api.pages.turn_words import ANSWERS, WHY
from domain.plan import Milestone, Plan
from domain.roles import RULES
from domain.vocabulary import Role, Task
from records.identity import Hat

OPENED, TODAY = date(2026, 11, 26), date(2027, 1, 4)


def plan_of(*milestones: Milestone) -> Plan:
    """A plan as of noon of `TODAY`."""
    return Plan(as_of=datetime(2027, 1, 4, 5, tzinfo=UTC), milestones=milestones)


def test_every_task_is_explained_and_answered_by_acts_that_there_are() -> None:
    """Each task has its sentence, and only acts of the table of roles answer one."""
    assert set(WHY) == set(Task)
    assert {act for acts in ANSWERS.values() for act in acts} <= set(RULES)


def test_bars_follow_each_other_and_lie_inside_the_picture() -> None:
    """A stage begins where the one before it ends, line by line; an obligation is one day."""
    plan = plan_of(
        Milestone(
            name="kickoff", title="x", baseline=date(2027, 1, 27), agreed=date(2027, 1, 27), done=date(2026, 12, 14)
        ),
        Milestone(name="drafting", title="x", baseline=date(2027, 9, 13), forecast=date(2027, 8, 1)),
        Milestone(name="rpjmd", title="RPJMD", obligation=True, agreed=date(2027, 1, 25)),
    )
    gantt = gantt_of(plan, OPENED, TODAY)
    assert gantt is not None
    kickoff, drafting, rpjmd = gantt.rows
    assert [bar.reading for bar in kickoff.bars] == ["baseline", "agreed", "done"]
    assert [(bar.reading, bar.first) for bar in drafting.bars] == [
        ("baseline", date(2027, 1, 27)),
        ("forecast", date(2026, 12, 14)),
    ]
    assert [bar.width for bar in rpjmd.bars] == [0]
    assert all(bar.x >= 0 and bar.x + bar.width <= 100 for row in gantt.rows for bar in row.bars)
    assert gantt.today is not None and kickoff.bars[2].x < gantt.today < drafting.bars[0].x + drafting.bars[0].width
    assert sum(month.named for month in gantt.months) <= 6


def test_a_plan_without_a_day_has_no_picture() -> None:
    """Nothing is drawn where nothing is known."""
    assert gantt_of(plan_of(Milestone(name="kickoff", title="x")), OPENED, TODAY) is None


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Siti Aminah", "kab-x.siti-aminah"),
        ("Drs. H. Ahmad Yáñez, M.Si.", "kab-x.drs-h-ahmad-yanez-m-si"),
        ("李", "kab-x.orang"),
    ],
    ids=["a plain name", "titles and accents", "nothing that an id can hold"],
)
def test_somebody_new_gets_a_readable_id(name: str, first: str) -> None:
    """The id is the region's and the name; the next ones have a number."""
    ids = list(ids_for("kab-x", name))
    assert ids[:2] == [first, f"{first}-2"]
    assert len(set(ids)) == len(ids)


def test_somebody_new_needs_a_name_and_an_address() -> None:
    """What is missing is said by field; a telephone number is not needed."""
    assert isinstance(read_new("Siti", "siti@example.go.id", ""), NewPerson)
    wrong = read_new(" ", "siti", "dua")
    assert isinstance(wrong, dict)
    assert set(wrong) == {"name", "email", "phone"}


@pytest.mark.parametrize(
    ("hats", "chosen"),
    [
        ([Hat("budi", Role.TEAM_CHAIR), Hat("ani", Role.TEAM_CHAIR)], Hat("ani", Role.TEAM_CHAIR)),
        ([Hat("ani", Role.COORDINATOR), Hat("saya", Role.TEAM_CHAIR)], Hat("saya", Role.TEAM_CHAIR)),
        ([Hat("ani", Role.TEAM_CHAIR), Hat("budi", Role.COORDINATOR)], Hat("budi", Role.COORDINATOR)),
        ([Hat("saya", Role.MENTOR)], None),
    ],
    ids=["two of one role", "his own first", "then as the rule says", "no role for it"],
)
def test_who_stands_in_for_several_acts_for_one_of_them(hats: list[Hat], chosen: Hat | None) -> None:
    """Always for the same one, so that nobody has to say for whom."""
    assert fitting_hat(hats, "saya", "submit") == chosen
