"""What a message is for, in a word: `PURPOSES` by the kind of letter."""

from __future__ import annotations

from activities.notify.kinds import Kind
from domain.words.phrase import Phrase

PURPOSES: dict[Kind, Phrase] = {
    Kind.TASK: Phrase("giliran", "task"),
    Kind.REMINDER: Phrase("pengingat", "reminder"),
    Kind.DATES: Phrase("perubahan tanggal", "dates"),
    Kind.OBLIGATION: Phrase("kewajiban", "obligation"),
    Kind.NEWS: Phrase("kabar", "news"),
    Kind.ESCALATION: Phrase("eskalasi", "escalation"),
    Kind.DECISION: Phrase("minta keputusan", "decision"),
    Kind.IN_YOUR_NAME: Phrase("dicatat atas nama", "recorded in somebody's name"),
    Kind.INCIDENT: Phrase("insiden", "incident"),
}
"""What a message is for."""
