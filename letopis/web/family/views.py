"""Pages of the family: the week, all marks, the timetable, attendance. Rights are checked where the diary is opened."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school import diary as school_diary
from letopis.school.forecast.queries import child_outlook
from letopis.web.family import diary_page, sheets
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.days import day_of
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.xlsx import is_asked

# Class teachers (in either of their roles) and the administration open a child's diary from its card and its class.
WHO_READS = (Right.READ_OWN_DIARY, Right.READ_CLASS_DIARIES, Right.READ_DIARIES)


@for_rights(*WHO_READS)
@require_safe
def diary(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The week of a child (DIA-01); ?week= any day of it, ?format=xlsx takes it away."""
    day = _day(request)
    page = school_diary.diary_week(request.actor, student_id, day)
    if is_asked(request):
        return sheets.of_diary(page.week)
    school_diary.look(request.actor, child=page.week.child)
    is_day = day is None
    values = diary_page.values(request, page, is_day)
    return kept_page(request, "family/diary.html", values, **diary_page.form(page, is_day))


@for_rights(*WHO_READS)
@require_safe
def marks(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """All marks of the year by subject (DIA-04); ?period= a term or «year»."""
    page = school_diary.marks_page(request.actor, student_id, request.GET.get("period", ""))
    return render(request, "family/marks.html", {"page": page, "child": page.child})


@for_rights(*WHO_READS)
@require_safe
def forecast(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The probable marks of the term under way (REP-03), from what the diary shows."""
    page = child_outlook(request.actor, student_id)
    return render(request, "family/forecast.html", {"page": page, "child": page.child})


@for_rights(*WHO_READS)
@require_safe
def marks_sheet(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The marks of the period as a workbook."""
    page = school_diary.marks_page(request.actor, student_id, request.GET.get("period", ""))
    return sheets.of_marks(page)


@for_rights(*WHO_READS)
@require_safe
def timetable(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The week's lessons with rooms and teachers; ?week= any day of it, ?format=xlsx takes it away."""
    week = school_diary.timetable_week(request.actor, student_id, _day(request))
    if is_asked(request):
        return sheets.of_timetable(week)
    return render(request, "family/timetable.html", {"week": week, "child": week.child})


@for_rights(*WHO_READS)
@require_safe
def works(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The published schedule of assessment works, as far as it is the child's."""
    page = school_diary.works_page(request.actor, student_id)
    return render(request, "family/works.html", {"page": page, "child": page.child})


@for_rights(*WHO_READS)
@require_safe
def absences(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """Absences and latenesses of the year."""
    page = school_diary.absences_page(request.actor, student_id)
    return render(request, "family/absences.html", {"page": page, "child": page.child})


@for_rights(*WHO_READS)
@require_safe
def absences_sheet(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The attendance of the year as a workbook."""
    page = school_diary.absences_page(request.actor, student_id)
    return sheets.of_absences(page)


def _day(request: ActorRequest) -> date | None:
    """The day asked for, None (this week) for what is no date of a living school."""
    return day_of(request.GET.get("week", ""))
