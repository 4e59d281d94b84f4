"""What a year's base holds and lacks, counted: what the checklists of opening and closing it are computed from."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from letopis.kernel.clock import today
from letopis.school.access.models import AccountPerson
from letopis.school.classes.models import ClassGroup, Membership, Subgroup, SubgroupMembership
from letopis.school.control import gaps
from letopis.school.control.readiness import number_of, people_of
from letopis.school.curriculum.models import Course, CurriculumRow
from letopis.school.grading.queries.missing import marked_courses, unrated_in_year
from letopis.school.organisation.models import (
    AcademicYear,
    BellPeriod,
    CalendarDay,
    Room,
    School,
    Term,
    Vacation,
    dated_on,
    lasting,
)
from letopis.school.organisation.queries import day_in
from letopis.school.people.models import Staff, employed
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class YearCounts:
    """Counts of one year. `not_placed`: who was in a class of the year before to its end, has no place in this one and
    left by no order; `unfilled`: lessons before today without a topic; `ahead`: lessons to come; `rated`: pages
    on which marks of the year are put, `unrated` of them where somebody has none; `staying`: in a class
    to the end of the year, of whom it is not decided how they go on; `next_classes`: classes of the year that follows.
    """

    terms: int
    vacations: int
    special_days: int
    bells: int
    rooms: int
    staff: int
    classes: int
    classes_without_tutor: int
    classes_without_hours: int
    students: int
    not_placed: int
    courses: int
    courses_without_teacher: int
    courses_without_plan: int
    courses_without_lessons: int
    subgroups: int
    empty_subgroups: int
    lessons: int
    unfilled: int
    ahead: int
    rated: int
    unrated: int
    staying: int
    next_classes: int
    people: int
    without_login: int


def year_counts(school_id: int, year: AcademicYear, before: AcademicYear | None) -> YearCounts:
    """Return the counts of a year; `before` is the one it follows. One query. Whoever calls has checked the right."""
    columns = {name: number_of(rows) for name, rows in _rows(school_id, year, before).items()}
    names = [field.name for field in fields(YearCounts)]
    counted = School.objects.filter(pk=school_id).annotate(**columns).values(*names).get()
    return YearCounts(**counted)


def lacking(school_id: int, year: AcademicYear, count: str) -> frozenset[int]:
    """Return the ids of the rows that a count of what is missing counts, of empty subgroups their classes. One query.

    A page whose list is led to from a checklist shows exactly these. Whoever calls has checked the right.
    """
    rows = _rows(school_id, year, None)[count]
    return frozenset(rows.values_list("class_group_id" if rows.model is Subgroup else "pk", flat=True))


def _rows(school_id: int, year: AcademicYear, before: AcademicYear | None) -> dict[str, QuerySet[Any]]:
    of_school: dict[str, Any] = {"school_id": school_id}
    people = people_of(school_id)
    return {
        "terms": Term.objects.filter(**of_school, scheme__year=year),
        "vacations": Vacation.objects.filter(**of_school, year=year),
        "special_days": CalendarDay.objects.filter(**of_school, year=year),
        "bells": BellPeriod.objects.filter(**of_school, schedule__year=year),
        "rooms": Room.objects.filter(**of_school),
        "staff": Staff.objects.filter(employed(day_in(year)), **of_school),
        **_of_classes(of_school, year, day_in(year)),
        **_of_courses(of_school, year, day_in(year)),
        "not_placed": undecided(school_id, before) if before else Membership.objects.none(),
        "staying": undecided(school_id, year),
        "next_classes": ClassGroup.objects.filter(**of_school, year__starts_on__gt=year.ends_on),
        "people": people,
        "without_login": people.exclude(Exists(AccountPerson.objects.filter(**of_school, person=OuterRef("pk")))),
    }


def _of_classes(of_school: dict[str, Any], year: AcademicYear, day: date) -> dict[str, QuerySet[Any]]:
    classes = ClassGroup.objects.filter(**of_school, year=year)
    hours = CurriculumRow.objects.filter(class_group=OuterRef("pk"))
    subgroups = Subgroup.objects.filter(**of_school, class_group__year=year)
    member = SubgroupMembership.objects.filter(lasting(day), subgroup=OuterRef("pk"))
    return {
        "classes": classes,
        "classes_without_tutor": gaps.without_tutor(classes, day),
        "classes_without_hours": classes.exclude(Exists(hours)),
        "students": Membership.objects.filter(dated_on(day), **of_school, class_group__year=year),
        "subgroups": subgroups,
        "empty_subgroups": subgroups.exclude(Exists(member)),
    }


def _of_courses(of_school: dict[str, Any], year: AcademicYear, day: date) -> dict[str, QuerySet[Any]]:
    courses = Course.objects.filter(**of_school, year=year)
    lessons = Lesson.objects.filter(**of_school, course__year=year, is_cancelled=False)
    return {
        "courses": courses,
        "courses_without_teacher": gaps.without_teacher(courses, day),
        "courses_without_plan": gaps.planned(courses).filter(plan__isnull=True),
        "courses_without_lessons": gaps.without_lessons(courses),
        "lessons": lessons,
        "unfilled": lessons.filter(date__lt=today(), topic=""),
        "ahead": lessons.filter(date__gte=today()),
        "rated": marked_courses(of_school["school_id"]).filter(year=year),
        "unrated": unrated_in_year(of_school["school_id"], day, year.pk),
    }


def undecided(school_id: int, year: AcademicYear) -> QuerySet[Membership]:
    """Stays to the end of the year of who has no place after it and left by no order."""
    after = Membership.objects.filter(
        school_id=school_id, student=OuterRef("student"), class_group__year__starts_on__gt=year.ends_on
    )
    to_the_end = lasting(year.ends_on)
    stays = Membership.objects.filter(to_the_end, school_id=school_id, class_group__year=year, left_by__isnull=True)
    return stays.exclude(Exists(after))
