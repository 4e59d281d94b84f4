"""The tables of a school: what titles and headings tell about them, and the school's card, which has no header."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from letopis.documents.school_import.recognising.lines import tables_of_lines
from letopis.documents.school_import.recognising.wide import GROUP, WideReader
from letopis.documents.school_import.vocabularies import RELATIVE
from letopis.documents.school_import.words import card_field
from letopis.documents.sheets.grid import Heads, Shape, weekday_in
from letopis.documents.sheets.headers import Vocabulary
from letopis.documents.sheets.margins import is_person, is_tally
from letopis.documents.sheets.normal import normal
from letopis.documents.sheets.sheet import Cell
from letopis.documents.sheets.tables import SheetTable, TableRow
from letopis.documents.sheets.values import (
    looks_patronymic,
    parse_class,
    parse_date,
    parse_date_span,
    parse_short_name,
    parse_weekday,
    text_of,
)
from letopis.kernel.text import search_key
from letopis.school.people.kinds import telephones

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
# A heading is the group, or says that it is one; «МБОУ-3» in a title is none.
_GROUP_HEADING = re.compile(
    rf"(?:(?i:список )?(?i:учебная )?(?i:группа|группы|гр\.)\s?№?\s?)?({GROUP.pattern})(?:\s?[(,.:;–—-].*)?$"
)
_GROUP_WITHIN = re.compile(rf"(?:(?i:групп[аы]|гр\.)\s?№?\s?|^)({GROUP.pattern})(?!\w)")
_WHOLE_YEAR = re.compile(r"(?<![\w-])\d{1,2}(?:-?й)? класса?(?!\w)")
_TUTOR = re.compile(r"(?i)(?<!\w)(?:кл(?:ассн\w*)?[.\s]*рук\w*|куратор\w*)[\s.:–—-]*")
# «Нечётная неделя», «2-я неделя», «числитель» as the title of a whole week.
_WEEK = re.compile(
    r"(?i)(?<!\w)(?:(?:не)?ч[её]тн\w*|[12]\s?-?\s?я|i{1,2}|верхн\w*|нижн\w*)\s+недел|числител|знаменател"
)
_OF_PROGRAM = re.compile(r"(?i)(?:лист|sheet|таблица|table|tdsheet|отч[её]т|report|page)\s?\d*")
_VACANT = re.compile(r"вакан(?:т\w*|си\w*)\W*\d*")
_LEFT = re.compile(r"(?:выбы|отчисл|убы)\w*")
_CAME = re.compile(r"(?:прибы|зачисл)\w*")
# So many words a heading of those who have left has at most.
_SHORT = 4
# So many rows below a header may be empty before its first row.
_NEAR = 4
# So many rows below a header say what is in a column.
_SAMPLE = 40
# A cell of these may name both parents; so many of a column's have to name somebody.
_OF_SEVERAL, _MOST = {"guardian", "guardian_phone"}, 0.8
# The beginnings of the columns of relatives in a child's row, the longer first.
_BESIDE = ("mother", "father", "guardian2", "guardian")
_NAMED = ("full_name", "surname", "child", "guardian", "teacher")


def class_in_heading(text: str) -> str:
    """Return the class that a heading names; "" for another heading."""
    if parse_class(text) and not text.strip(" .)").isdigit():
        return text
    found = _HEADING.match(text)
    return found[1] if found and parse_class(found[1]) else ""


def group_in_heading(text: str) -> str:
    """Return the college's group that a heading begins with: «Группа ИСП-21 (2 курс)»; "" for another heading."""
    found = _GROUP_HEADING.match(text)
    return found[1] if found else ""


def class_within(text: str) -> str:
    """Return the class or the group that a title names anywhere: «Список 5А класса», «группа ИСП-21», «5 класс»;
    "" for none."""
    found = re.search(r"(?<!\w)\d{1,2}\s*-?\s*[\"«]?[А-ЯЁA-Z][\"»]?(?!\w)", text)
    if found and parse_class(found[0]):
        return found[0]
    group = _GROUP_WITHIN.search(text)
    # «5 класс» where there is one of each year.
    whole = _WHOLE_YEAR.search(text)
    return group[1] if group else whole[0] if whole and parse_class(whole[0]) else ""


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


def tutor_in_heading(text: str) -> str:
    """Return who leads the class that a heading or a title names: «5А (кл. рук. Орлова А.П.)»; "" for nobody."""
    found = _TUTOR.search(text)
    return person_in_heading(text[found.end() :].strip(" )")) if found else ""


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

    def _table(self, row: int, shape: Shape, end: int) -> SheetTable:
        """A calendar whose rows tell the vacation behind each term: rows of their own."""
        beside = self._vacations_beside(row, shape) if shape.kind == "calendar" else {}
        shape.rivals = [c for c in shape.rivals if c not in beside.values()]
        shape.unknown = [c for c in shape.unknown if c not in beside.values()]
        table = super()._table(row, shape, end)
        more = [
            TableRow(one.place, {"name": "Каникулы", **cells}, {**table.columns, **beside})
            for one in table.rows
            if any(
                map(text_of, (cells := {n: self.grid.rows[one.place.row - 1][c] for n, c in beside.items()}).values())
            )
        ]
        table.rows += more
        return table

    def _ask_close_calls(self, table: SheetTable, shape: Shape, row: int, end: int) -> None:
        """«Телефон» right behind «Мать», who has no other: the child's or hers, which is asked."""
        super()._ask_close_calls(table, shape, row, end)
        column = table.columns.get("phone")
        if table.kind != "students" or not column or self._answered(row, column):
            return
        label, first = shape.heads.labels()[column], row + shape.heads.height
        before = next((name for name, c in table.columns.items() if c == column - 1), "")
        whose = next((one for one in _BESIDE if before.startswith(one)), "")
        is_bare = _OF_SOMEBODY.match(normal(label)) and not re.search(RELATIVE, normal(label))
        cells = [text for r in range(first, min(first + _SAMPLE, end)) if (text := self.grid.text(r, column))]
        # Several in a cell tell themselves whose they are.
        several = sum(len(telephones(text)) > 1 for text in cells)
        if whose and is_bare and f"{whose}_phone" not in table.columns and cells and several * 2 < len(cells):
            del table.columns["phone"]
            vocabulary = self.lexicon.by_table[table.kind]
            meanings = {name: vocabulary.label(name) for name in (f"{whose}_phone", "phone")}
            self._ask_which(table, row, column, label, meanings)

    def continues(self, field: str, column: int, row: int, first: int) -> bool:
        """The other parent stands behind the first, under the one name «ФИО родителей» that was over both."""
        if field not in _OF_SEVERAL or column >= self.grid.width:
            return False
        if any(self.grid.head(number, column) for number in range(row, first)):
            return False
        below = range(first, min(first + _SAMPLE, len(self.grid.rows)))
        cells = [text for number in below if (text := self.grid.text(number, column))]
        named = sum(any(map(looks_patronymic, re.findall(r"[^\W\d_]+", text))) for text in cells)
        return bool(cells) and named >= _MOST * len(cells)

    def _vacations_beside(self, row: int, shape: Shape) -> dict[str, int]:
        """Columns of days under «Каникулы» beside those of the terms: their beginning and end, or both in one."""
        taken = set(shape.columns.values())
        labels = shape.heads.labels()
        under = [c for c, text in enumerate(labels) if "каникул" in normal(text) and c not in taken]
        below = range(row + shape.heads.height, min(row + shape.heads.height + _SAMPLE, len(self.grid.rows)))
        spans = [c for c in under if any(parse_date_span(self.grid.text(r, c)) for r in below)]
        days = [c for c in under if any(parse_date(self.grid.rows[r][c]) for r in below)]
        if len(spans) == 1:
            return {"span": spans[0]}
        return {"start": days[0], "end": days[1]} if len(days) == 2 else {}

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
            texts = (self.title_above(start - 1), self.sheet.name.replace("_", " "), self._named_file())
            if name := next(filter(None, map(class_within, texts)), ""):
                context["class"] = name
                context["tutor"] = tutor_in_heading(texts[0])
        if table.is_grid or table.kind == "timetable":
            above = [
                self.grid.text(r, self.grid.filled(r)[0])
                for r in range(max(0, start - 4), start)
                if self.grid.is_title(r)
            ]
            for text in (self.sheet.name, *above):
                if day := weekday_in(text):
                    context["day"] = day
                if table.kind == "timetable" and "parity" not in table.columns and _WEEK.search(text):
                    context["parity"] = text
        return context

    def _named_file(self) -> str:
        """What the file is called, where its sheet has but the name that a program gives."""
        path = PurePath(self.sheet.file)
        if not _OF_PROGRAM.fullmatch(self.sheet.name) and self.sheet.name != path.stem:
            return ""
        return f"{path.stem} {path.parent.name}".replace("_", " ")

    def heading(self, context: dict[str, Cell], text: str) -> None:
        """A row of one cell between the data: a class, a weekday, a part of the curriculum."""
        key = search_key(text)
        if len(key.split()) <= _SHORT and (_LEFT.match(key) or _CAME.match(key)):
            context["left"] = text if _LEFT.match(key) else ""
        elif parse_weekday(text) is not None:
            context["day"] = text
        elif name := class_in_heading(text) or group_in_heading(text):
            context["class"], context["left"] = name, ""
            context["tutor"] = tutor_in_heading(text)
        elif name := person_in_heading(text):
            context["teacher"] = name

    def is_heading(self, table: SheetTable, row: int, texts: Sequence[str]) -> bool:
        """«5А класс» beside its tutor: of a table that has no column for the class, and no name in the row."""
        if len(texts) > 3 or not class_in_heading(texts[0]) or "class" in table.columns or "grade" in table.columns:
            return False
        named = [self.grid.text(row, c) for name, c in table.columns.items() if name in _NAMED]
        return not any(map(is_person, named))

    def _no_data(self, table: SheetTable, row: int, filled: list[int], *, is_first: bool) -> str:
        """A row that counts people is none of them: «Мальчиков: 12» where names stand."""
        if len(filled) == 1 and table.kind == "students" and class_in_heading(self.grid.text(row, filled[0])):
            # «5А класс, кл. рук. ________» is signed by nobody.
            return "подзаголовок"
        if table.kind == "staff" and len(filled) > 1 and filled[0] == table.columns.get("position"):
            # «зам. директора | 0,5» below somebody signs nothing: who that is, is asked.
            return ""
        if reason := super()._no_data(table, row, filled, is_first=is_first):
            return reason
        named = [c for name, c in table.columns.items() if name in _NAMED]
        texts = [self.grid.text(row, c) for c in filled]
        if table.kind == "staff" and any(_VACANT.fullmatch(self.grid.text(row, c).casefold()) for c in named):
            return "вакансия: никто не назван"
        return "итог" if filled[0] in named and len(texts) <= _SHORT and is_tally(texts) else ""

    def stands_alone(self, table: SheetTable, row: int, column: int) -> bool:
        """Whether a row of one cell is data all the same: a name with nothing else, a holiday without a date."""
        name = next((n for n, c in table.columns.items() if c == column), "")
        text = self.grid.text(row, column)
        if name in {"full_name", "child", "guardian"}:
            return is_person(text)
        # A list of classes or rooms may say nothing else of one.
        if (table.kind, name) in {("classes", "class"), ("rooms", "number")}:
            return bool(parse_class(text) or group_in_heading(text) or text[:1].isdigit())
        return table.is_grid and column not in table.columns.values()
