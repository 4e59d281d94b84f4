"""Lessons of a page in the form of the grid; shared by the grid, the answers and the changes."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery
from msgspec import Struct

from letopis.kernel.clock import local, now
from letopis.kernel.statements import statement
from letopis.school.curriculum.models import PlannedLesson
from letopis.school.history.models import Entry
from letopis.school.history.tracking import tracked
from letopis.school.lessons import rules
from letopis.school.lessons.wire import LessonRow
from letopis.school.timetable.models import Lesson

COLUMNS = (
    *("pk", "date", "number", "topic", "planned_lesson__number", "ends_at", "attendance_taken", "version"),
    *("staff_id", "task__text"),
)


class CourseLesson(Struct, frozen=True):
    """A lesson of a page, as read: COLUMNS, in their order."""

    id: int
    date: date
    number: int
    topic: str
    planned_number: int | None
    ends_at: time | None
    attendance_taken: bool
    version: int
    staff_id: int | None
    homework: str | None


def why_cancelled() -> Subquery:
    """Return the reason that the ledger has for a lesson's cancelling, as an expression of Lesson rows; null: none."""
    cancelling = Entry.objects.filter(
        school_id=OuterRef("school_id"), kind=tracked(Lesson).kind, object_id=OuterRef("pk"), action="cancel"
    ).order_by("-id")
    return Subquery(cancelling.values("reason")[:1])


def course_lessons(school_id: int, course_id: int, *, held: Q | None = None) -> QuerySet[Lesson]:
    """Return the lessons of a page that are `held` (not cancelled), in order, with COLUMNS.

    `task` is the task for all; of attendance only whether it was taken: a moment costs more than all other columns.
    """
    task = FilteredRelation("homework", condition=Q(homework__is_for_all=True, homework__is_removed=False))
    lessons = Lesson.objects.filter(held or Q(is_cancelled=False), school_id=school_id, course_id=course_id)
    taken = Q(attendance_taken_at__isnull=False)
    return lessons.annotate(task=task, attendance_taken=taken).order_by("date", "number")


@statement
def _held(school: int, course: int) -> QuerySet[Lesson, Any]:
    return course_lessons(school, course).values_list(*COLUMNS)


def planned_topics(school_id: int, plan_id: int | None) -> dict[int, str]:
    """Return number → topic of a plan. One query; none without a plan."""
    return dict(_planned(school_id, plan_id)) if plan_id else {}


@statement
def _planned(school: int, plan: int) -> QuerySet[PlannedLesson, tuple[int, str]]:
    return PlannedLesson.objects.filter(school_id=school, plan_id=plan).order_by().values_list("number", "topic")


def lesson_row(lesson: CourseLesson, planned: str, moment: datetime) -> LessonRow:
    """Return a lesson as the screens get it at a wall-clock `moment`."""
    return LessonRow(
        id=lesson.id,
        date=lesson.date,
        number=lesson.number,
        topic=lesson.topic,
        planned_topic=planned,
        homework=lesson.homework or "",
        state=rules.lesson_state(lesson.topic, lesson.date, lesson.ends_at, moment),
        version=lesson.version,
        attendance_taken=lesson.attendance_taken,
    )


def lesson_rows(
    school_id: int, course_id: int, plan_id: int | None, lesson_ids: Iterable[int], zone: str
) -> dict[int, LessonRow]:
    """Return id → row of some lessons of a page. Two queries."""
    lessons = [CourseLesson(*row) for row in _held(school_id, course_id)]
    planned = rules.next_topics(lessons, planned_topics(school_id, plan_id))
    asked, moment = set(lesson_ids), local(now(), zone)
    return {one.id: lesson_row(one, planned.get(one.id, ""), moment) for one in lessons if one.id in asked}
