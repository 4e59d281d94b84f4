"""Works of a lesson: the columns of the grid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Min, QuerySet

from letopis.kernel import bulk
from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.columns import loaded
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.statements import statement
from letopis.school.lessons.actions.pages import OnPage, place_of
from letopis.school.lessons.actions.targets import Target, lesson_targets
from letopis.school.lessons.rules import clean_text
from letopis.school.lessons.windows import LONGEST_REASON
from letopis.school.marks.actions.kinds import checked_weight, ensure_work_kinds
from letopis.school.marks.actions.targets import WORK, first_day, require_open
from letopis.school.marks.models import Mark, Work, WorkKind
from letopis.school.marks.rows import work_row
from letopis.school.marks.wire import WorkApplied, WorkOperation, WorkRow
from letopis.school.organisation.words import phrase
from letopis.school.sync.adapter import Content, Place, Write
from letopis.school.timetable.models import Lesson

MAX_WORKS = 8
MAX_TITLE = 300
MARKED = "За эту работу уже стоят отметки, первая"


@dataclass(frozen=True, slots=True)
class FirstWork:
    """The lesson's first live work, None where it has none, and the place of the next one to be made."""

    work: Work | None
    next_position: int


def first_work(lesson: Lesson) -> FirstWork:
    """Return the lesson's first live work. One query; the lesson is locked."""
    works = [_read_work(row) for row in _works_of(lesson.school_id, lesson.pk)]
    live = [work for work in works if not work.is_removed]
    # Removed works keep their place.
    return FirstWork(live[0] if live else None, works[-1].position + 1 if works else 1)


@statement
def _works_of(school: int, lesson: int) -> QuerySet[Work, tuple[Any, ...]]:
    rows = Work.objects.filter(school_id=school, lesson_id=lesson).order_by("position")
    return rows.values_list(*WORK, "kind__weight")


def _read_work(row: Sequence[Any]) -> Work:
    work = loaded(Work, WORK, row[:-1])
    work.kind = WorkKind(pk=work.kind_id, school_id=work.school_id, weight=row[-1])
    return work


def make_first_work(target: Target, position: int, kind: WorkKind | None) -> Work:
    """Make a work of `kind`, the school's first, at a lesson that has none; the lesson is locked, so it is made once.

    One query; without a kind the school gets the usual ones.
    """
    if kind is None:
        kind = next(one for one in ensure_work_kinds(target.writer()) if one.is_active)
    work = _at(Work(position=position, kind=kind), target)
    bulk.insert([work])
    return work


class Works(OnPage[WorkOperation, Work]):
    """Works of a lesson, one at a time."""

    operation = WorkOperation
    model = Work
    fields = ("kind_id", "title", "weight", "is_removed", "released_at")

    def read(self, actor: Actor, writes: Sequence[Write[WorkOperation, Work]]) -> None:
        """The lesson, locked, and the work."""
        self._released: dict[UUID, datetime | None] = {}
        for write in writes:
            lesson_id = write.operation.lesson_id
            write.target = lesson_targets(actor, [lesson_id]).get(lesson_id)

    def check(self, write: Write[WorkOperation, Work]) -> None:
        """A new work has its place after the last; the kind is one of the school's list, or the one it has."""
        operation, target = write.operation, write.target
        # The deputy corrects what marks count for, as the marks themselves (А3.2.5).
        write.actor = target.writer() if operation.work_id is None else target.writer_of_marks()
        work = None
        if operation.work_id is not None:
            work = Work.objects.select_related("kind").filter(lesson=target.lesson, pk=operation.work_id).first()
            if work is None:
                raise NotVisible
        self._kind = _kind(target, operation, work)
        write.content = _wanted(operation, self._kind, work)
        write.row = work or _new(target, operation)
        self._released[operation.op_id] = work.released_at if work else None

    def takes_over(self, write: Write[WorkOperation, Work]) -> bool:
        """A new work stands on nothing."""
        return write.operation.work_id is None

    def place(self, write: Write[WorkOperation, Work]) -> Place:
        """The lesson, and the work where it has a name."""
        return place_of(write.target, write.row.title if write.row else "")

    def told(self, content: Content) -> str:
        """The kind, the weight where it is another, the name."""
        if content["is_removed"]:
            return ""
        weight = f"вес {content['weight'].normalize():f}" if content["weight"] is not None else ""
        return ", ".join(filter(None, (WorkKind.objects.get(pk=content["kind_id"]).name, weight, content["title"])))

    def allow(self, write: Write[WorkOperation, Work]) -> None:
        """JRN-04: kind and weight make the average, changing them corrects every mark of the work; the title not."""
        work, content, operation = write.found, write.content, write.operation
        if not work.pk or (content["kind_id"], content["weight"]) == (work.kind_id, work.weight):
            super().allow(write)
            return
        first, typed_at = _first_mark(work), operation.judged_at()
        reason = clean_text(operation.reason or "", LONGEST_REASON, "Причина", field="reason")
        require_open(write.target, first, reason, typed_at, MARKED)
        write.note = reason or write.target.note(first_day(write.target, first), typed_at)

    def change(self, write: Write[WorkOperation, Work]) -> None:
        """A work that has marks stays."""
        work, content = write.found, write.content
        if work.pk and content["is_removed"] and _has_marks(work):
            raise Refused("За эту работу стоят отметки. Удалите сначала их.", code="has_marks")
        super().change(write)
        work.kind = self._kind

    def action(self, write: Write[WorkOperation, Work], *, is_new: bool) -> str:
        """A removed work says so, and one that the family may see from now on."""
        if is_new or write.found.is_removed:
            return "created" if is_new else "removed"
        was = self._released.get(write.operation.op_id)
        return "released" if was is None and write.found.released_at else "changed"

    def answer(self, write: Write[WorkOperation, Work]) -> WorkApplied:
        """The work as it now is."""
        work = write.found
        return WorkApplied(
            op_id=write.operation.op_id, version=work.version, work=self.shown(write), removed=work.is_removed
        )

    def shown(self, write: Write[WorkOperation, Work]) -> WorkRow:
        """The work in the journal."""
        return work_row(write.found, write.found.kind.weight)


def _new(target: Target, operation: WorkOperation) -> Work:
    """The place of a work to be added."""
    if operation.removed:
        raise NotVisible
    if target.lesson.works.filter(is_removed=False).count() >= MAX_WORKS:
        raise Refused(phrase("За {lesson.acc} не больше {most} работ.", most=MAX_WORKS), code="too_many")
    return _at(Work(position=first_work(target.lesson).next_position, version=0), target)


def _kind(target: Target, operation: WorkOperation, work: Work | None) -> WorkKind:
    kind = WorkKind.objects.filter(school_id=target.lesson.school_id, pk=operation.kind_id).first()
    if kind is None or not (kind.is_active or (work and work.kind_id == kind.pk)):
        message = phrase("Такого вида работы в {school.pre} нет: обновите страницу.")
        raise Refused(message, code="kind", field="kind_id")
    return kind


def _wanted(operation: WorkOperation, kind: WorkKind, work: Work | None) -> Content:
    title = clean_text(operation.title, MAX_TITLE, "Название работы", field="title")
    weight = None if operation.weight is None else checked_weight(operation.weight)
    released_at = work.released_at if work else None
    if operation.released and released_at is None:
        released_at = now()
    return {
        "kind_id": kind.pk,
        "title": title,
        "weight": weight,
        "is_removed": operation.removed,
        "released_at": released_at,
    }


def _first_mark(work: Work) -> datetime | None:
    """When the work was first given a mark."""
    marks = Mark.objects.filter(work=work).exclude(value="")
    return marks.aggregate(at=Min("first_set_at"))["at"]  # type: ignore[no-any-return]


def _has_marks(work: Work) -> bool:
    empty = {"value": "", "second": "", "state": "", "comment": ""}
    return Mark.objects.filter(work=work).exclude(**empty).exists()


def _at(work: Work, target: Target) -> Work:
    work.school_id = target.lesson.school_id
    work.lesson_id = target.lesson.pk
    work.course_id = target.course.pk
    return work
