"""Whether the database has this version's tables; an empty one gets them: a school may start with its first file."""

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from letopis.kernel.errors import Refused

# Commands that a school may begin with, and those that need what is there already.
FOUNDING = frozenset({"import", "operator", "serve"})
# What is checked far from the school, by the file alone.
OFFLINE = frozenset({("archive", "verify"), ("proof", "verify"), ("signature", "verify")})
NEEDING = FOUNDING | {
    *(
        "archive",
        "backup",
        "checkpoint",
        "destroy",
        "log_key",
        "print",
        "proof",
        "signature",
        "uploads",
        "verify",
        "worker",
    )
}


def prepare(command: str) -> bool:
    """Make sure that `command` finds its tables; return whether they were made just now, in an empty database.

    Raises Refused, with what to type, where they are older than the program, where there are none to work on, or
    where the database does not answer.
    """
    try:
        executor = MigrationExecutor(connection)
        is_empty = not executor.loader.applied_migrations
        waits = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError as error:
        raise Refused(f"База данных не отвечает: {error}", code="no_database") from error
    if is_empty and command in FOUNDING:
        call_command("migrate", verbosity=0)
        return True
    if is_empty:
        raise Refused(
            "База ещё пустая. Загрузите школу («letopis import base ФАЙЛ») или заведите её («letopis operator»)."
        )
    if waits:
        raise Refused("База сделана прежней версией программы. Сохраните её копию и выполните «letopis migrate».")
    return False
