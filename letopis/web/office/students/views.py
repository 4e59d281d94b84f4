"""A student's card: the card itself, guardians, movement by orders (CON-01, CON-02)."""

from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes import queries as classes
from letopis.school.classes.actions import enrol, expel, transfer
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import Membership
from letopis.school.curriculum.queries import class_choices
from letopis.school.organisation.words import phrase
from letopis.school.people import actions
from letopis.school.people.consents import consents_of, give_consent, withdraw_consent
from letopis.school.people.enums import Kinship
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.school.people.models import Student
from letopis.school.people.namesakes import apart
from letopis.web.office.specified import initial_of
from letopis.web.office.students.forms import (
    ConsentEndForm,
    ConsentForm,
    GuardianForm,
    MoveForm,
    NewStudentForm,
    StudentForm,
    order_of,
)
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import at_field, form_page, submit, typed
from letopis.web.shared.years import year_of


def year_classes(request: ActorRequest) -> list[Choice]:
    """Return the classes of the year in hand: in spring one enrols into the next, too. Two queries."""
    year = year_of(request)
    return class_choices(request.actor.school_id, year.pk) if year else []


@for_rights(Right.READ_STUDENTS)
@require_safe
def student(request: ActorRequest, student_id: int) -> HttpResponse:
    """Show the card."""
    return _card(request, classes.student_card(request.actor, student_id))


def _card(
    request: ActorRequest,
    card: classes.StudentCard,
    move: MoveForm | None = None,
    *,
    consent: ConsentForm | ConsentEndForm | None = None,
) -> HttpResponse:
    find = request.POST.get("find", "") if card.may_keep else ""
    found = classes.find(request.actor, find, with_phone=True, adults=True)
    known = {0, card.student.person_id, *(one.person_id for one in card.guardians)}
    consents = consents_of(card.student.pk)
    opened = next((one for one in consents if one.withdrawn_on is None), None)
    to_complete = consent if isinstance(consent, ConsentForm) else _consent_form(card)
    ending = consent if isinstance(consent, ConsentEndForm) else _consent_end_form()
    context = {
        "card": card,
        "consent": to_complete if opened is None or opened.given_on is None else None,
        "consent_end": ending if opened else None,
        "move": (move or _move_form(request, card)) if card.may_move else None,
        "find": find,
        "found": [line for line in found.rows if line.person_id not in known],
        "found_more": found.more,
        "consents": consents,
        "kinships": Kinship.choices,
        "today": today(),
    }
    return render(request, "office/students/card.html", context)


def _consent_form(card: classes.StudentCard, data: QueryDict | None = None) -> ConsentForm:
    names = apart([(one.name, f"{one.name}, {one.kinship_label.lower()}") for one in card.guardians])
    guardians = [(one.guardian_id, name) for one, name in zip(card.guardians, names, strict=True)]
    return ConsentForm(data, guardians=guardians, initial={"given_on": today()}, auto_id="consent_%s")


def _consent_end_form(data: QueryDict | None = None) -> ConsentEndForm:
    return ConsentEndForm(data, initial={"withdrawn_on": today()}, auto_id="consent_%s")


@for_rights(Right.KEEP_STUDENTS)
@form_page
def consent(request: ActorRequest, student_id: int) -> HttpResponse:
    """Record a signed consent: the family's access begins with it."""
    card = classes.student_card(request.actor, student_id)
    form = _consent_form(card, typed(request))
    return submit(
        request,
        form,
        lambda: give_consent(request.actor, student_id=student_id, **form.cleaned_data),
        page=lambda: _card(request, card, consent=form),
        to=("office_student", student_id),
        done="Согласие записано: семье можно выдать листки.",
    )


@for_rights(Right.KEEP_STUDENTS)
@form_page
def consent_end(request: ActorRequest, student_id: int) -> HttpResponse:
    """Record that the consent is withdrawn: the family's access is closed."""
    card = classes.student_card(request.actor, student_id)
    form = _consent_end_form(typed(request))
    return submit(
        request,
        form,
        lambda: withdraw_consent(request.actor, student_id=student_id, **form.cleaned_data),
        page=lambda: _card(request, card, consent=form),
        to=("office_student", student_id),
        done="Отзыв записан: доступ семьи закрыт, записи остаются.",
    )


def _move_form(request: ActorRequest, card: classes.StudentCard, data: QueryDict | None = None) -> MoveForm:
    form = MoveForm(data, classes=year_classes(request), initial={"day": today()})
    stays = ((one.class_name, f"с {one.starts_on:%d.%m.%Y}", one.ends_on) for one in card.movements)
    told = "; ".join(f"{name} {since}" + (f" по {last:%d.%m.%Y}" if last else "") for name, since, last in stays)
    facts = {phrase("{Group.nom}"): told}
    return opened_on(form, Membership.objects.filter(student=card.student), facts=facts, apart=("day",))


@for_rights(Right.READ_STUDENTS)
@require_safe
def student_history(_: ActorRequest, student_id: int) -> HttpResponse:
    """Lead to the one page of a row's history, from the address it had of its own."""
    return redirect("office_row", "student", student_id)


@for_rights(Right.KEEP_STUDENTS)
@form_page
def student_new(request: ActorRequest) -> HttpResponse:
    """Make a card and, where a class is chosen, enrol at once."""
    if not request.actor.may(Right.KEEP_STUDENTS):
        raise NotVisible
    form = NewStudentForm(typed(request), classes=year_classes(request))

    def act() -> Student:
        data = form.cleaned_data
        made = actions.create_student(
            request.actor, person=form.person(), card=form.card(), even_if_alike=data["even_if_alike"]
        )
        if data["class_id"]:
            enrol(
                request.actor,
                student_id=made.pk,
                class_id=data["class_id"],
                starts_on=data["starts_on"],
                order=order_of(data, data["starts_on"]),
            )
        if data["consent_on"]:
            with at_field("consent_on"):
                give_consent(request.actor, student_id=made.pk, given_on=data["consent_on"])
        return made

    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/students/edit.html", {"form": form}),
        to=lambda made: ("office_student", made.pk),
        done=phrase("Карточка {student.gen} заведена."),
    )


@for_rights(Right.KEEP_STUDENTS)
@form_page
def student_edit(request: ActorRequest, student_id: int) -> HttpResponse:
    """Change the card."""
    card = classes.student_card(request.actor, student_id)
    row = card.student
    initial = {**initial_of(PersonDraft, row.person), **initial_of(StudentDraft, row)}
    form = opened_on(StudentForm(typed(request), initial=initial), row, row.person)
    return submit(
        request,
        form,
        lambda: actions.update_student(request.actor, student_id=student_id, person=form.person(), card=form.card()),
        page=lambda: render(request, "office/students/edit.html", {"form": form, "card": card}),
        to=("office_student", student_id),
        done="Карточка записана.",
    )


@for_rights(Right.KEEP_CLASSES)
@form_page
def student_move(request: ActorRequest, student_id: int) -> HttpResponse:
    """Enrol, transfer or expel by an order (`how`)."""
    card = classes.student_card(request.actor, student_id)
    form = _move_form(request, card, typed(request))
    return submit(
        request,
        form,
        lambda: _move(request, card, form.cleaned_data),
        page=lambda: _card(request, card, form),
        to=("office_student", student_id),
        done=str,
    )


def _move(request: ActorRequest, card: classes.StudentCard, data: dict[str, Any]) -> str:
    """Move the student; return what was done."""
    student_id, order, note = card.student.pk, order_of(data, data["day"]), data["note"]
    if request.POST.get("how") == "expel":
        _be_sure(request, card, data)
        expel(request.actor, student_id=student_id, last_day=data["day"], order=order, note=note, even_with_marks=True)
        return phrase("Выбытие записано, последний день в {group.pre} {day:%d.%m.%Y}.", day=data["day"])
    if not data["class_id"]:
        raise Refused(phrase("Выберите {group.acc}."), code="class", field="class_id")
    where = {"student_id": student_id, "class_id": data["class_id"], "starts_on": data["day"]}
    if not card.class_id:
        enrol(request.actor, **where, order=order, note=note)
        return "Зачисление записано."
    asked = {name: data[name] for name in ("even_with_marks", "even_with_grades")}
    transfer(request.actor, **where, order=order, note=note, **asked)
    return "Перевод записан."


def _be_sure(request: ActorRequest, card: classes.StudentCard, data: dict[str, Any]) -> None:
    """Ask before somebody leaves, with how many marks stand after the last day."""
    if data["is_sure"]:
        return
    marks = classes.marks_after(request.actor, card.student.pk, data["day"], OrderKind.EXPEL)
    after = f" Отметок после этого дня: {marks}, они останутся в журнале." if marks else ""
    message = phrase(
        "{name}: отчислить, последний день {day:%d.%m.%Y}?", name=card.student.person.full_name, day=data["day"]
    )
    raise Refused(f"{message}{after} Отметьте «Да, отчислить» и нажмите кнопку ещё раз.", code="sure")


@for_rights(Right.KEEP_STUDENTS)
@form_page
def guardian_new(request: ActorRequest, student_id: int) -> HttpResponse:
    """Make a guardian's card and attach it."""
    card = classes.student_card(request.actor, student_id)
    form = GuardianForm(typed(request), initial={"surname": card.student.person.surname})
    return submit(
        request,
        form,
        lambda: actions.create_guardian(
            request.actor,
            student_id=student_id,
            person=form.person(),
            kinship=form.cleaned_data["kinship"],
            even_if_alike=form.cleaned_data["even_if_alike"],
        ),
        page=lambda: render(request, "office/students/guardian_new.html", {"form": form, "card": card}),
        to=("office_student", student_id),
        done="Представитель записан в карточку.",
    )


@for_rights(Right.KEEP_STUDENTS)
@form_page
def guardian_attach(request: ActorRequest, student_id: int) -> HttpResponse:
    """Attach somebody known to the school; `find` looks for whom, in the body: no name stands in an address."""
    card = classes.student_card(request.actor, student_id)
    if "find" in request.POST and "person" not in request.POST:
        return _card(request, card)
    return submit(
        request,
        None,
        lambda: actions.attach_guardian(
            request.actor,
            person_id=whole_number(request.POST.get("person", "")) or 0,
            student_id=student_id,
            kinship=request.POST.get("kinship", ""),
        ),
        page=lambda: _card(request, card),
        to=("office_student", student_id),
        done="Представитель записан в карточку.",
    )


@for_rights(Right.KEEP_STUDENTS)
@form_page
def guardian_detach(request: ActorRequest, student_id: int, guardian_id: int) -> HttpResponse:
    """End a guardianship at once."""
    card = classes.student_card(request.actor, student_id)
    return submit(
        request,
        None,
        lambda: actions.detach_guardian(request.actor, guardian_id=guardian_id, student_id=student_id),
        page=lambda: _card(request, card),
        to=("office_student", student_id),
        done="Представитель снят: доступа у него больше нет, история осталась.",
    )
