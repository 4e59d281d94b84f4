"""Lines of orders: whom an order moves (CON-02). An order is written before its lines, see movement.py."""

from collections.abc import Sequence

from letopis.kernel.actor import Actor
from letopis.school.classes.models import OrderLine
from letopis.school.history.intake import NOW, Occasion, Put, Subject, Table, link, write

# The student's own history tells of the stays, which name the order; the lines are the order's.
LINES = Table(OrderLine, "create_line", "update_line", removed="remove_line", subject=lambda _: Subject())


def write_lines(actor: Actor, puts: Sequence[Put[OrderLine]], occasion: Occasion = NOW) -> list[OrderLine]:
    """Write lines for an action that has checked its right."""
    link(puts)
    return write(actor, LINES, puts, occasion)
