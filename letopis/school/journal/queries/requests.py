"""Lists of requests about pages of the journal, whatever they ask for (`periods.models.Request`)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.rights import Right
from letopis.school.people.models import initials_apart
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import Request

R = TypeVar("R", bound=Request)
L = TypeVar("L")
MOST = 200


@dataclass(frozen=True, slots=True)
class Requests(Generic[L]):
    """What waits, the oldest first, and what was answered, the newest first."""

    waiting: tuple[L, ...] = ()
    answered: tuple[L, ...] = ()


def requests_of(
    actor: Actor, rows: QuerySet[R], answers: Right, line: Callable[[R, Mapping[int, str]], L]
) -> Requests[L]:
    """Return the requests: of the whole school for who `answers` them, one's own for others. Two queries.

    `line` makes a row of the list; it is given the initials of who asked and who answered, told apart.
    """
    reach = Q() if actor.may(answers) else Q(asked_by_id=actor.staff_id or 0)
    whole = rows.filter(reach, school_id=actor.school_id).select_related("asked_by__person", "answered_by__person")
    waiting = list(whole.filter(state=RequestState.WAITING).order_by("asked_at", "pk")[:MOST])
    answered = list(whole.exclude(state=RequestState.WAITING).order_by("-answered_at", "-pk")[:MOST])
    names = _names([*waiting, *answered])
    return Requests(tuple(line(row, names) for row in waiting), tuple(line(row, names) for row in answered))


def _names(rows: Iterable[Request]) -> dict[int, str]:
    staff = {one.pk: one.person for row in rows for one in (row.asked_by, row.answered_by) if one}
    return initials_apart({pk: (who.surname, who.name, who.patronymic) for pk, who in staff.items()})
