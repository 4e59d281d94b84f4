"""The statements of a page over generated pages: the rows of their querysets, each period as the year has it."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from letopis.kernel.statements import Statement
from letopis.school.curriculum.models import Course
from letopis.school.journal.queries import changes as changes_of
from letopis.school.journal.queries import grid as grid_of
from letopis.school.journal.queries import pages
from letopis.school.journal.queries.grid import grid
from letopis.school.lessons.queries import lessons, rosters
from letopis.school.marks.queries import roster
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("JRN-01", "CUR-05")]
FIRST, LAST = date(2026, 9, 1), date(2027, 5, 31)
PERIODS = ("", "half-1", "half-2", "year")
# A lesson: its day of the year, its number, whether it is held, which of the plan it took, if any, has a work, marks.
LESSONS = st.lists(
    st.tuples(
        st.integers(0, 250),
        st.integers(1, 3),
        st.booleans(),
        st.none() | st.integers(1, 6),
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["5", "2", "", "н/а"]), st.booleans()), max_size=3),
    ),
    max_size=12,
    unique_by=lambda one: one[:2],
)


def made(drawn: list[tuple[int, int, bool, int | None, bool, list[tuple[int, str, bool]]]]) -> Scene:
    """A page with what was drawn."""
    s = scene()
    plan = make.make_plan(s.course, *(f"Тема {number}" for number in range(1, 9)))
    make.make_subgroup(s.class_group, *s.students[:2])
    for offset, number, is_held, planned, has_work, marks in drawn:
        taken = plan.lessons.get(number=planned) if planned else None
        more = {"planned_lesson": taken, "topic": taken.topic} if taken else {}
        day = FIRST + timedelta(days=offset)
        if (day, number) == (s.lesson.date, s.lesson.number):
            continue
        lesson = make.make_lesson(s.course, day, number=number, is_cancelled=not is_held, **more)
        work = make.make_work(lesson, is_removed=not has_work)
        for student, value, is_debt in {one[0]: one for one in marks}.values():
            until = day + timedelta(days=7) if is_debt else None
            make.make_mark(work, s.students[student], value=value, state="debt" if is_debt else "", debt_until=until)
            make.make_absence(lesson, s.students[student])
    return s


def same(one: "Statement[..., object]", *args: object) -> None:
    assert sorted(map(repr, one(*args))) == sorted(map(repr, one.queryset(*args)))


class TestPages(TestCase):
    @settings(max_examples=25)
    @given(drawn=LESSONS)
    def test_rows_are_those_of_the_querysets(self, drawn: list[object]) -> None:
        s = made(drawn)  # type: ignore[arg-type]
        school, course = s.school.pk, s.course.pk
        plan = Course.objects.get(pk=course).plan_id
        for first, last in ((FIRST, LAST), (date(2026, 11, 5), date(2026, 12, 30)), (LAST, LAST)):
            for one in (grid_of._held, grid_of._live_works, grid_of._marks):
                same(one, school, course, first, last)
            same(rosters._divided, school, s.class_group.pk, first, last)
        for staff in (s.teacher.pk, s.tutor.pk, 0):
            same(pages._pages, school, staff, course, make.TODAY)
            same(changes_of._pages, school, staff, make.TODAY, course, 0)
        same(lessons._held, school, course)
        same(lessons._planned, school, plan, 2, 5)
        page = (school, s.class_group.pk, None, course, s.course.subject_id, s.course.year_id)
        same(roster._members, *page, FIRST, LAST, [s.students[0].pk])
        same(roster._members, *page, FIRST, LAST, [])
        for one in (changes_of._works, changes_of._marks, changes_of._absences, changes_of._of_tasks):
            same(one, school, list(range(50)))
            same(one, school, [])

    @settings(max_examples=40)
    @given(drawn=LESSONS)
    def test_a_period_says_of_a_lesson_what_the_year_says(self, drawn: list[object]) -> None:
        """Only the lessons that count are read of what was before a period, and of the plan only what is shown."""
        s = made(drawn)  # type: ignore[arg-type]
        year = {one.id: one for one in grid(s.actor, s.course.pk, "year").lessons}
        for period in (*PERIODS, *(one.id for one in grid(s.actor, s.course.pk).periods)):
            document = grid(s.actor, s.course.pk, period)
            bounds = document.period.starts_on, document.period.ends_on
            assert document.lessons == [one for one in year.values() if bounds[0] <= one.date <= bounds[1]]
            shown = {one.id for one in document.lessons}
            assert {one.lesson_id for one in document.works} <= shown
            assert {one.lesson_id for one in document.absences} <= shown
            assert {one.work_id for one in document.marks} <= {one.id for one in document.works}
