"""Where the API is, below the door's address."""

from __future__ import annotations

PREFIX = "/api/v1"
