"""What the ledger holds of given rows: who changed them last, what happened to one of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from letopis.school.history.models import Entry
from letopis.school.history.tracking import all_tracked, tracked


class LastChange(NamedTuple):
    """Who («» unknown), when, from which account."""

    who: str
    at: datetime
    account_id: int | None


def last_change(rows: Sequence[Model | QuerySet[Any]]) -> LastChange | None:
    """Return the newest change of any of the rows, None where the ledger has none. One query."""
    named = Q(pk__in=[])
    for row in rows:
        model: Any = row.model if isinstance(row, QuerySet) else type(row)
        if model in all_tracked():
            which = row.order_by().values("pk") if isinstance(row, QuerySet) else [row.pk]
            named |= Q(kind=tracked(model).kind, object_id__in=which)
    newest = Entry.objects.filter(named).order_by("-id").values_list("actor_name", "at", "account_id").first()
    return LastChange(*newest) if newest else None
