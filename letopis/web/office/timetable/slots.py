"""One place of the weekly grid and one dated lesson: moving, substituting. Sources: Т4.2.4, А3.2.4, С3.5."""

from datetime import date, timedelta

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.words import phrase
from letopis.school.timetable import actions, queries
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.web.office.timetable.forms import EndForm, LessonForm, SlotForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import opened_on, version_of
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.years import need_year

SAVED = "Сетка записана. Чтобы изменились {lesson.noms} в журнале и дневнике, обновите {lesson.noms}."


@for_rights(Right.MAKE_TIMETABLE)
@form_page
def new(request: ActorRequest) -> HttpResponse:
    """Give a course of a class a place; clashes are told before it is saved."""
    year = need_year(request)
    asked = {name: request.GET.get(name, "") for name in ("class", "weekday", "number", "course")}
    class_id = whole_number(asked["class"]) or 0
    options = queries.slot_options(request.actor, year, class_id)
    initial = asked | {"from_day": max(_next_monday(), year.starts_on)}
    form = SlotForm(typed(request), options=options, is_new=True, initial=initial)
    context = {"form": form, "options": options, "back": _grid_address(class_id, today())}
    return submit(
        request,
        form,
        lambda: actions.set_slot(request.actor, course_id=form.cleaned_data["course"], **form.place()),
        page=lambda: render(request, "office/timetable/slot.html", context),
        to=lambda slot: _grid_address(class_id, slot.starts_on),
        done=phrase(SAVED),
    )


@for_rights(Right.MAKE_TIMETABLE)
@form_page
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a slot or give it another room or teacher from a day on."""
    slot = queries.slot_of(request.actor, pk)
    form = _slot_form(request, slot, typed(request))
    return submit(
        request,
        form,
        lambda: actions.move_slot(request.actor, slot_id=pk, **form.place()),
        page=lambda: _slot_page(request, slot, form, _end_form(slot)),
        to=lambda moved: _grid_address(slot.course.class_group_id, moved.starts_on),
        done=phrase(SAVED),
    )


@for_rights(Right.MAKE_TIMETABLE)
@form_page
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """Free a place from a day on."""
    slot = queries.slot_of(request.actor, pk)
    form = _end_form(slot, typed(request))
    return submit(
        request,
        form,
        lambda: actions.end_slot(request.actor, slot_id=pk, from_day=form.cleaned_data["from_day"]),
        page=lambda: _slot_page(request, slot, _slot_form(request, slot), form),
        to=lambda _: _grid_address(slot.course.class_group_id, form.cleaned_data["from_day"]),
        done=phrase(SAVED),
    )


def _first_day(slot: WeeklySlot) -> date:
    return max(_next_monday(), slot.starts_on)


def _next_monday() -> date:
    """Return the Monday from which a change is usually valid: this week is already known to everybody."""
    return today() + timedelta(days=8 - today().isoweekday())


def _slot_form(request: ActorRequest, slot: WeeklySlot, data: QueryDict | None = None) -> SlotForm:
    initial = {
        "weekday": slot.weekday,
        "number": slot.number,
        "room": slot.room_id,
        "staff": slot.staff_id,
        "parity": slot.parity,
        "from_day": _first_day(slot),
    }
    options = queries.slot_options(request.actor, slot.year, slot.course.class_group_id)
    form = SlotForm(data, options=options, is_new=False, initial=initial)
    return opened_on(form, slot, facts=_span(slot), apart=("from_day",))


def _end_form(slot: WeeklySlot, data: QueryDict | None = None) -> EndForm:
    form = EndForm(data, auto_id="end_%s", initial={"from_day": _first_day(slot)})
    place = {"Место": f"{Weekday(slot.weekday).label}, {slot.number}"}
    return opened_on(form, slot, facts=place | _span(slot), apart=("from_day",))


def _span(slot: WeeklySlot) -> dict[str, str]:
    until = f" по {slot.ends_on:%d.%m.%Y}" if slot.ends_on else ""
    return {"Действует": f"с {slot.starts_on:%d.%m.%Y}{until}"}


def _slot_page(request: ActorRequest, slot: WeeklySlot, form: SlotForm, end_form: EndForm) -> HttpResponse:
    back = _grid_address(slot.course.class_group_id, today())
    context = {"form": form, "slot": slot, "end_form": end_form, "back": back}
    return render(request, "office/timetable/slot.html", context)


def _grid_address(class_id: int, day: date) -> str:
    query = urlencode({"whose": "class", "id": str(class_id), "day": day.isoformat()})
    return f"{reverse('office_timetable_grid')}?{query}"


@for_rights(Right.MAKE_TIMETABLE)
@form_page
def lesson(request: ActorRequest, pk: int) -> HttpResponse:
    """Substitute, cancel or restore one lesson."""
    item, year = queries.lesson_of(request.actor, pk)
    teachers = queries.choices(request.actor, year, "teacher")
    form = LessonForm(typed(request), teachers=teachers, initial={"staff": item.teacher_id})
    is_held = "нет" if item.is_cancelled else "да"
    form = opened_on(form, Lesson.objects.filter(pk=pk), facts={"В расписании": is_held})
    is_button = "cancel" in request.POST or "restore" in request.POST
    return submit(
        request,
        None if is_button else form,
        lambda: _change_lesson(request, pk, form),
        page=lambda: render(request, "office/timetable/lesson.html", {"item": item, "form": form, "year": year}),
        to=("office_timetable_lesson", pk),
        done=str,
        opened=version_of(form),
    )


def _change_lesson(request: ActorRequest, pk: int, form: LessonForm) -> str:
    """Do what the button says; return what was done."""
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    if "cancel" in request.POST:
        actions.cancel_lesson(request.actor, lesson_id=pk, reason=reason)
        return phrase("{Lesson_cancelled}.")
    if "restore" in request.POST:
        actions.restore_lesson(request.actor, lesson_id=pk, reason=reason)
        return phrase("{Lesson.nom} снова в расписании.")
    actions.substitute(
        request.actor,
        lesson_id=pk,
        staff_id=form.cleaned_data["staff"],
        reason=reason,
        despite_clashes=form.cleaned_data["despite_clashes"],
    )
    return "Замена записана."
