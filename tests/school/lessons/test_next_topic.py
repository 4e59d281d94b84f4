"""What the plan says next for a lesson without a topic: one answer on every screen (CUR-05)."""

from datetime import timedelta

import pytest

from letopis.school.journal.queries.day import teacher_day
from letopis.school.journal.queries.grid import grid
from letopis.school.journal.queries.lesson import lesson_page
from letopis.school.timetable.models import Lesson
from tests import factories as make
from tests.school.journal.scene import Scene, scene

pytestmark = [pytest.mark.django_db, pytest.mark.req("CUR-05")]


def next_topic(s: Scene, lesson: Lesson | None = None) -> str:
    """What every screen says of a lesson; they agree."""
    lesson = lesson or s.lesson
    in_grid = next(one.planned_topic for one in grid(s.actor, lesson.course_id).lessons if one.id == lesson.pk)
    alone = lesson_page(s.actor, lesson.pk)
    of_day = next(one for one in teacher_day(s.actor, lesson.date).lessons if one.id == lesson.pk)
    offered = [one.topic for one in alone.topics if one.is_next]
    assert [alone.lesson.row.planned_topic, of_day.planned_topic, *offered] == [in_grid] * (2 + len(offered))
    return in_grid


def test_the_next_topic_follows_the_lessons_held() -> None:
    s = scene()
    assert next_topic(s) == ""
    plan = make.make_plan(s.course, "Один", "Два", "Три")
    one, two, _ = plan.lessons.order_by("number")
    assert next_topic(s) == "Один"
    before = make.TODAY - timedelta(days=4)
    make.make_lesson(s.course, before, planned_lesson=one, topic="Один")
    make.make_lesson(s.course, before + timedelta(days=1), planned_lesson=two, topic="Два", is_cancelled=True)
    assert next_topic(s) == "Два"


def test_parallel_courses_go_at_their_own_pace() -> None:
    s = scene()
    plan = make.make_plan(s.course, "Один", "Два")
    parallel = make.make_course(make.make_class(s.school, "7Б"), teacher=s.teacher)
    parallel.plan = plan
    parallel.save()
    later = make.make_lesson(parallel, number=6)
    make.make_lesson(s.course, make.TODAY - timedelta(days=3), planned_lesson=plan.lessons.get(number=1), topic="Один")
    assert (next_topic(s), next_topic(s, later)) == ("Два", "Один")


def test_an_exchanged_plan_goes_on_where_the_course_is() -> None:
    s = scene()
    old = make.make_plan(s.course, "Один", "Два")
    make.make_lesson(s.course, make.TODAY - timedelta(days=3), planned_lesson=old.lessons.get(number=1), topic="Один")
    make.make_plan(s.course, "Раз", "Второе", "Три")
    s.course.refresh_from_db()
    assert next_topic(s) == "Второе"
