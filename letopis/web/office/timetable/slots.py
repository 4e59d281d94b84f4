"""One place of the weekly grid and one dated lesson: moving, substituting. Sources: Т4.2.4, А3.2.4, С3.5."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from letopis.kernel.clock import today
from letopis.kernel.errors import Refused
from letopis.school.organisation.words import say
from letopis.school.timetable import actions, policy, queries
from letopis.school.timetable.actions import Position
from letopis.school.timetable.models import WeeklySlot
from letopis.web.office.fields import refuse
from letopis.web.office.pages import form_page, need_year
from letopis.web.office.timetable.forms import LessonForm, SlotForm
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number

MAKE = tuple(role for role in policy.MAKERS if role != "system")


@for_roles(*MAKE)
@form_page
def new(request: ActorRequest) -> HttpResponse:
    """Give a course of a class a place; clashes are told before it is saved."""
    year = need_year(request)
    asked = {name: request.GET.get(name, "") for name in ("class", "weekday", "number", "course")}
    class_id = whole_number(asked["class"]) or 0
    options = queries.slot_options(request.actor, year, class_id)
    initial = asked | {"from_day": max(_next_monday(), year.starts_on)}
    form = SlotForm(request.POST or None, options=options, is_new=True, initial=initial)
    clashes: list[queries.ShownClash] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = _draft(data["course"], form.position(), data["from_day"])
        clashes = _clashes(request, draft, insisted=data["despite_clashes"])
        if not clashes:
            try:
                slot = actions.set_slot(
                    request.actor,
                    course_id=data["course"],
                    position=form.position(),
                    from_day=data["from_day"],
                    despite_clashes=True,
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                return _slot_saved(request, class_id, slot.starts_on)
    return _slot_page(request, form, options, clashes)


@for_roles(*MAKE)
@form_page
def edit(request: ActorRequest, pk: int) -> HttpResponse:
    """Move a slot or give it another room or teacher from a day on."""
    slot = queries.slot_of(request.actor, pk)
    options = queries.slot_options(request.actor, slot.year, slot.course.class_group_id)
    initial = {
        "weekday": slot.weekday,
        "number": slot.number,
        "room": slot.room_id,
        "staff": slot.staff_id,
        "parity": slot.parity,
        "from_day": max(_next_monday(), slot.starts_on),
    }
    form = SlotForm(request.POST or None, options=options, is_new=False, initial=initial)
    clashes: list[queries.ShownClash] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        draft = _draft(slot.course_id, form.position(), data["from_day"], instead_of=pk)
        clashes = _clashes(request, draft, insisted=data["despite_clashes"])
        if not clashes:
            try:
                moved = actions.move_slot(
                    request.actor,
                    slot_id=pk,
                    position=form.position(),
                    from_day=data["from_day"],
                    despite_clashes=True,
                )
            except Refused as refused:
                refuse(form, refused)
            else:
                return _slot_saved(request, slot.course.class_group_id, moved.starts_on)
    return _slot_page(request, form, options, clashes, slot)


def _next_monday() -> date:
    """Return the Monday from which a change is usually valid: this week is already known to everybody."""
    return today() + timedelta(days=8 - today().isoweekday())


def _draft(course_id: int, position: Position, from_day: date, instead_of: int | None = None) -> queries.SlotDraft:
    return queries.SlotDraft(
        course_id=course_id,
        weekday=position.weekday,
        number=position.number,
        starts_on=from_day,
        room_id=position.room_id,
        staff_id=position.staff_id,
        parity=position.parity,
        instead_of=instead_of,
    )


def _clashes(request: ActorRequest, draft: queries.SlotDraft, *, insisted: bool) -> list[queries.ShownClash]:
    return [] if insisted else queries.clashes_of(request.actor, draft)


def _slot_page(
    request: ActorRequest,
    form: SlotForm,
    options: queries.SlotOptions,
    clashes: list[queries.ShownClash],
    slot: WeeklySlot | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "options": options,
        "clashes": clashes,
        "slot": slot,
        "back": _grid_address(options.class_id, today()),
    }
    return render(request, "office/timetable/slot.html", context)


def _grid_address(class_id: int, day: date) -> str:
    query = urlencode({"whose": "class", "id": str(class_id), "day": day.isoformat()})
    return f"{reverse('office_timetable_grid')}?{query}"


def _slot_saved(request: ActorRequest, class_id: int, day: date) -> HttpResponse:
    messages.success(
        request, say("Сетка записана. Чтобы изменились {lesson.noms} в журнале и дневнике, обновите {lesson.noms}.")
    )
    return redirect(_grid_address(class_id, day))


@for_roles(*MAKE)
@require_POST
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """Free a place from a day on."""
    slot = queries.slot_of(request.actor, pk)
    try:
        from_day = date.fromisoformat(request.POST.get("from_day", ""))
    except ValueError:
        messages.error(request, "Укажите, с какого дня освободить место.")
        return redirect("office_timetable_slot", pk)
    actions.end_slot(request.actor, slot_id=pk, from_day=from_day)
    return _slot_saved(request, slot.course.class_group_id, from_day)


@for_roles(*MAKE)
@form_page
def lesson(request: ActorRequest, pk: int) -> HttpResponse:
    """Substitute, cancel or restore one lesson."""
    item, year = queries.lesson_of(request.actor, pk)
    teachers = queries.choices(request.actor, year, "teacher")
    form = LessonForm(request.POST or None, teachers=teachers, initial={"staff": item.teacher_id})
    if request.method == "POST":
        done = _change_lesson(request, pk, form)
        if done:
            messages.success(request, done)
            return redirect("office_timetable_lesson", pk)
    return render(request, "office/timetable/lesson.html", {"item": item, "form": form, "year": year})


def _change_lesson(request: ActorRequest, pk: int, form: LessonForm) -> str:
    """Do what the button says; return what to tell, or "" where the form has to be shown again."""
    form.is_valid()
    reason = form.cleaned_data.get("reason", "")
    try:
        if "cancel" in request.POST:
            actions.cancel_lesson(request.actor, lesson_id=pk, reason=reason)
            return say("{Lesson_cancelled}.")
        if "restore" in request.POST:
            actions.restore_lesson(request.actor, lesson_id=pk, reason=reason)
            return say("{Lesson.nom} снова в расписании.")
        if form.is_valid():
            actions.substitute(
                request.actor,
                lesson_id=pk,
                staff_id=form.cleaned_data["staff"],
                reason=reason,
                despite_clashes=form.cleaned_data["despite_clashes"],
            )
            return "Замена записана."
    except Refused as refused:
        refuse(form, refused)
    return ""
