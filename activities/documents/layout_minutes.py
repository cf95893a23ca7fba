"""How minutes (berita acara) read."""

from __future__ import annotations

from activities.documents import models
from activities.documents.shapes import Minutes, Paragraph, Part, Signature, Signatures, Table
from activities.documents.voice import Voice, items
from domain.vocabulary import Role

BLANK_ROWS = 3
"""Rows for what was discussed, which people fill in."""


def _sides(voice: Voice, mentors: tuple[str, ...], chair: str | None, officer: str | None) -> tuple[Signature, ...]:
    """Who signs minutes: the region, the ministry, the mentors."""
    return (
        voice.signature(voice.office(Role.TEAM_CHAIR), chair),
        voice.signature(voice.office(Role.MINISTRY_OFFICER), officer),
        *(voice.signature(voice.office(Role.MENTOR), mentor) for mentor in mentors),
    )


def session_minutes(model: models.SessionMinutes, voice: Voice) -> Minutes:
    """The minutes of a bimtek."""
    fields = voice.fields(
        days="days",
        attendance="attendance",
        mentors="mentors" if model.mentors else None,
        officer="officer" if model.officer else None,
        output="output" if model.output else None,
    )
    agreed = voice.items("item_hand_in" if model.hand_in_due else None, "item_comments")
    discussed = Table(
        columns=(
            voice.row_number(),
            voice.column("subject", 1),
            voice.column("conclusion", 1.2),
            voice.column("action", 1),
        ),
        rows=tuple((str(number), "", "", "") for number in range(1, BLANK_ROWS + 1)),
        height=9,
    )
    parts: tuple[Part, ...] = (
        Paragraph(text=voice.say("opening")),
        fields,
        Paragraph(text=voice.say("agreed")),
        *items((*agreed, *voice.asked(model.asked))),
        Paragraph(text=voice.say("discussed")),
        discussed,
        Paragraph(text=voice.say("closing")),
        Signatures(
            signatures=_sides(voice, model.mentors, model.chair, model.officer), place_date=voice.say("signed_at")
        ),
    )
    return Minutes(**voice.page(), heading=voice.say("heading"), subheading=voice.say("subheading"), parts=parts)


def round_minutes(model: models.RoundMinutes, voice: Voice) -> Minutes:
    """The minutes of a round of the mentor review."""
    verdicts = Table(
        columns=(
            voice.row_number(),
            voice.column("mentor", 1.2),
            voice.column("given", 1.1),
            voice.column("verdict", 0.7),
            voice.column("mean", 0.6, align="center"),
            voice.column("comments", 0.65, align="center"),
        ),
        rows=tuple(
            (
                str(number),
                line.mentor,
                voice.say("given", line),
                voice.spell(line.verdict),
                voice.say("no_mean") if line.mean is None else voice.spell(line.mean),
                voice.spell(line.comments),
            )
            for number, line in enumerate(model.verdicts, start=1)
        ),
    )
    if model.accepted:
        result = "accepted_by_decision" if model.by_decision else "accepted"
    else:
        result = "revise_due" if model.due else "revise"
    mentors = tuple(line.mentor for line in model.verdicts)
    parts: tuple[Part, ...] = (
        Paragraph(text=voice.say("opening")),
        voice.fields(submitted="submitted", fingerprint="fingerprint"),
        Paragraph(text=voice.say("verdicts")),
        verdicts,
        Paragraph(text=voice.say(result)),
        Paragraph(text=voice.say("closing")),
        Signatures(signatures=_sides(voice, mentors, model.chair, model.officer), place_date=voice.say("signed_at")),
    )
    return Minutes(**voice.page(), heading=voice.say("heading"), subheading=voice.say("subheading"), parts=parts)
