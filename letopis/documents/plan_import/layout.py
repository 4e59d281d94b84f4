"""Where a plan's columns are: by their header, else by what stands in them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from letopis.documents.plan_import.vocabulary import LEXICON, PLAN
from letopis.documents.sheets.grid import Shape
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.problems import Answers, CellPlace, Report
from letopis.documents.sheets.reading import TableReader
from letopis.documents.sheets.refusals import column_letters
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import parse_count, parse_days, parse_numbers, text_of
from letopis.kernel.dates import DateRange

Row = Sequence[Cell]
MAX_HEADER_ROW = 60
# A header names the topic, the day and something else.
_FEWEST_NAMES = 3
_WORD = re.compile(r"[^\W\d_]{2}")
# Fields of words: what stands in a column without a name does not tell them apart.
_BY_PLACE = frozenset({"section", "homework"})


@dataclass(frozen=True, slots=True)
class Layout:
    """`columns`: field → index of the column; `first`: index of the first row below the header (0: no header).

    `header_row` as the spreadsheet counts, 0 for none.
    """

    columns: Mapping[str, int]
    first: int
    header_row: int = 0
    # Rows (from 1) of another table above, of sections and their hours, which is no part of the plan.
    above: tuple[int, int] | None = None

    def cell(self, row: Row, field: str) -> Cell:
        """Return the cell of a field, None where the table has no such column."""
        index = self.columns.get(field)
        return row[index] if index is not None and index < len(row) else None

    def text(self, row: Row, field: str) -> str:
        """Return the cell of a field as tidy text."""
        return text_of(self.cell(row, field))


class _PlanReader(TableReader):
    """Finds a plan's header; its preview shows what a column was taken for, and the teacher may say otherwise."""

    keeps_doubtful = True


def has_layout(sheet: Sheet, answers: Answers) -> bool:
    """Whether a sheet has a plan's header."""
    return next(_PlanReader(sheet, Report(answers), LEXICON).headers(MAX_HEADER_ROW), None) is not None


def find_layout(sheet: Sheet, report: Report) -> Layout | None:
    """Return the layout by the first row that looks like a header: a topic and at least one more column.

    Columns that are not understood are asked about.
    """
    reader = _PlanReader(sheet, report, LEXICON)
    found = next(reader.headers(MAX_HEADER_ROW), None)
    if found is None:
        return None
    row, shape = found
    above = None
    if below := _lessons_below(reader, row + shape.heads.height, shape.columns):
        above = (row + 1, below[0])
        row, shape = below
    table = reader.headed(row, shape, len(reader.grid.rows))
    return Layout(table.columns, row + shape.heads.height, row + 1, above)


def _lessons_below(reader: TableReader, first: int, columns: Mapping[str, int]) -> tuple[int, Shape] | None:
    """Under a table of sections and hours that of the lessons: with days, and most of the rows; None for none.

    Return the row of its header, and how that reads.
    """
    end = len(reader.grid.rows)
    if {"planned", "homework"} & columns.keys():
        return None
    for row in range(first, min(end, first + MAX_HEADER_ROW)):
        if len(reader.grid.filled(row)) < _FEWEST_NAMES or not (shape := reader.header_at(row)):
            continue
        above = sum(bool(reader.grid.filled(one)) for one in range(first, row))
        below = sum(bool(reader.grid.filled(one)) for one in range(row + shape.heads.height, end))
        if {"topic", "planned"} <= shape.columns.keys() and below > above:
            return row, shape
    return None


def guess_layout(sheet: Sheet, year: DateRange, report: Report) -> Layout | None:
    """Return the layout of a table without a header by what its columns hold; None where no column holds words.

    What the teacher says of a column, by row 0, is what it is.
    """
    filled = [row for row in sheet.rows if any(text_of(cell) for cell in row)]
    width = max((len(row) for row in filled), default=0)
    said = {c: _said(sheet, c, report.answers) for c in range(width)}
    columns = {field: column for column, field in said.items() if field not in {"", IGNORE}}
    scores = [_ColumnContents.of(column, filled, year) for column in range(width) if not said[column]]
    wordy = [score for score in scores if score.words]
    if "topic" not in columns:
        if not wordy:
            return None
        columns["topic"] = max(wordy, key=lambda score: (score.length, -score.column)).column
    for score in scores:
        field = score.field(columns["topic"])
        if field and score.column not in columns.values():
            columns.setdefault(field, score.column)
    _tell_guess(sheet, columns, report)
    return Layout(columns, 0)


def _said(sheet: Sheet, column: int, answers: Answers) -> str:
    return answers.columns.get(CellPlace(sheet.file, sheet.name, 0, column).cell_key, "")


def _tell_guess(sheet: Sheet, columns: Mapping[str, int], report: Report) -> None:
    """Say what the columns were taken for where only their place speaks for it and the teacher has not said it."""
    if any(_said(sheet, column, report.answers) for column in columns.values()) or not _BY_PLACE & columns.keys():
        return
    named = ", ".join(
        f"{column_letters(column)} — «{PLAN.label(field)}»"
        for field, column in sorted(columns.items(), key=lambda one: one[1])
    )
    message = f"Над таблицей нет заголовков, столбцы узнаны по тому, что в них: {named}. Проверьте их."
    report.warn(CellPlace(sheet.file, sheet.name, 0), "столбцы", "guessed_columns", message)


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
