"""Homework as the screens get it."""

from collections.abc import Iterable

from letopis.school.lessons.models import Homework
from letopis.school.lessons.wire import DueMoved, Task, TaskFile


def task_document(
    task: Homework,
    student_ids: Iterable[int] = (),
    files: Iterable[TaskFile] = (),
    moved: DueMoved | None = None,
) -> Task:
    """Return a task with whom it is for (none: all), its files and where its due day has moved."""
    return Task(
        id=task.pk,
        lesson_id=task.lesson_id,
        text=task.text,
        due_on=task.due_on,
        due_lesson_id=task.due_lesson_id,
        moved=moved,
        student_ids=sorted(student_ids),
        files=list(files),
        removed=task.is_removed,
        version=task.version,
        minutes=task.minutes,
    )
