"""The timetable as people read it."""

from datetime import date

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay
from letopis.school.timetable import queries
from letopis.school.timetable.actions import generate_lessons
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("TT-01")]

TODAY = make.TODAY


@pytest.fixture
def reader(school):
    return make.nobody(school, Role.TEACHER)


@pytest.fixture
def maker(school):
    return make.nobody(school, Role.DISPATCHER)


def lessons_of(number, school):
    """`number` courses of 7А, each with one lesson on Monday, one room and one teacher each."""
    class_group = make.make_class(school, "7А")
    for n in range(number):
        course = make.make_course(class_group, f"Предмет {n}", teacher=make.make_staff(school))
        make.make_slot(course, n % 5 + 1, n // 5 + 1, room=make.make_room(school))
    generate_lessons(Actor.system(school.pk), year_id=make.year_of(school).pk)
    return class_group


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, school, reader, maker, number):
    class_group = lessons_of(number, school)
    year = class_group.year
    with django_assert_num_queries(5):
        week = queries.week(reader, year, "class", class_group.pk, TODAY)
    assert sum(len(cell.entries) for row in week.rows for cell in row.cells) == number
    with django_assert_num_queries(3):
        grid = queries.grid(maker, year, "class", class_group.pk, TODAY)
    assert sum(len(cell.entries) for row in grid.rows for cell in row.cells) == number
    with django_assert_num_queries(1):
        assert len(queries.choices(reader, year, "teacher")) == number
    with django_assert_num_queries(1):
        assert len(queries.choices(reader, year, "room")) == number


def test_a_week_of_a_teacher_shows_substitutions_both_ways(school, reader):
    sick, healthy = make.make_staff(school, "Климов Андрей Павлович"), make.make_staff(school)
    course = make.make_course(make.make_class(school), teacher=sick)
    make.make_lesson(course, staff=healthy, substituted_for=sick)
    for teacher in (sick, healthy):
        week = queries.week(reader, course.year, "teacher", teacher.pk, TODAY)
        entry = week.rows[2].cells[0].entries[0]
        assert entry.substituted_for == "Климов\u00a0А.\u00a0П."
        assert [each.lesson_id for each in queries.teacher_day(reader, teacher.pk, TODAY)] == [entry.lesson_id]


def test_notes_say_why_there_are_no_lessons(school, reader):
    class_group = lessons_of(5, school)
    year = class_group.year
    CalendarDay.objects.create(school=school, year=year, date=date(2026, 11, 4), kind=DayKind.HOLIDAY, name="Праздник")
    CalendarDay.objects.create(school=school, year=year, date=date(2027, 2, 20), kind=DayKind.WORKING, taught_as=1)
    generate_lessons(Actor.system(school.pk), year_id=year.pk)
    week = queries.week(reader, year, "class", class_group.pk, date(2026, 11, 5))
    assert [day.note for day in week.days] == ["", "", "Праздник", "", ""]
    week = queries.week(reader, year, "class", class_group.pk, date(2027, 2, 17))
    assert [day.note for day in week.days] == ["", "", "", "", "", "по расписанию понедельника"]
    assert week.rows[0].cells[5].entries[0].subject == "Предмет 0"
    assert week.rows[0].hours == "08:30–09:15"


def test_free_rooms(school, reader):
    taken, free = make.make_room(school, "101"), make.make_room(school, "102")
    make.make_lesson(make.make_course(make.make_class(school)), number=3, room=taken)
    assert [room.id for room in queries.free_rooms(reader, TODAY, 3)] == [free.pk]
    assert len(queries.free_rooms(reader, TODAY, 4)) == 2


def test_the_grid_shows_what_is_valid_that_day(school, maker):
    course = make.make_course(make.make_class(school))
    make.make_slot(course, 1, 1, ends_on=date(2026, 11, 22))
    make.make_slot(course, 2, 1, starts_on=TODAY)
    grid = queries.grid(maker, course.year, "class", course.class_group_id, TODAY)
    assert [len(cell.entries) for cell in grid.rows[0].cells] == [0, 1, 0, 0, 0]


def test_who_sees_the_timetable(school, reader):
    class_group = make.make_class(school)
    for role in (Role.TEACHER, Role.TUTOR, Role.DIRECTOR, Role.DEPUTY, Role.DISPATCHER):
        queries.week(make.nobody(school, role), class_group.year, "class", class_group.pk, TODAY)
    for role in (Role.STUDENT, Role.GUARDIAN, Role.EXTERNAL):
        with pytest.raises(NotVisible):
            queries.week(make.nobody(school, role), class_group.year, "class", class_group.pk, TODAY)
    with pytest.raises(Refused):
        queries.grid(reader, class_group.year, "class", class_group.pk, TODAY)
    stranger = make.nobody(make.make_school(), Role.TEACHER)
    with pytest.raises(NotVisible):
        queries.week(stranger, class_group.year, "class", class_group.pk, TODAY)
