"""Bases on the way that older editions have gone, and what a base consists of."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests import bases

# What PostgreSQL holds of the tables: the order of columns is nobody's business.
_PARTS = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default, is_identity"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
)


@contextmanager
def step_by_step(really: bool = True) -> Iterator[None]:
    """Go every step of every edition, none of them in one with others (`0001_squashed_…`)."""
    whole = MigrationLoader.load_disk

    def steps(loader: MigrationLoader) -> None:
        whole(loader)
        loader.disk_migrations = {key: one for key, one in loader.disk_migrations.items() if not one.replaces}

    with patch.object(MigrationLoader, "load_disk", steps if really else whole):
        yield


@contextmanager
def without_tables(file: Path) -> Iterator[None]:
    """The connection leads to a base that has none yet: SQLite's is `file`, PostgreSQL's one more of this run."""
    own = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        with _leading_to(str(file), own):
            yield
        return
    with bases.another(name := f"{own}_older", of="template0"), _leading_to(name, own):
        yield


@contextmanager
def _leading_to(name: str, own: str) -> Iterator[None]:
    _let_go()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        _let_go()
        connection.settings_dict["NAME"] = own


def _let_go() -> None:
    """Close what leads to a base; PostgreSQL's pool would hand out the next connection to the same one."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()


def shape() -> set[tuple[object, ...]]:
    """Tables, columns, keys, indexes and triggers of the base that the connection leads to."""
    parts = _PARTS if connection.vendor == "postgresql" else ("SELECT name, sql FROM sqlite_master",)
    found: set[tuple[object, ...]] = set()
    with connection.cursor() as cursor:
        for part in parts:
            cursor.execute(part)
            found.update(cursor.fetchall())
    return found
