"""The grid of a class's week, where reasons are settled (П4.2.2, Т4.8.2)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.attendance.actions import settle_week
from letopis.school.attendance.queries.week import ClassWeek, class_week
from letopis.school.marks.actions.absences import Reason
from letopis.school.marks.enums import AbsenceCode
from letopis.school.organisation.queries import school_of
from letopis.school.organisation.stored_settings import read_settings
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.days import day_of
from letopis.web.shared.submit import form_page, submit
from letopis.web.teacher.attendance import words
from letopis.web.teacher.attendance.forms import LeaveForm, StudentNoteForm
from letopis.web.teacher.fragments import week as html

WHO = (Right.READ_CLASS_ATTENDANCE, Right.READ_ATTENDANCE)
# In the order of the choice; letters of the keyboard are those of the journal.
CODES = [(str(one.value), one.label) for one in AbsenceCode if one is not AbsenceCode.LATE]
WEEK = timedelta(days=7)


def asked_day(request: ActorRequest) -> date:
    """Return the day of `?day=`, today where none is asked for. Raises Http404 for what is none."""
    text = request.GET.get("day", "")
    found = day_of(text) if text else today()
    if found is None:
        raise Http404
    return found


@for_rights(*WHO)
@form_page
def week(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show the week of `?day=`; POST writes the reasons chosen."""
    day = asked_day(request)
    found = class_week(request.actor, class_id, day)
    return submit(
        request,
        None,
        lambda: settle_week(request.actor, class_id=class_id, reasons=list(_reasons(request.POST, found))),
        page=lambda: page(request, found),
        to=lambda _: f"{reverse('my_class_attendance', args=[class_id])}?day={day.isoformat()}",
        done=lambda settled: words.settled(settled) or "Ничего не изменено.",
    )


def page(
    request: ActorRequest, found: ClassWeek, *, note: StudentNoteForm | None = None, leave: LeaveForm | None = None
) -> HttpResponse:
    """Render the grid, with a form that came back."""
    students = [(line.pupil.id, line.pupil.name) for line in found.lines]
    if found.may_settle and note is None:
        settings = read_settings(school_of(request.actor).settings)
        note = StudentNoteForm(students=students, most_mb=settings.max_file_mb, auto_id="note_%s")
    if found.may_record_leave and leave is None:
        leave = LeaveForm(students=students, auto_id="leave_%s")
    monday = found.dates.starts_on
    context = {
        "week": found,
        "grid": html.grid(found, CODES, today()) if found.days and found.lines else "",
        "codes": CODES,
        "before": monday - WEEK,
        "after": monday + WEEK if monday + WEEK <= today() + 8 * WEEK else None,
        "is_now": today() in found.dates,
        "today": today(),
        "note_form": note,
        "leave_form": leave,
    }
    return render(request, "teacher/attendance/week.html", context)


def _reasons(sent: QueryDict, found: ClassWeek) -> Iterator[Reason]:
    """What was chosen in the cells, then what was chosen for a day or the week of a student, where Н still stands."""
    chosen: set[tuple[int, int]] = set()
    for name, code in sent.items():
        numbers = [whole_number(part) for part in name.split("-")[1:4]] if name.startswith("r-") else []
        if len(numbers) == 3 and all(one is not None for one in numbers) and code != name.split("-")[-1]:
            lesson_id, student_id, version = (one or 0 for one in numbers)
            chosen.add((lesson_id, student_id))
            yield Reason(lesson_id, student_id, str(code), version)
    for line in found.lines:
        span, _, code = str(sent.get(f"s-{line.pupil.id}", "")).partition(":")
        for head, cells in line.days if code else ():
            if span not in ("week", head.date.isoformat()):
                continue
            for one in (slot for cell in cells for slot in cell.to_settle):
                if one.code == AbsenceCode.ABSENT and (one.lesson_id, one.student_id) not in chosen:
                    yield Reason(one.lesson_id, one.student_id, code, one.version)
