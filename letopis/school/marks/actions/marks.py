"""Putting marks: a run of operations in one go, with the answers each would get alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import FilteredRelation, Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.lessons.actions.targets import Roster, Target, lesson_targets, roster
from letopis.school.lessons.rules import clean_text
from letopis.school.marks import rules
from letopis.school.marks.actions.targets import require_window, work_targets
from letopis.school.marks.actions.works import FirstWork, first_kind, first_work, make_first_work
from letopis.school.marks.models import Mark, Work
from letopis.school.marks.rows import mark_row, work_row
from letopis.school.marks.wire import MarkApplied, MarkOperation
from letopis.school.organisation.words import say
from letopis.school.sync.outcomes import Outcome, applied, authors, conflict, refused

COLUMNS = (
    *("id", "work_id", "value", "second", "is_debt", "debt_until", "comment"),
    *("set_at", "first_set_at", "version"),
)
MAX_COMMENT = 500


@dataclass(frozen=True, slots=True)
class Content:
    """What a mark says."""

    value: str = ""
    second: str = ""
    is_debt: bool = False
    debt_until: date | None = None
    comment: str = ""


EMPTY = Content()


@dataclass(slots=True)
class Draft:
    """An operation on its way: refused with a reason, or wanting a content at a work (None: still to be made)."""

    operation: MarkOperation
    target: Target | None = None
    work: Work | None = None
    actor: Actor | None = None
    content: Content = EMPTY
    reason: Refused | NotVisible | None = None
    mark: Mark | None = None
    before: dict[str, JsonValue] | None = None
    is_changed: bool = False


def put_marks(actor: Actor, operations: Sequence[MarkOperation]) -> list[Outcome]:
    """Apply a run of mark operations: distinct cells, either all at works or all at one lesson. Constant queries.

    For marks of known works three queries: works and lessons locked, students with the marks they have, marks written;
    two more where a work is made. The ledger and the remembered answers are the caller's.
    """
    drafts, position = _drafts(actor, operations)
    present, held = _held(actor, drafts)
    for draft in drafts:
        _check(draft, present)
    made = _make_work(drafts, position)
    for draft in drafts:
        _compare(draft, held)
    _write([draft.mark for draft in drafts if draft.is_changed and draft.mark])
    return _outcomes(actor, drafts, made)


# ── reading ───────────────────────────────────────────────────────────
def _drafts(actor: Actor, operations: Sequence[MarkOperation]) -> tuple[list[Draft], int]:
    """The drafts with what they are aimed at, and the place of a work to be made."""
    first = FirstWork(None, 1)
    if operations[0].work_id is not None:
        works = work_targets(actor, [one.work_id for one in operations if one.work_id is not None])
        found = [(one, *works.get(one.work_id or 0, (None, None))) for one in operations]
    else:
        lesson_id = operations[0].lesson_id or 0
        target = lesson_targets(actor, [lesson_id], first_kind=first_kind(actor)).get(lesson_id)
        first = first_work(target.lesson) if target else first
        found = [(one, target, first.work) for one in operations]
    drafts = [
        Draft(operation=one, target=target, work=work, reason=None if target else NotVisible())
        for one, target, work in found
    ]
    return drafts, first.next_position


def _held(actor: Actor, drafts: Sequence[Draft]) -> tuple[Roster, dict[tuple[int, int], Mark]]:
    """Who was in the class, and the marks already there by (work, student)."""
    courses = [draft.target.course for draft in drafts if draft.target]
    if not courses:
        return Roster(), {}
    works = {draft.work.pk: draft.work for draft in drafts if draft.work}
    present, rows = roster(
        actor,
        [draft.operation.student_id for draft in drafts],
        courses,
        held=FilteredRelation("marks", condition=Q(marks__work_id__in=[*works] or [0])),
        columns=tuple(f"held__{column}" for column in COLUMNS),
    )
    marks = {}
    for student_id, pk, work_id, *values in rows:
        if pk is not None:
            mark = _mark(works[work_id], student_id, pk=pk)
            for column, value in zip(COLUMNS[2:], values, strict=True):
                setattr(mark, column, value)
            marks[work_id, student_id] = mark
    return present, marks


def _mark(work: Work, student_id: int, pk: int | None = None) -> Mark:
    return Mark(
        pk=pk,
        school_id=work.school_id,
        work_id=work.pk,
        lesson_id=work.lesson_id,
        course_id=work.course_id,
        student_id=student_id,
        version=0,
    )


# ── deciding ──────────────────────────────────────────────────────────
def _check(draft: Draft, present: Roster) -> None:
    """Fill in who acts and what is wanted, or the reason why not."""
    if draft.target is None:
        return
    try:
        draft.actor = draft.target.writer()
        draft.target.require_past()
        if draft.work is not None and draft.work.is_removed:
            raise Refused("Эту работу удалили: обновите журнал.", code="removed")
        draft.content = _wanted(draft.operation, draft.target)
        present.require(draft.operation.student_id, draft.target)
    except Refused as reason:
        draft.reason = reason


def _wanted(operation: MarkOperation, target: Target) -> Content:
    value, second = rules.mark_pair(target.course.scale, operation.value, operation.second)
    comment = clean_text(operation.comment, MAX_COMMENT, "Комментарий", field="comment", lines=True)
    # A mark resolves the debt; the point stands only while there is none.
    is_debt = operation.is_debt and not value
    if is_debt and not rules.SCALES[target.course.scale]:
        raise Refused("Обучение безотметочное: точку здесь не ставят.", code="scale", field="is_debt")
    until = operation.debt_until if is_debt else None
    if until and not target.lesson.date <= until <= target.course.year.ends_on:
        message = say("Срок долга — от дня {lesson.gen} до конца учебного года.")
        raise Refused(message, code="debt_until", field="debt_until")
    return Content(value, second, is_debt, until, comment)


def _make_work(drafts: Sequence[Draft], position: int) -> Change | None:
    """Make the lesson's first work where a mark needs one; returns its entry, which goes before those of the marks."""
    needing = [draft for draft in drafts if not draft.reason and draft.work is None and draft.content != EMPTY]
    if not needing:
        return None
    target = needing[0].target
    assert target is not None  # a draft without a reason has one
    work = make_first_work(target, position)
    for draft in drafts:
        draft.work = draft.work or (work if draft.target else None)
    return Change(row=work, action="created", course_id=work.course_id, op_id=needing[0].operation.op_id)


def _compare(draft: Draft, held: dict[tuple[int, int], Mark]) -> None:
    """Set draft.mark to the row there is, or the changed one where the operation may change it."""
    if draft.reason or draft.work is None:
        return
    mark = held.get((draft.work.pk, draft.operation.student_id)) or _mark(draft.work, draft.operation.student_id)
    draft.mark = mark
    if _content(mark) == draft.content:
        return
    draft.reason = _too_late(draft, mark)
    if draft.reason or mark.version != draft.operation.base_version:
        return
    draft.before = snapshot(mark) if mark.version else None
    draft.is_changed = True
    _change(mark, draft.content)


def _too_late(draft: Draft, mark: Mark) -> Refused | None:
    """JRN-04: any change of a cell that was given a mark is a correction, clearing it and filling it again included."""
    try:
        if draft.target and draft.actor:
            require_window(draft.target, draft.actor, mark.first_set_at)
    except Refused as reason:
        return reason
    return None


def _content(mark: Mark) -> Content:
    return Content(mark.value, mark.second, mark.is_debt, mark.debt_until, mark.comment)


def _change(mark: Mark, content: Content) -> None:
    shown = (mark.value, mark.second, mark.is_debt)
    # A comment makes no mark new to the family.
    if not mark.version or shown != (content.value, content.second, content.is_debt):
        mark.set_at = now()
    if content.value and mark.first_set_at is None:
        mark.first_set_at = now()
    mark.value, mark.second = content.value, content.second
    mark.is_debt, mark.debt_until, mark.comment = content.is_debt, content.debt_until, content.comment
    mark.version += 1


def _write(marks: list[Mark]) -> None:
    """One upsert for new and changed ones; the primary keys come back."""
    for mark in marks:
        mark.pk = None
    if marks:
        Mark.objects.bulk_create(
            marks,
            update_conflicts=True,
            unique_fields=["school", "work", "student"],
            update_fields=[*COLUMNS[2:]],
        )


# ── answering ─────────────────────────────────────────────────────────
def _outcomes(actor: Actor, drafts: Sequence[Draft], made: Change | None) -> list[Outcome]:
    stale = [draft.mark.pk for draft in drafts if _is_conflict(draft) and draft.mark and draft.mark.pk]
    by = authors(actor, "journal.mark", stale)
    return [_outcome(draft, by, made) for draft in drafts]


def _is_conflict(draft: Draft) -> bool:
    mark = draft.mark
    return bool(mark and not draft.is_changed and not draft.reason and _content(mark) != draft.content)


def _outcome(draft: Draft, by: dict[int, tuple[str, str | None]], made: Change | None) -> Outcome:
    operation, mark = draft.operation, draft.mark
    if draft.reason or draft.actor is None:
        return refused(operation, draft.reason or NotVisible())
    if mark is None or draft.work is None:  # nothing to remove, and no work to remove it from
        empty = mark_row(Mark(student_id=operation.student_id, version=0))
        return applied(operation, draft.actor, [], MarkApplied(op_id=operation.op_id, version=0, mark=empty))
    if _is_conflict(draft):
        return conflict(operation, mark_row(mark), by.get(mark.pk or 0, ("", None)), mark.version)
    changes = [made] if made and made.op_id == operation.op_id else []
    if draft.is_changed:
        changes.append(_entry(draft, mark))
    answer = MarkApplied(op_id=operation.op_id, version=mark.version, mark=mark_row(mark))
    if operation.work_id is None:
        answer.work = work_row(draft.work, draft.work.kind.weight)
    return applied(operation, draft.actor, changes, answer)


def _entry(draft: Draft, mark: Mark) -> Change:
    is_removed = _content(mark) == EMPTY
    return Change(
        row=mark,
        action="created" if draft.before is None else "removed" if is_removed else "changed",
        before=draft.before,
        course_id=mark.course_id,
        student_id=mark.student_id,
        op_id=draft.operation.op_id,
    )
