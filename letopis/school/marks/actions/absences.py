"""Putting absences: a run of operations in one go."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.columns import attnames, loaded, new
from letopis.kernel.statements import statement
from letopis.school.lessons.actions.pages import OnPage
from letopis.school.lessons.actions.targets import Target, lesson_targets, roster
from letopis.school.lessons.rules import clean_text
from letopis.school.marks import rules
from letopis.school.marks.models import Absence
from letopis.school.marks.rows import absence_row
from letopis.school.marks.wire import AbsenceApplied, AbsenceOperation, AbsenceRow
from letopis.school.sync.adapter import Write

COLUMNS = attnames(Absence)
MAX_NOTE = 300


class Absences(OnPage[AbsenceOperation, Absence]):
    """Absences of students from lessons; three queries read a run."""

    operation = AbsenceOperation
    model = Absence
    fields = ("code", "minutes", "note")
    unique = ("school", "lesson", "student")

    @classmethod
    def run_of(cls, operation: AbsenceOperation) -> tuple[object, object]:
        """Absences go together whatever the lesson."""
        return None, (operation.lesson_id, operation.student_id)

    def read(self, actor: Actor, writes: Sequence[Write[AbsenceOperation, Absence]]) -> None:
        """The lessons, locked; the absences there and who was in the class."""
        targets = lesson_targets(actor, [write.operation.lesson_id for write in writes])
        student_ids = {write.operation.student_id for write in writes}
        self._present = roster(actor.school_id, student_ids, [target.course for target in targets.values()])
        held = _held(actor.school_id, targets, student_ids)
        for write in writes:
            operation = write.operation
            write.target = target = targets.get(operation.lesson_id)
            if target:
                key = (operation.lesson_id, operation.student_id)
                write.row = held.get(key) or _absence(target, operation.student_id)

    def check(self, write: Write[AbsenceOperation, Absence]) -> None:
        """The code in either keyboard layout; minutes are those of a lateness only."""
        operation, target = write.operation, write.target
        write.actor = target.writer()
        target.require_past()
        code = rules.absence_code(operation.code)
        minutes = rules.late_minutes(code, operation.minutes, target.settings.late_minutes)
        note = clean_text(operation.note, MAX_NOTE, "Примечание", field="note")
        write.content = {"code": code, "minutes": minutes, "note": note if code else ""}
        self._present.require(operation.student_id, target)

    def action(self, write: Write[AbsenceOperation, Absence], *, is_new: bool) -> str:
        """An empty code takes the absence away."""
        return "created" if is_new else "changed" if write.found.code else "removed"

    def answer(self, write: Write[AbsenceOperation, Absence]) -> AbsenceApplied:
        """The absence as it now is."""
        row = write.found
        return AbsenceApplied(op_id=write.operation.op_id, version=row.version, absence=absence_row(row))

    def shown(self, write: Write[AbsenceOperation, Absence]) -> AbsenceRow:
        """The absence in the journal."""
        return absence_row(write.found)


def _held(
    school_id: int, targets: Mapping[int, Target], student_ids: Collection[int]
) -> dict[tuple[int, int], Absence]:
    """The absences already there by (lesson, student). One query."""
    rows = _absences(school_id, targets.keys(), student_ids) if targets else []
    held = (loaded(Absence, COLUMNS, row) for row in rows)
    return {(absence.lesson_id, absence.student_id): absence for absence in held}


@statement
def _absences(school: int, lessons: Collection[int], students: Collection[int]) -> QuerySet[Absence, tuple[Any, ...]]:
    return Absence.objects.filter(school_id=school, lesson_id__in=lessons, student_id__in=students).values_list(
        *COLUMNS
    )


def _absence(target: Target, student_id: int) -> Absence:
    return new(
        Absence,
        id=None,
        school_id=target.lesson.school_id,
        lesson_id=target.lesson.pk,
        course_id=target.course.pk,
        student_id=student_id,
        code="",
        minutes=None,
        note="",
        version=0,
    )
