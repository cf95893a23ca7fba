"""`bimtek cohort report`: write a cohort's closing report as PDF/A; provisional while the cohort is open."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from activities.documents.report import ClosingReport, NothingToReport, gather_report
from activities.documents.report_layout import report_pdf, title
from activities.documents.typeset import TypesettingFailed
from api.as_of import AsOf, instant
from api.bar import Bar
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.finding import find_cohort
from api.output import Json, console, print_json
from domain.words.phrase import Language
from records.reading import Reading
from records.report_facts import report_facts
from workers.connections import connect_records
from workers.settings import Settings


def report(
    cohort: Annotated[str, typer.Argument(help="The cohort's id, such as 2019.")],
    out: Annotated[Path, typer.Option("--out", help="The PDF to write.")],
    lang: Annotated[Language | None, typer.Option("--lang", help="The language; the setting's if not given.")] = None,
    as_of: AsOf = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Write a cohort's closing report: durations against the plan, whose delay, rounds, every region's result."""
    if out.exists() and not force:
        raise Failure(f"{out} is there already. Name another file, or say --force.")
    settings = settings_for(data_dir).resolved()
    language = lang or Language(settings.language)
    try:
        with Bar("writing the report"):
            made, pdf = asyncio.run(_made(settings, cohort, instant(as_of), language))
    except NothingToReport as nothing:
        raise Failure(f"There is nothing to report: {nothing}.") from None
    except TypesettingFailed as failed:
        raise Failure(f"The report could not be typeset: {failed}.") from failed
    try:
        out.write_bytes(pdf)
    except OSError as error:
        raise Failure(f"{out} cannot be written: {error.strerror}.") from None
    if as_json:
        facts = {"file": str(out), "title": title(made, language), "regions": len(made.regions)}
        print_json({**facts, "simulated": made.simulated})
        return
    mark = ", SIMULASI" if made.simulated else ""
    console().print(Text(f"{out}: {title(made, language)}, {len(made.regions)} regions{mark}."), soft_wrap=True)


async def _made(settings: Settings, cohort: str, as_of: datetime, language: Language) -> tuple[ClosingReport, bytes]:
    async with await connect_records(settings) as pool:
        await find_cohort(Reading(pool), cohort, as_of)
        made = gather_report(await report_facts(pool, cohort, as_of))
    return made, await report_pdf(made, language)
