"""Putting marks of terms, the year, examinations and final ones (П3.4.5, А3.2.4)."""

from collections.abc import Sequence
from itertools import groupby
from uuid import uuid4

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.columns import new
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.grading import rules
from letopis.school.grading.actions.targets import Aim, aim_of
from letopis.school.grading.models import PeriodMark
from letopis.school.grading.wire import PeriodMarkApplied, PeriodMarkOperation, PeriodMarkRow
from letopis.school.history.ledger import record_many
from letopis.school.history.turns import write_in_turn
from letopis.school.lessons.rules import clean_text
from letopis.school.lessons.windows import Verdict
from letopis.school.marks.rules import mark_value
from letopis.school.sync.adapter import Adapter, Content, Place, Write, put
from letopis.school.sync.wire import Applied

WHY = "Отметка не та, что предложена ({proposal}): напишите почему, слова останутся в истории."
LATE = "Срок исправления истёк: укажите причину, она останется в истории."


class PeriodMarks(Adapter[PeriodMarkOperation, PeriodMark]):
    """Marks of one column of a course's sheet. Four queries read what a proposal follows from and what stands there."""

    operation = PeriodMarkOperation
    model = PeriodMark
    fields = ("value", "reason")
    unique = ("school", "course", "student", "kind", "slot")

    def __init__(self, aim: Aim | None = None) -> None:
        self._aim = aim
        self._refused: Refused | None = None

    @classmethod
    def run_of(cls, operation: PeriodMarkOperation) -> tuple[object, object]:
        """A column is put together."""
        column = (operation.course_id, operation.period)
        return column, (*column, operation.student_id)

    def read(self, actor: Actor, writes: Sequence[Write[PeriodMarkOperation, PeriodMark]]) -> None:
        """The sheet of the course, locked; the marks there."""
        self._moment = now()
        first = writes[0].operation
        try:
            self._aim = self._aim or aim_of(actor, first.course_id, first.period)
        except NotVisible:
            return
        except Refused as reason:
            self._refused = reason
        for write in writes:
            write.target = self._aim or self._refused
            if self._aim:
                student_id = write.operation.student_id
                write.row = self._aim.sheet.own.get((first.period, student_id)) or self._new(self._aim, student_id)

    def _new(self, aim: Aim, student_id: int) -> PeriodMark:
        column = aim.column
        return new(
            PeriodMark,
            id=None,
            school_id=aim.sheet.course.school_id,
            course_id=aim.sheet.course.id,
            student_id=student_id,
            kind=column.kind,
            term_id=column.term_id,
            slot=column.slot,
            value="",
            reason="",
            proposed="",
            average=None,
            set_at=self._moment,
            first_set_at=None,
            version=0,
        )

    def check(self, write: Write[PeriodMarkOperation, PeriodMark]) -> None:
        """The mark in the course's scale; the same mark without a word keeps its own."""
        if self._refused:
            raise self._refused
        aim: Aim = write.target
        write.actor = aim.writer()
        value = mark_value(aim.sheet.course.scale, write.operation.value)
        reason = clean_text(write.operation.reason or "", rules.LONGEST_REASON, "Причина", field="reason")
        if value == write.found.value and not reason:
            reason = write.found.reason
        write.content = {"value": value, "reason": reason}
        if aim.actor is None:
            # A deputy is told even of what would change nothing whose cell it is.
            aim.verdict(write.found.first_set_at, write.operation.judged_at())

    def allow(self, write: Write[PeriodMarkOperation, PeriodMark]) -> None:
        """The period is open and its last days have come, the subject has one mark, a difference has a word of why."""
        aim: Aim = write.target
        mark, typed_at, reason = write.found, write.operation.judged_at(), write.content["reason"]
        verdict = aim.verdict(mark.first_set_at, typed_at)
        if write.content["value"]:
            aim.require_due(mark.student_id, typed_at)
            aim.require_nowhere_else(mark.student_id)
        if verdict is Verdict.WITH_REASON and not write.operation.reason:
            raise Refused(LATE, code="reason", field="reason")
        proposal = aim.sheet.proposal(aim.column, mark.student_id)
        if rules.needs_reason(write.content["value"], proposal) and not reason:
            raise Refused(WHY.format(proposal=proposal.why), code="why", field="reason")
        write.note = reason or aim.note(mark.first_set_at, typed_at)

    def change(self, write: Write[PeriodMarkOperation, PeriodMark]) -> None:
        """What was proposed is kept beside what was put."""
        aim: Aim = write.target
        mark, proposal = write.found, aim.sheet.proposal(aim.column, write.operation.student_id)
        if mark.value != write.content["value"] or not mark.version:
            mark.set_at = self._moment
        if write.content["value"] and mark.first_set_at is None:
            mark.first_set_at = self._moment
        mark.proposed, mark.average = proposal.value, proposal.average
        super().change(write)

    def place(self, write: Write[PeriodMarkOperation, PeriodMark]) -> Place:
        """The column of the sheet."""
        aim: Aim = write.target
        column = aim.column
        return Place(aim.sheet.course.id, column.last_day, column.name, column.closing)

    def told(self, content: Content) -> str:
        """The mark, and why it is not as proposed."""
        return ", ".join(filter(None, (content["value"], content["reason"] and f"«{content['reason']}»")))

    def action(self, write: Write[PeriodMarkOperation, PeriodMark], *, is_new: bool) -> str:
        """A mark that says nothing is taken away."""
        return "created" if is_new else "changed" if write.content["value"] else "removed"

    def answer(self, write: Write[PeriodMarkOperation, PeriodMark]) -> Applied:
        """The mark."""
        op_id, mark = write.operation.op_id, write.found
        return PeriodMarkApplied(op_id=op_id, version=mark.version, period_mark=self.shown(write))

    def shown(self, write: Write[PeriodMarkOperation, PeriodMark]) -> PeriodMarkRow:
        """The mark on the sheet."""
        mark = write.found
        return PeriodMarkRow(mark.student_id, write.operation.period, mark.value, mark.reason, mark.version)


@transaction.atomic
def accept_proposed(actor: Actor, *, course_id: int, period: str) -> int:
    """Put the proposed mark for everybody of a column who has none; return how many. Six queries, whatever the class.

    Who is not due yet, or has the mark on another page, is passed over. Raises NotVisible, Refused (closed, read only).
    """
    write_in_turn(actor.school_id)
    aim = aim_of(actor, course_id, period)
    aim.writer()
    aim.verdict(None, None)
    operations = [
        PeriodMarkOperation(
            op_id=uuid4(),
            base_version=own.version if (own := aim.sheet.own.get((period, student))) else 0,
            course_id=course_id,
            student_id=student,
            period=period,
            value=aim.sheet.proposal(aim.column, student).value,
        )
        for student in aim.sheet.people
        if not aim.sheet.value(aim.column, student)
    ]
    wanted = [one for one in operations if one.value]
    outcomes = put(PeriodMarks(aim), actor, wanted) if wanted else []
    for writer, group in groupby((one for one in outcomes if one.changes), key=lambda one: one.actor):
        record_many(writer or actor, [change for one in group for change in one.changes])
    return sum(bool(one.changes) for one in outcomes)
