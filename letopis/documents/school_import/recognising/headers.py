"""Finding headers: which rows name the columns of which table, long or wide."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from letopis.documents.school_import.vocabularies import CHILD, VOCABULARIES
from letopis.documents.school_import.words import field_of, is_header_word, normal
from letopis.documents.sheets.grid import Grid, Heads, Shape, weekday_in
from letopis.documents.sheets.headers import IGNORE, Vocabulary
from letopis.documents.sheets.problems import CellPlace, Report
from letopis.documents.sheets.sheet import Sheet
from letopis.documents.sheets.values import parse_weekday, parse_whole

_STRICT_CLASS = re.compile(r"(?:класс\s*)?\d{1,2}\s*[-–—]?\s*[\"'«„“]?\s*[А-Яа-яЁёA-Za-z]\s*[\"'»”]?(?:\s*класс)?")
_GRADE_ONLY = re.compile(r"(\d{1,2})\s*(?:-?(?:й|е|х)?\s*(?:класс|кл\.?|классы))?", re.IGNORECASE)
_ROOM_HEADER = re.compile(r"^(№ ?)?(каб|ауд|помещ)")
# A table's title: its words tell the table, the year, the shift.
MAX_TITLE = 300
# Cells of rows that read like headers, in one sheet: rows of data seldom do. A sheet of nothing but such rows would be
# tried for hours; what stands below is taken for data.
MOST_TRIED = 10_000
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


class HeaderReader:
    """Reads the headers of one sheet."""

    def __init__(self, sheet: Sheet, report: Report, meanings: Mapping[tuple[str, str], str]) -> None:
        self.sheet = sheet
        self.grid = Grid(sheet, report.answers)
        self.report = report
        self.meanings = meanings
        self._tried = 0
        self.forced = report.answers.sheets.get(f"{sheet.file}|{sheet.name}", "")

    def place(self, row: int, column: int | None = None) -> CellPlace:
        """`row` from 0 here, from 1 in the place."""
        return CellPlace(self.sheet.file, self.sheet.name, row + 1, column)

    # ── one header ────────────────────────────────────────────────────

    def header_at(self, row: int) -> Shape | None:
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
        if words < 2 or words < len(filled) / 3 or not self._may_try(len(filled)):
            return None
        shapes = [shape for heads in self.candidates(row) for shape in self._shapes(heads, row)]
        best = max(shapes, key=lambda shape: shape.score, default=None)
        if best is None or not self._has_data(row + best.heads.height):
            return None
        return best

    def _may_try(self, cells: int) -> bool:
        self._tried += cells
        return self._tried <= MOST_TRIED

    @staticmethod
    def _is_word(text: str) -> bool:
        return bool(_STRICT_CLASS.fullmatch(text)) or parse_weekday(text) is not None or is_header_word(text)

    def _has_data(self, row: int) -> bool:
        return any(self.grid.filled(number) for number in range(row, min(row + 5, len(self.grid.rows))))

    def candidates(self, row: int) -> list[Heads]:
        columns = range(self.grid.width)
        top = [self.grid.head(row, c) for c in columns]
        single = Heads([self.grid.text(row, c) for c in columns], [""] * self.grid.width, 1)
        if row + 1 >= len(self.grid.rows):
            return [single]
        below = [self.grid.text(row + 1, c) for c in columns]
        cells = self.grid.rows[row + 1]
        if any(isinstance(cells[c], date | datetime) for c in columns) or not any(below):
            return [single]
        return [single, Heads(self._spread(top, below), below, 2)]

    @staticmethod
    def _spread(top: list[str], below: list[str]) -> list[str]:
        """A group's name over its columns, where a CSV has lost the merge: «Контакты», "" over «Телефон», «E-mail»."""
        result, group = [], ""
        for head, under in zip(top, below, strict=True):
            if head:
                group = head if under and under != head else ""
            result.append(head or (group if under else ""))
        return result

    def _shapes(self, heads: Heads, row: int) -> list[Shape]:
        found = [shape for v in VOCABULARIES if (shape := self.read(v, heads, row, strict=True))]
        if wide := self._read_wide(heads, row):
            found.append(wide)
        if self.forced:
            found = [shape for shape in found if shape.kind == self.forced]
        return found

    def title_above(self, row: int) -> str:
        above = [
            self.grid.text(r, self.grid.filled(r)[0]) for r in range(max(0, row - 3), row) if self.grid.is_title(r)
        ]
        return " ".join(above)[:MAX_TITLE]

    def read(self, vocabulary: Vocabulary, heads: Heads, row: int, *, strict: bool) -> Shape | None:
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
        title = normal(f"{self.title_above(row)} ")
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
        return Shape(vocabulary.table, score, columns, heads, unknown, missing=missing)

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

    def _read_wide(self, heads: Heads, row: int) -> Shape | None:
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
                return Shape(
                    kind, 2 * len(wide) + len(columns), {n: c for n, c in columns.items() if n}, heads, wide=wide
                )
        columns = self._row_labels(row, heads, first)
        dims = set(columns) | {name for found in wide.values() for name in found}
        if "number" not in dims or not ("day" in dims or self._section_days(row + heads.height)):
            return None
        if self._numeric_below(row + heads.height, wide):
            return None
        return Shape("timetable", 2 * len(wide) + len(columns), columns, heads, wide=wide)

    def _wide_columns(self, heads: Heads) -> dict[int, dict[str, str]]:
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
    def _is_room_column(heads: Heads, column: int) -> bool:
        return any(_ROOM_HEADER.search(normal(text)) for text in (heads.top[column], heads.bottom[column]) if text)

    def _grade_columns(self, heads: Heads) -> dict[int, dict[str, str]]:
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
        if weekday_in(self.sheet.name) or weekday_in(self.title_above(row)):
            return True
        return any(
            len(filled) == 1 and parse_weekday(self.grid.rows[r][filled[0]])
            for r in range(max(0, row - 4), min(row + 30, len(self.grid.rows)))
            if (filled := self.grid.filled(r))
        )

    def _row_labels(self, row: int, heads: Heads, first: int) -> dict[str, int]:
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
