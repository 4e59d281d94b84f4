"""A student's card: the card itself, guardians, movement by orders (CON-01, CON-02)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import OFFICE
from letopis.school.classes import queries as classes
from letopis.school.classes.actions import enrol, expel, transfer
from letopis.school.curriculum.queries import class_choices
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import say
from letopis.school.people import actions, policy, queries
from letopis.school.people.enums import Kinship
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.web.office.fields import refuse
from letopis.web.office.pages import READ, form_page
from letopis.web.office.specified import initial_of
from letopis.web.office.students.forms import GuardianForm, MoveForm, NewStudentForm, StudentForm, order_of
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number


def year_classes(request: ActorRequest) -> list[Choice]:
    """Return the classes of the current year. Two queries."""
    year = current_year(request.actor.school_id)
    return class_choices(request.actor.school_id, year.pk) if year else []


@for_roles(*READ)
@require_safe
def student(request: ActorRequest, student_id: int) -> HttpResponse:
    """Show the card."""
    card = classes.student_card(request.actor, student_id)
    found = queries.find_people(request.actor, request.GET.get("find", "")) if card.may_keep else []
    context = {
        "card": card,
        "move": MoveForm(classes=year_classes(request), initial={"day": today()}) if card.may_keep else None,
        "find": request.GET.get("find", ""),
        "found": [line for line in found if line.person_id != card.student.person_id],
        "kinships": Kinship.choices,
        "today": today(),
    }
    return render(request, "office/students/card.html", context)


@for_roles(*OFFICE)
@form_page
def student_new(request: ActorRequest) -> HttpResponse:
    """Make a card and, where a class is chosen, enrol at once."""
    if not policy.may(request.actor, "keep", request.actor.school_id):
        raise NotVisible
    form = NewStudentForm(request.POST or None, classes=year_classes(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.create_student(
                request.actor, person=form.person(), card=form.card(), even_if_alike=data["even_if_alike"]
            )
        except Refused as refused:
            form.ask_alike(refused)
        else:
            messages.success(request, say("Карточка {student.gen} заведена."))
            if data["class_id"]:
                _enrol_new(request, made.pk, data)
            return redirect("office_student", made.pk)
    return render(request, "office/students/edit.html", {"form": form}, status=422 if form.errors else 200)


def _enrol_new(request: ActorRequest, student_id: int, data: dict[str, Any]) -> None:
    try:
        enrol(
            request.actor,
            student_id=student_id,
            class_id=data["class_id"],
            starts_on=data["starts_on"],
            order=order_of(data, data["starts_on"]),
        )
    except Refused as refused:
        messages.warning(request, f"Зачисление не записано: {refused.message}")


@for_roles(*OFFICE)
@form_page
def student_edit(request: ActorRequest, student_id: int) -> HttpResponse:
    """Change the card."""
    card = classes.student_card(request.actor, student_id)
    if not card.may_keep:
        raise NotVisible
    row = card.student
    initial = {**initial_of(PersonDraft, row.person), **initial_of(StudentDraft, row)}
    form = StudentForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_student(request.actor, student_id=student_id, person=form.person(), card=form.card())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "Карточка записана.")
            return redirect("office_student", student_id)
    return render(
        request, "office/students/edit.html", {"form": form, "card": card}, status=422 if form.errors else 200
    )


@for_roles(*OFFICE)
@require_POST
def student_move(request: ActorRequest, student_id: int) -> HttpResponse:
    """Enrol, transfer or expel by an order (`how`)."""
    card = classes.student_card(request.actor, student_id)
    form = MoveForm(request.POST, classes=year_classes(request))
    if not form.is_valid():
        messages.error(request, "Укажите дату движения.")
        return redirect("office_student", student_id)
    data = form.cleaned_data
    order = order_of(data, data["day"])

    def act() -> str:
        if request.POST.get("how") == "expel":
            expel(request.actor, student_id=student_id, last_day=data["day"], order=order, note=data["note"])
            return say("Выбытие записано, последний день в {group.pre} {day:%d.%m.%Y}.", day=data["day"])
        if not data["class_id"]:
            raise Refused(say("Выберите {group.acc}."), code="class")
        move = transfer if card.class_id else enrol
        move(
            request.actor,
            student_id=student_id,
            class_id=data["class_id"],
            starts_on=data["day"],
            order=order,
            note=data["note"],
        )
        return "Перевод записан." if card.class_id else "Зачисление записано."

    return _done(request, student_id, act)


@for_roles(*OFFICE)
@form_page
def guardian_new(request: ActorRequest, student_id: int) -> HttpResponse:
    """Make a guardian's card and attach it."""
    card = classes.student_card(request.actor, student_id)
    if not card.may_keep:
        raise NotVisible
    form = GuardianForm(request.POST or None, initial={"surname": card.student.person.surname})
    if request.method == "POST" and form.is_valid():
        try:
            actions.create_guardian(
                request.actor,
                student_id=student_id,
                person=form.person(),
                kinship=form.cleaned_data["kinship"],
                even_if_alike=form.cleaned_data["even_if_alike"],
            )
        except Refused as refused:
            form.ask_alike(refused)
        else:
            messages.success(request, "Представитель записан в карточку.")
            return redirect("office_student", student_id)
    context = {"form": form, "card": card}
    return render(request, "office/students/guardian_new.html", context, status=422 if form.errors else 200)


@for_roles(*OFFICE)
@require_POST
def guardian_attach(request: ActorRequest, student_id: int) -> HttpResponse:
    """Attach somebody known to the school."""
    person_id = whole_number(request.POST.get("person", "")) or 0

    def act() -> str:
        actions.attach_guardian(
            request.actor,
            person_id=person_id,
            student_id=student_id,
            kinship=request.POST.get("kinship", ""),
        )
        return "Представитель записан в карточку."

    return _done(request, student_id, act)


@for_roles(*OFFICE)
@require_POST
def guardian_detach(request: ActorRequest, student_id: int, guardian_id: int) -> HttpResponse:
    """End a guardianship today."""

    def act() -> str:
        actions.detach_guardian(request.actor, guardian_id=guardian_id, student_id=student_id, ends_on=today())
        return "Представитель снят с сегодняшнего дня, история осталась."

    return _done(request, student_id, act)


def _done(request: ActorRequest, student_id: int, act: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(reverse("office_student", args=[student_id]))
