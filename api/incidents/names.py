"""The kinds of incidents that the watch reports, by name, and how it asks the server for workflows in trouble."""

from __future__ import annotations

NO_WORKER, STUCK, DIFFER = "no_worker", "workflow_stuck", "records_differ"
BACKLOG, NOBODY_ACTS = "backlog", "nobody_acts"
INSTALLATION, NOT_TOLD = "installation", "operators_not_told"
SYSTEM = "bimtek"
"""What an incident is of that concerns no single journey."""
PROBLEMS = "TemporalReportedProblems"
IN_TROUBLE = f'ExecutionStatus = "Running" and {PROBLEMS} is not null'
