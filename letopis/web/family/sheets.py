"""Workbooks of the family's lists."""

from django.http import HttpResponse

from letopis.school.journal.diary import AbsencesPage, MarksPage
from letopis.web.shared.xlsx import download

MARKS = (
    *(("Предмет", 24), ("Дата", 12), ("Отметка", 10), ("За что", 32), ("Вес", 8)),
    *(("Комментарий", 48), ("Учитель", 24)),
)
ABSENCES = (
    *(("Дата", 12), ("Урок", 8), ("Предмет", 24), ("Код", 8), ("Причина", 28)),
    *(("Минут", 8), ("Примечание", 40)),
)


def of_marks(page: MarksPage) -> HttpResponse:
    """Every mark of the period: subject, date, mark, work, weight, comment, teacher."""
    rows = [
        (one.subject, mark.date, _figure(mark.shown), mark.work, float(mark.weight), mark.comment, mark.teacher)
        for one in page.subjects
        for mark in one.marks
    ]
    return download(f"Отметки, {page.child.label}.xlsx", MARKS, rows)


def of_absences(page: AbsencesPage) -> HttpResponse:
    """Every absence and lateness of the year, the latest day first."""
    rows = [
        (one.date, one.number, one.subject, one.code, one.words, one.minutes, one.note)
        for day in page.days
        for one in day.lessons
    ]
    return download(f"Посещаемость, {page.child.label}.xlsx", ABSENCES, rows)


def _figure(shown: str) -> object:
    return int(shown) if shown.isdecimal() else shown
