"""What the doctor looks at: the connections of an installation, and the instant of the visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg
from temporalio.client import Client

from workers.settings import Settings


@dataclass(frozen=True)
class Patient:
    """An installation at an instant; both connections may be to servers that are away."""

    settings: Settings
    client: Client
    pool: asyncpg.Pool
    now: datetime
