"""A sheet as it was read, for whoever is to confirm it: its columns, the rows taken, and each row left out with why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.refusals import column_letters
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.tables import SheetTable
from letopis.documents.sheets.values import text_of

# Rows of data that are shown of a run of them; one before the next row that is left out.
SAMPLES = 6
# A wide sheet is a hundred columns; lines that a page shows before it says how many more there are.
MOST_COLUMNS = 60
MOST_LINES = 400
LONGEST_TEXT = 60
ABOVE = "над таблицей"
NO_TABLE = "таблица не распознана"


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column of a table: `meaning` is its field, "" for none; `is_wide`: a class or a day of a wide table."""

    number: int
    letters: str
    label: str
    meaning: str
    is_wide: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the picture. `role`: head, taken, left, more; `number` from 1 as the spreadsheet counts."""

    role: str
    number: int
    cells: Sequence[str] = ()
    reason: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class TableSeen:
    """One table of the sheet as it was read."""

    kind: str
    header_row: int
    columns: Sequence[ColumnSeen]
    lines: Sequence[Line]
    taken: int
    left: int
    offered: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A sheet as it was read; `above`: lines that belong to no table."""

    file: str
    sheet: str
    letters: Sequence[str]
    above: Sequence[Line]
    tables: Sequence[TableSeen]
    hidden: int = 0

    @property
    def taken(self) -> int:
        """Rows that are loaded."""
        return sum(table.taken for table in self.tables)

    @property
    def left(self) -> int:
        """Rows that say something and are not loaded."""
        return sum(table.left for table in self.tables) + sum(line.role == "left" for line in self.above)


def picture_of(sheet: Sheet, tables: Iterable[SheetTable]) -> Picture:
    """Return how the sheet was read as `tables`, all of this sheet, from the top down."""
    found = sorted(tables, key=lambda table: table.header_row)
    used = max((len(row) for row in sheet.rows), default=0)
    width = min(used, MOST_COLUMNS)
    first = min((_top(table) for table in found), default=len(sheet.rows) + 1)
    reason = ABOVE if found else NO_TABLE
    above = [_line(sheet, "left", number, width, reason) for number in _filled(sheet, range(1, first))]
    ends = [_top(table) for table in found[1:]] + [len(sheet.rows) + 1]
    seen = [_table(sheet, table, end, width) for table, end in zip(found, ends, strict=False)]
    return Picture(
        sheet.file,
        sheet.name,
        [column_letters(column) for column in range(width)],
        above[:MOST_LINES],
        seen,
        used - width,
    )


def _top(table: SheetTable) -> int:
    """The first row that belongs to a table: the header's; of the school's card, which has none, its first line."""
    return table.header_row


def _table(sheet: Sheet, table: SheetTable, end: int, width: int) -> TableSeen:
    taken = {row.place.row for row in table.rows} - table.left_out.keys()
    heads = range(table.header_row, table.header_row + table.heads) if table.columns or table.is_grid else range(0)
    lines = [_line(sheet, "head", number, width) for number in heads]
    left = [number for number in _filled(sheet, range(table.header_row, end)) if number not in {*taken, *heads}]
    lines += _data(sheet, table, taken, set(left), end, width)
    return TableSeen(
        table.kind, table.header_row, _columns(sheet, table, width), lines[:MOST_LINES], len(taken), len(left),
        _offered(table),
    )  # fmt: skip


def _data(  # noqa: PLR0917
    sheet: Sheet, table: SheetTable, taken: set[int], left: set[int], end: int, width: int
) -> Iterator[Line]:
    """The first rows of each run of data, how many more there are, every row that is left out."""
    run = 0
    for number in range(table.header_row, end):
        if number in taken:
            run += 1
            if run <= SAMPLES:
                yield _line(sheet, "taken", number, width)
        elif number in left:
            if run > SAMPLES:
                yield Line("more", number, count=run - SAMPLES)
            run = 0
            yield _line(sheet, "left", number, width, table.left_out.get(number, "не относится к таблице"))
    if run > SAMPLES:
        yield Line("more", end, count=run - SAMPLES)


def _filled(sheet: Sheet, numbers: Iterable[int]) -> Iterator[int]:
    return (n for n in numbers if any(cell not in ("", None) and text_of(cell) for cell in sheet.rows[n - 1]))


def _line(sheet: Sheet, role: str, number: int, width: int, reason: str = "") -> Line:
    cells = [text_of(cell)[:LONGEST_TEXT] for cell in sheet.rows[number - 1][:width]]
    return Line(role, number, cells + [""] * (width - len(cells)), reason)


def _columns(sheet: Sheet, table: SheetTable, width: int) -> list[ColumnSeen]:
    by_place = {column: name for name, column in table.columns.items()}
    melted = {column for row in table.rows[:200] for column in row.columns.values()} if table.is_grid else set()
    rows = sheet.rows[table.header_row - 1 : table.header_row - 1 + table.heads]
    return [
        ColumnSeen(
            number=number,
            letters=column_letters(number),
            label=" ".join(dict.fromkeys(text for row in rows if number < len(row) and (text := text_of(row[number]))))[
                :LONGEST_TEXT
            ],
            meaning=by_place.get(number, ""),
            is_wide=number in melted and number not in by_place,
        )
        for number in range(width)
    ]


def _offered(table: SheetTable) -> list[tuple[str, str]]:
    """What a column of such a table may be: field and what the operator calls it, each once."""
    if table.vocabulary is None:
        return []
    fields: dict[str, str] = {}
    for column in table.vocabulary.columns:
        if column.field != IGNORE:
            fields.setdefault(column.field, column.label)
    return list(fields.items())
