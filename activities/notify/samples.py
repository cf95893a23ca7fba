"""Made-up messages, one for each letter, to look at: what they say is said of nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

TURN = {"task": "hand_in", "due": "2026-11-24T16:00:00+07:00"}
STEP = {**TURN, "step": "h+5", "sent_late": "no"}
OBLIGATION = {"obligation": "rpjmd"}

SAMPLES: Mapping[str, Mapping[str, str]] = {
    "your_turn": TURN,
    "reminder": STEP,
    "reminded": {**TURN, "note": "Mohon buku III didahulukan."},
    "escalation": STEP,
    "decision_wanted": STEP,
    "letter_drafted": STEP,
    "reassignment_proposed": {**STEP, "role": "mentor"},
    "reassignment_made": {**STEP, "role": "mentor"},
    "nobody_stands_in": {**STEP, "role": "mentor"},
    "taken_over": {**TURN, "role": "mentor"},
    "relieved": {**TURN, "role": "mentor"},
    "session_confirmed": {"number": "2", "days": "2026-12-08, 2026-12-09"},
    "examination_scheduled": {"due": "2026-12-15T10:00:00+07:00"},
    "obligation_asked": OBLIGATION,
    "obligation_overdue": OBLIGATION,
    "gate_overdue": {"gate": "sk-dewan"},
    "recorded_in_your_name": {"seq": "12", "kind": "gates_passed", "happened_on": "2026-11-20"},
    "appointed": {"role": "coordinator"},
    "mentor_change_proposed": {},
    "act_contested": {"seq": "12"},
    "journey_ended": {"status": "published"},
    "edition_published": {"number": "2"},
    "publication_withdrawn": {},
    "moved_back": {"stage": "drafting"},
    "policy_changed": {"version": "3"},
    "paused": {"cause": "disaster", "day": "2026-12-31"},
    "resumed": {"count": "12"},
    "due_moved": {**TURN, "before": "2026-11-20T16:00:00+07:00"},
    "extension_asked": {**TURN, "party": "region", "count": "5"},
    "extension_decided": {**TURN, "choice": "grant", "count": "5"},
    "time_granted": {**TURN, "before": "2026-11-17T16:00:00+07:00", "count": "5"},
    "incident": {
        "incidents": "17",
        "others": "0",
        "title_id": "Tidak ada pekerja untuk sebuah versi",
        "title_en": "No worker runs a version",
        "means_id": "Perjalanan yang berjalan dengan versi itu menunggu.",
        "means_en": "Journeys on that version wait.",
        "todo_id": "Jalankan pekerja.",
        "todo_en": "Start workers.",
        "since_id": "Selasa, 24 November 2026, pukul 16.00 WIB",
        "since_en": "Tuesday, 24 November 2026, 16.00 WIB",
        "again": "4",
    },
}
"""The facts of a sample of each letter: as many as its real messages have."""


@dataclass(frozen=True)
class SampleMessage:
    """A message that nobody was sent."""

    template: str
    facts: dict[str, str] = field(default_factory=dict)
    language: str | None = None
    key: str = "contoh.3.1"
    journey_id: str = "journey-contoh-kab-contoh"
    seq: int = 3
    person: str | None = "contoh"
    role: str = "coordinator"
    state: str = "queued"
    queued_at: datetime | None = None
    name: str | None = "Contoh Penerima"
    email: str | None = "penerima@example.go.id"
    phone: str | None = None
    region_name: str | None = "Kabupaten Contoh"
    region_zone: str | None = "WIB"
    programme: str | None = "Gerakan Menuju 100 Smart City"
    title: str | None = None
    simulated: bool = True
    zone: str | None = None
    digest: bool = False
    muted: tuple[str, ...] = ()


def sample(template: str, language: str) -> SampleMessage:
    """A made-up message for a letter. Raises `KeyError` for a letter that has none."""
    return SampleMessage(template=template, facts=dict(SAMPLES[template]), language=language)
