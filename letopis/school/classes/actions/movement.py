"""Movement of students by orders (CON-02, Т4.4.4-5, Т5.2.3): enrolled, transferred, expelled; dated, never deleted."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean
from letopis.school.classes import policy
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import ClassGroup, Membership, Order, SubgroupMembership
from letopis.school.classes.rules import Stay, enrolment_fault, leaving_fault
from letopis.school.history.ledger import record
from letopis.school.history.tracking import snapshot
from letopis.school.organisation.words import say
from letopis.school.people.models import Student

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order as typed: «12-у» of 01.09.2026."""

    number: str
    date: date


@transaction.atomic
def enrol(
    actor: Actor, *, student_id: int, class_id: int, starts_on: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """Put a student into a class from `starts_on`. Raises NotVisible, Refused (in a class, outside the year)."""
    policy.require(actor, "keep", actor.school_id)
    student, class_group = _student(actor, student_id), _class(actor, class_id)
    fault = enrolment_fault(
        [_stay(row) for row in _memberships(student)], starts_on, class_group.year.starts_on, class_group.year.ends_on
    )
    if fault:
        raise Refused(fault, code="enrol", field="starts_on")
    row = Membership.objects.create(
        school_id=actor.school_id,
        class_group=class_group,
        student=student,
        starts_on=starts_on,
        enrolled_by=_order(actor, OrderKind.ENROL, order),
        note=clean(note)[:300],
    )
    record(actor, row, "enrol", student_id=student.pk)
    return row


@transaction.atomic
def transfer(
    actor: Actor, *, student_id: int, class_id: int, starts_on: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """Move a student to another class: the day before is the last in the old one. Raises NotVisible, Refused."""
    policy.require(actor, "keep", actor.school_id)
    student, class_group = _student(actor, student_id), _class(actor, class_id)
    last_day = starts_on - ONE_DAY
    old = _on(student, last_day)
    if old is None:
        raise Refused(leaving_fault(None, last_day, last_day), code="leave", field="starts_on")
    if old.class_group_id == class_group.pk:
        raise Refused(
            say("{Student.nom} уже в {name}. Выберите, куда перевести.", name=class_group.name),
            code="same",
            field="class_id",
        )
    document = _order(actor, OrderKind.TRANSFER, order)
    _leave(actor, old, last_day, document, note)
    row = Membership(
        school_id=actor.school_id, class_group=class_group, student=student, starts_on=starts_on, enrolled_by=document
    )
    fault = enrolment_fault(
        [_stay(one) for one in _memberships(student)], starts_on, class_group.year.starts_on, class_group.year.ends_on
    )
    if fault:
        raise Refused(fault, code="enrol", field="starts_on")
    row.save()
    record(actor, row, "transfer", student_id=student.pk)
    return row


@transaction.atomic
def expel(
    actor: Actor, *, student_id: int, last_day: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """End a student's stay; `last_day` is still in the journal. Raises NotVisible, Refused."""
    policy.require(actor, "keep", actor.school_id)
    student = _student(actor, student_id)
    row = _on(student, last_day)
    fault = leaving_fault(_stay(row) if row else None, last_day, row.class_group.year.ends_on if row else last_day)
    if row is None or fault:
        raise Refused(fault, code="leave", field="last_day")
    if row.ends_on is not None and row.left_by_id:
        message = say("Выбытие уже оформлено: {day:%d.%m.%Y}. Проверьте движение {student.gen}.", day=row.ends_on)
        raise Refused(message, code="left", field="last_day")
    _leave(actor, row, last_day, _order(actor, OrderKind.EXPEL, order), note)
    return row


def _leave(actor: Actor, row: Membership, last_day: date, order: Order | None, note: str) -> None:
    """End a stay and with it the places in the subgroups of the class."""
    before = snapshot(row)
    row.ends_on, row.left_by = last_day, order
    row.note = clean(note)[:300] or row.note
    row.save()
    record(actor, row, "leave_class", before=before, student_id=row.student_id)
    places = SubgroupMembership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=last_day),
        student_id=row.student_id,
        subgroup__class_group_id=row.class_group_id,
    )
    for place in places:
        before = snapshot(place)
        place.ends_on = max(last_day, place.starts_on)
        place.save()
        record(actor, place, "leave_subgroup", before=before, student_id=row.student_id)


def _order(actor: Actor, kind: OrderKind, draft: OrderDraft | None) -> Order | None:
    """The order of that number and date, made when new: one order moves many students."""
    if draft is None:
        return None
    number = clean(draft.number)
    if not number or len(number) > 40:
        raise Refused("Укажите номер приказа, до 40 знаков.", code="order", field="order_number")
    row, is_new = Order.objects.get_or_create(school_id=actor.school_id, kind=kind, number=number, date=draft.date)
    if is_new:
        record(actor, row, "create_order")
    return row


def _student(actor: Actor, student_id: int) -> Student:
    row = Student.objects.select_for_update(of=("self",)).filter(school_id=actor.school_id, pk=student_id).first()
    if row is None:
        raise NotVisible
    return row


def _class(actor: Actor, class_id: int) -> ClassGroup:
    row = ClassGroup.objects.select_related("year").filter(school_id=actor.school_id, pk=class_id).first()
    if row is None:
        raise NotVisible
    return row


def _memberships(student: Student) -> list[Membership]:
    return list(
        Membership.objects.filter(student=student).select_related("class_group__year").order_by("starts_on", "pk")
    )


def _on(student: Student, day: date) -> Membership | None:
    stays = [row for row in _memberships(student) if row.starts_on <= day]
    return next((row for row in reversed(stays) if row.ends_on is None or row.ends_on >= day), None)


def _stay(row: Membership) -> Stay:
    return Stay(row.class_group.name, row.starts_on, row.ends_on)
