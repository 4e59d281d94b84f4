"""The load: who teaches what to whom; each row is a page of the journal (CUR-03)."""

from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.control.year_counts import lacking
from letopis.school.curriculum import actions, queries
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.queries import day_in
from letopis.school.organisation.words import current, phrase
from letopis.school.people.queries import staff_choices
from letopis.school.timetable.actions import Handed, hand_over
from letopis.school.timetable.queries import load_of_those_who_left, load_to_hand_over
from letopis.web.office.load.forms import CourseForm, HandOverForm, NewCourseForm, TeacherForm
from letopis.web.office.load.listing import columns, filters
from letopis.web.office.pages import only_keepers_send
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import address, page, whole_number
from letopis.web.shared.listing import Listing, asked
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.navigation import address_for
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.templatetags.letopis import state
from letopis.web.shared.wording import counted
from letopis.web.shared.years import need_year, show_year, year_of


def _opens(row: queries.LoadRow) -> str:
    return address("office_course", row.course_id)


@for_rights(Right.READ_CURRICULUM)
@require_safe
def load(request: ActorRequest) -> HttpResponse:
    """List the load (`?class=&subject=&teacher=&state=`, `?format=xlsx`)."""
    year, school_id = year_of(request), request.actor.school_id
    classes = queries.class_choices(school_id, year.pk) if year else []
    conditions = filters(classes, queries.subject_choices(school_id), staff_choices(school_id, today()))
    found = asked(request, conditions)
    rows = queries.load_rows(
        request.actor,
        year_id=year.pk if year else 0,
        class_id=whole_number(found["class"]),
        subject_id=whole_number(found["subject"]),
        staff_id=whole_number(found["teacher"]),
        day=day_in(year) if year else None,
    )
    left = _left_note(sum(row.state == "left" for row in rows))
    if year and found["state"]:
        rows = _in_state(year, rows, found["state"])
    opens_classes = bool(address_for(request.actor, "office_classes"))
    shown = columns(rows, opens_classes=opens_classes)
    opens = _opens if request.actor.may(Right.KEEP_CURRICULUM) else None
    listing = Listing(request, shown, rows, filters=conditions, css="people", verb="Показать", opens=opens)
    may_add = request.actor.may(Right.KEEP_CURRICULUM) and bool(classes)
    new = page("office_load_new") + (f"?class={found['class']}" if found["class"] else "")
    return list_page(
        request,
        listing,
        "office/load/list.html",
        file="Нагрузка.xlsx",
        values={"new": new, "left": left},
        may_add=may_add,
    )


def _in_state(year: AcademicYear, rows: list[queries.LoadRow], asked_for: str) -> list[queries.LoadRow]:
    if asked_for == "unplaced":
        courses = lacking(year.school_id, year, "courses_without_lessons")
        return [row for row in rows if row.course_id in courses]
    return [row for row in rows if (row.differs if asked_for == "differs" else row.state == asked_for)]


def _left_note(number: int) -> SafeString:
    """How many rows those have who work here no more, and where they are handed over."""
    if not number:
        return SafeString()
    told = state("warn", f"Строк нагрузки за уволенными: {number}")
    return format_html('<p class="part row">{} <a href="{}">Передать</a></p>', told, page("office_load_left"))


@for_rights(Right.KEEP_CURRICULUM)
@form_page
def course_new(request: ActorRequest) -> HttpResponse:
    """Open a row of the load, with its teacher from the start of the year or today."""
    year = need_year(request)
    form = NewCourseForm(typed(request), year=year, initial={"class_group_id": request.GET.get("class")})

    return submit(
        request,
        form,
        lambda: actions.create_course(request.actor, **form.cleaned_data, starts_on=_first_day(year)),
        page=lambda: render(request, "office/load/new.html", {"form": form, "year": year}),
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
    form = _hours_form(row, typed(request))
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
    form = _teacher_form(request, row, _history(request, row), typed(request))
    return submit(
        request,
        form,
        lambda: hand_over(request.actor, course_ids=[course_id], **form.cleaned_data),
        page=lambda: _course_page(request, row, teacher_form=form),
        to=("office_course", course_id),
        done=lambda handed: phrase("{Teacher.nom} назначен.") + _also_lessons(handed),
    )


def _also_lessons(handed: Handed) -> str:
    if not handed.lessons:
        return ""
    return f" С ними впереди {counted(handed.lessons, current().lesson.counted)}."


# ── whose load is to be handed over ───────────────────────────────────


@for_rights(Right.READ_CURRICULUM)
@require_safe
def left(request: ActorRequest) -> HttpResponse:
    """List those who leave or have left and still have a load or lessons."""
    context = {"rows": load_of_those_who_left(request.actor), "may_keep": request.actor.may(Right.KEEP_CURRICULUM)}
    return render(request, "office/load/left.html", context)


@for_rights(Right.KEEP_CURRICULUM)
@form_page
def hand_over_load(request: ActorRequest, staff_id: int) -> HttpResponse:
    """Give rows of somebody's load, with the lessons ahead, to another."""
    held = load_to_hand_over(request.actor, staff_id)
    if held is None:
        raise NotVisible
    form = HandOverForm(typed(request), school_id=request.actor.school_id, held=held)
    return submit(
        request,
        form,
        lambda: hand_over(request.actor, **form.cleaned_data),
        page=lambda: render(request, "office/load/hand_over.html", {"form": form, "held": held}),
        to="office_load_left",
        done=lambda handed: (
            f"Передано: {counted(handed.courses, 'строка,строки,строк')} нагрузки.{_also_lessons(handed)}"
        ),
    )


def _row(request: ActorRequest, course_id: int) -> queries.LoadRow:
    year = queries.year_of_course(request.actor.school_id, course_id)
    show_year(request, year.pk, year.name)
    rows = queries.load_rows(request.actor, year_id=year.pk, course_id=course_id, day=day_in(year))
    if not rows:
        raise NotVisible
    return rows[0]


def _hours_form(row: queries.LoadRow, data: QueryDict | None = None) -> CourseForm:
    form = CourseForm(data, initial={"hours_per_week": row.hours_per_week, "scale": row.scale, "kind": row.kind})
    return opened_on(form, Course.objects.filter(pk=row.course_id))


History = list[tuple[str, date, date | None]]


def _history(request: ActorRequest, row: queries.LoadRow) -> History:
    return queries.teachers_history(request.actor.school_id, row.course_id)


def _teacher_form(
    request: ActorRequest, row: queries.LoadRow, there: History, data: QueryDict | None = None
) -> TeacherForm:
    form = TeacherForm(data, school_id=request.actor.school_id, initial={"starts_on": today()})
    told = "; ".join(
        f"{name} с {first:%d.%m.%Y}" + (f" по {last:%d.%m.%Y}" if last else "") for name, first, last in there
    )
    teachers = CourseTeacher.objects.filter(course=row.course_id)
    return opened_on(form, teachers, facts={phrase("{Teacher.nom}"): told}, apart=("starts_on", "staff_id"))


def _course_page(
    request: ActorRequest,
    row: queries.LoadRow,
    *,
    form: CourseForm | None = None,
    teacher_form: TeacherForm | None = None,
) -> HttpResponse:
    history = _history(request, row)
    context = {
        "row": row,
        "form": form or _hours_form(row),
        "teacher_form": teacher_form or _teacher_form(request, row, history),
        "history": history,
        "may_keep": request.actor.may(Right.KEEP_CURRICULUM),
        "today": today(),
    }
    return render(request, "office/load/course.html", context)
