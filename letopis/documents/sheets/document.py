"""A Word document (.docx) → its tables, each with the lines of text above it; tables that go on are one."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from letopis.documents.sheets.measure import Sums
from letopis.documents.sheets.sheet import Cell, Sheet, Unreadable

# Lines above a table that may be its title.
_ABOVE = 12
_MAX_SPAN = 100


def read(data: bytes) -> list[Sheet]:
    """Return the tables of a document. Raises Unreadable."""
    try:
        body = docx.Document(BytesIO(data)).element.body
    except MemoryError:
        raise
    except Exception as error:  # a library's many ways to find a file broken
        raise Unreadable("not_a_document") from error
    tables = list(_tables(body))
    if not tables:
        raise Unreadable("no_tables")
    sums = Sums()
    return [_sheet(rows, merges, number, sums) for number, (rows, merges) in enumerate(tables, 1)]


Merges = list[tuple[int, int, int, int]]


def _tables(body: Any) -> Iterator[tuple[list[list[str]], Merges]]:
    """Tables in their order. One of as many columns as the one before goes on with it: a page or a term has ended."""
    lines: list[str] = []
    kept: tuple[list[list[str]], Merges] | None = None
    width = 0
    for part in body.iterchildren():
        if part.tag == qn("w:p"):
            lines += [text] if (text := _text(part)) else []
        elif part.tag == qn("w:tbl"):
            rows, merges = _rows(part)
            own = max(map(len, rows), default=0)
            if kept and own == width:
                _append(kept, [[line] for line in lines], [])
                _append(kept, rows, merges)
            else:
                if kept:
                    yield kept
                kept, width = ([[line] for line in lines[-_ABOVE:]], []), own
                _append(kept, rows, merges)
            lines = []
    if kept:
        yield kept


def _append(table: tuple[list[list[str]], Merges], rows: list[list[str]], merges: Merges) -> None:
    below = len(table[0])
    table[0].extend(rows)
    table[1].extend((top + below, left, bottom + below, right) for top, left, bottom, right in merges)


def _rows(table: Any) -> tuple[list[list[str]], Merges]:
    """The cells of a table by row and column of its grid; a merged cell stands in its first place."""
    rows: list[list[str]] = []
    merges: Merges = []
    # Where a cell merged down begins, by column.
    open_cells: dict[int, tuple[int, int, int]] = {}
    for number, row in enumerate(table.iterchildren(qn("w:tr"))):
        cells: list[str] = [""] * _count(row, "w:trPr", "w:gridBefore")
        for cell in row.iterchildren(qn("w:tc"), qn("w:sdt")):
            column, span = len(cells), _count(cell, "w:tcPr", "w:gridSpan") or 1
            goes_on = _goes_on(cell)
            cells += ["" if goes_on else _text(cell), *[""] * (span - 1)]
            if goes_on and column in open_cells:
                top, _, right = open_cells[column]
                open_cells[column] = (top, number, right)
                continue
            _close(merges, column, open_cells)
            open_cells[column] = (number, number, column + span - 1)
        rows.append(cells)
    for column in list(open_cells):
        _close(merges, column, open_cells)
    return rows, merges


def _close(merges: Merges, column: int, open_cells: dict[int, tuple[int, int, int]]) -> None:
    if column in open_cells:
        top, bottom, right = open_cells.pop(column)
        if bottom > top or right > column:
            merges.append((top, column, bottom, right))


def _count(of: Any, properties: str, name: str) -> int:
    found = of.find(f"{qn(properties)}/{qn(name)}")
    value = found.get(qn("w:val")) if found is not None else None
    return min(int(value), _MAX_SPAN) if value and value.isdecimal() else 0


def _goes_on(cell: Any) -> bool:
    """Whether a cell is the lower part of one merged down: no value says so, as «continue» does."""
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return found is not None and found.get(qn("w:val")) != "restart"


def _text(part: Any) -> str:
    """The words of a paragraph or a cell as they are to be read: without what was struck out, its lines apart."""
    lines: list[str] = [""]
    for one in part.iter():
        if one.tag == qn("w:t"):
            lines[-1] += one.text or ""
        elif one.tag == qn("w:tab"):
            lines[-1] += " "
        elif one.tag == qn("w:br") or (one.tag == qn("w:p") and lines != [""]):
            lines.append("")
    return "\n".join(line.strip() for line in lines if line.strip())


def _sheet(rows: list[list[str]], merges: Merges, number: int, sums: Sums) -> Sheet:
    name = f"Таблица {number}"
    sums.extent(len(rows), max(map(len, rows), default=0), name)
    read_rows: list[list[Cell]] = [sums.row(list(row), at, name) for at, row in enumerate(rows, 1)]
    return Sheet("", name, read_rows, tuple(merges))
