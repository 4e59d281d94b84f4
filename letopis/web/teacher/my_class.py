"""The class teacher's page: students with guardians and contacts, subgroups, journals (А3.2.3, CON-03, CON-05)."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import correct_guardian, correct_student
from letopis.school.classes.queries import Contact, class_page, led_class_id, student_card
from letopis.school.journal.queries.journals import journals
from letopis.school.marks.queries.class_day import class_absences, latest, missed
from letopis.school.people.rules import phone_text
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.class_list import class_workbook
from letopis.web.shared.dividing import subgroups_page

TEACHING = (Role.TEACHER, Role.TUTOR)


@for_roles(*TEACHING)
@require_safe
def my_class(request: ActorRequest, class_id: int | None = None) -> HttpResponse:
    """Show the own class: the one asked for, else the first led (`?format=xlsx` takes the contacts away)."""
    found = class_id or led_class_id(request.actor)
    if found is None:
        raise NotVisible
    page = class_page(request.actor, found)
    if request.GET.get("format") == "xlsx":
        return class_workbook(page)
    away = class_absences(request.actor, found, today())
    context = {
        "page": page,
        "rows": [(line, away.get(line.id, ())) for line in page.here],
        "away_today": [(line, told) for line in page.here if (told := missed(away.get(line.id, ())))],
        "late_today": [(line, late) for line in page.here if (late := latest(away.get(line.id, ())))],
        "journals": [one for one in journals(request.actor) if one.class_name == page.name],
        "today": today(),
    }
    return render(request, "teacher/my_class.html", context)


class ContactForm(forms.Form):
    """What the class teacher corrects."""

    phone = forms.CharField(label="Телефон", max_length=30, required=False)
    email = forms.CharField(label="Электронная почта", max_length=120, required=False)


class StudentContactForm(ContactForm):
    """A student's contacts and address."""

    address = forms.CharField(label="Адрес", max_length=300, required=False)


@for_roles(*TEACHING)
@require_http_methods(["GET", "HEAD", "POST"])
def class_student(request: ActorRequest, student_id: int) -> HttpResponse:
    """Show a student of the own class; POST corrects contacts: the student's own, or a guardian's (`guardian`)."""
    card = student_card(request.actor, student_id)
    asked = request.POST.get("guardian", "")
    person = card.student.person
    form = StudentContactForm(
        request.POST if request.method == "POST" and not asked else None,
        initial={"phone": phone_text(person.phone), "email": person.email, "address": card.student.address},
    )
    guardians = [
        (
            one,
            ContactForm(
                request.POST if asked == str(one.guardian_id) else None,
                prefix=f"g{one.guardian_id}",
                initial={"phone": phone_text(one.phone), "email": one.email},
            ),
        )
        for one in card.guardians
    ]
    if request.method == "POST" and _correct(request, card.student.pk, asked, form, dict(_by_id(guardians))):
        messages.success(request, "Контакты записаны.")
        return redirect("my_class_student", student_id)
    context = {"card": card, "form": form, "guardians": guardians}
    return render(request, "teacher/class_student.html", context, status=422 if request.method == "POST" else 200)


def _by_id(guardians: list[tuple[Contact, ContactForm]]) -> list[tuple[str, ContactForm]]:
    return [(str(one.guardian_id), form) for one, form in guardians]


def _correct(
    request: ActorRequest, student_id: int, asked: str, form: StudentContactForm, guardians: dict[str, ContactForm]
) -> bool:
    """Write what was typed; on a refusal the form says why."""
    chosen: forms.Form | None = guardians.get(asked) if asked else form
    if chosen is None:
        raise NotVisible
    if not chosen.is_valid():
        return False
    try:
        if asked:
            correct_guardian(request.actor, guardian_id=int(asked), **chosen.cleaned_data)
        else:
            correct_student(request.actor, student_id=student_id, **chosen.cleaned_data)
    except Refused as refused:
        chosen.add_error(refused.field if refused.field in chosen.fields else None, refused.message)
        return False
    return True


@for_roles(*TEACHING)
@require_http_methods(["GET", "HEAD", "POST"])
def my_subgroups(request: ActorRequest, class_id: int) -> HttpResponse:
    """Divide the own class into subgroups."""
    return subgroups_page(request, class_id, back=reverse("my_class_page", args=[class_id]), may_divide=True)
