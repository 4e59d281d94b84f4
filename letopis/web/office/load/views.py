"""The load: who teaches what to whom; each row is a page of the journal (CUR-03)."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.curriculum import actions, queries
from letopis.school.curriculum.rules import plain_hours
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import say
from letopis.school.people.queries import staff_choices
from letopis.web.office.load.forms import CourseForm, NewCourseForm, TeacherForm
from letopis.web.office.pages import only_keepers_send, this_year
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.xlsx import download


@for_rights(Right.READ_CURRICULUM)
@require_safe
def load(request: ActorRequest) -> HttpResponse:
    """List the load (`?class=&subject=&teacher=&state=`, `?format=xlsx`)."""
    year = current_year(request.actor.school_id)
    asked = {name: request.GET.get(name, "") for name in ("class", "subject", "teacher", "state")}
    rows = queries.load_rows(
        request.actor,
        year_id=year.pk if year else 0,
        class_id=whole_number(asked["class"]),
        subject_id=whole_number(asked["subject"]),
        staff_id=whole_number(asked["teacher"]),
    )
    if asked["state"] == "vacant":
        rows = [row for row in rows if not row.teachers]
    elif asked["state"] == "differs":
        rows = [row for row in rows if row.differs]
    if request.GET.get("format") == "xlsx":
        columns = (
            (say("{Group.nom}"), 8),
            ("Предмет", 36),
            ("Подгруппа", 14),
            ("Часов", 8),
            ("По плану", 10),
            (say("{Teacher.nom}"), 36),
        )
        cells = [
            (
                row.class_name,
                row.subject,
                row.subgroup,
                float(row.hours_per_week),
                None if row.curriculum is None else float(row.curriculum),
                ", ".join(teacher.name for teacher in row.teachers),
            )
            for row in rows
        ]
        return download("Нагрузка.xlsx", columns, cells)
    school_id = request.actor.school_id
    context = {
        "rows": rows,
        "total": plain_hours(sum((row.hours_per_week for row in rows), Decimal(0))),
        "asked": asked,
        "classes": queries.class_choices(school_id, year.pk) if year else [],
        "subjects": queries.subject_choices(school_id),
        "teachers": staff_choices(school_id, today()),
        "may_keep": request.actor.may(Right.KEEP_CURRICULUM),
    }
    return render(request, "office/load/list.html", context)


@for_rights(Right.KEEP_CURRICULUM)
@form_page
def course_new(request: ActorRequest) -> HttpResponse:
    """Open a row of the load, with its teacher from the start of the year or today."""
    year = this_year(request)
    form = NewCourseForm(typed(request), year=year, initial={"class_group_id": request.GET.get("class")})

    return submit(
        request,
        form,
        lambda: actions.create_course(request.actor, **form.cleaned_data, starts_on=_first_day(year)),
        page=lambda: render(request, "office/load/new.html", {"form": form}),
        to=lambda course: ("office_course", course.pk),
        done=lambda course: f"{course}: страница журнала открыта.",
    )


def _first_day(year: AcademicYear) -> Any:
    """Before the year and in its first month a teacher begins with the year, later today."""
    day = today()
    return year.starts_on if day <= year.starts_on or (day - year.starts_on).days < 30 else min(day, year.ends_on)


@for_rights(Right.READ_CURRICULUM)
@form_page
def course(request: ActorRequest, course_id: int) -> HttpResponse:
    """Show a row of the load; POST changes hours and scale."""
    row = _row(request, course_id)
    only_keepers_send(request, may_keep=request.actor.may(Right.KEEP_CURRICULUM))
    form = CourseForm(typed(request), initial={"hours_per_week": row.hours_per_week, "scale": row.scale})
    return submit(
        request,
        form,
        lambda: actions.update_course(request.actor, course_id=course_id, **form.cleaned_data),
        page=lambda: _course_page(request, row, form=form),
        to=("office_course", course_id),
        done="Записано.",
    )


@for_rights(Right.KEEP_CURRICULUM)
@form_page
def course_teacher(request: ActorRequest, course_id: int) -> HttpResponse:
    """Give the course to a teacher from a day."""
    row = _row(request, course_id)
    form = TeacherForm(typed(request), school_id=request.actor.school_id, initial={"starts_on": today()})
    return submit(
        request,
        form,
        lambda: actions.assign_teacher(request.actor, course_id=course_id, **form.cleaned_data),
        page=lambda: _course_page(request, row, teacher_form=form),
        to=("office_course", course_id),
        done=say("{Teacher.nom} назначен."),
    )


def _row(request: ActorRequest, course_id: int) -> queries.LoadRow:
    rows = queries.load_rows(request.actor, year_id=this_year(request).pk, course_id=course_id)
    if not rows:
        raise NotVisible
    return rows[0]


def _course_page(
    request: ActorRequest,
    row: queries.LoadRow,
    *,
    form: CourseForm | None = None,
    teacher_form: TeacherForm | None = None,
) -> HttpResponse:
    school_id = request.actor.school_id
    hours = {"hours_per_week": row.hours_per_week, "scale": row.scale}
    context = {
        "row": row,
        "form": form or CourseForm(initial=hours),
        "teacher_form": teacher_form or TeacherForm(school_id=school_id, initial={"starts_on": today()}),
        "history": queries.teachers_history(school_id, row.course_id),
        "may_keep": request.actor.may(Right.KEEP_CURRICULUM),
        "today": today(),
    }
    return render(request, "office/load/course.html", context)
