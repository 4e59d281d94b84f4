"""Marks, absences and works as rows of the protocol."""

from decimal import Decimal
from operator import attrgetter

from letopis.school.marks.models import Absence, Mark, Work
from letopis.school.marks.wire import AbsenceRow, MarkRow, WorkRow
from letopis.school.sync.wire import columns, number

_MARK, _ABSENCE = attrgetter(*columns(MarkRow)), attrgetter(*columns(AbsenceRow))


def mark_row(mark: Mark) -> MarkRow:
    """Return a mark as the screens get it."""
    return MarkRow(*_MARK(mark))


def absence_row(absence: Absence) -> AbsenceRow:
    """Return an absence as the screens get it."""
    return AbsenceRow(*_ABSENCE(absence))


def work_row(work: Work, kind_weight: Decimal) -> WorkRow:
    """Return a work as the screens get it, with the weight of its kind where it has none of its own."""
    weight = kind_weight if work.weight is None else work.weight
    return WorkRow(
        id=work.pk,
        lesson_id=work.lesson_id,
        kind_id=work.kind_id,
        title=work.title,
        weight=number(weight),
        position=work.position,
        version=work.version,
        released_at=work.released_at,
    )
