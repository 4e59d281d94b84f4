"""Tables that stand side by side on one sheet, apart by an empty column."""

from collections.abc import Callable
from dataclasses import replace

from letopis.documents.sheets.sheet import Sheet

_MOST = 8


def side_by_side(sheet: Sheet, has_table: Callable[[Sheet], bool]) -> list[Sheet]:
    """Return the sheet once for each of its tables, the cells of the others emptied: places stay what they are.

    Parts that are no tables of their own are parts of one: then the sheet itself is returned alone.
    """
    runs = _runs(sheet)
    if not 1 < len(runs) <= _MOST:
        return [sheet]
    parts = [_part(sheet, first, last) for first, last in runs]
    return parts if all(map(has_table, parts)) else [sheet]


def _runs(sheet: Sheet) -> list[tuple[int, int]]:
    """First and last columns of what stands together; a row of one cell is a title over all of it."""
    filled: set[int] = set()
    for row in sheet.rows:
        own = [column for column, cell in enumerate(row) if cell not in ("", None)]
        filled.update(own if len(own) > 1 else ())
    runs: list[tuple[int, int]] = []
    for column in sorted(filled):
        if runs and runs[-1][1] == column - 1:
            runs[-1] = (runs[-1][0], column)
        else:
            runs.append((column, column))
    return runs


def _part(sheet: Sheet, first: int, last: int) -> Sheet:
    rows = [[cell if first <= column <= last else "" for column, cell in enumerate(row)] for row in sheet.rows]
    return replace(sheet, rows=rows, merges=tuple(one for one in sheet.merges if first <= one[1] <= last))
