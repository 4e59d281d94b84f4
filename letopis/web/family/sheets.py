"""Workbooks of the family's lists."""

from collections.abc import Sequence
from io import BytesIO
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse

from letopis.school.journal.diary import AbsencesPage, MarksPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = tuple[object, ...]


def of_marks(page: MarksPage) -> bytes:
    """Every mark of the period: subject, date, mark, work, weight, comment, teacher."""
    head = ("Предмет", "Дата", "Отметка", "За что", "Вес", "Комментарий", "Учитель")
    rows = [
        (one.subject, mark.date, _figure(mark.shown), mark.work, float(mark.weight), mark.comment, mark.teacher)
        for one in page.subjects
        for mark in one.marks
    ]
    return _workbook(head, (24, 12, 10, 32, 8, 48, 24), rows)


def of_absences(page: AbsencesPage) -> bytes:
    """Every absence and lateness of the year."""
    head = ("Дата", "Урок", "Предмет", "Код", "Причина", "Минут", "Примечание")
    rows = [
        (one.date, one.number, one.subject, one.code, one.words, one.minutes, one.note)
        for day in page.days
        for one in day.lessons
    ]
    return _workbook(head, (12, 8, 24, 8, 28, 8, 40), rows)


def answer(workbook: bytes, name: str) -> HttpResponse:
    """The workbook as a download."""
    response = HttpResponse(workbook, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _figure(shown: str) -> object:
    return int(shown) if shown.isdecimal() else shown


def _workbook(head: Row, widths: tuple[int, ...], rows: Sequence[Row]) -> bytes:
    kept = BytesIO()
    # A comment that begins with «=» stays text.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(kept, {**options, "default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        for column, (title, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write(0, column, title, bold)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(head) - 1)
    return kept.getvalue()
