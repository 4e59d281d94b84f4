"""Putting absences: a run of operations of one lesson in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import FilteredRelation, Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.history.tracking import JsonValue, snapshot
from letopis.school.lessons.actions.targets import Roster, Target, lesson_targets, roster
from letopis.school.lessons.rules import clean_text
from letopis.school.marks import rules
from letopis.school.marks.models import Absence
from letopis.school.marks.rows import absence_row
from letopis.school.marks.wire import AbsenceApplied, AbsenceOperation
from letopis.school.sync.outcomes import Authorship, Outcome, applied, authors, conflict, refused

COLUMNS = ("id", "lesson_id", "code", "minutes", "note", "version")
MAX_NOTE = 300
Content = tuple[str, int | None, str]


@dataclass(slots=True)
class Draft:
    """An operation on its way."""

    operation: AbsenceOperation
    target: Target | None
    reason: Refused | NotVisible | None = None
    actor: Actor | None = None
    content: Content = ("", None, "")
    absence: Absence | None = None
    before: dict[str, JsonValue] | None = None
    is_changed: bool = False


def put_absences(actor: Actor, operations: Sequence[AbsenceOperation]) -> list[Outcome]:
    """Apply a run of absence operations on distinct students of lessons. Constant queries."""
    targets = lesson_targets(actor, [one.lesson_id for one in operations])
    drafts = [Draft(one, targets.get(one.lesson_id)) for one in operations]
    present, held = _held(actor, drafts)
    for draft in drafts:
        _check(draft, present)
        _compare(draft, held)
    _write([draft.absence for draft in drafts if draft.is_changed and draft.absence])
    stale = [draft.absence.pk for draft in drafts if _is_conflict(draft) and draft.absence and draft.absence.pk]
    by = authors(actor, "journal.absence", stale)
    return [_outcome(draft, by) for draft in drafts]


def _held(actor: Actor, drafts: Sequence[Draft]) -> tuple[Roster, dict[tuple[int, int], Absence]]:
    """Who was in the class, and the absences already there by (lesson, student)."""
    targets = {draft.target.lesson.pk: draft.target for draft in drafts if draft.target}
    if not targets:
        return Roster(), {}
    present, rows = roster(
        actor,
        [draft.operation.student_id for draft in drafts],
        [target.course for target in targets.values()],
        held=FilteredRelation("absences", condition=Q(absences__lesson_id__in=[*targets])),
        columns=tuple(f"held__{column}" for column in COLUMNS),
    )
    absences = {}
    for student_id, pk, lesson_id, *values in rows:
        if pk is not None:
            absence = _absence(targets[lesson_id], student_id, pk)
            absence.code, absence.minutes, absence.note, absence.version = values
            absences[lesson_id, student_id] = absence
    return present, absences


def _absence(target: Target, student_id: int, pk: int | None = None) -> Absence:
    return Absence(
        pk=pk,
        school_id=target.lesson.school_id,
        lesson_id=target.lesson.pk,
        course_id=target.course.pk,
        student_id=student_id,
        version=0,
    )


def _check(draft: Draft, present: Roster) -> None:
    """Fill in who acts and what is wanted, or the reason why not."""
    operation, target = draft.operation, draft.target
    if target is None:
        draft.reason = NotVisible()
        return
    try:
        draft.actor = target.writer()
        target.require_past()
        code = rules.absence_code(operation.code)
        minutes = rules.late_minutes(code, operation.minutes, target.settings.late_minutes)
        note = clean_text(operation.note, MAX_NOTE, "Примечание", field="note")
        draft.content = (code, minutes, note if code else "")
        present.require(operation.student_id, target)
    except Refused as reason:
        draft.reason = reason


def _compare(draft: Draft, held: dict[tuple[int, int], Absence]) -> None:
    """Set draft.absence to the row there is, or the changed one where the operation may change it."""
    if draft.reason or draft.target is None:
        return
    key = (draft.operation.lesson_id, draft.operation.student_id)
    absence = held.get(key) or _absence(draft.target, draft.operation.student_id)
    draft.absence = absence
    if _content(absence) == draft.content or absence.version != draft.operation.base_version:
        return
    draft.before = snapshot(absence) if absence.version else None
    draft.is_changed = True
    absence.code, absence.minutes, absence.note = draft.content
    absence.version += 1


def _content(absence: Absence) -> Content:
    return (absence.code, absence.minutes, absence.note)


def _is_conflict(draft: Draft) -> bool:
    absence = draft.absence
    return bool(absence and not draft.is_changed and _content(absence) != draft.content)


def _write(absences: list[Absence]) -> None:
    for absence in absences:
        absence.pk = None
    if absences:
        Absence.objects.bulk_create(
            absences,
            update_conflicts=True,
            unique_fields=["school", "lesson", "student"],
            update_fields=["code", "minutes", "note", "version"],
        )


def _outcome(draft: Draft, by: Authorship) -> Outcome:
    operation, absence = draft.operation, draft.absence
    if draft.reason or draft.actor is None or absence is None:
        return refused(operation, draft.reason or NotVisible())
    if _is_conflict(draft):
        return conflict(operation, absence_row(absence), by.get(absence.pk or 0, ("", None)), absence.version)
    changes = [_entry(draft, absence)] if draft.is_changed else []
    answer = AbsenceApplied(op_id=operation.op_id, version=absence.version, absence=absence_row(absence))
    return applied(operation, draft.actor, changes, answer)


def _entry(draft: Draft, absence: Absence) -> Change:
    return Change(
        row=absence,
        action="created" if draft.before is None else "changed" if absence.code else "removed",
        before=draft.before,
        course_id=absence.course_id,
        student_id=absence.student_id,
        op_id=draft.operation.op_id,
    )
