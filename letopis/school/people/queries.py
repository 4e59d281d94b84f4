"""Reads of people's cards. Each says how many SQL queries it takes, whatever the size."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.text import search_key
from letopis.school.organisation.words import current
from letopis.school.people import policy
from letopis.school.people.fields import veil_staff
from letopis.school.people.intake import PersonDraft
from letopis.school.people.models import Person, Staff
from letopis.school.people.namesakes import apart
from letopis.school.people.rules import Likeness, are_alike


@dataclass(frozen=True, slots=True)
class Twin:
    """Somebody known to the school who may be the one being typed in."""

    person_id: int
    line: str


def alike(school_id: int, draft: PersonDraft) -> list[Twin]:
    """Return the people of the school who may be the same person: by СНИЛС, or by name and birth date. One query."""
    key = search_key(f"{draft.surname} {draft.name}")
    same_name = Q(search_key=key) | Q(search_key__startswith=f"{key} ")
    same_snils = Q(snils=draft.snils) if draft.snils else Q(pk__in=[])
    typed = Likeness(draft.surname, draft.name, draft.patronymic, draft.birth_date, draft.snils)
    found = Person.objects.filter(same_name | same_snils, school_id=school_id).select_related(
        "student", "staff", "guardian"
    )
    return [
        Twin(row.pk, _line(row))
        for row in found.order_by("sort_key", "pk")
        if are_alike(typed, Likeness(row.surname, row.name, row.patronymic, row.birth_date, row.snils))
    ]


def _line(row: Person) -> str:
    """«Орлова Елена Викторовна, 12.03.1980, сотрудник»."""
    words = {"student": current().student.nom, "staff": "сотрудник", "guardian": "представитель"}
    cards = [word for name, word in words.items() if hasattr(row, name)]
    born = [f"{row.birth_date:%d.%m.%Y}"] if row.birth_date else []
    return ", ".join([row.full_name, *born, *cards])


def name_filter(text: str, prefix: str = "") -> Q:
    """Return the condition «every word of `text` begins a part of the name», through `prefix` ("person__"); ё is е."""
    condition = Q()
    for word in search_key(text).split()[:5]:
        column = f"{prefix}search_key"
        condition &= Q(**{f"{column}__startswith": word}) | Q(**{f"{column}__contains": f" {word}"})
    return condition


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody to choose from."""

    person_id: int
    name: str
    about: str


def find_people(actor: Actor, text: str, *, limit: int = 12) -> list[PersonLine]:
    """Return people of the school by name, with the birth date. One query. Raises NotVisible for who may not see it."""
    policy.require(actor, Right.READ_PRIVATE)
    if not text.strip():
        return []
    found = Person.objects.filter(name_filter(text), school_id=actor.school_id).select_related(
        "student", "staff", "guardian"
    )
    return [
        PersonLine(row.pk, row.full_name, _line(row).removeprefix(row.full_name).lstrip(", "))
        for row in found.order_by("sort_key", "pk")[:limit]
    ]


@dataclass(frozen=True, slots=True)
class StaffRow:
    """An employee as a line of the list."""

    id: int
    person_id: int
    name: str
    position: str
    category: str
    subjects: str
    phone: str
    email: str
    hired_on: date | None
    dismissed_on: date | None


def staff_rows(actor: Actor, *, text: str = "", dismissed: bool = False) -> "QuerySet[Staff]":
    """Return employees in order, to be cut into pages and turned by staff_row(). Raises NotVisible for an outsider."""
    policy.require(actor, Right.READ_STAFF)
    gone = Q(dismissed_on__lt=today())
    return (
        Staff.objects.filter(gone if dismissed else ~gone | Q(dismissed_on__isnull=True), school_id=actor.school_id)
        .filter(name_filter(text, "person__"))
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )


def staff_row(actor: Actor, row: Staff) -> StaffRow:
    """Return a line of the list, with what is for the reader."""
    veil_staff(row, private=actor.may(Right.READ_STAFF_PRIVATE))
    return StaffRow(
        id=row.pk,
        person_id=row.person_id,
        name=row.person.full_name,
        position=row.position,
        category=row.category,
        subjects=row.subjects,
        phone=row.person.phone,
        email=row.person.email,
        hired_on=row.hired_on,
        dismissed_on=row.dismissed_on,
    )


def staff_card(actor: Actor, staff_id: int) -> Staff:
    """Return an employee with the person, of them what is for the reader. One query. Raises NotVisible."""
    policy.require(actor, Right.READ_STAFF)
    row = Staff.objects.filter(school_id=actor.school_id, pk=staff_id).select_related("person").first()
    if row is None:
        raise NotVisible
    veil_staff(row, private=actor.may(Right.READ_STAFF_PRIVATE))
    return row


def staff_choices(school_id: int, day: date) -> list[Choice]:
    """Return those employed on `day`, in order; namesakes with their position, then with the birth date. One query."""
    rows = (
        Staff.objects.filter(Q(dismissed_on__isnull=True) | Q(dismissed_on__gte=day), school_id=school_id)
        .select_related("person")
        .order_by("person__sort_key", "pk")
    )
    staff = list(rows)
    names = apart([_ladder(row) for row in staff])
    return [Choice(row.pk, name) for row, name in zip(staff, names, strict=True)]


def _ladder(row: Staff) -> list[str]:
    name, born = row.person.full_name, row.person.birth_date
    with_position = ", ".join(filter(None, (name, row.position)))
    return [name, with_position, f"{with_position}, {born:%d.%m.%Y}" if born else with_position]
