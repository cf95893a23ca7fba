"""The drills, one for each kind of incident: `DRILLS`."""

from __future__ import annotations

from collections.abc import Mapping

from api.drills import kept, parts, told, work
from api.drills.ground import Drill
from api.incidents.names import BACKLOG, DIFFER, INSTALLATION, NO_WORKER, NOBODY_ACTS, NOT_TOLD, STUCK
from workers.failing import KIND as FAILING

DISK_FULL, OUT_OF_RANGE = "53100", "22003"
"""Errors of PostgreSQL: one that passes, and one that does not however often it is tried."""

DRILLS: Mapping[str, Drill] = {
    NO_WORKER: parts.PartHeld(NO_WORKER, "worker"),
    BACKLOG: parts.Backlog(),
    STUCK: work.CodeDoesNotGoOn(),
    INSTALLATION: parts.PartHeld(INSTALLATION, "mail"),
    FAILING: work.DatabaseRefuses(FAILING, DISK_FULL, "could not extend file: no space left on device (drill)"),
    NOBODY_ACTS: work.NobodyActs(),
    NOT_TOLD: work.OperatorsNotTold(),
    "JournalFork": kept.EntryRefused("JournalFork", kept.forked),
    "EntryBroken": kept.EntryRefused("EntryBroken", kept.broken),
    "database_refuses": work.DatabaseRefuses("database_refuses", OUT_OF_RANGE, "value out of range (drill)"),
    DIFFER: kept.RowMissing(),
    "JournalGap": kept.EntryRefused("JournalGap", kept.ahead),
    "run_not_archived": kept.HistoryLate(),
    "document_not_made": kept.DocumentNotMade(),
    "document_not_in_journal": kept.DocumentOfNobody(),
    "message_not_delivered": told.NoAddress(),
    "letter_incomplete": told.NoLetter(),
    "endpoint_refuses": told.EndpointRefuses(),
    "MentorBookedElsewhere": kept.MentorTwice(),
}
"""By the kind that they provoke."""
