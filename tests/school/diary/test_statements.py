"""The diary's statements give what their querysets give, whatever lies in the base and whatever is asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from letopis.kernel.actor import Actor
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.kernel.statements import Statement
from letopis.school.classes.models import ClassGroup, Membership, SubgroupMembership
from letopis.school.diary import calendar, children, period_marks, rows
from letopis.school.diary.models import DiaryView
from letopis.school.lessons.models import HomeworkFile, HomeworkStudent
from letopis.school.organisation.enums import DayKind
from letopis.school.organisation.models import CalendarDay, Vacation
from letopis.school.people.models import Student
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.factories import TODAY, moment_on

pytestmark = [pytest.mark.django_db, pytest.mark.req("DIA-01", "DIA-02", "DIA-04")]
# Days around the one that is asked, in its week and out of it.
near = st.integers(-9, 9).map(lambda days: TODAY + timedelta(days=days))
lessons_drawn = st.lists(
    st.fixed_dictionaries(
        {
            "day": near,
            "number": st.integers(1, 7),
            "course": st.integers(0, 3),
            "is_cancelled": st.booleans(),
            "mark": st.sampled_from(["", "5", "2", "н/а"]),
            "comment": st.sampled_from(["", "Верно"]),
            "absence": st.sampled_from(["", "Б", "ОП"]),
            "task": st.sampled_from(["", "§ 7", "файл", "лично"]),
            "due": st.none() | st.integers(0, 9),
            "set_days_ago": st.integers(0, 20),
        }
    ),
    min_size=1,
    max_size=10,
    unique_by=lambda one: (one["day"], one["number"], one["course"]),
)


def same(one: "Statement[..., Any]", **values: Any) -> list[Any]:
    """The rows, which are those of the queryset in the same order where it has one."""
    found, plain = one(**values), list(one.queryset(**values))
    assert sorted(found, key=repr) == sorted(plain, key=repr), one.name
    assert not one.queryset(**values).query.order_by or found == plain, one.name
    return found


def fill(class_group: ClassGroup, child: Student, drawn: list[dict[str, Any]]) -> None:
    """Lessons with what is drawn for each; the last two courses are of subgroups, the child is in one of them."""
    subgroups = [make.make_subgroup(class_group, name=name) for name in ("1 группа", "2 группа")]
    teacher = make.make_staff(class_group.school)
    courses = [
        make.make_course(class_group, f"Предмет {number}", teacher=teacher, subgroup=subgroup)
        for number, subgroup in enumerate((None, None, *subgroups))
    ]
    SubgroupMembership.objects.create(
        school=class_group.school, subgroup=subgroups[0], student=child, starts_on=TODAY - timedelta(days=2)
    )
    made: list[Lesson] = []
    for one in drawn:
        lesson = make.make_lesson(
            courses[one["course"]], one["day"], one["number"], is_cancelled=one["is_cancelled"], topic="Тема"
        )
        made.append(lesson)
        if one["mark"] or one["comment"]:
            set_at = moment_on(TODAY - timedelta(days=one["set_days_ago"]))
            work = make.make_work(lesson, title=one["comment"])
            make.make_mark(work, child, one["mark"], comment=one["comment"], set_at=set_at)
        if one["absence"]:
            make.make_absence(lesson, child, one["absence"])
    for one, lesson in zip(drawn, made, strict=True):
        if one["task"]:
            due = made[one["due"] % len(made)] if one["due"] is not None else None
            due = due if due and due.course_id == lesson.course_id else None
            _set(lesson, child, one["task"], due)


def _set(lesson: Lesson, child: Student, task: str, due: Lesson | None) -> None:
    homework = make.make_homework(lesson, task, due=due, is_for_all=task != "лично")
    if task == "лично":
        HomeworkStudent.objects.create(school=child.school, homework=homework, student=child)
    if task == "файл":
        for number in range(2):
            HomeworkFile.objects.create(
                school=child.school,
                homework=homework,
                file="x",
                name=f"{number}.pdf",
                content_type="application/pdf",
                size=number,
                is_removed=bool(number),
            )


class TestRows(TestCase):
    """Two classes that the child was in, another child of the family, and what is drawn."""

    @settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
    @given(drawn=lessons_drawn, moved=near, monday=near, seen=st.none() | near, next_after=st.none() | near)
    def test_whatever_is_there(
        self, drawn: list[dict[str, Any]], moved: date, monday: date, seen: date | None, next_after: date | None
    ) -> None:
        school = make.make_school()
        seven_a, seven_b = make.make_class(school, "7А"), make.make_class(school, "7Б")
        child = make.make_student(seven_a, until=moved)
        Membership.objects.create(
            school=school, student=child, class_group=seven_b, starts_on=moved + timedelta(days=1)
        )
        other = make.make_student(seven_b)
        guardian = make.make_guardian(child, other)
        fill(seven_a, child, drawn)
        year = seven_a.year
        Vacation.objects.create(
            school=school, year=year, name="Каникулы", starts_on=moved, ends_on=moved + timedelta(days=3), grades=[7]
        )
        CalendarDay.objects.create(school=school, year=year, date=monday, kind=DayKind.HOLIDAY, name="Праздник")
        actor = make.actor_of(guardian, Role.GUARDIAN)
        if seen:
            at = moment_on(seen)
            DiaryView.objects.create(
                school=school, account_id=actor.account_id or 0, student=child, seen_at=at, new_since=at
            )

        self.everybody(actor, child, seven_a)
        self.of_days(school.pk, child, [seven_a.pk, seven_b.pk], monday, next_after)
        since, of_children = moment_on(seen or TODAY), [child.pk, other.pk]
        span = {"first": monday, "last": monday + timedelta(days=6)}
        same(rows._marks, school=school.pk, students=of_children, student=child.pk, after=since, **span)
        same(rows._missed, school=school.pk, student=child.pk, **span)
        same(calendar._rows, school=school.pk, student=child.pk, **span)
        of_child = {"school": school.pk, "student": child.pk, "class_group": seven_a.pk}
        same(period_marks._of_year, **of_child, day=monday, year=seven_a.year.name)

    def everybody(self, actor: Actor, child: Student, class_group: ClassGroup) -> None:
        """Whose diaries each role reads; the guardian those of two, a stranger's child never."""
        make.make_student(class_group)
        read = same(children._rows, actor=actor, day=TODAY, student=None)
        assert len({row[0] for row in read}) == 2
        cards = {"account_id": 1, "person_id": 1, "staff_id": 1, "student_id": child.pk, "guardian_id": 1}
        for role in ROLES_OF_PEOPLE:
            asked = make.nobody(child.school, role, **cards)
            for student in (None, child.pk, child.pk + 1):
                same(children._rows, actor=asked, day=TODAY, student=student)

    def of_days(self, school: int, child: Student, classes: list[int], monday: date, after: date | None) -> None:
        """Lessons, and the tasks of them; of no class and no lesson nothing."""
        span = {"first": monday, "last": monday + timedelta(days=6), "next_after": after}
        earliest = min(monday, after or monday)
        for asked in (classes, classes[:1], []):
            found = same(rows._lessons, school=school, student=child.pk, classes=asked, earliest=earliest, **span)
            ids, courses = [row[0] for row in found], {row[5] for row in found}
            tasks = {"school": school, "student": child.pk, "courses": courses}
            same(rows._tasks, lessons=ids, last=monday + timedelta(days=6), **tasks)
        assert not found
