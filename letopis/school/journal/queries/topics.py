"""Topics and homework of a page in full, as its list «Темы и задания» needs them beside the grid's document."""

from typing import Any

from letopis.kernel.actor import Actor
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.journal.queries.pages import page_of
from letopis.school.lessons.queries.lessons import course_lessons
from letopis.school.sync.forms import Row, iso

PLAN = ("pk", "number", "topic", "homework")
LESSON = ("pk", "planned_lesson_id", "topic_reason", "task__id", "task__text", "task__due_on", "task__version")


def topics(actor: Actor, course_id: int, period: str = "") -> dict[str, Any]:
    """Return `plan` with rows of PLAN and `lessons` with [id, planned_id, reason, task_id, text, due_on, version].

    The plan is whole, the lessons are the period's; a lesson without a task has nulls and version 0. Raises NotVisible.
    Three queries.
    """
    page = page_of(actor, course_id)
    chosen, course = page.period(period), page.course
    planned = PlannedLesson.objects.filter(school_id=course.school_id, plan_id=course.plan_id or 0)
    lessons = course_lessons(course.school_id, course.pk).filter(date__range=chosen.dates.bounds)
    return {
        "plan": [list(row) for row in planned.order_by("number").values_list(*PLAN)],
        "lessons": [_lesson_row(row) for row in lessons.values_list(*LESSON)],
    }


def _lesson_row(row: tuple[Any, ...]) -> Row:
    pk, planned_id, reason, task_id, text, due_on, version = row
    return [pk, planned_id, reason, task_id, text or "", iso(due_on), version or 0]
