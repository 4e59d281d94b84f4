"""A closed year is read by the office and no longer changed; what lies after it goes on."""

from datetime import date, time

import pytest
from django.db import transaction

from letopis.kernel.errors import Refused
from letopis.kernel.roles import Role
from letopis.school.classes.actions import (
    create_class,
    create_subgroup,
    enrol,
    set_members,
    set_tutor,
    update_class,
)
from letopis.school.control.books import remove_row
from letopis.school.curriculum.actions import (
    add_planned_lesson,
    assign_teacher,
    create_course,
    create_plan,
    edit_planned_lesson,
    move_planned_lesson,
    remove_planned_lesson,
    replace_lessons,
    set_curriculum_hours,
    update_course,
    update_plan,
)
from letopis.school.curriculum.intake import LessonDraft, put_courses, put_teachers
from letopis.school.curriculum.models import CourseTeacher
from letopis.school.history.intake import Put
from letopis.school.history.tracking import all_tracked
from letopis.school.organisation.actions import set_bells, set_calendar_day, set_terms
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import AcademicYear
from letopis.school.people.models import Student
from letopis.school.timetable.actions import cancel_lesson, end_slot, generate_lessons
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
    half = make.make_subgroup(seven)
    pupil, slot = make.make_student(seven), make.make_slot(course, 1, 2)
    plan = make.make_plan(course)
    planned = list(plan.lessons.order_by("number"))
    hour = LessonDraft(topic="Степени")
    put_courses(operator, [Put.change(course)])  # nothing changes: nothing to refuse
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
        "terms": lambda: set_terms(operator, year_id=year.pk, kind="half_year", terms=[]),
        "a place in the week": lambda: end_slot(operator, slot_id=slot.pk, from_day=day),
        "a subgroup": lambda: create_subgroup(operator, class_id=seven.pk, division="Труд", name="1"),
        "who is in it": lambda: set_members(operator, subgroup_id=half.pk, student_ids=[pupil.pk], starts_on=day),
        "its removal": lambda: remove_row(operator, book="subgroup", row_id=half.pk),
        "a plan": lambda: update_plan(operator, plan_id=plan.pk, title="Новое", textbook=""),
        "another plan": lambda: create_plan(operator, course_ids=[course.pk]),
        "an hour": lambda: edit_planned_lesson(operator, lesson_id=planned[0].pk, draft=hour),
        "its place": lambda: move_planned_lesson(operator, lesson_id=planned[0].pk, to_number=2),
        "one hour more": lambda: add_planned_lesson(operator, plan_id=plan.pk, after_number=0, draft=hour),
        "one hour less": lambda: remove_planned_lesson(operator, lesson_id=planned[0].pk),
        "all hours": lambda: replace_lessons(operator, plan_id=plan.pk, sections=[], lessons=[hour]),
        "a stay": lambda: enrol(operator, student_id=someone.pk, class_id=seven.pk, starts_on=day),
    }
    close_year(operator, year_id=year.pk, even_if_open=True)
    for what, act in acts.items():
        with pytest.raises(Refused, match="закрыт") as refused, transaction.atomic():
            act()
        assert refused.value.code == "closed", what
    # Whoever is dismissed in summer took no day from it.
    row = CourseTeacher.objects.get(course=course)
    put = Put.change(row)
    row.ends_on = date(2027, 6, 30)
    put_teachers(operator, [put])
    reopen_year(operator, year_id=year.pk, reason="Ошибка в нагрузке")
    assert update_course(operator, course_id=course.pk, hours_per_week=5, scale="five").hours_per_week == 5


# What the journal holds of a year that is over is corrected within its own terms (JRN-05); stays are moved by orders,
# which ask for the day; checks and reports are a class teacher's word about people, not about a year; the next year may
# be prepared from a closed one; the checklists of a closed year refuse by themselves. A debt of a year is settled in
# the next one, and a family reads in summer what was decided of its child. A package of a year is built, copied and
# checked when the year is over.
OTHERWISE = {
    *("Lesson", "Homework", "HomeworkStudent", "HomeworkFile", "Work", "Mark", "Absence"),
    *("Membership", "DataCheck", "MovementReport", "NextClass", "YearStep"),
    *("AcademicDebt", "Retake", "Examiner", "Acknowledgement", "Package", "Copy", "Check"),
}


def test_every_official_table_of_a_year_says_how_its_year_is_found():
    """A new table of a year is protected with its year, or stands above with the reason."""

    def leads(model, depth=3):
        relations = [one for one in model._meta.concrete_fields if one.many_to_one and not one.null]
        if any(one.related_model is AcademicYear for one in relations):
            return True
        return depth > 0 and any(leads(one.related_model, depth - 1) for one in relations)

    found = {model.__name__ for model, one in all_tracked().items() if leads(model) and not one.of_year}
    assert found == OTHERWISE
    for model, one in all_tracked().items():
        target = model
        for name in filter(None, one.of_year.split("__")):
            target = target._meta.get_field(name).related_model
        assert not one.of_year or target is AcademicYear
