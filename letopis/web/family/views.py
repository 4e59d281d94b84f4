"""Pages of the family: the week, all marks, the timetable, attendance. Rights are checked where the diary is opened."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school import diary as school_diary
from letopis.school.attendance.actions import announce, withdraw_note
from letopis.school.councils.actions import acknowledge
from letopis.school.councils.queries import decided_student, decisions_of_child, unread_decisions
from letopis.school.forecast.queries import child_outlook
from letopis.school.organisation.words import phrase
from letopis.web.family import diary_page, sheets
from letopis.web.shared.absence_notes import NoteForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.days import day_of
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.submit import form_page, submit
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
    unread = unread_decisions(request.actor, page.week.child.id)
    values = diary_page.values(request, page, is_day, unread)
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
    """Absences and latenesses of the year; what was said of them."""
    return _absences(request, school_diary.absences_page(request.actor, student_id))


def _absences(request: ActorRequest, page: school_diary.AbsencesPage, form: NoteForm | None = None) -> HttpResponse:
    if page.may_explain and form is None:
        form = _note_form(page)
    return render(request, "family/absences.html", {"page": page, "child": page.child, "form": form})


def _note_form(page: school_diary.AbsencesPage, *sent: Any) -> NoteForm:
    return NoteForm(*sent, most_mb=page.child.settings.max_file_mb, initial={"first_day": page.child.moment.date()})


@for_rights(Right.EXPLAIN_ABSENCES)
@form_page
def announce_absence(request: ActorRequest, student_id: int) -> HttpResponse:
    """Say that the child will not come, or explain an absence afterwards (JRN-07)."""
    page = school_diary.absences_page(request.actor, student_id)
    if not page.may_explain:
        raise NotVisible
    form = _note_form(page, *((request.POST, request.FILES) if request.method == "POST" else ()))
    return submit(
        request,
        form,
        lambda: announce(request.actor, student_id=student_id, draft=form.draft()),
        page=lambda: _absences(request, page, form),
        to=("diary_absences", student_id),
        done=phrase("Сообщено. Когда подтвердит {tutor.nom}, это будет видно здесь."),
    )


@for_rights(Right.EXPLAIN_ABSENCES)
@form_page
def withdraw_absence(request: ActorRequest, student_id: int, note_id: int) -> HttpResponse:
    """Take back what was said, until it is confirmed."""
    page = school_diary.absences_page(request.actor, student_id)
    if not page.may_explain or note_id not in {note.pk for note in page.notes}:
        raise NotVisible
    return submit(
        request,
        None,
        lambda: withdraw_note(request.actor, note_id=note_id),
        page=lambda: _absences(request, page),
        to=("diary_absences", student_id),
        done="Сообщение отозвано.",
    )


@for_rights(*WHO_READS)
@require_safe
def decisions(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """What councils have decided of the child, and academic debts with the days of retakes (JRN-06)."""
    page = decisions_of_child(request.actor, student_id)
    return render(request, "family/decisions.html", {"page": page, "child": page.child})


@for_rights(Right.READ_OWN_DIARY)
@form_page
def decision_read(request: ActorRequest, decision_id: int) -> HttpResponse:
    """«Ознакомлен(а)»: the one signed in has read a decision about the own child."""
    student_id = decided_student(request.actor, decision_id)

    def page() -> HttpResponse:
        return redirect("diary_decisions", student_id)

    return submit(
        request,
        None,
        lambda: acknowledge(request.actor, decision_id=decision_id),
        page=page,
        to=("diary_decisions", student_id),
        done="Ознакомление отмечено.",
    )


@for_rights(*WHO_READS)
@require_safe
def absences_sheet(request: ActorRequest, student_id: int | None = None) -> HttpResponse:
    """The attendance of the year as a workbook."""
    page = school_diary.absences_page(request.actor, student_id)
    return sheets.of_absences(page)


def _day(request: ActorRequest) -> date | None:
    """The day asked for, None (this week) for what is no date of a living school."""
    return day_of(request.GET.get("week", ""))
