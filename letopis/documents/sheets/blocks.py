"""Tables that stand side by side on one sheet, apart by an empty column, or one right behind the other."""

from collections.abc import Callable
from dataclasses import replace

from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import text_of

_MOST = 8
# A row this far down is no header of the first table; names of fewer columns repeat by chance.
_LAST_HEADER, _LEAST_NAMES = 15, 4


def side_by_side(sheet: Sheet, has_table: Callable[[Sheet], bool]) -> list[Sheet]:
    """Return the sheet once for each of its tables, the cells of the others emptied: places stay what they are.

    Parts that are no tables of their own are parts of one: then the sheet itself is returned alone.
    """
    for runs in (_runs(sheet), _repeated(sheet)):
        if 1 < len(runs) <= _MOST:
            parts = [_part(sheet, first, last) for first, last in runs]
            if all(map(has_table, parts)):
                return parts
    return [sheet]


def _repeated(sheet: Sheet) -> list[tuple[int, int]]:
    """First and last columns of tables without a gap: all names of a row stand there twice or oftener, in turn."""
    for row in sheet.rows[:_LAST_HEADER]:
        names = [text_of(cell).casefold() for cell in row]
        filled = [column for column, name in enumerate(names) if name]
        if len(filled) < _LEAST_NAMES or filled != list(range(filled[0], filled[-1] + 1)):
            continue
        texts = names[filled[0] : filled[-1] + 1]
        period = next((at for at in range(2, len(texts) // 2 + 1) if texts[:at] * (len(texts) // at) == texts), 0)
        is_named = period and len(set(texts[:period])) == period and not any(text.isdigit() for text in texts[:period])
        if is_named:
            return [(at, at + period - 1) for at in range(filled[0], filled[-1] + 1, period)]
    return []


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
