"""Reads of cards and lists of students and guardians. Each says how many SQL queries it takes, whatever the size."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.fields import facts
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
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
from letopis.school.people.fields import veil_person, veil_student
from letopis.school.people.intake import PersonDraft, StudentDraft
from letopis.school.people.models import Guardian, Guardianship, Student
from letopis.school.people.namesakes import Named, full_names, short_names
from letopis.school.people.queries import name_filter

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
        return str(Kinship(self.kinship).label)


def contacts(student_ids: Iterable[int], day: date, *, private: bool) -> dict[int, list[Contact]]:
    """Return the guardians of students on `day`, mother first; names alone unless `private` is read. One query."""
    found: dict[int, list[Contact]] = defaultdict(list)
    for student_id, guardian_id, person_id, kinship, *names, phone, email in _guardians(list(student_ids), day):
        told = (phone, email) if private else ("", "")
        full_name = " ".join(part for part in names if part)
        found[student_id].append(Contact(guardian_id, person_id, full_name, kinship, *told))
    for some in found.values():
        some.sort(key=lambda contact: _KINSHIPS.index(contact.kinship))
    return found


_KINSHIPS = sorted(Kinship.values, key=lambda kinship: kinship != Kinship.MOTHER)


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


def student_rows(
    actor: Actor, *, text: str = "", class_id: int | None = None, without_class: bool = False
) -> "QuerySet[Student]":
    """Return students by name, to be cut into pages and turned by student_lines(). Raises NotVisible."""
    people.require(actor, Right.READ_STUDENTS)
    day = today()
    here = Membership.objects.filter(dated_on(day), student=OuterRef("pk"))
    found = Student.objects.filter(name_filter(text, "person__"), school_id=actor.school_id)
    if class_id is not None:
        found = found.filter(Exists(here.filter(class_group=class_id)))
    elif without_class:
        found = found.filter(~Exists(here))
    return found.select_related("person").order_by("person__sort_key", "pk")


def student_lines(actor: Actor, students: Iterable[Student]) -> list[StudentRow]:
    """Return lines of the list for a page of students, with what is for the reader. Two queries."""
    day, private = today(), actor.may(Right.READ_PRIVATE)
    students = list(students)
    ids = [student.pk for student in students]
    classes = dict(_classes(ids, day))
    guardians = contacts(ids, day, private=private)
    names = full_names([student.named for student in students])
    for student in students:
        veil_student(student, private=private, health=False)
    return [
        StudentRow(
            id=student.pk,
            name=student.person.full_name,
            shown=shown.name,
            class_name=classes.get(student.pk, ""),
            birth_date=student.person.birth_date,
            snils=student.person.snils,
            phone=student.person.phone,
            guardians=tuple(guardians.get(student.pk, ())),
        )
        for student, shown in zip(students, names, strict=True)
    ]


@statement
def _classes(students: list[int], day: date) -> "QuerySet[Membership, tuple[int, str]]":
    rows = Membership.objects.filter(dated_on(day), student__in=students)
    return rows.values_list("student_id", "class_group__name")


@dataclass(frozen=True, slots=True)
class GuardianRow:
    """A guardian as a line of the school's list; `children`: id and name."""

    id: int
    person_id: int
    name: str
    phone: str
    email: str
    children: tuple[tuple[int, str], ...]


def guardian_rows(actor: Actor, *, text: str = "") -> QuerySet[Guardian]:
    """Return guardians by name, to be cut into pages and turned by guardian_lines(). Raises NotVisible."""
    people.require(actor, Right.READ_STUDENTS)
    found = Guardian.objects.filter(name_filter(text, "person__"), school_id=actor.school_id)
    return found.select_related("person").order_by("person__sort_key", "pk")


def guardian_lines(actor: Actor, guardians: Iterable[Guardian]) -> list[GuardianRow]:
    """Return lines of the list for a page of guardians, with what is for the reader. One query."""
    guardians = list(guardians)
    if not actor.may(Right.READ_PRIVATE):
        for guardian in guardians:
            veil_person(guardian.person)
    children: dict[int, list[tuple[int, Named]]] = defaultdict(list)
    for guardian_id, student_id, *named in _wards([guardian.pk for guardian in guardians], today()):
        children[guardian_id].append((student_id, Named(*named)))
    return [
        GuardianRow(
            id=one.pk,
            person_id=one.person_id,
            name=one.person.full_name,
            phone=one.person.phone,
            email=one.person.email,
            children=tuple(_children(children[one.pk])),
        )
        for one in guardians
    ]


def _children(students: list[tuple[int, Named]]) -> list[tuple[int, str]]:
    names = short_names([named for _, named in students])
    return [(pk, one.name) for (pk, _), one in zip(students, names, strict=True)]


@statement
def _wards(guardians: list[int], day: date) -> "QuerySet[Guardianship, tuple[Any, ...]]":
    rows = Guardianship.objects.filter(dated_on(day), guardian__in=guardians)
    person = (f"student__person__{part}" for part in ("surname", "name", "patronymic", "birth_date"))
    columns = ("guardian_id", "student_id", *person, "student__file_number")
    return rows.order_by("student__person__sort_key", "pk").values_list(*columns)


@dataclass(frozen=True, slots=True)
class GuardianCard:
    """A guardian with the children of today and the login."""

    guardian: Guardian
    children: tuple[tuple[int, str, str], ...]
    login: str
    sees_private: bool


def guardian_card(actor: Actor, guardian_id: int) -> GuardianCard:
    """Return the card of a guardian; `children`: id, name, kinship. Three queries. Raises NotVisible."""
    people.require(actor, Right.READ_STUDENTS)
    guardian = Guardian.objects.filter(school_id=actor.school_id, pk=guardian_id).select_related("person").first()
    if guardian is None:
        raise NotVisible
    rows = Guardianship.objects.filter(dated_on(today()), guardian=guardian).select_related("student__person")
    private = actor.may(Right.READ_PRIVATE)
    if not private:
        veil_person(guardian.person)
    return GuardianCard(
        guardian=guardian,
        children=tuple(
            (row.student_id, row.student.person.full_name, str(Kinship(row.kinship).label))
            for row in rows.order_by("student__person__sort_key", "pk")
        ),
        login=logins([guardian.person_id]).get(guardian.person_id, "") if private else "",
        sees_private=private,
    )
