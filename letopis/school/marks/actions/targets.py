"""What an operation on a mark is aimed at: a work with its lesson, locked; until when a mark may be corrected."""

from collections.abc import Iterable
from datetime import datetime

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.rights import Right
from letopis.school.lessons import policy
from letopis.school.lessons.actions.targets import Target, calendar_of, target_from
from letopis.school.marks import rules
from letopis.school.marks.models import Work


def work_targets(actor: Actor, work_ids: Iterable[int]) -> dict[int, tuple[Target, Work]]:
    """Return the visible ones of `work_ids` with their lessons, locked in the same order. One query."""
    day = today()
    works = (
        Work.objects.filter(school_id=actor.school_id, pk__in=set(work_ids))
        .annotate(**policy.lesson_rights(actor, day, to_lesson="lesson__"), **calendar_of("lesson__"))
        .select_related(
            *("kind", "school", "lesson__course__class_group", "lesson__course__subgroup", "lesson__course__year")
        )
        .select_for_update(of=("lesson__course", "lesson", "self"), no_key=True)
        .order_by("lesson__course_id", "lesson_id", "pk")
    )
    targets = ((work, target_from(actor, work.lesson, work)) for work in works)
    return {work.pk: (target, work) for work, target in targets if target}


def require_window(target: Target, actor: Actor, first_set_at: datetime | None, what: str = "") -> None:
    """Raise Refused where a mark first put at a moment is corrected too late for `actor`'s role (JRN-04)."""
    set_on = local(first_set_at, target.zone).date() if first_set_at else None
    rules.require_window(actor.may(Right.CORRECT_LATE), set_on, target.today, target.settings.correction_days, what)
