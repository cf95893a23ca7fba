"""The closing report of a cohort: its figures, the titles of its charts, and the PDF/A that is made of it."""

from __future__ import annotations

import io
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pypdf import PdfReader

from activities.documents.report import (
    ClosingReport,
    NothingToReport,
    Substitution,
    TimeActs,
    TimesCounted,
    gather_report,
)
from activities.documents.report_charts import ROWS_OF_A_PAGE, ticks
from activities.documents.report_figures import (
    LateDays,
    RegionResult,
    Regulation,
    RoundCount,
    StageDuration,
    Stay,
)
from activities.documents.report_layout import report_data, report_pdf
from activities.documents.report_voice import phrases
from domain import messages
from domain.delay import delay_account
from domain.model import Journey
from domain.vocabulary import Party, RegulationForm, Role, Stage, Status, TimeZone
from domain.words.phrase import Language
from records.report_facts import TimeCount
from tests.records.sample import Walk, start

AS_OF = datetime(2020, 7, 1, 9, 0, tzinfo=UTC)
OPENED = date(2019, 5, 15)
TRICK = 'Kota #eval("1+1") $x$ *b* @a'


@dataclass
class Facts:
    """What records know of a cohort, for tests."""

    journeys: Sequence[Journey]
    cohort: str = "2019"
    title: str = "Angkatan 2019"
    simulated: bool = True
    as_of: datetime = AS_OF
    closed_at: datetime | None = AS_OF
    not_opened: int = 0
    substitutes: dict[str, str] = field(default_factory=dict)
    counts: Sequence[TimesCounted] = ()


def stays(number: int) -> tuple[Stay, ...]:
    """The stages of a region one after the other, each a little longer than in the region before."""
    found, day = [], OPENED
    for place, stage in enumerate(Stage):
        last = day + timedelta(days=30 + number + 5 * place)
        found.append(Stay(stage=stage, first=day, last=last))
        day = last
    return tuple(found)


def region(number: int, **changes: Any) -> RegionResult:
    """The line of a made-up region that has published."""
    way = stays(number)
    fields: dict[str, Any] = {
        "code": f"33.{number:02}",
        "name": f"Kabupaten Contoh {number}",
        "status": Status.PUBLISHED,
        "withdrawn_publication": False,
        "rounds": 1 + number % 3,
        "days": 180 + number,
        "planned": 190,
        "late_region": number,
        "late_others": 2,
        "extensions": 0,
        "published_on": way[-1].last,
        "regulation": Regulation(form=RegulationForm.PERBUP, number=f"{number} Tahun 2020", dated=OPENED),
        "stays": way,
        **changes,
    }
    return RegionResult(**fields)


def report(*regions: RegionResult, **changes: Any) -> ClosingReport:
    """The report of a made-up cohort of these regions."""
    duration = {"regions": 24, "shortest": 20, "lower": 30.0, "upper": 50.0, "longest": 80}
    fields: dict[str, Any] = {
        "programme": "Gerakan Menuju 100 Smart City",
        "ministry": "Kementerian Komunikasi dan Informatika",
        "unit": "Direktorat Jenderal Aplikasi Informatika",
        "address": None,
        "place": "Jakarta",
        "signatory": "Direktur Layanan Aplikasi Informatika Pemerintahan",
        "cohort": "2019",
        "cohort_title": "Angkatan 2019",
        "policy": "intake-2019 (1)",
        "as_of": AS_OF,
        "zone": TimeZone.WIB,
        "closed_at": AS_OF,
        "simulated": True,
        "not_opened": 0,
        "regions": regions,
        "substitutions": (),
        "durations": (
            StageDuration(stage=Stage.DRAFTING, middle=40.5, planned=45, **duration),
            StageDuration(stage=Stage.MENTOR_REVIEW, middle=36, planned=30, **duration),
        ),
        "late": (
            LateDays(stage=Stage.DRAFTING, party=Party.REGION, days=60),
            LateDays(stage=Stage.MENTOR_REVIEW, party=Party.MENTORS, days=20),
        ),
        "rounds": (RoundCount(rounds=1, regions=6), RoundCount(rounds=2, regions=17)),
        "acts": TimeActs(**dict.fromkeys(TimeActs.model_fields, 7)),
        **changes,
    }
    return ClosingReport(**fields)


def of_25(**changes: Any) -> ClosingReport:
    """The report of 25 made-up regions, one of which withdrew."""
    left = region(
        25, status=Status.WITHDRAWN, published_on=None, regulation=None, rounds=0, stays=stays(25)[:2], planned=None
    )
    substitution = Substitution(region="Kabupaten Contoh 24", instead_of="Kabupaten Contoh 25")
    return report(*(region(number) for number in range(1, 25)), left, substitutions=(substitution,), **changes)


def text_of(pdf: bytes) -> list[str]:
    """The text of each page, with single spaces."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


@pytest.fixture(scope="module")
def lived() -> list[Walk]:
    """Three journeys: one published after two rounds, one that withdrew, one that is late in its first stage."""
    leaving = Walk(start("kab-bantul", "Kabupaten Bantul", "34.02"))
    leaving.kick_off()
    leaving.send("pm", Role.PROGRAMME_MANAGER, messages.Withdraw(reason="Mundur."))
    late = Walk(start("kab-kulon-progo", "Kabupaten Kulon Progo", "34.01"))
    late.wait(90)
    return [Walk().all_the_way(), leaving, late]


def test_the_figures_are_those_of_the_journeys(lived: list[Walk]) -> None:
    """Durations, delay, rounds and results are counted from the states, in the order of the regions' codes."""
    counts = (TimeCount("ladder_step_taken", "remind", 4), TimeCount("ladder_step_taken", "escalate", 3))
    made = gather_report(Facts([walk.journey for walk in lived], counts=counts, closed_at=None))
    late, left, published = made.regions
    assert [region.name for region in made.regions] == [
        "Kabupaten Kulon Progo",
        "Kabupaten Bantul",
        "Kabupaten Sleman",
    ]
    assert (late.status, left.status, published.status) == (Status.OPEN, Status.WITHDRAWN, Status.PUBLISHED)
    assert (published.rounds, [count.regions for count in made.rounds]) == (2, [0, 1])
    assert published.regulation is not None
    assert published.regulation.number == "12 Tahun 2020"
    assert [duration.stage for duration in made.durations] == list(Stage)
    assert [duration.regions for duration in made.durations] == [2, 1, 1, 1, 1]
    assert sum(duration.middle for duration in made.durations[1:]) <= published.days
    assert sum(d.planned for d in made.durations) == published.planned
    charged = [delay_account(walk.journey, AS_OF) for walk in lived]
    assert sum(item.days for item in made.late) == sum(account.late_days for account in charged if account)
    assert late.late_region > 0
    assert (made.acts.reminders, made.acts.escalations, made.acts.letters) == (4, 3, 0)


def test_a_cohort_without_journeys_has_no_report() -> None:
    """There is nothing to say of a cohort in which no region has begun."""
    with pytest.raises(NothingToReport):
        gather_report(Facts([]))


TITLES = [
    pytest.param("durations", {}, "Tahap telaah pembimbing paling jauh melampaui rencana: median 36", id="beyond"),
    pytest.param("durations", {"durations": ()}, "Belum ada daerah", id="no stage completed"),
    pytest.param("delay", {}, "75% hari keterlambatan ada pada daerah", id="most of the delay"),
    pytest.param("delay", {"late": ()}, "Tidak ada keterlambatan", id="no delay"),
    pytest.param("rounds", {}, "17 dari 23 daerah diterima pada putaran telaah ke-2", id="rounds"),
    pytest.param("rounds", {"rounds": ()}, "Belum ada buku", id="no round"),
]


@pytest.mark.parametrize(("chart", "changes", "title"), TITLES)
def test_a_title_says_what_is_seen(chart: str, changes: dict[str, Any], title: str) -> None:
    """The title of a chart is its finding."""
    assert report_data(of_25(**changes), Language.ID)[chart]["title"].startswith(title)


def test_many_regions_are_drawn_on_several_pages() -> None:
    """Each chart of the journeys holds as many regions as a page has room for, the first published first."""
    charts = report_data(report(*(region(n) for n in range(1, 60))), Language.EN)["timeline"]
    assert [len(chart["rows"]) for chart in charts] == [ROWS_OF_A_PAGE, 59 - ROWS_OF_A_PAGE]
    assert charts[0]["rows"][0]["label"] == "Kab. Contoh 1"
    assert charts[1]["title"] == "The journeys of the regions (continued)"


@pytest.mark.parametrize(
    ("most", "found"),
    [(0, [0, 1]), (3, [0, 1, 2, 3]), (8.5, [0, 2, 4, 6, 8, 10]), (147, [0, 20, 40, 60, 80, 100, 120, 140, 160])],
)
def test_scales_have_round_numbers(most: float, found: list[int]) -> None:
    """A scale begins at nought, ends at or after the largest value, and has steps people count in."""
    assert ticks(most) == found


async def test_the_report_of_25_regions() -> None:
    """It has every region, a text for each chart, SIMULASI on each page, and is the same bytes when made again."""
    pdf = await report_pdf(of_25(), Language.ID)
    assert pdf == await report_pdf(of_25(), Language.ID)
    pages = text_of(pdf)
    assert 3 <= len(pages) <= 6
    assert all("SIMULASI" in page for page in pages)
    whole = " ".join(pages)
    assert all(f"Kabupaten Contoh {number} " in whole for number in range(1, 26))
    for said in ("Perbup 24 Tahun 2020", "mengundurkan diri", "Direktur Layanan", "1 Juli 2020", "181 (190)"):
        assert said in whole, said
    assert b"pdfaid:conformance>A<" in pdf
    root: Any = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    described = _described(root["/StructTreeRoot"])
    assert [said.split(" ")[0] for said in described] == ["Diagram"] * 4
    assert "penyusunan: median 40,5, rencana 45, 20 sampai dengan 80, 24 daerah." in described[0]


def _described(element: Any) -> list[str]:
    """The texts that stand for pictures in a PDF's tree of contents, in order."""
    element = element.get_object()
    if isinstance(element, list):
        return [said for part in element for said in _described(part)]
    if not isinstance(element, dict):
        return []
    own = [str(element["/Alt"])] if "/Alt" in element else []
    return own + (_described(element["/K"]) if "/K" in element else [])


async def test_an_open_cohort_gives_a_provisional_report() -> None:
    """With nothing finished there are no drawings, and each page says that the report is provisional."""
    only = region(1, status=Status.OPEN, published_on=None, regulation=None, name=TRICK, stays=stays(1)[:1], rounds=0)
    bare = report(
        only, closed_at=None, simulated=False, durations=(), late=(), rounds=(), not_opened=3, cohort_title=TRICK
    )
    pages = text_of(await report_pdf(bare, Language.EN))
    assert all("PROVISIONAL" in page and "SIMULASI" not in page for page in pages)
    whole = " ".join(pages)
    assert TRICK in whole
    assert "Closing report" in whole
    assert "not opened yet" in whole


def test_both_languages_say_the_same() -> None:
    """Every phrase is there in both languages, with the same places."""
    indonesian, english = phrases(Language.ID), phrases(Language.EN)
    assert list(indonesian) == list(english)
    for key, phrase in indonesian.items():
        assert _places(phrase) == _places(english[key]), key


def _places(phrase: str) -> set[str | None]:
    return {place for _, place, _, _ in string.Formatter().parse(phrase) if place is not None}
