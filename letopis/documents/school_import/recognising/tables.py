"""What recognising gives: tables whose columns have meanings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from letopis.documents.school_import.cells import (
    text_of,
)
from letopis.documents.school_import.problems import Place
from letopis.documents.school_import.vocabularies import BY_TABLE
from letopis.documents.sheets.sheet import Cell


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: cells by field, and where each stood."""

    place: Place
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def text(self, field_name: str) -> str:
        """The cell as text; "" where there is no such column."""
        return text_of(self.cells.get(field_name))

    def at(self, field_name: str) -> Place:
        """The cell's place; the row's where there is no such column."""
        if self.place.alone:
            return self.place
        return Place(self.place.file, self.place.sheet, self.place.row, self.columns.get(field_name))


@dataclass(slots=True)
class Table:
    """A recognised table. `labels` are the file's own headers by field; `is_grid`: melted from a wide one."""

    kind: str
    file: str
    sheet: str
    title: str
    header_row: int
    columns: dict[str, int]
    labels: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    is_grid: bool = False

    def label(self, field_name: str) -> str:
        """The header of a field as the file has it, else the product's name of it."""
        return self.labels.get(field_name) or BY_TABLE[self.kind].label(field_name)

    @property
    def place(self) -> Place:
        """The header row."""
        return Place(self.file, self.sheet, self.header_row)
