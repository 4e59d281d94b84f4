"""Topics and homework of a page in full, as its list «Темы и задания» needs them beside the grid's document."""

from letopis.kernel.actor import Actor
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.journal.queries.pages import page_of
from letopis.school.journal.wire import LessonTaskRow, PlannedRow, TopicsDocument
from letopis.school.lessons.queries.lessons import course_lessons
from letopis.school.sync.wire import columns

LESSON = ("pk", "planned_lesson_id", "topic_reason", "task__id", "task__text", "task__due_on", "task__version")


def topics(actor: Actor, course_id: int, period: str = "") -> TopicsDocument:
    """Return the plan of a page, whole, and the lessons of a period with their tasks. Raises NotVisible.

    Three queries.
    """
    page = page_of(actor, course_id)
    chosen, course = page.period(period), page.course
    planned = PlannedLesson.objects.filter(school_id=course.school_id, plan_id=course.plan_id or 0).order_by("number")
    lessons = course_lessons(course.school_id, course.id).filter(date__range=chosen.dates.bounds)
    return TopicsDocument(
        plan=[PlannedRow(*row) for row in planned.values_list(*columns(PlannedRow))],
        lessons=[
            LessonTaskRow(lesson_id, planned_id, reason, task_id, text or "", due_on, version or 0)
            for lesson_id, planned_id, reason, task_id, text, due_on, version in lessons.values_list(*LESSON)
        ],
    )
