"""Rows of marks, absences and works as the journal's screens get them (docs/developer/journal-protocol.md)."""

from decimal import Decimal

from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.sync.forms import Row, iso, number


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
