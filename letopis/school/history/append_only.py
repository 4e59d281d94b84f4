"""Triggers that refuse to change or remove what the ledger holds, on SQLite and on PostgreSQL (Д5.2).

One door is left: an entry's content and salt may be blanked, once, by an act that is being drawn up (`_DOOR`).

Whoever owns the database can drop the triggers: `letopis verify` then says that they are missing or are not what they
were, the seals what was changed.
"""

from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from letopis.school.history.canonical import OF_FAMILY

# ruff: noqa: S608  the names and roles in these statements are constants

# Each table with its unique keys: SQLite's INSERT OR REPLACE takes the row that stands in the way without a DELETE.
TABLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "history_entry": (("id",),),
    "history_seal": (("id",), ("school_id", "number")),
    "history_destructionact": (("id",), ("school_id", "number", "date")),
    "history_logkey": (("id",), ("school_id", "number")),
    "history_tile": (("id",), ("school_id", "level", "number")),
    "history_checkpoint": (("id",), ("school_id", "number"), ("school_id", "size")),
}
ENTRY, ACT = "history_entry", "history_destructionact"
_ACT_KIND = "history.destructionact"
_STAYS = ("id", "school_id", "at", "role", "action", "kind", "object_id", "course_id", "op_id", "digest", "version")


@dataclass(frozen=True, slots=True)
class _Trigger:
    """`create`: the statements that make it; `sign`: by what it is known again in the catalogue."""

    table: str
    create: tuple[str, ...]
    sign: str


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up on the tables that there are; those that stand as they should are left alone."""
    triggers = _triggers(connection)
    for name in missing(connection):
        _run(connection, _removal(connection, name, triggers[name]), *triggers[name].create)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down: for reversing the migration and for throwing away a test's rows."""
    for name, trigger in _triggers(connection).items():
        _run(connection, _removal(connection, name, trigger))


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of the triggers that should stand and do not, are switched off or do something else."""
    standing = _sqlite_standing(connection) if connection.vendor == "sqlite" else _postgresql_standing(connection)
    return [name for name, trigger in _triggers(connection).items() if standing.get(name) != trigger.sign]


def _triggers(connection: BaseDatabaseWrapper) -> dict[str, _Trigger]:
    """Those of the tables that there are: migrations make them one after another, the door with the table of acts."""
    there = set(connection.introspection.table_names())
    of_table = _sqlite_triggers if connection.vendor == "sqlite" else _postgresql_triggers
    tables = [table for table in TABLES if table in there]
    return {
        name: one for table in tables for name, one in of_table(table, has_door=table == ENTRY and ACT in there).items()
    }


def _removal(connection: BaseDatabaseWrapper, name: str, trigger: _Trigger) -> str:
    return f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.vendor == "sqlite" else f" ON {trigger.table}")


def _run(connection: BaseDatabaseWrapper, *statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# ── the door ──────────────────────────────────────────────────────────


def _door(same: str) -> str:
    """When an UPDATE of an entry is let through. `same`: how the database compares, null with null too.

    The act is one of the entry's school and is still being drawn up: its own entry, which closes it, is not written.
    All content goes and nothing else; what was null stays null, so that creation and removal can still be told apart.
    """
    roles = ", ".join(f"'{role}'" for role in sorted(OF_FAMILY))
    blanked = " AND ".join(
        f'((OLD."{column}" IS NULL AND NEW."{column}" IS NULL)'
        f' OR (OLD."{column}" IS NOT NULL AND NEW."{column}" = \'{{}}\'))'
        for column in ("before", "after")
    )
    stays = " AND ".join(f'NEW."{column}" {same} OLD."{column}"' for column in _STAYS)
    return (
        f"OLD.act_id IS NULL AND OLD.kind <> '{_ACT_KIND}'"
        f" AND EXISTS (SELECT 1 FROM {ACT} a WHERE a.id = NEW.act_id AND a.school_id = OLD.school_id)"
        f" AND NOT EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.school_id = OLD.school_id"
        f" AND e.kind = '{_ACT_KIND}' AND e.object_id = NEW.act_id)"
        f" AND {stays} AND {blanked} AND NEW.reason = '' AND NEW.student_id IS NULL AND NEW.salt IS NULL"
        " AND ((OLD.version = 1 AND NEW.content_digest IS NULL)"
        " OR (OLD.version > 1 AND OLD.content_digest IS NULL AND length(NEW.content_digest) = 32))"
        f" AND ((OLD.role IN ({roles}) AND NEW.account_id IS NULL AND NEW.actor_name = '')"
        f" OR (OLD.role NOT IN ({roles}) AND NEW.account_id {same} OLD.account_id"
        " AND NEW.actor_name = OLD.actor_name))"
    )


# ── SQLite ────────────────────────────────────────────────────────────


def _sqlite_triggers(table: str, *, has_door: bool) -> dict[str, _Trigger]:
    in_the_way = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{column} = NEW.{column}' for column in key)})"
        for key in TABLES[table]
    )
    moments = {
        "no_update": f"UPDATE ON {table} WHEN ({_door('IS')}) IS NOT TRUE" if has_door else f"UPDATE ON {table}",
        "no_delete": f"DELETE ON {table}",
        "no_replace": f"INSERT ON {table} WHEN {in_the_way}",
    }
    texts = {
        f"{table}_{name}": f"CREATE TRIGGER {table}_{name} BEFORE {moment} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for name, moment in moments.items()
    }
    return {name: _Trigger(table, (text,), text) for name, text in texts.items()}


def _sqlite_standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {str(name): str(text) for name, text in cursor.fetchall()}


# ── PostgreSQL ────────────────────────────────────────────────────────

_REFUSAL = "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END"
# Bits of pg_trigger.tgtype; all of these are BEFORE.
_ROW, _BEFORE, _DELETE, _UPDATE, _TRUNCATE = 1, 2, 8, 16, 32


def _postgresql_triggers(table: str, *, has_door: bool) -> dict[str, _Trigger]:
    refusal = _function("history_append_only", _REFUSAL)
    name = f"{table}_append_only"
    moments = "DELETE OR TRUNCATE" if has_door else "UPDATE OR DELETE OR TRUNCATE"
    bits = _BEFORE | _DELETE | _TRUNCATE | (0 if has_door else _UPDATE)
    create = (
        f"CREATE TRIGGER {name} BEFORE {moments} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION history_append_only()"
    )
    triggers = {name: _Trigger(table, (refusal, create), f"{bits} {_REFUSAL}")}
    if has_door:
        name = f"{table}_door"
        text = f"BEGIN IF ({_door('IS NOT DISTINCT FROM')}) IS TRUE THEN RETURN NEW; END IF; {_REFUSAL[6:]}"
        create = f"CREATE TRIGGER {name} BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        triggers[name] = _Trigger(table, (_function(name, text), create), f"{_ROW | _BEFORE | _UPDATE} {text}")
    return triggers


def _function(name: str, text: str) -> str:
    return f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${text}$$"


def _postgresql_standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Those that are switched on, unconditional, of all columns and on a table of the ledger."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, t.tgrelid::regclass::text, t.tgtype, p.prosrc FROM pg_trigger t"
            " JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL AND t.tgattr = ''"
        )
        return {
            str(name): f"{bits} {text}" for name, table, bits, text in cursor.fetchall() if str(name).startswith(table)
        }
