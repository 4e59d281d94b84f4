"""A closed year is read by the office and no longer changed; what lies after it goes on."""

from datetime import date, time

import pytest

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import create_class, enrol, set_tutor, update_class
from letopis.school.curriculum.actions import assign_teacher, create_course, set_curriculum_hours, update_course
from letopis.school.curriculum.intake import put_teachers
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.intake import Put
from letopis.school.organisation.actions import set_bells, set_calendar_day
from letopis.school.organisation.enums import DayKind
from letopis.school.people.models import Student
from letopis.school.timetable.actions import cancel_lesson, generate_lessons
from letopis.school.years.actions import close_year, reopen_year
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("ORG-01")]


def test_the_office_changes_nothing_of_a_closed_year(school):
    operator = make.actor_of(make.make_officer(school), Role.OPERATOR)
    teacher, seven = make.make_staff(school), make.make_class(school, "7А")
    course = make.make_course(seven, "Алгебра", teacher=teacher)
    lesson, year = make.make_lesson(course), seven.year
    subject = make.make_subject(school, "Физика")
    someone = Student.objects.create(school=school, person=make.make_person(school))
    day = date(2027, 4, 5)
    acts = {
        "a day": lambda: set_calendar_day(operator, year_id=year.pk, day=day, kind=DayKind.DAY_OFF),
        "bells": lambda: set_bells(operator, year_id=year.pk, name="Ещё", periods={1: (time(8), time(8, 40))}),
        "a class": lambda: create_class(operator, year_id=year.pk, scheme_id=seven.scheme_id, name="7В"),
        "its name": lambda: update_class(operator, class_id=seven.pk, scheme_id=seven.scheme_id, name="7Г"),
        "its tutor": lambda: set_tutor(operator, class_id=seven.pk, staff_id=teacher.pk, starts_on=day),
        "hours": lambda: set_curriculum_hours(
            operator, class_group_id=seven.pk, subject_id=subject.pk, hours_per_week=2
        ),
        "a course": lambda: create_course(
            operator, class_group_id=seven.pk, subject_id=subject.pk, hours_per_week=2, starts_on=day
        ),
        "its hours": lambda: update_course(operator, course_id=course.pk, hours_per_week=5, scale="five"),
        "its teacher": lambda: assign_teacher(
            operator, course_id=course.pk, staff_id=make.make_staff(school).pk, starts_on=day
        ),
        "lessons": lambda: generate_lessons(operator, year_id=year.pk),
        "a lesson": lambda: cancel_lesson(operator, lesson_id=lesson.pk),
        "a stay": lambda: enrol(operator, student_id=someone.pk, class_id=seven.pk, starts_on=day),
    }
    close_year(operator, year_id=year.pk, even_if_open=True)
    for what, act in acts.items():
        with pytest.raises(Refused, match="закрыт") as refused:
            act()
        assert refused.value.code == "closed", what
    # Whoever is dismissed in summer took no day from it.
    row = CourseTeacher.objects.get(course=course)
    put = Put.change(row)
    row.ends_on = date(2027, 6, 30)
    put_teachers(operator, [put])
    reopen_year(operator, year_id=year.pk, reason="Ошибка в нагрузке")
    assert update_course(operator, course_id=course.pk, hours_per_week=5, scale="five").hours_per_week == 5
