"""Lists of students, guardians and staff; cards of guardians and staff (CON-01). A student's card is in students.py."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import OFFICE, READERS
from letopis.school.classes import queries as classes
from letopis.school.curriculum.queries import class_choices
from letopis.school.organisation.queries import current_year
from letopis.school.organisation.words import said, say
from letopis.school.people import actions, policy, queries
from letopis.school.people.enums import Sex
from letopis.school.people.models import Person
from letopis.school.people.rules import PersonDraft, phone_text, snils_text
from letopis.web.office.fields import DayField, DayInput, refuse
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.xlsx import download

READ = (*OFFICE, *READERS)
PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


# ── forms ─────────────────────────────────────────────────────────────


class PersonForm(forms.Form):
    """What every card has. What is wrong with a value is said by the rules of people's cards."""

    surname = forms.CharField(label="Фамилия", max_length=80)
    name = forms.CharField(label="Имя", max_length=80)
    patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
    sex = forms.ChoiceField(label="Пол", choices=[("", "не указан"), *Sex.choices], required=False)
    birth_date = DayField(label="Дата рождения", required=False, widget=DayInput())
    snils = forms.CharField(label="СНИЛС", max_length=20, required=False)
    phone = forms.CharField(label="Телефон", max_length=30, required=False)
    email = forms.CharField(label="Электронная почта", max_length=120, required=False)
    even_if_alike = forms.BooleanField(
        label="Это другой человек, завести новую карточку", required=False, widget=forms.HiddenInput()
    )

    def person(self) -> PersonDraft:
        """Return the person as typed."""
        return PersonDraft(**{name: self.cleaned_data[name] for name in PersonDraft.__slots__})

    def ask_alike(self, refused: Refused) -> None:
        """Show a refusal; where somebody alike is known, offer to go on all the same."""
        if refused.code == "alike":
            self.fields["even_if_alike"].widget = forms.CheckboxInput()
        refuse(self, refused)


def of_person(row: Person) -> dict[str, Any]:
    """Return a person as the form's first values."""
    return {
        **{name: getattr(row, name) for name in PersonDraft.__slots__},
        "snils": snils_text(row.snils),
        "phone": phone_text(row.phone),
    }


class StaffForm(PersonForm):
    """Карточка работника."""

    position = forms.CharField(label="Должность", max_length=160, required=False)
    category = forms.CharField(label="Категория", max_length=80, required=False)
    subjects = forms.CharField(label="Предметы", max_length=300, required=False)
    hired_on = DayField(label="Принят", required=False, widget=DayInput())
    hired_order = forms.CharField(label="Приказ о приёме", max_length=40, required=False)
    dismissed_on = DayField(label="Уволен", required=False, widget=DayInput())
    dismissed_order = forms.CharField(label="Приказ об увольнении", max_length=40, required=False)

    def card(self) -> actions.StaffDraft:
        """Return the employee's own part."""
        return actions.StaffDraft(**{name: self.cleaned_data[name] for name in actions.StaffDraft.__slots__})


# ── lists ─────────────────────────────────────────────────────────────


@for_roles(*READ)
@require_safe
def people(request: ActorRequest) -> HttpResponse:
    """List people (`?kind=students|guardians|staff&text=&class=&page=&format=xlsx`)."""
    kinds = _kinds(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else next(iter(kinds))
    text = request.GET.get("text", "")[:100]
    year = current_year(request.actor.school_id)
    asked_class = request.GET.get("class", "")
    dismissed = request.GET.get("dismissed") == "1"
    rows: Any
    if kind == "students":
        rows = classes.student_rows(
            request.actor,
            text=text,
            class_id=whole_number(asked_class),
            without_class=asked_class == "none",
        )
    elif kind == "guardians":
        rows = classes.guardian_rows(request.actor, text=text)
    else:
        rows = queries.staff_rows(request.actor, text=text, dismissed=dismissed)
    if request.GET.get("format") == "xlsx":
        return _workbook(request.actor, kind, rows)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page", "1"))
    context = {
        "kinds": kinds.items(),
        "kind": kind,
        "text": text,
        "asked_class": asked_class,
        "dismissed": dismissed,
        "classes": class_choices(request.actor.school_id, year.pk) if year and kind == "students" else [],
        "page_obj": page,
        "rows": _lines(request.actor, kind, page),
        "may_keep": policy.may(request.actor, "keep", request.actor.school_id),
        "may_keep_staff": policy.may(request.actor, "keep_staff", request.actor.school_id),
    }
    return render(request, "office/people.html", context)


def _kinds(request: ActorRequest) -> dict[str, str]:
    kinds = {"students": say("{Student.noms}"), "guardians": "Родители", "staff": "Сотрудники"}
    if policy.may(request.actor, "read", request.actor.school_id):
        return kinds
    return {"staff": kinds["staff"]}


def _lines(actor: Actor, kind: str, rows: Any) -> list[Any]:
    if kind == "students":
        return list(classes.student_lines(actor, rows))
    if kind == "guardians":
        return list(classes.guardian_lines(actor, rows))
    return [queries.staff_row(actor, row) for row in rows]


_COLUMNS = {
    "students": (
        ("Фамилия, имя, отчество", 36),
        (said("{Group.nom}"), 8),
        ("Дата рождения", 14),
        ("Телефон", 18),
        ("Родители", 80),
    ),
    "guardians": (("Фамилия, имя, отчество", 36), ("Телефон", 18), ("Почта", 28), ("Дети", 60)),
    "staff": (("Фамилия, имя, отчество", 36), ("Должность", 36), ("Предметы", 36), ("Телефон", 18), ("Почта", 28)),
}
_FILES = {"students": said("{Student.noms}.xlsx"), "guardians": "Родители.xlsx", "staff": "Сотрудники.xlsx"}


def _contact(one: classes.Contact) -> str:
    """«Орехова Инна Олеговна, мать, +7 900 123-45-67»."""
    return ", ".join(part for part in (one.name, one.kinship_label.lower(), phone_text(one.phone)) if part)


def _workbook(actor: Actor, kind: str, rows: Any) -> HttpResponse:
    lines: Any = _lines(actor, kind, rows)
    cells: list[tuple[object, ...]]
    if kind == "students":
        cells = [
            (one.name, one.class_name, one.birth_date, phone_text(one.phone), "; ".join(map(_contact, one.guardians)))
            for one in lines
        ]
    elif kind == "guardians":
        cells = [
            (one.name, phone_text(one.phone), one.email, ", ".join(name for _, name in one.children)) for one in lines
        ]
    else:
        cells = [(one.name, one.position, one.subjects, phone_text(one.phone), one.email) for one in lines]
    return download(str(_FILES[kind]), _COLUMNS[kind], cells)


@for_roles(*READ)
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


def _may_keep(request: ActorRequest, verb: str) -> bool:
    """Whether the page is for keeping; one who may only read has nothing to send to it."""
    may_keep = policy.may(request.actor, verb, request.actor.school_id)
    if request.method == "POST" and not may_keep:
        raise NotVisible
    return may_keep


# ── a guardian ────────────────────────────────────────────────────────


@for_roles(*READ)
@form_page
def guardian(request: ActorRequest, guardian_id: int) -> HttpResponse:
    """Show a guardian's card; those who keep cards change it here."""
    card = classes.guardian_card(request.actor, guardian_id)
    may_keep = _may_keep(request, "keep")
    form = PersonForm(request.POST or None, initial=of_person(card.guardian.person))
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_guardian(request.actor, guardian_id=guardian_id, person=form.person())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "Карточка записана.")
            return redirect("office_person_guardian", guardian_id)
    context = {"card": card, "form": form, "may_keep": may_keep}
    return render(request, "office/guardian.html", context, status=422 if form.errors else 200)


# ── staff ─────────────────────────────────────────────────────────────


@for_roles(*OFFICE)
@form_page
def staff_new(request: ActorRequest) -> HttpResponse:
    """Make an employee's card."""
    if not policy.may(request.actor, "keep_staff", request.actor.school_id):
        raise NotVisible
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_staff(
                request.actor,
                person=form.person(),
                card=form.card(),
                even_if_alike=form.cleaned_data["even_if_alike"],
            )
        except Refused as refused:
            form.ask_alike(refused)
        else:
            messages.success(request, "Карточка сотрудника заведена.")
            return redirect("office_person_staff", made.pk)
    return render(request, "office/staff.html", {"form": form, "may_keep": True}, status=422 if form.errors else 200)


@for_roles(*READ)
@form_page
def staff(request: ActorRequest, staff_id: int) -> HttpResponse:
    """Show an employee's card; those who keep them change it here."""
    card = queries.staff_card(request.actor, staff_id)
    may_keep = _may_keep(request, "keep_staff")
    private = policy.may(request.actor, "read_staff_private", request.actor.school_id)
    initial = {**of_person(card.person), **{name: getattr(card, name) for name in actions.StaffDraft.__slots__}}
    form = StaffForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_staff(request.actor, staff_id=staff_id, person=form.person(), card=form.card())
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "Карточка записана.")
            return redirect("office_person_staff", staff_id)
    context = {
        "card": card,
        "form": form,
        "login": classes.logins([card.person_id]).get(card.person_id, "") if private else "",
        "may_keep": may_keep,
        "sees_private": private,
    }
    return render(request, "office/staff.html", context, status=422 if form.errors else 200)
