"""Reading a sheet: its tables, their rows, wide ones melted into a row for each cell."""

import re

from letopis.documents.school_import.recognising.headers import HeaderReader
from letopis.documents.school_import.vocabularies import BY_TABLE, VOCABULARIES
from letopis.documents.school_import.words import TABLES, card_field, normal, table_name
from letopis.documents.sheets.grid import Shape, weekday_in
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.problems import CellPlace, Remedy
from letopis.documents.sheets.refusals import FileRefused
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import parse_class, parse_full_name, parse_weekday, text_of

_TOTAL = re.compile(r"^(итог|всего|в ?том числе|максимальн|сумма|общее кол|средн|предельно)", re.IGNORECASE)
# A timetable with a header over each day of each class has fewer.
MAX_TABLES = 500
_FILLED = re.compile(r"\S")
# Columns a secretary merges down, or fills only where the value changes.
_FILL_DOWN = {
    "timetable": ("class", "grade", "letter", "day", "number"),
    "load": ("teacher",),
    "guardians": ("child", "child_surname", "child_name", "child_patronymic", "class"),
    "curriculum": ("area",),
}


class SheetReader(HeaderReader):
    """Reads the tables of one sheet."""

    # ── the sheet ─────────────────────────────────────────────────────

    def tables(self) -> list[SheetTable]:
        starts = self._headers()
        first = starts[0][0] if starts else len(self.grid.rows)
        found = self._card(first)
        if not starts and not found:
            return self._unrecognised()
        for number, (row, shape) in enumerate(starts):
            end = starts[number + 1][0] if number + 1 < len(starts) else len(self.grid.rows)
            found.append(self._table(row, shape, end))
        return found

    def _headers(self) -> list[tuple[int, Shape]]:
        found: list[tuple[int, Shape]] = []
        row = 0
        while row < len(self.grid.rows):
            shape = self.header_at(row)
            if shape is None:
                row += 1
                continue
            found.append((row, shape))
            if len(found) > MAX_TABLES:
                raise FileRefused(
                    f"На листе «{self.sheet.name}» больше {MAX_TABLES} строк с заголовками столбцов. Оставьте над "
                    "каждой таблицей одну и загрузите файл ещё раз.",
                    code="too_many_tables",
                )
            row += shape.heads.height
        return found

    def _unrecognised(self) -> list[SheetTable]:
        """No header was understood: take the likeliest row if the name of the sheet tells the table, else ask."""
        names = [v for v in VOCABULARIES if v.table == self.forced] or [
            v for v in VOCABULARIES if not self.forced and v.title.search(normal(self.sheet.name))
        ]
        best: tuple[int, Shape] | None = None
        for row in range(min(15, len(self.grid.rows))):
            for vocabulary in names:
                for heads in self.candidates(row):
                    shape = self.read(vocabulary, heads, row, strict=False)
                    if shape and len(shape.columns) >= 2 and (best is None or shape.score > best[1].score):
                        best = (row, shape)
        if best:
            return [self._table(best[0], best[1], len(self.grid.rows))]
        self.report.warn(
            self.place(-1),
            "лист",
            "unknown_sheet",
            f"Лист «{self.sheet.name}» не похож ни на одну таблицу базы и не загружается. "
            "Если он нужен, укажите, что на нём, или проверьте строку заголовков.",
            choices=[
                Remedy("Не загружать", "sheet", IGNORE),
                *(Remedy(table_name(kind), "sheet", kind) for kind in TABLES if kind != "card"),
            ],
        )
        return []

    def _card(self, end: int) -> list[SheetTable]:
        rows: list[TableRow] = []
        for number in range(end):
            filled = self.grid.filled(number)
            if len(filled) < 2 or not (name := card_field(self.grid.text(number, filled[0]))):
                continue
            cells = {
                "label": self.grid.rows[number][filled[0]],
                "value": self.grid.rows[number][filled[1]],
                "field": name,
            }
            rows.append(TableRow(self.place(number), cells, {"label": filled[0], "value": filled[1]}))
        if len(rows) < 3 or not any(row.cells["field"] in {"name", "short_name", "year"} for row in rows):
            return []
        return [SheetTable("card", self.sheet.file, self.sheet.name, "", rows[0].place.row, {}, {}, rows)]

    # ── rows ──────────────────────────────────────────────────────────

    def _table(self, row: int, shape: Shape, end: int) -> SheetTable:
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
            vocabulary=BY_TABLE[shape.kind],
        )
        self._ask_columns(table, shape, row, end)
        if shape.missing:
            self.report.add(
                table.place,
                ", ".join(shape.missing),
                "missing_column",
                f"На листе «{self.sheet.name}» не найден столбец «{'», «'.join(shape.missing)}». "
                "Подпишите его в строке заголовков или укажите здесь, какой это столбец; строки листа пока не "
                "загружаются.",
            )
            return table
        data = self._data_rows(table, row + shape.heads.height, end)
        if shape.wide:
            table.rows = [melted for one in data for melted in self._melt(table, shape, one)]
            table.labels.update({f"column{c}": labels[c] for c in shape.wide})
        else:
            table.rows = data
        return table

    def _ask_columns(self, table: SheetTable, shape: Shape, row: int, end: int) -> None:
        vocabulary = BY_TABLE[table.kind]
        labels = shape.heads.labels()
        for c in shape.unknown:
            if c in shape.wide or not any(self.grid.text(r, c) for r in range(row + shape.heads.height, end)):
                continue
            free = [one for one in vocabulary.columns if one.field != IGNORE and one.field not in shape.columns]
            self.report.warn(
                self.place(row, c),
                labels[c],
                "unknown_column",
                f"Столбец «{labels[c]}» не распознан и не загружается. Если он нужен, укажите, что в нём.",
                value=labels[c],
                choices=[
                    Remedy("Не загружать", "column", IGNORE),
                    *(Remedy(label, "column", name) for name, label in {o.field: o.label for o in free}.items()),
                ],
            )

    def _data_rows(self, table: SheetTable, start: int, end: int) -> list[TableRow]:
        context = self._context(table, start)
        rows: list[TableRow] = []
        for number in range(start, end):
            filled = self.grid.filled(number)
            if not filled or self._is_total(number, filled) or (number == start and self._is_numbering(number, filled)):
                continue
            if len(filled) == 1 and not self._stands_alone(table, number, filled[0]):
                self._heading(context, self.grid.text(number, filled[0]))
                continue
            cells = {name: self.grid.rows[number][c] for name, c in table.columns.items()}
            for name, value in context.items():
                if not text_of(cells.get(name)):
                    cells[name] = value
            if not any(text_of(cell) for name, cell in cells.items() if name not in context) and not table.is_grid:
                continue
            rows.append(TableRow(self.place(number), cells, table.columns))
        return self._filled_down(table, rows)

    def _context(self, table: SheetTable, start: int) -> dict[str, Cell]:
        """A class that no column names: «Список 5А класса», a sheet called «5А»."""
        context: dict[str, Cell] = {}
        if (
            "class" not in table.columns
            and "grade" not in table.columns
            and table.kind in {"students", "guardians", "timetable"}
        ):
            for text in (self.title_above(start - 1), self.sheet.name):
                found = re.search(r"(?<!\w)\d{1,2}\s*-?\s*[\"«]?[А-ЯЁA-Z][\"»]?(?!\w)", text)
                if found and parse_class(found[0]):
                    context["class"] = found[0]
                    break
        if table.is_grid or table.kind == "timetable":
            above = [
                self.grid.text(r, self.grid.filled(r)[0])
                for r in range(max(0, start - 4), start)
                if self.grid.is_title(r)
            ]
            for text in (self.sheet.name, *above):
                if day := weekday_in(text):
                    context["day"] = day
        return context

    @staticmethod
    def _heading(context: dict[str, Cell], text: str) -> None:
        """A row of one cell between the data: a class, a weekday, a part of the curriculum."""
        if parse_weekday(text) is not None:
            context["day"] = text
        elif (found := parse_class(text)) and found.letter:
            context["class"] = text

    def _stands_alone(self, table: SheetTable, row: int, column: int) -> bool:
        """Whether a row of one cell is data all the same: a name with nothing else, a holiday without a date."""
        name = next((n for n, c in table.columns.items() if c == column), "")
        text = self.grid.text(row, column)
        if name in {"full_name", "child", "guardian"}:
            return bool((parsed := parse_full_name(text)) and parsed.patronymic)
        return table.is_grid and column not in table.columns.values()

    def _is_total(self, row: int, filled: list[int]) -> bool:
        return any(_TOTAL.match(self.grid.text(row, c)) for c in filled[:3])

    def _is_numbering(self, row: int, filled: list[int]) -> bool:
        numbers = [self.grid.text(row, c) for c in filled]
        return len(numbers) >= 4 and numbers == [str(n) for n in range(1, len(numbers) + 1)]

    def _filled_down(self, table: SheetTable, rows: list[TableRow]) -> list[TableRow]:
        """Fill a column down where it is written only at each change: blank in more than a tenth of its rows."""
        names = [
            name
            for name in _FILL_DOWN.get(table.kind, ())
            if name in table.columns and sum(not row.text(name) for row in rows) > len(rows) * 0.1
        ]
        if not names:
            return rows
        last: dict[str, Cell] = {}
        result = []
        for row in rows:
            cells = dict(row.cells)
            for name in names:
                if text_of(cells.get(name)):
                    if name in {"class", "day"} and text_of(last.get(name)) != text_of(cells[name]):
                        for later in names[names.index(name) + 1 :]:
                            last.pop(later, None)
                    last[name] = cells[name]
                elif name in last:
                    cells[name] = last[name]
            result.append(TableRow(row.place, cells, row.columns))
        return result

    def _melt(self, table: SheetTable, shape: Shape, row: TableRow) -> list[TableRow]:
        """One row of a wide table → a row for each filled cell: a class's hours, or a class's lesson."""
        number = row.place.row - 1
        gathered: dict[tuple[tuple[str, str], ...], tuple[int, list[str], list[str]]] = {}
        for c, dims in shape.wide.items():
            text = self._raw_lines(number, c)
            if not _FILLED.search(text):
                continue
            key = tuple(sorted((name, value) for name, value in dims.items() if name != "room"))
            _, lessons, rooms = gathered.setdefault(key, (c, [], []))
            (rooms if "room" in dims else lessons).extend(text.splitlines())
        melted = []
        for key, (column, lessons, rooms) in gathered.items():
            cells: dict[str, Cell] = {**row.cells, **dict(key)}
            cells["hours" if shape.kind != "timetable" else "cell"] = _with_rooms(lessons, rooms)
            columns = {**table.columns, "cell": column, "hours": column, "class": column}
            melted.append(
                TableRow(CellPlace(row.place.file, row.place.sheet, row.place.row, column, alone=True), cells, columns)
            )
        return melted

    def _raw_lines(self, row: int, column: int) -> str:
        """A cell with its line breaks kept: they part the two subgroups of a lesson."""
        cell = self.grid.rows[row][column]
        return cell.strip() if isinstance(cell, str) else text_of(cell)


def _with_rooms(lessons: list[str], rooms: list[str]) -> str:
    """Lines of a lesson's cell with those of the room's cell beside it: line by line for two subgroups."""
    named = [room if re.match(r"(?i)\s*(каб|ауд)", room) else f"каб. {room.strip()}" for room in rooms]
    if len(lessons) == len(named):
        return "\n".join(f"{lesson} / {room}" for lesson, room in zip(lessons, named, strict=True))
    return "\n".join([*lessons, *named])
