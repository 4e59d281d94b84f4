"""What the screens of the journal may send of works, marks and absences, and how it is put."""

from letopis.school.marks.actions.absences import put_absences
from letopis.school.marks.actions.marks import put_marks
from letopis.school.marks.actions.works import put_work
from letopis.school.marks.wire import AbsenceOperation, MarkOperation, WorkOperation
from letopis.school.sync.engine import one_by_one, register


def _marks_by(mark: MarkOperation) -> tuple[object, object]:
    """Marks of known works go together whatever the work; those that may have to make a work, lesson by lesson."""
    return mark.lesson_id if mark.work_id is None else None, (mark.work_id, mark.student_id)


def _absences_by(absence: AbsenceOperation) -> tuple[object, object]:
    return None, (absence.lesson_id, absence.student_id)


register(MarkOperation, put_marks, _marks_by)
register(AbsenceOperation, put_absences, _absences_by)
register(WorkOperation, one_by_one(put_work))
