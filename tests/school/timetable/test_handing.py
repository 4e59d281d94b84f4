"""A course given to another: its lessons ahead follow at once, double-booking is asked about; who left is told of."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.roles import Role
from letopis.school.control.readiness import readiness
from letopis.school.curriculum.models import Course
from letopis.school.curriculum.queries import load_rows
from letopis.school.history.models import Entry
from letopis.school.people.models import Staff
from letopis.school.timetable.actions import cancel_lesson, generate_lessons, hand_over, substitute
from letopis.school.timetable.models import Lesson, WeeklySlot
from letopis.school.timetable.queries import load_of_those_who_left, load_to_hand_over, preview_generation
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-03", "TT-01")]
FIRST = date(2026, 11, 30)


class Hall:
    """Two teachers, a course of each on Mondays; a lesson of the first is given by a substitute, one is filled."""

    def __init__(self) -> None:
        self.school = make.make_school()
        self.old, self.new, self.third = (
            make.make_staff(self.school, name)
            for name in ("Орлова Елена Викторовна", "Климов Андрей Петрович", "Седова Анна Юрьевна")
        )
        group, other = make.make_class(self.school, "7А"), make.make_class(self.school, "7Б")
        self.course = make.make_course(group, teacher=self.old)
        self.busy = make.make_course(other, teacher=self.new)
        self.slot = make.make_slot(self.course, 1, 2)
        make.make_slot(self.course, 3, 4)
        make.make_slot(self.busy, 1, 2)
        self.office = make.actor_of(make.make_officer(self.school), Role.OPERATOR)
        generate_lessons(self.office, year_id=self.course.year_id)

    def lessons(self, course: Course | None = None) -> list[Lesson]:
        return list(Lesson.objects.filter(course=course or self.course).order_by("date", "number"))

    def give(self, **more: object) -> object:
        asked = {"course_ids": [self.course.pk], "staff_id": self.new.pk, "starts_on": FIRST}
        return hand_over(self.office, **asked | more)  # type: ignore[arg-type]


def test_lessons_ahead_are_the_new_teachers_at_once() -> None:
    h = Hall()
    ahead = [one for one in h.lessons() if one.date >= FIRST]
    given, filled, cancelled, *_ = ahead
    substitute(h.office, lesson_id=given.pk, staff_id=h.third.pk)
    cancel_lesson(h.office, lesson_id=cancelled.pk, reason="карантин")
    Lesson.objects.filter(pk=filled.pk).update(topic="Дроби", version=1, filled_at=make.moment_on(FIRST))
    handed = h.give(despite_clashes=True)
    assert (handed.courses, handed.lessons) == (1, len(ahead) - 2)  # type: ignore[attr-defined]
    after = {one.pk: one for one in h.lessons()}
    assert {one.staff_id for one in after.values() if one.date < FIRST} == {h.old.pk}
    assert (after[given.pk].staff_id, after[given.pk].substituted_for_id) == (h.third.pk, h.old.pk)
    assert after[filled.pk].staff_id == h.old.pk
    rest = [after[one.pk] for one in ahead if one.pk not in (given.pk, filled.pk)]
    assert {one.staff_id for one in rest} == {h.new.pk}
    # What the office had decided on is in the ledger; nothing is left for «renew the lessons» to do.
    assert Entry.objects.filter(action="hand_over", object_id=cancelled.pk).count() == 1
    assert preview_generation(h.office, h.course.year_id, FIRST).changed == 0


def test_double_booking_is_told_before_it_is_done() -> None:
    h = Hall()
    before = [(one.pk, one.staff_id) for one in h.lessons()]
    with pytest.raises(Refused) as refused:
        h.give()
    assert refused.value.code == "clash"
    assert refused.value.message.startswith(
        "Климов\u00a0А.\u00a0П. в это время уже ведёт: пн, 2-й урок — Алгебра, 7Б (с 30.11"
    )
    # The question is asked before: in the view's transaction nothing of it stays.
    assert [(one.pk, one.staff_id) for one in h.lessons()] == before
    assert not h.course.teachers.filter(staff=h.new).exists()
    h.give(staff_id=h.third.pk)
    assert {one.staff_id for one in h.lessons() if one.date >= FIRST} == {h.third.pk}


def test_a_place_that_names_the_leaver_follows_the_load() -> None:
    h = Hall()
    WeeklySlot.objects.filter(pk=h.slot.pk).update(staff=h.old)
    h.give(staff_id=h.third.pk)
    assert list(
        WeeklySlot.objects.filter(course=h.course, weekday=1).order_by("starts_on").values_list("staff_id", "ends_on")
    ) == [(h.old.pk, date(2026, 11, 29)), (None, None)]
    assert {one.staff_id for one in h.lessons() if one.date >= FIRST} == {h.third.pk}


def test_who_left_and_what_is_to_be_handed_over(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    h = Hall()
    assert load_of_those_who_left(h.office) == []
    Staff.objects.filter(pk=h.old.pk).update(dismissed_on=date(2026, 11, 20))
    with django_assert_num_queries(3):
        (held,) = load_of_those_who_left(h.office)
    ahead = sum(one.date >= make.TODAY for one in h.lessons())
    assert (held.staff_id, held.name, held.lessons, held.first_day) == (
        *(h.old.pk, "Орлова Елена Викторовна", ahead),
        make.TODAY,
    )
    assert [one.label for one in held.courses] == ["Алгебра, 7А"]
    assert readiness(h.office).courses_of_dismissed == 1
    (row,) = load_rows(h.office, year_id=h.course.year_id, course_id=h.course.pk)
    assert row.state == "left"
    h.give(staff_id=h.third.pk, starts_on=held.first_day)
    assert load_of_those_who_left(h.office) == []
    assert readiness(h.office).courses_of_dismissed == 0
    # A dismissal ahead: what comes from its day on.
    Staff.objects.filter(pk=h.third.pk).update(dismissed_on=date(2026, 12, 31))
    (held,) = load_of_those_who_left(h.office)
    assert held.first_day == date(2026, 12, 31)
    assert held.lessons == sum(one.date >= date(2026, 12, 31) for one in h.lessons())
    assert load_to_hand_over(h.office, make.make_staff(make.make_school()).pk) is None
    with pytest.raises(NotVisible):
        load_of_those_who_left(make.actor_of(h.new, Role.TEACHER))
