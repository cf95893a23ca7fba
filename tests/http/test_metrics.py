"""What Prometheus is shown: figures of the door, of the programme and of the workers, to operators alone."""

from __future__ import annotations

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.http.door import Door


async def _samples(door: Door) -> dict[str, list[tuple[dict[str, str], float]]]:
    headers = {"Authorization": f"Bearer {await door.token('operator')}"}
    async with httpx2.AsyncClient(base_url=door.address, headers=headers, timeout=30) as client:
        answer = await client.get("/metrics")
    assert answer.status_code == 200, answer.text
    found: dict[str, list[tuple[dict[str, str], float]]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            found.setdefault(sample.name, []).append((sample.labels, sample.value))
    return found


async def test_figures_of_all_three(door: Door) -> None:
    """One address shows requests by route, journeys by stage, and the workers' own figures with whether they answer."""
    async with door.person("operator") as client:
        assert (await client.get("/journeys/journey-2019-kab-klaten")).status_code == 200
    found = await _samples(door)
    assert sum(value for _, value in found["bimtek_journeys"]) >= 25
    assert {labels["simulated"] for labels, _ in found["bimtek_journeys"]} == {"true"}
    routes = {labels["route"] for labels, _ in found["bimtek_http_requests_total"]}
    assert "/api/v1/journeys/{journey}" in routes
    assert not any("klaten" in route for route in routes), "no id becomes a label"
    assert [value for _, value in found["bimtek_worker_up"]] == [1.0]
    assert found["bimtek_oldest_unsent_seconds"][0][1] >= 0
    assert any(name.startswith("temporal_") for name in found), "the worker's own figures"


async def test_a_worker_that_shows_nothing(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that does not answer is shown as down; everything else is shown all the same."""
    monkeypatch.setattr(type(door.services.settings), "workers_to_ask", lambda _settings: ("127.0.0.1:1",))
    found = await _samples(door)
    assert found["bimtek_worker_up"] == [({"address": "127.0.0.1:1"}, 0.0)]
    assert found["bimtek_journeys"]


@pytest.mark.parametrize(
    ("person", "status"),
    [pytest.param(None, 401, id="nobody"), pytest.param("kab-klaten.coordinator", 403, id="a coordinator")],
)
async def test_not_for_everybody(door: Door, person: str | None, status: int) -> None:
    """Figures are for those who oversee the programme."""
    headers = {"Authorization": f"Bearer {await door.token(person)}"} if person else {}
    async with httpx2.AsyncClient(base_url=door.address, headers=headers) as client:
        assert (await client.get("/metrics")).status_code == status
