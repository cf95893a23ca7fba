"""How repairs are shown by the command line: what they would lead to, how they stand, what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from api.output import Cell, console, print_tables, table
from domain.repairs import Rehearsal, Spec
from domain.words.phrase import Language
from records.repairs import ItemState, Repair, RepairItem, RepairState

FEW = 10
"""Of so many journeys every consequence is shown; of more, how many there are."""
NOTHING = "nothing follows from it"


def show_rehearsals(spec: Spec, rehearsals: Sequence[Rehearsal], language: Language) -> None:
    """What a repair would lead to in each journey."""
    screen = console()
    rows: list[Sequence[Cell]] = []
    for each in rehearsals:
        told = _told(each, language) if len(rehearsals) <= FEW else [_in_short(each, language)]
        rows += [(each.journey if at == 0 else "", *line) for at, line in enumerate(told)]
    print_tables(screen, table(f"{name_of(spec)}: what it would lead to", ("Journey", "What", "Leads to"), rows))
    if len(rehearsals) > FEW:
        screen.print("Of so many journeys every consequence is shown with --json.")
    refused = sum(each.refused is not None for each in rehearsals)
    possible = [each for each in rehearsals if each.refused is None]
    parts = [f"possible in {len(possible)}", f"refused in {refused}"]
    screen.print(f"{journeys(len(rehearsals))}: {', '.join(parts)}.", soft_wrap=True)
    if any(each.dangerous for each in possible):
        screen.print(
            Text("A second person has to confirm it: another operator, or a programme manager.", style="yellow"),
            soft_wrap=True,
        )
    if possible and all(each.undo is None for each in possible):
        screen.print("No repair takes it back.")


def _told(each: Rehearsal, language: Language) -> list[tuple[str, str]]:
    """A line for each consequence, after what it is about."""
    if each.refused is not None:
        return [("refused", each.refused.into(language))]
    found = [(consequence.what.value, consequence.said.into(language)) for consequence in each.consequences]
    return [("" if at and found[at - 1][0] == what else what, said) for at, (what, said) in enumerate(found)] or [
        ("", NOTHING)
    ]


def _in_short(each: Rehearsal, language: Language) -> tuple[str, str]:
    """How many consequences there are of each sort, in one line."""
    if each.refused is not None:
        return "refused", each.refused.into(language)
    found = Counter(consequence.what for consequence in each.consequences)
    return "", ", ".join(f"{what.value} {count}×" for what, count in found.items()) or NOTHING


def show_repair(repair: Repair, items: Sequence[RepairItem], language: Language) -> None:
    """A repair, what it leads to in its journeys, and what became of each."""
    screen = console()
    lines = [
        f"Repair {repair.number}: {name_of(repair.spec)}, in {journeys(repair.journeys)}. {_standing(repair)}",
        f"Proposed by {repair.proposed_by} at {repair.proposed_at.isoformat(timespec='seconds')}: {repair.reason}",
    ]
    if repair.confirmed_by is not None and repair.confirmed_at is not None:
        lines.append(f"Confirmed by {repair.confirmed_by} at {repair.confirmed_at.isoformat(timespec='seconds')}.")
    if repair.undoes is not None:
        lines.append(f"It takes back repair {repair.undoes}.")
    if repair.undone_by is not None:
        lines.append(f"Taken back by repair {repair.undone_by}.")
    for line in lines:
        screen.print(line, soft_wrap=True, markup=False)
    rows = [row for item in items for row in _rows(item, language, whole=len(items) <= FEW)]
    print_tables(screen, table("Journeys", ("Code", "Journey", "State", "What became of it, or would"), rows))
    show_next_step(repair)


def _rows(item: RepairItem, language: Language, *, whole: bool) -> list[Sequence[Cell]]:
    first = item.result.into(language) if item.result is not None else ""
    followed = [said for _, said in _told(item.rehearsal, language)] if whole and not item.rehearsal.refused else []
    said = [line for line in (first, *followed) if line] or [""]
    head = (item.region_code, item.journey, item.state.value)
    return [(*(head if at == 0 else ("", "", "")), line) for at, line in enumerate(said)]


def show_next_step(repair: Repair) -> None:
    """What can be done about a repair as it stands."""
    number = repair.number
    match repair.state:
        case RepairState.PROPOSED:
            said = f"It waits for a second person: bimtek repair confirm {number} --by PERSON"
        case RepairState.RUNNING:
            said = f"It goes on by itself. To stop it: bimtek repair stop {number} --by PERSON"
        case RepairState.STOPPED:
            said = f"It does not go on by itself: bimtek repair resume {number} --by PERSON, or withdraw it"
        case RepairState.FINISHED if repair.counts.get(ItemState.DONE):
            said = f"To look at it again: bimtek repair show {number}"
        case _:
            return
    console().print(said, soft_wrap=True, markup=False)


def repair_row(repair: Repair) -> tuple[Cell, ...]:
    """A repair in a list."""
    return (
        str(repair.number),
        name_of(repair.spec),
        repair.journeys,
        _standing(repair),
        repair.proposed_by,
        repair.confirmed_by,
        repair.proposed_at.isoformat(timespec="minutes"),
        repair.reason,
    )


def _standing(repair: Repair) -> str:
    counted = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in repair.counts.items())
    return f"{repair.state}: {counted}" if counted else repair.state


def name_of(spec: Spec) -> str:
    """A repair as it is typed, with what it is about as far as that is short."""
    fields = spec.model_dump(mode="json", exclude={"kind", "policy", "fact"}, exclude_none=True)
    about = " ".join(str(value) for value in fields.values())
    return f"{spec.kind.replace('_', '-')} {about}".strip()


def journeys(count: int) -> str:
    """So many journeys."""
    return "1 journey" if count == 1 else f"{count} journeys"
