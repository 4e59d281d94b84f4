"""Writing many plain rows at once: without model instances, a sixth of bulk_create's time.

On SQLite one transaction writes at a time, so the seconds of a large load are seconds that teachers' marks wait.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


def insert_plain(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `columns` (names or attnames of fields), in one statement.

    Columns not named take their fields' defaults. Keys do not come back. The caller holds the transaction.
    """
    named = [model._meta.get_field(name.removesuffix("_id")) for name in columns]
    rest = [one for one in model._meta.concrete_fields if not one.primary_key and one not in named]
    fixed = [_for_database(one)(one.get_default()) for one in rest]
    convert = [_for_database(one) for one in named]  # type: ignore[arg-type]
    quote = connection.ops.quote_name
    names = ", ".join(quote(one.column) for one in (*named, *rest))  # type: ignore[arg-type,union-attr]
    places = ", ".join(["%s"] * (len(named) + len(rest)))
    values = [[*(to(value) for to, value in zip(convert, row, strict=True)), *fixed] for row in rows]
    if values:
        with connection.cursor() as cursor:
            insert = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608  names of ours
            cursor.executemany(insert, values)


def _for_database(field: "models.Field[Any, Any]") -> Callable[[Any], Any]:
    """Return what makes a value of the field what the driver takes; the few different ones are converted once."""
    return lru_cache(maxsize=1024)(lambda value: field.get_db_prep_save(value, connection))
