"""The tables of a school: what titles and headings tell about them, and the school's card, which has no header."""

import re
from collections.abc import Sequence
from dataclasses import replace

from letopis.documents.school_import.recognising.lines import tables_of_lines
from letopis.documents.school_import.recognising.wide import WideReader
from letopis.documents.school_import.vocabularies import RELATIVE
from letopis.documents.school_import.words import card_field
from letopis.documents.sheets.grid import Heads, Shape, weekday_in
from letopis.documents.sheets.headers import Vocabulary
from letopis.documents.sheets.margins import is_person
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import parse_class, parse_short_name, parse_weekday
from letopis.kernel.text import search_key

# «5А класс», «5 «А» (кл. рук. Иванова М. П.)», «Класс 5-А».
_HEADING = re.compile(
    r"(?i)(?:список )?(?:класс )?(\d{1,2} ?[-–]? ?[\"«„“]?[а-яёa-z][\"»”“]?)(?!\w)(?: ?класс\w{0,2})?"
    r"(?: ?[(,.:;–—-]| кл| \d|$)"
)
# What is said of whoever is named before it.
_OF_SOMEBODY = re.compile(
    r"(?:(?:моб|сот|конт)\w* )?(?:тел\w*|номер тел\w*)$|(?:моб|сот)\w*$|кем приход|степень родств|родство$|статус$"
    r"|email$|(?:эл|электр\w*) (?:почт|адрес)\w*$|место работы|работа$|фамилия$|имя$|отчество$"
)
_LEFT = re.compile(r"(?:выбы|отчисл|убы)\w*")
_CAME = re.compile(r"(?:прибы|зачисл)\w*")
# So many words a heading of those who have left has at most.
_SHORT = 4
# So many rows below a header may be empty before its first row.
_NEAR = 4
_NAMED = ("full_name", "surname", "child", "guardian", "teacher")


def class_in_heading(text: str) -> str:
    """Return the class that a heading names; "" for another heading."""
    if parse_class(text) and not text.isdigit():
        return text
    found = _HEADING.match(text)
    return found[1] if found and parse_class(found[1]) else ""


def person_in_heading(text: str) -> str:
    """Return the name that a heading begins with: «Орлова Мария Петровна, учитель — 18 ч»; "" for another heading."""
    name = re.split(r"\s*[,:;(–—]|\s-\s|\s\d", text, maxsplit=1)[0].strip()
    return name if is_person(name) or parse_short_name(name) else ""


def _of_relatives(names: Sequence[str]) -> Heads | None:
    """A header whose repeated bare names («Телефон», «Кем приходится») are put under the relatives before them."""
    keys = [normal(name) for name in names]
    bare = [bool(_OF_SOMEBODY.match(key)) for key in keys]
    if not any(is_bare and keys.count(key) > 1 for key, is_bare in zip(keys, bare, strict=True)):
        return None
    over, under, whose = list(names), [""] * len(names), ""
    for column, name in enumerate(names):
        if whose and bare[column]:
            over[column], under[column] = whose, name
        else:
            whose = name if re.search(RELATIVE, keys[column]) else ""
    return Heads(over, under, 1) if any(under) else None


class SchoolReader(WideReader):
    """Reads one sheet of a school's base."""

    def candidates(self, row: int) -> list[Heads]:
        """Where «Телефон» stands behind each of two parents, it is that parent's, as if under his name."""
        found = super().candidates(row)
        grouped = _of_relatives(found[0].top)
        return [*found, grouped] if grouped else found

    def read(self, vocabulary: Vocabulary, heads: Heads, row: int, *, strict: bool) -> Shape | None:
        """A list that numbers lessons and names no subject is no timetable, whatever its sheet is called.

        A week without a column of days, a load without one of teachers have them over the rows of their lessons.
        """
        shape = super().read(vocabulary, heads, row, strict=strict)
        if shape is None or shape.kind not in {"timetable", "load"}:
            return shape
        if shape.kind == "timetable":
            is_bells = "number" in shape.columns and "subject" not in shape.columns
            is_week = "day" in shape.columns or self._section_days(row + heads.height)
            return shape if is_week and not is_bells else None
        if "teacher" in shape.columns:
            return shape
        return replace(shape, score=shape.score + 2) if self._begins_with_person(row + heads.height) else None

    def _begins_with_person(self, first: int) -> bool:
        """Whether the first row that says something below a header is the name of somebody, alone."""
        row = next(
            (row for row in range(first, min(first + _NEAR, len(self.grid.rows))) if self.grid.filled(row)), None
        )
        return row is not None and self.grid.is_title(row) and bool(person_in_heading(self._alone(row)))

    def _alone(self, row: int) -> str:
        return self.grid.text(row, self.grid.filled(row)[0])

    def above(self, end: int) -> list[SheetTable]:
        """The school's card: rows «what — value»; terms and bells that are lines of text."""
        return self._card(end) + tables_of_lines(self.sheet, self.grid, range(end))

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

    def context(self, table: SheetTable, start: int) -> dict[str, Cell]:
        """A class that no column names: «Список 5А класса», a sheet called «5А»."""
        context: dict[str, Cell] = {}
        if (
            "class" not in table.columns
            and "grade" not in table.columns
            and table.kind in {"students", "guardians", "timetable"}
        ):
            for text in (self.title_above(start - 1), self.sheet.name.replace("_", " ")):
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

    def heading(self, context: dict[str, Cell], text: str) -> None:
        """A row of one cell between the data: a class, a weekday, a part of the curriculum."""
        key = search_key(text)
        if len(key.split()) <= _SHORT and (_LEFT.match(key) or _CAME.match(key)):
            context["left"] = text if _LEFT.match(key) else ""
        elif parse_weekday(text) is not None:
            context["day"] = text
        elif name := class_in_heading(text):
            context["class"], context["left"] = name, ""
        elif name := person_in_heading(text):
            context["teacher"] = name

    def is_heading(self, table: SheetTable, row: int, texts: Sequence[str]) -> bool:
        """«5А класс» beside its tutor: of a table that has no column for the class, and no name in the row."""
        if len(texts) > 3 or not class_in_heading(texts[0]) or "class" in table.columns or "grade" in table.columns:
            return False
        named = [self.grid.text(row, c) for name, c in table.columns.items() if name in _NAMED]
        return not any(map(is_person, named))

    def stands_alone(self, table: SheetTable, row: int, column: int) -> bool:
        """Whether a row of one cell is data all the same: a name with nothing else, a holiday without a date."""
        name = next((n for n, c in table.columns.items() if c == column), "")
        text = self.grid.text(row, column)
        if name in {"full_name", "child", "guardian"}:
            return is_person(text)
        return table.is_grid and column not in table.columns.values()
