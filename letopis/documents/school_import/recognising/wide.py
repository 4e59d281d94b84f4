"""Wide tables: a column for each class or weekday, a row of them melted into a row for each filled cell."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from letopis.documents.school_import.recognising.matrices import SUBJECTS, TEACHERS, cells_of, said_by
from letopis.documents.school_import.shares import names_classes
from letopis.documents.sheets.grid import Heads, Shape, weekday_in
from letopis.documents.sheets.headers import IGNORE
from letopis.documents.sheets.margins import is_person, is_total
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.problems import CellPlace
from letopis.documents.sheets.reading import TableReader
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import (
    parse_number,
    parse_parity,
    parse_short_name,
    parse_time_span,
    parse_weekday,
    parse_whole,
    text_of,
)
from letopis.documents.sheets.values.classes import LAST_GRADE

_STRICT_CLASS = re.compile(r"(?:класс\s*)?\d{1,2}\s*[-–—]?\s*[\"'«„“]?\s*[А-Яа-яЁёA-Za-z]\s*[\"'»”]?(?:\s*класс)?")
_GRADE_ONLY = re.compile(r"(\d{1,2})\s*(?:-?(?:й|е|х)?\s*(?:классы|класс|кл\.?))?(?: ?\([^()]{1,40}\))?", re.IGNORECASE)
# «А» under «5», or «5 классы».
_LETTER = re.compile(r"[\"'«„“]?[А-ЯЁ][\"'»”]?")
# «ИС-21», «21-ПКС», «ТМ-1-23»: a group of a college.
GROUP = re.compile(r"(?:\d{1,2}[- ]?)?[А-ЯЁ]{1,5}[а-яё]{0,2}[- ]\d{1,3}(?:[-/]\d{1,3})?[а-яё]?|\d{2,3}[- ]?[А-ЯЁ]{2,5}")
_BRACKETS = re.compile(r"\s*\([^()]{1,60}\)$")
_QUOTES = "\"'«»„“”"
_ROOM_HEADER = re.compile(r"^(№ ?)?(каб|ауд|помещ)")
_NOTHING = {"-", "–", "—", "x", "х"}
# The field that a filled cell of a wide table is of.
_MELTED = {"timetable": "cell", "bells": "span", "load": "hours", "curriculum": "hours"}
_FILLED = re.compile(r"\S")
# «Б», «У», «ЭК»: the level of a subject; the weeks that a year of lessons has.
_LEVEL = re.compile(r"[А-ЯЁа-яё]{1,3}\.?|[-–—]")
_WEEKS = 30, 40
# Rows below a header by which it is judged, and how many of a column's cells have to be of a kind.
_SAMPLE, _MOST = 40, 0.6


class WideReader(TableReader):
    """Reads lists and wide tables."""

    def is_word(self, text: str) -> bool:
        """Names of classes and weekdays stand in headers, too."""
        return _is_class(text) or bool(parse_weekday(text) or weekday_in(text)) or super().is_word(text)

    def count_words(self, texts: list[str]) -> int:
        """One class or two weekdays are data."""
        classes = sum(map(_is_class, texts))
        days = sum(bool(parse_weekday(text) or weekday_in(text)) for text in texts)
        grades = sum("кл" in text.casefold() and bool(_GRADE_ONLY.fullmatch(text)) for text in texts)
        classes += grades if grades > 2 else _run_of_grades(texts)
        return super().count_words(texts) + (classes if classes > 1 else 0) + (days if days > 2 else 0)

    def _reads_like_header(self, row: int, filled: list[int]) -> bool:
        """«5» over «А» and «Б» has no word in its first row but the name of what stands at the left, if that."""
        return (
            super()._reads_like_header(row, filled)
            or self._names_over_two_rows(row)
            or bool(self._over_classes(row, 1))
        )

    def _over_classes(self, row: int, height: int) -> list[int]:
        """Columns of subjects in a load whose rows are teachers: their cells name classes, «5А (5), 5Б (5)»."""
        filled = self.grid.filled(row)
        names = [self.lexicon.field_of("load", self.grid.text(row, c)) for c in filled]
        if "teacher" not in names or "class" in names or "subject" in names:
            return []
        below = range(row + height, min(row + height + _SAMPLE, len(self.grid.rows)))
        found = []
        for column, name in zip(filled, names, strict=True):
            cells = [text for r in below if (text := self.grid.text(r, column)) and text not in _NOTHING]
            text = self.grid.text(row, column)
            # A weekday is no subject, nor a class: «5 А» twice stands in a row of an employee who leads it.
            if parse_weekday(text) is not None or names_classes(text):
                continue
            if name in {None, IGNORE} and cells and sum(map(names_classes, cells)) > _MOST * len(cells):
                found.append(column)
        return found if len(found) > 1 else []

    def _names_over_two_rows(self, row: int) -> bool:
        if row + 1 >= len(self.grid.rows):
            return False
        lettered = [c for c in self.grid.filled(row + 1) if _LETTER.fullmatch(self.grid.text(row + 1, c))]
        if len(lettered) < 2:
            return False
        over = [self.grid.head(row, c) for c in lettered]
        grades = [text for text in over if text and _grade_of(text)]
        return bool(over[0]) and 0 < len(grades) == sum(map(bool, over))

    def shapes(self, heads: Heads, row: int) -> list[Shape]:
        """Lists, and what a header reads as when its columns are classes or weekdays."""
        wide = self._read_wide(heads, row)
        lists = super().shapes(heads, row)
        if wide is None or (self.forced and wide.kind != self.forced):
            return lists
        # Where classes and days head columns, the same table is no list of them.
        return [wide, *(one for one in lists if one.kind != wide.kind or not wide.wide.keys() & one.columns.values())]

    # ── wide headers ──────────────────────────────────────────────────

    def _read_wide(self, heads: Heads, row: int) -> Shape | None:
        if heads.height == 1 and (over := self._over_classes(row, 1)):
            teacher = next(c for c in self.grid.filled(row) if self.meaning("load", heads.text(c), row, c) == "teacher")
            subjects = {c: {"subject": heads.text(c)} for c in over}
            return Shape("load", 2 * len(over) + 2, {"teacher": teacher}, heads, wide=subjects)
        wide = self._wide_columns(heads)
        bells = self._bells_beside(heads, row)
        if bells or not wide:
            return bells
        first = min(wide)
        texts = heads.texts()
        labels = {c: texts[c] for c in range(self.grid.width) if c not in wide and texts[c]}
        has_class = any("class" in dims for dims in wide.values())
        has_day = any("day" in dims for dims in wide.values())
        if has_class and not has_day and (found := self._matrix(heads, row, labels, wide)):
            return found
        columns = self._row_labels(row, heads, first)
        dims = set(columns) | {name for found in wide.values() for name in found}
        if not dims & {"number", "time"} or not ("day" in dims or self._section_days(row + heads.height)):
            return None
        if self._numeric_below(row + heads.height, wide):
            return None
        return Shape("timetable", 2 * len(wide) + len(columns) + self._over_two(heads), columns, heads, wide=wide)

    def _bells_beside(self, heads: Heads, row: int) -> Shape | None:
        """Bells of several days or shifts, a column of times for each: «Понедельник», «Вторник – пятница»."""
        texts, below = heads.texts(), row + heads.height
        under = [heads.under_group(c) for c in range(len(texts))]
        named = [under[c] or text for c, text in enumerate(texts)]
        numbers = [c for c, text in enumerate(named) if text and self.meaning("bells", text, row, c) == "number"]
        if not numbers and not texts[0] and self._profile(below, 0).share(["number"]) > _MOST:
            numbers = [0]
        if not numbers or not self._say_the_same(numbers, below):
            return None
        times = [c for c, text in enumerate(texts) if text and self._profile(below, c).share(["span"]) > _MOST]
        wide = {c: {"schedule": heads.top[c] if under[c] else texts[c]} for c in times}
        if len(times) < 2 or min(times) < numbers[0] or len({dims["schedule"] for dims in wide.values()}) < len(times):
            return None
        rest = [c for c, text in enumerate(texts) if text and c not in {*times, *numbers}]
        unknown = self._untaken("bells", row, dict(enumerate(named)), [*times, *numbers], below) if rest else []
        return Shape("bells", 2 * len(times) + 1, {"number": numbers[0]}, heads, unknown, wide=wide)

    def _say_the_same(self, columns: Sequence[int], below: int) -> bool:
        """Whether columns of numbers, one for each shift, number the same lessons in each row."""
        rows = range(below, min(below + _SAMPLE, len(self.grid.rows)))
        said = [{self.grid.text(r, c) for c in columns if self.grid.text(r, c)} for r in rows]
        return len(columns) == 1 or all(len(one) < 2 for one in said)

    def _matrix(
        self, heads: Heads, row: int, labels: Mapping[int, str], wide: Mapping[int, dict[str, str]]
    ) -> Shape | None:
        """A load or a curriculum whose classes head columns: of figures, or of what is taught with its hours."""
        below = row + heads.height
        wide = self._of_a_week(below, wide)
        left = {c: text for c, text in labels.items() if c < min(wide)}
        people = next((c for c in left if self._profile(below, c).share(["full name", "short name"]) > _MOST), None)
        cells = self._cells_below(below, wide)
        said = "" if self._numeric_below(below, wide) else said_by(cells)
        if not said and not self._numeric_below(below, wide):
            return None
        for kind in ("load", "curriculum"):
            columns = {
                name: c for c, text in left.items() if (name := self.meaning(kind, text, row, c)) not in {None, IGNORE}
            }
            if people is not None and kind == "load":
                columns = {name: c for name, c in columns.items() if c != people} | {"teacher": people}
            elif people is not None:
                # What names people at its rows is no curriculum, whatever the column is called.
                continue
            needed = {"teacher", "subject"} - {said} if kind == "load" else {"subject"}
            if not needed <= set(columns) or said in columns or (said and kind != "load"):
                continue
            dims = {c: {**found, **({"says": said} if said else {})} for c, found in wide.items()}
            score = 2 * len(wide) + len(columns) + self._over_two(heads)
            kept = {name: c for name, c in columns.items() if name}
            unknown = self._untaken(kind, row, labels, [*kept.values(), *wide], below)
            return Shape(kind, score, kept, heads, unknown, wide=dims)
        return None

    def _of_a_week(self, below: int, wide: Mapping[int, dict[str, str]]) -> Mapping[int, dict[str, str]]:
        """Of several columns of a class those of its hours in a week: hours of a year are some thirty times as many,
        and the level of a subject («Б», «У») is no figure."""
        rows = range(below, min(below + _SAMPLE, len(self.grid.rows)))
        texts = {c: [self.grid.text(r, c) for r in rows] for c in wide}
        figures = {c: [parse_number(text) or 0 for text in texts[c]] for c in wide}
        left = dict(wide)
        for column, dims in wide.items():
            others = [c for c, found in wide.items() if c != column and found == dims and any(figures[c])]
            is_level = any(texts[column]) and all(_LEVEL.fullmatch(text) for text in texts[column] if text)
            if others and (is_level or any(_of_a_year(figures[column], figures[other]) for other in others)):
                del left[column]
        return left

    def _cells_below(self, below: int, wide: Iterable[int]) -> list[str]:
        """What stands in the columns of a matrix, but for its sums."""
        rows = [
            r
            for r in range(below, min(below + _SAMPLE, len(self.grid.rows)))
            if not any(is_total(self.grid.text(r, c)) for c in self.grid.filled(r)[:3])
        ]
        return [text for r in rows for c in wide if (text := self._raw_lines(r, c)) and text not in _NOTHING]

    def _untaken(self, kind: str, row: int, labels: Mapping[int, str], taken: Iterable[int], below: int) -> list[int]:
        """Columns beside a matrix that are neither taken, nor known to be of no use, nor sums."""
        taken = set(taken)
        return [
            c
            for c, text in labels.items()
            if c not in taken
            and not is_total(text)
            and self.meaning(kind, text, row, c) is None
            and self._profile(below, c).filled
        ]

    def _wide_columns(self, heads: Heads) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        last: dict[str, str] = {}
        for c in range(self.grid.width):
            dims: dict[str, str] = {}
            if (grade := _grade_of(heads.top[c])) and _LETTER.fullmatch(heads.bottom[c]):
                dims["class"] = grade + heads.bottom[c].strip(_QUOTES)
            for text in () if dims else (heads.top[c], heads.bottom[c]):
                if name := _class_of(text):
                    dims["class"] = name
                elif parse_weekday(text) is not None or names_classes(text):
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
    def _over_two(heads: Heads) -> int:
        """1 where classes are named over two rows: the first alone would be parallels."""
        pairs = zip(heads.top, heads.bottom, strict=True)
        return int(heads.height == 2 and any(_grade_of(top) and _LETTER.fullmatch(under) for top, under in pairs))

    @staticmethod
    def _is_room_column(heads: Heads, column: int) -> bool:
        return any(_ROOM_HEADER.search(normal(text)) for text in (heads.top[column], heads.bottom[column]) if text)

    def _grade_columns(self, heads: Heads) -> dict[int, dict[str, str]]:
        """A curriculum by parallels: «5 класс», «6 класс» or bare numbers in a row."""
        found: dict[int, dict[str, str]] = {}
        for c in range(self.grid.width):
            text = heads.bottom[c] or heads.top[c]
            match = _GRADE_ONLY.fullmatch(text.removesuffix(".0"))
            if match and 1 <= int(match[1]) <= 12:
                found[c] = {"class": match[1]}
        grades = [int(dims["class"]) for dims in found.values()]
        return found if len(grades) >= 3 and grades == sorted(set(grades)) else {}

    def _numeric_below(self, row: int, wide: Mapping[int, object]) -> bool:
        texts = [self.grid.text(r, c) for r in range(row, min(row + 40, len(self.grid.rows))) for c in wide]
        filled = [text for text in texts if text and text not in _NOTHING]
        numeric = sum(bool(re.fullmatch(r"\d+([.,]\d+)?( ?/ ?\d+)?", text)) for text in filled)
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
                ("class", _is_class),
                ("teacher", lambda text: bool(parse_short_name(text)) or is_person(text)),
                ("number", lambda text: bool(re.fullmatch(r"\d{1,2}[.)]?( ?-?(й|урок|пара|ур\.?))?", text))),
                ("time", lambda text: parse_time_span(text) is not None),
                ("parity", lambda text: bool(parse_parity(text)) and not text.isdigit()),
            ):
                if name not in columns and sum(map(fits, filled)) > len(filled) * 0.6:
                    columns[name] = c
                    break
        return columns

    # ── wide rows ─────────────────────────────────────────────────────

    def melted(self, table: SheetTable, shape: Shape, row: TableRow) -> list[TableRow]:
        """One row of a wide table → a row for each filled cell: a class's hours, or a class's lesson."""
        number = row.place.row - 1
        gathered: dict[tuple[tuple[str, str], ...], tuple[int, list[str], list[str]]] = {}
        melted: list[TableRow] = []
        for c, dims in shape.wide.items():
            text = self._raw_lines(number, c)
            if not _FILLED.search(text):
                continue
            if said := dims.get("says"):
                melted += self._of_matrix(table, row, c, dims, cells_of(said, text))
                continue
            key = tuple(sorted((name, value) for name, value in dims.items() if name != "room"))
            _, lessons, rooms = gathered.setdefault(key, (c, [], []))
            (rooms if "room" in dims else lessons).extend(text.splitlines())
        for key, (column, lessons, rooms) in gathered.items():
            cells: dict[str, Cell] = {**row.cells, **dict(key)}
            name = "class" if "subject" in dict(key) else _MELTED[shape.kind]
            cells[name] = _with_rooms(lessons, rooms) if name != "hours" else _one_figure(lessons)
            columns = {**table.columns, "cell": column, "hours": column, "class": column, "span": column}
            melted.append(
                TableRow(CellPlace(row.place.file, row.place.sheet, row.place.row, column, alone=True), cells, columns)
            )
        return melted

    @staticmethod
    def _of_matrix(
        table: SheetTable, row: TableRow, column: int, dims: Mapping[str, str], parts: Iterable[Mapping[str, str]]
    ) -> list[TableRow]:
        """A row of the load for each thing that a cell says."""
        place = CellPlace(row.place.file, row.place.sheet, row.place.row, column, alone=True)
        columns = {**table.columns, **dict.fromkeys(("cell", "hours", "class", SUBJECTS, TEACHERS), column)}
        columns |= table.columns
        own = {name: value for name, value in dims.items() if name != "says"}
        return [TableRow(place, {**row.cells, **own, **part}, columns) for part in parts]

    def _raw_lines(self, row: int, column: int) -> str:
        """A cell with its line breaks kept: they part the two subgroups of a lesson."""
        cell = self.grid.rows[row][column]
        return cell.strip() if isinstance(cell, str) else text_of(cell)


def _of_a_year(hours: Sequence[Decimal | int], weekly: Sequence[Decimal | int]) -> bool:
    """Whether hours are those of the weeks of a year, row by row."""
    pairs = [(more, less) for more, less in zip(hours, weekly, strict=True) if more and less]
    return len(pairs) > 1 and all(_WEEKS[0] <= more / less <= _WEEKS[1] for more, less in pairs)


def _class_of(text: str) -> str:
    """The class or the college's group that a text over a column names, with its profile behind or without:
    «10А (технологический)»; "" for none."""
    name = _BRACKETS.sub("", text)
    return name if _STRICT_CLASS.fullmatch(name) or GROUP.fullmatch(name) else ""


def _is_class(text: str) -> bool:
    """Whether a text that heads a column names a class or a college's group."""
    return bool(_class_of(text))


def _grade_of(text: str) -> str:
    """«5» of «5», «5-е классы»; "" of anything else."""
    found = _GRADE_ONLY.fullmatch(text.removesuffix(".0"))
    return found[1] if found and 1 <= int(found[1]) <= 12 else ""


def _run_of_grades(texts: list[str]) -> int:
    """How many classes without letters head columns: «1», «2», «3» … behind names of columns; 0 where none do."""
    numbers = [int(found[1]) for text in texts if (found := _GRADE_ONLY.fullmatch(text.removesuffix(".0")))]
    is_run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    return len(numbers) if is_run and numbers[-1] <= LAST_GRADE and not texts[0][:1].isdigit() else 0


def _one_figure(figures: Sequence[str]) -> str:
    """The hours of a class that has a column for each of its groups: what all have, else no figure."""
    return " и ".join(dict.fromkeys(figures))


def _with_rooms(lessons: list[str], rooms: list[str]) -> str:
    """Lines of a lesson's cell with those of the room's cell beside it: line by line for two subgroups."""
    named = [room if re.match(r"(?i)\s*(каб|ауд)", room) else f"каб. {room.strip()}" for room in rooms]
    if len(lessons) == len(named):
        return "\n".join(f"{lesson} / {room}" for lesson, room in zip(lessons, named, strict=True))
    return "\n".join([*lessons, *named])
