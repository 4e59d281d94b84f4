"""Movement of students by orders (CON-02, Т4.4.4-5, Т5.2.3): enrolled, transferred, expelled; dated, never deleted."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.dates import ONE_DAY, DateRange
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.text import clean
from letopis.school.classes import policy
from letopis.school.classes.actions.subgroups import MEMBERS
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.models import ClassGroup, Membership, Order, SubgroupMembership
from letopis.school.classes.rules import Stay, enrolment_fault, leaving_fault
from letopis.school.history.ledger import record
from letopis.school.history.succession import Succession, Verbs
from letopis.school.organisation.models import lasting
from letopis.school.organisation.words import say
from letopis.school.people.models import Student

STAYS = Verbs("transfer", "leave_class")


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
    fault = enrolment_fault([_stay(row) for row in _memberships(student)], starts_on, class_group.year.dates)
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
    others = [_stay(row) for row in _memberships(student) if row.pk != old.pk]
    fault = enrolment_fault(others, starts_on, class_group.year.dates)
    if fault:
        raise Refused(fault, code="enrol", field="starts_on")
    document = _order(actor, OrderKind.TRANSFER, order)
    new = Membership(
        school_id=actor.school_id, class_group=class_group, student=student, starts_on=starts_on, enrolled_by=document
    )
    stays = Succession[Membership](STAYS)
    stays.hand_over([old], new, left_by=document, note=clean(note)[:300] or old.note)
    stays.write(actor)
    _leave_subgroups(actor, old, last_day)
    return new


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
    stays = Succession[Membership](STAYS)
    document = _order(actor, OrderKind.EXPEL, order)
    stays.end([row], last_day, left_by=document, note=clean(note)[:300] or row.note)
    stays.write(actor)
    _leave_subgroups(actor, row, last_day)
    return row


def _leave_subgroups(actor: Actor, left: Membership, last_day: date) -> None:
    """With a stay end the places in the subgroups of its class."""
    places = Succession[SubgroupMembership](MEMBERS)
    of_class = {"student_id": left.student_id, "subgroup__class_group_id": left.class_group_id}
    places.end(SubgroupMembership.objects.filter(lasting(last_day + ONE_DAY), **of_class), last_day)
    places.write(actor)


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
    return Stay(row.class_group.name, DateRange(row.starts_on, row.ends_on))
