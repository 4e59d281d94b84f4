"""What a class teacher does for the own class's data (CON-03), and the office's answers to reports (CON-04)."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.enums import OrderStatus
from letopis.school.classes.models import ClassGroup, Membership, Order
from letopis.school.history.intake import Put
from letopis.school.organisation.models import dated_on
from letopis.school.organisation.words import phrase
from letopis.school.tutoring import intake
from letopis.school.tutoring.enums import ReportKind, ReportState
from letopis.school.tutoring.models import DataCheck, MovementReport


@transaction.atomic
def check_data(actor: Actor, *, class_id: int, student_ids: Collection[int]) -> int:
    """Note that the cards of these students of a class were compared with life; return how many.

    Raises NotVisible, Refused for nobody and for somebody not in the class today.
    """
    group = _class(actor, class_id, Right.CORRECT_OWN_CONTACTS, phrase("Данные проверяет {tutor.nom}."))
    wanted = set(student_ids)
    if not wanted:
        raise Refused(phrase("Отметьте, чьи данные проверены."), code="nobody")
    if not wanted <= _members(group):
        raise Refused(phrase("Не все отмеченные учатся в {group.pre} сегодня. Обновите страницу."), code="not_in_class")
    moment = now()
    rows = [
        DataCheck(school_id=actor.school_id, student_id=student, class_group=group, staff_id=actor.staff_id, at=moment)
        for student in sorted(wanted)
    ]
    return len(intake.write_checks(actor, [Put(row) for row in rows]))


@transaction.atomic
def report_movement(
    actor: Actor, *, class_id: int, kind: str, day: date, student_id: int | None = None, full_name: str = "", note: str
) -> MovementReport:
    """Report that somebody came to the class or left it. Raises NotVisible, Refused (about nobody, told already)."""
    group = _class(actor, class_id, Right.REPORT_OWN_CLASS, phrase("Сообщает {tutor.nom}."))
    leaves = kind == ReportKind.DEPARTURE
    if leaves and student_id is not None and student_id not in _members(group):
        raise Refused(phrase("Сегодня в {group.pre} такого нет. Обновите страницу."), code="nobody", field="student_id")
    row = MovementReport(
        school_id=actor.school_id,
        class_group=group,
        kind=kind,
        student_id=student_id if leaves else None,
        full_name="" if leaves else full_name,
        day=day,
        note=note,
        reported_by_id=actor.staff_id,
        reported_at=now(),
    )
    if _is_told(row):
        raise Refused("Об этом уже сообщено, ответа ещё нет.", code="told")
    intake.write_reports(actor, [Put(row)])
    return row


def _is_told(row: MovementReport) -> bool:
    waiting = MovementReport.objects.filter(
        class_group=row.class_group, kind=row.kind, state=ReportState.WAITING, student=row.student_id
    )
    return any(one.full_name.casefold() == row.full_name.strip().casefold() for one in waiting)


@transaction.atomic
def withdraw_report(actor: Actor, *, report_id: int) -> MovementReport:
    """Take a report back that nobody has answered. Raises NotVisible, Refused."""
    row = _waiting(actor, report_id)
    _class(actor, row.class_group_id, Right.REPORT_OWN_CLASS, phrase("Сообщает {tutor.nom}."))
    put = Put.change(row, "withdraw_report")
    row.state = ReportState.WITHDRAWN
    intake.write_reports(actor, [put])
    return row


@transaction.atomic
def answer_report(
    actor: Actor, *, report_id: int, state: str, answer: str = "", order_id: int | None = None
) -> MovementReport:
    """Answer a report: done, with the order where there is one, or refused with words.

    Raises NotVisible, Refused where it is answered already, without words for a refusal.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    row = _waiting(actor, report_id)
    if state not in (ReportState.DONE, ReportState.REFUSED):
        raise Refused("Выберите: выполнено или отклонено.", code="state", field="state")
    if state == ReportState.REFUSED and not answer.strip():
        raise Refused("Напишите, почему: сообщивший увидит эти слова.", code="words", field="answer")
    signed = Order.objects.filter(school_id=actor.school_id, status=OrderStatus.SIGNED)
    if order_id is not None and not signed.filter(pk=order_id).exists():
        raise NotVisible
    put = Put.change(row)
    row.state, row.answer, row.order_id = state, answer.strip(), order_id if state == ReportState.DONE else None
    row.answered_by_id, row.answered_at = actor.staff_id, now()
    intake.write_reports(actor, [put])
    return row


def _waiting(actor: Actor, report_id: int) -> MovementReport:
    row = MovementReport.objects.select_for_update().filter(school_id=actor.school_id, pk=report_id).first()
    if row is None:
        raise NotVisible
    if row.state != ReportState.WAITING:
        raise Refused(f"На это сообщение уже ответили: {row.get_state_display().lower()}.", code="answered")
    return row


def _class(actor: Actor, class_id: int, right: Right, remedy: str) -> ClassGroup:
    group = policy.class_for(actor, class_id)
    if not policy.may(actor, right, group):
        raise Refused(remedy, code="forbidden")
    return group


def _members(group: ClassGroup) -> set[int]:
    return set(Membership.objects.filter(dated_on(today()), class_group=group).values_list("student_id", flat=True))
