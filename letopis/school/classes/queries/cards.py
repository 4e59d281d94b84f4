"""Reads of cards and lists of students. Each says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.fields import facts
from letopis.kernel.long_lists import LongList, cut
from letopis.kernel.rights import Right
from letopis.kernel.statements import Each, Shape, statement
from letopis.school.access.models import AccountPerson
from letopis.school.classes import policy
from letopis.school.classes.models import (
    Membership,
    SubgroupMembership,
)
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import phrase
from letopis.school.people import policy as people
from letopis.school.people.enums import Kinship
from letopis.school.people.fields import veil_student, veiled
from letopis.school.people.finding import words_sought
from letopis.school.people.former import borne
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.school.people.models import Guardianship, Student, full_name, names_of
from letopis.school.people.namesakes import Named, full_names
from letopis.school.people.queries import name_filter, search_words

# ── guardians of students ─────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Contact:
    """A guardian of a student."""

    guardian_id: int
    person_id: int
    name: str
    kinship: str
    phone: str
    email: str

    @property
    def kinship_label(self) -> str:
        """«Мать»."""
        return kinship_label(self.kinship)


def kinship_label(kinship: str) -> str:
    """Return «Мать»."""
    return _LABELS[kinship]


def contacts(student_ids: Iterable[int], day: date, *, private: bool) -> dict[int, list[Contact]]:
    """Return the guardians of students on `day`, mother first; names alone unless `private` is read. One query."""
    found: dict[int, list[Contact]] = defaultdict(list)
    for student_id, guardian_id, person_id, kinship, *names, phone, email in _guardians(list(student_ids), day):
        told = (phone, email) if private else ("", "")
        found[student_id].append(Contact(guardian_id, person_id, full_name(*names), kinship, *told))
    for some in found.values():
        some.sort(key=lambda contact: _PLACES[contact.kinship])
    return found


_LABELS: dict[str, str] = {kinship.value: str(kinship.label) for kinship in Kinship}
_PLACES = {kinship: place for place, kinship in enumerate(_LABELS)}


@statement
def _guardians(students: list[int], day: date) -> "QuerySet[Guardianship, tuple[Any, ...]]":
    rows = Guardianship.objects.filter(dated_on(day), student__in=students).order_by("pk")
    person = (f"guardian__person__{part}" for part in ("surname", "name", "patronymic", "phone", "email"))
    return rows.values_list("student_id", "guardian_id", "guardian__person_id", "kinship", *person)


# ── a student ─────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Movement:
    """A stay in a class with the orders behind it."""

    class_id: int
    class_name: str
    year: str
    starts_on: date
    ends_on: date | None
    enrolled_by: str
    left_by: str
    note: str


class Fact(NamedTuple):
    """A line of a card; `text` is "" for nothing."""

    label: str
    text: str


# What a card begins with; further private fields follow in the order of their specification.
_FIRST = ("birth_date", "phone", "email", "address", "snils", "file_number")


@dataclass(frozen=True, slots=True)
class StudentCard:
    """Личная карточка. `student` carries person and own part, of them what is for the reader (fields.py)."""

    student: Student
    class_id: int | None
    class_name: str
    movements: tuple[Movement, ...]
    subgroups: tuple[str, ...]
    guardians: tuple[Contact, ...]
    logins: dict[int, str]
    sees_private: bool
    sees_health: bool
    may_keep: bool
    may_move: bool
    may_correct: bool

    @property
    def facts(self) -> list[Fact]:
        """The specified fields of the card that are for the reader: the private ones first, then those of health."""
        lines: dict[str, tuple[str, str]] = {}
        if self.sees_private:
            private = facts(PersonDraft, self.student.person, reader="private")
            private |= facts(StudentDraft, self.student, reader="private")
            lines |= {name: private.pop(name) for name in _FIRST} | private
            # Hardly anybody has one: a blank would be read as a question.
            lines = {name: fact for name, fact in lines.items() if fact[1] or name != "former_surnames"}
        lines |= facts(StudentDraft, self.student)
        if self.sees_health:
            lines |= facts(StudentDraft, self.student, reader="health")
        return [Fact(phrase(label), text) for label, text in lines.values()]

    @property
    def login(self) -> str:
        """The student's own login, "" for none."""
        return self.logins.get(self.student.person_id, "")


def student_card(actor: Actor, student_id: int) -> StudentCard:
    """Return the card of a student the actor sees. Five queries. Raises NotVisible."""
    day = today()
    student = (
        Student.objects.filter(policy.visible_students(actor, day), pk=student_id).select_related("person").first()
    )
    if student is None:
        raise NotVisible
    stays = list(
        Membership.objects.filter(student=student)
        .select_related("class_group__year", "enrolled_by", "left_by")
        .order_by("-starts_on", "-pk")
    )
    now = next((stay for stay in stays if stay.is_on(day)), None)
    private = policy.may(actor, Right.READ_OWN_PRIVATE, student)
    health = policy.may(actor, Right.READ_OWN_HEALTH, student)
    veil_student(student, private=private, health=health)
    guardians = tuple(contacts([student.pk], day, private=private).get(student.pk, ()))
    subgroups = SubgroupMembership.objects.filter(dated_on(day), student=student).order_by("subgroup__division")
    return StudentCard(
        student=student,
        class_id=now.class_group_id if now else None,
        class_name=now.class_group.name if now else "",
        movements=tuple(_movement(stay) for stay in stays),
        subgroups=tuple(f"{a}: {b}" for a, b in subgroups.values_list("subgroup__division", "subgroup__name")),
        guardians=guardians,
        logins=logins([student.person_id, *(contact.person_id for contact in guardians)]) if private else {},
        sees_private=private,
        sees_health=health,
        may_keep=actor.may(Right.KEEP_STUDENTS),
        may_move=actor.may(Right.KEEP_CLASSES),
        may_correct=policy.may(actor, Right.CORRECT_OWN_CONTACTS, student),
    )


def _movement(stay: Membership) -> Movement:
    orders = [
        f"№\u00a0{order.number} от {order.date:%d.%m.%Y}" if order else "" for order in (stay.enrolled_by, stay.left_by)
    ]
    return Movement(
        class_id=stay.class_group_id,
        class_name=stay.class_group.name,
        year=stay.class_group.year.name,
        starts_on=stay.starts_on,
        ends_on=stay.ends_on,
        enrolled_by=orders[0],
        left_by=orders[1],
        note=stay.note,
    )


def logins(person_ids: Iterable[int]) -> dict[int, str]:
    """Return the login names of people, by person. One query."""
    rows = AccountPerson.objects.filter(person__in=list(person_ids)).values_list("person_id", "account__username")
    return dict(rows)


# ── lists of people ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class StudentRow:
    """A student as a line of the school's list; `shown` is more than `name` where another of the page has just that."""

    id: int
    name: str
    shown: str
    class_name: str
    birth_date: date | None
    snils: str
    phone: str
    guardians: tuple[Contact, ...]
    former: str = ""


class StudentsBy(Enum):
    """What the list of students is sorted by."""

    name = "person__sort_key"
    birth_date = "person__birth_date"


def student_rows(
    actor: Actor,
    *,
    text: str = "",
    class_id: int | None = None,
    without_class: bool = False,
    day: date | None = None,
) -> LongList[StudentRow]:
    """Return students by name, in their classes of `day` (today; organisation.queries.day_in), with what is for the
    reader. Three queries a page.

    Raises NotVisible.
    """
    people.require(actor, Right.READ_STUDENTS)
    on = day or today()
    sought = {"words": search_words(text), "former": actor.may(Right.READ_PRIVATE)}
    whose = {"school": actor.school_id, "day": on, "class_id": class_id, "without_class": without_class}
    return LongList(_students, whose | sought, StudentsBy, lambda rows: _student_rows(actor, rows, on, text))


def _student_rows(actor: Actor, rows: list[Any], day: date, text: str) -> list[StudentRow]:
    """Two queries."""
    private, ids = actor.may(Right.READ_PRIVATE), [row[0] for row in rows]
    classes, guardians = dict(_classes(ids, day)), contacts(ids, today(), private=private)
    words, year = words_sought(text), today().year
    named = [Named(*row[1:6]) for row in rows]
    found = [
        StudentRow(
            id=pk,
            name=one.full,
            shown=shown.name,
            class_name=classes.get(pk, ""),
            birth_date=one.birth_date,
            snils=snils,
            phone=phone,
            guardians=tuple(guardians.get(pk, ())),
            former=borne(words, one.full, former, year) if private else "",
        )
        for (pk, *_, snils, phone, former), one, shown in zip(rows, named, full_names(named), strict=True)
    ]
    return found if private else [veiled(row, PersonDraft, StudentDraft) for row in found]


@statement
def _students(  # noqa: PLR0917
    school: int,
    words: Each[str],
    former: Shape[bool],
    class_id: int | None,
    without_class: Shape[bool],
    day: date,
    by: Shape[StudentsBy],
    is_down: Shape[bool],
    first: int | None,
) -> "QuerySet[Student, tuple[Any, ...]]":
    here = _stays(day).filter(student=OuterRef("pk"))
    rows = Student.objects.filter(name_filter(words, "person__", former=former), school_id=school)
    if class_id is not None:
        rows = rows.filter(Exists(here.filter(class_group=class_id)))
    elif without_class:
        rows = rows.filter(~Exists(here))
    more = ("person__birth_date", "file_number", "person__snils", "person__phone", "person__former_surnames")
    return cut(rows, by, is_down, first, "pk", *names_of("person"), *more)


def without_class(actor: Actor) -> list[tuple[int, str]]:
    """Return the students of no class, id and name, the first 200. One query. Raises NotVisible."""
    people.require(actor, Right.READ_STUDENTS)
    here = Membership.objects.filter(dated_on(today()), student=OuterRef("pk"))
    rows = Student.objects.filter(~Exists(here), school_id=actor.school_id).order_by("person__sort_key", "pk")
    found = rows.values_list("pk", *names_of("person"), "person__birth_date", "file_number")[:200]
    names = full_names([Named(*named) for _, *named in found])
    return [(pk, one.name) for (pk, *_), one in zip(found, names, strict=True)]


@statement
def _classes(students: list[int], day: date) -> "QuerySet[Membership, tuple[int, str]]":
    return _stays(day).filter(student__in=students).values_list("student_id", "class_group__name")


def _stays(day: date) -> QuerySet[Membership]:
    """Who is in a class on `day` of a year: a stay without an end lasts to the end of its class's year."""
    return Membership.objects.filter(dated_on(day), class_group__year__ends_on__gte=day)
