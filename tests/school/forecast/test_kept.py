"""The forecast of a class is the same one until something changes that it follows from, and never an older one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from letopis.kernel.errors import NotVisible
from letopis.kernel.roles import Role
from letopis.school.classes.models import Membership
from letopis.school.forecast.kept import Kept
from letopis.school.forecast.queries import CLASSES, COURSES, ClassPage, class_outlook
from letopis.school.organisation.actions import change_settings
from tests import factories as make
from tests.school.journal import scene as of_journal
from tests.school.journal.scene import Scene, one

pytestmark = [pytest.mark.django_db, pytest.mark.req("REP-03")]


@pytest.fixture
def s() -> Scene:
    made = of_journal.marked_scene(3)
    for ahead in range(1, 5):
        make.make_lesson(made.course, make.TODAY + timedelta(days=ahead))
    return made


def of_tutor(s: Scene) -> ClassPage:
    return class_outlook(make.actor_of(s.tutor, Role.TUTOR), s.class_group.pk)


def figures(page: ClassPage) -> list[Any]:
    return [
        (one.student_id, [subject and (subject.outlook.chances, subject.outlook.left) for subject in one.subjects])
        for one in page.students
    ]


def mark(s: Scene) -> None:
    one(s.actor, of_journal.mark(s.work, s.student, "2", base=1))


def topic(s: Scene) -> None:
    """Today's lesson is behind as soon as it has a topic."""
    one(s.actor, of_journal.topic(s.lesson, "Одночлен", reason="Свой план", base=s.lesson.version))


def settings(s: Scene) -> None:
    operator = make.actor_of(make.make_officer(s.school, Role.OPERATOR), Role.OPERATOR)
    change_settings(operator, values={"term_mark_least": "7"})


@pytest.mark.parametrize("change", [mark, topic, settings])
def test_it_is_kept_until_something_changes(s: Scene, change: Callable[[Scene], None]) -> None:
    before = of_tutor(s)
    assert of_tutor(s) is before
    change(s)
    after = of_tutor(s)
    assert after is not before
    assert figures(after) != figures(before)
    CLASSES.clear()
    COURSES.clear()
    assert figures(of_tutor(s)) == figures(after)


def test_after_a_mark_the_other_subjects_are_those_that_were_kept(s: Scene) -> None:
    other = make.make_course(s.class_group, subject="Физика", teacher=s.teacher)
    make.make_mark(make.make_work(make.make_lesson(other, number=5)), s.student)
    before = {student.student_id: student.subjects for student in of_tutor(s).students}
    mark(s)
    page = of_tutor(s)
    for student in page.students:
        kept = [now is then for now, then in zip(student.subjects, before[student.student_id], strict=True)]
        assert kept == [name == "Физика" for name in page.subjects]


def test_a_mark_on_a_page_that_a_student_has_left_is_news_too(s: Scene) -> None:
    student = make.make_student(s.class_group, since=make.TODAY - timedelta(days=7))
    other = make.make_class(s.school, "7Б")
    Membership.objects.create(
        school=s.school,
        student=student,
        class_group=other,
        starts_on=make.TODAY - timedelta(days=60),
        ends_on=make.TODAY - timedelta(days=8),
    )
    teacher = make.make_staff(s.school)
    page = make.make_course(other, s.course.subject.name, teacher=teacher)
    work = make.make_work(make.make_lesson(page, make.TODAY - timedelta(days=10)))
    before = of_tutor(s)
    answer = one(make.actor_of(teacher, Role.TEACHER), of_journal.mark(work, student, "2"))
    assert answer["status"] == "applied"
    assert figures(of_tutor(s)) != figures(before)


def test_who_may_read_it_is_asked_each_time(s: Scene) -> None:
    of_tutor(s)
    with pytest.raises(NotVisible):
        class_outlook(make.actor_of(make.make_staff(s.school), Role.TUTOR), s.class_group.pk)
    with pytest.raises(NotVisible):
        class_outlook(make.actor_of(make.make_staff(make.make_school()), Role.TUTOR), s.class_group.pk)


def test_the_next_day_and_after_ten_minutes_it_is_read_anew(s: Scene, moment: time_machine.Traveller) -> None:
    before = of_tutor(s)
    moment.shift(11 * 60)
    later = of_tutor(s)
    assert later is not before
    assert figures(later) == figures(before)
    moment.shift(24 * 3600)
    assert figures(of_tutor(s)) != figures(before)


def test_of_many_those_asked_for_last_stay() -> None:
    kept: Kept[str] = Kept(most=2)
    for key in ("one", "two", "one", "three"):
        kept.get(key, 1, lambda key=key: f"{key}, made")  # type: ignore[misc]
    assert kept.get("one", 1, lambda: "anew") == "one, made"
    assert kept.get("two", 1, lambda: "anew") == "anew"
    assert kept.get("two", 2, lambda: "of the next version") == "of the next version"
