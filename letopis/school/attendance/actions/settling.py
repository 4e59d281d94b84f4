"""Reasons settled on the grid of the class's week (П4.2.2, Т4.8.2)."""

from collections.abc import Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.errors import Refused
from letopis.school.attendance import policy
from letopis.school.marks.actions.absences import Reason, Settled, settle_absences
from letopis.school.marks.models import Absence
from letopis.school.organisation.words import phrase


@transaction.atomic
def settle_week(actor: Actor, *, class_id: int, reasons: Sequence[Reason]) -> Settled:
    """Write the reasons chosen on the grid, each on the version it was shown with; those changed since stay.

    A constant number of queries. Raises NotVisible, Refused (nothing chosen, a lesson of another class).
    """
    group = policy.class_to_settle(actor, class_id)
    if not reasons:
        raise Refused("Выберите причину хотя бы одного пропуска.", code="nothing")
    lessons = {one.lesson_id for one in reasons}
    own = Absence.objects.filter(school_id=actor.school_id, lesson__class_group=group, lesson_id__in=lessons)
    if lessons - set(own.values_list("lesson_id", flat=True)):
        raise Refused(phrase("Не все пропуски {this_groups}: обновите страницу."), code="not_own")
    settled = settle_absences(actor, reasons)
    if not settled.written and (settled.refused or settled.closed):
        raise Refused(settled.why_not, code="refused")
    return settled
