"""What operators meet, in plain words: states of messages, what messages are for, by what way somebody came."""

from __future__ import annotations

from domain.words.phrase import Phrase
from records.operations import LedgerLine, MessageState

STATES: dict[MessageState, tuple[Phrase, str]] = {
    MessageState.QUEUED: (Phrase("dalam antrean", "queued"), "info"),
    MessageState.SENT: (Phrase("terkirim", "sent"), "good"),
    MessageState.REFUSED: (Phrase("ditolak server surel", "refused"), "bad"),
    MessageState.GIVEN_UP: (Phrase("menyerah setelah dicoba", "given up"), "bad"),
    MessageState.NO_RECEIVER: (Phrase("tanpa penerima", "no receiver"), "bad"),
    MessageState.WITHDRAWN: (Phrase("ditarik, tidak perlu lagi", "withdrawn"), "plain"),
    MessageState.SENT_BY_HAND: (Phrase("disampaikan orang", "passed on by hand"), "good"),
    MessageState.DIGESTED: (Phrase("dalam rangkuman harian", "in a digest"), "good"),
    MessageState.MUTED: (Phrase("dimatikan penerima", "muted"), "plain"),
}
"""How the state of a message is called, and the tone of its badge."""
_NO_ADDRESS = (Phrase("tanpa alamat surel", "no address"), "bad")


def state_of(line: LedgerLine) -> tuple[Phrase, str]:
    """How a message stands, in words, and the tone of its badge."""
    if line.state is MessageState.NO_RECEIVER and line.person is not None:
        return _NO_ADDRESS  # somebody holds the role, but no address of his is known
    return STATES[line.state]


VIA: dict[str, Phrase] = {
    "session": Phrase("peramban", "browser"),
    "token": Phrase("token pribadi", "personal token"),
    "bearer": Phrase("sistem lain", "another system"),
    "command": Phrase("baris perintah", "command line"),
}
"""By what way somebody came, in the audit."""
