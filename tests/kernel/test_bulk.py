"""Rows in one statement: plain ones, and rows with their keys back, put over those that are there."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, models, transaction
from django.db.models.signals import post_save
from pytest_django import DjangoAssertNumQueries

from letopis.kernel import bulk
from letopis.kernel.bulk import insert_plain
from letopis.school.history.models import Entry
from letopis.school.marks.models import Mark, Work
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


def test_rows_that_are_there_are_changed_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    group = make.make_class(make.make_school(), "7А")
    course = make.make_course(group)
    lessons = [make.make_lesson(course, day=make.TODAY, number=number) for number in (5, 6, 7)]
    staff = make.make_staff(group.school)
    for number, lesson in enumerate(lessons, 3):
        lesson.number, lesson.starts_at, lesson.staff, lesson.topic = number, time(8, number), staff, "не трогать"
    with django_assert_num_queries(1):
        bulk.update(lessons[:2], ["number", "starts_at", "staff_id"])
    found = list(Lesson.objects.order_by("pk").values_list("number", "starts_at", "staff", "topic"))
    assert found[:2] == [(3, time(8, 3), staff.pk, ""), (4, time(8, 4), staff.pk, "")]
    assert found[2][2] != staff.pk
    with django_assert_num_queries(0):
        bulk.update([], ["number"])
    lessons[0].number = None
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.update(lessons[:1], ["number"])


# ── with keys ─────────────────────────────────────────────────────────
MOMENT = datetime(2026, 11, 23, 7, 43, 0, 5, tzinfo=UTC)


def entry(school_id: int, **columns: Any) -> Entry:
    given = {"at": MOMENT, "actor_name": "Орлова", "role": "teacher", "action": "changed", "kind": "journal.mark"}
    return Entry(**{**given, "school_id": school_id, "object_id": 1, "digest": b"\x00\xff" * 16, **columns})


def mark(work: Work, student_id: int, **columns: Any) -> Mark:
    aim = {"school_id": work.school_id, "work_id": work.pk, "lesson_id": work.lesson_id, "course_id": work.course_id}
    return Mark(**{**aim, "student_id": student_id, "set_at": MOMENT, "version": 1, **columns})


def values(model: type[models.Model], pk: Any) -> dict[str, Any]:
    row = model._default_manager.filter(pk=pk).values().get()
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}


def work_with_students(number: int) -> tuple[Work, list[int]]:
    class_group = make.make_class(make.make_school(), "7А")
    work = make.make_work(make.make_lesson(make.make_course(class_group)))
    return work, [student.pk for student in make.make_students(class_group, number)]


@pytest.mark.parametrize("number", [1, 3, bulk.BATCH + 1])
def test_rows_get_their_keys(django_assert_num_queries: DjangoAssertNumQueries, number: int) -> None:
    school = make.make_school()
    rows = [entry(school.pk, object_id=n) for n in range(number)]
    with django_assert_num_queries(1 if number <= bulk.BATCH else 2):
        bulk.insert(rows)
    written = dict(Entry.objects.filter(school=school).values_list("pk", "object_id"))
    assert written == {row.pk: row.object_id for row in rows}
    assert not any(row._state.adding for row in rows)


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"before": {"текст": "ё «»\U0001f44d", "of": [1, None, True, 0.5, {"a": {}}]}, "after": {}},
        {"account_id": 2**62, "course_id": None, "op_id": uuid4(), "reason": "с 'кавычками' и %s"},
    ],
)
def test_a_row_is_as_django_writes_it(columns: dict[str, Any]) -> None:
    school = make.make_school()
    ours, theirs = entry(school.pk, **columns), entry(school.pk, **columns)
    bulk.insert([ours])
    Entry.objects.bulk_create([theirs])
    assert values(Entry, ours.pk) == {**values(Entry, theirs.pk), "id": ours.pk}


def test_decimals_dates_and_empty_ones_are_as_django_writes_them() -> None:
    work, (student_id,) = work_with_students(1)
    of_lesson = {"school_id": work.school_id, "lesson_id": work.lesson_id, "course_id": work.course_id}
    works = [
        Work(**of_lesson, kind_id=work.kind_id, title="а", position=7, weight=Decimal("1.50")),
        Work(**of_lesson, kind_id=work.kind_id, title="б", position=8, weight=None),
    ]
    bulk.insert(works)
    assert [values(Work, one.pk)["weight"] for one in works] == [Decimal("1.50"), None]
    debt = mark(work, student_id, state="debt", debt_until=date(2026, 11, 27), first_set_at=None)
    bulk.insert([debt], unique=("school", "work", "student"))
    held = values(Mark, debt.pk)
    assert (held["debt_until"], held["first_set_at"], held["set_at"]) == (date(2026, 11, 27), None, MOMENT)


def test_a_row_that_is_there_takes_the_values_and_stays_whose_it_is() -> None:
    work, students = work_with_students(3)
    there = mark(work, students[1], value="3")
    there.save()
    rows = [mark(work, one, value="5", version=2) for one in students]
    bulk.insert(rows, unique=("school", "work", "student"))
    assert rows[1].pk == there.pk
    held = {one.pk: (one.student_id, one.value, one.version) for one in Mark.objects.all()}
    assert held == {row.pk: (row.student_id, "5", 2) for row in rows}


def test_the_database_still_refuses_and_nothing_is_announced() -> None:
    work, (student_id,) = work_with_students(1)
    heard: list[Any] = []

    def hear(sender: Any, **told: Any) -> None:
        heard.append(sender)

    post_save.connect(hear)
    try:
        bulk.insert([mark(work, student_id)])
    finally:
        post_save.disconnect(hear)
    assert not heard
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([mark(work, student_id)])
    bulk.insert([written := entry(work.school_id)])
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(pk=written.pk).update(reason="x")


def test_no_rows_with_keys_are_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        bulk.insert([])
