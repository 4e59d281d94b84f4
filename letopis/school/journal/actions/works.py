"""Works of a lesson: the columns of the grid."""

from decimal import Decimal

from django.db.models import Max

from letopis.school.common.actor import Actor
from letopis.school.common.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import snapshot
from letopis.school.journal import rules
from letopis.school.journal.actions.kinds import checked_weight, ensure_work_kinds
from letopis.school.journal.actions.outcomes import Outcome, applied, authors, conflict
from letopis.school.journal.actions.targets import Target, target_of
from letopis.school.journal.forms import work_row
from letopis.school.journal.models import Mark, Work, WorkKind
from letopis.school.journal.operations import WorkOperation
from letopis.school.timetable.models import Lesson

MAX_WORKS = 8
MAX_TITLE = 300


def only_first_work(lesson: Lesson) -> Work | None:
    """Return the lesson's first live work, None where it has none. One query."""
    live = Work.objects.filter(school_id=lesson.school_id, lesson=lesson, is_removed=False)
    return live.select_related("kind").order_by("position").first()


def make_first_work(target: Target) -> Work:
    """Make a work of the school's first kind at a lesson that has none; the lesson is locked, so it is made once."""
    actor = target.writer()
    kind = next(kind for kind in ensure_work_kinds(actor) if kind.is_active)
    return _save(Work(position=_next_position(target.lesson), kind=kind), target)


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
    return _change(operation, writer, work, wanted)


Content = tuple[WorkKind, str, Decimal | None, bool]


def _add(target: Target, writer: Actor, operation: WorkOperation) -> Outcome:
    kind, title, weight, _ = _wanted(target, operation, None)
    if operation.removed:
        raise NotVisible
    if target.lesson.works.filter(is_removed=False).count() >= MAX_WORKS:
        raise Refused(f"На одном уроке не больше {MAX_WORKS} работ.", code="too_many")
    work = Work(position=_next_position(target.lesson), kind=kind, title=title, weight=weight)
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


def _wanted(target: Target, operation: WorkOperation, work: Work | None) -> Content:
    kind = WorkKind.objects.filter(school_id=target.lesson.school_id, pk=operation.kind_id).first()
    if kind is None or not (kind.is_active or (work and work.kind_id == kind.pk)):
        raise Refused("Такого вида работы в школе нет: обновите страницу.", code="kind", field="kind_id")
    title = rules.clean_text(operation.title, MAX_TITLE, "Название работы", field="title")
    weight = None if operation.weight is None else checked_weight(operation.weight)
    return kind, title, weight, operation.removed


def _content(work: Work) -> Content:
    return work.kind, work.title, work.weight, work.is_removed


def _has_marks(work: Work) -> bool:
    empty = {"value": "", "second": "", "is_debt": False, "comment": ""}
    return Mark.objects.filter(work=work).exclude(**empty).exists()


def _next_position(lesson: Lesson) -> int:
    """Removed works keep their place."""
    return (Work.objects.filter(lesson=lesson).aggregate(last=Max("position"))["last"] or 0) + 1


def _save(work: Work, target: Target) -> Work:
    work.school_id = target.lesson.school_id
    work.lesson_id = target.lesson.pk
    work.course_id = target.course.pk
    work.save()
    return work


def _applied(operation: WorkOperation, writer: Actor, work: Work, changes: list[Change]) -> Outcome:
    row = work_row(work, work.kind.weight)
    return applied(operation, writer, changes, version=work.version, work=row, removed=work.is_removed)
