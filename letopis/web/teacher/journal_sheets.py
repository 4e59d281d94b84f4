"""The workbook of a journal page: «Отметки» as a school prints it, «Темы и задания» beside it (JRN-01, JRN-02)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils.dateformat import format as date_format
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from letopis.school.access.held import SchoolOfRole
from letopis.school.journal.wire import GridDocument, LessonTaskRow, TopicsDocument
from letopis.school.organisation.words import current
from letopis.web.shared import wording
from letopis.web.shared.xlsx import answer, on_paper
from letopis.web.teacher.journal_book import DEBT, Book, Cell, Column, Line, Sums

# Columns before the lessons: number, name. Rows of the head under the titles: month, day, lesson, kind of work.
NUMBER, NAME, FIRST = 0, 1, 2
HEAD = 4
SUMS = (
    *(("Средний", 6.0), ("Отметок", 4.0), ("Взвешенный", 6.0)),
    *(("Пропущено", 4.0), ("из них «Н»", 4.0), ("Предлагается", 4.0)),
)
# The second column is the school's word for a lesson.
TOPICS = (("Дата", 11), ("", 6), ("Тема", 64), ("Домашнее задание", 56), ("К какому дню", 13))
CELL = 3.4
# So many columns are legible across one sheet of A4; a year goes over several.
COLUMNS_A_SHEET = 60
GREY, CLOSED = "#6B7280", "#9AA1AB"
LINE, STRONG = 1, 2
NO_TASK = LessonTaskRow(0, None, "", None, "", None, 0)
HATCH = 14
LEGEND = (
    "Н — не был, причина не указана; УП — уважительная причина; Б — болезнь; НП — неуважительная причина;"
    f" ОП — опоздание; ОСВ, осв — освобождение; {DEBT} — долг. Заштрихованы дни, когда {{student}} ещё не был"
    " или уже не был в составе."
)


def of_page(document: GridDocument, tasks: TopicsDocument, place: SchoolOfRole, today: date) -> HttpResponse:
    """Answer with the workbook of a page: `document` of queries.grid, `tasks` of queries.topics, of one period."""
    book = Book(document)
    titles = _titles(book, place, today)

    def write(workbook: xlsxwriter.Workbook) -> None:
        workbook.set_properties({"title": book.title, "company": place.short_name})
        styles = Styles(workbook)
        _Marks(workbook.add_worksheet("Отметки"), styles, book).write(titles)
        _topics(workbook.add_worksheet("Темы и задания"), styles, document, tasks, titles)

    return answer(f"{book.title}.xlsx", write)


class Styles:
    """Formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, **properties: Any) -> Format:
        """Return the format of these properties, Arial 9 else."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({"font_name": "Arial", "font_size": 9, **properties})
        return self._made[key]

    def boxed(self, **properties: Any) -> Format:
        """Return the format of a cell of the table: lines around, in the middle."""
        return self(**{"border": LINE, "border_color": CLOSED, "align": "center", "valign": "vcenter", **properties})


def _titles(book: Book, place: SchoolOfRole, today: date) -> list[tuple[str, int]]:
    """The lines above a table, with the size of their type."""
    course, (first, last) = book.course, book.days
    what = ", ".join(filter(None, (course.subject, course.class_name, course.subgroup)))
    teacher = f"{wording.capital(current().teacher.nom)}: {course.teacher or 'не назначен'}"
    year = f", {wording.academic_year(place.year_name)} учебный год" if place.year_name else ""
    return [
        (place.name, 9),
        (what, 14),
        (f"{book.period.name} ({first:%d.%m.%Y}–{last:%d.%m.%Y}){year}", 9),
        (f"{teacher} · отпечатано {today:%d.%m.%Y}", 9),
    ]


def _write_titles(sheet: Worksheet, styles: Styles, titles: Sequence[tuple[str, int]]) -> int:
    """Write the titles; return the row that the table's head begins on."""
    for row, (text, size) in enumerate(titles):
        sheet.set_row(row, size * 1.5)
        sheet.write_string(row, 0, text, styles(bold=size > 9, font_size=size, valign="vcenter"))
    return len(titles) + 1


class _Marks:
    """The sheet of marks."""

    def __init__(self, sheet: Worksheet, styles: Styles, book: Book) -> None:
        self.sheet, self.styles, self.book = sheet, styles, book
        self.last = FIRST + len(book.columns)
        # The last column of a month has a stronger line at its right.
        columns = book.columns
        self.ends = [
            index + 1 == len(columns) or columns[index + 1].date.month != column.date.month
            for index, column in enumerate(columns)
        ]

    def write(self, titles: Sequence[tuple[str, int]]) -> None:
        """Write everything."""
        top = _write_titles(self.sheet, self.styles, titles)
        body = top + HEAD
        self._widths()
        self._head(top)
        for row, line in enumerate(self.book.lines, body):
            self._line(row, row - body + 1, line)
        foot = body + len(self.book.lines)
        self._foot(foot)
        self._legend(foot + 2)
        self.sheet.freeze_panes(body, FIRST)
        self.sheet.repeat_columns(NUMBER, NAME)
        on_paper(self.sheet, head=(top, body - 1), pages_wide=max(1, -(-len(self.book.columns) // COLUMNS_A_SHEET)))

    def _widths(self) -> None:
        self.sheet.set_column(NUMBER, NUMBER, 3.5)
        self.sheet.set_column(NAME, NAME, max((len(line.name) for line in self.book.lines), default=12) + 3)
        if self.book.columns:
            self.sheet.set_column(FIRST, self.last - 1, CELL)
        for column, (_, width) in enumerate(SUMS, self.last):
            self.sheet.set_column(column, column, width)

    def _head(self, top: int) -> None:
        head = self.styles.boxed(bold=True)
        self.sheet.merge_range(top, NUMBER, top + HEAD - 1, NUMBER, "№", head)
        self.sheet.merge_range(top, NAME, top + HEAD - 1, NAME, wording.capital(current().student.nom), head)
        self._months(top)
        self.sheet.set_row(top + 3, 48)
        for index, column in enumerate(self.book.columns):
            self._column_head(top, index, column)
        for number, (text, _) in enumerate(SUMS, self.last):
            self.sheet.merge_range(top, number, top + HEAD - 1, number, text, self.styles.boxed(rotation=90))

    def _months(self, top: int) -> None:
        left = FIRST
        for (_, month), group in groupby(self.book.columns, lambda one: (one.date.year, one.date.month)):
            width = len(list(group))
            style = self.styles.boxed(bold=True, right=STRONG, shrink=width < 3)
            name = date_format(date(2000, month, 1), "F")
            if width > 1:
                self.sheet.merge_range(top, left, top, left + width - 1, name, style)
            else:
                self.sheet.write_string(top, left, name, style)
            left += width

    def _column_head(self, top: int, index: int, column: Column) -> None:
        place, edge, bold = FIRST + index, self._edge(index), column.is_control
        weight = f" ×{wording.number_text(column.weight)}" if column.work_id and column.weight != 1 else ""
        self.sheet.write_datetime(top + 1, place, column.date, self.styles.boxed(num_format="d", bold=True, **edge))
        self.sheet.write_number(top + 2, place, column.number, self.styles.boxed(font_color=GREY, font_size=7, **edge))
        self.sheet.write_string(
            top + 3, place, column.kind + weight, self.styles.boxed(rotation=90, font_size=8, bold=bold, **edge)
        )

    def _edge(self, index: int) -> dict[str, Any]:
        return {"right": STRONG} if self.ends[index] else {}

    def _line(self, row: int, number: int, line: Line) -> None:
        self.sheet.write_number(row, NUMBER, number, self.styles.boxed(font_color=GREY))
        self.sheet.write_string(row, NAME, line.name, self.styles.boxed(align="left", indent=1))
        if line.why:
            self._comment(row, NAME, line.why)
        for index, column in enumerate(self.book.columns):
            self._cell(row, index, self.book.cell(line, column), column)
        self._sums(row, self.book.sums(line))

    def _cell(self, row: int, index: int, cell: Cell, column: Column) -> None:
        place, edge = FIRST + index, self._edge(index)
        if cell.is_closed:
            self._closed(row, place, cell, edge)
            return
        look = {**edge, "bold": column.is_control or cell.is_weak, "underline": int(cell.is_weak), "shrink": True}
        if cell.text.isdecimal():
            self.sheet.write_number(row, place, int(cell.text), self.styles.boxed(**look))
        elif cell.text:
            self.sheet.write_string(row, place, cell.text, self.styles.boxed(**look))
        else:
            self.sheet.write_blank(row, place, None, self.styles.boxed(**look))
        if cell.note:
            self._comment(row, place, cell.note)

    def _closed(self, row: int, place: int, cell: Cell, edge: dict[str, Any]) -> None:
        if not cell.text:
            self.sheet.write_blank(row, place, None, self.styles.boxed(pattern=HATCH, fg_color=CLOSED, **edge))
            return
        # A text, never a number: nobody's sum may find it.
        look = {**edge, "font_color": GREY, "font_strikeout": True, "shrink": True}
        self.sheet.write_string(row, place, cell.text, self.styles.boxed(**look))
        self._comment(row, place, cell.note)

    def _comment(self, row: int, column: int, text: str) -> None:
        self.sheet.write_comment(row, column, text, {"x_scale": 1.6, "y_scale": 0.4 + len(text) / 150, "font_size": 9})

    def _sums(self, row: int, sums: Sums) -> None:
        offer = '0"?"' if sums.offer and sums.offer.is_disputed else "0"
        figures: list[tuple[Any, dict[str, Any]]] = [
            (sums.plain, {"num_format": "0.00"}),
            (sums.marks or None, {"font_color": GREY}),
            (sums.weighted, {"num_format": "0.00"}),
            (sums.absences or None, {}),
            (sums.unexplained or None, {}),
            (sums.offer and int(sums.offer.value), {"bold": True, "num_format": offer}),
        ]
        for place, (figure, look) in enumerate(figures, self.last):
            style = self.styles.boxed(**look)
            if figure is None:
                self.sheet.write_blank(row, place, None, style)
            else:
                self.sheet.write_number(row, place, float(figure), style)

    def _foot(self, row: int) -> None:
        """The mean of each work."""
        self.sheet.merge_range(
            row, NUMBER, row, NAME, "Средний по работе", self.styles.boxed(align="left", indent=1, font_color=GREY)
        )
        for index, column in enumerate(self.book.columns):
            mean, place = self.book.mean(column), FIRST + index
            look = {**self._edge(index), "font_size": 7, "font_color": GREY, "num_format": "0.00", "shrink": True}
            if mean is None:
                self.sheet.write_blank(row, place, None, self.styles.boxed(**look))
            else:
                self.sheet.write_number(row, place, float(mean), self.styles.boxed(**look))

    def _legend(self, row: int) -> None:
        kinds = {column.kind: column.kind_name for column in self.book.columns if column.kind}
        told = "; ".join(f"{short} — {wording.lower_first(name)}" for short, name in sorted(kinds.items()))
        small = self.styles(font_size=8, font_color=GREY)
        weighed = " Число после × — вес." if any(column.weight != 1 for column in self.book.columns) else ""
        if told:
            self.sheet.write_string(row, NUMBER, f"Виды работ: {told}.{weighed}", small)
        self.sheet.write_string(row + bool(told), NUMBER, LEGEND.format(student=current().student.nom), small)


def _topics(
    sheet: Worksheet,
    styles: Styles,
    document: GridDocument,
    tasks: TopicsDocument,
    titles: Sequence[tuple[str, int]],
) -> None:
    """The sheet of topics and tasks; a reason for a topic beyond the plan is a comment of its cell."""
    top = _write_titles(sheet, styles, titles)
    for column, (title, width) in enumerate(TOPICS):
        sheet.set_column(column, column, width)
        sheet.write_string(top, column, title or wording.capital(current().lesson.nom), styles.boxed(bold=True))
    text, day = (
        styles.boxed(align="left", indent=1, valign="top", text_wrap=True),
        styles.boxed(valign="top", num_format="dd.mm.yyyy"),
    )
    given = {row.id: row for row in tasks.lessons}
    for row, lesson in enumerate(document.lessons, top + 1):
        task = given.get(lesson.id, NO_TASK)
        sheet.write_datetime(row, 0, lesson.date, day)
        sheet.write_number(row, 1, lesson.number, styles.boxed(valign="top"))
        sheet.write_string(row, 2, lesson.topic, text)
        sheet.write_string(row, 3, task.text, text)
        if task.text and task.due_on:
            sheet.write_datetime(row, 4, task.due_on, day)
        else:
            sheet.write_blank(row, 4, None, day)
        if lesson.topic and task.reason:
            sheet.write_comment(row, 2, f"Темы нет в плане. Причина: {task.reason}", {"x_scale": 1.6, "y_scale": 0.6})
    sheet.freeze_panes(top + 1, 0)
    on_paper(sheet, head=(top, top))
