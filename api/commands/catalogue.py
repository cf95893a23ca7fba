"""`bimtek catalogue`: search the published plans, show one whole, count towards the target, export everything."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from api.bar import Bar
from api.catalogue_file import MARK, KindOfFile, exported
from api.commands.up import DataDir, settings_for
from api.exits import Failure
from api.finding import find_journey
from api.output import Json, console, print_json, print_tables, table
from domain.vocabulary import DocumentKind, Pillar, QuickWinOutcome, RegulationForm, TimeZone
from domain.words.names import name_of
from domain.words.phrase import Language
from domain.words.times import spell_moment
from records.catalogue import (
    Catalogue,
    CatalogueCounts,
    CatalogueEntry,
    CataloguePage,
    CatalogueQuery,
    Piece,
    QuickWinFound,
    WholeEntry,
)
from records.cursor import CursorBroken
from workers.connections import connect_records
from workers.settings import Settings

app = typer.Typer(help="The catalogue of published plans.", no_args_is_help=True)

HIT = "bold yellow"


@app.command("search")
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(help='What to look for; "a phrase", or, -without; every entry if not given.'),
    ] = None,
    pillar: Annotated[Pillar | None, typer.Option(help="Only plans with programmes or quick wins of a pillar.")] = None,
    province: Annotated[str | None, typer.Option(help="Only regions of a province, by its code or name.")] = None,
    cohort: Annotated[str | None, typer.Option(help="Only plans of a cohort.")] = None,
    adopted: Annotated[
        bool | None,
        typer.Option("--adopted/--not-adopted", help="Only plans that a regulation has adopted, or has not."),
    ] = None,
    simulated: Annotated[
        bool | None, typer.Option("--simulated/--real", help="Only what is simulated, or only what is real.")
    ] = None,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Withdrawn publications too.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=200, help="Entries of a page.")] = 20,
    after: Annotated[str | None, typer.Option(help="Go on after a page: what it gave as next.")] = None,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Search the published plans, the best first: names of regions, quick wins, programmes, kekhasan daerah."""
    query = CatalogueQuery(
        text=" ".join(words or ()),
        pillar=pillar,
        province=province,
        cohort=cohort,
        adopted=adopted,
        include_withdrawn=withdrawn,
        simulated=simulated,
        after=after,
        limit=limit,
    )
    page = asyncio.run(_search(settings_for(data_dir).resolved(), query))
    if as_json:
        print_json({**page.model_dump(mode="json"), "entries": [marked(entry) for entry in page.entries]})
        return
    screen = console()
    if page.entries:
        print_tables(screen, _page_table(page))
    screen.print(Text(_counted(page)), soft_wrap=True)


@app.command("show")
def show(
    journey: Annotated[str, typer.Argument(metavar="JOURNEY", help="A journey's id, or cohort/region: 2019/Sleman.")],
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Show a published plan whole: quick wins, programmes, adopting regulation, editions, documents with hashes."""
    entry = asyncio.run(_entry(settings_for(data_dir).resolved(), journey))
    if as_json:
        print_json(marked(entry))
        return
    print_tables(console(), *_entry_tables(entry))


@app.command("count")
def count(as_json: Json = False, data_dir: DataDir = None) -> None:
    """Count the regions with a published plan, by province and pillar; what is simulated is counted apart."""
    counts = asyncio.run(_counts(settings_for(data_dir).resolved()))
    if as_json:
        print_json([_marked_counts(found) for found in counts])
        return
    print_tables(console(), *(made for found in counts for made in _count_tables(found)))


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="FILE.json or FILE.xlsx; docs/catalogue.md says what is in it.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: Json = False,
    data_dir: DataDir = None,
) -> None:
    """Export the whole catalogue, withdrawn publications too, as JSON or as a workbook."""
    kinds = {f".{kind.value}": kind for kind in KindOfFile}
    kind = kinds.get(file.suffix.lower())
    if kind is None:
        raise Failure(f"{file.name} is neither .json nor .xlsx. Name it accordingly.")
    if file.exists() and not force:
        raise Failure(f"{file} is there already. Name another file, or say --force.")
    with Bar("exporting"):
        entries = asyncio.run(_everything(settings_for(data_dir).resolved()))
        content = exported(entries, kind)
    try:
        file.write_bytes(content)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None
    simulated = sum(entry.simulated for entry in entries)
    if as_json:
        print_json({"file": str(file), "entries": len(entries), "simulated": simulated})
        return
    of_them = f", {simulated} of them {MARK}" if simulated else ""
    console().print(Text(f"{file}: {_plural(len(entries), 'entry', 'entries')}{of_them}."), soft_wrap=True)


async def _search(settings: Settings, query: CatalogueQuery) -> CataloguePage:
    async with await connect_records(settings) as pool:
        catalogue = Catalogue(pool)
        try:
            page = await catalogue.search(query)
        except CursorBroken as broken:
            raise Failure(f"{broken}. Give --after what a page gave as next.") from None
        if not page.total and query.province is not None:
            _refuse_unknown(query.province, await catalogue.provinces())
        return page


def _refuse_unknown(province: str, known: Sequence[tuple[str, str]]) -> None:
    """Raise `Failure` when no known region lies in such a province."""
    names = {name.lower(): name for _, name in known}
    if province.lower() in names or province in dict(known):
        return
    near = [names[name] for name in get_close_matches(province.lower(), names, n=3, cutoff=0.6)]
    hint = f"Did you mean {' or '.join(near)}?" if near else "Give its two digits or its name, as in the register."
    raise Failure(f"There is no province “{province}” with a known region. {hint}")


async def _entry(settings: Settings, which: str) -> WholeEntry:
    async with await connect_records(settings) as pool:
        line = await find_journey(pool, which, datetime.now(UTC))
        entry = await Catalogue(pool).entry(line.journey_id)
    if entry is None:
        raise Failure(f"{line.region_name}, {line.cohort}, has no published plan. `bimtek journey show` tells why.")
    return entry


async def _everything(settings: Settings) -> tuple[WholeEntry, ...]:
    async with await connect_records(settings) as pool:
        return await Catalogue(pool).everything()


async def _counts(settings: Settings) -> list[CatalogueCounts]:
    """The counts of what is real, and of what is simulated when there is any."""
    async with await connect_records(settings) as pool:
        catalogue = Catalogue(pool)
        counts = [await catalogue.counts(simulated=False), await catalogue.counts(simulated=True)]
    return [found for found in counts if not found.simulated or found.entries or found.withdrawn]


def marked(entry: CatalogueEntry) -> dict[str, object]:
    """An entry as JSON; what is simulated says so at its beginning."""
    facts = entry.model_dump(mode="json")
    return {"mark": MARK, **facts} if entry.simulated else facts


def _marked_counts(found: CatalogueCounts) -> dict[str, object]:
    facts = found.model_dump(mode="json")
    return {"mark": MARK, **facts} if found.simulated else facts


def _page_table(page: CataloguePage) -> Table:
    rows = [
        (
            entry.region_code,
            Text.assemble(entry.region_name, *([(f" {MARK}", "bold")] if entry.simulated else [])),
            entry.province,
            entry.cohort,
            f"{entry.published_at.astimezone(UTC):%Y-%m-%d}" + (" withdrawn" if entry.withdrawn_at else ""),
            _regulation(entry),
            _snippet(entry.snippet),
        )
        for entry in page.entries
    ]
    return table("Catalogue", ("Code", "Region", "Province", "Cohort", "Published", "Adopted by", "Found in"), rows)


def _counted(page: CataloguePage) -> str:
    if not page.total:
        return "Nothing was found."
    more = f" Go on with --after {page.next}" if page.next else ""
    return f"{len(page.entries)} of {_plural(page.total, 'entry', 'entries')}.{more}"


def _plural(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _snippet(pieces: Iterable[Piece]) -> Text:
    return Text.assemble(*((piece.text, HIT if piece.hit else "") for piece in pieces))


def _regulation(entry: CatalogueEntry) -> str:
    if entry.adoption is None:
        return ""
    form = name_of(RegulationForm(entry.adoption.form)).into(Language.ID)
    return f"{form} Nomor {entry.adoption.number}"


def pillar_name(pillar: Pillar) -> str:
    """A pillar as it is called in both languages."""
    return f"Smart {pillar.title()}"


def _entry_tables(entry: WholeEntry) -> list[Table]:
    """An entry as tables: its facts, quick wins, programmes, editions, documents."""
    mark = f" {MARK}" if entry.simulated else ""
    wins = [(w.number, w.name, pillar_name(w.pillar), w.months, _results(w.results)) for w in entry.quick_wins]
    rows = [
        (p.number, p.name, pillar_name(p.pillar), p.responsible_opd, f"{p.first_year}–{p.last_year}", _rupiah(p.budget))
        for p in entry.programmes
    ]
    editions = [
        (e.number, _moment(e.published_at), e.sha256, "current" if e.current else "", e.changes) for e in entry.editions
    ]
    documents = [
        (d.edition, name_of(DocumentKind(d.kind)).into(Language.ID), d.title, d.pdf, d.original or d.docx)
        for d in entry.documents
    ]
    return [
        table(f"{entry.region_name} ({entry.region_code}), {entry.cohort}{mark}", ("", ""), _facts(entry)),
        table(f"Quick wins{mark}", ("No.", "Name", "Pillar", "Months", "Checked"), wins, numbers=("No.", "Months")),
        table(
            f"Programmes{mark}", ("No.", "Name", "Pillar", "OPD", "Years", "Budget"), rows, numbers=("No.", "Budget")
        ),
        table(f"Editions{mark}", ("No.", "Published", "SHA-256 of the books", "", "What changed"), editions),
        table(f"Documents{mark}", ("Edition", "Kind", "Title", "SHA-256 of the PDF", "of the Word file"), documents),
    ]


def _facts(entry: WholeEntry) -> list[tuple[str, str | None]]:
    adoption = f"{_regulation(entry)}, {entry.adoption.dated.isoformat()}" if entry.adoption else "not recorded"
    facts: list[tuple[str, str | None]] = [
        ("Province", entry.province),
        ("Pillars", ", ".join(pillar_name(pillar) for pillar in entry.pillars)),
        ("Kekhasan daerah", entry.distinctiveness),
        ("Published", f"{_moment(entry.published_at)}, edition {entry.edition}"),
        ("Adopted by", adoption),
        ("SHA-256 of the books", entry.sha256),
    ]
    if entry.withdrawn_at is not None:
        facts.append(("WITHDRAWN", f"{_moment(entry.withdrawn_at)}: {entry.withdrawal_reason}"))
    return facts


def _moment(at: datetime) -> str:
    return spell_moment(at, TimeZone.WIB, Language.EN)


def _rupiah(amount: int) -> str:
    return "Rp" + f"{amount:,}".replace(",", ".")


def _results(results: Iterable[QuickWinFound]) -> str:
    return "; ".join(
        f"{found.checked_on}: {name_of(QuickWinOutcome(found.outcome)).into(Language.ID)}" for found in results
    )


def _count_tables(found: CatalogueCounts) -> list[Table]:
    mark = f" {MARK}" if found.simulated else ""
    totals = [
        ("regions with a published plan", found.regions),
        ("of these adopted by a regulation", found.adopted),
        ("regions with a withdrawn publication", found.withdrawn),
    ]
    provinces = [(p.code or "–", p.name or "not in the register", p.regions) for p in found.provinces]
    pillars = [(pillar_name(p.pillar), p.regions) for p in found.pillars]
    return [
        table(f"Towards the target{mark}", ("What", "Regions"), totals, numbers=("Regions",)),
        table(f"By province{mark}", ("Code", "Province", "Regions"), provinces, numbers=("Regions",)),
        table(f"By pillar{mark}", ("Pillar", "Regions"), pillars, numbers=("Regions",)),
    ]
