"""Empties the tables that a test with real transactions has filled. Django would empty all and fill some again."""

import time
from collections.abc import Sequence

from django.db import OperationalError, connection, transaction

from letopis.school.history import append_only

# Rows that migrating has left: they belong to the tables, not to a test.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}
_TRIES = 10


def empty() -> None:
    """Remove every row a test may have left."""
    for left in reversed(range(_TRIES)):
        try:
            if filled := _filled():
                _delete(filled)
            if append_only.missing(connection):
                append_only.install(connection)
            return
        except OperationalError:
            # The live server may still be answering the last question of a closed page, and hold the database.
            if not left:
                raise
            time.sleep(0.5)


def _filled() -> list[str]:
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - _KEPT
    quote = connection.ops.quote_name
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in sorted(names))
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [str(name) for (name,) in cursor.fetchall()]


def _delete(tables: Sequence[str]) -> None:
    statements = [f"DELETE FROM {connection.ops.quote_name(name)}" for name in tables]
    if connection.vendor == "postgresql":
        # Without triggers: neither those of the ledger nor those of foreign keys.
        _run(["SET LOCAL session_replication_role = replica", *statements])
        return
    append_only.remove(connection)
    with connection.constraint_checks_disabled():
        _run(statements)


def _run(statements: Sequence[str]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
