"""Plans of courses; one plan: constant numbers of queries."""

from datetime import date

import pytest

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.curriculum.queries import course_plans, plan_page
from tests.factories import (
    actor_of,
    make_class,
    make_course,
    make_curriculum_row,
    make_lesson,
    make_plan,
    make_school,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_staff(make_school(), "Кузьмина Анна Олеговна")


@pytest.fixture
def course(teacher):
    return make_course(make_class(teacher.school), teacher=teacher)


@pytest.mark.req("CUR-03")
@pytest.mark.parametrize("number", [1, 3, 30])
def test_courses_with_their_plans(number, teacher, django_assert_num_queries):
    for serial in range(number):
        course = make_course(make_class(teacher.school, f"{serial % 11 + 1}{chr(1040 + serial)}"), teacher=teacher)
        plan = make_plan(course)
        make_lesson(course, date(2026, 9, 2), planned_lesson=plan.lessons.first())
    make_curriculum_row(course.class_group, hours=4)
    actor = actor_of(teacher, Role.TEACHER)
    with django_assert_num_queries(2):
        rows = course_plans(actor, year_id=course.year_id)
    assert len(rows) == number
    row = next(row for row in rows if row.course_id == course.pk)
    weeks = 33 if course.class_group.grade == 1 else 34
    assert (row.hours.planned, row.hours.load, row.hours.curriculum) == (3, 3 * weeks, 4 * weeks)
    assert (row.held, row.hours.agree, row.teachers) == (1, False, ("Кузьмина\u00a0А.\u00a0О.",))


@pytest.mark.req("CUR-02")
@pytest.mark.parametrize("number", [1, 3, 30])
def test_a_plan_page(number, course, teacher, django_assert_num_queries):
    plan = make_plan(course, *(f"Тема {serial}" for serial in range(number)))
    make_lesson(course, date(2026, 9, 2), planned_lesson=plan.lessons.first())
    actor = actor_of(teacher, Role.TEACHER)
    with django_assert_num_queries(7):
        page = plan_page(actor, plan.pk)
    assert (page.count, page.editable) == (number, True)
    assert page.sections[0].rows[0].held[0].date == date(2026, 9, 2)
    assert page.courses[0].name == "Алгебра · 7А"


@pytest.mark.req("ACC-01")
def test_who_sees_a_plan(course, teacher):
    plan = make_plan(course)
    colleague = make_staff(course.school)
    assert not plan_page(actor_of(colleague, Role.DEPUTY), plan.pk).editable
    assert plan_page(actor_of(colleague, Role.OPERATOR), plan.pk).editable
    hidden = [(colleague, Role.TEACHER), (colleague, Role.TUTOR), (make_staff(make_school()), Role.OPERATOR)]
    for card, role in hidden:
        with pytest.raises(NotVisible):
            plan_page(actor_of(card, role), plan.pk)
        assert course_plans(actor_of(card, role), year_id=course.year_id) == []
