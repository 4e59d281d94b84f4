"""What the ledger holds of this context."""

from letopis.school.history.tracking import track
from letopis.school.journal.models import Absence, Homework, HomeworkFile, HomeworkStudent, Mark, Work, WorkKind

track(WorkKind, "code", "name", "short_name", "weight", "is_written", "is_control", "position", "is_active")
track(Work, "lesson_id", "kind_id", "title", "weight", "position", "is_removed", "version")
track(
    Mark,
    *("work_id", "student_id", "value", "second", "is_debt", "debt_until", "comment"),
    *("set_at", "first_set_at", "version"),
)
track(Absence, "lesson_id", "student_id", "code", "minutes", "note", "version")
track(Homework, "lesson_id", "due_lesson_id", "due_on", "text", "is_for_all", "is_removed", "version")
track(HomeworkStudent, "homework_id", "student_id")
track(HomeworkFile, "homework_id", "file", "name", "content_type", "size", "is_removed")
