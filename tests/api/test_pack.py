"""Forms of the offline pack: made from the acts' models, filled in, read back as acts or as errors of single fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date

import pytest
from docx import Document as Docx
from docx.oxml.ns import qn

from api.forms.asked import ActForm
from api.forms.filled import Filled, fill
from api.forms.layout import MODELS, Cell, Choices, Grid, Option, Part, parts_of
from api.forms.values import Wrong, day_of, value_of
from api.forms.wanted import Form, choices_of, forms_for
from api.forms.words import TITLES, label_of
from api.pack.form_docx import write_form
from api.pack.form_reading import read_form
from api.pack.manifest import PackRefused
from domain import messages
from domain.model import Journey
from domain.roles import RULES
from domain.values import ChapterName, Comment
from domain.vocabulary import HeadCapacity, Outcome, Role, Stage, Task, Verdict
from tests.api.pack_filling import copy_last_row, type_in, zipped
from tests.domain.builders import OPENS_AT, person, shipped_policy, start, with_endorsements
from tests.domain.cast import Play

PDF = b"%PDF-1.7\nsebuah pindaian\n"
FILES = {"bukti.pdf": PDF, "daftar hadir.pdf": PDF + b"2", "program.exe": b"MZ\x00\x01"}


def play(task: Task | None = None) -> Play:
    """A journey that has come to a task."""
    found = Play(start(policy=shipped_policy(), simulated=True))
    return found.until(task) if task else found


class Desk:
    """A person with the forms of his pack."""

    def __init__(self, journey: Journey, who: str) -> None:
        self.journey = journey
        self.choices = choices_of(journey, {"coordinator": "Budi Santosa", "regional-head": "Sri Hartati"})
        self.forms = {form.packed.title: form for form in forms_for(journey, who)}

    def form(self, beginning: str) -> Form:
        """The form whose title begins so."""
        return next(form for title, form in self.forms.items() if title.startswith(beginning))

    def parts(self, form: Form) -> tuple[Part, ...]:
        """The cells and tables of a form."""
        return parts_of(form.packed, self.choices)

    def written(self, form: Form) -> bytes:
        """A form as it is given out."""
        return write_form(form, self.parts(form), self.journey, person="Budi Santosa", at=OPENS_AT)

    def read(self, form: Form, content: bytes) -> Filled:
        """A form as it is taken back."""
        parts = self.parts(form)
        return fill(form.packed, parts, read_form(content, parts, form.packed.rows), FILES, "p0123456789")

    def filled(self, beginning: str, texts: Mapping[str, str]) -> Filled:
        """What becomes of a form with these texts in it."""
        form = self.form(beginning)
        return self.read(form, type_in(self.written(form), texts))


def test_every_act_with_a_form_is_known_and_every_field_has_a_label() -> None:
    """Every field that a form asks for is called by a word of ours, not by its name in the code."""
    option = (Option("x", "x"),)
    choices = Choices(chapters=option, people=option, sessions=option)
    assert set(TITLES) <= set(RULES) and set(TITLES) <= set(MODELS)
    unnamed = []
    for act in set(TITLES) - {"correct_fact"}:  # its fields are those of the act that is corrected
        fixed: dict[str, str | int] = dict.fromkeys(("round", "obligation", "step"), "x")
        form = ActForm(file="x", act=act, role=Role.COORDINATOR, title="x", fixed=fixed)
        for part in parts_of(form, choices):
            for path in (part.path, *(f"{part.path}.{c.path}" for c in (part.cells if isinstance(part, Grid) else ()))):
                name = path.removesuffix(".file").removesuffix(".title").rpartition(".")[2]
                if label_of(path) == name.replace("_", " ").capitalize() and name != "comment":
                    unnamed.append(f"{act}: {path}")
    assert unnamed == []


def test_the_forms_are_those_of_the_roles_and_of_the_stage() -> None:
    """Nobody gets a form for an act that his role does not do; what belongs to the next stage is marked as such."""
    journey = play().journey
    coordinator = forms_for(journey, "coordinator")
    assert {form.packed.act for form in coordinator} >= {"pass_gates", "save_plan", "record_session", "hand_in"}
    assert all(form.packed.role in RULES[form.packed.act].roles for form in coordinator)
    assert [form.now for form in coordinator if form.packed.act == "pass_gates"] == [True]
    assert [form.now for form in coordinator if form.packed.act == "hand_in"] == [False]
    assert forms_for(journey, "siapa-saja") == ()
    assert {form.packed.role for form in forms_for(journey, person(Role.BAPPEDA))} == {Role.BAPPEDA}
    assert len({form.packed.file for form in coordinator}) == len(coordinator)


def test_a_form_that_nobody_filled_in_is_no_act() -> None:
    """Neither as it was given out nor with something typed and taken out again."""
    for task in (None, Task.GIVE_VERDICTS, Task.SUBMIT):
        for who in ("coordinator", "mentor-a"):
            desk = Desk(play(task).journey, who)
            for form in desk.forms.values():
                assert desk.read(form, desk.written(form)) == Filled(), form.packed.title


def test_the_same_state_gives_the_same_file() -> None:
    """A pack that is made again holds the same forms, byte by byte."""
    desk = Desk(play().journey, "coordinator")
    form = desk.form("Pemenuhan syarat")
    assert desk.written(form) == desk.written(form)


def test_gates_come_back_as_they_were_written() -> None:
    """Days in three ways of writing, a file by its name; a row that was left alone is left out."""
    texts = {"gates.0.passed_on": "20-05-2019", "gates.0.evidence.file": "BUKTI.pdf"}
    texts |= {"gates.2.passed_on": "21 Mei 2019", "gates.2.evidence.file": "lampiran/daftar hadir.pdf"}
    texts |= {"gates.2.evidence.title": "SK Nomor 12"}
    found = Desk(play().journey, "coordinator").filled("Pemenuhan syarat", texts)
    assert found.mistakes == ()
    assert isinstance(found.act, messages.PassGates)
    assert [(gate.gate, gate.passed_on) for gate in found.act.gates] == [
        ("mou", date(2019, 5, 20)),
        ("sk-tim", date(2019, 5, 21)),
    ]
    assert [gate.evidence.title for gate in found.act.gates] == ["bukti.pdf", "SK Nomor 12"]
    assert found.attachments == ("bukti.pdf", "daftar hadir.pdf")


def test_what_is_wrong_is_said_for_each_field_with_its_label() -> None:
    """A day that does not exist, a file that is not there or of no kind that is taken, a cell left empty."""
    texts = {"gates.0.passed_on": "31-02-2019", "gates.0.evidence.file": "tidak-ada.pdf"}
    texts |= {"gates.1.evidence.file": "program.exe"}
    found = Desk(play().journey, "coordinator").filled("Pemenuhan syarat", texts)
    assert found.act is None
    said = {mistake.path: mistake for mistake in found.mistakes}
    assert set(said) == {
        "gates.0.passed_on",
        "gates.0.evidence.file",
        "gates.1.passed_on",
        "gates.1.evidence.file",
    }
    assert said["gates.0.passed_on"].label == "Syarat yang dipenuhi, baris 1: Tanggal dipenuhi"
    assert "tidak ada di kalender" in said["gates.0.passed_on"].wrong
    assert all(mistake.todo for mistake in found.mistakes)


def test_a_verdict_comes_back_with_scores_and_comments() -> None:
    """Chosen by what it is called; comments get ids of their own."""
    desk = Desk(play(Task.GIVE_VERDICTS).journey, "mentor-a")
    texts = {"verdict": "perlu revisi", **{f"scores.{n}.score": "4" for n in range(6)}}
    texts |= {"comments.0.chapter": "Buku 2 Bab 4 – Rencana Aksi", "comments.0.text": "Indikator belum terukur."}
    found = desk.filled("Lembar hasil telaah", texts)
    assert found.mistakes == ()
    assert isinstance(found.act, messages.GiveVerdict)
    assert (found.act.round, found.act.verdict, len(found.act.scores)) == (1, Verdict.REVISE, 6)
    (comment,) = found.act.comments
    assert (comment.id, str(comment.chapter)) == ("p0123456789-1", "buku-2/bab-4")
    wrong = desk.filled("Lembar hasil telaah", {"verdict": "barangkali", "scores.0.score": "empat"})
    assert {mistake.path for mistake in wrong.mistakes} == {"verdict", "scores.0.score"}
    assert "diterima" in next(m.todo for m in wrong.mistakes if m.path == "verdict")


def test_the_action_plan_takes_rows_that_were_copied() -> None:
    """What stood there stays, a changed amount counts, and a copied row is one more."""
    journey = play(Task.SUBMIT).journey.model_copy(update={"programmes": play(Task.GIVE_VERDICTS).journey.programmes})
    desk = Desk(journey, "coordinator")
    form = desk.form("Isian masterplan: rencana aksi")
    row = {"name": "Layanan satu pintu", "pillar": "Smart Governance", "sub_dimension": "Smart Governance: Birokrasi"}
    row |= {"rpjmd_goal": "Sasaran 2", "responsible_opd": "Dinas Kominfo", "first_year": "2020", "last_year": "2024"}
    row |= {"budget": "Rp 2.500.000.000", "indicator": "Indeks SPBE"}
    content = type_in(desk.written(form), {"action_plan.rows.0.budget": "1.250.000.000"})
    found = desk.read(form, copy_last_row(content, row))
    assert found.mistakes == ()
    assert isinstance(found.act, messages.SavePlan)
    assert found.act.action_plan is not None and found.act.quick_wins is None
    rows = found.act.action_plan.rows
    assert len(rows) == len(journey.programmes) + 1
    assert (rows[0].budget, rows[-1].budget, rows[-1].sub_dimension) == (1_250_000_000, 2_500_000_000, "bureaucracy")
    wrong = desk.read(form, copy_last_row(content, {**row, "sub_dimension": "Smart Living: Kesehatan"}))
    assert [mistake.path.rpartition(".")[0] for mistake in wrong.mistakes] == ["action_plan.rows"]


def test_a_komitmen_names_people_of_the_journey_or_by_their_ids() -> None:
    """Chosen from the list, or typed as an id; neither, and it is said."""
    desk = Desk(play(Task.RECORD_COMMITMENT).journey, "coordinator")
    texts = {"signed_on": "2019-10-01", "capacity": "definitif", "scan.file": "bukti.pdf"}
    texts |= {"signatories.0.person": "Sri Hartati [regional-head]", "signatories.0.office": "Bupati"}
    texts |= {"signatories.1.person": "kepala-dinas.pu", "signatories.1.office": "Kepala Dinas PU"}
    found = desk.filled("Pencatatan komitmen", texts)
    assert found.mistakes == ()
    assert isinstance(found.act, messages.RecordCommitment)
    assert (found.act.head, found.act.capacity) == ("regional-head", HeadCapacity.DEFINITIF)
    assert [signatory.person for signatory in found.act.signatories] == ["regional-head", "kepala-dinas.pu"]
    wrong = desk.filled("Pencatatan komitmen", {**texts, "signatories.1.person": "Pak Kepala Dinas"})
    assert [mistake.path for mistake in wrong.mistakes] == ["signatories.1.person"]


def test_the_matrix_has_a_row_for_each_comment() -> None:
    """The comment stands in front; only rows that were answered are sent."""
    story = play(Task.GIVE_VERDICTS)
    chapter = story.journey.policy.books[0].chapters[0].key
    comments = tuple(
        Comment(id=f"k-{n}", chapter=ChapterName(book="buku-1", chapter=chapter), text="x") for n in (1, 2)
    )
    desk = Desk(story.journey.model_copy(update={"open_comments": comments, "revising": True}), "coordinator")
    found = desk.filled("Matriks tindak lanjut", {"answers.1.text": "Sudah\ndiperbaiki."})
    assert isinstance(found.act, messages.AnswerComments)
    assert [(answer.comment, answer.text) for answer in found.act.answers] == [("k-2", "Sudah\ndiperbaiki.")]


def test_an_agency_answers_for_itself() -> None:
    """The step and the agency are those of the pack, whatever stands in the file."""
    found = Play(start(policy=with_endorsements())).until(Task.ENDORSE).journey
    agency = next(member.person for member in found.members if member.role is Role.AGENCY)
    answer = Desk(found, agency).filled(
        "Jawaban kementerian", {"outcome": "disetujui dengan catatan", "notes": "Baik."}
    )
    assert isinstance(answer.act, messages.Endorse)
    assert answer.act.outcome is Outcome.YES_WITH_NOTES


def test_a_submission_is_sent_by_saying_so() -> None:
    """A form in which nothing has to be filled in is sent with Yes, and with nothing else."""
    desk = Desk(play(Task.SUBMIT).journey, "coordinator")
    assert isinstance(desk.filled("Pengajuan", {"send": "Ya"}).act, messages.Submit)
    assert desk.filled("Pengajuan", {"send": "Tidak"}) == Filled()
    assert [mistake.path for mistake in desk.filled("Pengajuan", {"send": "mungkin"}).mistakes] == ["send"]


def test_what_is_typed_beside_a_control_counts_too() -> None:
    """People do not always hit the control; what stands in the cell is what they meant."""
    desk = Desk(play().journey, "coordinator")
    form = desk.form("Pemenuhan kewajiban")
    document = Docx(io.BytesIO(desk.written(form)))
    table = document.tables[-1]
    for row, text in zip(table.rows, ("20-05-2019", "bukti.pdf", ""), strict=True):
        row.cells[1].add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    found = desk.read(form, made.getvalue())
    assert isinstance(found.act, messages.MeetObligation)
    assert found.act.met_on == date(2019, 5, 20)


def test_a_form_without_the_paths_of_its_choices_is_read_by_their_places() -> None:
    """Older LibreOffice keeps the names of texts alone, and nothing of choices; the tables are still the same."""
    desk = Desk(play(Task.GIVE_VERDICTS).journey, "mentor-a")
    form = desk.form("Lembar hasil telaah")
    texts = {"verdict": "perlu revisi", **{f"scores.{n}.score": "4" for n in range(6)}}
    texts |= {"comments.0.chapter": "buku-2/bab-4", "comments.0.text": "Indikator belum terukur."}
    written = type_in(desk.written(form), texts)
    document = Docx(io.BytesIO(written))
    for about in list(document.element.body.iter(qn("w:sdtPr"))):
        choice = about.find(qn("w:dropDownList")) is not None
        for name in ("w:tag", "w:alias", "w:showingPlcHdr") if choice else ("w:tag", "w:showingPlcHdr"):
            for gone in about.findall(qn(name)):
                about.remove(gone)
    made = io.BytesIO()
    document.save(made)
    assert desk.read(form, made.getvalue()) == desk.read(form, written)


@pytest.mark.parametrize("content", [b"", b"bukan docx", b"PK\x03\x04kaput", zipped({"word/x.xml": b"<a/>"})])
def test_what_is_no_form_is_refused(content: bytes) -> None:
    """It is said what it is not, without a traceback."""
    desk = Desk(play().journey, "coordinator")
    form = desk.form("Pemenuhan syarat")
    with pytest.raises(PackRefused):
        read_form(content, desk.parts(form), {})


def test_another_document_in_the_place_of_a_form_is_noticed() -> None:
    """A DOCX without our controls is not taken for an empty form."""
    made = io.BytesIO()
    Docx().save(made)
    desk = Desk(play().journey, "coordinator")
    (mistake,) = desk.read(desk.form("Pemenuhan syarat"), made.getvalue()).mistakes
    assert "formulir asli" in mistake.todo


def test_definitions_in_the_xml_are_not_followed() -> None:
    """Entities that grow without bound, or read files, are refused before the parser sees them."""
    desk = Desk(play().journey, "coordinator")
    form = desk.form("Pemenuhan syarat")
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    parts = zipfile.ZipFile(io.BytesIO(desk.written(form)))
    hostile = zipped({**{name: parts.read(name) for name in parts.namelist()}, "word/document.xml": bomb})
    with pytest.raises(PackRefused, match="definisi XML"):
        read_form(hostile, desk.parts(form), {})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05-01-2027", date(2027, 1, 5)),
        ("5/1/2027", date(2027, 1, 5)),
        ("2027-01-05", date(2027, 1, 5)),
        ("5 Januari 2027", date(2027, 1, 5)),
        ("5 agu 2027", date(2027, 8, 5)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    """Day first, year first, or with the month's name."""
    assert day_of(text) == day


@pytest.mark.parametrize("text", ["besok", "05-13-2027", "31-02-2027", "5 Ju 2027", "0-0-0000", "2027", "٥-١-٢٠٢٧x"])
def test_what_is_no_day_is_said(text: str) -> None:
    """With what to do about it."""
    with pytest.raises(Wrong) as wrong:
        day_of(text)
    assert "05-01-2027" in wrong.value.todo.id


@pytest.mark.parametrize("text", ["empat", "-1", "1,5", "1.5", "9" * 30, "²"])
def test_what_is_no_number_is_said(text: str) -> None:
    """Whole numbers alone, with dots between thousands or without."""
    cell = next(
        p for p in parts_of(ActForm(file="x", act="ask_extension", role=Role.COORDINATOR, title="x"), Choices())
    )
    assert isinstance(cell, Cell)
    with pytest.raises(Wrong):
        value_of(cell, text)


def test_stages_are_all_considered() -> None:
    """In every stage the coordinator has a form to fill in."""
    for stage in Stage:
        found = play().until(stage=stage).journey
        assert forms_for(found, "coordinator"), stage
