"""Making the read tables of one journey anew from its journal: `RebuildRowsRepair`."""

from __future__ import annotations

from api.repairs.copy import copied
from api.repairs.kind import CannotRepair
from api.services import Services
from domain.repairs import Consequence, Doing, RebuildRows, Rehearsal, What
from domain.words.phrase import Phrase
from records.rebuild import compared, rebuild_rows
from records.verify import Finding


class RebuildRowsRepair:
    """Harmless: the journal says what the tables have to say, and where they do, nothing changes."""

    async def rehearse(self, services: Services, journey: str, spec: RebuildRows) -> Rehearsal:
        """Count the rows of each table that would be written or taken out."""
        copy = await copied(services, journey)
        looked = await compared(services.pool, journey)
        return Rehearsal(
            journey=journey,
            as_of=copy.now,
            seq=copy.journey.seq,
            consequences=tuple(_table(name, rows) for name, rows in sorted(looked.tables.items())) or (NOTHING,),
            refused=_broken(looked.findings[0]) if looked.findings else None,
        )

    async def do(self, services: Services, journey: str, spec: RebuildRows, doing: Doing) -> Phrase:
        """Make them anew, in one transaction; again, it finds nothing to change."""
        rebuilt = await rebuild_rows(services.pool, journey)
        if rebuilt.findings:
            raise CannotRepair(_broken(rebuilt.findings[0]))
        return Phrase(f"{rebuilt.rows} baris diperbaiki.", f"{rebuilt.rows} rows were put right.")


NOTHING = Consequence(
    what=What.NOTE,
    said=Phrase(
        "Tabel baca sudah sama dengan jurnal; tidak ada baris yang berubah.",
        "The read tables agree with the journal already; no row changes.",
    ),
)


def _table(name: str, rows: int) -> Consequence:
    said = Phrase(
        f"Tabel {name}: {rows} baris dibuat sama dengan jurnal.",
        f"Table {name}: {rows} rows are made as the journal says.",
    )
    return Consequence(what=What.ENTRY, said=said)


def _broken(finding: Finding) -> Phrase:
    what = f"{finding.kind}: {finding.detail}"
    return Phrase(
        f"Jurnalnya sendiri rusak ({what}). Pulihkan dulu dengan `bimtek records rebuild --from histories`.",
        f"The journal itself is damaged ({what}). Mend it first, by `bimtek records rebuild --from histories`.",
    )
