"""How lists, forms and matrices read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from activities.documents import models
from activities.documents.shapes import Column, Fields, Heading, Paragraph, Part, Sheet, Signatures, Table
from activities.documents.voice import Voice, items
from domain.vocabulary import Role

ATTENDEES = 48
"""Numbered rows of an attendance list at least, those expected included; more than those by ten where many are."""
DAYS_ABREAST = 3
"""Days of one list, each with a column for signatures; a bimtek of more days has more lists."""
AGENCIES = 12
"""Numbered rows for heads of agencies at least."""


def attendance_list(model: models.AttendanceList, voice: Voice) -> Sheet:
    """The attendance list of a bimtek, with a column for the signatures of each day."""
    known = [(attendee.name, voice.office(attendee.role).replace("\n", ", ")) for attendee in model.expected]
    blank = [("", "")] * max(ATTENDEES - len(known), 10)
    people = [*known, *blank]
    parts: list[Part] = []
    for first in range(0, len(model.days), DAYS_ABREAST):
        days = model.days[first : first + DAYS_ABREAST]
        if first:
            parts.append(Heading(text=voice.say("heading"), new_page=True))
        fields = (
            (voice.say("label_programme"), voice.say("programme")),
            (voice.say("label_days"), voice.spell(days, "weekday")),
            (voice.say("label_venue"), voice.say("venue")),
        )
        parts += [Fields(rows=fields), _attendance(voice, people, days)]
    return Sheet(
        **voice.page(),
        heading=voice.say("heading"),
        subheading=voice.say("subheading"),
        parts=tuple(parts),
    )


def _attendance(voice: Voice, people: Sequence[tuple[str, str]], days: Sequence[date]) -> Table:
    """The rows to sign in, on one day or on some."""
    if len(days) > 1:
        signed = tuple(Column(title=voice.say("column_signature_on", day=day), share=0.8) for day in days)
        marks = [("",) * len(days)] * len(people)
    else:
        # Signatures of odd rows stand left and of even rows right, so that they do not run into each other.
        signed = (voice.column("signature", 1),)
        marks = [(f"{number}." if number % 2 else f"\t{number}.",) for number in range(1, len(people) + 1)]
    return Table(
        columns=(voice.row_number(), voice.column("name", 1.3), voice.column("office", 1.3), *signed),
        rows=tuple(
            (str(number), name, office, *mark)
            for number, ((name, office), mark) in enumerate(zip(people, marks, strict=True), start=1)
        ),
        height=8.4,
    )


def _chapter(voice: Voice, line: models.CommentLine) -> str:
    return voice.say("chapter", line)


def review_sheet(model: models.ReviewSheet, voice: Voice) -> Sheet:
    """One mentor's review of a submission."""
    scores = [(voice.spell(line.pillar), voice.spell(line.score)) for line in model.scores]
    if scores:
        mean = sum(line.score for line in model.scores) / len(scores)
        scores.append((voice.say("mean"), voice.spell(mean)))
    comments = Table(
        columns=(voice.row_number(), voice.column("chapter", 0.8), voice.column("comment", 1.6)),
        rows=tuple((str(n), _chapter(voice, line), line.text) for n, line in enumerate(model.comments, start=1)),
    )
    scored: tuple[Part, ...] = (
        Heading(text=voice.say("scores")),
        Table(columns=(voice.column("pillar", 2), voice.column("score", 1, align="center")), rows=tuple(scores)),
    )
    parts: tuple[Part, ...] = (
        voice.fields(
            programme="programme",
            round="round",
            submission="submission",
            fingerprint="fingerprint",
            mentor="mentor",
            given="given",
            verdict="verdict",
        ),
        *(scored if scores else ()),
        Heading(text=voice.say("comments")),
        comments if model.comments else Paragraph(text=voice.say("no_comments")),
        Signatures(signatures=(voice.signature(voice.office(Role.MENTOR), model.mentor),)),
    )
    return Sheet(**voice.page(), heading=voice.say("heading"), subheading=voice.say("subheading"), parts=parts)


def follow_up_matrix(model: models.FollowUpMatrix, voice: Voice) -> Sheet:
    """The comments of a round with the region's answers; rows not answered yet are empty, to be written in."""
    matrix = Table(
        columns=(
            voice.row_number(),
            voice.column("chapter", 0.8),
            voice.column("comment", 1.4),
            voice.column("answer", 1.4),
            voice.column("check", 0.7),
        ),
        rows=tuple(
            (str(number), _chapter(voice, line), line.text, line.answer or "", "")
            for number, line in enumerate(model.lines, start=1)
        ),
        height=14,
    )
    answered = "none" if model.answered == 0 else "all" if model.answered == len(model.lines) else "some"
    signatures = (
        voice.signature(voice.office(Role.COORDINATOR), model.coordinator),
        voice.signature(voice.office(Role.TEAM_CHAIR), model.chair),
    )
    parts: tuple[Part, ...] = (
        voice.fields(programme="programme", round="round", state=f"state_{answered}", due="due" if model.due else None),
        matrix,
        Signatures(signatures=signatures, place_date=voice.say("signed_at")),
    )
    return Sheet(
        **voice.page("title_answered" if model.answered else "title", regional=True),
        heading=voice.say("heading"),
        subheading=voice.say("subheading"),
        across=True,
        parts=parts,
    )


def commitment_sheet(model: models.CommitmentSheet, voice: Voice) -> Sheet:
    """The commitment that the regional head and the heads of agencies sign on paper."""
    agencies = [*model.agencies, *("" for _ in range(AGENCIES - len(model.agencies)))]
    signed = Table(
        columns=(
            voice.row_number(),
            voice.column("agency", 1.3),
            voice.column("name", 1.2),
            voice.column("signature", 0.9),
        ),
        rows=tuple(
            (str(number), agency, "", f"{number}." if number % 2 else f"\t{number}.")
            for number, agency in enumerate(agencies, start=1)
        ),
        height=13,
    )
    promised = voice.items(
        "item_plan" if model.programmes else None,
        "item_quick_wins" if model.quick_wins else None,
        "item_planning",
        "item_adoption",
        "item_report",
    )
    parts: tuple[Part, ...] = (
        Paragraph(text=voice.say("opening")),
        *items(promised),
        Paragraph(text=voice.say("closing")),
        Signatures(
            signatures=(voice.signature(voice.office(Role.REGIONAL_HEAD), model.head),),
            place_date=voice.say("signed_at"),
        ),
        Heading(text=voice.say("agencies"), new_page=True),
        signed,
    )
    return Sheet(
        **voice.page(regional=True), heading=voice.say("heading"), subheading=voice.say("subheading"), parts=parts
    )
