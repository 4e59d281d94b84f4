"""The load: who teaches what to whom; each row is a page of the journal (CUR-03)."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.curriculum import actions, policy, queries
from letopis.school.curriculum.rules import plain_hours
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import say
from letopis.school.people.queries import staff_choices
from letopis.web.office.curriculum.views import KEEP
from letopis.web.office.fields import refuse
from letopis.web.office.load.forms import CourseForm, NewCourseForm, TeacherForm
from letopis.web.office.pages import READ, form_page, only_keepers_send, this_year
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.xlsx import download


@for_roles(*READ)
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
        "may_keep": policy.may(request.actor, "keep", school_id),
    }
    return render(request, "office/load/list.html", context)


@for_roles(*KEEP)
@form_page
def course_new(request: ActorRequest) -> HttpResponse:
    """Open a row of the load, with its teacher from the start of the year or today."""
    year = this_year(request)
    form = NewCourseForm(request.POST or None, year=year, initial={"class_group_id": request.GET.get("class")})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        staff_id = data.pop("staff_id")
        try:
            with transaction.atomic():
                course = actions.create_course(request.actor, **data)
                if staff_id:
                    actions.assign_teacher(
                        request.actor, course_id=course.pk, staff_id=staff_id, starts_on=_first_day(year)
                    )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"{course}: страница журнала открыта.")
            return redirect("office_course", course.pk)
    return render(request, "office/load/new.html", {"form": form}, status=422 if form.errors else 200)


def _first_day(year: AcademicYear) -> Any:
    """Before the year and in its first month a teacher begins with the year, later today."""
    day = today()
    return year.starts_on if day <= year.starts_on or (day - year.starts_on).days < 30 else min(day, year.ends_on)


@for_roles(*READ)
@form_page
def course(request: ActorRequest, course_id: int) -> HttpResponse:
    """Show a row of the load; POST changes hours and scale."""
    rows = queries.load_rows(request.actor, year_id=this_year(request).pk, course_id=course_id)
    if not rows:
        raise NotVisible
    row = rows[0]
    may_keep = only_keepers_send(request, may_keep=policy.may(request.actor, "keep", request.actor.school_id))
    form = CourseForm(request.POST or None, initial={"hours_per_week": row.hours_per_week, "scale": row.scale})
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_course(request.actor, course_id=course_id, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "Записано.")
            return redirect("office_course", course_id)
    school_id = request.actor.school_id
    context = {
        "row": row,
        "form": form,
        "teacher_form": TeacherForm(school_id=school_id, initial={"starts_on": today()}),
        "history": queries.teachers_history(school_id, course_id),
        "may_keep": may_keep,
        "today": today(),
    }
    return render(request, "office/load/course.html", context, status=422 if form.errors else 200)


@for_roles(*KEEP)
@require_POST
def course_teacher(request: ActorRequest, course_id: int) -> HttpResponse:
    """Give the course to a teacher from a day."""
    if not queries.load_rows(request.actor, year_id=this_year(request).pk, course_id=course_id):
        raise NotVisible
    form = TeacherForm(request.POST, school_id=request.actor.school_id)
    try:
        if not form.is_valid():
            raise Refused(say("Выберите {teacher.gen} и день."), code="form")
        actions.assign_teacher(request.actor, course_id=course_id, **form.cleaned_data)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, say("{Teacher.nom} назначен."))
    return redirect("office_course", course_id)
