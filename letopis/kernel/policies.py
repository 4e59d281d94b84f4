"""What the policies of all contexts have in common.

A policy says over which rows a right reaches: the school's, the own class's, the own course's, the own child's. Each
has the same three functions, and further `visible_…` for further tables:

    visible(actor, day) -> Q            the condition on rows that the actor sees on a day
    may(actor, right, obj) -> bool      whether the right is the actor's, for `obj` where one is at stake
    require(actor, right, obj)          the same, or NotVisible, or Refused with whom to ask
"""

from typing import Protocol

from django.db.models import Q

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right

NONE = Q(pk__in=[])


class OfSchool(Protocol):
    """A row of a school."""

    @property
    def school_id(self) -> int: ...


def of_school(actor: Actor) -> Q:
    """Return the condition on all rows of the actor's school."""
    return Q(school_id=actor.school_id)


def may(actor: Actor, right: Right, obj: OfSchool | None = None) -> bool:
    """Say whether `actor` has a right that reaches over the whole school; `obj` is a row of it."""
    return actor.may(right) and (obj is None or obj.school_id == actor.school_id)


def require(actor: Actor, right: Right, obj: OfSchool | None = None, *, seen_by: Right, remedy: str) -> None:
    """Raise Refused with `remedy` where `actor` may see it (`seen_by`) but not do it, else NotVisible."""
    if may(actor, right, obj):
        return
    if right == seen_by or not may(actor, seen_by, obj):
        raise NotVisible
    raise Refused(remedy, code="forbidden")
