"""Lines of orders: whom an order moves (CON-02). An order is written before its lines, see movement.py."""

from collections.abc import Sequence

from django.db import transaction

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.classes import policy
from letopis.school.classes.models import OrderLine
from letopis.school.history.intake import NOW, Occasion, Put, Subject, Table, link, write

# The student's own history tells of the stays, which name the order; the lines are the order's.
LINES = Table(OrderLine, "create_line", "update_line", removed="remove_line", subject=lambda _: Subject())


@transaction.atomic
def put_lines(actor: Actor, puts: Sequence[Put[OrderLine]], occasion: Occasion = NOW) -> list[OrderLine]:
    """Write whom orders move. Nobody is moved by it. Raises NotVisible."""
    policy.require(actor, Right.KEEP_CLASSES)
    return write_lines(actor, puts, occasion)


def write_lines(actor: Actor, puts: Sequence[Put[OrderLine]], occasion: Occasion = NOW) -> list[OrderLine]:
    """Write lines for an action that has checked its right."""
    link(puts)
    return write(actor, LINES, puts, occasion)
