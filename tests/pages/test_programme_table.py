"""The rows of the programme's table, without a browser: what an address asks, and how a stage stands to its plan."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.pages.programme_cohort import by_stage
from api.pages.programme_query import TableAsked
from api.pages.programme_table import RegionRow, StageCell, Standing
from domain.vocabulary import Stage, Status
from records.programme import StageCount
from records.reading import JourneyLine

LINE = JourneyLine(
    journey_id="journey-2019-kab-klaten",
    cohort="2019",
    region_id="kab-klaten",
    region_name="Kabupaten Klaten",
    region_code="33.10",
    zone="WIB",
    status="open",
    stage="drafting",
    turn_party="region",
    turn_task="submit",
    turn_since=datetime(2019, 5, 16, tzinfo=UTC),
    turn_due=datetime(2019, 7, 30, tzinfo=UTC),
    overdue=True,
    rounds=0,
    chapters=0,
    problems=0,
    opens_at=datetime(2019, 5, 15, tzinfo=UTC),
    ended_at=None,
    simulated=False,
    imported=False,
    catch_up=False,
    substitute_for=None,
    seq=4,
)


@pytest.mark.parametrize(
    ("standing", "days", "planned", "over"),
    [
        pytest.param(Standing.DONE, 12, 10, 2, id="done later than planned"),
        pytest.param(Standing.NOW, 8, 10, 0, id="still within the plan"),
        pytest.param(Standing.AHEAD, 0, 10, 0, id="not begun"),
    ],
)
def test_a_stage_says_how_far_it_is_over_its_plan(standing: Standing, days: int, planned: int, over: int) -> None:
    """Only stages that have begun can be over."""
    assert StageCell(Stage.DRAFTING, standing, days, planned).over == over


def test_a_line_without_its_state_is_late_by_what_the_list_says() -> None:
    """Where a journey was imported or its state lags, the list's own word counts."""
    assert RegionRow(LINE).late and not RegionRow(LINE).ended
    assert not RegionRow(LINE.model_copy(update={"overdue": False})).late


def test_empty_fields_of_a_form_ask_nothing() -> None:
    """A form sends all its fields; those that are empty are as if they were not there."""
    asked = TableAsked.model_validate({"cohort": "", "stage": "", "overdue": "", "province": "", "as_of": "", "q": ""})
    assert asked == TableAsked() and not asked.narrowed and asked.query() == {}


def test_a_day_is_asked_about_at_the_end_of_its_work() -> None:
    """16.00 WIB; and the address carries everything on but what is changed."""
    asked = TableAsked(as_of=date(2027, 2, 10), overdue=True, after="x")
    assert asked.instant == datetime(2027, 2, 10, 9, tzinfo=UTC)
    assert asked.query(after=None) == {"as_of": "2027-02-10", "overdue": "true"}


def test_stages_of_a_cohort_are_told_in_order_and_without_gaps() -> None:
    """Only what is under way counts, open and scheduled together; a stage without regions is nought."""
    counts = (
        StageCount(status=Status.OPEN, stage=Stage.KICKOFF, journeys=3, overdue=2, paused=1),
        StageCount(status=Status.SCHEDULED, stage=Stage.KICKOFF, journeys=2, overdue=0, paused=0),
        StageCount(status=Status.PUBLISHED, stage=Stage.PUBLICATION, journeys=9, overdue=0, paused=0),
    )
    lines = by_stage(counts)
    assert [line.stage for line in lines] == list(Stage)
    assert (lines[0].journeys, lines[0].overdue, lines[0].paused, lines[-1].journeys) == (5, 2, 1, 0)
