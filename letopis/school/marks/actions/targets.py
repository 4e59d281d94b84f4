"""What an operation on a mark is aimed at: a work with its lesson, locked; until when a mark may be corrected."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.columns import attnames, loaded
from letopis.kernel.json_rows import JsonRows
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.lessons.actions.targets import Target, aimed, more_of, target_from
from letopis.school.lessons.policy import Staffed
from letopis.school.marks import rules
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


def require_window(target: Target, actor: Actor, first_set_at: datetime | None, what: str = "") -> None:
    """Raise Refused where a mark first put at a moment is corrected too late for `actor`'s role (JRN-04)."""
    set_on = local(first_set_at, target.zone).date() if first_set_at else None
    rules.require_window(actor.may(Right.CORRECT_LATE), set_on, target.today, target.settings.correction_days, what)
