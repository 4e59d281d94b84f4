"""One unmoving view of the database for a long reading, without holding up the writers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def consistent_view() -> Iterator[None]:
    """Read everything inside as of one moment: a repeatable-read transaction on PostgreSQL, a deferred one on SQLite.

    Django's own transactions are IMMEDIATE on SQLite here, which would keep every teacher waiting. Inside a transaction
    that is open already, its view is what is read.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
