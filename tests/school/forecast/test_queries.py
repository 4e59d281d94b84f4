"""Forecasts as pages read them: rights both ways, one figure on every page, drafts, numbers of queries (REP-03)."""

from datetime import date, timedelta

import pytest

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.forecast.model import LEVELS, UNRATED
from letopis.school.forecast.queries import child_outlook, class_outlook, course_outlook
from tests.factories import (
    TODAY,
    actor_of,
    make_class,
    make_course,
    make_guardian,
    make_lesson,
    make_mark,
    make_officer,
    make_staff,
    make_student,
    make_students,
    make_subgroup,
    make_work,
    make_work_kind,
)

pytestmark = [pytest.mark.django_db, pytest.mark.req("REP-03", "DIA-04")]


@pytest.fixture
def teacher(school):
    return make_staff(school)


@pytest.fixture
def seven(school, teacher):
    return make_class(school, "7А", tutor=teacher)


def taught(group, teacher, students, *, marks="4543", subject="Алгебра", **columns):
    """A course with a lesson for each mark, the last of them today, and four to come; every student is marked."""
    course = make_course(group, subject, teacher=teacher, **columns)
    for back, mark in enumerate(reversed(marks)):
        work = make_work(make_lesson(course, TODAY - timedelta(days=back), topic="Тема"))
        for student in students:
            make_mark(work, student, mark)
    for ahead in range(1, 5):
        make_lesson(course, TODAY + timedelta(days=ahead))
    return course


def test_the_same_figures_for_the_teacher_the_class_teacher_and_the_family(seven, teacher):
    students = make_students(seven, 3)
    course = taught(seven, teacher, students)
    weak = make_work(make_lesson(course, TODAY - timedelta(days=10), topic="Тема"))
    make_mark(weak, students[2], "2")
    parent = make_guardian(students[2])
    page = course_outlook(actor_of(teacher, Role.TEACHER), course.pk)
    assert (page.term, page.left, [line.student_id for line in page.lines][0]) == ("II четверть", 4, students[2].pk)
    line = page.lines[0]
    of_class = class_outlook(actor_of(teacher, Role.TUTOR), seven.pk)
    family = child_outlook(actor_of(parent, Role.GUARDIAN))
    assert of_class.subjects == ("Алгебра",)
    (first, *_) = of_class.students
    assert (first.student_id, first.subjects[0].outlook.chances) == (students[2].pk, line.outlook.chances)
    assert [one.outlook.chances for one in family.subjects] == [line.outlook.chances]
    assert family.subjects[0].marks == line.marks
    assert sum(line.outlook.chances.values()) == pytest.approx(1)
    # An earlier term's marks tell of the strength, not of the sum.
    assert line.outlook.known.number == 5


def test_whose_forecast_it_is(seven, teacher, school):
    course = taught(seven, teacher, [make_student(seven)])
    other = make_class(school, "7Б", tutor=make_staff(school))
    stranger = make_staff(school)
    make_course(other, teacher=stranger)
    deputy = actor_of(make_officer(school, Role.DEPUTY), Role.DEPUTY)
    assert course_outlook(deputy, course.pk).lines
    assert class_outlook(deputy, seven.pk).students
    for who in (actor_of(stranger, Role.TEACHER), actor_of(make_officer(school), Role.OPERATOR)):
        with pytest.raises(NotVisible):
            course_outlook(who, course.pk)
        with pytest.raises(NotVisible):
            class_outlook(who, seven.pk)
    with pytest.raises(NotVisible):
        class_outlook(actor_of(teacher, Role.TEACHER), other.pk)
    family = actor_of(make_guardian(make_student(other)), Role.GUARDIAN)
    with pytest.raises(NotVisible):
        child_outlook(family, seven.memberships.get().student_id)
    with pytest.raises(NotVisible):
        course_outlook(family, course.pk)


def test_drafts_are_in_no_figure_of_the_family(seven, teacher, school):
    students = make_students(seven, 2)
    course = taught(seven, teacher, students, marks="455")
    parent = actor_of(make_guardian(students[0]), Role.GUARDIAN)
    school.settings = {"draft_marks": True}
    school.save()
    lesson = make_lesson(course, TODAY - timedelta(days=1), 5, topic="Тема")
    before = child_outlook(parent).subjects[0]
    written = make_work_kind(school, "control", name="Контрольная", short_name="к/р", is_written=True, weight=3)
    draft = make_work(lesson, written)
    for student in students:
        make_mark(draft, student, "2")
    assert child_outlook(parent).subjects == (before,)
    teachers = course_outlook(actor_of(teacher, Role.TEACHER), course.pk).lines
    assert all(line.outlook.known.number == 4 for line in teachers)


def test_subgroups_pages_without_marks_and_a_term_that_is_over(seven, teacher, school):
    first, second = make_students(seven, 2)
    group = make_subgroup(seven, first)
    english = taught(seven, teacher, [first], subject="Английский язык", subgroup=group)
    unmarked = make_course(seven, "ОРКСЭ", teacher=teacher, scale="unmarked")
    own = actor_of(teacher, Role.TEACHER)
    assert [line.student_id for line in course_outlook(own, english.pk).lines] == [first.pk]
    assert course_outlook(own, unmarked.pk).lines == ()
    page = class_outlook(actor_of(teacher, Role.TUTOR), seven.pk)
    assert {one.student_id: one.subjects[0] is None for one in page.students} == {first.pk: False, second.pk: True}
    english.lessons.filter(date__gt=TODAY).update(is_cancelled=True)
    (line,) = course_outlook(own, english.pk).lines
    assert line.outlook.is_certain
    assert line.outlook.chances[line.outlook.now] == 1
    assert set(line.outlook.chances) == {UNRATED, *LEVELS}


@pytest.mark.parametrize("many", [1, 3, 30])
def test_numbers_of_queries(seven, teacher, many, django_assert_num_queries):
    students = make_students(seven, many)
    course = taught(seven, teacher, students)
    if many > 1:
        taught(seven, teacher, students, subject="Физика")
    parent = actor_of(make_guardian(students[0]), Role.GUARDIAN)
    own, tutor = actor_of(teacher, Role.TEACHER), actor_of(teacher, Role.TUTOR)
    with django_assert_num_queries(5):
        assert len(course_outlook(own, course.pk).lines) == many
    with django_assert_num_queries(9):
        assert len(class_outlook(tutor, seven.pk).students) == many
    with django_assert_num_queries(3):
        class_outlook(tutor, seven.pk)
    with django_assert_num_queries(8):
        assert len(child_outlook(parent).subjects) == (1 if many == 1 else 2)


def test_who_has_left_the_class_has_nothing_to_foresee(seven, school):
    student = make_student(seven, until=date(2026, 11, 20))
    deputy = actor_of(make_officer(school, Role.DEPUTY), Role.DEPUTY)
    assert child_outlook(deputy, student.pk).subjects == ()
