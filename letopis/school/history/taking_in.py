"""For migrations: the ledger begins to hold a table or a column, and is told what stands there.

What stood there before is proved by nothing; from then on it is. Called with the models of the migration; the digest
of an entry is computed by the ledger's own code.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.apps import apps as live

from letopis.kernel.actor import Actor
from letopis.kernel.clock import now
from letopis.school.history.ledger import Change, entry_of
from letopis.school.history.tracking import JsonValue, plain

BATCH = 500


class Standing(NamedTuple):
    """A row that stands there. `before`: the columns that the ledger holds of it, None where it holds nothing."""

    school_id: int
    id: int
    before: dict[str, JsonValue] | None
    after: dict[str, JsonValue]


def take_in(apps: Any, model: str, rows: Iterable[Standing], reason: str) -> None:
    """Append an entry for each row of `model` («curriculum.PlanSection»), in the name of the program."""
    kind, entries, moment = live.get_model(model), apps.get_model("history", "Entry"), now()
    columns = [field.attname for field in entries._meta.concrete_fields if field.attname != "id"]

    def made() -> Iterator[Any]:
        for row in rows:
            change = Change(row=kind(pk=row.id), action="take_in", before=row.before, after=row.after, reason=reason)
            entry = entry_of(Actor.system(row.school_id), change, moment)
            yield entries(**{name: getattr(entry, name) for name in columns})

    for some in batches(made()):
        entries.objects.bulk_create(some)


def batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Yield lists of at most BATCH rows."""
    some: list[Any] = []
    for row in rows:
        some.append(row)
        if len(some) == BATCH:
            yield some
            some = []
    if some:
        yield some


def columns_of(row: Any, *names: str) -> dict[str, JsonValue]:
    """Return columns of a row as the ledger holds them."""
    return {name: plain(getattr(row, name)) for name in names}
