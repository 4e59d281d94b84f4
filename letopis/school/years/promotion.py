"""How each student goes on after the year: what is proposed, and who has been decided on. Sources: Т4.4.4-5, А3.2.2."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import ClassGroup, OrderLine
from letopis.school.classes.rules import ends_education
from letopis.school.control.year_counts import undecided
from letopis.school.organisation.models import AcademicYear, School
from letopis.school.organisation.queries import years_of
from letopis.school.people.namesakes import full_names
from letopis.school.years.models import NextClass
from letopis.school.years.rules import Course, Place, again_in, goes_on_as

KINDS = (OrderKind.PROMOTE, OrderKind.REPEAT, OrderKind.GRADUATE)


@dataclass(frozen=True, slots=True)
class StudentOfClass:
    """A student to be decided on."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PromotedClass:
    """A class with its students. `proposed`: how they go on; `to_id`, `again_id`: in which class of the next year."""

    id: int
    name: str
    grade: int
    proposed: Course
    to_id: int | None
    again_id: int | None
    students: tuple[StudentOfClass, ...]


@dataclass(frozen=True, slots=True)
class Promotion:
    """A year about to end. `targets`: classes of the next year; `drafted`: how many stand in drafts of orders."""

    year: AcademicYear
    following: AcademicYear | None
    classes: tuple[PromotedClass, ...]
    targets: tuple[tuple[int, str], ...]
    drafted: int


def promotion(actor: Actor, year_id: int) -> Promotion:
    """Return who is to be decided on at the end of a year. Seven queries. Raises NotVisible.

    Who has left, has a place in the next year, or stands in a draft of an order is not among them.
    """
    if not actor.may(Right.READ_STUDENTS):
        raise NotVisible
    years = years_of(actor.school_id)
    index = next((index for index, one in enumerate(years) if one.pk == year_id), None)
    if index is None:
        raise NotVisible
    year, following = years[index], years[index + 1] if index + 1 < len(years) else None
    students, drafted = _students(actor.school_id, year)
    kind = School.objects.values_list("kind", flat=True).get(pk=actor.school_id)
    rows = list(ClassGroup.objects.filter(school_id=actor.school_id, year=year))
    grades = frozenset(row.grade for row in rows)
    ahead = list(ClassGroup.objects.filter(school_id=actor.school_id, year=following)) if following else []
    places = [Place(row.pk, row.name, row.grade, row.letter) for row in ahead]
    linked = dict(NextClass.objects.filter(class_from__year=year).values_list("class_from", "class_to"))
    return Promotion(
        year=year,
        following=following,
        classes=tuple(
            PromotedClass(
                id=row.pk,
                name=row.name,
                grade=row.grade,
                proposed=Course.GRADUATE if ends_education(kind, row.grade, grades) else Course.PROMOTE,
                to_id=linked.get(row.pk) or goes_on_as(row.grade, row.letter, places),
                again_id=again_in(row.name, row.grade, row.letter, places),
                students=students[row.pk],
            )
            for row in rows
            if students.get(row.pk)
        ),
        targets=tuple((row.pk, row.name) for row in ahead),
        drafted=drafted,
    )


def _students(school_id: int, year: AcademicYear) -> tuple[Mapping[int, tuple[StudentOfClass, ...]], int]:
    """Who is undecided, by class and name; and how many of them stand in a draft. Two queries."""
    drafts = OrderLine.objects.filter(
        school_id=school_id,
        student=OuterRef("student"),
        order__status=OrderStatus.DRAFT,
        order__kind__in=KINDS,
        order__effective_on__gte=year.starts_on,
    )
    stays = undecided(school_id, year)
    drafted = stays.filter(Exists(drafts)).count()
    rows = list(stays.exclude(Exists(drafts)).select_related("student__person").order_by("student__person__sort_key"))
    names = full_names([row.student.named for row in rows])
    found: dict[int, list[StudentOfClass]] = defaultdict(list)
    for row, name in zip(rows, names, strict=True):
        found[row.class_group_id].append(StudentOfClass(row.student_id, name.name))
    return {class_id: tuple(students) for class_id, students in found.items()}, drafted
