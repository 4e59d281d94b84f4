"""A class in the last week of its I quarter, with marks, and short ways to put those of periods."""

from datetime import date
from typing import Any
from uuid import uuid4

from letopis.school.grading.wire import PeriodMarkOperation
from letopis.school.organisation.models import Term
from letopis.school.people.models import Student
from tests import factories as make
from tests.school.journal.scene import Scene, scene

LAST_WEEK = date(2026, 10, 22)
LESSONS = (date(2026, 9, 7), date(2026, 9, 14), date(2026, 9, 21), date(2026, 10, 5))


def term(s: Scene, number: int = 1) -> Term:
    return Term.objects.get(school=s.school, scheme=s.class_group.scheme, number=number)


def rated(students: int = 3, marks: str = "5 5 4 5", **course: Any) -> Scene:
    """One whose students all have `marks` in the I quarter."""
    s = scene(students, **course)
    for day, value in zip(LESSONS, marks.split(), strict=False):
        work = make.make_work(make.make_lesson(s.course, day))
        for student in s.students:
            make.make_mark(work, student, value)
    return s


def put_op(s: Scene, value: str, student: Student | None = None, base: int = 0, **more: Any) -> PeriodMarkOperation:
    period = more.pop("period", None) or str(term(s).pk)
    course = more.pop("course", s.course)
    return PeriodMarkOperation(
        op_id=uuid4(),
        base_version=base,
        course_id=course.pk,
        student_id=(student or s.student).pk,
        period=period,
        value=value,
        **more,
    )
