"""Reads of orders: the list, what waits for a signature, with the queries that each takes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.lookups import Contains

from letopis.kernel.actor import Actor
from letopis.kernel.long_lists import LongList, cut
from letopis.kernel.rights import Right
from letopis.kernel.statements import Each, Shape, statement
from letopis.school.classes import policy
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import Membership, Order, OrderLine
from letopis.school.people.models import names_of
from letopis.school.people.namesakes import Named, short_names
from letopis.school.people.queries import name_filter, search_words

SHOWN = 3  # names in a line of the list
_PERSON = (*names_of("student__person"), "student__person__birth_date", "student__file_number")


def kind_label(kind: str) -> str:
    """«О переводе»."""
    return str(OrderKind(kind).label)


def order_label(number: str, day: date) -> str:
    """«№ 7-у от 12.11.2026»."""
    return f"№\u00a0{number} от {day:%d.%m.%Y}" if number else f"без номера от {day:%d.%m.%Y}"


class Called:
    """What an order is called, of rows that say its `kind`, `number` and day."""

    __slots__ = ()
    kind: str
    number: str
    dated: date

    @property
    def title(self) -> str:
        """«О переводе»."""
        return kind_label(self.kind)

    @property
    def label(self) -> str:
        """«№ 7-у от 12.11.2026»."""
        return order_label(self.number, self.dated)


@dataclass(frozen=True, slots=True)
class OrderRow(Called):
    """An order as a line of the list. `who`: the first of its students."""

    id: int
    kind: str
    number: str
    dated: date
    effective_on: date
    status: str
    count: int
    who: str

    @property
    def state(self) -> str:
        """«Проект»."""
        return str(OrderStatus(self.status).label)


class OrdersBy(Enum):
    """What the list is sorted by; it stands with the newest first."""

    day = "date"
    effective_on = "effective_on"
    kind = "kind"
    number = "number"
    status = "status"


def order_rows(actor: Actor, *, text: str = "", kind: str = "", status: str = "") -> LongList[OrderRow]:
    """Return the orders, the newest first, by number or a student's name. Two queries a page. Raises NotVisible."""
    policy.require(actor, Right.READ_STUDENTS)
    asked = {"kind": kind or None, "status": status or None, "text": text.strip() or None}
    whose = {"school": actor.school_id, "words": search_words(text), "former": actor.may(Right.READ_PRIVATE)}
    return LongList(_orders, whose | asked, OrdersBy, _order_rows, is_down=True)


@statement
def _orders(  # noqa: PLR0917
    school: int,
    words: Each[str],
    former: Shape[bool],
    kind: str | None,
    status: str | None,
    text: str | None,
    by: Shape[OrdersBy],
    is_down: Shape[bool],
    first: int | None,
) -> "QuerySet[Order, tuple[Any, ...]]":
    rows = Order.objects.filter(school_id=school)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if status is not None:
        rows = rows.filter(status=status)
    if text is not None:
        named = OrderLine.objects.filter(_of_order(), name_filter(words, "student__person__", former=former))
        rows = rows.filter(Q(Contains(F("number"), text)) | Q(Exists(named)))
    lines = OrderLine.objects.filter(_of_order()).order_by().values("order")
    # A load of a new school and older versions have left the stays alone, without lines.
    of_stays = Membership.objects.filter(Q(enrolled_by=OuterRef("pk")) | Q(left_by=OuterRef("pk")))
    rows = rows.annotate(
        count=Coalesce(
            Subquery(lines.annotate(many=Count("pk")).values("many")),
            Subquery(
                of_stays.order_by().annotate(many=Func("student", function="COUNT", distinct=True)).values("many"),
                output_field=IntegerField(),
            ),
        )
    )
    return cut(rows, by, is_down, first, "pk", "kind", "number", "date", "effective_on", "status", "count")


def _of_order() -> Q:
    """Lines of an order; of one that cancels another the lines that it takes back."""
    return Q(order=OuterRef("pk")) | Q(order__cancelled_by=OuterRef("pk"))


def _order_rows(rows: list[Any]) -> list[OrderRow]:
    """One query."""
    named: dict[int, list[Named]] = defaultdict(list)
    for order_id, cancelling, *name in _students([row[0] for row in rows]):
        named[order_id].append(Named(*name))
        named[cancelling].append(Named(*name))
    return [OrderRow(*[*row, _who(named[row[0]])]) for row in rows]


def _who(students: list[Named]) -> str:
    names = [one.name for one in short_names(students[:SHOWN])]
    more = len(students) - len(names)
    return ", ".join(names) + (f" и ещё {more}" if more else "")


@statement
def _students(orders: list[int]) -> "QuerySet[OrderLine, tuple[Any, ...]]":
    rows = OrderLine.objects.filter(Q(order__in=orders) | Q(order__cancelled_by__in=orders))
    return rows.order_by("student__person__sort_key", "pk").values_list("order_id", "order__cancelled_by", *_PERSON)


@dataclass(frozen=True, slots=True)
class WaitingOrder(Called):
    """A draft as a line of what waits for a signature."""

    id: int
    kind: str
    number: str
    dated: date


def waiting_orders(actor: Actor, order_ids: Iterable[int]) -> list[WaitingOrder]:
    """Return those of the orders that are drafts still. One query. Raises NotVisible."""
    policy.require(actor, Right.READ_STUDENTS)
    rows = Order.objects.filter(school_id=actor.school_id, status=OrderStatus.DRAFT, pk__in=list(order_ids))
    return [WaitingOrder(*row) for row in rows.order_by("pk").values_list("pk", "kind", "number", "date")]
