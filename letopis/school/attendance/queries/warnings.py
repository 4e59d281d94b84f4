"""What was said of absences from one lesson: columns of its own statement, for the teacher's screen."""

from collections.abc import Iterator, Sequence
from datetime import time
from typing import Any

from django.db.models import OuterRef
from django.db.models.expressions import Combinable

from letopis.kernel.json_rows import JsonRows
from letopis.school.attendance.enums import NoteState
from letopis.school.attendance.models import AbsenceNote, EarlyLeave
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import OfLesson
from letopis.school.organisation.models import dated_on

WORDS = {AbsenceCode.ILL: "болезнь", AbsenceCode.EXCUSED: "уважительная причина", AbsenceCode.EXEMPT: "освобождение"}


def columns(school: Any) -> dict[str, Combinable]:
    """Return columns of Lesson rows: notes of the day of who is in the class, and who of it left early."""
    day, members = OuterRef("date"), "student__memberships__"
    in_class = {f"{members}class_group": OuterRef("class_group_id")}
    notes = AbsenceNote.objects.filter(
        dated_on(day, members),
        school_id=school,
        first_day__lte=day,
        last_day__gte=day,
        state__in=(NoteState.ANNOUNCED, NoteState.CONFIRMED),
        **in_class,
    )
    leaves = EarlyLeave.objects.filter(dated_on(day, members), school_id=school, date=day, is_removed=False, **in_class)
    return {
        "said": JsonRows(notes.order_by("pk"), "student_id", "code", "state", "first_number", "last_number"),
        "left": JsonRows(leaves.order_by("pk"), "student_id", "left_at"),
    }


def told(
    lesson: OfLesson, said: Sequence[Sequence[Any]] | None, left: Sequence[Sequence[Any]] | None
) -> Iterator[tuple[int, str]]:
    """Yield student and words of the columns(), for the number and the hour of the lesson."""
    for student_id, code, state, first, last in said or ():
        if first is None or first <= lesson.number <= (last or first):
            word = "подтверждено" if state == NoteState.CONFIRMED else "предупредили"
            yield student_id, f"{word}: {WORDS.get(code, code)}"
    for student_id, text in left or ():
        at = time.fromisoformat(text)
        if lesson.starts_at and lesson.starts_at >= at:
            yield student_id, f"ушёл в {at:%H:%M}"
