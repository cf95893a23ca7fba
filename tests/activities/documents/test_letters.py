"""Letters, minutes, sheets and the certificate: what they say, in both languages, for a journey that was lived."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from activities.documents.gather import gather
from activities.documents.layout import layout, title
from activities.documents.layout_sheets import ATTENDEES
from activities.documents.make import Made, make
from activities.documents.models import Certificate, LadderLetter, Model, OfficialPaper, ReviewSheet, SessionMinutes
from activities.documents.shapes import AnyLayout, Letter, Sheet, SignedBy, Table
from domain.model import Journey
from domain.vocabulary import DocumentKind, Role, Verdict
from domain.words.phrase import Language
from tests.activities.documents.papers import AT, MADE_ELSEWHERE, PEOPLE, ordered_of, ordered_papers, paper, papers

SIGNED = SignedBy(name="Dr. Ani", office="Plt. Direktur", at=datetime(2019, 12, 2, 2, 0, tzinfo=UTC))


def said(model: Model, language: Language = Language.ID, **options: object) -> str:
    """Everything that a document says, as one text."""
    arranged = layout(model, language, **{"simulated": False, **options})  # type: ignore[arg-type]
    return json.dumps(arranged.model_dump(mode="json"), ensure_ascii=False)


def without_role(journey: Journey, role: Role) -> Journey:
    """The journey while nobody holds a role."""
    return journey.model_copy(update={"members": tuple(m for m in journey.members if m.role is not role)})


def letter(model: Model, **options: object) -> Letter:
    """A letter as it is laid out."""
    arranged: AnyLayout = layout(model, Language.ID, **{"simulated": False, **options})  # type: ignore[arg-type]
    assert isinstance(arranged, Letter)
    return arranged


def test_the_lived_journey_orders_every_kind_but_those_made_elsewhere() -> None:
    """The journey the tests look at orders a document of every kind that is gathered from a state."""
    kinds = {found.order.kind for found in ordered_papers()}
    assert kinds == set(DocumentKind) - set(MADE_ELSEWHERE)


@pytest.mark.parametrize("language", Language)
def test_every_order_becomes_a_layout_without_a_blank_or_a_leftover_place(language: Language) -> None:
    """Every order of a whole journey is gathered and laid out; no phrase keeps a place, and no title is empty."""
    for order, journey, at in ordered_papers():
        model = gather(order, journey, PEOPLE, at=at)
        text = said(model, language).replace("{page}", "").replace("{pages}", "")
        assert "None" not in text and "{" not in text.replace('{"', "").replace("[{", ""), text
        assert journey.region.name in title(model, language)


def test_a_title_stays_one_line_of_the_domain() -> None:
    """A document about a region and a session with the longest names has a title that the domain can hold."""
    model = paper(DocumentKind.SESSION_MINUTES).model_copy(update={"title": "T" * 300, "region": "R" * 300})
    assert len(title(model, Language.ID)) == 300 and title(model, Language.ID).endswith("…")


def test_books_and_reports_are_made_elsewhere() -> None:
    """An order for a book is refused here, and so is one about a session that the policy does not have."""
    order, journey, at = ordered_of(DocumentKind.SESSION_MINUTES)
    for kind, about in ((DocumentKind.BOOK, "buku-1"), (DocumentKind.SESSION_MINUTES, "9")):
        with pytest.raises(ValueError):
            gather(order.model_copy(update={"kind": kind, "about": about}), journey, {}, at=at)


def test_a_person_nobody_knows_is_shown_by_id_and_an_empty_role_by_dots() -> None:
    """Without names the documents show ids; a role that nobody holds leaves dots to sign on."""
    order, journey, at = ordered_of(DocumentKind.SESSION_MINUTES)
    unnamed = gather(order, without_role(journey, Role.TEAM_CHAIR), {"mentor-a": "  "}, at=at)
    assert isinstance(unnamed, SessionMinutes)
    assert unnamed.mentors == ("mentor-a", "mentor-b") and unnamed.chair is None
    assert "(……" in said(unnamed)


def test_minutes_begin_with_the_day_in_words() -> None:
    """Minutes begin with the day in words, and give the attendance in figures and words."""
    minutes = paper(DocumentKind.SESSION_MINUTES)
    assert "Pada hari ini, Kamis, tanggal dua puluh tiga bulan Mei tahun dua ribu sembilan belas" in said(minutes)
    assert "40 (empat puluh) orang" in said(minutes)
    assert "Thursday, the twenty-third of May in the year two thousand and nineteen" in said(minutes, Language.EN)


def test_an_invitation_says_when_where_and_what_for() -> None:
    """An invitation names weekday and date, the hour with its zone, the place and the mentors."""
    text = said(paper(DocumentKind.SESSION_INVITATION))
    for part in ("Rabu dan Kamis, 22–23 Mei 2019", "09.00 WIB s.d. selesai", "Sleman", PEOPLE["mentor-a"]):
        assert part in text
    assert '"Yth.", "Sekretaris Daerah Kabupaten Sleman"' in text


def test_a_letter_is_a_draft_with_a_blank_number_until_it_is_signed() -> None:
    """An unsigned letter is marked and has visible blanks for serial and day; signing fills both and takes the mark."""
    model = paper(DocumentKind.SESSION_INVITATION)
    draft, final = letter(model), letter(model, serial=116, signed=SIGNED)
    assert draft.head[0] == ("Nomor", "B.……/DJAI/AI.01.05/05/2019") and draft.place_date == "Jakarta, …… Mei 2019"
    assert draft.marks == ("KONSEP",) and "KONSEP" in draft.notices[0]
    assert final.head[0] == ("Nomor", "B.116/DJAI/AI.01.05/12/2019") and final.place_date == "Jakarta, 2 Desember 2019"
    assert final.marks == () and final.signature.name == "Dr. Ani" and "elektronik" in (final.signature.signed or "")


def test_only_letters_are_drafts() -> None:
    """What is no letter is never marked as a draft; a certificate is sealed instead, with its full date."""
    for model in papers():
        is_letter = isinstance(model, OfficialPaper) and not isinstance(model, Certificate)
        assert ("KONSEP" in said(model)) is is_letter
    certificate = paper(DocumentKind.CERTIFICATE)
    assert "segel elektronik" in said(certificate) and f"Jakarta, {certificate.dated.day} " in said(certificate)


def test_the_ladders_letter_goes_to_the_sekda_and_counts_working_days() -> None:
    """The letter about a late task says how many working days, and goes to the head where there is no Sekda."""
    order, journey, at = ordered_of(DocumentKind.LADDER_LETTER)
    model = gather(order, journey, PEOPLE, at=at)
    assert isinstance(model, LadderLetter)
    assert model.days_late == 12 and "12 (dua belas) hari kerja" in said(model)
    assert letter(model).receiver[1] == "Sekretaris Daerah Kabupaten Sleman"
    orphan = letter(gather(order, without_role(journey, Role.SEKDA), PEOPLE, at=at))
    assert orphan.receiver[1] == "Bupati Sleman" and "Bupati Sleman" not in orphan.copies


def test_a_review_sheet_has_the_mentors_scores_mean_and_comments() -> None:
    """A review sheet gives the verdict, each pillar's score, their mean, and each comment with its chapter."""
    model = paper(DocumentKind.REVIEW_SHEET)
    assert isinstance(model, ReviewSheet) and model.verdict is Verdict.REVISE
    text = said(model)
    for part in ("perlu revisi", "Smart Governance", '"Rata-rata", "4,00"', "Perjelas sasaran nomor 2", "Pendahuluan"):
        assert part in text
    assert '"Mean", "4.00"' in said(model, Language.EN)


@pytest.mark.parametrize(
    ("days", "columns"),
    [
        (1, [["Tanda tangan"]]),
        (2, [["Tanda tangan\n4 November 2019", "Tanda tangan\n5 November 2019"]]),
        (
            4,
            [
                ["Tanda tangan\n4 November 2019", "Tanda tangan\n5 November 2019", "Tanda tangan\n6 November 2019"],
                ["Tanda tangan"],
            ],
        ),
    ],
)
def test_an_attendance_list_has_a_column_for_each_day(days: int, columns: list[list[str]]) -> None:
    """Up to three days share a list, each with its column to sign in; a bimtek of more days has another list."""
    month = tuple(date(2019, 11, 4 + day) for day in range(days))
    arranged = layout(
        paper(DocumentKind.ATTENDANCE_LIST).model_copy(update={"days": month}), Language.ID, simulated=False
    )
    assert isinstance(arranged, Sheet)
    lists = [part for part in arranged.parts if isinstance(part, Table)]
    assert [[column.title for column in found.columns[3:]] for found in lists] == columns
    assert all(len(found.rows) >= ATTENDEES for found in lists)
    assert lists[0].rows[0][:3] == ("1", PEOPLE["mentor-a"], "Pembimbing")


def test_titles_are_short_and_tell_papers_of_one_round_apart() -> None:
    """A session's subjects are left out of a title, and a matrix with answers is called so."""
    assert title(paper(DocumentKind.SESSION_INVITATION), Language.ID) == "Surat undangan Bimtek I, Kabupaten Sleman"
    empty, answered = [
        title(gather(order, journey, PEOPLE, at=at), Language.ID)
        for order, journey, at in ordered_papers()
        if order.kind is DocumentKind.FOLLOW_UP_MATRIX
    ]
    assert empty != answered and "dengan jawaban" in answered


def test_a_matrix_shows_the_answers_once_they_are_given() -> None:
    """The first matrix of a round is to be filled in by a day; the one after the new submission has the answers."""
    first, last = [
        gather(order, journey, PEOPLE, at=at)
        for order, journey, at in ordered_papers()
        if order.kind is DocumentKind.FOLLOW_UP_MATRIX
    ]
    assert "3 catatan, belum dijawab" in said(first) and "paling lambat" in said(first)
    assert "3 catatan, seluruhnya sudah dijawab" in said(last) and "paling lambat" not in said(last)


@pytest.mark.parametrize(
    ("region", "head"),
    [
        ("Kabupaten Banyumas", "Bupati Banyumas"),
        ("Kota Banda Aceh", "Wali Kota Banda Aceh"),
        ("Daerah Contoh", "Kepala Daerah Daerah Contoh"),
    ],
)
def test_a_head_is_called_what_his_region_makes_him(region: str, head: str) -> None:
    """A kabupaten has a bupati, a kota a wali kota, and any other region a kepala daerah."""
    model = paper(DocumentKind.ASSESSMENT_LETTER).model_copy(update={"region": region})
    assert letter(model).receiver[1] == head


async def _made(model: Model, *, simulated: bool) -> tuple[Made, list[str]]:
    made = await make(model, language=Language.ID, at=AT, simulated=simulated)
    return made, [page.extract_text() for page in PdfReader(io.BytesIO(made.pdf)).pages]


@pytest.mark.parametrize("model", papers(), ids=lambda model: type(model).__name__)
async def test_every_document_is_typeset_and_a_simulation_says_so_on_every_page(model: Model) -> None:
    """Each kind becomes a PDF in which every page of a simulated journey is marked, and a DOCX if it is edited."""
    made, pages = await _made(model, simulated=True)
    assert pages and all("SIMULASI" in page for page in pages)
    assert (made.docx is None) is isinstance(model, ReviewSheet | Certificate)


async def test_a_real_document_is_not_marked_and_strange_names_do_not_break_it() -> None:
    """Without a simulation nothing is marked; names in any script, with markup, or without end, are printed."""
    order, journey, at = ordered_of(DocumentKind.SESSION_INVITATION)
    names = {"mentor-a": "あい #read(1) 🙂\u202e " + "X" * 200, "director": "أحمد *tebal*"}
    made, pages = await _made(gather(order, journey, names, at=at), simulated=False)
    text = "".join(pages)
    assert "SIMULASI" not in text
    assert "□□ #read(1) □□" in text and "tebal*" in text
    # Readers differ about the order of what is written from the right; the letters are there.
    assert set("أحمد") <= set(text)
    assert made.docx is not None
