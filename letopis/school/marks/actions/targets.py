"""What an operation on a mark is aimed at: a work with its lesson, locked; until when a mark may be corrected."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.columns import attnames, loaded
from letopis.kernel.errors import Refused
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.statements import statement
from letopis.school.lessons.actions.targets import Target, aimed, more_of, target_from
from letopis.school.lessons.policy import Staffed
from letopis.school.lessons.windows import Verdict
from letopis.school.marks.models import Work, WorkKind
from letopis.school.timetable.models import Lesson

WORK = attnames(Work)


def work_targets(actor: Actor, work_ids: Iterable[int]) -> dict[int, tuple[Target, Work]]:
    """Return the visible ones of `work_ids` with their lessons, locked in the same order. One query."""
    found = {}
    for row in _works(actor.school_id, actor.staff_id or 0, today(), set(work_ids)):
        if target := target_from(actor, row):
            work = loaded(Work, WORK, more_of(row))
            found[work.pk] = (target, work)
    return found


@statement
def _works(school: int, staff: int, day: date, ids: set[int]) -> QuerySet[Work, tuple[Any, ...]]:
    rows = Work.objects.filter(school_id=school, pk__in=ids)
    return aimed(rows, Staffed(school, staff), day, *WORK, to_lesson="lesson__")


def lesson_and_first_kind(actor: Actor, lesson_id: int) -> tuple[dict[int, Target], WorkKind | None]:
    """Return a lesson as lesson_targets(), and the school's first kind of work, None where it has none. One query."""
    rows = _lesson(actor.school_id, actor.staff_id or 0, today(), lesson_id)
    kind = None
    for row in rows:
        for pk, weight in more_of(row)[0] or ():
            kind = WorkKind(pk=pk, school_id=actor.school_id, weight=Decimal(str(weight)))
    return {target.lesson.pk: target for row in rows if (target := target_from(actor, row))}, kind


@statement
def _lesson(school: int, staff: int, day: date, pk: int) -> QuerySet[Lesson, tuple[Any, ...]]:
    kinds = WorkKind.objects.filter(school_id=school, is_active=True).order_by("position", "pk")
    first = JsonRows(kinds[:1], "pk", "weight")
    return aimed(Lesson.objects.filter(school_id=school, pk=pk), Staffed(school, staff), day, "first", first=first)


def first_day(target: Target, first_set_at: datetime | None) -> date | None:
    """Return the school's day on which a cell was first given a mark, None where it has had none."""
    return local(first_set_at, target.zone).date() if first_set_at else None


def require_open(
    target: Target, first_set_at: datetime | None, reason: str, typed_at: datetime | None = None, what: str = ""
) -> None:
    """Raise Refused where a mark first put at a moment may not be changed (JRN-04, JRN-05: `lessons.windows`).

    `reason` is needed after the window. `what`: see `windows.refusal`.
    """
    if target.verdict(first_day(target, first_set_at), typed_at, what) is Verdict.WITH_REASON and not reason:
        message = "Срок исправления истёк: укажите причину, она останется в истории."
        raise Refused(message, code="reason", field="reason")
