"""A sheet with its merged cells at hand, and headers read from one or two of its rows."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from letopis.documents.sheets.evidence import Claim
from letopis.documents.sheets.problems import Answers
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.values import parse_weekday, text_of


@dataclass(slots=True)
class Heads:
    """A candidate header: one or two rows read together."""

    top: list[str]
    bottom: list[str]
    height: int

    def text(self, column: int) -> str:
        top, bottom = self.top[column], self.bottom[column]
        return f"{top} {bottom}".strip() if top != bottom else top

    def texts(self) -> list[str]:
        return [self.text(column) for column in range(len(self.top))]

    def under_group(self, column: int) -> str:
        """The name below a name that stands over several columns; "" where none does."""
        over = self.top[column]
        beside = (self.top[c] for c in (column - 1, column + 1) if 0 <= c < len(self.top))
        return self.bottom[column] if over and over in beside else ""

    def labels(self) -> list[str]:
        return [f"{t}: {b}" if t and b and t != b else t or b for t, b in zip(self.top, self.bottom, strict=True)]


@dataclass(slots=True)
class Shape:
    """How a header reads as one table."""

    kind: str
    score: float
    columns: dict[str, int]
    heads: Heads
    unknown: list[int] = field(default_factory=list)
    # Columns whose name says what another column is.
    rivals: list[int] = field(default_factory=list)
    # Wide tables: what each data column stands for, {"class": …, "day": …, "number": …, "room": …}.
    wide: dict[int, dict[str, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    # What the columns may be, with what speaks for it.
    claims: Sequence[Claim] = ()


class Grid:
    """A sheet with its merged cells at hand."""

    def __init__(self, sheet: Sheet, answers: Answers) -> None:
        self.sheet = sheet
        self.width = max((len(row) for row in sheet.rows), default=0)
        self.rows = [row + [""] * (self.width - len(row)) for row in sheet.rows]
        self._merged: dict[tuple[int, int], Cell] = {}
        self._filled: dict[int, list[int]] = {}
        self._above: set[tuple[int, int]] = set()
        for top, left, bottom, right in sheet.merges:
            if top >= len(self.rows) or (bottom - top + 1) * (right - left + 1) > 20_000:
                continue
            value = self.rows[top][left] if left < self.width else ""
            for row in range(top, min(bottom, len(self.rows) - 1) + 1):
                for column in range(left, min(right, self.width - 1) + 1):
                    if (row, column) != (top, left):
                        self._merged[row, column] = value
            if left == right:
                for row in range(top + 1, min(bottom, len(self.rows) - 1) + 1):
                    if self.rows[row][left] in ("", None):
                        self.rows[row][left] = value
                        self._above.add((row, left))
        self._answer(answers)

    def _answer(self, answers: Answers) -> None:
        """Put the operator's values in the place of the cells'."""
        for row, column, value in _said(self.sheet, answers):
            self.rows[row][column] = value

    def text(self, row: int, column: int) -> str:
        return text_of(self.rows[row][column])

    def head(self, row: int, column: int) -> str:
        return self.text(row, column) or text_of(self._merged.get((row, column)))

    def filled(self, row: int) -> list[int]:
        """The columns of a row that say something; asked for more often than there are rows."""
        if row not in self._filled:
            self._filled[row] = [c for c, cell in enumerate(self.rows[row]) if cell not in ("", None) and text_of(cell)]
        return self._filled[row]

    def is_of_above(self, row: int, column: int) -> bool:
        """Whether a cell is merged with that above it."""
        return (row, column) in self._above

    def goes_on(self, row: int) -> bool:
        """Whether a row says nothing of its own: all that stands in it are cells merged with those above."""
        filled = self.filled(row)
        return bool(filled) and all(self.is_of_above(row, column) for column in filled)

    def is_title(self, row: int) -> bool:
        return len(self.filled(row)) == 1


def _said(sheet: Sheet, answers: Answers) -> Iterator[tuple[int, int, str]]:
    """The cells that the operator has given a value: row and column from 0."""
    prefix = f"{sheet.file}|{sheet.name}|"
    width = max((len(row) for row in sheet.rows), default=0)
    for key, value in answers.values.items():
        if key.startswith(prefix):
            row, _, column = key.removeprefix(prefix).partition("|")
            if column.isdigit() and int(row) <= len(sheet.rows) and int(column) < width:
                yield int(row) - 1, int(column), value


def corrected(sheet: Sheet, answers: Answers) -> Sheet:
    """Return a sheet with the operator's values in the place of its cells'."""
    said = list(_said(sheet, answers))
    if not said:
        return sheet
    width = max(len(row) for row in sheet.rows)
    rows = [row + [""] * (width - len(row)) for row in sheet.rows]
    for row, column, value in said:
        rows[row][column] = value
    return replace(sheet, rows=rows)


_WEEKDAY = re.compile(
    r"понедельник\w{0,2}|вторник\w{0,2}|сред[аыеу]|четверг\w{0,2}|пятниц\w{1,3}|суббот\w{1,3}|воскресень\w{1,2}",
    re.IGNORECASE,
)


def weekday_in(text: str) -> str:
    """The weekday that a title names: «Расписание на среду», a sheet called «Пн»; "" for none.

    A weekday is a whole word: «Средняя школа» and «2 четверть» name none.
    """
    words: list[str] = re.findall(r"[А-Яа-яЁё]+", text)
    if len(words) == 1 and len(words[0]) < 4 and parse_weekday(words[0]):
        return words[0]
    return next((word for word in words if _WEEKDAY.fullmatch(word)), "")
