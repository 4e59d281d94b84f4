"""A sheet → its tables: rows of cells by field. What an import knows of its own tables it adds by overriding."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from letopis.documents.sheets.broken import broken_message, is_broken
from letopis.documents.sheets.evidence import SAMPLE, Claim, close_calls, weak_calls
from letopis.documents.sheets.filling import filled_down
from letopis.documents.sheets.finding import HeaderFinder, missing_of
from letopis.documents.sheets.grid import Shape
from letopis.documents.sheets.headers import IGNORE, Vocabulary
from letopis.documents.sheets.margins import is_signature, is_total
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import Remedy, rows_text
from letopis.documents.sheets.refusals import FileRefused, column_letters
from letopis.documents.sheets.sheet import Cell, Sheet
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import text_of

# A timetable with a header over each day of each class has fewer.
MAX_TABLES = 500
# More columns than these are no list with a few columns of its own: one doubt names them all.
MOST_ASKED = 8
_LAST_LIKELY_HEADER = 15
# A column repeats another, if it differs in so few rows, one of so many at most.
MOST_APART, LEAST_REPEATED = 3, 5
# The share of values of a kind of its own by which a column is told whatever its name.
PROVED = 0.8


class TableReader(HeaderFinder):
    """Reads the tables of one sheet."""

    # Whether a column that might as well be something else stays what it was taken for until the operator says.
    keeps_doubtful = False

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
        self._ask_columns(table, shape, row, end)
        self._ask_close_calls(table, shape, row, end)
        return table

    # ── columns that are not understood ───────────────────────────────

    def _ask_columns(self, table: SheetTable, shape: Shape, row: int, end: int) -> None:
        first = row + shape.heads.height
        labels = shape.heads.labels()
        unknown = [c for c in shape.unknown if c not in shape.wide and self._filled_in(c, first, end)]
        if len(unknown) > MOST_ASKED:
            self._warn_of_unknown(row, [labels[c] for c in unknown])
        else:
            for c in unknown:
                self._ask_column(table, row, c, labels[c], f"Столбец «{labels[c]}» не распознан и не загружается.")
        for c in shape.rivals:
            if c in shape.wide or not self._filled_in(c, first, end) or self._says_the_same(table, c, first, end):
                continue
            if not self._ask_where_they_differ(table, c, first, end):
                told = f"Столбец «{labels[c]}» ({column_letters(c)}) не загружается: о том же говорит другой столбец."
                self._ask_column(table, row, c, labels[c], told)
        self._warn_of_unnamed(table, shape, row, end)

    def _ask_close_calls(self, table: SheetTable, shape: Shape, row: int, end: int) -> None:
        """A column that might as well be something else is left out until the operator says what it is."""
        first = row + shape.heads.height
        vocabulary = self.lexicon.by_table[table.kind]
        calls = {close.column: [close.field, close.other] for close in close_calls(shape.claims)}
        for claim, fields in weak_calls(shape.claims, shape.columns, lambda one: self._proves(vocabulary, one, first)):
            calls.setdefault(claim.column, list(dict.fromkeys([claim.field, *fields])))
        for column, fields in calls.items():
            if self._filled_in(column, first, end) and table.columns.get(fields[0]) == column:
                if not self.keeps_doubtful:
                    del table.columns[fields[0]]
                meanings = {name: vocabulary.label(name) for name in fields}
                self._ask_which(table, row, column, shape.heads.labels()[column], meanings)

    def _ask_which(self, table: SheetTable, row: int, column: int, label: str, meanings: Mapping[str, str]) -> None:
        until = f"он прочитан как «{next(iter(meanings.values()))}»" if self.keeps_doubtful else "он не загружается"
        what = "может быть и тем и другим" if len(meanings) > 1 else "назван неясно; похоже, что это"
        self.report.warn(
            self.place(row, column),
            label,
            "close_call",
            f"Столбец «{label}» ({column_letters(column)}) {what}: "
            f"«{'», «'.join(meanings.values())}». Пока не указано, что это, {until}.",
            value=label,
            choices=[
                *(Remedy(text, "column", name) for name, text in meanings.items()),
                Remedy("Не загружать", "column", IGNORE),
            ],
            cause=f"close_call|{table.kind}|{normal(label)}|{column}",
        )

    def _proves(self, vocabulary: Vocabulary, claim: Claim, first: int) -> bool:
        """Whether the values of a column are of a kind that no other field of the table has."""
        own, *_ = *vocabulary.kinds(claim.field), ""
        known = {column.field for column in vocabulary.columns} - vocabulary.exact
        others = {vocabulary.kinds(name)[0] for name in known - {claim.field} if vocabulary.kinds(name)}
        return bool(own) and own not in others and self._profile(first, claim.column).share([own]) >= PROVED

    def _says_the_same(self, table: SheetTable, column: int, first: int, end: int) -> bool:
        """Whether a column repeats one that is taken: nothing of it is lost."""
        return any(
            all(self.grid.text(row, column) in {"", self.grid.text(row, other)} for row in range(first, end))
            for other in table.columns.values()
        )

    def _ask_where_they_differ(self, table: SheetTable, column: int, first: int, end: int) -> bool:
        """Ask about the rows in which a column that repeats a taken one differs; False where it repeats none."""
        for other in table.columns.values():
            rows = [row for row in range(first, end) if self.grid.text(row, column)]
            apart = [row for row in rows if self.grid.text(row, column) != self.grid.text(row, other)]
            if len(apart) > MOST_APART or len(apart) * LEAST_REPEATED > len(rows):
                continue
            label = table.headers[other]
            for row in apart:
                taken, said = self.grid.text(row, other), self.grid.text(row, column)
                self.report.warn(
                    self.place(row, other),
                    label,
                    "columns_differ",
                    f"Столбцы «{label}» ({column_letters(other)} и {column_letters(column)}) расходятся: "
                    f"«{taken[:60]}» и «{said[:60]}». Загружается первое.",
                    value=taken,
                    choices=[
                        Remedy(f"Оставить «{taken[:60]}»" if taken else "Оставить пустым", "accept"),
                        Remedy(f"Взять «{said[:60]}»", "value", said),
                    ],
                )
            return True
        return False

    def _ask_column(self, table: SheetTable, row: int, column: int, label: str, told: str) -> None:
        vocabulary = self.lexicon.by_table[table.kind]
        free = [one for one in vocabulary.columns if one.field != IGNORE and one.field not in table.columns]
        self.report.warn(
            self.place(row, column),
            label,
            "unknown_column",
            f"{told} Если он нужен, укажите, что в нём.",
            value=label,
            choices=[
                Remedy("Не загружать", "column", IGNORE),
                *(Remedy(text, "column", name) for name, text in {one.field: one.label for one in free}.items()),
            ],
            cause=f"unknown_column|{table.kind}|{normal(label)}",
        )

    def _warn_of_unknown(self, row: int, labels: list[str]) -> None:
        """One doubt for a sheet that has dozens of columns of its own."""
        self.report.warn(
            self.place(row),
            "строка заголовков",
            "unknown_columns",
            f"Столбцы не распознаны и не загружаются ({len(labels)}): «{'», «'.join(labels)}». "
            "Если среди них есть нужный, подпишите его так, как он называется в программе, и загрузите файл ещё раз.",
        )

    def _warn_of_unnamed(self, table: SheetTable, shape: Shape, row: int, end: int) -> None:
        """Columns of data under no name: numbers of rows, or a name that was forgotten."""
        first = row + shape.heads.height
        rows = [r for r in range(first, end) if len(self.grid.filled(r)) > 1]
        used = {*table.columns.values(), *shape.wide}
        for c, label in enumerate(shape.heads.labels()):
            if label or c in used or any(self.grid.head(r, c) for r in range(row, first)):
                continue
            cells = [text for r in rows if (text := self.grid.text(r, c))]
            if len(cells) < 2 or len(cells) * 2 < len(rows):
                continue
            numbered = all(text.isdigit() for text in cells) and len(set(cells)) == len(cells)
            what = "похож на номера строк" if numbered else f"подписан пустой клеткой (в нём «{cells[0][:40]}» …)"
            self.report.warn(
                self.place(row, c),
                f"столбец {column_letters(c)}",
                "unnamed_column",
                f"Столбец {column_letters(c)} без заголовка {what} и не загружается. "
                "Если он нужен, подпишите его в строке заголовков.",
            )

    def _under_one_name(self, table: SheetTable, shape: Shape, row: int, end: int) -> dict[str, list[int]]:
        """Columns of data under a name that is merged over several, by the field of its first.

        Of a text (both parents, a note) they are one; of anything else the others are told.
        """
        first = row + shape.heads.height
        found: dict[str, list[int]] = {}
        for name, column in table.columns.items():
            columns = [column]
            while self._is_covered(row, first, columns[-1] + 1) and self._filled_in(columns[-1] + 1, first, end):
                columns.append(columns[-1] + 1)
            if len(columns) > 1 and all(self._profile(first, other).share(["text"]) >= PROVED for other in columns):
                found[name] = columns
            elif len(columns) > 1:
                label = shape.heads.labels()[column]
                for other in columns[1:]:
                    told = (
                        f"Столбец «{label}» ({column_letters(other)}) не загружается: о том же говорит другой столбец."
                    )
                    self._ask_column(table, row, other, label, told)
        return found

    def _is_covered(self, row: int, first: int, column: int) -> bool:
        """Whether the header says nothing over a column but what is merged over it from the left."""
        if column >= self.grid.width or any(self.grid.text(number, column) for number in range(row, first)):
            return False
        over = [self.grid.head(number, column) for number in range(row, first)]
        return any(over) and over == [self.grid.head(number, column - 1) for number in range(row, first)]

    def _joined(self, row: int, columns: Sequence[int]) -> str:
        """Cells under one name as one: parts of a name in a line, more in lines."""
        texts = [text for column in columns if (text := self.grid.text(row, column))]
        return (" " if all(len(text.split()) == 1 for text in texts) else "\n").join(texts)

    def _filled_in(self, column: int, first: int, end: int) -> bool:
        return any(self.grid.text(row, column) for row in range(first, end))

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
                    self.heading(context, self.grid.text(number, filled[0]))
                continue
            cells = {name: self.grid.rows[number][c] for name, c in table.columns.items()}
            cells |= {name: self._joined(number, columns) for name, columns in self._gathered.items()}
            for name, value in context.items():
                if not text_of(cells.get(name)):
                    cells[name] = value
            if not any(text_of(cell) for name, cell in cells.items() if name not in context) and not table.is_grid:
                table.left_out[number + 1] = "в распознанных столбцах пусто"
                continue
            loose = {} if table.is_grid else {c: self.grid.rows[number][c] for c in filled if c not in used}
            rows.append(TableRow(self.place(number), cells, table.columns, loose))
        self._report_broken(table, rows)
        return filled_down(table, rows)

    def _no_data(self, table: SheetTable, row: int, filled: list[int], *, is_first: bool) -> str:
        """Why a row below the header is no data; "" for one that is."""
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
