"""Movement of students by orders (CON-02, Т4.4.4-5, Т5.2.3): enrolled, transferred, expelled; dated, never deleted."""

from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.dates import DateRange, day_before
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.enums import OrderKind
from letopis.school.classes.intake import STAYS, OrderDraft, orders_of, put_memberships
from letopis.school.classes.models import ClassGroup, Membership, Order
from letopis.school.classes.rules import Stay, leaving_fault
from letopis.school.history.intake import Put
from letopis.school.history.succession import Succession
from letopis.school.organisation.words import phrase
from letopis.school.people.models import Student


@transaction.atomic
def enrol(
    actor: Actor, *, student_id: int, class_id: int, starts_on: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """Put a student into a class from `starts_on`. Raises NotVisible, Refused (in a class, outside the year)."""
    policy.require(actor, Right.KEEP_CLASSES)
    student, class_group = _student(actor, student_id), _class(actor, class_id)
    row = Membership(
        school_id=actor.school_id,
        class_group=class_group,
        student=student,
        starts_on=starts_on,
        enrolled_by=_order(actor, OrderKind.ENROL, order),
        note=note,
    )
    put_memberships(actor, [Put(row, action="enrol")])
    return row


@transaction.atomic
def transfer(
    actor: Actor, *, student_id: int, class_id: int, starts_on: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """Move a student to another class: the day before is the last in the old one. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    student, class_group = _student(actor, student_id), _class(actor, class_id)
    last_day = day_before(starts_on)
    old = _on(student, last_day)
    if old is None:
        raise Refused(leaving_fault(None, last_day, last_day), code="leave", field="starts_on")
    if old.class_group_id == class_group.pk:
        raise Refused(
            phrase("{Student.nom} уже в {name}. Выберите, куда перевести.", name=class_group.name),
            code="same",
            field="class_id",
        )
    document = _order(actor, OrderKind.TRANSFER, order)
    new = Membership(
        school_id=actor.school_id, class_group=class_group, student=student, starts_on=starts_on, enrolled_by=document
    )
    steps = Succession[Membership](STAYS)
    steps.hand_over([old], new, left_by=document, note=note.strip() or old.note)
    # Between two years nobody is in a class.
    old.ends_on = min(last_day, old.class_group.year.ends_on)
    put_memberships(actor, steps.puts)
    return new


@transaction.atomic
def expel(
    actor: Actor, *, student_id: int, last_day: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """End a student's stay; `last_day` is still in the journal. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    student = _student(actor, student_id)
    row = _on(student, last_day)
    fault = leaving_fault(_stay(row) if row else None, last_day, row.class_group.year.ends_on if row else last_day)
    if row is None or fault:
        raise Refused(fault, code="leave", field="last_day")
    if row.ends_on is not None and row.left_by_id:
        message = phrase("Выбытие уже оформлено: {day:%d.%m.%Y}. Проверьте движение {student.gen}.", day=row.ends_on)
        raise Refused(message, code="left", field="last_day")
    steps = Succession[Membership](STAYS)
    document = _order(actor, OrderKind.EXPEL, order)
    steps.end([row], last_day, left_by=document, note=note.strip() or row.note)
    put_memberships(actor, steps.puts)
    return row


def _order(actor: Actor, kind: OrderKind, draft: OrderDraft | None) -> Order | None:
    return orders_of(actor, [(kind, draft)])[0] if draft else None


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
    return next((row for row in reversed(_memberships(student)) if row.is_on(day)), None)


def _stay(row: Membership) -> Stay:
    return Stay(row.class_group.name, DateRange(row.starts_on, row.ends_on))
