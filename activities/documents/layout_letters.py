"""How the programme's letters and certificates read."""

from __future__ import annotations

from activities.documents import models
from activities.documents.shapes import CertificateLayout, Letter, Paragraph, Part, Table
from activities.documents.voice import Voice, items
from domain.vocabulary import Role


def _letter(voice: Voice, addressee: Role, nature: str, parts: tuple[Part, ...]) -> Letter:
    receiver = voice.office(addressee)
    return Letter(
        **voice.page(),
        place_date=voice.place_date(),
        head=(
            (voice.common("number"), voice.number()),
            (voice.common("nature"), voice.common(nature)),
            (voice.common("attachment"), voice.common("no_attachment")),
            (voice.common("subject"), voice.say("subject")),
        ),
        receiver=(voice.common("to"), receiver, voice.common("receiver_place")),
        parts=(*parts, Paragraph(text=voice.say("closing"))),
        signature=voice.official_signature(),
        copies_title=voice.common("copies"),
        copies=tuple(copy for copy in voice.say_all("copies") if copy != receiver),
    )


def assessment_letter(model: models.AssessmentLetter, voice: Voice) -> Letter:
    """The letter on the result of the assessment."""
    plan = Table(
        columns=(voice.column("stage", 1), voice.column("day", 1)),
        rows=tuple((voice.spell(planned.stage).capitalize(), voice.spell(planned.day)) for planned in model.plan),
    )
    parts: tuple[Part, ...] = (
        Paragraph(text=voice.say("opening")),
        Paragraph(text=voice.say("gates")),
        *items(model.gates),
        Paragraph(text=voice.say("sessions")),
        *items(model.sessions),
        Paragraph(text=voice.say("books")),
        *((Paragraph(text=voice.say("plan")), plan) if model.plan else ()),
    )
    if model.officer:
        parts += (Paragraph(text=voice.say("officer")),)
    return _letter(voice, Role.REGIONAL_HEAD, "ordinary", parts)


def kickoff_invitation(model: models.KickoffInvitation, voice: Voice) -> Letter:
    """The invitation to the kickoff."""
    fields = voice.fields(
        activity="activity",
        begins="begins",
        completed="completed",
        participants="participants",
        contact="contact" if model.officer else None,
    )
    parts: tuple[Part, ...] = (
        Paragraph(text=voice.say("opening")),
        fields,
        Paragraph(text=voice.say("gates")),
        *items(model.gates),
    )
    return _letter(voice, Role.REGIONAL_HEAD, "important", parts)


def session_invitation(model: models.SessionInvitation, voice: Voice) -> Letter:
    """The invitation to a bimtek."""
    fields = voice.fields(
        days="days",
        clock="clock",
        venue="venue",
        agenda="agenda",
        mentors="mentors" if model.mentors else None,
        officer="officer" if model.officer else None,
        output="output" if model.output else None,
    )
    parts: tuple[Part, ...] = (Paragraph(text=voice.say("opening")), fields)
    if model.asked:
        parts += (Paragraph(text=voice.say("asked")), *items(voice.asked(model.asked)))
    return _letter(voice, Role.SEKDA, "important", parts)


def ladder_letter(model: models.LadderLetter, voice: Voice) -> Letter:
    """The letter about a late task."""
    late = voice.fields(
        task="task", party="party", due="due", late="late", reminders="reminders" if model.reminders else None
    )
    contacts = voice.fields(
        contact="contact" if model.coordinator else None, officer="officer" if model.officer else None
    )
    parts: tuple[Part, ...] = (
        Paragraph(text=voice.say("opening")),
        late,
        Paragraph(text=voice.say("asked")),
        *items(voice.items("item_complete", "item_obstacles", "item_extension")),
        Paragraph(text=voice.say("consequence")),
        *((contacts,) if contacts.rows else ()),
    )
    return _letter(voice, model.addressee, "important", parts)


def certificate(model: models.Certificate, voice: Voice) -> CertificateLayout:
    """The certificate of a published plan."""
    return CertificateLayout(
        **voice.page(),
        heading=voice.say("heading"),
        number=voice.say("number", number=voice.number()) if voice.numbered else None,
        given_to=voice.say("given_to"),
        receiver=voice.say("receiver"),
        text=(
            voice.say("text"),
            voice.say("contents"),
            *((voice.say("quick_wins"),) if model.quick_wins else ()),
        ),
        place_date=voice.place_date(),
        signature=voice.official_signature(),
        fingerprint=voice.say("fingerprint"),
    )
