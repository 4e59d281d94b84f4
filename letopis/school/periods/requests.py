"""Requests about pages of the journal: each is made once and answered once, in one click (`models.Request`)."""

from typing import Any, TypeVar

from django.db.models import QuerySet

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.kernel.errors import NotVisible, Refused
from letopis.kernel.rights import Right
from letopis.school.history.intake import Occasion, Put, Table, write
from letopis.school.periods.enums import RequestState
from letopis.school.periods.models import Request

R = TypeVar("R", bound=Request)
# What the ledger holds of every request, after what it is about (`tracking.track`).
LABELS: dict[str, Any] = {
    "reason": "причина",
    "asked_by_id": "кто просит",
    "asked_at": "когда",
    "state": "состояние",
    "answer": "ответ",
    "answered_by_id": "кто ответил",
    "answered_at": "когда ответили",
}


def make_request(actor: Actor, table: Table[R], row: R, *, by: Actor) -> R:
    """Write a request. `by`: whom the ledger names. Inside an action's transaction."""
    row.school_id, row.asked_by_id, row.asked_at = actor.school_id, actor.staff_id, now()
    write(by, table, [Put(row)], Occasion(reason=row.reason))
    return row


def waiting_request(actor: Actor, rows: QuerySet[R], request_id: int, *rights: Right) -> R:
    """Return a request that waits, locked, with who asked. One of `rights` answers. Raises NotVisible, Refused."""
    if not actor.may(*rights):
        raise NotVisible
    found = rows.select_for_update(of=("self",)).select_related("asked_by__person")
    row = found.filter(school_id=actor.school_id, pk=request_id).first()
    if row is None:
        raise NotVisible
    if row.state != RequestState.WAITING:
        raise Refused("На эту просьбу уже ответили: обновите страницу.", code="twice")
    return row


def answer_request(actor: Actor, table: Table[R], row: R, state: RequestState, answer: str = "") -> R:
    """Write the answer. Inside an action's transaction."""
    put = Put.change(row)
    row.state, row.answer = state, answer
    row.answered_by_id, row.answered_at = actor.staff_id, now()
    write(actor, table, [put], Occasion(reason=answer))
    return row


def reason_of(row: Request, longest: int) -> str:
    """Return why what was asked for is done, as the ledger keeps it: «Описка (просит Орлова А. П.)»."""
    return f"{row.reason} (просит {row.asked_by.person.initials})"[:longest] if row.asked_by else row.reason
