"""What the school's base holds and what is missing before the year can start (П3.2.1, С3.1): the office's overview."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, IntegerField, Model, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from letopis.kernel.actor import Actor
from letopis.kernel.clock import today
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.school.access.policy import expected
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.control import gaps
from letopis.school.curriculum.models import Course, CourseTeacher
from letopis.school.marks.models import WorkKind
from letopis.school.organisation.models import AcademicYear, BellPeriod, Room, School, Term, lasting
from letopis.school.organisation.queries import current_year
from letopis.school.people.models import Consent, Guardian, Person, Staff, Student, consented, employed
from letopis.school.timetable.models import Lesson


@dataclass(frozen=True, slots=True)
class Readiness:
    """Counts of the year under way or ahead; zero where there is no year.

    `consents_shut`: students without a consent in force; `consents_within_term`: who sign in without one, up to a day.
    """

    year_name: str
    students: int
    guardians: int
    staff: int
    classes: int
    courses: int
    rooms: int
    terms: int
    bells: int
    work_kinds: int
    lessons_ahead: int
    courses_without_lessons: int
    students_without_class: int
    classes_without_tutor: int
    courses_without_teacher: int
    courses_of_dismissed: int
    logins: int
    people: int
    consents_shut: int
    consents_within_term: int

    @property
    def is_empty(self) -> bool:
        """Nothing has been loaded yet; whoever founded the school is on its staff already."""
        return not (self.students or self.classes or self.courses)


def readiness(actor: Actor) -> Readiness:
    """Return what the base holds. Raises NotVisible for families and teachers. Two queries."""
    if not actor.may(Right.READ_OVERVIEW):
        raise NotVisible
    day = today()
    year = current_year(actor.school_id, day)
    counted = School.objects.filter(pk=actor.school_id).annotate(
        **{name: number_of(rows) for name, rows in _counts(actor.school_id, year).items()}
    )
    names = [name for name in Readiness.__slots__ if name != "year_name"]
    return Readiness(year_name=year.name if year else "", **counted.values(*names).get())


def _counts(school_id: int, year: AcademicYear | None) -> dict[str, QuerySet[Any]]:
    day = today()
    of_year: dict[str, Any] = {"school_id": school_id, "year": year}
    students = Student.objects.filter(school_id=school_id)
    staff = Staff.objects.filter(employed(day), school_id=school_id)
    guardians = Guardian.objects.filter(school_id=school_id)
    classes, courses = ClassGroup.objects.filter(**of_year), Course.objects.filter(**of_year)
    ahead = Lesson.objects.filter(school_id=school_id, course__year=year, date__gte=day, is_cancelled=False)
    in_class = Membership.objects.filter(lasting(day), school_id=school_id, student=OuterRef("pk"))
    left = Membership.objects.filter(school_id=school_id, student=OuterRef("pk"))
    left_behind = CourseTeacher.objects.filter(
        lasting(day), school_id=school_id, course=OuterRef("pk"), staff__dismissed_on__lte=day
    )
    return {
        "students": students.filter(Exists(in_class)),
        "guardians": guardians,
        "staff": staff,
        "classes": classes,
        "courses": courses,
        "rooms": Room.objects.filter(school_id=school_id),
        "terms": Term.objects.filter(school_id=school_id, scheme__year=year),
        "bells": BellPeriod.objects.filter(school_id=school_id, schedule__year=year),
        "work_kinds": WorkKind.objects.filter(school_id=school_id, is_active=True),
        "lessons_ahead": ahead,
        "courses_without_lessons": gaps.without_lessons(courses),
        # Who never was in a class; those who left are no gap.
        "students_without_class": students.exclude(Exists(left)),
        "classes_without_tutor": gaps.without_tutor(classes, day),
        "courses_without_teacher": gaps.without_teacher(courses, day),
        "courses_of_dismissed": courses.filter(Exists(left_behind)),
        "logins": people_of(school_id).filter(login__isnull=False),
        "people": people_of(school_id),
        **_consents(students.filter(Exists(in_class.filter(class_group__year=year))), day),
    }


def _consents(students: QuerySet[Any], day: date) -> dict[str, QuerySet[Any]]:
    known = Consent.objects.filter(consented(day), student=OuterRef("pk"))
    return {
        "consents_shut": students.exclude(Exists(known)),
        "consents_within_term": students.filter(Exists(known.filter(holds_until__isnull=False))),
    }


def people_of(school_id: int) -> QuerySet[Any]:
    """Persons who should have a login today: staff, students and who represents them."""
    return Person.objects.filter(expected(today()), school_id=school_id)


def number_of(rows: QuerySet[Model]) -> Coalesce:
    """The count of `rows` as a column."""
    counted = rows.order_by().values("school_id").annotate(_n=Count("pk")).values("_n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
