"""Made-up cohorts for tests of workflows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.cohort import Cohort, Place
from domain.values import RegionOfJourney
from domain.vocabulary import TimeZone
from tests.domain.builders import calendar, default_policy, members
from tests.workflows.world import World


def place(number: int, **changes: Any) -> Place:
    """The place of a made-up region."""
    region = RegionOfJourney(
        id=f"kab-contoh-{number}", name=f"Kabupaten Contoh {number}", code=f"99.{number:02}", zone=TimeZone.WIB
    )
    return Place(**{"region": region, "opens_at": datetime.now(UTC) - timedelta(seconds=1), **changes})


def cohort(world: World, *places: Place) -> Cohort:
    """A cohort of a world."""
    return Cohort(
        id=world.queue,
        title="Angkatan contoh",
        policy=default_policy(),
        calendar=calendar(),
        members=members(),
        places=places,
        simulated=True,
    )
