"""Orders as documents (CON-02, Т4.4.5, А3.1.2): drafted, signed once, cancelled by another. A draft moves nobody."""

from collections.abc import Collection, Sequence
from datetime import date as Date  # noqa: N812  actions take a keyword of that name

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.actions.applying import apply, locked, stays_of, take_back
from letopis.school.classes.enums import LEAVING, OrderKind, OrderStatus
from letopis.school.classes.intake import LineDraft, write_orders
from letopis.school.classes.intake.lines import write_lines
from letopis.school.classes.models import ClassGroup, Order, OrderLine
from letopis.school.classes.moving import Moving
from letopis.school.classes.rules import order_number
from letopis.school.history.intake import NOW, Occasion, Put
from letopis.school.organisation.words import phrase


@transaction.atomic
def draft_order(
    actor: Actor,
    *,
    kind: str,
    lines: Sequence[LineDraft],
    number: str = "",
    date: Date | None = None,
    effective_on: Date,
    note: str = "",
    occasion: Occasion = NOW,
) -> Order:
    """Make a draft: who is to be moved, by which order. Raises NotVisible, Refused (nobody in it, a number taken).

    `effective_on`: the first day in the class that it leads to, of those who leave the last day in theirs.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    order = Order(school_id=actor.school_id, status=OrderStatus.DRAFT)
    _fill(order, kind=kind, number=number, date=date, effective_on=effective_on, note=note)
    write_orders(actor, [Put(order)], occasion)
    _write_lines(actor, order, lines, occasion)
    return order


@transaction.atomic
def update_order(
    actor: Actor,
    *,
    order_id: int,
    version: int,
    kind: str,
    lines: Sequence[LineDraft],
    number: str = "",
    date: Date | None = None,
    effective_on: Date,
    note: str = "",
) -> Order:
    """Change a draft. Raises NotVisible, Refused (signed, changed by another meanwhile)."""
    policy.require(actor, Right.KEEP_CLASSES)
    order = _draft(actor, order_id, version)
    put = Put.change(order)
    _fill(order, kind=kind, number=number, date=date, effective_on=effective_on, note=note)
    order.version += 1
    _write_order(actor, put)
    _write_lines(actor, order, lines)
    return order


@transaction.atomic
def delete_order(actor: Actor, *, order_id: int, version: int) -> None:
    """Delete a draft: nobody has been moved by it. Raises NotVisible, Refused."""
    policy.require(actor, Right.KEEP_CLASSES)
    order = _draft(actor, order_id, version)
    write_lines(actor, [Put.removal(line) for line in order.lines.all()])
    write_orders(actor, [Put.removal(order, "delete_order")])


@transaction.atomic
def sign_order(
    actor: Actor,
    *,
    order_id: int,
    version: int,
    number: str = "",
    date: Date | None = None,
    even_with_marks: bool = False,
    even_with_grades: bool = False,
) -> Order:
    """Sign a draft and move its students; `number` («б/н»: none) and `date` as signed, where the draft has others.

    Raises NotVisible, Refused: signed already, changed meanwhile, without a number; a closed year or term; what cannot
    be (`told` by name). Asked about: marks outside the new days (code `marks`), a grade passed over (`grades`).
    """
    policy.require(actor, Right.SIGN_ORDERS)
    order = _draft(actor, order_id, version)
    put = Put.change(order, "sign_order")
    order.number, order.date = _registered(number or order.number), date or order.date
    order.status, order.signed_at = OrderStatus.SIGNED, now()
    order.version += 1
    _write_order(actor, put)
    lines = list(order.lines.select_related("class_from", "class_to__year").order_by("pk"))
    for line in lines:
        line.order = order
    before = {line.pk: Put.change(line) for line in lines}
    apply(actor, order, lines, even_with_marks=even_with_marks, even_with_grades=even_with_grades)
    write_lines(actor, [before[line.pk] for line in lines])
    return order


@transaction.atomic
def cancel_order(
    actor: Actor,
    *,
    order_id: int,
    version: int,
    number: str,
    date: Date | None = None,
    note: str = "",
    even_with_marks: bool = False,
) -> Order:
    """Cancel a signed order by another; return that other. Everything is as it was before the mistaken one.

    Raises NotVisible, Refused: not signed, changed meanwhile; a later order about one of its students, by its name; a
    closed year or term; marks on the days that go (code `marks`).
    """
    policy.require(actor, Right.SIGN_ORDERS)
    order = _order(actor, order_id)
    if order.status != OrderStatus.SIGNED:
        raise Refused(_state(order), code="status")
    if order.kind == OrderKind.CANCEL:
        raise Refused("Отмену не отменяют: оформите новый приказ о движении.", code="status")
    _check_version(order, version)
    registered = _registered(number)
    put = Put.change(order, "cancel_order")
    order.status = OrderStatus.CANCELLED
    order.version += 1
    _write_order(actor, put)
    day = date or today()
    other = Order(
        school_id=actor.school_id,
        kind=OrderKind.CANCEL,
        number=registered,
        date=day,
        effective_on=order.effective_on,
        status=OrderStatus.SIGNED,
        signed_at=now(),
        cancels=order,
        note=note.strip(),
    )
    write_orders(actor, [Put(other, action="sign_order")])
    take_back(actor, order, even_with_marks=even_with_marks)
    return other


# ── rows ──────────────────────────────────────────────────────────────


def _order(actor: Actor, order_id: int) -> Order:
    row = Order.objects.select_for_update(of=("self",)).filter(school_id=actor.school_id, pk=order_id).first()
    if row is None:
        raise NotVisible
    return row


def _draft(actor: Actor, order_id: int, version: int) -> Order:
    order = _order(actor, order_id)
    if order.status != OrderStatus.DRAFT:
        raise Refused(_state(order), code="status")
    _check_version(order, version)
    return order


def _registered(number: str) -> str:
    """The number of a signed order, "" where it is said to have none."""
    found = order_number(number)
    if found is None:
        message = "Укажите номер приказа, под которым он записан; если номера нет, впишите «б/н»."
        raise Refused(message, code="number", field="number")
    return found


def _state(order: Order) -> str:
    """Say why an order is not to be changed."""
    named = f"Приказ № {order.number}" if order.number else "Приказ"
    if order.status == OrderStatus.CANCELLED:
        return f"{named} уже отменён. Откройте его страницу заново."
    if order.status == OrderStatus.SIGNED:
        return f"{named} уже подписан. Ошибку исправляет приказ об отмене."
    return f"{named} ещё не подписан: его можно исправить или удалить."


def _check_version(order: Order, version: int) -> None:
    if order.version != version:
        message = "Приказ изменили, пока страница была открыта. Проверьте его и повторите."
        raise Refused(message, code="version")


def _fill(order: Order, *, kind: str, number: str, date: Date | None, effective_on: Date, note: str) -> None:
    if kind not in OrderKind.values or kind == OrderKind.CANCEL:
        raise Refused("Выберите вид приказа.", code="kind", field="kind")
    order.kind, order.number, order.note = kind, order_number(number) or "", note.strip()
    order.date, order.effective_on = date or today(), effective_on


def _write_order(actor: Actor, put: Put[Order]) -> None:
    """A column of the ledger always changes with the version: the ledger tells only of those, the row has both."""
    write_orders(actor, [put])
    Order.objects.filter(pk=put.row.pk).update(version=put.row.version)


def _write_lines(actor: Actor, order: Order, drafts: Sequence[LineDraft], occasion: Occasion = NOW) -> None:
    """Make the order's lines those of `drafts`; where each comes from is read from the stays."""
    wanted = {one.student_id: one for one in drafts}
    if not wanted:
        raise Refused(phrase("Отметьте, о ком приказ: хотя бы одного {student.acc}."), code="nobody", field="students")
    locked(actor, wanted)
    classes = _classes(actor, wanted.values(), is_needed=order.kind not in LEAVING)
    held = {line.student_id: line for line in order.lines.all()} if order.pk else {}
    stays, day = stays_of(actor.school_id, wanted), today()
    puts = []
    for student_id, draft in wanted.items():
        line = held.pop(student_id, None)
        put = Put.change(line) if line else Put(OrderLine(school_id=actor.school_id, student_id=student_id))
        row = put.row
        row.order, row.note, row.effective_on = order, draft.note.strip(), draft.day
        row.class_to = classes[draft.class_id] if draft.class_id and order.kind not in LEAVING else None
        old = Moving(order, row, stays[student_id], day).comes_from
        row.class_from = old.class_group if old else None
        puts.append(put)
    write_lines(actor, [*(Put.removal(line) for line in held.values()), *puts], occasion)


def _classes(actor: Actor, drafts: Collection[LineDraft], *, is_needed: bool) -> dict[int, ClassGroup]:
    asked = {one.class_id for one in drafts if one.class_id}
    if is_needed and any(one.class_id is None for one in drafts):
        raise Refused(phrase("Выберите {group.acc}."), code="class", field="class_id")
    found = ClassGroup.objects.filter(school_id=actor.school_id, pk__in=asked).select_related("year").in_bulk()
    if found.keys() != asked:
        raise NotVisible
    return found
