"""Triggers that refuse to change or remove what the ledger holds, on SQLite and on PostgreSQL (Д5.2).

Whoever owns the database can drop them: `letopis verify` then says that they are missing, the seals what was changed.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("history_entry", "history_seal")
_SQLITE_VERBS = ("update", "delete")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; those that stand are left alone."""
    _run(connection, _sqlite_install() if connection.vendor == "sqlite" else _postgresql_install())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down: for reversing the migration and for throwing away a test's rows."""
    _run(connection, _sqlite_remove() if connection.vendor == "sqlite" else _postgresql_remove())


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that should stand and do not (or are switched off)."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        standing = {str(name) for (name,) in cursor.fetchall()}
    return [name for name in _names(connection) if name not in standing]


def _names(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [f"{table}_no_{verb}" for table in TABLES for verb in _SQLITE_VERBS]
    return [f"{table}_append_only" for table in TABLES]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_install() -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in TABLES
        for verb in _SQLITE_VERBS
    ]


def _sqlite_remove() -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in TABLES for verb in _SQLITE_VERBS]


def _postgresql_install() -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END$$"
    )
    return [function] + [
        f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_append_only()"
        for table in TABLES
    ]


def _postgresql_remove() -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}" for table in TABLES]
