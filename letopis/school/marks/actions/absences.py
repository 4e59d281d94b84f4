"""Putting absences: a run of operations in one go. Settling their reasons, many at once (П4.2.2, Т4.8.2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import OuterRef, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.columns import attnames, loaded, new
from letopis.kernel.errors import Refused
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.statements import statement
from letopis.school.history.ledger import record_many
from letopis.school.history.turns import write_in_turn
from letopis.school.lessons.actions.pages import OnPage
from letopis.school.lessons.actions.targets import Target, lesson_targets, roster
from letopis.school.lessons.rules import clean_text
from letopis.school.lessons.windows import Entry, Verdict, refusal
from letopis.school.marks import excuses, rules
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.excuses import Excuse
from letopis.school.marks.models import Absence
from letopis.school.marks.rows import absence_row
from letopis.school.marks.wire import AbsenceApplied, AbsenceOperation, AbsenceRow
from letopis.school.people.models import Student
from letopis.school.sync.adapter import Content, Write, put

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
        held, self._excuses = _held(actor.school_id, targets, student_ids)
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
        self._present.require(operation.student_id, target)
        code = self.settled(write, code)
        write.content = {"code": code, "minutes": minutes, "note": note if code else ""}

    def settled(self, write: Write[AbsenceOperation, Absence], code: str) -> str:
        """The reason confirmed of that lesson, where there is one (marks/excuses.py)."""
        return excuses.settled(write.found.code, code, self.excuse(write))

    def excuse(self, write: Write[AbsenceOperation, Absence]) -> Excuse | None:
        """What is confirmed of the lesson."""
        confirmed = self._excuses.get(write.operation.student_id, ())
        return next((one for one in confirmed if one.covers(write.target.lesson)), None)

    def told(self, content: Content) -> str:
        """The code in words, the minutes, the note."""
        code, minutes = content["code"], content["minutes"]
        words = AbsenceCode(code).label.lower() if code else ""
        return ", ".join(filter(None, (words, minutes and f"{minutes} мин", content["note"])))

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
) -> tuple[dict[tuple[int, int], Absence], dict[int, tuple[Excuse, ...]]]:
    """The absences already there by (lesson, student), and what is confirmed by student. One query."""
    if not targets:
        return {}, {}
    days = [target.lesson.date for target in targets.values()]
    held, confirmed = {}, {}
    for student_id, rows, *excused in _absences(school_id, targets.keys(), student_ids, min(days), max(days)):
        confirmed[student_id] = excuses.excuses_of(excused)
        for row in rows or ():
            absence = loaded(Absence, COLUMNS, row)
            held[absence.lesson_id, student_id] = absence
    return held, confirmed


@statement
def _absences(
    school: int, lessons: Collection[int], students: Collection[int], first: date, last: date
) -> QuerySet[Student, tuple[Any, ...]]:
    """Students with their absences of the lessons, and what is confirmed of these days."""
    own = Absence.objects.filter(school_id=school, lesson_id__in=lessons, student_id=OuterRef("pk"))
    rows = Student.objects.filter(school_id=school, pk__in=students).order_by()
    asked = rows.annotate(held=JsonRows(own, *COLUMNS), **excuses.columns(school, first, last))
    return asked.values_list("pk", "held", *excuses.names())


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


# ── reasons, many at once ─────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class Reason:
    """What an absence that is there shall be called. `version`: of the absence as whoever decides has seen it."""

    lesson_id: int
    student_id: int
    code: str
    version: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of reasons: written, left in a closed period, changed by somebody meanwhile, not to be changed.

    `why_not`: the first refusal, in words.
    """

    written: int = 0
    closed: int = 0
    changed_since: int = 0
    refused: int = 0
    why_not: str = ""


class _Settling(Absences):
    """Reasons of absences that are there, for an action of a context above that has checked its right.

    What is confirmed is changed by nobody but who `confirms`: then the reason is that of the note itself.
    """

    def __init__(self, actor: Actor, *, confirms: bool, why: str) -> None:
        self._by, self._confirms, self._why = actor, confirms, why

    def check(self, write: Write[AbsenceOperation, Absence]) -> None:
        """Only the reason of an absence of a lesson that was held."""
        row = write.found
        write.actor = write.target.actor or self._by
        code = rules.absence_code(write.operation.code)
        if not row.code or code not in excuses.REASONS or row.code not in excuses.REASONS:
            raise Refused("Причину указывают у пропуска: обновите страницу.", code="nothing")
        if not self._confirms and code != row.code and (excuse := self.excuse(write)):
            raise excuses.frozen(excuse)
        write.content = {"code": code, "minutes": row.minutes, "note": row.note}

    def allow(self, write: Write[AbsenceOperation, Absence]) -> None:
        """The period is open (JRN-05)."""
        closing = write.target.closing
        if closing.since(now()) is not None:
            raise refusal(Verdict.CLOSED, Entry(closing=closing), now())
        write.note = self._why

    def takes_over(self, write: Write[AbsenceOperation, Absence]) -> bool:
        """A confirmed note speaks of whatever stands there."""
        return self._confirms


@transaction.atomic
def settle_absences(actor: Actor, reasons: Sequence[Reason], *, confirms: bool = False, why: str = "") -> Settled:
    """Write the reasons of absences that are there, with their entries of the ledger, for an action that has checked
    its right: the one door for spans. A constant number of queries. What cannot be changed is counted, not raised.

    `confirms`: by a note, whatever stands there; else an absence changed since its version was seen stays.
    """
    operations = [
        AbsenceOperation(
            op_id=uuid4(), base_version=one.version, lesson_id=one.lesson_id, student_id=one.student_id, code=one.code
        )
        for one in reasons
    ]
    if not operations:
        return Settled()
    write_in_turn(actor.school_id)
    outcomes = put(_Settling(actor, confirms=confirms, why=why), actor, operations)
    for writer, group in groupby((one for one in outcomes if one.changes), key=lambda one: one.actor):
        record_many(writer or actor, [change for one in group for change in one.changes])
    answers = [one.answer for one in outcomes]
    refused = [one for one in answers if one["status"] == "refused"]
    return Settled(
        written=sum(bool(one.changes) for one in outcomes),
        closed=sum(one["code"] == Verdict.CLOSED for one in refused),
        changed_since=sum(one["status"] == "conflict" for one in answers),
        refused=sum(one["code"] != Verdict.CLOSED for one in refused),
        why_not=next((one["message"] for one in refused), ""),
    )
