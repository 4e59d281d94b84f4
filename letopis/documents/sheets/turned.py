"""A table on its side: names of columns down the first column, a person in each of the next. Pure."""

from dataclasses import replace

from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import text_of

# A list has no more columns than this; what is wider is read as it stands.
MOST_FIELDS = 60


def turned(sheet: Sheet) -> Sheet:
    """Return a sheet with its rows as columns, below its titles; what was hidden of it is shown no more."""
    above = titles(sheet)
    body = sheet.rows[above:]
    width = max(map(len, body), default=0)
    rows = [[row[column] if column < len(row) else "" for row in body] for column in range(width)]
    merges = tuple(
        (left + above, top - above, right + above, bottom - above)
        for top, left, bottom, right in sheet.merges
        if top >= above
    )
    return replace(sheet, rows=[*sheet.rows[:above], *rows], merges=merges, hidden=(), hidden_columns=())


def titles(sheet: Sheet) -> int:
    """How many rows stand above the first that says more than one thing."""
    counts = (sum(bool(text_of(cell)) for cell in row) for row in sheet.rows)
    return next((at for at, many in enumerate(counts) if many > 1), 0)
