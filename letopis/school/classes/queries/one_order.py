"""One order with what it does, or would do when it is signed."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.clock import local, today
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.access.authors import names_apart
from letopis.school.classes import policy
from letopis.school.classes.actions.applying import closed_fault, closed_terms, stays_of
from letopis.school.classes.asking import marks_on
from letopis.school.classes.enums import LEAVING, OrderKind, OrderStatus
from letopis.school.classes.models import Membership, Order, OrderLine
from letopis.school.classes.moving import Moving, first_changed
from letopis.school.classes.queries.orders import Called, order_label
from letopis.school.history.models import Entry
from letopis.school.organisation.models import Term
from letopis.school.organisation.words import phrase
from letopis.school.people.namesakes import full_names


@dataclass(frozen=True, slots=True)
class LineRow:
    """A student of an order. `fault`: why signing would be refused; `is_applied`: it has moved the student.

    What it asks about: `marks`, how many it leaves outside the class; `leap`: a grade is passed over.
    """

    student_id: int
    name: str
    class_from: str
    class_to: str
    to_id: int | None
    day: date
    note: str
    fault: str = ""
    marks: int = 0
    leap: bool = False
    is_applied: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What has been done to an order, when and by whom."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class OrderPage(Called):
    """An order with its students and history. `cancels`, `cancelled_by`: id and label of the other, None without.

    `is_of_load`: a load has written it, so that there is nothing before it to go back to.
    """

    id: int
    kind: str
    number: str
    dated: date
    effective_on: date
    status: str
    note: str
    version: int
    lines: tuple[LineRow, ...]
    steps: tuple[Step, ...]
    cancels: tuple[int, str] | None
    cancelled_by: tuple[int, str] | None
    may_keep: bool
    may_sign: bool
    may_cancel: bool
    is_of_load: bool

    @property
    def state(self) -> str:
        """«Проект»."""
        return str(OrderStatus(self.status).label)

    @property
    def is_draft(self) -> bool:
        """Whether it is not signed yet."""
        return self.status == OrderStatus.DRAFT

    @property
    def leaves(self) -> bool:
        """Whether those of it leave: the day is their last."""
        return self.kind in LEAVING

    @property
    def faults(self) -> int:
        """How many of its lines cannot be."""
        return sum(bool(line.fault) for line in self.lines)

    @property
    def marks(self) -> int:
        """How many marks signing leaves outside somebody's days in a class."""
        return sum(line.marks for line in self.lines)


def order_page(actor: Actor, order_id: int) -> OrderPage:
    """Return an order and, of a draft, what signing would do. At most eight queries. Raises NotVisible."""
    policy.require(actor, Right.READ_STUDENTS)
    order = (
        Order.objects.filter(school_id=actor.school_id, pk=order_id).select_related("cancels", "cancelled_by").first()
    )
    if order is None:
        raise NotVisible
    lines = _lines(order)
    is_signed = order.status == OrderStatus.SIGNED and order.kind != OrderKind.CANCEL
    was_applied = any(line.is_applied for line in lines)
    other = getattr(order, "cancelled_by", None)
    may_sign = actor.may(Right.SIGN_ORDERS)
    return OrderPage(
        id=order.pk,
        kind=order.kind,
        number=order.number,
        dated=order.date,
        effective_on=order.effective_on,
        status=order.status,
        note=order.note,
        version=order.version,
        lines=tuple(lines),
        steps=tuple(_steps(order)),
        cancels=(order.cancels.pk, order_label(order.cancels.number, order.cancels.date)) if order.cancels else None,
        cancelled_by=(other.pk, order_label(other.number, other.date)) if other else None,
        may_keep=actor.may(Right.KEEP_CLASSES),
        may_sign=may_sign,
        may_cancel=may_sign and is_signed and was_applied,
        is_of_load=is_signed and not was_applied,
    )


def _lines(order: Order) -> list[LineRow]:
    rows = list(order.lines.select_related("student__person", "class_from", "class_to__year"))
    if not rows:
        return _of_stays(order)
    foreseen = _foreseen(order, rows) if order.status == OrderStatus.DRAFT else Foreseen()
    rows.sort(key=lambda line: (line.student.person.sort_key, line.pk))
    names = full_names([line.student.named for line in rows])
    return [
        LineRow(
            student_id=line.student_id,
            name=name.name,
            class_from=line.class_from.name if line.class_from else "",
            class_to=line.class_to.name if line.class_to else "",
            to_id=line.class_to_id,
            day=line.effective_on or order.effective_on,
            note=line.note,
            fault=foreseen.faults.get(line.student_id, ""),
            marks=foreseen.marks.get(line.student_id, 0),
            leap=line.student_id in foreseen.leaps,
            is_applied=line.applied_as is not None,
        )
        for line, name in zip(rows, names, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What signing would refuse and ask about, by student."""

    faults: dict[int, str] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    leaps: frozenset[int] = frozenset()


def _foreseen(order: Order, lines: Collection[OrderLine]) -> Foreseen:
    """Three queries."""
    stays, day = stays_of(order.school_id, [line.student_id for line in lines]), today()
    movings = [Moving(order, line, stays[line.student_id], day) for line in lines]
    terms = closed_terms(one for moving in movings for one in moving.classes)
    # Before the steps are tried: they set the days of the stays.
    marks = marks_on(order.school_id, [days for moving in movings for days in moving.taken()])
    leaps = frozenset(one.line.student_id for one in movings if one.leap)
    faults = {moving.line.student_id: fault for moving in movings if (fault := _fault(moving, terms))}
    return Foreseen(faults, marks, leaps)


def _fault(moving: Moving, terms: list[Term]) -> str:
    line, old = moving.line, moving.comes_from
    if line.class_from_id and line.class_from_id != (old.class_group_id if old else None):
        return phrase("Теперь в {name}.", name=old.class_group.name) if old else "Уже выбыл."
    if closed := closed_fault(moving.classes, first_changed(moving.order.kind, moving.day), terms):
        return closed
    try:
        moving.steps()
    except Refused as refused:
        return refused.message
    return ""


def _of_stays(order: Order) -> list[LineRow]:
    """The students of an order that a load or an older version has written. One query."""
    stays = Membership.objects.filter(Q(enrolled_by=order) | Q(left_by=order)).select_related(
        "student__person", "class_group"
    )
    found: dict[int, dict[str, Any]] = {}
    for stay in stays.order_by("student__person__sort_key", "starts_on"):
        line = found.setdefault(stay.student_id, {"student": stay.student, "from": "", "to": "", "day": stay.starts_on})
        if stay.left_by_id == order.pk:
            line["from"], line["day"] = stay.class_group.name, stay.ends_on or stay.starts_on
        if stay.enrolled_by_id == order.pk:
            line["to"], line["day"] = stay.class_group.name, stay.starts_on
    names = full_names([one["student"].named for one in found.values()])
    return [
        LineRow(pk, name.name, one["from"], one["to"], None, one["day"], "")
        for (pk, one), name in zip(found.items(), names, strict=True)
    ]


_STEPS = {
    "create_order": "Проект составлен",
    "update_order": "Проект изменён",
    "sign_order": "Подписан",
    "cancel_order": "Отменён",
}


def _steps(order: Order) -> list[Step]:
    """One query."""
    rows = list(
        Entry.objects.filter(school_id=order.school_id, kind="classes.order", object_id=order.pk).order_by("id")
    )
    names = names_apart(order.school_id, rows)
    return [Step(local(one.at), names.get(one.account_id, one.actor_name), _step(one)) for one in rows]


def _step(entry: Entry) -> str:
    """What a card or a first list says has been signed is written so, never drafted."""
    is_signed = entry.action == "create_order" and (entry.after or {}).get("status") == OrderStatus.SIGNED
    return "Записан" if is_signed else _STEPS.get(entry.action, "Записан")


def marks_after(actor: Actor, student_id: int, day: date, kind: str) -> int:
    """Return how many marks a student has outside the days in the class if an order of `kind` is signed for `day`.

    Two queries. Raises NotVisible.
    """
    policy.require(actor, Right.KEEP_CLASSES)
    order = Order(school_id=actor.school_id, kind=kind, effective_on=day)
    line = OrderLine(school_id=actor.school_id, student_id=student_id)
    stays = stays_of(actor.school_id, [student_id])[student_id]
    return sum(Counter(marks_on(actor.school_id, Moving(order, line, stays, today()).taken())).values())
