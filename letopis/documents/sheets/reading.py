"""A sheet → its tables: rows of cells by field. What an import knows of its own tables it adds by overriding."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from letopis.documents.sheets.broken import broken_message, is_broken
from letopis.documents.sheets.doubts import ColumnDoubts
from letopis.documents.sheets.evidence import SAMPLE
from letopis.documents.sheets.filling import filled_down
from letopis.documents.sheets.finding import missing_of
from letopis.documents.sheets.grid import Shape
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.margins import is_signature, is_total
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import Remedy, rows_text
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import text_of

# A timetable with a header over each day of each class has fewer.
MAX_TABLES = 500
_LAST_LIKELY_HEADER = 15
# Days between the beginnings of the two ways to count them; what is less is a year or a time.
_TO_1904, _NO_DAY = 1462, 5000


class TableReader(ColumnDoubts):
    """Reads the tables of one sheet."""

    def tables(self) -> list[SheetTable]:
        """Return the tables of the sheet; a sheet of none is asked about."""
        starts = []
        for found in self.headers():
            starts.append(found)
            if len(starts) > MAX_TABLES:
                raise FileRefused(
                    f"На листе «{self.sheet.name}» больше {MAX_TABLES} строк с заголовками столбцов. Оставьте над "
                    "каждой таблицей одну и загрузите файл ещё раз.",
                    code="too_many_tables",
                )
        above = self.above(starts[0][0] if starts else len(self.grid.rows))
        if not starts and not above:
            return self._unrecognised()
        ends = [row for row, _ in starts[1:]] + [len(self.grid.rows)] * bool(starts)
        return above + [self._table(row, shape, end) for (row, shape), end in zip(starts, ends, strict=True)]

    # ── what an import may know better ────────────────────────────────

    def above(self, end: int) -> list[SheetTable]:
        """Tables without a header in the rows above `end`."""
        return []

    def context(self, table: SheetTable, start: int) -> dict[str, Cell]:
        """Fields that no column names and a title does, for all rows below."""
        return {}

    def heading(self, context: dict[str, Cell], text: str) -> None:
        """Change `context` by a row of one cell between the data."""

    def is_heading(self, table: SheetTable, row: int, texts: Sequence[str]) -> bool:
        """Whether a row of several cells is a heading of those below."""
        return False

    def stands_alone(self, table: SheetTable, row: int, column: int) -> bool:
        """Whether a row of one cell is data all the same; the only table there could be has no headings."""
        return self.lexicon.is_single and column in table.columns.values()

    def melted(self, table: SheetTable, shape: Shape, row: TableRow) -> Iterable[TableRow]:
        """The rows that one row of a wide table stands for."""
        return [row]

    # ── sheets without a header ───────────────────────────────────────

    def _unrecognised(self) -> list[SheetTable]:
        """No header was understood: take the likeliest row if the name of the sheet tells the table, else ask."""
        best = self._likeliest()
        if best:
            return [self._table(best[0], best[1], len(self.grid.rows))]
        names = self.lexicon.names
        self.report.warn(
            self.place(-1),
            "лист",
            "unknown_sheet",
            f"Лист «{self.sheet.name}» не похож ни на одну таблицу базы и не загружается. "
            "Если он нужен, укажите, что на нём, или проверьте строку заголовков.",
            choices=[
                Remedy("Не загружать", "sheet", IGNORE),
                *(Remedy(self.lexicon.table_name(kind), "sheet", kind) for kind in names),
            ],
            cause=unknown_cause(self.sheet),
        )
        return []

    def _likeliest(self) -> tuple[int, Shape] | None:
        name = normal(self.sheet.name)
        vocabularies = [
            one
            for one in self.lexicon.vocabularies
            if (one.table == self.forced if self.forced else one.title.search(name))
        ]
        found = [
            (row, shape)
            for row in range(min(_LAST_LIKELY_HEADER, len(self.grid.rows)))
            for vocabulary in vocabularies
            for heads in self.candidates(row)
            if (shape := self.read(vocabulary, heads, row, strict=False)) and len(shape.columns) >= 2
        ]
        return max(found, key=lambda one: one[1].score, default=None)

    # ── one table ─────────────────────────────────────────────────────

    def _table(self, row: int, shape: Shape, end: int) -> SheetTable:
        named, labels = len(shape.columns), shape.heads.labels()
        table = self.headed(row, shape, end)
        # A column that is asked about may be what the table cannot do without.
        is_asked = len(table.columns) < named
        missing = shape.missing or (missing_of(self.lexicon.by_table[shape.kind], table.columns) if is_asked else [])
        if missing:
            self.report.add(
                table.place,
                ", ".join(missing),
                "missing_column",
                f"На листе «{self.sheet.name}» не найден столбец «{'», «'.join(missing)}». "
                "Подпишите его в строке заголовков или укажите здесь, какой это столбец; строки листа пока не "
                "загружаются.",
            )
            return table
        self._gathered = self._under_one_name(table, shape, row, end)
        table.rows = self._data_rows(table, row + shape.heads.height, end)
        if shape.wide:
            table.rows = [one for row_ in table.rows for one in self.melted(table, shape, row_)]
            table.labels.update({f"column{c}": labels[c] for c in shape.wide})
        return table

    def headed(self, row: int, shape: Shape, end: int) -> SheetTable:
        """Return a table without its rows; its columns that are not understood are asked about."""
        labels = shape.heads.labels()
        table = SheetTable(
            kind=shape.kind,
            file=self.sheet.file,
            sheet=self.sheet.name,
            title=self.title_above(row) or self.sheet.name,
            header_row=row + 1,
            columns=shape.columns,
            labels={name: labels[c] for name, c in shape.columns.items()},
            is_grid=bool(shape.wide),
            vocabulary=self.lexicon.by_table[shape.kind],
            headers=labels,
            heads=shape.heads.height,
        )
        parts = {c for name in shape.columns for c in self._parts_of_date(table, name, shape, row + shape.heads.height)}
        shape.rivals = [c for c in shape.rivals if c not in parts]
        shape.unknown = [c for c in shape.unknown if c not in parts]
        self._ask_columns(table, shape, row, end)
        self._ask_close_calls(table, shape, row, end)
        return table

    # ── rows ──────────────────────────────────────────────────────────

    def _data_rows(self, table: SheetTable, start: int, end: int) -> list[TableRow]:
        context = self.context(table, start)
        pointers = table.vocabulary.pointers if table.vocabulary else ()
        used = {column for name, column in table.columns.items() if name not in pointers}
        rows: list[TableRow] = []
        for number in range(start, end):
            filled = self.grid.filled(number)
            if not filled:
                continue
            if reason := self._no_data(table, number, filled, is_first=number == start):
                table.left_out[number + 1] = reason
                if reason.startswith("подзаголовок"):
                    self.heading(context, ", ".join(self.grid.text(number, c) for c in filled))
                continue
            cells = {name: self._cell(table, name, self.grid.rows[number][c]) for name, c in table.columns.items()}
            cells |= {name: self._joined(number, columns) for name, columns in self._gathered.items()}
            for name, value in context.items():
                if not text_of(cells.get(name)):
                    cells[name] = value
            if not any(text_of(cell) for name, cell in cells.items() if name not in context) and not table.is_grid:
                table.left_out[number + 1] = "в распознанных столбцах пусто"
                continue
            loose = {} if table.is_grid else {c: self.grid.rows[number][c] for c in filled if c not in used}
            above = frozenset(name for name, c in table.columns.items() if self.grid.is_of_above(number, c))
            rows.append(TableRow(self.place(number), cells, table.columns, loose, above))
        self._report_broken(table, rows)
        return filled_down(table, rows)

    def _cell(self, table: SheetTable, name: str, cell: Cell) -> Cell:
        """A cell; a day that is a bare number is counted as everywhere else."""
        is_number = self.sheet.from_1904 and isinstance(cell, int | float) and cell > _NO_DAY
        if is_number and table.vocabulary and "date" in table.vocabulary.kinds(name):
            return float(cell) + _TO_1904  # type: ignore[arg-type]
        return cell

    def _no_data(self, table: SheetTable, row: int, filled: list[int], *, is_first: bool) -> str:
        """Why a row below the header is no data; "" for one that is."""
        if not table.is_grid and self.grid.goes_on(row):
            return "продолжение объединённой строки"
        texts = [self.grid.text(row, c) for c in filled]
        if any(map(is_total, texts[:3])):
            return "итог"
        if is_signature(texts, self._usual(table)):
            return "подпись или примечание"
        if is_first and self._is_numbering(row, filled):
            return "номера столбцов"
        if len(filled) == 1 and not self.stands_alone(table, row, filled[0]):
            return "подзаголовок или примечание: заполнена одна клетка"
        return "подзаголовок" if self.is_heading(table, row, texts) else ""

    def _usual(self, table: SheetTable) -> int:
        """How many cells of a row of a table are filled, as a rule."""
        if table.header_row not in self._fillings:
            first = table.header_row - 1 + table.heads
            counts = sorted(
                len(self.grid.filled(row)) for row in range(first, min(first + SAMPLE, len(self.grid.rows)))
            )
            counts = [count for count in counts if count > 1]
            self._fillings[table.header_row] = counts[len(counts) // 2] if counts else 0
        return self._fillings[table.header_row]

    def _report_broken(self, table: SheetTable, rows: list[TableRow]) -> None:
        """Empty the cells that hold no value, one error for each column that has such."""
        found: dict[tuple[str, str], list[int]] = {}
        for index, row in enumerate(rows):
            broken = {name: str(cell) for name, cell in row.cells.items() if is_broken(cell)}
            if broken:
                rows[index] = replace(row, cells={**row.cells, **dict.fromkeys(broken, "")})
            for name, cell in broken.items():
                found.setdefault((name, cell), []).append(index)
        for (name, cell), indexes in found.items():
            places = [rows[index].at(name) for index in indexes]
            label = table.label(name)
            where = f"Столбец «{label}», {rows_text([place.row for place in places])}"
            self.report.add_unread(places, label, broken_message(cell, where), cell)

    def _is_numbering(self, row: int, filled: list[int]) -> bool:
        """1, 2, 3 … under the header: the columns are numbered."""
        numbers = [self.grid.text(row, c) for c in filled]
        return len(numbers) >= 4 and numbers == [str(n) for n in range(1, len(numbers) + 1)]


def unknown_cause(sheet: Sheet) -> str:
    """What sheets that nobody knows share: those of one first row are of one kind, and are asked about once."""
    first = next(([text_of(cell) for cell in row] for row in sheet.rows if any(text_of(cell) for cell in row)), [])
    return f"unknown_sheet|{' '.join(filter(None, first))[:120] or sheet.name}"
