"""Columns of a table that are not understood, or might be several things: each is asked about, none is lost unsaid."""

from collections.abc import Mapping, Sequence

from letopis.documents.sheets.evidence import Claim, close_calls, weak_calls
from letopis.documents.sheets.finding import HeaderFinder
from letopis.documents.sheets.grid import Shape
from letopis.documents.sheets.headers import IGNORE, Vocabulary
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import Remedy
from letopis.documents.sheets.refusals import column_letters
from letopis.documents.sheets.tables import SheetTable

# More columns than these are no list with a few columns of its own: one doubt names them all.
MOST_ASKED = 5
# A column repeats another, if it differs in so few rows, one of so many at most.
MOST_APART, LEAST_REPEATED = 3, 5
# The share of values of a kind of its own by which a column is told whatever its name.
PROVED = 0.8
_LAST_DAY = 31
# Under no name a single cell is a note of somebody's.
_FEWEST = 2


class ColumnDoubts(HeaderFinder):
    """Asks about the columns of the tables of one sheet."""

    # Whether a column that might as well be something else stays what it was taken for until the operator says.
    keeps_doubtful = False

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
        used |= {c + 1 for name, c in table.columns.items() if self.continues(name, c + 1, row, first)}
        for c, label in enumerate(shape.heads.labels()):
            if label or c in used or any(self.grid.head(r, c) for r in range(row, first)):
                continue
            cells = [text for r in rows if (text := self.grid.text(r, c))]
            if len(cells) < _FEWEST:
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
            if parts := self._parts_of_date(table, name, shape, first):
                found[name] = parts
                continue
            columns = [column]
            while (
                self._is_covered(row, first, columns[-1] + 1) or self.continues(name, columns[-1] + 1, row, first)
            ) and self._filled_in(columns[-1] + 1, first, end):
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

    def _parts_of_date(self, table: SheetTable, name: str, shape: Shape, first: int) -> list[int]:
        """The columns of day, month and year, where a date stands in three under one name; else []."""
        kinds = table.vocabulary.kinds(name) if table.vocabulary else ()
        begin = table.columns[name]
        columns = list(range(begin, begin + 3))
        if kinds[:1] != ("date",) or columns[-1] >= self.grid.width or len({shape.heads.top[c] for c in columns}) > 1:
            return []
        if not all(self._profile(first, c).share(["whole"]) >= PROVED for c in columns):
            return []
        values = [int(text) for c in columns if (text := self.grid.text(first, c)).isdigit()]
        return columns[::-1] if values and values[0] > _LAST_DAY else columns

    def continues(self, field: str, column: int, row: int, first: int) -> bool:
        """Whether a column without a name goes on with the field at its left, where a CSV has lost what was merged."""
        return False

    def _is_covered(self, row: int, first: int, column: int) -> bool:
        """Whether the header says nothing over a column but what is merged over it from the left."""
        if column >= self.grid.width or any(self.grid.text(number, column) for number in range(row, first)):
            return False
        over = [self.grid.head(number, column) for number in range(row, first)]
        return any(over) and over == [self.grid.head(number, column - 1) for number in range(row, first)]

    def _joined(self, row: int, columns: Sequence[int]) -> str:
        """Cells under one name as one: parts of a name in a line, more in lines."""
        texts = [text for column in columns if (text := self.grid.text(row, column))]
        if len(texts) == 3 and all(map(str.isdigit, texts)):
            return ".".join(texts)
        return (" " if all(len(text.split()) == 1 for text in texts) else "\n").join(texts)

    def _filled_in(self, column: int, first: int, end: int) -> bool:
        return any(self.grid.text(row, column) for row in range(first, end))
