"""The school that is measured: a class of thirty in the middle of December, so that a half-year has 45 lessons."""

import os
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from bench import whole_year
from letopis import demo
from letopis.demo.management.commands.demo import erase
from letopis.demo.store import ZONE
from letopis.kernel.clock import today
from letopis.school.access.models import Account
from letopis.school.classes.models import Membership
from letopis.school.curriculum.models import Course
from letopis.school.marks.models import Work, WorkKind
from letopis.school.timetable.models import Lesson
from letopis.web.shared.static_files import collect

MOMENT = "2026-12-18T10:43:00+03:00"
DAY = date(2026, 12, 18)
CLASS_SIZE = 30
LESSONS = 45
MIN_STUDENTS = 2 * CLASS_SIZE


@dataclass(frozen=True, slots=True)
class Subject:
    """What the scenarios work on: a page of the journal, a lesson of it, its students, who writes and who reads."""

    course_id: int
    period: str
    lesson_id: int
    work_id: int
    students: tuple[int, ...]
    lessons: int
    teacher: Account
    reader: Account
    # Of the office: who keeps the lists, and who reads all journals.
    operator: Account
    deputy: Account
    class_id: int
    # The page of 35 × 180; None where only a school was built.
    year_course_id: int | None = None


def freeze() -> None:
    """Set the clock of this process and of the servers it starts to the day of the benchmark."""
    os.environ["LETOPIS_NOW"] = MOMENT
    os.environ["LETOPIS_DEMO"] = "1"
    settings.DEMO = True


def build(students: int, progress: Any) -> Subject:
    """Build the school anew in the benchmark's own base and choose what to measure."""
    erase()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect()
    demo.build(students=students, seed=1, today=DAY, classes=max(2, round(students / CLASS_SIZE)), progress=progress)
    return with_whole_year(choose())


def kept() -> Subject | None:
    """Return what was chosen in the school that the base holds already; None where it holds none."""
    call_command("migrate", verbosity=0)
    collect()
    pages = Course.objects.filter(class_group__letter=whole_year.LETTER)
    return replace(choose(), year_course_id=pages[0].pk) if pages else None


def with_whole_year(subject: Subject) -> Subject:
    """Add the page of 35 × 180 to the school of `subject`."""
    like = Course.objects.select_related("class_group", "year").get(pk=subject.course_id)
    return replace(subject, year_course_id=whole_year.add(like).pk)


def choose() -> Subject:
    """Choose, among a login's own pages of whole classes, the nearest to 30 students and 45 lessons of a half-year."""
    teacher = Account.objects.get(username="teacher")
    staff_id = teacher.persons.get().person.staff.pk
    courses = Course.objects.filter(teachers__staff=staff_id, subgroup=None, scale="five").annotate(
        size=Count("class_group__memberships")
    )
    counted = [(course, _lessons(course, "half-1")) for course in courses]
    course, number = min(counted, key=lambda pair: (abs(pair[0].size - CLASS_SIZE), abs(pair[1] - LESSONS), pair[0].pk))
    lesson = Lesson.objects.filter(course=course, date__lte=today(ZONE.key), filled_at__isnull=False).latest(
        "date", "number"
    )
    work = Work.objects.filter(lesson=lesson).first() or _work(lesson)
    members = Membership.objects.filter(class_group=course.class_group_id, ends_on=None, starts_on__lte=lesson.date)
    return Subject(
        course_id=course.pk,
        period="half-1",
        lesson_id=lesson.pk,
        work_id=work.pk,
        students=tuple(members.order_by("student_id").values_list("student_id", flat=True)),
        lessons=number,
        teacher=teacher,
        reader=Account.objects.get(username="student"),
        operator=Account.objects.get(username="operator"),
        deputy=Account.objects.get(username="deputy"),
        class_id=course.class_group_id,
    )


def _lessons(course: Course, period: str) -> int:
    ends = date(DAY.year, 12, 31) if period == "half-1" else date(DAY.year + 1, 6, 1)
    return Lesson.objects.filter(course=course, date__lte=ends).count()


def _work(lesson: Lesson) -> Work:
    kind = WorkKind.objects.filter(school_id=lesson.school_id).order_by("position")[0]
    return Work.objects.create(school_id=lesson.school_id, lesson=lesson, course_id=lesson.course_id, kind=kind)


def address(name: str, *args: Any) -> str | None:
    """Return the address of a page, None where the product does not have it yet."""
    try:
        return reverse(name, args=args, urlconf="bench.urls")
    except NoReverseMatch:
        return None
