"""Reads of classes with their people and subgroups. Each says how many SQL queries it takes, whatever the size."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.kernel.text import search_key
from letopis.school.classes import policy
from letopis.school.classes.models import (
    ClassGroup,
    ClassTutor,
    Membership,
    Subgroup,
    SubgroupMembership,
)
from letopis.school.classes.queries.cards import Contact, contacts
from letopis.school.organisation.models import AcademicYear, dated_on
from letopis.school.people.fields import veil_student
from letopis.school.people.models import initials_apart, names_of
from letopis.school.people.namesakes import full_names
from letopis.school.people.queries import staff_names_of


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class as a line of the list, on a day."""

    id: int
    name: str
    grade: int
    profile: str
    shift: int
    room: str
    tutor: str
    count: int


def has_classes(year: AcademicYear) -> bool:
    """Return whether a year has classes. One query."""
    return ClassGroup.objects.filter(school_id=year.school_id, year=year).exists()


def class_rows(actor: Actor, *, year_id: int, day: date | None = None) -> list[ClassRow]:
    """Return the classes of a year that the actor sees, with tutor and number of students on `day`. Two queries."""
    day = day or today()
    rows = _classes(actor, year_id, day)
    led = _tutors([row[0] for row in rows], day)
    names = initials_apart({staff_id: named for _, staff_id, *named in led})
    tutors = {class_id: names[staff_id] for class_id, staff_id, *_ in led}
    return [
        ClassRow(pk, name, grade, profile, shift, room or "", tutors.get(pk, ""), count or 0)
        for pk, name, grade, profile, shift, room, count in rows
    ]


@statement
def _classes(actor: Actor, year: int, day: date) -> "QuerySet[ClassGroup, tuple[Any, ...]]":
    members = Membership.objects.filter(dated_on(day), class_group=OuterRef("pk")).values("class_group")
    count = Subquery(members.annotate(counted=Count("pk")).values("counted"))
    rows = ClassGroup.objects.filter(policy.visible(actor, day), year_id=year).annotate(count=count)
    columns = ("pk", "name", "grade", "profile", "shift", "room__number", "count")
    return rows.order_by("sort_key", "pk").values_list(*columns)


@statement
def _tutors(classes: list[int], day: date) -> "QuerySet[ClassTutor, tuple[Any, ...]]":
    rows = ClassTutor.objects.filter(dated_on(day), class_group__in=classes)
    return rows.values_list("class_group_id", "staff_id", *names_of("staff__person"), "staff__position")


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student in the list of a class. `since` and `until` are set where the stay is not the whole year.

    `name` is the full one; `shown` is the same, and more where another of the class has just that name.
    """

    id: int
    person_id: int
    name: str
    shown: str
    birth_date: date | None
    phone: str
    email: str
    since: date | None
    until: date | None
    is_here: bool
    guardians: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class SubgroupPage:
    """A subgroup with its members on the day."""

    id: int
    name: str
    members: frozenset[int]


@dataclass(frozen=True, slots=True)
class Division:
    """A division of the class: «иностранный язык»."""

    name: str
    subgroups: tuple[SubgroupPage, ...]

    @property
    def members(self) -> frozenset[int]:
        """Everybody who is in one of the subgroups."""
        return frozenset().union(*(subgroup.members for subgroup in self.subgroups))

    @property
    def doubled(self) -> frozenset[int]:
        """Who is in two of them at once."""
        often = Counter(student for subgroup in self.subgroups for student in subgroup.members)
        return frozenset(student for student, times in often.items() if times > 1)


@dataclass(frozen=True, slots=True)
class ClassPage:
    """A class with its people on a day; `sees_private`: whether more than names is for the reader."""

    id: int
    name: str
    grade: int
    profile: str
    shift: int
    room: str
    tutor: str
    tutor_id: int | None
    year_id: int
    year_name: str
    year_starts: date
    year_ends: date
    students: tuple[StudentLine, ...]
    divisions: tuple[Division, ...]
    sees_private: bool

    @property
    def here(self) -> tuple[StudentLine, ...]:
        """Those who are in the class on the day."""
        return tuple(line for line in self.students if line.is_here)

    @property
    def away(self) -> tuple[StudentLine, ...]:
        """Those who have left or are still to come."""
        return tuple(line for line in self.students if not line.is_here)


def class_page(actor: Actor, class_id: int, *, day: date | None = None) -> ClassPage:
    """Return a class the actor sees with its people on `day`. Six queries. Raises NotVisible."""
    day = day or today()
    row = ClassGroup.objects.filter(policy.visible(actor, today()), pk=class_id).select_related("year", "room").first()
    if row is None:
        raise NotVisible
    tutor = (
        ClassTutor.objects.filter(dated_on(day), class_group=row).select_related("staff__person").order_by("pk").last()
    )
    private = policy.may(actor, Right.READ_OWN_PRIVATE, row)
    return ClassPage(
        id=row.pk,
        name=row.name,
        grade=row.grade,
        profile=row.profile,
        shift=row.shift,
        room=row.room.number if row.room else "",
        tutor=tutor.staff.person.full_name if tutor else "",
        tutor_id=tutor.staff_id if tutor else None,
        year_id=row.year_id,
        year_name=row.year.name,
        year_starts=row.year.starts_on,
        year_ends=row.year.ends_on,
        students=tuple(_lines(row, day, private=private)),
        divisions=tuple(_divisions(row, day)),
        sees_private=private,
    )


def _lines(row: ClassGroup, day: date, *, private: bool) -> list[StudentLine]:
    """Everybody who is or was in the class, by name. Two queries."""
    stays = list(
        Membership.objects.filter(class_group=row)
        .select_related("student__person")
        .order_by("student__person__sort_key", "student_id", "starts_on")
    )
    guardians = contacts({stay.student_id for stay in stays}, day, private=private)
    latest = {stay.student_id: stay for stay in stays if stay.starts_on <= day} or {}
    chosen = {stay.student_id: latest.get(stay.student_id, stay) for stay in stays}
    names = full_names([stay.student.named for stay in chosen.values()])
    shown = {student_id: one.name for student_id, one in zip(chosen, names, strict=True)}
    for stay in chosen.values():
        veil_student(stay.student, private=private, health=False)
    return [
        StudentLine(
            id=student_id,
            person_id=stay.student.person_id,
            name=stay.student.person.full_name,
            shown=shown[student_id],
            birth_date=stay.student.person.birth_date,
            phone=stay.student.person.phone,
            email=stay.student.person.email,
            since=stay.starts_on if stay.starts_on > row.year.starts_on else None,
            until=stay.ends_on if stay.ends_on and stay.ends_on < row.year.ends_on else None,
            is_here=stay.is_on(day),
            guardians=tuple(guardians.get(student_id, ())),
        )
        for student_id, stay in chosen.items()
    ]


def _divisions(row: ClassGroup, day: date) -> list[Division]:
    """Two queries."""
    members: dict[int, set[int]] = defaultdict(set)
    places = SubgroupMembership.objects.filter(dated_on(day), subgroup__class_group=row)
    for subgroup_id, student_id in places.values_list("subgroup_id", "student_id"):
        members[subgroup_id].add(student_id)
    divisions: dict[str, list[SubgroupPage]] = defaultdict(list)
    for subgroup in Subgroup.objects.filter(class_group=row).order_by("division", "name", "pk"):
        divisions[subgroup.division].append(SubgroupPage(subgroup.pk, subgroup.name, frozenset(members[subgroup.pk])))
    return [Division(name, tuple(subgroups)) for name, subgroups in divisions.items()]


def class_tutors(class_id: int, school_id: int) -> list[tuple[str, date, date | None]]:
    """Return who has led a class, the latest first. One query."""
    rows = (
        ClassTutor.objects.filter(school_id=school_id, class_group=class_id)
        .select_related("staff__person")
        .order_by("-starts_on", "-pk")
    )
    names = staff_names_of([row.staff for row in rows])
    return [(names[row.staff_id], row.starts_on, row.ends_on) for row in rows]


def led_class_id(actor: Actor) -> int | None:
    """Return the class the actor leads today, the first by name; None for none. One query."""
    led = policy.led(actor, today()).filter(class_group__year__ends_on__gte=today())
    found: int | None = led.order_by("class_group__sort_key", "pk").values_list("class_group_id", flat=True).first()
    return found


def tutored(school_id: int, staff_id: int, day: date) -> list[str]:
    """Return the names of the classes somebody leads on `day`. One query."""
    rows = ClassTutor.objects.filter(dated_on(day), Q(staff_id=staff_id), school_id=school_id)
    return list(rows.order_by("class_group__sort_key", "pk").values_list("class_group__name", flat=True))


def former_places(class_id: int, division: str, student_ids: Iterable[int]) -> dict[int, str]:
    """Return in which subgroup of a division of that name each was in the latest other class: its name. One query."""
    rows = (
        SubgroupMembership.objects.filter(student__in=list(student_ids))
        .exclude(subgroup__class_group=class_id)
        .order_by("starts_on", "pk")
        .values_list("student_id", "subgroup__division", "subgroup__name")
    )
    key = search_key(division)
    return {student: name for student, of, name in rows if search_key(of) == key}
