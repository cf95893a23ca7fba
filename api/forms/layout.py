"""The cells of a form, derived from the model of its act: a field that is added there appears here by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import AwareDatetime, BaseModel
from pydantic.fields import FieldInfo

from api.forms import words
from api.forms.asked import ActForm
from domain.messages import OrdinaryAct
from domain.shape import Frozen, Paragraph
from domain.values import ChapterName, Document, OnBehalf
from domain.vocabulary import TimeZone
from domain.words.phrase import Language, Phrase

LONG = 1000
"""Characters from which a text has several lines."""
NEVER_ASKED = ("kind", "saves", "id")
"""Fields that nobody fills in: the act's kind, texts that come as books, ids that are made."""
FILE_NAME = Phrase("nama berkas", "file")
FILE_TITLE = Phrase("judul atau nomor", "title or number")
SEND = "send"
"""The cell that says whether a form is to be sent, where nothing else in it has to be filled in."""

MODELS: dict[str, type[BaseModel]] = {
    model.model_fields["kind"].default: model
    for model in get_args(get_args(OrdinaryAct)[0])
    if issubclass(model, BaseModel)
}
"""The model of every act, by its kind."""


class Said(Frozen):
    """Why something is done, where that is asked beside the act."""

    reason: Paragraph


MODELS |= {"on_behalf": OnBehalf, "audit": Said, "correction": Said}  # what is asked beside an act


class Sort(StrEnum):
    """What is written into a cell."""

    LINE = "line"
    PARAGRAPH = "paragraph"
    LINES = "lines"
    NUMBER = "number"
    DAY = "day"
    DAYS = "days"
    YES_NO = "yes_no"
    CHOICE = "choice"
    FILE = "file"
    MOMENT = "moment"
    """A day with the time, in the zone of the cell."""


@dataclass(frozen=True)
class Option:
    """Something that can be chosen, and what it is called."""

    value: str
    label: str


@dataclass(frozen=True)
class Cell:
    """A place to fill in; in a table its path begins in the row."""

    path: str
    sort: Sort
    label: str
    required: bool = True
    options: tuple[Option, ...] = ()
    free: bool = False
    """Whether something that is no option may be written too."""
    zone: TimeZone = TimeZone.WIB


@dataclass(frozen=True)
class Grid:
    """A table: a row is one of several values of a field."""

    path: str
    label: str
    cells: tuple[Cell, ...]
    required: bool = True
    most: int = 100
    marks: bool = False
    """Whether its rows are what can be chosen, each with yes or no."""


Part = Cell | Grid


@dataclass(frozen=True)
class Choices:
    """What there is to choose in a journey."""

    chapters: tuple[Option, ...] = ()
    people: tuple[Option, ...] = ()
    sessions: tuple[Option, ...] = ()
    by_path: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    """What else than the above there is to choose in a cell, by its path in the form."""
    free: frozenset[str] = frozenset()
    """Which of those cells may have something else written into them too."""
    zone: TimeZone = TimeZone.WIB
    language: Language = Language.ID
    on_page: bool = False
    """Whether files are chosen in a browser; in a pack they are named."""

    def for_field(self, path: str) -> tuple[Option, ...]:
        """The options of a text field, by its name."""
        match path.rpartition(".")[2]:
            case "sub_dimension":
                return tuple(Option(value, label) for value, label in words.sub_dimensions(self.language))
            case "person" | "head" | "mentors":
                return self.people
            case "numbers":
                return self.sessions
            case _:
                return ()


def parts_of(form: ActForm, choices: Choices) -> tuple[Part, ...]:
    """The cells and tables of a form, in the order of the act's fields."""
    model = MODELS[form.act]
    found = [
        part
        for name, about in model.model_fields.items()
        if name not in NEVER_ASKED and name not in form.fixed and (not form.only or name in form.only)
        for part in _parts(name, about.annotation, about, choices, required=about.is_required() or name in form.only)
    ]
    parts = tuple(
        _chosen_from(_without_fixed(_named(part, form.act, choices.language), form.rows), choices)
        for part in found
        if form.rows.get(part.path) != ()
    )
    if not any(part.required for part in parts):
        parts = (*parts, Cell(SEND, Sort.YES_NO, words.label_of(SEND, choices.language)))
    return parts


def _named(part: Part, act: str, language: Language) -> Part:
    """A part by the name that it has in this act alone, if there is one."""
    own = words.LABELS.get(f"{act}.{part.path}")
    return replace(part, label=own.into(language)) if own else part


def _chosen_from(part: Part, choices: Choices) -> Part:
    """A cell with what there is to choose in this form."""
    if isinstance(part, Grid):
        cells = tuple(_cell_from(cell, f"{part.path}.{cell.path}", choices) for cell in part.cells)
        return replace(part, cells=cells)
    return _cell_from(part, part.path, choices)


def _cell_from(cell: Cell, path: str, choices: Choices) -> Cell:
    if path not in choices.by_path:
        return cell
    sort = Sort.LINES if cell.sort is Sort.LINES else Sort.CHOICE
    return replace(cell, sort=sort, options=choices.by_path[path], free=path in choices.free)


def _without_fixed(part: Part, rows: Mapping[str, tuple[dict[str, str | int], ...]]) -> Part:
    """A table without the columns that are fixed in each row."""
    if isinstance(part, Cell) or part.path not in rows:
        return part
    fixed = {name for row in rows[part.path] for name in row}
    return replace(part, cells=tuple(cell for cell in part.cells if cell.path not in fixed))


def _parts(path: str, annotation: Any, about: FieldInfo, choices: Choices, *, required: bool) -> Iterator[Part]:
    kind, longest = _kind(annotation), _longest(annotation, about)
    inner = get_args(kind)[0] if get_origin(kind) is tuple else None
    if inner is None:
        yield from _single(path, kind, longest, choices, required=required)
    elif isinstance(model := _kind(inner), type) and issubclass(model, BaseModel) and model is not ChapterName:
        yield _grid(path, model, about, choices, required=required)
    elif model is ChapterName or model is int:
        options = choices.chapters if model is ChapterName else choices.for_field(path)
        chosen = Cell("chosen", Sort.YES_NO, words.label_of("chosen", choices.language), options=options)
        yield Grid(
            path, words.label_of(path, choices.language), (chosen,), required=required, most=len(options), marks=True
        )
    else:
        sort = Sort.DAYS if model is date else Sort.LINES
        yield Cell(path, sort, words.label_of(path, choices.language), required, choices.for_field(path), free=True)


def _single(path: str, kind: Any, longest: int, choices: Choices, *, required: bool) -> Iterator[Part]:
    label = words.label_of(path, choices.language)
    cell: Callable[..., Cell] = lambda sort, **more: Cell(path, sort, label, required, **more)  # noqa: E731
    if kind is AwareDatetime:
        yield cell(Sort.MOMENT, zone=choices.zone)
    elif not isinstance(kind, type):
        yield cell(Sort.LINE)
    elif kind is Document:
        named = label if choices.on_page else f"{label}: {FILE_NAME.into(choices.language)}"
        yield Cell(f"{path}.file", Sort.FILE, named, required)
        yield Cell(f"{path}.title", Sort.LINE, f"{label}: {FILE_TITLE.into(choices.language)}", required=False)
    elif kind is ChapterName:
        yield cell(Sort.CHOICE, options=choices.chapters)
    elif issubclass(kind, BaseModel):
        for name, inside in kind.model_fields.items():
            if name not in NEVER_ASKED:
                must = required and inside.is_required()
                yield from _parts(f"{path}.{name}", inside.annotation, inside, choices, required=must)
    elif issubclass(kind, StrEnum):
        yield cell(Sort.CHOICE, options=tuple(Option(m.value, words.name_of_member(m, choices.language)) for m in kind))
    elif kind is bool:
        yield cell(Sort.YES_NO)
    elif kind is int:
        yield cell(Sort.NUMBER)
    elif kind is date:
        yield cell(Sort.DAY)
    elif options := choices.for_field(path):
        yield cell(Sort.CHOICE, options=options, free=options == choices.people)
    else:
        yield cell(Sort.PARAGRAPH if longest >= LONG else Sort.LINE)


def _grid(path: str, model: type[BaseModel], about: FieldInfo, choices: Choices, *, required: bool) -> Grid:
    cells: list[Cell] = []
    for name, inner in model.model_fields.items():
        if name in NEVER_ASKED:
            continue
        for part in _parts(f"{path}.{name}", inner.annotation, inner, choices, required=inner.is_required()):
            if isinstance(part, Grid):
                raise TypeError(f"{path}.{name}: a form has no table inside a table")
            cells.append(replace(part, path=part.path.removeprefix(f"{path}.")))
    most = next((found for data in about.metadata if (found := getattr(data, "max_length", None))), 100)
    return Grid(path, words.label_of(path, choices.language), tuple(cells), required=required, most=most)


def _kind(annotation: Any) -> Any:
    """A field's type, without what may be left out and without its bounds."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin is Union or type(annotation).__name__ == "UnionType":
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation


def _longest(annotation: Any, about: FieldInfo) -> int:
    """How many characters a text may have; 0 where nothing says so."""
    known = [*about.metadata, *(part for arg in get_args(annotation) for part in get_args(arg)[1:])]
    return max((getattr(part, "max_length", None) or 0 for part in known), default=0)
