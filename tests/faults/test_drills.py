"""Every kind of incident is provoked by its drill, seen, explained, and mended by doing what its page says."""

from __future__ import annotations

import asyncio
import contextlib
import mailbox
import re
import shlex
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx2
import pytest
from typer.testing import CliRunner

from api.cli import program
from api.drills.kinds import DRILLS
from api.http.address import PREFIX
from api.incidents.explain import Explained
from api.incidents.kinds import KINDS
from api.sample_intake import start_sample
from records.identity import Identities, Scope
from records.incidents import Incident, Incidents
from tests.conftest import remove_folder
from tests.faults.office import eventually
from workers.connections import connect_records
from workers.failing import KIND as FAILING
from workers.local.postgres import LocalPostgres
from workers.local.stack import LocalStack, local_stack
from workers.settings import Settings

OPERATOR = "operator"
BLANKS = {"OPERATOR": OPERATOR, "REASON": "Latihan", "PERSON": "pengelola-program", "DAYS": "5"}
"""What a reader writes where a command of a page has a word in capitals."""
WITHIN = 90.0
JOURNEYS = {
    FAILING: "journey-2019-kab-klaten",
    "database_refuses": "journey-2019-kab-kebumen",
    "nobody_acts": "journey-2019-kab-demak",
}
"""Drills that would be in each other's way have journeys of their own."""
AT_ONCE = tuple(kind for kind in DRILLS if kind not in ("no_worker", "backlog", "installation", "nobody_acts"))
"""Drills that leave the parts of the stack alone; they are under way together, for some take a minute to be seen."""


@dataclass(frozen=True)
class School:
    """A local stack on which people learn to mend things."""

    stack: LocalStack
    pool: asyncpg.Pool
    token: str

    @property
    def folder(self) -> Path:
        """The stack's folder."""
        return self.stack.folder

    async def types(self, line: str) -> str:
        """What a command prints that is typed as it stands, on this stack; it has to succeed."""
        words = shlex.split(line)[1:]
        here = CliRunner(env={"BIMTEK_DATA_DIR": str(self.folder)})
        done = await asyncio.to_thread(here.invoke, program(words[0]), words)
        assert done.exit_code == 0, f"{line}: {done.output} {done.exception!r}"
        return done.output

    async def begins(self, kind: str) -> None:
        """Begin a drill by its command."""
        named = f" --journey {JOURNEYS[kind]}" if kind in JOURNEYS else ""
        await self.types(f"bimtek drill {kind} --yes{named}")

    async def seen(self, kind: str) -> Incident:
        """The incident that a drill provoked, once it is there."""

        async def there() -> bool:
            return bool(await Incidents(self.pool).page(kind=kind))

        try:
            await eventually(there, WITHIN)
        except TimeoutError:
            listed = sorted({each.kind for each in await Incidents(self.pool).page()})
            raise AssertionError(f"{kind} was not seen; there are {listed}") from None
        return (await Incidents(self.pool).page(kind=kind))[0]

    async def gone(self, kind: str) -> None:
        """Wait until nothing of a kind is open."""

        async def nothing() -> bool:
            return not await Incidents(self.pool).page(kind=kind)

        try:
            await eventually(nothing, WITHIN)
        except TimeoutError:
            left = [each.detail for each in await Incidents(self.pool).page(kind=kind)]
            raise AssertionError(f"{kind} does not go: {left}") from None

    @contextlib.asynccontextmanager
    async def caller(self) -> AsyncIterator[httpx2.AsyncClient]:
        """A client that calls as the operator."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with httpx2.AsyncClient(base_url=self.stack.http_address, headers=headers, timeout=60) as client:
            yield client

    async def explained(self, number: int) -> Explained:
        """What an incident's page says, as the API says it."""
        async with self.caller() as client:
            answer = await client.get(f"{PREFIX}/operations/incidents/{number}")
        assert answer.status_code == 200, answer.text
        return Explained.model_validate(answer.json())

    async def counted(self, kind: str) -> float:
        """How many open incidents of a kind Prometheus is shown."""
        async with self.caller() as client:
            figures = (await client.get("/metrics")).text
        found = re.search(rf'^bimtek_incidents_open{{kind="{kind}"}} (\S+)$', figures, re.MULTILINE)
        return float(found[1]) if found else 0.0

    async def cause_removed(self, found: Incident) -> None:
        """Do what the incident says first: the cause is gone then."""
        await self.types((await self.explained(found.id)).steps[0].command or "")

    async def over(self, kind: str) -> None:
        """Resolve what a person has to; then nothing of the kind is left."""
        if not KINDS[kind].by_itself:
            async with self.caller() as client:
                for each in await Incidents(self.pool).page(kind=kind):
                    url = f"{PREFIX}/operations/incidents/{each.id}/resolve"
                    assert (await client.post(url, json={"reason": "Latihan selesai."})).status_code == 200
        await self.gone(kind)


@pytest.fixture(scope="module")
async def school(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[School]:
    """A supervised stack with the sample intake, whose watch looks around every second."""
    folder = tmp_path_factory.mktemp("drills")
    settings = Settings(data_dir=folder, watch_every=1.0)
    try:
        async with local_stack(settings, with_http=True) as stack:
            watching = asyncio.create_task(stack.watch(lambda _: None))
            try:
                resolved = settings.resolved()
                assert await start_sample(resolved, Path("deploy")) == 25
                async with await connect_records(resolved) as pool:
                    now = datetime.now(UTC)
                    _, token = await Identities(pool).new_token(
                        OPERATOR, "test", tuple(Scope), now + timedelta(hours=1), now
                    )
                    taught = School(stack, pool, token)
                    await eventually(lambda: _all_there(pool))
                    yield taught
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
    finally:
        remove_folder(LocalPostgres(folder, 0).folder)
        remove_folder(folder)


def _filled_in(line: str) -> str:
    """A command of a page with what the reader has to fill in."""
    for blank, value in BLANKS.items():
        line = line.replace(blank, value)
    return line


def _lines_as_they_stand(page: Explained) -> list[str]:
    """The commands of an incident's page in which nothing has to be filled in, the drill's own end aside."""
    lines = [step.command for step in page.steps[1:] if step.command]
    return [line for line in lines if line != "bimtek up" and re.search(r"\b[A-Z]{4,}\b", line) is None]


async def _all_there(pool: asyncpg.Pool) -> bool:
    return bool(await pool.fetchval("select count(*) = 25 from journeys where status = 'open'"))


async def test_a_time_that_passes_with_nobody_acting(school: School) -> None:
    """A ladder that is used up is an incident; more time, which its page proposes, ends it."""
    await school.begins("nobody_acts")
    found = await school.seen("nobody_acts")
    explained = await school.explained(found.id)
    assert any("Kabupaten Demak" in said.id for said in explained.affected)
    (extend,) = (step.command for step in explained.steps if step.command and "extend" in step.command)
    await school.types(f"{_filled_in(extend)} --yes")
    await school.gone("nobody_acts")
    await school.types("bimtek drill nobody_acts --end")


async def test_a_watch_that_is_killed_tells_once(school: School) -> None:
    """With the worker away and the door killed again and again, the operator gets one mail of the round."""
    await school.begins("no_worker")
    found = await school.seen("no_worker")
    assert school.stack.http is not None
    for pause in (0.1, 0.6, 1.1):
        await asyncio.sleep(pause)
        await school.stack.http.kill()
        await school.stack.http.start()
    first = f"incident.{found.id}.1.{OPERATOR}"

    async def told() -> bool:
        return any(each.state == "sent" for each in await Incidents(school.pool).told_of(found.id))

    await eventually(told, WITHIN)
    box = mailbox.Maildir(school.folder / "mail")
    arrived = Counter(str(mail["Message-ID"]).strip("<>").partition("@")[0] for mail in box)
    repeated = await school.pool.fetchval("select repeat from messages where key = $1", first)
    assert arrived[first] == 1 or repeated, "a mail whose outcome was not known may come again, and says so"
    assert await school.counted("no_worker") == 1
    assert {each.key for each in await Incidents(school.pool).told_of(found.id)} == {first}
    await school.cause_removed(found)
    await school.over("no_worker")


async def test_every_other_kind(school: School) -> None:
    """Provoked by its command, seen in the list and by Prometheus, explained in both languages, mended, gone."""
    for kind in AT_ONCE:
        await school.begins(kind)
    for kind in AT_ONCE:
        found = await school.seen(kind)
        assert await school.counted(kind) >= 1
        explained = await school.explained(found.id)
        assert explained.title.id == KINDS[kind].title.id
        assert explained.affected and all(said.id and said.en for said in explained.affected)
        assert explained.steps[0].command == f"bimtek drill {kind} --end"
    failing = await school.explained((await school.seen(FAILING)).id)
    assert any("attempt" in fact.said.en and "DiskFull" in fact.said.en for fact in failing.facts)
    pages = {kind: await school.explained((await school.seen(kind)).id) for kind in AT_ONCE}
    for kind in AT_ONCE:
        await school.cause_removed(await school.seen(kind))
    (again,) = (step for step in pages["message_not_delivered"].steps if step.repair == "send_again")
    await school.types(f"{_filled_in(again.command or '')} --yes")
    for kind in AT_ONCE:
        await school.over(kind)
    for line in sorted({line for page in pages.values() for line in _lines_as_they_stand(page)}):
        await school.types(line)


async def test_a_row_is_mended_by_the_repair_its_page_names(school: School) -> None:
    """Not by the drill's end: by the very command that the page shows, and `records verify` finds nothing."""
    await school.begins("records_differ")
    explained = await school.explained((await school.seen("records_differ")).id)
    (step,) = (step for step in explained.steps if step.repair == "rebuild_rows")
    assert step.page is not None and step.command is not None
    await school.types(f"{_filled_in(step.command)} --yes")
    await school.gone("records_differ")
    assert "agree" in await school.types("bimtek records verify --without-histories")
    await school.types("bimtek drill records_differ --end")


@pytest.mark.parametrize("kind", ["installation", "backlog"])
async def test_a_part_that_is_held(school: School, kind: str) -> None:
    """The supervisor holds it as long as the drill lasts; what is seen goes by itself once it is let go."""
    await school.begins(kind)
    found = await school.seen(kind)
    assert await school.counted(kind) == 1
    await school.cause_removed(found)
    await school.over(kind)


async def test_where_no_drill_is_held(school: School) -> None:
    """With a server of one's own, without a stack, of a kind that there is not, twice at once, or unasked: refused."""

    async def refused(*words: str, env: dict[str, str] | None = None) -> str:
        done = await asyncio.to_thread(CliRunner(env=env).invoke, program("drill"), ["drill", *words])
        assert done.exit_code != 0
        return f"{done.output} {done.exception}"

    here = ("--data-dir", str(school.folder))
    assert "There is no incident of the kind" in await refused("nothing", *here)
    assert "BIMTEK_SMTP names a server" in await refused(
        "no_worker", "--yes", *here, env={"BIMTEK_SMTP": "127.0.0.1:1"}
    )
    assert "There is no local stack" in await refused("no_worker", "--yes", "--data-dir", str(school.folder / "none"))
    assert "no open simulated journey nobody" in await refused("JournalFork", "--yes", "--journey", "nobody", *here)
    await refused("JournalFork", *here)
    assert not await Incidents(school.pool).page(kind="JournalFork")
