"""Homework as the journal's screens get it (docs/developer/journal-protocol.md)."""

from collections.abc import Iterable
from typing import Any

from letopis.school.lessons import due
from letopis.school.lessons.models import Homework
from letopis.school.sync.forms import iso


def homework_form(
    task: Homework,
    student_ids: Iterable[int] = (),
    files: Iterable[tuple[int, str, int]] = (),
    moved: due.Moved | None = None,
) -> Any:
    """A task with whom it is for (none: all), its files (id, name, size in bytes) and where its due day has moved."""
    return {
        "id": task.pk,
        "lesson_id": task.lesson_id,
        "text": task.text,
        "due_on": iso(task.due_on),
        "due_lesson_id": task.due_lesson_id,
        "moved": due.form(moved),
        "student_ids": sorted(student_ids),
        "files": [{"id": pk, "name": name, "size": size} for pk, name, size in files],
        "removed": task.is_removed,
        "version": task.version,
    }
