"""Works of a lesson: the columns of the grid."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Min

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.json_rows import JsonRows
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import snapshot
from letopis.school.lessons.actions.targets import Target, target_of
from letopis.school.lessons.rules import clean_text
from letopis.school.marks.actions.kinds import checked_weight, ensure_work_kinds
from letopis.school.marks.actions.targets import require_window
from letopis.school.marks.models import Mark, Work, WorkKind
from letopis.school.marks.rows import work_row
from letopis.school.marks.wire import WorkApplied, WorkOperation
from letopis.school.organisation.words import say
from letopis.school.sync.outcomes import Outcome, applied, authors, conflict
from letopis.school.timetable.models import Lesson

MAX_WORKS = 8
MAX_TITLE = 300


@dataclass(frozen=True, slots=True)
class FirstWork:
    """The lesson's first live work, None where it has none, and the place of the next one to be made."""

    work: Work | None
    next_position: int


def first_work(lesson: Lesson) -> FirstWork:
    """Return the lesson's first live work. One query; the lesson is locked."""
    works = list(Work.objects.filter(lesson=lesson).select_related("kind").order_by("position"))
    live = [work for work in works if not work.is_removed]
    # Removed works keep their place.
    return FirstWork(live[0] if live else None, works[-1].position + 1 if works else 1)


def first_kind(actor: Actor) -> JsonRows:
    """Return the expression that brings the school's first kind of work along with a lesson, for make_first_work()."""
    kinds = WorkKind.objects.filter(school_id=actor.school_id, is_active=True).order_by("position", "pk")
    return JsonRows(kinds[:1], "pk", "weight")


def make_first_work(target: Target, position: int) -> Work:
    """Make a work of the school's first kind at a lesson that has none; the lesson is locked, so it is made once.

    One query, where the lesson was read with first_kind().
    """
    known = getattr(target.lesson, "first_kind", None)
    if known:
        ((kind_id, weight),) = known
        kind = WorkKind(pk=kind_id, school_id=target.lesson.school_id, weight=Decimal(str(weight)))
    else:
        kind = next(kind for kind in ensure_work_kinds(target.writer()) if kind.is_active)
    return _save(Work(position=position, kind=kind), target)


def put_work(actor: Actor, operation: WorkOperation) -> Outcome:
    """Add, change or remove a work. Raises Refused, NotVisible."""
    target = target_of(actor, operation.lesson_id)
    writer = target.writer()
    if operation.work_id is None:
        return _add(target, writer, operation)
    work = Work.objects.select_related("kind").filter(lesson=target.lesson, pk=operation.work_id).first()
    if work is None:
        raise NotVisible
    wanted = _wanted(target, operation, work)
    if wanted == _content(work):
        return _applied(operation, writer, work, [])
    if work.version != operation.base_version:
        author = authors(actor, "journal.work", [work.pk]).get(work.pk, ("", None))
        return conflict(operation, work_row(work, work.kind.weight), author, work.version)
    _require_window(target, writer, work, wanted)
    return _change(operation, writer, work, wanted)


Content = tuple[WorkKind, str, Decimal | None, bool]


def _add(target: Target, writer: Actor, operation: WorkOperation) -> Outcome:
    kind, title, weight, _ = _wanted(target, operation, None)
    if operation.removed:
        raise NotVisible
    if target.lesson.works.filter(is_removed=False).count() >= MAX_WORKS:
        raise Refused(say("За {lesson.acc} не больше {most} работ.", most=MAX_WORKS), code="too_many")
    work = Work(position=first_work(target.lesson).next_position, kind=kind, title=title, weight=weight)
    _save(work, target)
    change = Change(row=work, action="created", course_id=work.course_id, op_id=operation.op_id)
    return _applied(operation, writer, work, [change])


def _change(operation: WorkOperation, writer: Actor, work: Work, wanted: Content) -> Outcome:
    kind, title, weight, removed = wanted
    if removed and _has_marks(work):
        raise Refused("За эту работу стоят отметки. Удалите сначала их.", code="has_marks")
    before = snapshot(work)
    work.kind, work.title, work.weight, work.is_removed = kind, title, weight, removed
    work.version += 1
    work.save()
    action = "removed" if removed else "changed"
    change = Change(row=work, action=action, before=before, course_id=work.course_id, op_id=operation.op_id)
    return _applied(operation, writer, work, [change])


def _require_window(target: Target, writer: Actor, work: Work, wanted: Content) -> None:
    """JRN-04: kind and weight make the average, changing them corrects every mark of the work; the title does not."""
    kind, _, weight, _ = wanted
    if (kind, weight) == (work.kind, work.weight):
        return
    first = Mark.objects.filter(work=work).exclude(value="").aggregate(at=Min("first_set_at"))["at"]
    require_window(target, writer, first, "За эту работу уже стоят отметки, первая")


def _wanted(target: Target, operation: WorkOperation, work: Work | None) -> Content:
    kind = WorkKind.objects.filter(school_id=target.lesson.school_id, pk=operation.kind_id).first()
    if kind is None or not (kind.is_active or (work and work.kind_id == kind.pk)):
        message = say("Такого вида работы в {school.pre} нет: обновите страницу.")
        raise Refused(message, code="kind", field="kind_id")
    title = clean_text(operation.title, MAX_TITLE, "Название работы", field="title")
    weight = None if operation.weight is None else checked_weight(operation.weight)
    return kind, title, weight, operation.removed


def _content(work: Work) -> Content:
    return work.kind, work.title, work.weight, work.is_removed


def _has_marks(work: Work) -> bool:
    empty = {"value": "", "second": "", "is_debt": False, "comment": ""}
    return Mark.objects.filter(work=work).exclude(**empty).exists()


def _save(work: Work, target: Target) -> Work:
    work.school_id = target.lesson.school_id
    work.lesson_id = target.lesson.pk
    work.course_id = target.course.pk
    work.save()
    return work


def _applied(operation: WorkOperation, writer: Actor, work: Work, changes: list[Change]) -> Outcome:
    row = work_row(work, work.kind.weight)
    answer = WorkApplied(op_id=operation.op_id, version=work.version, work=row, removed=work.is_removed)
    return applied(operation, writer, changes, answer)
