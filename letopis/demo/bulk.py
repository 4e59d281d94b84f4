"""Many rows at once: the demo's year is a million of them, far more than Model.save() or even bulk_create() is for.

Rows are model instances with their primary keys set by `Ids`, so that children can point at parents not yet written.
Values go to the database exactly as Django itself would write them.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models

from letopis.kernel.bulk import insert_text, reader

BATCH = 5000


class Ids:
    """Primary keys given out in advance, each table from its highest one on."""

    def __init__(self) -> None:
        self._counters: dict[type[models.Model], count[int]] = {}

    def next(self, model: type[models.Model]) -> int:
        """Return the next free primary key of `model`."""
        counter = self._counters.get(model)
        if counter is None:
            highest = model._default_manager.aggregate(highest=models.Max("pk"))["highest"] or 0
            counter = self._counters[model] = count(highest + 1)
        return next(counter)

    def settle(self, *tables: type[models.Model]) -> None:
        """Hand tables (all, if none is named) back to the database: its sequences go on after the keys given out."""
        settled = tables or tuple(self._counters)
        statements = connection.ops.sequence_reset_sql(no_style(), settled)
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        for model in settled:
            self._counters.pop(model, None)


def insert(rows: Iterable[models.Model]) -> None:
    """Insert `rows`, each with its primary key, table by table in the order in which the tables first appear."""
    tables: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        tables.setdefault(type(row), []).append(row)
    for model, own in tables.items():
        fields = model._meta.local_concrete_fields
        if connection.vendor == "postgresql":
            _copy(model, fields, own)
        else:
            _execute(insert_text(model, fields), fields, own)


def update(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Write `columns` (field names) of `rows`, all of one table, found by primary key."""
    if not rows:
        return
    meta: Any = rows[0]._meta
    fields = [meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    sql = f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608 names only
    _execute(sql, [*fields, meta.pk], rows)


def _copy(model: type[models.Model], fields: Sequence[Any], rows: Sequence[models.Model]) -> None:
    """PostgreSQL's own way of taking many rows: one statement, no answer for each row."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    read = reader(fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(read(row))


def _execute(sql: str, fields: Sequence[Any], rows: Sequence[models.Model]) -> None:
    read = reader(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.executemany(sql, [read(row) for row in rows[start : start + BATCH]])
