"""Early leaving: recorded by the class teacher or whoever is on duty; lessons after that hour are explained."""

from datetime import date, time

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.dates import DateRange
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.attendance import policy
from letopis.school.attendance.actions.reasons import absences_of, settle_again
from letopis.school.attendance.intake import write_leaves
from letopis.school.attendance.models import EarlyLeave
from letopis.school.classes.models import ClassGroup, Membership
from letopis.school.history.intake import Put
from letopis.school.marks.enums import AbsenceCode
from letopis.school.marks.models import Absence
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import phrase

WHY = "Ранний уход"


@transaction.atomic
def record_leave(
    actor: Actor,
    *,
    class_id: int,
    student_id: int,
    day: date,
    left_at: time,
    taken_by: str = "",
    code: str = AbsenceCode.EXCUSED,
    note: str = "",
) -> EarlyLeave:
    """Record that a student left before the lessons were over, who took the child; a second time corrects it.

    What a correction explains no more is unexplained again, but for what a note covers.
    Raises NotVisible, Refused (a day ahead, not in the class, a closed year).
    """
    group = _group(actor, class_id)
    if day > today():
        raise Refused("Этот день ещё впереди: сообщите о нём заявлением.", code="future", field="day")
    stays = Membership.objects.filter(dated_on(day), school_id=actor.school_id, class_group=group)
    if not stays.filter(student_id=student_id).exists():
        raise Refused(phrase("В этот день в {group.pre} такого нет."), code="not_member", field="student_id")
    rows = EarlyLeave.objects.select_for_update().filter(school_id=actor.school_id, student_id=student_id, date=day)
    row = rows.first()
    put = Put.change(row) if row else None
    if row is None or put is None:
        row = EarlyLeave(school_id=actor.school_id, year=group.year, student_id=student_id, date=day)
        put = Put(row)
    absences, explained = _explained(row)
    row.left_at, row.taken_by, row.code, row.note = left_at, taken_by, code, note
    row.recorded_by_id, row.recorded_at, row.is_removed = actor.staff_id, now(), False
    write_leaves(actor, [put])
    settle_again(actor, row, absences, no_more=explained, why=WHY)
    return row


@transaction.atomic
def remove_leave(actor: Actor, *, leave_id: int) -> EarlyLeave:
    """Take an early leaving back: the lessons after it are unexplained again, but for those that a note covers.

    Raises NotVisible, Refused.
    """
    rows = EarlyLeave.objects.select_for_update().filter(policy.visible_notes(actor, today()), pk=leave_id)
    row = rows.filter(is_removed=False).first()
    if row is None:
        raise NotVisible
    stay = Membership.objects.filter(dated_on(row.date), school_id=actor.school_id, student_id=row.student_id)
    class_id = stay.values_list("class_group_id", flat=True).first()
    _group(actor, class_id or 0)
    put = Put.change(row, "remove_leave")
    absences, explained = _explained(row)
    row.is_removed = True
    write_leaves(actor, [put])
    settle_again(actor, row, absences, no_more=explained, why=WHY)
    return row


def _group(actor: Actor, class_id: int) -> ClassGroup:
    """The class of whom leaves, for who settles it or is on duty."""
    if actor.may(Right.RECORD_LEAVES):
        return policy.class_for(actor, class_id)
    return policy.class_to_settle(actor, class_id)


def _explained(row: EarlyLeave) -> tuple[list[Absence], set[int]]:
    """The absences of the day, and by id those that the leaving, as it was recorded, has explained. One query."""
    absences = absences_of(row, DateRange(row.date, row.date))
    is_recorded = row.pk is not None and not row.is_removed
    after = [one for one in absences if is_recorded and one.lesson.starts_at and one.lesson.starts_at >= row.left_at]
    return absences, {one.pk for one in after if one.code == row.code}
