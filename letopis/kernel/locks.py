"""A database that somebody else writes to just now."""

from django.db import OperationalError
from django_tasks_db.utils import is_locked_database_exception

RETRY_AFTER = 3  # seconds; what a large load holds SQLite's one lock for, with something to spare


def is_locked(error: OperationalError) -> bool:
    """Say whether the database only was busy: the same may be asked again. PostgreSQL's lock_timeout counts, too."""
    return bool(is_locked_database_exception(error)) or getattr(error.__cause__, "sqlstate", "") == "55P03"
