"""Sheets of raw rows → tables whose columns mean something: headers found wherever they are, read by meaning."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from letopis.documents.exchange.base.cells import (
    Cell,
    parse_class,
    parse_full_name,
    parse_weekday,
    parse_whole,
    text_of,
)
from letopis.documents.exchange.base.problems import Answers, Choice, Place, Report
from letopis.documents.exchange.base.reading import Sheet
from letopis.documents.exchange.base.words import (
    BY_TABLE,
    CHILD,
    IGNORE,
    TABLES,
    VOCABULARIES,
    Vocabulary,
    card_field,
    field_of,
    is_header_word,
    normal,
)

_TOTAL = re.compile(r"^(итог|всего|в ?том числе|максимальн|сумма|общее кол|средн|предельно)", re.IGNORECASE)
_STRICT_CLASS = re.compile(r"(?:класс\s*)?\d{1,2}\s*[-–—]?\s*[\"'«„“]?\s*[А-Яа-яЁёA-Za-z]\s*[\"'»”]?(?:\s*класс)?")
_GRADE_ONLY = re.compile(r"(\d{1,2})\s*(?:-?(?:й|е|х)?\s*(?:класс|кл\.?|классы))?", re.IGNORECASE)
_ROOM_HEADER = re.compile(r"^(№ ?)?(каб|ауд|помещ)")
_FILLED = re.compile(r"\S")
# Columns a secretary merges down, or fills only where the value changes.
_FILL_DOWN = {
    "timetable": ("class", "grade", "letter", "day", "number"),
    "load": ("teacher",),
    "guardians": ("child", "child_surname", "child_name", "child_patronymic", "class"),
    "curriculum": ("area",),
}
_NOTIONS = {
    "subject": re.compile(r"^(учебн\w+ )?(предмет|дисциплин)"),
    "position": re.compile(r"^должност"),
    "day": re.compile(r"^(день|дни)( недели)?$"),
    "teacher": re.compile(r"^(учител|преподавател|педагог)"),
    "hours": re.compile(r"^(кол\w* )?час"),
    "number": re.compile(r"^(№|номер) ?урок|^урок$"),
    "class": re.compile(r"^класс$"),
    "child": re.compile(rf"(фио|фамил|имя).*{CHILD}|{CHILD}.*(фио|фамил|имя)|^(ученик|обучающийся|учащийся)$"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A data row: cells by field, and where each stood."""

    place: Place
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def text(self, field_name: str) -> str:
        """The cell as text; "" where there is no such column."""
        return text_of(self.cells.get(field_name))

    def at(self, field_name: str) -> Place:
        """The cell's place; the row's where there is no such column."""
        if self.place.alone:
            return self.place
        return Place(self.place.file, self.place.sheet, self.place.row, self.columns.get(field_name))


@dataclass(slots=True)
class Table:
    """A recognised table. `labels` are the file's own headers by field; `is_grid`: melted from a wide one."""

    kind: str
    file: str
    sheet: str
    title: str
    header_row: int
    columns: dict[str, int]
    labels: dict[str, str]
    rows: list[Row] = field(default_factory=list)
    is_grid: bool = False

    def label(self, field_name: str) -> str:
        """The header of a field as the file has it, else the product's name of it."""
        return self.labels.get(field_name) or BY_TABLE[self.kind].label(field_name)

    @property
    def place(self) -> Place:
        """The header row."""
        return Place(self.file, self.sheet, self.header_row)


@dataclass(slots=True)
class _Heads:
    """A candidate header: one or two rows read together."""

    top: list[str]
    bottom: list[str]
    height: int

    def texts(self) -> list[str]:
        return [f"{t} {b}".strip() if t != b else t for t, b in zip(self.top, self.bottom, strict=True)]

    def labels(self) -> list[str]:
        return [f"{t}: {b}" if t and b and t != b else t or b for t, b in zip(self.top, self.bottom, strict=True)]


@dataclass(slots=True)
class _Shape:
    """How a header reads as one table."""

    kind: str
    score: float
    columns: dict[str, int]
    heads: _Heads
    unknown: list[int] = field(default_factory=list)
    # Wide tables: what each data column stands for, {"class": …, "day": …, "number": …, "room": …}.
    wide: dict[int, dict[str, str]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


class _Grid:
    """A sheet with its merged cells at hand."""

    def __init__(self, sheet: Sheet, answers: Answers) -> None:
        self.sheet = sheet
        self.width = max((len(row) for row in sheet.rows), default=0)
        self.rows = [row + [""] * (self.width - len(row)) for row in sheet.rows]
        self._merged: dict[tuple[int, int], Cell] = {}
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
                    self.rows[row][left] = self.rows[row][left] or value
        self._answer(answers)

    def _answer(self, answers: Answers) -> None:
        """Put the operator's values in the place of the cells'."""
        prefix = f"{self.sheet.file}|{self.sheet.name}|"
        for key, value in answers.values.items():
            if key.startswith(prefix):
                row, _, column = key.removeprefix(prefix).partition("|")
                if column.isdigit() and int(row) <= len(self.rows) and int(column) < self.width:
                    self.rows[int(row) - 1][int(column)] = value

    def text(self, row: int, column: int) -> str:
        return text_of(self.rows[row][column])

    def head(self, row: int, column: int) -> str:
        return self.text(row, column) or text_of(self._merged.get((row, column)))

    def filled(self, row: int) -> list[int]:
        return [c for c, cell in enumerate(self.rows[row]) if cell not in ("", None) and text_of(cell)]

    def is_title(self, row: int) -> bool:
        return len(self.filled(row)) == 1


def recognise(sheets: Iterable[Sheet], report: Report, meanings: Mapping[tuple[str, str], str]) -> list[Table]:
    """Return the tables of all sheets. `meanings`: fields by (table, normal header) that the school settled earlier."""
    tables: list[Table] = []
    for sheet in sheets:
        if report.answers.sheets.get(f"{sheet.file}|{sheet.name}") == IGNORE or not sheet.rows:
            continue
        tables += _SheetReader(sheet, report, meanings).tables()
    return tables


class _SheetReader:
    def __init__(self, sheet: Sheet, report: Report, meanings: Mapping[tuple[str, str], str]) -> None:
        self.sheet = sheet
        self.grid = _Grid(sheet, report.answers)
        self.report = report
        self.meanings = meanings
        self.forced = report.answers.sheets.get(f"{sheet.file}|{sheet.name}", "")

    def place(self, row: int, column: int | None = None) -> Place:
        """`row` from 0 here, from 1 in the place."""
        return Place(self.sheet.file, self.sheet.name, row + 1, column)

    # ── the sheet ─────────────────────────────────────────────────────

    def tables(self) -> list[Table]:
        starts = self._headers()
        first = starts[0][0] if starts else len(self.grid.rows)
        found = self._card(first)
        if not starts and not found:
            return self._unrecognised()
        for number, (row, shape) in enumerate(starts):
            end = starts[number + 1][0] if number + 1 < len(starts) else len(self.grid.rows)
            found.append(self._table(row, shape, end))
        return found

    def _headers(self) -> list[tuple[int, _Shape]]:
        found: list[tuple[int, _Shape]] = []
        row = 0
        while row < len(self.grid.rows):
            shape = self._header_at(row)
            if shape is None:
                row += 1
                continue
            found.append((row, shape))
            row += shape.heads.height
        return found

    def _unrecognised(self) -> list[Table]:
        """No header was understood: take the likeliest row if the name of the sheet tells the table, else ask."""
        names = [v for v in VOCABULARIES if v.table == self.forced] or [
            v for v in VOCABULARIES if not self.forced and v.title.search(normal(self.sheet.name))
        ]
        best: tuple[int, _Shape] | None = None
        for row in range(min(15, len(self.grid.rows))):
            for vocabulary in names:
                for heads in self._candidates(row):
                    shape = self._read(vocabulary, heads, row, strict=False)
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
                Choice("Не загружать", "sheet", IGNORE),
                *(Choice(t, "sheet", k) for k, t in TABLES.items() if k != "card"),
            ],
        )
        return []

    def _card(self, end: int) -> list[Table]:
        rows: list[Row] = []
        for number in range(end):
            filled = self.grid.filled(number)
            if len(filled) < 2 or not (name := card_field(self.grid.text(number, filled[0]))):
                continue
            cells = {
                "label": self.grid.rows[number][filled[0]],
                "value": self.grid.rows[number][filled[1]],
                "field": name,
            }
            rows.append(Row(self.place(number), cells, {"label": filled[0], "value": filled[1]}))
        if len(rows) < 3 or not any(row.cells["field"] in {"name", "short_name", "year"} for row in rows):
            return []
        return [Table("card", self.sheet.file, self.sheet.name, "", rows[0].place.row, {}, {}, rows)]

    # ── one header ────────────────────────────────────────────────────

    def _header_at(self, row: int) -> _Shape | None:
        filled = self.grid.filled(row)
        if len(filled) < 2 or any(isinstance(self.grid.rows[row][c], date | datetime) for c in filled):
            return None
        # Cheap tests first: most rows are data and begin with a number.
        if self.grid.text(row, filled[0]).isdigit():
            return None
        texts = [self.grid.text(row, c) for c in filled]
        if not any(self._is_word(text) for text in texts[:2]):
            return None
        classes = sum(bool(_STRICT_CLASS.fullmatch(text)) for text in texts)
        days = sum(parse_weekday(text) is not None for text in texts)
        words = sum(map(is_header_word, texts)) + (classes if classes > 1 else 0) + (days if days > 2 else 0)
        if words < 2 or words < len(filled) / 3:
            return None
        shapes = [shape for heads in self._candidates(row) for shape in self._shapes(heads, row)]
        best = max(shapes, key=lambda shape: shape.score, default=None)
        if best is None or not self._has_data(row + best.heads.height):
            return None
        return best

    @staticmethod
    def _is_word(text: str) -> bool:
        return bool(_STRICT_CLASS.fullmatch(text)) or parse_weekday(text) is not None or is_header_word(text)

    def _has_data(self, row: int) -> bool:
        return any(self.grid.filled(number) for number in range(row, min(row + 5, len(self.grid.rows))))

    def _candidates(self, row: int) -> list[_Heads]:
        columns = range(self.grid.width)
        top = [self.grid.head(row, c) for c in columns]
        single = _Heads([self.grid.text(row, c) for c in columns], [""] * self.grid.width, 1)
        if row + 1 >= len(self.grid.rows):
            return [single]
        below = [self.grid.text(row + 1, c) for c in columns]
        cells = self.grid.rows[row + 1]
        if any(isinstance(cells[c], date | datetime) for c in columns) or not any(below):
            return [single]
        return [single, _Heads(self._spread(top, below), below, 2)]

    @staticmethod
    def _spread(top: list[str], below: list[str]) -> list[str]:
        """A group's name over its columns, where a CSV has lost the merge: «Контакты», "" over «Телефон», «E-mail»."""
        result, group = [], ""
        for head, under in zip(top, below, strict=True):
            if head:
                group = head if under and under != head else ""
            result.append(head or (group if under else ""))
        return result

    def _shapes(self, heads: _Heads, row: int) -> list[_Shape]:
        found = [shape for v in VOCABULARIES if (shape := self._read(v, heads, row, strict=True))]
        if wide := self._read_wide(heads, row):
            found.append(wide)
        if self.forced:
            found = [shape for shape in found if shape.kind == self.forced]
        return found

    def _title(self, row: int) -> str:
        above = [
            self.grid.text(r, self.grid.filled(r)[0]) for r in range(max(0, row - 3), row) if self.grid.is_title(r)
        ]
        return " ".join(above)

    def _read(self, vocabulary: Vocabulary, heads: _Heads, row: int, *, strict: bool) -> _Shape | None:
        texts = heads.texts()
        keys = [normal(text) for text in texts]
        columns: dict[str, int] = {}
        known, unknown = 0, []
        for number, text in enumerate(texts):
            if not text:
                continue
            name = self._meaning(vocabulary.table, text, row, number)
            if name is None:
                unknown.append(number)
            else:
                known += 1
                if name != IGNORE:
                    columns.setdefault(name, number)
        if vocabulary.table == "timetable" and "subject" not in columns and "number" in columns:
            return None
        missing = self._missing(vocabulary, columns)
        title = normal(f"{self._title(row)} ")
        hinted = bool(vocabulary.title.search(title)) + bool(vocabulary.title.search(normal(self.sheet.name)))
        hinted += 3 * (self.forced == vocabulary.table)
        if strict:
            if missing or len(unknown) > known:
                return None
            if any(_NOTIONS[notion].search(key) for notion in vocabulary.never for key in keys if notion in _NOTIONS):
                return None
            if vocabulary.tells and not hinted and not any(name in columns for name in vocabulary.tells):
                return None
        score = 2 * len(columns) + 2 * hinted - len(unknown) - (0.5 if heads.height == 2 else 0)
        return _Shape(vocabulary.table, score, columns, heads, unknown, missing=missing)

    def _meaning(self, table: str, text: str, row: int, column: int) -> str | None:
        answered = self.report.answers.columns.get(self.place(row, column).cell_key)
        return answered or self.meanings.get((table, normal(text))) or field_of(table, text)

    def _missing(self, vocabulary: Vocabulary, columns: Mapping[str, int]) -> list[str]:
        """Labels of needs that no column meets; a class may come from the sheet's name or a heading row instead."""
        missing = []
        for group in vocabulary.needs:
            if "+" in group or any(all(part in columns for part in one.split("+")) for one in group):
                continue
            missing.append(" + ".join(vocabulary.label(part) for part in group[0].split("+")))
        return missing

    # ── wide headers ──────────────────────────────────────────────────

    def _read_wide(self, heads: _Heads, row: int) -> _Shape | None:
        wide = self._wide_columns(heads)
        if not wide:
            return None
        first = min(wide)
        texts = heads.texts()
        labels = {c: texts[c] for c in range(self.grid.width) if c not in wide and texts[c]}
        has_class = any("class" in dims for dims in wide.values())
        has_day = any("day" in dims for dims in wide.values())
        for kind in ("load", "curriculum"):
            columns = {
                name: c
                for c, text in labels.items()
                if c < first and (name := self._meaning(kind, text, row, c)) not in (None, IGNORE)
            }
            needed = {"load": {"teacher", "subject"}, "curriculum": {"subject"}}[kind]
            if has_class and not has_day and needed <= set(columns) and self._numeric_below(row + heads.height, wide):
                return _Shape(
                    kind, 2 * len(wide) + len(columns), {n: c for n, c in columns.items() if n}, heads, wide=wide
                )
        columns = self._row_labels(row, heads, first)
        dims = set(columns) | {name for found in wide.values() for name in found}
        if "number" not in dims or not ("day" in dims or self._section_days(row + heads.height)):
            return None
        if self._numeric_below(row + heads.height, wide):
            return None
        return _Shape("timetable", 2 * len(wide) + len(columns), columns, heads, wide=wide)

    def _wide_columns(self, heads: _Heads) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        last: dict[str, str] = {}
        for c in range(self.grid.width):
            dims: dict[str, str] = {}
            for text in (heads.top[c], heads.bottom[c]):
                if _STRICT_CLASS.fullmatch(text):
                    dims["class"] = text
                elif parse_weekday(text) is not None:
                    dims["day"] = text
                elif dims.get("day") and (number := parse_whole(text)) is not None:
                    dims["number"] = str(number)
            if dims:
                found[c] = last = dims
            elif last and c - 1 in found and self._is_room_column(heads, c):
                found[c] = {**last, "room": "1"}
        classes = {dims.get("class") for dims in found.values()} - {None}
        days = {dims.get("day") for dims in found.values()} - {None}
        if len(classes) < 2 and len(days) < 3:
            return self._grade_columns(heads)
        for c in list(found):
            if "class" in found[c] and self._is_room_column(heads, c) and c - 1 in found:
                found[c] = {**found[c], "room": "1"}
        return found

    @staticmethod
    def _is_room_column(heads: _Heads, column: int) -> bool:
        return any(_ROOM_HEADER.search(normal(text)) for text in (heads.top[column], heads.bottom[column]) if text)

    def _grade_columns(self, heads: _Heads) -> dict[int, dict[str, str]]:
        """A curriculum by parallels: «5 класс», «6 класс» or bare numbers in a row."""
        found: dict[int, dict[str, str]] = {}
        for c in range(self.grid.width):
            text = heads.bottom[c] or heads.top[c]
            match = _GRADE_ONLY.fullmatch(text)
            if match and 1 <= int(match[1]) <= 12:
                found[c] = {"class": match[1]}
        grades = [int(dims["class"]) for dims in found.values()]
        return found if len(grades) >= 3 and grades == sorted(set(grades)) else {}

    def _numeric_below(self, row: int, wide: Mapping[int, object]) -> bool:
        texts = [self.grid.text(r, c) for r in range(row, min(row + 40, len(self.grid.rows))) for c in wide]
        filled = [text for text in texts if text]
        numeric = sum(bool(re.fullmatch(r"\d+([.,]\d+)?", text)) for text in filled)
        return bool(filled) and numeric > len(filled) * 0.7

    def _section_days(self, row: int) -> bool:
        """Whether the weekday stands in the sheet's name, in a title or in heading rows between the lessons."""
        if weekday_in(self.sheet.name) or weekday_in(self._title(row)):
            return True
        return any(
            len(filled) == 1 and parse_weekday(self.grid.rows[r][filled[0]])
            for r in range(max(0, row - 4), min(row + 30, len(self.grid.rows)))
            if (filled := self.grid.filled(r))
        )

    def _row_labels(self, row: int, heads: _Heads, first: int) -> dict[str, int]:
        """What the columns left of a grid are: by their heads, else by what stands in them."""
        columns: dict[str, int] = {}
        for c in range(first):
            values = [self.grid.text(r, c) for r in range(row + heads.height, len(self.grid.rows))]
            filled = [value for value in values if value]
            if not filled:
                continue
            for name, fits in (
                ("day", lambda text: parse_weekday(text) is not None),
                ("class", lambda text: bool(_STRICT_CLASS.fullmatch(text))),
                ("number", lambda text: bool(re.fullmatch(r"\d{1,2}( ?-?(й|урок|пара|ур\.?))?", text))),
            ):
                if name not in columns and sum(map(fits, filled)) > len(filled) * 0.6:
                    columns[name] = c
                    break
        return columns

    # ── rows ──────────────────────────────────────────────────────────

    def _table(self, row: int, shape: _Shape, end: int) -> Table:
        labels = shape.heads.labels()
        table = Table(
            kind=shape.kind,
            file=self.sheet.file,
            sheet=self.sheet.name,
            title=self._title(row) or self.sheet.name,
            header_row=row + 1,
            columns=shape.columns,
            labels={name: labels[c] for name, c in shape.columns.items()},
            is_grid=bool(shape.wide),
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

    def _ask_columns(self, table: Table, shape: _Shape, row: int, end: int) -> None:
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
                    Choice("Не загружать", "column", IGNORE),
                    *(Choice(label, "column", name) for name, label in {o.field: o.label for o in free}.items()),
                ],
            )

    def _data_rows(self, table: Table, start: int, end: int) -> list[Row]:
        context = self._context(table, start)
        rows: list[Row] = []
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
            rows.append(Row(self.place(number), cells, table.columns))
        return self._filled_down(table, rows)

    def _context(self, table: Table, start: int) -> dict[str, Cell]:
        """A class that no column names: «Список 5А класса», a sheet called «5А»."""
        context: dict[str, Cell] = {}
        if (
            "class" not in table.columns
            and "grade" not in table.columns
            and table.kind in {"students", "guardians", "timetable"}
        ):
            for text in (self._title(start - 1), self.sheet.name):
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

    def _stands_alone(self, table: Table, row: int, column: int) -> bool:
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

    def _filled_down(self, table: Table, rows: list[Row]) -> list[Row]:
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
            result.append(Row(row.place, cells, row.columns))
        return result

    def _melt(self, table: Table, shape: _Shape, row: Row) -> list[Row]:
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
                Row(Place(row.place.file, row.place.sheet, row.place.row, column, alone=True), cells, columns)
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


def weekday_in(text: str) -> str:
    """The weekday that a title names: «Расписание на среду», a sheet called «Пн»; "" for none."""
    words = re.findall(r"[А-Яа-яЁё]+", text)
    return next((word for word in words if (len(word) > 4 or len(words) == 1) and parse_weekday(word)), "")
