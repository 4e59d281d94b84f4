"""What asks for a teacher's attention: lessons without a topic, written works without marks, homework that moved."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from letopis.kernel.actor import Actor
from letopis.kernel.dates import day_after
from letopis.school.curriculum.models import Course
from letopis.school.lessons import due, policy
from letopis.school.lessons.models import Homework
from letopis.school.lessons.rules import lesson_state
from letopis.school.lessons.wire import DueMoved
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.rules import marks_due_on
from letopis.school.organisation.settings import SchoolSettings
from letopis.school.timetable.models import Lesson

UNFILLED_DAYS = 14
# Written works are looked for this far back: the longest deadline and three weeks of delay.
WORKS_DAYS = 35
# Homework that has moved is named until the day it was meant for is this far gone.
MOVED_DAYS = 14
MOST = 30


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A lesson of the last two weeks, or of the day shown, without a topic."""

    lesson_id: int
    course_id: int
    day: date
    class_name: str
    subject: str


@dataclass(frozen=True, slots=True)
class Unmarked:
    """A written work without marks. `due_on` is the last day for them, `days_left` below zero: overdue."""

    work_id: int
    lesson_id: int
    course_id: int
    day: date
    class_name: str
    subject: str
    title: str
    due_on: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is due at a lesson; `was`: the day it was meant for, where the timetable has moved it."""

    text: str
    was: date | None = None


@dataclass(frozen=True, slots=True)
class MovedTask:
    """Homework set by the teacher whose lesson was cancelled or moved. `lesson_id`: where it was set."""

    lesson_id: int
    class_name: str
    subject: str
    moved: DueMoved


def maybe_unfilled(today: date) -> Q:
    """Return the condition on lessons that may lack a topic; unfilled() looks at the hour. A day more: zones."""
    since, until = today - timedelta(days=UNFILLED_DAYS + 1), day_after(today)
    return Q(topic="", is_cancelled=False, date__range=(since, until))


def unfilled(own: Iterable[Lesson], day: date, moment: datetime) -> tuple[Unfilled, ...]:
    """Return lessons of `day` and of the last two weeks without a topic: those of the day, then the oldest first."""
    since = moment.date() - timedelta(days=UNFILLED_DAYS)
    late = [
        Unfilled(row.pk, row.course_id, row.date, row.course.class_group.name, row.course.subject.name)
        for row in own
        if (row.date == day or row.date >= since)
        and lesson_state(row.topic, row.date, row.ends_at, moment) == "unfilled"
    ]
    return tuple(sorted(late, key=lambda one: (one.day != day, one.day)))[:MOST]


def tasks(actor: Actor, lessons: Sequence[Lesson], today: date) -> tuple[dict[int, list[Due]], tuple[MovedTask, ...]]:
    """Return what is due at `lessons`, by lesson, and the teacher's own homework that has moved. One query."""
    ids = [lesson.pk for lesson in lessons]
    taught = Q(pk__in={lesson.course_id for lesson in lessons}) | Q(teachers__staff_id=actor.staff_id or 0)
    fell_out = Q(due_lesson__is_cancelled=True) | ~Q(due_lesson__date=F("due_on"))
    since = today - timedelta(days=MOVED_DAYS)
    given = policy.own_lessons(actor, today, to_lesson="lesson__")
    own = given & Q(due_on__gte=since, due_lesson__isnull=False) & fell_out
    rows = (
        Homework.objects.filter(
            school_id=actor.school_id,
            # The databases find an index by the courses.
            course_id__in=Course.objects.filter(taught, school_id=actor.school_id).values("pk"),
            is_removed=False,
        )
        .exclude(text="")
        .annotate(**due.annotations())
        .filter(due.at(ids, max(lesson.date for lesson in lessons)) | own)
        .order_by("due_on", "-is_for_all", "pk")
        .values_list("text", "lesson_id", "lesson__staff_id", *_NAMES, *due.COLUMNS)
    )
    at: dict[int, list[Due]] = defaultdict(list)
    moved = []
    for text, lesson_id, staff_id, class_name, subject, *where in rows:
        _, _, due_at, _ = where
        elsewhere = due.moved(*where)
        was_meant = elsewhere if elsewhere and elsewhere.why != "none" else None
        if due_at in ids:
            at[due_at].append(Due(text, was_meant.was if was_meant else None))
        if staff_id == actor.staff_id and was_meant and (was_meant.to is None or was_meant.to >= today):
            moved.append(MovedTask(lesson_id, class_name, subject, was_meant))
    return at, tuple(moved[:MOST])


_NAMES = ("course__class_group__name", "course__subject__name")


def unmarked(actor: Actor, settings: SchoolSettings, today: date) -> tuple[Unmarked, ...]:
    """Return written works without a mark, the first due first. One query."""
    marks = Mark.objects.filter(work_id=OuterRef("pk")).exclude(value="", is_debt=False)
    works = Work.objects.filter(
        ~Q(Exists(marks)),
        policy.own_lessons(actor, today, to_lesson="lesson__"),
        school_id=actor.school_id,
        lesson__is_cancelled=False,
        lesson__date__range=(today - timedelta(days=WORKS_DAYS), today),
        kind__is_written=True,
        is_removed=False,
    ).order_by("lesson__date", "lesson__number", "position")
    columns = (
        *("pk", "lesson_id", "course_id", "lesson__date", "course__class_group__name", "course__subject__name"),
        *("title", "kind__name", "course__class_group__grade"),
    )
    return _by_deadline(_unmarked_work(row, settings, today) for row in works.values_list(*columns)[:MOST])


def _unmarked_work(row: Sequence[Any], settings: SchoolSettings, today: date) -> Unmarked:
    work_id, lesson_id, course_id, day, class_name, subject, title, kind, grade = row
    due_on = marks_due_on(
        day,
        grade,
        days=settings.written_work_days,
        days_primary=settings.written_work_days_primary,
        primary_last_grade=settings.primary_last_grade,
    )
    return Unmarked(
        work_id=work_id,
        lesson_id=lesson_id,
        course_id=course_id,
        day=day,
        class_name=class_name,
        subject=subject,
        title=title or kind,
        due_on=due_on,
        days_left=(due_on - today).days,
    )


def _by_deadline(works: Iterable[Unmarked]) -> tuple[Unmarked, ...]:
    return tuple(sorted(works, key=lambda work: (work.due_on, work.day, work.work_id)))
