"""Workbooks of the family's lists."""

from typing import Any

from django.http import HttpResponse

from letopis.school.diary import AbsencesPage, Entry, MarksPage, TimetableWeek
from letopis.school.diary.pieces import Mark
from letopis.school.marks.enums import MarkState
from letopis.school.organisation.words import current, phrase_lazy
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import Table, download, figure, listings

MARKS = (
    *(("Предмет", 24), ("Дата", 12), ("Отметка", 10), ("За что", 32), ("Вес", 8)),
    *(("Комментарий", 48), (phrase_lazy("{Teacher.nom}"), 24)),
)
ABSENCES = (
    *(("Дата", 12), (phrase_lazy("{Lesson.nom}"), 8), ("Предмет", 24), ("Код", 8), ("Причина", 28)),
    *(("Минут", 8), ("Примечание", 40)),
)


def _shown(mark: Mark) -> Any:
    """A figure to reckon with; what counts for nothing is a text that says so."""
    if not mark.counts or mark.state == MarkState.EXCLUDED:
        return f"{mark.shown} (не считается)"
    return figure(mark.shown)


def of_marks(page: MarksPage) -> HttpResponse:
    """Two sheets: every mark of the period, and the averages of all terms and of the year by subject."""
    rows = [
        (
            *(one.subject, mark.date, _shown(mark), mark.work, float(mark.weight)),
            *(mark.comment, mark.teacher),
        )
        for one in page.subjects
        for mark in one.marks
    ]
    columns = (
        ("Предмет", 24),
        *((f"{term.name}: {word}", 14) for term in page.terms for word in ("средний", "с весом")),
        *(("Год: средний", 14), ("Год: с весом", 14), ("Отметок за год", 12)),
    )
    averages = [
        (
            one.subject,
            *(figure for average in (*one.terms, one.year) for figure in (average.plain, average.weighted)),
            one.year.marks,
        )
        for one in page.subjects
    ]
    return listings(
        f"Отметки, {page.child.label}.xlsx", Table(MARKS, rows, "Отметки"), Table(columns, averages, "Средние")
    )


def of_diary(week: TimetableWeek) -> HttpResponse:
    """The week of the diary: lessons with topics, homework, marks and absences."""
    columns = (
        *(("Дата", 12), (capital(current().lesson.nom), 6), ("Предмет", 24), ("Тема", 40), ("Задано к этому дню", 40)),
        *(("Задано на дом", 40), ("Отметки", 10), ("За что", 28), ("Пропуск", 24), ("Комментарий", 36)),
    )
    rows = [
        (
            *(entry.date, entry.number, entry.subject, entry.topic),
            "\n".join(task.text for task in entry.due),
            "\n".join(task.text for task in entry.given),
            figure(", ".join(mark.shown for mark in entry.marks)),
            ", ".join(mark.work for mark in entry.marks),
            _missed(entry),
            "\n".join(entry.comments),
        )
        for day in week.days
        for entry in day.entries
    ]
    return download(f"Дневник, {week.child.label}, {week.monday:%d.%m.%Y}.xlsx", columns, rows)


def of_timetable(week: TimetableWeek) -> HttpResponse:
    """The week's lessons with hours, teachers and rooms."""
    columns = (
        *(("Дата", 12), (capital(current().lesson.nom), 6), ("Начало", 9), ("Конец", 9), ("Предмет", 28)),
        *((capital(current().teacher.nom), 24), ("Кабинет", 10), ("Изменение", 14)),
    )
    rows = [
        (
            *(entry.date, entry.number, entry.starts_at, entry.ends_at, entry.subject, entry.teacher),
            *(figure(entry.room), "отменён" if entry.is_cancelled else "замена" if entry.is_substitution else ""),
        )
        for day in week.days
        for entry in day.entries
    ]
    return download(f"Расписание, {week.child.label}, {week.monday:%d.%m.%Y}.xlsx", columns, rows)


def _missed(entry: Entry) -> str:
    missed = entry.missed
    if missed is None:
        return ""
    return f"{missed.code}, {missed.minutes} мин" if missed.minutes else f"{missed.code}, {missed.words}"


def of_absences(page: AbsencesPage) -> HttpResponse:
    """Every absence and lateness of the year, the latest day first."""
    rows = [
        (one.date, one.number, one.subject, one.code, one.words, one.minutes, one.note)
        for day in page.days
        for one in day.lessons
    ]
    return download(f"Посещаемость, {page.child.label}.xlsx", ABSENCES, rows)
