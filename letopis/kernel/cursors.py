"""Running texts of SQL that are kept.

Django's cursor of SQLite turns every «%s» into «?» with each call: for the statements of a page that takes a third of
the time that SQLite itself needs for them. PostgreSQL's driver does the same with «$1», and forgets a text of more than
four kilobytes. A kept text is turned once.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import psycopg
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.sqlite3.base import SQLiteCursorWrapper
from django.db.backends.utils import CursorWrapper

TEXTS = 1000


def cursor() -> CursorWrapper:
    """Return a cursor of the database in use for texts that come again; it is counted and logged as any other."""
    made: CursorWrapper = connection.cursor()
    if connection.vendor == "sqlite":
        made.cursor = connection.connection.cursor(factory=_Keeping)
    return made


def preparing() -> CursorWrapper:
    """Return such a cursor for texts that never change: PostgreSQL plans them once a connection.

    Django's own binds values into the text, so that no text comes twice there. Planning takes two thirds of the time of
    a page's statements.
    """
    made = cursor()
    # Where statements are logged, Django reads them, values and all, from a cursor of its own alone.
    if connection.vendor == "postgresql" and not connection.queries_logged:
        made.cursor = _Numbering(connection.connection)
    return made


def fetched(connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Run a text that never changes, and return all rows.

    Where nobody counts or logs statements, Django's cursors do nothing but stand between: they take as long as a page's
    smaller statements. What they see to is seen to here.
    """
    if _is_watched(connection):
        with preparing() as cursor:
            cursor.execute(sql, parameters)
            rows: list[Any] = cursor.fetchall()
            return rows
    made = _ready(connection)
    try:
        if connection.vendor == "sqlite":
            rows = made.execute(_turned(sql), parameters).fetchall()
        else:
            with _Numbering(made) as cursor:
                rows = cursor.execute(sql, parameters).fetchall()
    except Exception:
        with connection.wrap_database_errors:
            raise
    return rows


def written(connection: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[Any]:
    """Run a text that writes and comes again, in a transaction that is open, and return the rows it gives back."""
    if connection.vendor == "sqlite":
        return fetched(connection, sql, parameters)
    with cursor() as made:
        made.execute(sql, parameters)
        rows: list[Any] = made.fetchall()
        return rows


def written_each(connection: BaseDatabaseWrapper, sql: str, rows: Sequence[Sequence[Any]]) -> int:
    """Run a text that writes and comes again for each of the rows, in a transaction that is open.

    Return how many rows of the base were written.
    """
    if connection.vendor != "sqlite" or _is_watched(connection):
        with cursor() as made:
            made.executemany(sql, rows)
            return int(made.rowcount)
    made = _ready(connection)
    try:
        return int(made.executemany(_turned(sql), rows).rowcount)
    except Exception:
        with connection.wrap_database_errors:
            raise


def _is_watched(connection: BaseDatabaseWrapper) -> bool:
    """Whether somebody counts or logs statements: he sees those of Django's own cursors."""
    return bool(connection.execute_wrappers or connection.queries_logged)


def _ready(connection: BaseDatabaseWrapper) -> Any:
    """Return the driver's own connection, after what Django's cursors make sure of."""
    if connection.connection is None:  # asking takes a tenth of a small statement
        connection.ensure_connection()
    connection.validate_thread_sharing()
    connection.validate_no_broken_transaction()
    return connection.connection


class _Keeping(SQLiteCursorWrapper):
    def convert_query(self, query: Any, *, param_names: Any = None) -> str:
        return _turned(query) if param_names is None else str(super().convert_query(query, param_names=param_names))


class _Numbering(psycopg.RawCursor[tuple[Any, ...]]):
    def execute(self, query: Any, params: Any = None, **how: Any) -> "_Numbering":
        return super().execute(query if params is None else _numbered(query), params, **how)


@lru_cache(maxsize=TEXTS)
def _numbered(query: str) -> str:
    numbers = count(1)
    return re.sub("%([s%])", lambda found: f"${next(numbers)}" if found[1] == "s" else "%", query)


@lru_cache(maxsize=TEXTS)
def _turned(query: str) -> str:
    return str(SQLiteCursorWrapper.convert_query(None, query))  # type: ignore[arg-type]
