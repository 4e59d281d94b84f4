"""What the screens of the journal may send of works, marks and absences, and how it is put."""

from letopis.school.marks.actions.absences import put_absences
from letopis.school.marks.actions.marks import put_marks
from letopis.school.marks.actions.works import put_work
from letopis.school.sync.engine import one_by_one, register
from letopis.school.sync.enums import OperationKind

register(OperationKind.MARK, put_marks)
register(OperationKind.ABSENCE, put_absences)
register(OperationKind.WORK, one_by_one(put_work))
