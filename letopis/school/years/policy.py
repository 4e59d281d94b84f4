"""Who ticks, signs and closes. Sources: А3.2.2 (the administrator), А3.2.5 (the deputy), Т4.1.4."""

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right


def may_tick(actor: Actor) -> bool:
    """Whether somebody ticks what is done by hand: who keeps the year, who watches over it, who closes it."""
    return actor.may(Right.KEEP_SCHOOL, Right.SIGN_YEAR, Right.CLOSE_YEAR)
