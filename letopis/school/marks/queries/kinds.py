"""The school's kinds of work, for the office."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible
from letopis.kernel.rights import Right
from letopis.kernel.statements import statement
from letopis.school.marks.models import WorkKind
from letopis.school.sync.wire import number


@dataclass(frozen=True, slots=True)
class KindOfList:
    """A kind of work and how many works have it."""

    id: int
    name: str
    short_name: str
    weight: int | float
    is_written: bool
    is_control: bool
    is_active: bool
    works: int


def work_kinds(actor: Actor) -> tuple[KindOfList, ...]:
    """Return the school's kinds of work, in order. Raises NotVisible. One query."""
    if not actor.may(Right.READ_WORK_KINDS):
        raise NotVisible
    return tuple(
        KindOfList(pk, name, short_name, number(weight), *rest)
        for pk, name, short_name, weight, *rest in _kinds(actor.school_id)
    )


@statement
def _kinds(school: int) -> "QuerySet[WorkKind, tuple[Any, ...]]":
    rows = WorkKind.objects.filter(school_id=school).order_by("position", "pk")
    given = Count("works", filter=Q(works__is_removed=False))
    columns = ("pk", "name", "short_name", "weight", "is_written", "is_control", "is_active", "given")
    return rows.annotate(given=given).values_list(*columns)
