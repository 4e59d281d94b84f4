"""Counting while reading: how far the cells of a file reach, and how much they say."""

import re
from dataclasses import dataclass

from letopis.documents.sheets.limits import MAX_CELL, MAX_CELLS, MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from letopis.documents.sheets.sheet import Cell, Unreadable

# No table needs them, PostgreSQL keeps no zero byte, and in a page they are nothing: C0 but tab and line ends, and C1.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(slots=True)
class Sums:
    """What a whole file has had so far. Each method raises Unreadable where it is too much."""

    cells: int = 0
    text: int = 0

    def extent(self, rows: int, columns: int, sheet: str = "") -> None:
        """Count a sheet whose filled cells reach so far."""
        self.cells += rows * columns
        if rows > MAX_ROWS or columns > MAX_COLUMNS or self.cells > MAX_CELLS:
            raise Unreadable("sheet_too_big", sheet=sheet, rows=rows, columns=columns)

    def words(self, length: int) -> None:
        """Count a text."""
        self.text += length
        if self.text > MAX_TEXT:
            raise Unreadable("too_much_text", characters=self.text)

    def row(self, cells: list[Cell], number: int, sheet: str) -> list[Cell]:
        """Return row `number` (from 1) of `sheet` with its texts looked at: length, signs that are none."""
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and cell:
                if len(cell) > MAX_CELL:
                    raise Unreadable("cell_too_long", sheet=sheet, row=number, column=column, length=len(cell))
                self.words(len(cell))
                if not cell.isprintable():
                    cells[column] = _CONTROL.sub("", cell)
        return cells
