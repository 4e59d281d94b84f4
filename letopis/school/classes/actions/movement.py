"""Movement of one student as a gesture: an order drafted and signed at once (CON-02, Т4.4.4-5, Т5.2.3)."""

from datetime import date

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.actions.applying import apply
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.intake import OrderDraft, write_orders
from letopis.school.classes.intake.lines import write_lines
from letopis.school.classes.models import ClassGroup, Membership, Order, OrderLine
from letopis.school.classes.rules import order_number
from letopis.school.history.intake import Put
from letopis.school.organisation.words import phrase


@transaction.atomic
def enrol(
    actor: Actor, *, student_id: int, class_id: int, starts_on: date, order: OrderDraft | None = None, note: str = ""
) -> Membership:
    """Put a student into a class from `starts_on`. Raises NotVisible, Refused (in a class, outside the year)."""
    return _move(actor, OrderKind.ENROL, student_id, starts_on, order, class_id=class_id, note=note)


@transaction.atomic
def transfer(
    actor: Actor,
    *,
    student_id: int,
    class_id: int,
    starts_on: date,
    order: OrderDraft | None = None,
    note: str = "",
    even_with_marks: bool = False,
    even_with_grades: bool = False,
) -> Membership:
    """Move a student to another class: the day before is the last in the old one. Raises NotVisible, Refused."""
    return _move(
        actor,
        OrderKind.TRANSFER,
        student_id,
        starts_on,
        order,
        class_id=class_id,
        note=note,
        even_with_marks=even_with_marks,
        even_with_grades=even_with_grades,
    )


@transaction.atomic
def expel(
    actor: Actor,
    *,
    student_id: int,
    last_day: date,
    order: OrderDraft | None = None,
    note: str = "",
    kind: str = OrderKind.EXPEL,
    even_with_marks: bool = False,
) -> Membership:
    """End a student's stay; `last_day` is still in the journal. Raises NotVisible, Refused."""
    return _move(actor, kind, student_id, last_day, order, note=note, even_with_marks=even_with_marks)


def _move(
    actor: Actor,
    kind: str,
    student_id: int,
    day: date,
    draft: OrderDraft | None,
    *,
    class_id: int | None = None,
    note: str = "",
    even_with_marks: bool = False,
    even_with_grades: bool = False,
) -> Membership:
    """Write an order of one line and apply it; return the stay that begins, or the one that ends."""
    policy.require(actor, Right.KEEP_CLASSES)
    policy.require(actor, Right.SIGN_ORDERS)
    class_group = _class(actor, class_id) if class_id else None
    document = _document(actor, kind, day, draft, note)
    line = OrderLine(
        school_id=actor.school_id,
        order=document,
        student_id=student_id,
        class_to=class_group,
        effective_on=None if document.effective_on == day else day,
        note=note.strip(),
    )
    _refuse_second(document, student_id)
    # The student may be another school's: apply() says so; nothing of it is kept then.
    write_lines(actor, [put := Put(line)])
    put = Put.change(line)
    even = {"even_with_marks": even_with_marks, "even_with_grades": even_with_grades}
    stays = apply(actor, document, [line], **even)[student_id]
    write_lines(actor, [put])
    return next((one.row for one in stays if one.is_new), stays[0].row)


def _document(actor: Actor, kind: str, day: date, draft: OrderDraft | None, note: str) -> Order:
    """Return the order as typed, written where it is new: one order moves many."""
    order = Order(school_id=actor.school_id, kind=kind, status=OrderStatus.SIGNED, signed_at=now(), effective_on=day)
    number = order_number(draft.number) if draft else ""
    if number is None:
        message = "Укажите номер приказа; если номера нет, впишите «б/н»."
        raise Refused(message, code="order", field="order_number")
    order.number, order.date = number, draft.date if draft else day
    if order.number:
        own = Order.objects.select_for_update(of=("self",)).filter(school_id=actor.school_id, kind=kind)
        known = own.filter(number=order.number, date=order.date).first()
        if known and known.status != OrderStatus.SIGNED:
            state = "отменён" if known.status == OrderStatus.CANCELLED else "ещё не подписан"
            message = phrase(
                "Приказ № {number} {state}. Укажите другой номер или впишите {student.acc} в проект.",
                number=order.number,
                state=state,
            )
            raise Refused(message, code="status", field="order_number")
        if known:
            return known
    write_orders(actor, [Put(order)])
    return order


def _refuse_second(order: Order, student_id: int) -> None:
    if order.number and OrderLine.objects.filter(order=order, student=student_id).exists():
        message = phrase("В приказе № {number} {student.nom} уже есть. Укажите другой номер.", number=order.number)
        raise Refused(message, code="twice", field="order_number")


def _class(actor: Actor, class_id: int) -> ClassGroup:
    row = ClassGroup.objects.select_related("year").filter(school_id=actor.school_id, pk=class_id).first()
    if row is None:
        raise NotVisible
    return row
