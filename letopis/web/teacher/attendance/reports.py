"""Totals and checks of a class's attendance; what waits in each class, for director and deputies."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.dates import DateRange, week_of
from letopis.kernel.rights import Right
from letopis.school.attendance.queries.checks import class_checks
from letopis.school.attendance.queries.totals import ClassTotals, class_totals
from letopis.school.attendance.queries.unexplained import class_tasks
from letopis.school.attendance.rules import Totals
from letopis.school.organisation.words import current
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.days import day_of
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import Table, is_asked, listings
from letopis.web.teacher.attendance import words
from letopis.web.teacher.attendance.week import WHO

MONTH = 35
# A span is of one year at most: nobody asks for more, and a page stays a page.
MOST_DAYS = 370


def _span(request: ActorRequest, otherwise: DateRange | None) -> DateRange | None:
    """The days of `?from=…&to=…`. Raises Http404 for what is none."""
    asked = request.GET.get("from", ""), request.GET.get("to", "")
    if not any(asked):
        return otherwise
    first, last = (day_of(text) for text in asked)
    if first is None or last is None or last < first or (last - first).days > MOST_DAYS:
        raise Http404
    return DateRange(first, last)


@for_rights(Right.READ_ATTENDANCE)
@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """The classes with what waits in each."""
    return render(request, "teacher/attendance/overview.html", {"classes": class_tasks(request.actor)})


@for_rights(*WHO)
@require_safe
def totals(request: ActorRequest, class_id: int) -> HttpResponse:
    """The totals of a term or of `?from=…&to=…` (`?format=xlsx` takes them away)."""
    found = class_totals(request.actor, class_id, _span(request, None))
    if is_asked(request):
        return _workbook(found)
    context = {"totals": found, "busiest": max((number for _, number in found.by_day), default=0)}
    return render(request, "teacher/attendance/totals.html", context)


@for_rights(*WHO)
@require_safe
def checks(request: ActorRequest, class_id: int) -> HttpResponse:
    """What cannot be so: in the last five weeks, or of `?from=…&to=…`."""
    week = week_of(today())
    dates = _span(request, DateRange(date.fromordinal(week.starts_on.toordinal() - MONTH), today())) or week
    found = class_checks(request.actor, class_id, dates)
    shown = [(*words.check_words(check), own) for check, own in found.by_check]
    return render(request, "teacher/attendance/checks.html", {"checks": found, "shown": shown})


def _workbook(found: ClassTotals) -> HttpResponse:
    lesson = current().lesson
    columns = (
        *((capital(current().student.nom), 32), (f"{capital(lesson.gens)} всего", 10), ("Пропущено", 11)),
        *(("По болезни", 11), ("Уважительная", 13), ("Неуважительная", 14), ("Причины нет", 12)),
        *(("Дней с пропусками", 12), ("Полных дней", 12), ("Опозданий", 11), ("Минут", 8)),
    )
    rows = [(pupil.name, *_figures(one)) for pupil, one in found.lines]
    rows.append(("Всего", *_figures(found.whole)))
    return listings(
        f"Посещаемость, {found.group.name}, {found.dates.starts_on:%d.%m.%Y}–{found.dates.last:%d.%m.%Y}.xlsx",
        Table(columns, rows, "По каждому"),
        Table((("День", 12), ("Пропущено", 11)), found.by_day, "По дням"),
        Table(((capital(lesson.nom), 9), ("Пропущено", 11)), found.by_number, "По часам"),
        Table((("Предмет", 28), ("Пропущено", 11)), found.by_subject, "По предметам"),
    )


def _figures(one: Totals) -> tuple[int, ...]:
    return (
        *(one.hours, one.missed, one.ill, one.excused, one.unexcused, one.unexplained),
        *(one.days, one.full_days, one.late, one.late_minutes),
    )
