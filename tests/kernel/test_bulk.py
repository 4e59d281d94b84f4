"""Plain rows in one statement."""

from datetime import time

import pytest
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.bulk import insert_plain
from letopis.school.timetable.models import Lesson
from tests import factories as make

pytestmark = pytest.mark.django_db
COLUMNS = ("school_id", "course_id", "class_group_id", "date", "number", "starts_at", "staff_id")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_rows_are_as_the_model_writes_them(django_assert_num_queries: DjangoAssertNumQueries, number: int) -> None:
    course = make.make_course(make.make_class(make.make_school(), "7А"))
    day, begin = make.YEAR_START, time(8, 30)
    rows = [(course.school_id, course.pk, course.class_group_id, day, n, begin, None) for n in range(1, number + 1)]
    with django_assert_num_queries(1):
        insert_plain(Lesson, COLUMNS, rows)

    written = Lesson.objects.order_by("number")
    assert [lesson.number for lesson in written] == list(range(1, number + 1))
    first = written[0]
    assert (first.date, first.starts_at, first.ends_at, first.staff) == (day, begin, None, None)
    assert (first.topic, first.version, first.is_cancelled, first.planned_lesson) == ("", 0, False, None)


def test_no_rows_are_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        insert_plain(Lesson, COLUMNS, [])
