"""Which decisions want an order, and how the drafts that are made of them are linked back; for the context of years.

No right is checked here: whoever drafts orders has one of its own (Т4.4.5).
"""

from collections.abc import Mapping

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.classes.enums import OrderKind, OrderStatus
from letopis.school.classes.models import Order
from letopis.school.councils.enums import CouncilState, DecisionKind
from letopis.school.councils.models import Council, Decision
from letopis.school.councils.tables import DECISIONS
from letopis.school.history.intake import Put, write

ORDERS = {
    DecisionKind.PROMOTE: OrderKind.PROMOTE,
    DecisionKind.PROMOTE_WITH_DEBTS: OrderKind.PROMOTE,
    DecisionKind.REPEAT: OrderKind.REPEAT,
    DecisionKind.EXPEL: OrderKind.EXPEL,
    DecisionKind.GRADUATE: OrderKind.GRADUATE,
}


def decisions_to_order(actor: Actor, council_id: int) -> tuple[Council, list[Decision]]:
    """Return a closed council, locked, and its decisions in force that want an order and have no living one.

    Raises NotVisible, Refused (the meeting is not over).
    """
    if not actor.may(Right.READ_COUNCILS):
        raise NotVisible
    rows = Council.objects.select_for_update(of=("self",)).select_related("year")
    council = rows.filter(school_id=actor.school_id, pk=council_id).first()
    if council is None:
        raise NotVisible
    if council.state != CouncilState.CLOSED:
        raise Refused("Приказы составляют по решениям завершённого заседания.", code="state")
    wanted = Decision.objects.select_for_update(of=("self",)).filter(
        proposal__council=council, is_in_force=True, kind__in=ORDERS
    )
    found = wanted.select_related("proposal__class_group", "year", "order").order_by("student_id")
    return council, [row for row in found if row.order is None or row.order.status == OrderStatus.CANCELLED]


def link_orders(actor: Actor, decisions: Mapping[int, Order]) -> None:
    """Note which draft was made of which decision, by the decision's id."""
    rows = Decision.objects.select_related("year").filter(school_id=actor.school_id, pk__in=decisions)
    puts = []
    for row in rows.order_by("pk"):
        puts.append(Put.change(row, "order_decision"))
        row.order = decisions[row.pk]
    write(actor, DECISIONS, puts)
