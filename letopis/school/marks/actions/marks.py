"""Putting marks: a run of operations in one go, with the answers each would get alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.columns import attnames, loaded, new
from letopis.kernel.errors import Refused
from letopis.kernel.statements import statement
from letopis.school.history.ledger import Change
from letopis.school.lessons.actions.pages import place_of
from letopis.school.lessons.actions.targets import Target, roster
from letopis.school.lessons.rules import clean_text
from letopis.school.lessons.windows import LONGEST_REASON
from letopis.school.marks import rules, states
from letopis.school.marks.actions.targets import first_day, lesson_and_first_kind, require_open, work_targets
from letopis.school.marks.actions.works import first_work, make_first_work
from letopis.school.marks.enums import MarkState
from letopis.school.marks.models import Mark, Work, WorkKind
from letopis.school.marks.rows import mark_row, work_row
from letopis.school.marks.wire import MarkApplied, MarkOperation, MarkRow
from letopis.school.organisation.words import phrase
from letopis.school.sync.adapter import Adapter, Content, Place, Write

COLUMNS = attnames(Mark)
MAX_COMMENT = 500
EMPTY: Content = {"value": "", "second": "", "state": "", "debt_until": None, "comment": "", "was": ""}


class Marks(Adapter[MarkOperation, Mark]):
    """Marks: distinct cells, either all at works or all at one lesson, whose first work is made where it has none.

    Three queries read marks of known works; two more make a work.
    """

    operation = MarkOperation
    model = Mark
    fields = tuple(EMPTY)
    unique = ("school", "work", "student")

    @classmethod
    def run_of(cls, operation: MarkOperation) -> tuple[object, object]:
        """Marks of known works go together whatever the work; those that may have to make one, lesson by lesson."""
        lesson_id = operation.lesson_id if operation.work_id is None else None
        return lesson_id, (operation.work_id, operation.student_id)

    def read(self, actor: Actor, writes: Sequence[Write[MarkOperation, Mark]]) -> None:
        """What the marks are aimed at, locked; the marks there and who was in the class."""
        operations = [write.operation for write in writes]
        self._moment = now()
        self._works: dict[int, Work] = {}
        self._next_position = 1
        self._kind: WorkKind | None = None
        found = self._by_works(actor, operations) or self._by_lesson(actor, operations[0].lesson_id or 0)
        for write in writes:
            write.target = found.get(write.operation.work_id or write.operation.lesson_id or 0)
        student_ids = {write.operation.student_id for write in writes}
        courses = [write.target.course for write in writes if write.target]
        self._present = roster(actor.school_id, student_ids, courses)
        self._held = _held(actor.school_id, self._works, student_ids)
        for write in writes:
            self._stand(write)

    def _by_works(self, actor: Actor, operations: Sequence[MarkOperation]) -> dict[int, Target]:
        """The lessons by the ids of their works."""
        asked = [one.work_id for one in operations if one.work_id is not None]
        works = work_targets(actor, asked) if asked else {}
        self._works = {pk: work for pk, (_, work) in works.items()}
        return {pk: target for pk, (target, _) in works.items()}

    def _by_lesson(self, actor: Actor, lesson_id: int) -> dict[int, Target]:
        """The lesson by its id, with its first work if it has one."""
        if not lesson_id:
            return {}
        targets, self._kind = lesson_and_first_kind(actor, lesson_id)
        for target in targets.values():
            first = first_work(target.lesson)
            self._next_position = first.next_position
            if first.work:
                self._works[first.work.pk] = first.work
        return targets

    def _work(self, write: Write[MarkOperation, Mark]) -> Work | None:
        """The work a write is aimed at; of one by the lesson its first, None where it has none yet."""
        work_id = write.operation.work_id
        return next(iter(self._works.values()), None) if work_id is None else self._works.get(work_id)

    def _stand(self, write: Write[MarkOperation, Mark]) -> None:
        work, student_id = self._work(write), write.operation.student_id
        if write.target and work:
            write.row = self._held.get((work.pk, student_id)) or _mark(work, student_id)

    def check(self, write: Write[MarkOperation, Mark]) -> None:
        """The mark in the course's scale; how it and the state of the work go together: `states`."""
        work = self._work(write)
        write.actor = write.target.writer_of_marks()
        write.target.require_past()
        if work is not None and work.is_removed:
            raise Refused("Эту работу удалили: обновите журнал.", code="removed")
        write.content = _wanted(write)
        if write.row is None or write.target.actor is None:
            # No work is made in a closed period; a deputy is told even of what would change nothing whose cell it is.
            require_open(write.target, _judged_from(write), _reason(write.operation), write.operation.judged_at())
        self._present.require(write.operation.student_id, write.target)

    def prepare(self, writes: Sequence[Write[MarkOperation, Mark]]) -> None:
        """Make the lesson's first work where a mark needs one; its entry goes before that of the mark."""
        needing = [write for write in writes if write.row is None and write.content != EMPTY]
        if not needing:
            return
        first = needing[0]
        work = make_first_work(first.target, self._next_position, self._kind)
        self._works[work.pk] = work
        for write in writes:
            self._stand(write)
        first.changes.append(Change(row=work, action="created", course_id=work.course_id, op_id=first.operation.op_id))

    def allow(self, write: Write[MarkOperation, Mark]) -> None:
        """JRN-04: any change of a cell once given a mark is a correction, clearing and filling it again included.

        The mark of a work written again is a new one beside the first.
        """
        first, typed_at = _judged_from(write), write.operation.judged_at()
        reason = _reason(write.operation)
        require_open(write.target, first, reason, typed_at)
        write.note = reason or write.target.note(first_day(write.target, first), typed_at)

    def change(self, write: Write[MarkOperation, Mark]) -> None:
        """A comment makes no mark new to the family."""
        mark, content = write.found, write.content
        shown = ("value", "second", "state", "was")
        if not mark.version or any(getattr(mark, name) != content[name] for name in shown):
            mark.set_at = self._moment
        there, wanted = _standing(mark), states.Standing(*(content[name] for name in shown))
        if states.is_rewriting(there, wanted):
            mark.was_set_at, mark.first_set_at = mark.first_set_at or self._moment, self._moment
        elif states.takes_back(there, wanted):
            mark.first_set_at, mark.was_set_at = mark.was_set_at, None
        elif content["value"] and mark.first_set_at is None:
            mark.first_set_at = self._moment
        super().change(write)

    def place(self, write: Write[MarkOperation, Mark]) -> Place:
        """The lesson, and the work where it has a name."""
        work = self._work(write)
        return place_of(write.target, work.title if work else "")

    def told(self, content: Content) -> str:
        """«3 → 5», «4, не учитывается, «за доклад»»."""
        mark = states.Standing(content["value"], content["second"], was=content["was"]).shown
        state, comment = content["state"], content["comment"]
        return ", ".join(filter(None, (mark, state and MarkState(state).label, comment and f"«{comment}»")))

    def action(self, write: Write[MarkOperation, Mark], *, is_new: bool) -> str:
        """A mark that says nothing is taken away."""
        return "created" if is_new else "removed" if write.content == EMPTY else "changed"

    def answer(self, write: Write[MarkOperation, Mark]) -> MarkApplied:
        """The mark, with its work where it was sent by the lesson; an empty one where there is no work to have one."""
        mark, work = write.row or Mark(student_id=write.operation.student_id, version=0), self._work(write)
        answer = MarkApplied(op_id=write.operation.op_id, version=mark.version, mark=mark_row(mark))
        if write.row and work and write.operation.work_id is None:
            answer.work = work_row(work, work.kind.weight)
        return answer

    def shown(self, write: Write[MarkOperation, Mark]) -> MarkRow:
        """The mark in the journal."""
        return mark_row(write.found)


def _reason(operation: MarkOperation) -> str:
    return clean_text(operation.reason or "", LONGEST_REASON, "Причина", field="reason")


def _held(school_id: int, works: Mapping[int, Work], student_ids: Collection[int]) -> dict[tuple[int, int], Mark]:
    """The marks already there by (work, student). One query."""
    rows = _marks(school_id, works.keys(), student_ids) if works else []
    held = (loaded(Mark, COLUMNS, row) for row in rows)
    return {(mark.work_id, mark.student_id): mark for mark in held}


@statement
def _marks(school: int, works: Collection[int], students: Collection[int]) -> QuerySet[Mark, tuple[Any, ...]]:
    return Mark.objects.filter(school_id=school, work_id__in=works, student_id__in=students).values_list(*COLUMNS)


def _mark(work: Work, student_id: int) -> Mark:
    return new(
        Mark,
        id=None,
        school_id=work.school_id,
        work_id=work.pk,
        lesson_id=work.lesson_id,
        course_id=work.course_id,
        student_id=student_id,
        **EMPTY,
        was_set_at=None,
        set_at=None,
        first_set_at=None,
        version=0,
    )


def _standing(mark: Mark | None) -> states.Standing:
    return states.Standing(mark.value, mark.second, mark.state, mark.was) if mark else states.Standing()


def _wanted(write: Write[MarkOperation, Mark]) -> Content:
    """What the cell shall say. Raises Refused."""
    operation, target, scale = write.operation, write.target, write.target.course.scale
    value, second = rules.mark_pair(scale, operation.value, operation.second)
    first, _, other = (operation.was or "").partition("/")
    rules.mark_pair(scale, first, other)
    comment = clean_text(operation.comment, MAX_COMMENT, "Комментарий", field="comment", lines=True)
    there = _standing(write.row)
    wanted = states.settled(
        there,
        states.Standing(value, second, _state(operation, there, states.Standing(value, second).mark)),
        # A correction after the window is of the mark that stands there, and no mark of a work written again.
        was=there.was if operation.reason and value else operation.was,
        is_fresh=operation.base_version == (write.row.version if write.row else 0),
        has_reason=bool(comment),
    )
    if wanted.state and not rules.SCALES[scale]:
        raise Refused("Обучение безотметочное: отметок и состояний работы здесь нет.", code="scale", field="state")
    until = operation.debt_until if wanted.state == MarkState.DEBT else None
    if until and not target.lesson.date <= until <= target.year.last:
        message = phrase("Срок долга — от дня {lesson.gen} до конца учебного года.")
        raise Refused(message, code="debt_until", field="debt_until")
    shown = {"value": wanted.value, "second": wanted.second, "state": wanted.state, "was": wanted.was}
    return {**shown, "debt_until": until, "comment": comment}


def _state(operation: MarkOperation, there: states.Standing, mark: str) -> str:
    """The state wanted; a page from before there were others than a debt leaves those as they are.

    A new mark of such a page, where the work is to be written again, is that of the work written again.
    """
    if operation.state is not None:
        return states.state_of(operation.state)
    if operation.is_debt is not None:
        sent = operation.is_debt
        if isinstance(sent, str):
            return states.state_of(sent)
        is_again = there.state == MarkState.REDO and mark not in ("", there.mark)
        return MarkState.DEBT if sent else "" if is_again or there.state == MarkState.DEBT else there.state
    return there.state


def _judged_from(write: Write[MarkOperation, Mark]) -> datetime | None:
    """When the mark was first put that would be changed: None for one that is put beside the first."""
    mark = write.row
    wanted = states.Standing(was=write.content["was"])
    return None if mark is None or states.continues(_standing(mark), wanted) else mark.first_set_at
