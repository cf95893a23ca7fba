"""What is amiss with a journey and how repairs are worded, without a browser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from temporalio.client import WorkflowExecutionStatus

from api.pages.operations_ailments import ENDINGS, Facts, ailments
from api.pages.operations_engine import Engine
from api.pages.repair_fields import ASKED, NOTHING_TO_FILL_IN
from api.pages.repair_shown import PACES, Why, groups_of, told_after
from api.pages.repair_words import GROUPS, ITEM_STATES, KINDS, STATES, title_of
from api.repairs.waiting import Waiting
from domain.repairs import Consequence, What
from domain.vocabulary import RepairKind
from domain.words.phrase import Language, Phrase
from records.bookings import ClaimedDay
from records.orders import WaitingDocument
from records.repairs import ItemState, RepairState
from workflows.region_journey import Head

JOURNEY = "journey-2019-kab-klaten"
AT = datetime(2026, 11, 26, 19, tzinfo=UTC)
RUNS = Engine(
    status=WorkflowExecutionStatus.RUNNING,
    run="run",
    started_at=AT,
    closed_at=None,
    events=120,
    version="0.4.0",
    pinned=None,
    head=Head(seq=12, hash="0" * 64, recorded=12),
    stuck=None,
    waits_for=None,
)
WELL = Facts(
    journey=JOURNEY,
    ended=False,
    recorded=12,
    away=False,
    engine=RUNS,
    waiting=(),
    undelivered=(),
    documents=(),
    held=(),
    differences=None,
)
FAILS = Waiting(
    journey=JOURNEY,
    workflow=JOURNEY,
    run="run",
    id="7",
    kind="deliver",
    attempt=9,
    tried=False,
    cause="NotSent: the relay is away",
    next_at=AT,
)
UNMADE = WaitingDocument(
    journey=JOURNEY, key="k", seq=3, kind="certificate", about="", attempts=4, last_error="no space", ordered_at=AT
)


def test_a_journey_that_is_well_has_no_ailment() -> None:
    """Nor one that has ended and that Temporal keeps no longer, nor one that only has a document under way."""
    assert ailments(WELL) == ()
    assert ailments(replace(WELL, ended=True, engine=None)) == ()
    assert ailments(replace(WELL, documents=(UNMADE.model_copy(update={"last_error": None}),))) == ()
    assert ailments(replace(WELL, waiting=(replace(FAILS, cause=None, attempt=1),))) == ()


@pytest.mark.parametrize(
    ("facts", "title", "repairs"),
    [
        pytest.param(replace(WELL, away=True, engine=None), "Temporal does not answer", (), id="Temporal is away"),
        pytest.param(replace(WELL, engine=None), "Temporal knows no run of this journey", (), id="the run is lost"),
        pytest.param(
            replace(WELL, engine=replace(RUNS, status=WorkflowExecutionStatus.TERMINATED, head=None)),
            "The run ended before the journey did",
            ("reset",),
            id="it was terminated",
        ),
        pytest.param(
            replace(WELL, engine=replace(RUNS, head=None, stuck="nondeterminism: …")),
            "The code does not go on with this journey",
            ("other_version", "reset"),
            id="its code does not go on",
        ),
        pytest.param(
            replace(WELL, engine=replace(RUNS, head=None, waits_for="0.3.0", pinned="0.3.0")),
            "No worker runs version 0.3.0",
            ("other_version",),
            id="it is kept on a version without workers",
        ),
        pytest.param(
            replace(WELL, engine=replace(RUNS, head=None, waits_for="0.4.0")),
            "No worker runs version 0.4.0",
            (),
            id="no worker runs at all",
        ),
        pytest.param(
            replace(WELL, engine=replace(RUNS, head=None)), "The run does not answer", (), id="workers are busy"
        ),
        pytest.param(
            replace(WELL, waiting=(FAILS,)),
            "Fails again and again: sending messages",
            ("run_now", "skip"),
            id="something outside fails that may be skipped",
        ),
        pytest.param(
            replace(WELL, waiting=(replace(FAILS, kind="record"),)),
            "Fails again and again: recording in the journal",
            ("run_now",),
            id="recording fails, which is never skipped",
        ),
        pytest.param(replace(WELL, recorded=9), "3 entries are not in the database yet", (), id="the database lags"),
        pytest.param(
            replace(WELL, recorded=13),
            "The journal knows more than the run",
            (),
            id="Temporal is older than the journal",
        ),
        pytest.param(
            replace(WELL, differences=("row_differs: …",)),
            "Tables, journal and history do not agree",
            ("rebuild_rows",),
            id="the read tables differ",
        ),
        pytest.param(
            replace(WELL, undelivered=(f"{JOURNEY}.3.1",)),
            "1 messages did not arrive",
            ("send_again",),
            id="a message is lost",
        ),
        pytest.param(
            replace(WELL, documents=(UNMADE,)), "1 documents cannot be made", ("run_now",), id="a document fails"
        ),
        pytest.param(
            replace(WELL, held=(ClaimedDay(mentor="pembimbing-01", day=AT.date(), session=2, claimed_at=AT),)),
            "The mentors' days of bimtek 2 are held",
            ("release_claim",),
            id="mentors' days are held",
        ),
    ],
)
def test_what_is_amiss_names_what_helps(facts: Facts, title: str, repairs: tuple[str, ...]) -> None:
    """One ailment each, with its repairs as links that have the journey filled in already."""
    (found,) = ailments(facts)
    assert found.title.en == title
    offered = [each.address for each in found.remedies if "/repairs/new" in each.address]
    assert [each.partition("kind=")[2].partition("&")[0] for each in offered] == list(repairs)
    assert all(f"journey={JOURNEY}" in each for each in offered)


def test_everything_about_repairs_has_words() -> None:
    """Every kind is explained, asks for something or for nothing, and every state and group is called something."""
    assert set(KINDS) == set(RepairKind) == set(ASKED) | set(NOTHING_TO_FILL_IN)
    assert set(STATES) == set(RepairState) and set(ITEM_STATES) == set(ItemState)
    assert list(GROUPS) == list(What)
    assert set(ENDINGS) == set(WorkflowExecutionStatus)
    assert title_of("back_to_stage") == Phrase("Kembalikan ke tahap sebelumnya", "Move back to a stage")


def test_consequences_are_shown_by_what_they_are_about() -> None:
    """The gravest first, each group in the order in which its own were said."""
    said = [
        Consequence(what=What.DATE, said=Phrase("tanggal", "date")),
        Consequence(what=What.VOID, said=Phrase("satu", "one")),
        Consequence(what=What.VOID, said=Phrase("dua", "two")),
    ]
    assert [(group.what, [each.said.en for each in group.found]) for group in groups_of(said)] == [
        (What.VOID, ["one", "two"]),
        (What.DATE, ["date"]),
    ]


def test_a_pace_is_one_of_those_offered() -> None:
    """Anything else that a browser sends does not hold a repair back, and breaks nothing."""
    assert [Why(pace=pace).per_minute for pace in (*PACES, "0", "x")] == [None, 60, 12, 2, None, None]


def test_it_is_said_what_became_of_what_was_sent() -> None:
    """A proposal changes nothing yet; a single repair says its own result."""
    assert told_after("proposed", 3, Language.EN)[1] == "warn"
    assert told_after("finished", 3, Language.EN, Phrase("selesai", "done")) == ("done", "good")
    assert told_after("running", 3, Language.EN) == ("Repair 3 has begun.", "good")
