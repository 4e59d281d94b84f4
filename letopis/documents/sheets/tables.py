"""What recognising gives: tables whose columns have meanings."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from letopis.documents.sheets.headers import Vocabulary
from letopis.documents.sheets.problems import CellPlace
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.values import Slashed, slashed, text_of

Sense = TypeVar("Sense")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A data row: cells by field, and where each stood; `loose` are the cells of columns without a meaning, `above`
    the fields whose cells are merged with those above."""

    place: CellPlace
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]
    loose: Mapping[int, Cell] = field(default_factory=dict)
    above: frozenset[str] = frozenset()

    def text(self, field_name: str) -> str:
        """The cell as text; "" where there is no such column."""
        return text_of(self.cells.get(field_name))

    def loose_text(self, column: int) -> str:
        """The cell of a column without a meaning, as text."""
        return text_of(self.loose.get(column))

    def at(self, field_name: str) -> CellPlace:
        """The cell's place; the row's where there is no such column."""
        if self.place.alone:
            return self.place
        return CellPlace(self.place.file, self.place.sheet, self.place.row, self.columns.get(field_name))


@dataclass(slots=True)
class SheetTable:
    """A recognised table. `labels` are the file's own headers by field; `is_grid`: melted from a wide one.

    `left_out`: rows (from 1) between the header and the end that are no data, with the reason. `heads`: rows of the
    header.
    """

    kind: str
    file: str
    sheet: str
    title: str
    header_row: int
    columns: dict[str, int]
    labels: dict[str, str]
    rows: list[TableRow] = field(default_factory=list)
    is_grid: bool = False
    vocabulary: Vocabulary | None = None
    # The names of all columns, those without a meaning too.
    headers: Sequence[str] = ()
    left_out: dict[int, str] = field(default_factory=dict)
    heads: int = 1
    # What a whole column says of its cells, found once.
    _senses: dict[str, object] = field(default_factory=dict, repr=False)

    def label(self, field_name: str) -> str:
        """The header of a field as the file has it, else the product's name of it."""
        named = self.vocabulary.label(field_name) if self.vocabulary else field_name
        return self.labels.get(field_name) or named

    def header(self, column: int) -> str:
        """The name that a column has in the file."""
        return self.headers[column] if column < len(self.headers) else ""

    def sense(self, name: str, find: Callable[[], Sense]) -> tuple[Sense, bool]:
        """Return what `find` tells of all rows together, kept under `name`, and whether it is asked the first time."""
        is_new = name not in self._senses
        if is_new:
            self._senses[name] = find()
        return self._senses[name], is_new  # type: ignore[return-value]

    def slashed(self, field_name: str) -> tuple[Slashed, bool]:
        """Return how the dates with slashes of a column are read, and whether it is asked for the first time."""
        return self.sense(f"slashed {field_name}", lambda: slashed(row.cells.get(field_name) for row in self.rows))

    @property
    def place(self) -> CellPlace:
        """The header row."""
        return CellPlace(self.file, self.sheet, self.header_row)
