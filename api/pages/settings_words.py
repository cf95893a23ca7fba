"""What the settings page calls the kinds of messages and the scopes of tokens."""

from __future__ import annotations

from dataclasses import dataclass

from activities.notify.kinds import Kind
from domain.words.phrase import Phrase
from records.identity import Scope


@dataclass(frozen=True)
class Spoken:
    """A kind of messages with its words; `obligatory` where nobody can switch it off."""

    kind: Kind
    said: Phrase
    obligatory: bool


KINDS: dict[Kind, Phrase] = {
    Kind.TASK: Phrase("Giliran Anda, atau tugas Anda dialihkan", "Your turn, or a task of yours goes to somebody else"),
    Kind.REMINDER: Phrase("Pengingat sebelum tenggat", "Reminders before a deadline"),
    Kind.DATES: Phrase("Jadwal dan tenggat yang berubah", "Dates and deadlines that change"),
    Kind.OBLIGATION: Phrase("Kewajiban dan syarat yang masih terbuka", "Obligations and gates that are still open"),
    Kind.NEWS: Phrase("Kabar: terbit, edisi baru, selesai", "News: published, new edition, ended"),
    Kind.ESCALATION: Phrase("Eskalasi keterlambatan", "Escalations of delay"),
    Kind.DECISION: Phrase("Keputusan yang diminta dari Anda", "Decisions that you are asked for"),
    Kind.IN_YOUR_NAME: Phrase("Yang dicatat atas nama Anda", "What was recorded in your name"),
    Kind.INCIDENT: Phrase("Insiden, untuk operator", "Incidents, for operators"),
}

SCOPES: dict[Scope, Phrase] = {
    Scope.READ: Phrase("membaca", "read"),
    Scope.ACT: Phrase("bertindak dalam perjalanan daerah", "act in journeys"),
    Scope.MANAGE: Phrase("mengelola angkatan dan orang", "manage cohorts and people"),
    Scope.OPERATE: Phrase("mengoperasikan sistem", "operate the system"),
}
