"""Homework on the screen of a lesson: set at it, due at it, and what the parallel classes were set."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet
from msgspec import Struct

from letopis.kernel.dates import day_after
from letopis.kernel.statements import statement
from letopis.school.journal.wire import ParallelTask
from letopis.school.lessons import due
from letopis.school.lessons.models import Homework
from letopis.school.lessons.wire import Task, TaskFile
from letopis.school.people.staff_names import StaffNames, parts_json

# How far back the parallel classes' homework is looked for, and how much of it is offered.
PARALLEL_DAYS, PARALLEL_MOST = 14, 6


class _Row(Struct):
    """A task joined with one of its students and one of its files, as read; the names are those of its columns."""

    id: int
    lesson_id: int
    text: str
    due_lesson_id: int | None
    version: int
    minutes: int | None
    due_on: date | None
    due_lesson__is_cancelled: bool | None
    due_at: int | None
    due_day: date | None
    course__class_group__name: str
    lesson__date: date
    lesson__topic: str
    lesson__staff_id: int | None
    teacher: list[str | None]
    students__student_id: int | None
    kept__id: int | None
    kept__name: str
    kept__size: int


@dataclass(frozen=True, slots=True)
class Tasks:
    """Homework set at a lesson, due at it, and set to the parallel classes."""

    homework: list[Task]
    due: list[Task]
    parallel: list[ParallelTask]


def lesson_tasks(*, school: int, lesson: int, course: int, year: int, subject: int, grade: int, day: date) -> Tasks:
    """Return the tasks of a lesson of `day`, those of the other classes of the parallel the latest first. One query."""
    tasks: dict[int, Task] = {}
    offered: dict[int, _Row] = {}
    staff = StaffNames()
    of_course = {"school": school, "course": course, "year": year, "subject": subject, "grade": grade}
    since, until = day - timedelta(days=PARALLEL_DAYS), day_after(day)
    for values in _tasks(**of_course, lessons=[lesson], day=day, since=since, until=until):
        row = _Row(*values)
        if lesson in (row.lesson_id, row.due_at):
            _add_lists(tasks.setdefault(row.id, _task(row)), row)
        elif len(offered) < PARALLEL_MOST:
            offered[row.id] = row
            staff.note(row.lesson__staff_id, row.teacher)
    return Tasks(
        homework=[task for task in tasks.values() if task.lesson_id == lesson],
        due=[task for task in tasks.values() if task.lesson_id != lesson],
        parallel=[_offered(row, staff[row.lesson__staff_id]) for row in offered.values()],
    )


@statement
def _tasks(
    *,
    school: int,
    course: int,
    year: int,
    subject: int,
    grade: int,
    lessons: list[int],
    day: date,
    since: date,
    until: date,
) -> QuerySet[Homework, Any]:
    """What was set at lessons of `day` or is due at them, and what the parallel was set in a stretch."""
    own = Q(lesson_id__in=lessons) | due.at(lessons, day)
    of_parallel = Q(is_for_all=True, lesson__date__range=(since, until)) & ~Q(course_id=course) & ~Q(text="")
    rows = Homework.objects.annotate(
        kept=FilteredRelation("files", condition=Q(files__is_removed=False)),
        teacher=parts_json("lesson__staff"),
        **due.annotations(),
    ).filter(
        own | of_parallel,
        # The courses all these tasks are of; the databases find an index by them.
        course__year_id=year,
        course__subject_id=subject,
        course__class_group__grade=grade,
        school_id=school,
        is_removed=False,
    )
    order = ("-lesson__date", "course__class_group__sort_key", "-is_for_all", "pk", "students__student_id", "kept__pk")
    return rows.order_by(*order).values_list(*_Row.__struct_fields__)


def _task(row: _Row) -> Task:
    return Task(
        id=row.id,
        lesson_id=row.lesson_id,
        text=row.text,
        due_on=row.due_on,
        due_lesson_id=row.due_lesson_id,
        moved=due.moved(row.due_on, row.due_lesson__is_cancelled, row.due_at, row.due_day),
        student_ids=[],
        files=[],
        removed=False,
        version=row.version,
        minutes=row.minutes,
    )


def _add_lists(task: Task, row: _Row) -> None:
    """Add the named student and the file of one joined row."""
    student_id, file_id = row.students__student_id, row.kept__id
    if student_id is not None and student_id not in task.student_ids:
        task.student_ids.append(student_id)
    if file_id is not None and all(file.id != file_id for file in task.files):
        task.files.append(TaskFile(id=file_id, name=row.kept__name, size=row.kept__size))


def _offered(row: _Row, teacher: str) -> ParallelTask:
    return ParallelTask(
        id=row.id,
        class_name=row.course__class_group__name,
        date=row.lesson__date,
        topic=row.lesson__topic,
        text=row.text,
        teacher=teacher,
    )
