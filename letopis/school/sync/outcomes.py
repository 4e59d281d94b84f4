"""What became of one operation: the answer for the client and what goes into the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from msgspec import to_builtins

from letopis.kernel.actor import Actor
from letopis.kernel.errors import NotVisible, Refused
from letopis.school.history.ledger import Change
from letopis.school.history.models import Entry
from letopis.school.organisation.words import phrase
from letopis.school.sync.wire import Applied, Conflict, Operation, Refusal, moment

AnswerJson = dict[str, Any]
Authorship = dict[int, tuple[str, str | None]]
NOT_FOUND = "{Lesson.gen} или работы больше нет, либо страница вам недоступна. Откройте журнал заново."


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to `operation`, as JSON values. `actor` is whom the ledger names; `changes` are its entries."""

    operation: Operation
    answer: AnswerJson
    actor: Actor | None = None
    changes: list[Change] = field(default_factory=list)


def applied(operation: Operation, actor: Actor, changes: Iterable[Change], answer: Applied) -> Outcome:
    """The operation is in the journal."""
    return Outcome(operation, to_builtins(answer), actor, list(changes))


def conflict(operation: Operation, current: object, author: tuple[str, str | None], version: int) -> Outcome:
    """The row is not what the client knew: it is shown both."""
    by, at = author
    answer = Conflict(op_id=operation.op_id, current=current, version=version, by=by, at=at)
    return Outcome(operation, to_builtins(answer))


def refused(operation: Operation, reason: Refused | NotVisible) -> Outcome:
    """The rules do not allow it. What one may not see is answered alike whether it exists or not."""
    known = reason if isinstance(reason, Refused) else Refused(phrase(NOT_FOUND), code="not_found")
    answer = Refusal(op_id=operation.op_id, message=known.message, code=known.code, field=known.field)
    return Outcome(operation, to_builtins(answer))


def authors(actor: Actor, kind: str, object_ids: Iterable[int]) -> Authorship:
    """Return object id → who changed it last and when (ISO). At most one query; none for no objects."""
    ids = list(object_ids)
    if not ids:
        return {}
    of_objects = Entry.objects.filter(school_id=actor.school_id, kind=kind, object_id__in=ids)
    last = of_objects.order_by().values("object_id").annotate(last=Max("id")).values("last")
    rows = Entry.objects.filter(pk__in=last).values_list("object_id", "actor_name", "at")
    return {object_id: (name, moment(at)) for object_id, name, at in rows}
