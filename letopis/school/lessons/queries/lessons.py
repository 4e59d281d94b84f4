"""Lessons of a page in the form of the grid; shared by the grid, the answers and the changes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django.db.models import FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
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
    *("staff_id", "task__text", "filled_at", "task__set_at"),
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
    filled_at: datetime | None
    set_at: datetime | None


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


def last_planned(school_id: int, course_id: int, before: date) -> Coalesce:
    """Return the day of the last lesson held before a day that took its topic from the plan, as an expression.

    What the plan says next is counted from there; from the beginning where there was none.
    """
    held = Lesson.objects.filter(school_id=school_id, course_id=course_id, is_cancelled=False)
    planned = held.filter(planned_lesson__isnull=False, date__lt=before).order_by("-date")
    return Coalesce(Subquery(planned.values("date")[:1]), Value(date.min))


def rows_in_plan(
    school_id: int, plan_id: int | None, lessons: Iterable[CourseLesson], shown: Sequence[CourseLesson], zone: str
) -> list[LessonRow]:
    """Return the rows of those of a page's `lessons`, in order, that are `shown`. One query, none without a plan."""
    numbers, moment = rules.next_numbers(lessons), local(now(), zone)
    wanted = [numbers[one.id] for one in shown if one.id in numbers]
    topics = dict(_planned(school_id, plan_id, min(wanted), max(wanted))) if plan_id and wanted else {}
    return [lesson_row(one, topics.get(numbers.get(one.id, 0), ""), moment, zone) for one in shown]


@statement
def _planned(school: int, plan: int, first: int, last: int) -> QuerySet[PlannedLesson, tuple[int, str]]:
    planned = PlannedLesson.objects.filter(school_id=school, plan_id=plan, number__range=(first, last))
    return planned.order_by().values_list("number", "topic")


def lesson_row(lesson: CourseLesson, planned: str, moment: datetime, zone: str | None = None) -> LessonRow:
    """Return a lesson as the screens get it at a wall-clock `moment` of `zone` (by default the school worked for)."""
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
        filled_on=_later(lesson.filled_at if lesson.topic else None, lesson.date, zone),
        set_on=_later(lesson.set_at, lesson.date, zone),
    )


def _later(at: datetime | None, day: date, zone: str | None) -> date | None:
    """The day of a moment where it is later than `day`."""
    if at is None:
        return None
    found = local(at, zone).date()
    return found if found > day else None


def lesson_rows(
    school_id: int, course_id: int, plan_id: int | None, lesson_ids: Iterable[int], zone: str
) -> dict[int, LessonRow]:
    """Return id → row of some lessons of a page. Two queries."""
    lessons = [CourseLesson(*row) for row in _held(school_id, course_id)]
    asked = set(lesson_ids)
    shown = [one for one in lessons if one.id in asked]
    return {row.id: row for row in rows_in_plan(school_id, plan_id, lessons, shown, zone)}
