"""Where a plan's columns are: recognised by meaning, in any row and order, one row of header or two."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from letopis.documents.plan_import.cells import YearSpan, days_in, hours_in, numbers_of, text_of
from letopis.documents.sheets.sheet import Cell
from letopis.kernel.text import search_key

Row = Sequence[Cell]
MAX_HEADER_ROW = 60

# Field, what its header says; the first that fits wins.
_HEADERS = [
    ("fact", r"факт|по факту|дата.*факт|проведен[оа]\b"),
    ("planned", r"дат[аы]\b|план\b|по плану|срок|календарн"),
    ("homework", r"дом.*задан|задание на дом|д\s?/\s?з|дз\b|дом\.\s?зад"),
    ("control_hours", r"контрольны[ех]|контр\.?\s?раб|к\s?/\s?р"),
    ("practical_hours", r"практически[ех]|практ\.?\s?раб|лабораторны[ех]"),
    ("hours", r"(?:кол|общ).*час|час[аоы]?в?\b|всего|ч\.?$"),
    ("number", r"№|n\b|номер|п\s?/\s?п|урок$"),
    ("kind", r"вид\b|тип\b|форма\b|вид контроля"),
    ("topic", r".*\bтем[аыу]\b|содержание|наименование|название"),
    ("section", r"раздел|глава|модуль|блок\b"),
    ("note", r"примеч|коррект|причин|комментар"),
]
_PATTERNS = [(field, re.compile(pattern)) for field, pattern in _HEADERS]
_SUB = {"planned", "fact", "hours", "control_hours", "practical_hours"}


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


def field_of(header: str) -> str:
    """Return the field a header names, "" for none: «Тема урока» → topic, «Дата (план)» → planned."""
    key = search_key(header)
    if not key or len(key) > 60:
        return ""
    return next((field for field, pattern in _PATTERNS if pattern.match(key)), "")


def find_layout(rows: Sequence[Row]) -> Layout | None:
    """Return the layout by the first row that looks like a header: a topic and at least one more column."""
    for index, row in enumerate(rows[:MAX_HEADER_ROW]):
        fields = [field_of(text_of(cell)) for cell in row]
        if "topic" in fields and len(set(fields) - {""}) > 1:
            return _below(fields, rows, index)
    return None


def _below(fields: list[str], rows: Sequence[Row], index: int) -> Layout:
    """Take a second row of header in: «план» and «факт» under «Дата», «всего» under «Количество часов»."""
    first = index + 1
    below = [field_of(text_of(cell)) for cell in rows[first]] if first < len(rows) else []
    if set(below) & _SUB and set(below) <= _SUB | {""}:
        width = max(len(fields), len(below))
        fields = fields + [""] * (width - len(fields))
        below = below + [""] * (width - len(below))
        fields = [under or over for over, under in zip(fields, below, strict=True)]
        first += 1
    columns: dict[str, int] = {}
    for column, field in enumerate(fields):
        if field:
            columns.setdefault(field, column)
    return Layout(columns, first)


def guess_layout(rows: Sequence[Row], year: YearSpan) -> Layout | None:
    """Return the layout of a table without a header by what its columns hold; None where no column holds words."""
    filled = [row for row in rows if any(text_of(cell) for cell in row)]
    width = max((len(row) for row in filled), default=0)
    scores = [_Column.of(column, filled, year) for column in range(width)]
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
class _Column:
    """What a column without a header holds: counts of cells, length of its words."""

    column: int
    filled: int
    numbers: int
    small: int
    dates: int
    words: int
    length: int

    @classmethod
    def of(cls, column: int, rows: Sequence[Row], year: YearSpan) -> "_Column":
        cells = [row[column] for row in rows if column < len(row) and text_of(row[column])]
        words = [
            text_of(cell) for cell in cells if re.search(r"[^\W\d_]{2}", text_of(cell)) and not days_in(cell, year).days
        ]
        return cls(
            column=column,
            filled=len(cells),
            numbers=sum(1 for cell in cells if numbers_of(cell)),
            small=sum(1 for cell in cells if (hours_in(cell) or 99) <= 12),
            dates=sum(1 for cell in cells if days_in(cell, year).days),
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
