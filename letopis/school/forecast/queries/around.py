"""The class around a student: its courses, everybody's marks, the lessons held and to come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from letopis.kernel.dates import DateRange
from letopis.kernel.statements import statement
from letopis.school.classes.models import Membership, SubgroupMembership
from letopis.school.curriculum.enums import CourseKind, Scale
from letopis.school.curriculum.models import Course
from letopis.school.forecast.model import Rounding
from letopis.school.forecast.rules import Course as Known
from letopis.school.forecast.rules import Outlook, SoFar, marks_of, outlooks, rounding_of
from letopis.school.marks.averages import Weighed
from letopis.school.marks.models import Mark as MarkRow
from letopis.school.organisation.models import Term, dated_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.timetable.models import Lesson

# A written work that is nobody's draft any more, whatever the school's deadline.
LONGEST_DRAFT = timedelta(days=70)


@dataclass(frozen=True, slots=True)
class AroundCourse:
    """A course of the class."""

    id: int
    subject_id: int
    subject: str
    subgroup_id: int | None


@dataclass(frozen=True, slots=True)
class Around:
    """The class in the term: its courses, who is on each, everybody's marks by (student, subject), lessons."""

    settings: SchoolSettings
    child: int | None
    courses: tuple[AroundCourse, ...]
    on_course: Mapping[int, Sequence[int]]
    marks: Mapping[tuple[int, int], SoFar]
    paces: Mapping[int, "Pace"]

    @classmethod
    def read(  # noqa: PLR0917
        cls,
        school_id: int,
        class_id: int,
        year_id: int,
        term: Term,
        settings: SchoolSettings,
        day: date,
        child: int | None,
        courses: Sequence[AroundCourse] | None = None,
    ) -> "Around":
        """Read it; for a `child` only the courses it is on. Three queries, and one for `courses` that are not given."""
        subjects = None if courses is None else sorted({one.subject_id for one in courses})
        drafts = day - LONGEST_DRAFT if child is not None and settings.draft_marks else date.max
        cells: dict[tuple[int, int, bool], list[Weighed]] = defaultdict(list)
        for student, subject, in_term, *cell, number in _marks(
            school_id, class_id, year_id, day, term.starts_on, term.ends_on, drafts, subjects
        ):
            cells[student, subject, bool(in_term)] += [Weighed(*cell)] * number
        courses = courses_of(school_id, class_id) if courses is None else courses
        of_class, of_groups = _places(school_id, class_id, day)
        on_course = {
            one.id: of_class if one.subgroup_id is None else of_groups.get(one.subgroup_id, ()) for one in courses
        }
        keys = {(student, subject) for student, subject, _ in cells}
        return cls(
            settings=settings,
            child=child,
            courses=tuple(one for one in courses if child is None or child in on_course[one.id]),
            on_course=on_course,
            marks={
                key: SoFar(marks_of(cells[*key, True], settings), marks_of(cells[*key, False], settings))
                for key in keys
            },
            paces=paces_of(school_id, class_id, day, term.starts_on, term.ends_on),
        )

    def outlooks(self, course: AroundCourse, own: SoFar | None) -> Mapping[int, Outlook]:
        """Return the outlooks of a course: of all, or with the child's `own` marks of the child alone."""
        students = {pk: self.marks.get((pk, course.subject_id), SoFar(())) for pk in self.on_course[course.id]}
        if self.child is not None and own is not None:
            students[self.child] = own
        pace, rounding = self.paces.get(course.id), rounding_of(self.settings)
        if self.child is None:
            return _of_course(tuple(students.items()), pace, rounding)
        return outlooks(known_of(students, pace), rounding, only=self.child)


@dataclass(frozen=True, slots=True)
class Pace:
    """Lessons of a course: held in the term and to come in it, held of the year."""

    held: int
    left: int
    held_of_year: int


@lru_cache(maxsize=400)
def _of_course(students: tuple[tuple[int, SoFar], ...], pace: Pace | None, rounding: Rounding) -> Mapping[int, Outlook]:
    """The same marks and lessons have the same outlooks: of a class of which one page has changed, the others stay."""
    return outlooks(known_of(dict(students), pace), rounding)


def known_of(students: Mapping[int, SoFar], pace: Pace | None) -> Known:
    """Return a course as the rules take it."""
    told = pace or Pace(0, 0, 0)
    return Known(students, told.held, told.left, told.held_of_year)


def paces_of(school_id: int, class_id: int, day: date, first: date, last: date) -> dict[int, Pace]:
    """Return the lessons of each course of a class: held in the term and to come in it, held of the year. One query."""
    return {pk: Pace(*row) for pk, *row in _lessons(school_id, class_id, day, first, last)}


@statement
def _lessons(school: int, class_id: int, day: date, first: date, last: date) -> QuerySet[Lesson, Sequence[Any]]:
    rows = Lesson.objects.filter(school_id=school, class_group_id=class_id, is_cancelled=False, date__lte=last)
    # A lesson of today is behind as soon as it has a topic.
    behind = Q(date__lt=day) | (Q(date=day) & ~Q(topic=""))
    of_term = Q(date__gte=first)
    counted = rows.order_by().values("course_id")
    return counted.annotate(
        held=Count("pk", filter=of_term & behind),
        left=Count("pk", filter=of_term & ~behind),
        held_of_year=Count("pk", filter=behind),
    ).values_list("course_id", "held", "left", "held_of_year")


def courses_of(school_id: int, class_id: int) -> list[AroundCourse]:
    """Return the courses of a class that are marked from 2 to 5, in the order of their subjects. One query."""
    return [AroundCourse(*row) for row in _courses(school_id, class_id)]


@statement
def _courses(school: int, class_id: int) -> QuerySet[Course, Sequence[Any]]:
    rows = Course.objects.filter(school_id=school, class_group_id=class_id, scale=Scale.FIVE, kind=CourseKind.SUBJECT)
    return rows.order_by("subject__search_key", "subgroup__name", "pk").values_list(
        "pk", "subject_id", "subject__name", "subgroup_id"
    )


def _places(school_id: int, class_id: int, day: date) -> tuple[list[int], dict[int, list[int]]]:
    """Who is in the class on the day, and who of them in which subgroup. One query."""
    of_class: dict[int, None] = {}
    of_groups: dict[int, list[int]] = defaultdict(list)
    for student, subgroup in _stays(school_id, class_id, day):
        of_class[student] = None
        if subgroup is not None:
            of_groups[subgroup].append(student)
    return list(of_class), of_groups


@statement
def _stays(school: int, class_id: int, day: date) -> QuerySet[Membership, Sequence[Any]]:
    groups = "student__subgroup_memberships__"
    rows = Membership.objects.filter(dated_on(day), school_id=school, class_group_id=class_id)
    place = Case(When(dated_on(day, groups), then=f"{groups}subgroup_id"), default=Value(None))
    return rows.annotate(place=place).order_by("student_id").values_list("student_id", "place").distinct()


@statement
def _marks(  # noqa: PLR0917
    school: int, class_id: int, year: int, day: date, first: date, last: date, drafts: date, subjects: list[int] | None
) -> QuerySet[MarkRow, Sequence[Any]]:
    """Marks of the year of who is in the class on `day`, those of pages left behind too: alike ones in one row.

    Only what counts: given on a day when the student was in the class of the page, and in its subgroup. Of written
    works that are not released those before `drafts` (date.max: all).
    """
    whose = {"school_id": school, "student_id": OuterRef("student_id")}
    then = dated_on(OuterRef("lesson__date"))
    here = Membership.objects.filter(dated_on(day), **whose, class_group_id=class_id)
    in_class = Membership.objects.filter(then, **whose, class_group_id=OuterRef("course__class_group_id"))
    in_group = SubgroupMembership.objects.filter(then, **whose, subgroup_id=OuterRef("course__subgroup_id"))
    told = Q(work__kind__is_written=False) | Q(work__released_at__isnull=False) | Q(lesson__date__lt=drafts)
    rows = MarkRow.objects.filter(
        told,
        Exists(here),
        Exists(in_class),
        Q(course__subgroup_id__isnull=True) | Exists(in_group),
        school_id=school,
        course__year_id=year,
        lesson__date__lte=last,
        lesson__is_cancelled=False,
        work__is_removed=False,
    ).exclude(value="")
    if subjects is not None:
        rows = rows.filter(course__subject_id__in=subjects)
    in_term = Case(When(lesson__date__gte=first, then=Value(1)), default=Value(0))
    alike = ("student_id", "course__subject_id", "in_term", "value", "second", "weighs", "state", "was")
    weighed = rows.annotate(in_term=in_term, weighs=Coalesce("work__weight", "work__kind__weight"))
    grouped: QuerySet[MarkRow, Any] = weighed.order_by().values(*alike).annotate(number=Count("pk"))
    return grouped.values_list(*alike, "number")


def split(cells: Iterable[tuple[date, Weighed]], dates: DateRange, settings: SchoolSettings) -> SoFar:
    """Return marks by day as those before the term and those of it."""
    told = sorted(cells, key=lambda one: one[0])
    return SoFar(
        marks_of([cell for day, cell in told if day in dates], settings),
        marks_of([cell for day, cell in told if day < dates.starts_on], settings),
    )
