"""Lessons of a year from grid, calendar and bells."""

from datetime import date, time

import pytest

from letopis.kernel.actor import Actor
from letopis.kernel.dates import days_between
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import BellPeriod, BellSchedule, CalendarDay, Vacation
from letopis.school.organisation.queries import calendar_of
from letopis.school.organisation.rules import grid_weekday
from letopis.school.timetable.actions import generate_lessons
from letopis.school.timetable.models import Lesson
from letopis.school.timetable.queries import preview_generation
from tests import factories as make
from tests.school.journal.scene import YEAR_TURN

pytestmark = [pytest.mark.django_db, pytest.mark.req("TT-01")]

MONDAY, SATURDAY = 1, 6
START = make.YEAR_START


def system(school):
    return Actor.system(school.pk)


def generate(school, from_day=None):
    return generate_lessons(system(school), year_id=make.year_of(school).pk, from_day=from_day)


@pytest.fixture
def course():
    school = make.make_school()
    return make.make_course(make.make_class(school, "7А"), teacher=make.make_staff(school))


def dates(course):
    return list(Lesson.objects.filter(course=course).values_list("date", flat=True))


def test_lessons_of_a_year_follow_the_terms_and_bells(course):
    slot = make.make_slot(course, MONDAY, 2, room=make.make_room(course.school, "204"))
    counts = generate(course.school)
    lesson = Lesson.objects.filter(course=course).first()
    assert counts.created == Lesson.objects.count() == 34
    assert (lesson.date, lesson.number) == (date(2026, 9, 7), 2)
    assert (lesson.starts_at, lesson.ends_at) == (time(9, 25), time(10, 10))
    assert lesson.room == slot.room
    assert lesson.staff_id == course.teachers.get().staff_id
    assert lesson.class_group_id == course.class_group_id
    assert date(2026, 10, 26) not in dates(course), "between the quarters"
    assert max(dates(course)) == date(2027, 5, 24)


def test_a_second_generation_changes_nothing(course):
    make.make_slot(course, MONDAY, 2)
    generate(course.school)
    again = generate(course.school, START)
    assert again.is_nothing
    assert again.kept == 34


def test_a_transferred_saturday_is_taught_by_mondays_grid(course):
    year = course.year
    make.make_slot(course, MONDAY, 2)
    CalendarDay.objects.create(
        school=course.school, year=year, date=date(2027, 2, 20), kind=DayKind.WORKING, taught_as=MONDAY
    )
    CalendarDay.objects.create(school=course.school, year=year, date=date(2027, 2, 22), kind=DayKind.DAY_OFF)
    generate(course.school)
    assert date(2027, 2, 20) in dates(course)
    assert date(2027, 2, 22) not in dates(course)


def test_additional_vacations_are_the_first_grades_only(course):
    first = make.make_course(make.make_class(course.school, "1А"), "Математика")
    Vacation.objects.create(
        school=course.school,
        year=course.year,
        name="Дополнительные каникулы",
        starts_on=date(2027, 2, 15),
        ends_on=date(2027, 2, 19),
        grades=[1],
    )
    for each in (course, first):
        make.make_slot(each, MONDAY, 1)
    generate(course.school)
    assert date(2027, 2, 15) in dates(course)
    assert date(2027, 2, 15) not in dates(first)


def test_first_grade_has_its_own_bells_until_december(course):
    first = make.make_course(make.make_class(course.school, "1А"), "Математика")
    bells = BellSchedule.objects.create(
        school=course.school,
        year=course.year,
        name="1 классы",
        grades=[1],
        starts_on=START,
        ends_on=date(2026, 12, 31),
    )
    BellPeriod.objects.create(school=course.school, schedule=bells, number=1, starts_at=time(8, 30), ends_at=time(9, 5))
    for each in (course, first):
        make.make_slot(each, MONDAY, 1)
    generate(course.school)
    assert Lesson.objects.get(course=first, date=date(2026, 9, 7)).ends_at == time(9, 5)
    assert Lesson.objects.get(course=course, date=date(2026, 9, 7)).ends_at == time(9, 15)
    assert Lesson.objects.get(course=first, date=date(2027, 1, 11)).ends_at == time(9, 15)


def filled(lesson, how):
    if how == "topic":
        Lesson.objects.filter(pk=lesson.pk).update(topic="Одночлен", filled_at="2026-11-23T08:00Z")
    elif how == "version":
        Lesson.objects.filter(pk=lesson.pk).update(version=1)
    elif how == "attendance":
        Lesson.objects.filter(pk=lesson.pk).update(attendance_taken_at="2026-11-23T08:00Z")
    elif how == "mark":
        make.make_mark(make.make_work(lesson), make.make_student(lesson.class_group))
    elif how == "absence":
        make.make_absence(lesson, make.make_student(lesson.class_group))
    else:
        make.make_homework(lesson)


@pytest.mark.parametrize("how", ["topic", "version", "attendance", "mark", "absence", "homework"])
def test_a_filled_lesson_is_never_touched(course, how):
    slot = make.make_slot(course, MONDAY, 2)
    generate(course.school)
    lesson = Lesson.objects.get(course=course, date=make.TODAY)
    filled(lesson, how)
    before = Lesson.objects.filter(pk=lesson.pk).values().get()
    slot.number, slot.room = 5, make.make_room(course.school)
    slot.save()
    counts = generate(course.school)
    assert Lesson.objects.filter(pk=lesson.pk).values().get() == before
    assert counts.kept == 1
    assert not Lesson.objects.filter(course=course, date=make.TODAY, number=5).exists(), "the lesson was held"
    assert Lesson.objects.filter(course=course, date=date(2026, 11, 30), number=5).exists()


def test_the_past_is_left_alone_unless_asked_for(course):
    slot = make.make_slot(course, MONDAY, 2)
    generate(course.school)
    slot.number = 3
    slot.save()
    generate(course.school)
    numbers = dict(Lesson.objects.filter(course=course).values_list("date", "number"))
    assert numbers[date(2026, 11, 16)] == 2
    assert numbers[make.TODAY] == 3
    generate(course.school, START)
    assert Lesson.objects.get(course=course, date=date(2026, 11, 16)).number == 3


def test_a_moved_lesson_keeps_what_is_due_at_it(course):
    slot = make.make_slot(course, MONDAY, 2)
    make.make_slot(course, 3, 1)
    generate(course.school)
    today = Lesson.objects.get(course=course, date=make.TODAY)
    due = Lesson.objects.get(course=course, date=date(2026, 11, 30))
    homework = make.make_homework(today, due=due)
    slot.weekday = 2
    slot.save()
    counts = generate(course.school)
    due.refresh_from_db()
    homework.refresh_from_db()
    assert due.date == date(2026, 12, 1)
    assert homework.due_lesson_id == due.pk
    assert counts.moved > 0
    assert counts.removed == 0
    assert counts.created == 1, "today's was held on Monday, tomorrow's is new"


def test_an_ended_slot_deletes_its_lessons_and_cancels_those_something_is_due_at(course):
    slot = make.make_slot(course, MONDAY, 2)
    generate(course.school)
    today = Lesson.objects.get(course=course, date=make.TODAY)
    due = Lesson.objects.get(course=course, date=date(2026, 11, 30))
    make.make_homework(today, due=due)
    slot.ends_on = make.TODAY
    slot.save()
    counts = generate(course.school)
    due.refresh_from_db()
    assert due.is_cancelled
    assert counts.cancelled == 1
    assert Lesson.objects.filter(course=course, date__gt=make.TODAY).count() == 1
    slot.ends_on = None
    slot.save()
    generate(course.school)
    due.refresh_from_db()
    assert not due.is_cancelled, "wanted again"


def test_the_teacher_is_who_teaches_the_course_that_day(course):
    new = make.make_staff(course.school)
    CourseTeacher.objects.filter(course=course).update(ends_on=date(2026, 11, 29))
    CourseTeacher.objects.create(school=course.school, course=course, staff=new, starts_on=date(2026, 11, 30))
    make.make_slot(course, MONDAY, 2)
    generate(course.school)
    assert Lesson.objects.get(course=course, date=make.TODAY).staff_id != new.pk
    assert Lesson.objects.get(course=course, date=date(2026, 11, 30)).staff == new


def test_odd_and_even_weeks(course):
    make.make_slot(course, MONDAY, 1, parity=2)
    generate(course.school)
    assert dates(course)[:2] == [date(2026, 9, 7), date(2026, 9, 21)]


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SYSTEM_ADMINISTRATOR, Role.DISPATCHER, Role.STUDY_OFFICE])
def test_the_office_generates(course, role):
    actor = make.actor_of(make.make_officer(course.school, role), role)
    make.make_slot(course, MONDAY, 1)
    assert preview_generation(actor, course.year_id).created == 34
    assert not Lesson.objects.exists(), "a preview changes nothing"
    assert generate_lessons(actor, year_id=course.year_id).created == 34


@pytest.mark.parametrize("role", [Role.TEACHER, Role.TUTOR, Role.DIRECTOR, Role.DEPUTY])
def test_readers_do_not_generate(course, role):
    with pytest.raises(Refused):
        generate_lessons(make.actor_of(make.make_staff(course.school), role), year_id=course.year_id)


def test_another_schools_year_does_not_exist(course):
    stranger = make.actor_of(make.make_officer(make.make_school()), Role.OPERATOR)
    with pytest.raises(NotVisible):
        generate_lessons(stranger, year_id=course.year_id)


def test_families_do_not_generate(course):
    student = make.make_student(course.class_group)
    with pytest.raises(NotVisible):
        generate_lessons(make.actor_of(student, Role.STUDENT), year_id=course.year_id)


@pytest.mark.parametrize("classes", [1, 3])
def test_the_number_of_queries_does_not_grow(django_assert_num_queries, course, classes):
    for number in range(classes):
        other = make.make_course(make.make_class(course.school, f"8-{number}"), teacher=make.make_staff(course.school))
        make.make_slot(other, MONDAY, 1)
    generate(course.school)
    with django_assert_num_queries(20 + YEAR_TURN):
        assert generate(course.school).is_nothing


def test_a_school_of_24_classes(course):
    """School-17's shape: 24 classes of 30 lessons a week; the year's lessons are counted, not timed."""
    school = course.school
    teachers = [make.make_staff(school) for _ in range(40)]
    for n in range(24):
        class_group = make.make_class(school, f"{n % 11 + 1}{'БВГ'[n // 11]}")
        for subject in range(6):
            each = make.make_course(class_group, f"Предмет {subject}", teacher=teachers[(n + subject) % 40])
            for weekday in range(1, 6):
                make.make_slot(each, weekday, subject + 1)
    days = sum(
        grid_weekday(calendar_of(course.year), day, grade=7, scheme_id=course.class_group.scheme_id) is not None
        for day in days_between(START, make.YEAR_END)
    )
    assert generate(school).created == 24 * 6 * days == Lesson.objects.count()
    assert days == 172
