"""Lists of students, guardians and staff; cards of guardians and staff (CON-01). A student's card is in students.py."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes import queries as classes
from letopis.school.control.leaving import left_behind
from letopis.school.curriculum.queries import LoadRow, class_choices, load_rows
from letopis.school.organisation.queries import current_year, day_in
from letopis.school.organisation.words import phrase
from letopis.school.people import actions, queries
from letopis.school.people.intake import PersonDraft, StaffDraft
from letopis.school.people.models import Person, Staff
from letopis.web.office.pages import only_keepers_send
from letopis.web.office.people.forms import PersonForm, StaffForm
from letopis.web.office.people.listing import (
    GUARDIAN_FILTERS,
    guardian_columns,
    staff_columns,
    staff_filters,
    student_columns,
    student_filters,
)
from letopis.web.office.specified import initial_of
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.listing import Listing, asked, opener
from letopis.web.shared.listing_page import list_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.years import year_of


@for_rights(Right.READ_STUDENTS, Right.READ_STAFF)
@require_safe
def people(request: ActorRequest) -> HttpResponse:
    """List people (`?kind=students|guardians|staff&text=&class=&page=&sort=&format=xlsx`)."""
    kinds = _kinds(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else next(iter(kinds))
    return list_page(
        request,
        _LISTS[kind](request),
        "office/people/list.html",
        file=f"{kinds[kind]}.xlsx",
        kind=kind,
        has_tabs=len(kinds) > 1,
    )


def _students(request: ActorRequest) -> Listing[classes.StudentRow]:
    actor, year = request.actor, year_of(request)
    filters = student_filters(class_choices(actor.school_id, year.pk) if year else [])
    found = asked(request, filters)
    return Listing(
        request,
        student_columns(private=actor.may(Right.READ_PRIVATE)),
        classes.student_rows(
            actor,
            text=found["text"],
            class_id=whole_number(found["class"]),
            without_class=found["class"] == "none",
            day=day_in(year) if year else None,
        ),
        filters=filters,
        css="people",
        opens=opener("office_student_edit") if actor.may(Right.KEEP_STUDENTS) else None,
    )


def _guardians(request: ActorRequest) -> Listing[classes.GuardianRow]:
    actor, found = request.actor, asked(request, GUARDIAN_FILTERS)
    return Listing(
        request,
        guardian_columns(private=actor.may(Right.READ_PRIVATE)),
        classes.guardian_rows(actor, text=found["text"]),
        filters=GUARDIAN_FILTERS,
        css="people",
        opens=opener("office_person_guardian") if actor.may(Right.KEEP_STUDENTS) else None,
    )


def _staff(request: ActorRequest) -> Listing[queries.StaffRow]:
    actor = request.actor
    filters = staff_filters(queries.position_rows(actor))
    found = asked(request, filters)
    return Listing(
        request,
        staff_columns(private=actor.may(Right.READ_STAFF_PRIVATE)),
        queries.staff_rows(actor, text=found["text"], dismissed=bool(found["dismissed"]), position=found["position"]),
        filters=filters,
        css="people",
        opens=opener("office_person_staff") if actor.may(Right.KEEP_STAFF) else None,
    )


def _kinds(request: ActorRequest) -> dict[str, str]:
    kinds = {"students": phrase("{Student.noms}"), "guardians": "Родители", "staff": "Сотрудники"}
    read = {"students": Right.READ_STUDENTS, "guardians": Right.READ_STUDENTS, "staff": Right.READ_STAFF}
    return {kind: label for kind, label in kinds.items() if request.actor.may(read[kind])}


_LISTS: dict[str, Callable[[ActorRequest], Listing[Any]]] = {
    "students": _students,
    "guardians": _guardians,
    "staff": _staff,
}


@for_rights(Right.READ_STUDENTS, Right.READ_STAFF)
@require_safe
def person(request: ActorRequest, person_id: int) -> HttpResponse:
    """Lead to the card of somebody: student, employee, guardian."""
    found = (
        Person.objects.filter(school_id=request.actor.school_id, pk=person_id)
        .select_related("student", "staff", "guardian")
        .first()
    )
    if found is None:
        raise Http404
    for card, page in (
        ("student", "office_student"),
        ("staff", "office_person_staff"),
        ("guardian", "office_person_guardian"),
    ):
        if hasattr(found, card):
            return redirect(page, getattr(found, card).pk)
    raise Http404


def _may_keep(request: ActorRequest, right: Right) -> bool:
    return only_keepers_send(request, may_keep=request.actor.may(right))


@for_rights(Right.READ_STUDENTS)
@form_page
def guardian(request: ActorRequest, guardian_id: int) -> HttpResponse:
    """Show a guardian's card; those who keep cards change it here."""
    card = classes.guardian_card(request.actor, guardian_id)
    may_keep = _may_keep(request, Right.KEEP_STUDENTS)
    person = card.guardian.person
    form = opened_on(PersonForm(typed(request), initial=initial_of(PersonDraft, person)), person)
    context = {"card": card, "form": form, "may_keep": may_keep}
    return submit(
        request,
        form,
        lambda: actions.update_guardian(request.actor, guardian_id=guardian_id, person=form.person()),
        page=lambda: render(request, "office/people/guardian.html", context),
        to=("office_person_guardian", guardian_id),
        done="Карточка записана.",
    )


def _courses(request: ActorRequest, staff_id: int) -> list[LoadRow]:
    """What an employee teaches this year, for those who read the load. Three queries."""
    year = current_year(request.actor.school_id)
    if year is None or not request.actor.may(Right.READ_CURRICULUM):
        return []
    return load_rows(request.actor, year_id=year.pk, staff_id=staff_id)


@for_rights(Right.KEEP_STAFF)
@form_page
def staff_new(request: ActorRequest) -> HttpResponse:
    """Make an employee's card."""
    if not request.actor.may(Right.KEEP_STAFF):
        raise NotVisible
    form = StaffForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.create_staff(
            request.actor,
            person=form.person(),
            card=form.card(),
            even_if_alike=form.cleaned_data["even_if_alike"],
        ),
        page=lambda: render(request, "office/people/staff.html", {"form": form, "may_keep": True}),
        to=lambda made: ("office_person_staff", made.pk),
        done="Карточка сотрудника заведена.",
    )


def _write_staff(request: ActorRequest, card: Staff, form: StaffForm) -> str:
    """Write the card; return what was done, and on a dismissal what becomes of the access."""
    made = actions.update_staff(request.actor, staff_id=card.pk, person=form.person(), card=form.card())
    day = made.dismissed_on
    if day is None or day == card.dismissed_on:
        return "Карточка записана."
    when = "уже закрыт" if day <= today() else f"закроется {day:%d.%m.%Y}, в день увольнения"
    return f"Карточка записана. Вход сотрудника {when}; записи, которые он сделал, остаются."


@for_rights(Right.READ_STAFF)
@form_page
def staff(request: ActorRequest, staff_id: int) -> HttpResponse:
    """Show an employee's card; those who keep them change it here."""
    card = queries.staff_card(request.actor, staff_id)
    may_keep = _may_keep(request, Right.KEEP_STAFF)
    private = request.actor.may(Right.READ_STAFF_PRIVATE)
    initial = {**initial_of(PersonDraft, card.person), **initial_of(StaffDraft, card)}
    form = opened_on(StaffForm(typed(request), initial=initial), card, card.person)
    context = {
        "card": card,
        "form": form,
        "login": classes.logins([card.person_id]).get(card.person_id, "") if private else "",
        "may_keep": may_keep,
        "sees_private": private,
        "left_behind": left_behind(request.actor, staff_id),
        "leads": classes.tutored(request.actor.school_id, staff_id, today()),
        "courses": _courses(request, staff_id),
    }
    return submit(
        request,
        form,
        lambda: _write_staff(request, card, form),
        page=lambda: render(request, "office/people/staff.html", context),
        to=("office_person_staff", staff_id),
        done=str,
    )
