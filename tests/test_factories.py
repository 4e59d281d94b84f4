"""The factories make a school that stands."""

import pytest

from tests import factories as make


@pytest.mark.django_db
def test_a_small_school() -> None:
    school = make.make_school()
    teacher = make.make_staff(school, "Орлова Елена Викторовна")
    class_group = make.make_class(school, "7А", tutor=teacher)
    pupils = make.make_students(class_group, 3)
    course = make.make_course(class_group, teacher=teacher)
    make.make_plan(course)
    lesson = make.make_lesson(course)
    mark = make.make_mark(make.make_work(lesson), pupils[0])

    assert lesson.staff == teacher
    assert teacher.person.initials == "Орлова\u00a0Е.\u00a0В."
    assert [m.student for m in class_group.memberships.order_by("id")] == pupils
    assert mark.course == course
