"""The curriculum (subjects × classes), the load with its teachers, subjects (CUR-01, CUR-03)."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import OFFICE, READERS
from letopis.school.classes.models import Subgroup
from letopis.school.curriculum import actions, policy, queries
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.models import Subject
from letopis.school.curriculum.rules import plain_hours
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import said, say
from letopis.school.people.queries import staff_choices
from letopis.web.office.fields import DayField, DayInput, refuse
from letopis.web.office.people import form_page
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.xlsx import download, is_asked

READ = (*OFFICE, *READERS)
KEEP = tuple(role for role in OFFICE if role in policy.KEEPERS)


def _year(request: ActorRequest) -> AcademicYear:
    year = current_year(request.actor.school_id)
    if year is None:
        raise NotVisible
    return year


def _may_keep(request: ActorRequest) -> bool:
    """Whether the page is for keeping; one who may only read has nothing to send to it."""
    may_keep = policy.may(request.actor, "keep", request.actor.school_id)
    if request.method == "POST" and not may_keep:
        raise NotVisible
    return may_keep


# ── subjects × classes ────────────────────────────────────────────────


@for_roles(*READ)
@require_safe
def matrix(request: ActorRequest) -> HttpResponse:
    """Show hours a week by subject and class (`?grade=`, `?edit` for typing, `?format=xlsx`)."""
    year = current_year(request.actor.school_id)
    may_keep = policy.may(request.actor, "keep", request.actor.school_id)
    everything = queries.curriculum_matrix(request.actor, year_id=year.pk if year else 0)
    grades = sorted({column.grade for column in everything.columns})
    grade = whole_number(request.GET.get("grade", ""))
    shown = everything.of_grade(grade) if grade in grades else everything
    if request.GET.get("format") == "xlsx":
        return _matrix_workbook(shown)
    context = {
        "matrix": shown,
        "grades": grades,
        "grade": grade if grade in grades else None,
        "edit": may_keep and grade in grades and "edit" in request.GET,
        "may_keep": may_keep,
        "differences": everything.differences,
    }
    return render(request, "office/curriculum.html", context)


def _matrix_workbook(shown: queries.Matrix) -> HttpResponse:
    columns = [("Предмет", 36), *((column.name, 8) for column in shown.columns)]
    rows: list[tuple[object, ...]] = [
        (row.name, *(float(cell.hours) if cell.hours else None for cell in row.cells)) for row in shown.rows
    ]
    rows.append(("Всего", *(float(column.total) for column in shown.columns)))
    return download("Учебный план.xlsx", columns, rows)


@for_roles(*KEEP)
@require_POST
def matrix_save(request: ActorRequest) -> HttpResponse:
    """Save the hours typed in the table of a grade: fields `h<subject>-<class>`; only what changed is written."""
    grade = request.POST.get("grade", "")
    shown = queries.curriculum_matrix(request.actor, year_id=_year(request).pk)
    changed, wrong = 0, []
    for row in shown.rows:
        for cell in row.cells:
            typed = request.POST.get(f"h{row.id}-{cell.class_id}")
            if typed is None:
                continue
            hours = _hours(typed)
            if hours is None:
                wrong.append(f"{row.name}: «{typed[:10]}»")
            elif hours != (cell.hours or Decimal(0)):
                try:
                    actions.set_curriculum_hours(
                        request.actor, class_group_id=cell.class_id, subject_id=row.id, hours_per_week=hours
                    )
                    changed += 1
                except Refused as refused:
                    wrong.append(f"{row.name}: {refused.message}")
    for message in wrong[:5]:
        messages.error(request, f"Не записано. {message}")
    if changed:
        messages.success(request, f"Записано изменений: {changed}.")
    address = "office_curriculum"
    response = redirect(address)
    response["Location"] += f"?grade={grade}" if whole_number(grade) is not None else ""
    return response


def _hours(text: str) -> Decimal | None:
    """Return typed hours, 0 for nothing, None for what is no number."""
    try:
        hours = Decimal(text.strip().replace(",", ".") or "0")
    except InvalidOperation:
        return None
    return hours if hours.is_finite() else None


# ── the load ──────────────────────────────────────────────────────────


class CourseForm(forms.Form):
    """A row of the load."""

    hours_per_week = forms.DecimalField(label="Часов в неделю", max_digits=4, decimal_places=1)
    scale = forms.ChoiceField(label="Отметки", choices=Scale.choices, initial=Scale.FIVE)


class NewCourseForm(CourseForm):
    """A new row: subject, class, subgroup, the teacher."""

    field_order = ("class_group_id", "subject_id", "subgroup_id", "hours_per_week", "scale", "staff_id")
    class_group_id = forms.TypedChoiceField(label=said("{Group.nom}"), coerce=int)
    subject_id = forms.TypedChoiceField(label="Предмет", coerce=int)
    subgroup_id = forms.TypedChoiceField(label="Подгруппа", coerce=int, required=False, empty_value=None)
    staff_id = forms.TypedChoiceField(label=said("{Teacher.nom}"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, year: AcademicYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school_id = year.school_id
        choices: dict[str, list[tuple[Any, str]]] = {
            "class_group_id": [(one.id, one.name) for one in queries.class_choices(school_id, year.pk)],
            "subject_id": [(one.id, one.name) for one in queries.subject_choices(school_id)],
            "staff_id": [("", "позже"), *((one.id, one.name) for one in staff_choices(school_id, today()))],
            "subgroup_id": [("", say("{whole_group}")), *_subgroups(year)],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


def _subgroups(year: AcademicYear) -> list[tuple[int, str]]:
    rows = Subgroup.objects.filter(school_id=year.school_id, class_group__year=year).order_by(
        "class_group__sort_key", "division", "name"
    )
    return [
        (pk, f"{class_name}: {division}, {name}")
        for pk, class_name, division, name in rows.values_list("pk", "class_group__name", "division", "name")
    ]


class TeacherForm(forms.Form):
    """Who teaches a course from a day."""

    staff_id = forms.TypedChoiceField(label=said("{Teacher.nom}"), coerce=int)
    starts_on = DayField(label="С какого дня", widget=DayInput())
    beside_others = forms.BooleanField(label="Вместе с прежним", required=False)

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff_id"].choices = [  # type: ignore[attr-defined]
            (one.id, one.name) for one in staff_choices(school_id, today())
        ]


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
    return render(request, "office/load.html", context)


@for_roles(*KEEP)
@form_page
def course_new(request: ActorRequest) -> HttpResponse:
    """Open a row of the load, with its teacher from the start of the year or today."""
    year = _year(request)
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
    return render(request, "office/course_new.html", {"form": form}, status=422 if form.errors else 200)


def _first_day(year: AcademicYear) -> Any:
    """Before the year and in its first month a teacher begins with the year, later today."""
    day = today()
    return year.starts_on if day <= year.starts_on or (day - year.starts_on).days < 30 else min(day, year.ends_on)


@for_roles(*READ)
@form_page
def course(request: ActorRequest, course_id: int) -> HttpResponse:
    """Show a row of the load; POST changes hours and scale."""
    rows = queries.load_rows(request.actor, year_id=_year(request).pk, course_id=course_id)
    if not rows:
        raise NotVisible
    row = rows[0]
    may_keep = _may_keep(request)
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
    return render(request, "office/course.html", context, status=422 if form.errors else 200)


@for_roles(*KEEP)
@require_POST
def course_teacher(request: ActorRequest, course_id: int) -> HttpResponse:
    """Give the course to a teacher from a day."""
    if not queries.load_rows(request.actor, year_id=_year(request).pk, course_id=course_id):
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


# ── subjects ──────────────────────────────────────────────────────────


class SubjectForm(forms.Form):
    """Учебный предмет."""

    name = forms.CharField(label="Название", max_length=160)
    short_name = forms.CharField(label="Кратко", max_length=40, required=False, help_text="Для тесных мест расписания.")
    area = forms.CharField(label="Предметная область", max_length=160, required=False)


@for_roles(*READ)
@form_page
def subjects(request: ActorRequest, subject_id: int | None = None) -> HttpResponse:
    """List the subjects; one of them (or a new one) is changed in the form beside; `?format=xlsx`."""
    policy.require(request.actor, "read", request.actor.school_id)
    may_keep = _may_keep(request)
    rows = list(Subject.objects.filter(school_id=request.actor.school_id).order_by("search_key"))
    if is_asked(request):
        columns = (("Предмет", 40), ("Кратко", 16), ("Область", 40))
        return download("Предметы.xlsx", columns, [(one.name, one.short_name, one.area) for one in rows])
    row = next((one for one in rows if one.pk == subject_id), None)
    if subject_id and row is None:
        raise NotVisible
    names = ("name", "short_name", "area")
    form = SubjectForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else {})
    if request.method == "POST" and form.is_valid():
        try:
            if row:
                actions.update_subject(request.actor, subject_id=row.pk, **form.cleaned_data)
            else:
                actions.create_subject(request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "Предмет записан.")
            return redirect("office_curriculum_subjects")
    context = {
        "rows": rows,
        "row": row,
        "form": form,
        "may_keep": may_keep,
    }
    return render(request, "office/subjects.html", context, status=422 if form.errors else 200)
