"""Notes brought to the class teacher, answers to those the family sent, their files; early leaving."""

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.attendance.actions import (
    add_note,
    confirm_note,
    decline_note,
    record_leave,
    remove_leave,
    take_back_note,
)
from letopis.school.attendance.models import AbsenceNote
from letopis.school.attendance.queries.coverage import coverage
from letopis.school.attendance.queries.notes import class_of, leave_class, note_file, note_page
from letopis.school.attendance.queries.week import ClassWeek, class_week
from letopis.school.organisation.queries import school_of
from letopis.school.organisation.stored_settings import read_settings
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.teacher.attendance import words
from letopis.web.teacher.attendance.forms import AnswerForm, LeaveForm, StudentNoteForm
from letopis.web.teacher.attendance.week import WHO, page

LEAVES = (Right.SETTLE_CLASS_ATTENDANCE, Right.RECORD_LEAVES)


def _students(week: ClassWeek) -> list[tuple[int, str]]:
    return [(line.pupil.id, line.pupil.name) for line in week.lines]


def _week_of(class_id: int, day: object) -> str:
    return f"{reverse('my_class_attendance', args=[class_id])}?day={day}"


@for_rights(Right.SETTLE_CLASS_ATTENDANCE)
@form_page
def note_new(request: ActorRequest, class_id: int) -> HttpResponse:
    """Record a note brought to school: confirmed at once."""
    week = class_week(request.actor, class_id, today())
    settings = read_settings(school_of(request.actor).settings)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StudentNoteForm(*sent, students=_students(week), most_mb=settings.max_file_mb, auto_id="note_%s")
    return submit(
        request,
        form,
        lambda: add_note(
            request.actor, class_id=class_id, student_id=form.cleaned_data["student_id"], draft=form.draft()
        ),
        page=lambda: page(request, week, note=form),
        to=lambda found: _week_of(class_id, found.note.first_day),
        done=words.answered,
    )


@for_rights(*WHO)
@form_page
def note(request: ActorRequest, note_id: int) -> HttpResponse:
    """Show a note; POST answers it: `act` confirm, decline or take_back."""
    found = note_page(request.actor, note_id)
    form = AnswerForm(typed(request), initial={"code": found.code})
    act = request.POST.get("act", "")

    def answer() -> str:
        return _answer(request, found, act, form)

    def shown() -> HttpResponse:
        context = {
            "note": found,
            "form": form,
            "class_id": class_of(found),
            "covered": words.covered(coverage(found.school_id, found.student_id, found.dates, found.numbers)),
            "may_answer": request.actor.may(Right.SETTLE_CLASS_ATTENDANCE),
        }
        return render(request, "teacher/attendance/note.html", context)

    return submit(request, form, answer, page=shown, to=("my_class_note", note_id), done=lambda said: said)


def _answer(request: ActorRequest, found: AbsenceNote, act: str, form: AnswerForm) -> str:
    """Return what is said of it."""
    code, answer = form.cleaned_data["code"], form.cleaned_data["answer"]
    if act == "confirm":
        return words.answered(confirm_note(request.actor, note_id=found.pk, code=code))
    if act == "decline":
        decline_note(request.actor, note_id=found.pk, answer=answer)
        return "Отклонено: семья увидит ваш ответ в дневнике."
    if act == "take_back":
        said = words.settled(take_back_note(request.actor, note_id=found.pk, reason=answer))
        return f"Подтверждение снято. {said}".strip()
    raise NotVisible


@for_rights(*LEAVES)
@form_page
def leave_new(request: ActorRequest, class_id: int) -> HttpResponse:
    """Record that somebody left early; for the same day again, it corrects what was recorded."""
    week = class_week(request.actor, class_id, today())
    form = LeaveForm(typed(request), students=_students(week), auto_id="leave_%s")
    return submit(
        request,
        form,
        lambda: record_leave(request.actor, class_id=class_id, **form.cleaned_data),
        page=lambda: page(request, week, leave=form),
        to=lambda row: _week_of(class_id, row.date),
        done="Ранний уход записан.",
    )


@for_rights(*LEAVES)
@form_page
def leave_remove(request: ActorRequest, leave_id: int) -> HttpResponse:
    """Take an early leaving back."""
    row, class_id = leave_class(request.actor, leave_id)
    week = class_week(request.actor, class_id, row.date)
    return submit(
        request,
        None,
        lambda: remove_leave(request.actor, leave_id=leave_id),
        page=lambda: page(request, week),
        to=_week_of(class_id, row.date),
        done="Запись о раннем уходе убрана.",
    )


@for_rights(*WHO, Right.EXPLAIN_ABSENCES)
@require_safe
def file(request: ActorRequest, file_id: int) -> HttpResponseBase:
    """Serve a file of a note, always as a download."""
    row = note_file(request.actor, file_id)
    try:
        content = row.file.open("rb")
    except FileNotFoundError as lost:
        raise NotVisible from lost
    response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
