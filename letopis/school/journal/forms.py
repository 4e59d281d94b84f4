"""Rows of the journal as its screens get them (docs/developer/journal-protocol.md): short lists for the grid."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from letopis.kernel.clock import local
from letopis.school.journal import due
from letopis.school.journal.models import Absence, Homework, Mark, Work

Row = list[Any]


def number(value: Decimal) -> int | float:
    """Return a weight as JSON's number: 2, 1.5."""
    return int(value) if value == value.to_integral_value() else float(value)


def iso(day: date | None) -> str | None:
    """Return a date as «2026-11-23»."""
    return day.isoformat() if day else None


def mark_row(mark: Mark) -> Row:
    """[work_id, student_id, value, second, is_debt, debt_until, comment, version]"""
    return [
        *(mark.work_id, mark.student_id, mark.value, mark.second, mark.is_debt),
        *(iso(mark.debt_until), mark.comment, mark.version),
    ]


def absence_row(absence: Absence) -> Row:
    """[lesson_id, student_id, code, minutes, note, version]"""
    return [
        *(absence.lesson_id, absence.student_id, absence.code),
        *(absence.minutes, absence.note, absence.version),
    ]


def work_row(work: Work, kind_weight: Decimal) -> Row:
    """[id, lesson_id, kind_id, title, weight, position, version]"""
    weight = kind_weight if work.weight is None else work.weight
    return [work.pk, work.lesson_id, work.kind_id, work.title, number(weight), work.position, work.version]


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


def moment(at: datetime | None) -> str | None:
    """Return a moment in ISO form, in the school's own time."""
    return local(at).isoformat() if at else None
