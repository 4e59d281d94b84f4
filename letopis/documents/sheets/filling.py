"""Columns that are written at each change alone, filled down."""

from collections.abc import Sequence
from dataclasses import replace

from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import text_of


def filled_down(table: SheetTable, rows: list[TableRow]) -> list[TableRow]:
    """Fill a column down where it is written only at each change: blank in more than a tenth of its rows."""
    vocabulary = table.vocabulary
    names = [
        name
        for name in (vocabulary.fills_down if vocabulary else ())
        if name in table.columns and sum(not row.text(name) for row in rows) > len(rows) * 0.1
    ]
    names += [
        name
        for name in (vocabulary.marks if vocabulary else ())
        if name in table.columns and _begins_blocks([row.text(name) for row in rows])
    ]
    if not vocabulary or not names:
        return rows
    last: dict[str, Cell] = {}
    result = []
    for row in rows:
        cells = dict(row.cells)
        for name in names:
            if text_of(cells.get(name)):
                if name in vocabulary.resets and text_of(last.get(name)) != text_of(cells[name]):
                    for later in names[names.index(name) + 1 :]:
                        last.pop(later, None)
                last[name] = cells[name]
            elif name in last:
                cells[name] = last[name]
        result.append(replace(row, cells=cells))
    return result


def _begins_blocks(texts: Sequence[str]) -> bool:
    """Whether a column is written at the first row of each block alone: no value twice, most cells empty."""
    filled = [text for text in texts if text]
    return bool(filled) and bool(texts[0]) and len(set(filled)) == len(filled) and 2 * len(filled) < len(texts)
