"""The class teacher's page: students with guardians and contacts, subgroups, journals (А3.2.3, CON-03, CON-05)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.attendance.queries.unexplained import class_tasks
from letopis.school.classes.actions import correct_guardian, correct_student
from letopis.school.classes.queries import class_page, led_class_id, student_card
from letopis.school.classes.queries.cards import Contact
from letopis.school.journal.queries.journals import journals
from letopis.school.marks.queries.class_day import class_absences, latest, missed
from letopis.school.people.models import Person
from letopis.school.people.rules import phone_text
from letopis.school.tutoring.queries import check_states
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.class_list import class_workbook
from letopis.web.shared.dividing import subgroups_page
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit


@for_rights(Right.READ_OWN_CLASS)
@require_safe
def my_class(request: ActorRequest, class_id: int | None = None) -> HttpResponse:
    """Show the own class: the one asked for, else the first led (`?format=xlsx` takes the contacts away)."""
    found = class_id or led_class_id(request.actor)
    if found is None:
        raise NotVisible
    page = class_page(request.actor, found)
    if request.GET.get("format") == "xlsx":
        return class_workbook(request, page)
    away = class_absences(request.actor, found, today())
    context = {
        "page": page,
        "rows": [(line, away.get(line.id, ())) for line in page.here],
        "away_today": [(line, told) for line in page.here if (told := missed(away.get(line.id, ())))],
        "late_today": [(line, late) for line in page.here if (late := latest(away.get(line.id, ())))],
        "journals": [one for one in journals(request.actor) if one.class_name == page.name],
        "today": today(),
        "check": check_states(request.actor, [found]).get(found),
        "absences": next(iter(class_tasks(request.actor, class_id=found)), None),
    }
    return render(request, "teacher/my_class.html", context)


class ContactForm(forms.Form):
    """What the class teacher corrects."""

    phone = forms.CharField(label="Телефон", max_length=30, required=False)
    email = forms.CharField(label="Электронная почта", max_length=120, required=False)


class StudentContactForm(ContactForm):
    """A student's contacts and address."""

    address = forms.CharField(label="Адрес", max_length=300, required=False)


@for_rights(Right.READ_OWN_CLASS)
@form_page
def class_student(request: ActorRequest, student_id: int) -> HttpResponse:
    """Show a student of the own class; POST corrects contacts: the student's own, or a guardian's (`guardian`)."""
    card = student_card(request.actor, student_id)
    asked = request.POST.get("guardian", "")
    person = card.student.person
    form = StudentContactForm(
        request.POST if request.method == "POST" and not asked else None,
        initial={"phone": phone_text(person.phone), "email": person.email, "address": card.student.address},
    )
    form = opened_on(form, card.student, person)
    guardians = [(one, _guardian_form(request, one, asked)) for one in card.guardians]
    chosen = {str(one.guardian_id): its for one, its in guardians}.get(asked) if asked else form
    if chosen is None:
        raise NotVisible

    def act() -> None:
        if asked:
            correct_guardian(request.actor, guardian_id=int(asked), **chosen.cleaned_data)
        else:
            correct_student(request.actor, student_id=card.student.pk, **chosen.cleaned_data)

    context = {"card": card, "form": form, "guardians": guardians}
    return submit(
        request,
        chosen,
        act,
        page=lambda: render(request, "teacher/class_student.html", context),
        to=("my_class_student", student_id),
        done="Контакты записаны.",
    )


def _guardian_form(request: ActorRequest, one: Contact, asked: str) -> ContactForm:
    form = ContactForm(
        request.POST if asked == str(one.guardian_id) else None,
        prefix=f"g{one.guardian_id}",
        initial={"phone": phone_text(one.phone), "email": one.email},
    )
    return opened_on(form, Person.objects.filter(guardian=one.guardian_id))


@for_rights(Right.READ_OWN_CLASS)
@form_page
def my_subgroups(request: ActorRequest, class_id: int) -> HttpResponse:
    """Show how the own class is divided into subgroups, to divide it for who may."""
    may_divide = request.actor.may(Right.DIVIDE_CLASSES, Right.DIVIDE_OWN_CLASS)
    return subgroups_page(request, class_id, back=reverse("my_class_page", args=[class_id]), may_divide=may_divide)
