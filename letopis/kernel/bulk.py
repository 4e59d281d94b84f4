"""Writing rows by a text of SQL that is made once: bulk_create() composes it anew with every call.

On SQLite one transaction writes at a time, so the seconds of a large load are seconds that teachers' marks wait, and
the milliseconds of one mark are those that the next one waits. Values go to the database as Django itself would write
them; constraints and triggers are the database's own. No signals are sent, as by bulk_create().
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import repeat
from operator import itemgetter
from typing import Any
from uuid import UUID

import orjson
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg.types.json import Jsonb

from letopis.kernel import cursors

# Rows of one statement, and how many parameters SQLite takes: thirty columns of so many rows.
BATCH, PARAMETERS = 1000, 30_000
Convert = Callable[[Any], Any]
_PLAIN = (
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.SmallIntegerField,
    models.PositiveSmallIntegerField,
    models.PositiveIntegerField,
    models.SmallIntegerField,
    models.BigIntegerField,
    models.BigAutoField,
    models.BinaryField,
    models.ForeignKey,
)
# Of these few different values stand in many rows.
_REPEATED = (models.DateField, models.TimeField, models.DecimalField)


def insert(rows: Sequence[models.Model], *, unique: tuple[str, ...] = ()) -> None:
    """Insert `rows`, all of one model and without keys, BATCH of them in a statement; they get their keys.

    `unique` are the fields of a unique constraint, by which no two of `rows` are the same: where there is such a row it
    takes the values instead, its relations left alone. The caller holds the transaction.
    """
    if not rows:
        return
    base = connections[DEFAULT_DB_ALIAS]
    made, name = _insert(type(rows[0]), unique, base.vendor), rows[0]._meta.pk.attname
    most = min(BATCH, PARAMETERS // len(rows[0]._meta.concrete_fields))
    for start in range(0, len(rows), most):
        part = rows[start : start + most]
        # In the order of the rows, as Django's own bulk_create() relies on.
        for row, (key,) in zip(part, cursors.written(base, *made.statement(part)), strict=True):
            vars(row)[name] = key
            row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write the fields `names` of rows of one model that are there, in one statement for any number of them.

    bulk_update() takes one for each hundred, as long as a page. The caller holds the transaction.
    """
    if rows:
        sql, read = _update(type(rows[0]), tuple(names), connection.vendor)
        cursors.written_each(connections[DEFAULT_DB_ALIAS], sql, [read(row) for row in rows])


def update_held(
    rows: Sequence[models.Model], names: Sequence[str], held: Sequence[Mapping[str, Any]], also: Iterable[str] = ()
) -> bool:
    """The same, for rows whose fields `names` still are as `held`, as `to_python()` takes them; say whether all were.

    `also`: fields that follow from others and are not compared. Whoever gets False gives the transaction up: another
    has written a row meanwhile.
    """
    sql, read = _update(type(rows[0]), (*names, *also), connection.vendor)
    condition, read_held = _held(type(rows[0]), tuple(names), connection.vendor)
    values = [[*read(row), *read_held(before)] for row, before in zip(rows, held, strict=True)]
    return cursors.written_each(connections[DEFAULT_DB_ALIAS], sql + condition, values) == len(rows)


@cache
def _held(
    model: type[models.Model], names: tuple[str, ...], vendor: str
) -> tuple[str, Callable[[Mapping[str, Any]], Sequence[Any]]]:
    """The end of the text, and what reads the values to compare.

    JSON is none of them: one value has many texts; whoever writes it compares it as a value (history/intake.py).
    """
    same = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    fields: list[tuple[str, Any]] = [(name, model._meta.get_field(name)) for name in names]
    judged = [(name, one, converter(one)) for name, one in fields if not isinstance(one, models.JSONField)]
    condition = "".join(f" AND {connection.ops.quote_name(one.column)} {same} %s" for _, one, _ in judged)

    def read(held: Mapping[str, Any]) -> Sequence[Any]:
        return [convert(one.to_python(held[name])) for name, one, convert in judged]

    return condition, read


@cache
def _update(
    model: type[models.Model], names: tuple[str, ...], _vendor: str
) -> tuple[str, Callable[[models.Model], Sequence[Any]]]:
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    setting = ", ".join(f"{quote(one.column)} = %s" for one in fields)
    sql = f"UPDATE {quote(model._meta.db_table)} SET {setting} WHERE {quote(key.column)} = %s"  # noqa: S608  names of ours
    return sql, reader([*fields, key])


def insert_plain(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert `rows`, whose values stand in the order of `columns` (names or attnames of fields), in one statement.

    Columns not named take their fields' defaults. Keys do not come back. The caller holds the transaction.
    """
    sql, convert, rest = _plain(model, tuple(columns), connection.vendor)
    fixed = [to(default()) for default, to in rest]
    # Column by column: a year has a million values, most of which go as they are.
    given = list(zip(*rows, strict=True))
    if given:
        taken = [one if to is _as_it_is else map(to, one) for to, one in zip(convert, given, strict=True)]
        values = list(zip(*taken, *(repeat(one, len(given[0])) for one in fixed), strict=True))
        cursors.written_each(connections[DEFAULT_DB_ALIAS], sql, values)


@cache
def _plain(
    model: type[models.Model], columns: tuple[str, ...], vendor: str
) -> tuple[str, list[Convert], list[tuple[Callable[[], Any], Convert]]]:
    """The text, what converts the values of a row, and of each other column its default."""
    named: list[Any] = [model._meta.get_field(name) for name in columns]
    rest = [one for one in model._meta.concrete_fields if not one.primary_key and one not in named]
    defaults = [(one.get_default, converter(one)) for one in rest]
    return insert_text(model, (*named, *rest)), [converter(one) for one in named], defaults


def insert_text(model: type[models.Model], fields: Sequence[Any]) -> str:
    """Return the INSERT of one row."""
    return f"{_into(model, fields)} VALUES {_places(fields)}"


def reader(fields: Sequence[Any]) -> Callable[[models.Model], Sequence[Any]]:
    """Return what gives the values of a row's `fields` as the driver of the database takes them."""
    of_row = itemgetter(*(one.attname for one in fields))
    convert = [(index, converter(one)) for index, one in enumerate(fields) if type(one) not in _PLAIN]

    def read(row: models.Model) -> Sequence[Any]:
        # Not by the attributes: those of relations are looked after by Python, at ten times the price.
        values = list(of_row(vars(row)))
        for index, to in convert:
            values[index] = to(values[index])
        return values

    return read


def converter(field: Any) -> Convert:
    """Return what makes a value of the field what the driver of the database in use takes."""
    if type(field) in _PLAIN:
        return _as_it_is
    is_sqlite = connection.vendor == "sqlite"
    if isinstance(field, models.JSONField):
        return _json_text if is_sqlite else _jsonb

    if isinstance(field, models.DateTimeField):
        # What an action writes is of one moment; Django's field first asks what that is.
        def moment(value: datetime | None) -> Any:
            return connection.ops.adapt_datetimefield_value(value)

        return lru_cache(maxsize=64)(moment)

    def convert(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if isinstance(field, models.UUIDField) and is_sqlite:
        return lambda value: value.hex if type(value) is UUID else convert(value)
    return lru_cache(maxsize=1024)(convert) if isinstance(field, _REPEATED) else convert


def _as_it_is(value: Any) -> Any:
    return value


def _json_text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()


def _jsonb(value: Any) -> Jsonb | None:
    return None if value is None else Jsonb(value, dumps=orjson.dumps)


def _into(model: type[models.Model], fields: Sequence[Any]) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(one.column) for one in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names})"


def _places(fields: Sequence[Any]) -> str:
    return f"({', '.join(['%s'] * len(fields))})"


# ── the text of insert() ──────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class _Insert:
    """An INSERT of a model's rows: its beginning, the places of a row, its end, and what reads a row's values."""

    begin: str
    places: str
    end: str
    read: Callable[[models.Model], Sequence[Any]]

    def statement(self, rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
        """Return the statement and its parameters."""
        values = [value for row in rows for value in self.read(row)]
        return f"{self.begin}{', '.join([self.places] * len(rows))}{self.end}", values


class _Unnest(_Insert):
    """The same with an array for each column: PostgreSQL reads and plans it in the same time for any number of rows."""

    def statement(self, rows: Sequence[models.Model]) -> tuple[str, list[Any]]:
        """Return the statement and its parameters."""
        columns = zip(*map(self.read, rows), strict=True)
        return f"{self.begin}{self.places}{self.end}", [list(column) for column in columns]


@cache
def _insert(model: type[models.Model], unique: tuple[str, ...], vendor: str) -> _Insert:
    fields: list[Any] = [one for one in model._meta.concrete_fields if not one.primary_key]
    key: Any = model._meta.pk
    end = f" RETURNING {connection.ops.quote_name(key.column)}"
    if unique:
        end = _on_conflict([one for one in fields if one.name in unique], fields) + end
    begin = _into(model, fields)
    if vendor == "sqlite":
        return _Insert(f"{begin} VALUES ", _places(fields), end, reader(fields))
    # Without a length («varchar(50)»): too long a text is refused by the column, not cut.
    arrays = ", ".join(f"%s::{one.db_type(connection).partition('(')[0]}[]" for one in fields)
    return _Unnest(f"{begin} SELECT * FROM ", f"UNNEST({arrays})", end, reader(fields))  # noqa: S608  names of ours


def _on_conflict(unique: Sequence[Any], fields: Sequence[Any]) -> str:
    quote = connection.ops.quote_name
    by = ", ".join(quote(one.column) for one in unique)
    taken = [quote(one.column) for one in fields if not one.is_relation]
    return f" ON CONFLICT ({by}) DO UPDATE SET {', '.join(f'{one} = EXCLUDED.{one}' for one in taken)}"
