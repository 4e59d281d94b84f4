"""Where a plan's columns are: by their header, else by what stands in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from letopis.documents.plan_import.vocabulary import LEXICON
from letopis.documents.sheets.finding import HeaderFinder
from letopis.documents.sheets.problems import Report
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import parse_count, parse_days, parse_numbers, text_of
from letopis.kernel.dates import DateRange

Row = Sequence[Cell]
MAX_HEADER_ROW = 60
_WORD = re.compile(r"[^\W\d_]{2}")


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns`: field → index of the column; `first`: index of the first row below the header (0: no header)."""

    columns: Mapping[str, int]
    first: int

    def cell(self, row: Row, field: str) -> Cell:
        """Return the cell of a field, None where the table has no such column."""
        index = self.columns.get(field)
        return row[index] if index is not None and index < len(row) else None

    def text(self, row: Row, field: str) -> str:
        """Return the cell of a field as tidy text."""
        return text_of(self.cell(row, field))


def find_layout(sheet: Sheet) -> Layout | None:
    """Return the layout by the first row that looks like a header: a topic and at least one more column."""
    found = next(HeaderFinder(sheet, Report(), LEXICON).headers(MAX_HEADER_ROW), None)
    return Layout(found[1].columns, found[0] + found[1].heads.height) if found else None


def guess_layout(rows: Sequence[Row], year: DateRange) -> Layout | None:
    """Return the layout of a table without a header by what its columns hold; None where no column holds words."""
    filled = [row for row in rows if any(text_of(cell) for cell in row)]
    width = max((len(row) for row in filled), default=0)
    scores = [_ColumnContents.of(column, filled, year) for column in range(width)]
    wordy = [score for score in scores if score.words]
    if not wordy:
        return None
    topic = max(wordy, key=lambda score: (score.length, -score.column))
    columns = {"topic": topic.column}
    for score in scores:
        field = score.field(topic.column)
        if field and score.column != topic.column:
            columns.setdefault(field, score.column)
    return Layout(columns, 0)


@dataclass(frozen=True, slots=True)
class _ColumnContents:
    """What a column without a header holds: counts of cells, length of its words."""

    column: int
    filled: int
    numbers: int
    small: int
    dates: int
    words: int
    length: int

    @classmethod
    def of(cls, column: int, rows: Sequence[Row], year: DateRange) -> "_ColumnContents":
        cells = [row[column] for row in rows if column < len(row) and text_of(row[column])]
        dated = [bool(parse_days(cell, year).days) for cell in cells]
        texts = [text_of(cell) for cell in cells]
        words = [text for text, is_date in zip(texts, dated, strict=True) if _WORD.search(text) and not is_date]
        return cls(
            column=column,
            filled=len(cells),
            numbers=sum(1 for cell in cells if parse_numbers(cell)),
            small=sum(1 for cell in cells if (parse_count(cell) or 99) <= 12),
            dates=sum(dated),
            words=len(words),
            length=sum(map(len, words)),
        )

    def field(self, topic: int) -> str:
        if not self.filled:
            return ""
        if self.dates * 2 > self.filled:
            return "planned"
        if self.column < topic:
            return "number" if self.numbers * 2 > self.filled else "section"
        if self.small * 2 > self.filled:
            return "hours"
        return "homework"
