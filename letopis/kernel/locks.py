"""A database that somebody else writes to just now, and rows that are kept from other writers."""

from functools import cache
from typing import Any, TypeVar

from django.db import OperationalError, connection
from django.db.models import Model, QuerySet
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django_tasks_db.utils import is_locked_database_exception

from letopis.kernel import cursors

RETRY_AFTER = 3  # seconds; what a large load holds SQLite's one lock for, with something to spare
GAVE_UP = ("55P03", "40P01")  # lock_timeout; of two that waited for each other, this one was given up
Rows = TypeVar("Rows", bound="QuerySet[Any, Any]")


def is_locked(error: OperationalError) -> bool:
    """Say whether the database only was busy: the same may be asked again. PostgreSQL gives up waiting, too."""
    return bool(is_locked_database_exception(error)) or getattr(error.__cause__, "sqlstate", "") in GAVE_UP


def locked(rows: Rows, *tables: type[Model]) -> Rows:
    """Return `rows` that are locked in these `tables` until the transaction ends, in the order they are read in.

    select_for_update(of=…, no_key=True) for values_list(), which it does not take. On SQLite nothing is needed: there
    is one writer at a time.
    """
    held: Any = rows.all()
    # Not by the setter of `query`, which forgets that tuples are asked for.
    held._query = held.query.chain(_Locking)
    held._query.tables_locked = tables
    return held  # type: ignore[no-any-return]


def take_turn(name: str) -> None:
    """Wait until no other transaction has the turn of this name, and keep it until this transaction ends.

    On SQLite the transaction itself is the turn: it is begun as the one writer.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def share_turn(name: str) -> None:
    """Share the turn of this name until this transaction ends; who takes it alone is waited for, and waits."""
    if connection.vendor == "postgresql":
        cursors.fetched(connection, "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [name])


class _Locking(Query):
    tables_locked: tuple[type[Model], ...] = ()

    def get_compiler(self, using: Any = None, connection: Any = None, elide_empty: bool = True) -> SQLCompiler:
        compiler: SQLCompiler = super().get_compiler(using, connection, elide_empty)
        if compiler.connection.vendor == "postgresql":
            compiler.__class__ = _locking(type(compiler))  # type: ignore[arg-type]
        return compiler


@cache
def _locking(usual: type[SQLCompiler]) -> type[SQLCompiler]:
    class Locking(usual):  # type: ignore[valid-type,misc]
        def as_sql(self, *args: Any, **more: Any) -> tuple[str, tuple[Any, ...]]:
            sql, parameters = super().as_sql(*args, **more)
            names = [self.connection.ops.quote_name(one._meta.db_table) for one in self.query.tables_locked]
            return f"{sql} FOR NO KEY UPDATE OF {', '.join(names)}", parameters

    return Locking
