"""The ledger and the official tables read as streams of plain tuples: a million of them in flat memory.

The querysets stay the source; only their rows are taken as the driver gives them, since building a model of each would
cost more than all there is to verify.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson
from django.db import connection
from django.db.models import Case, CharField, DateTimeField, Q, QuerySet, Value, When
from django.db.models.functions import Cast

from letopis.school.history.canonical import Json, Values
from letopis.school.history.models import Entry
from letopis.school.history.tracking import Tracked
from letopis.school.organisation.models import School

CHUNK = 2000
_ANY_KIND = "\N{FULL BLOCK}"  # stands in a compiled query for the kind
_FIELDS = (
    "account_id", "actor_name", "role", "action", "kind", "object_id", "course_id", "student_id", "before", "after",
    "reason", "version", "salt", "content_digest", "id", "digest", "act_id", "school_id",
)  # fmt: skip


class Stored(NamedTuple):
    """An entry as it stands in the table: what its digest is taken of, and the digest. `act`: that destroyed it."""

    id: int
    digest: bytes
    act: int | None
    values: Values


class Broken(NamedTuple):
    """An entry that cannot be read at all: its JSON is none."""

    id: int
    kind: str
    object_id: int


def entries(which: Q, *order: str) -> Iterator[Stored | Broken]:
    """Stream the entries that `which` says, in the order of these columns."""
    return _entries(*_compiled(which, *order))


def entries_by_kind(which: Callable[[str], Q], *order: str) -> Callable[[str], Iterator[Stored | Broken]]:
    """Return what streams the entries that `which(kind)` says. Compiled once: there are a hundred kinds."""
    sql, parameters = _compiled(which(_ANY_KIND), *order)
    return lambda kind: _entries(sql, tuple(kind if one == _ANY_KIND else one for one in parameters))


def _compiled(which: Q, *order: str) -> tuple[str, tuple[Any, ...]]:
    # Without a type of its own a moment comes as text, and nothing is spent on making it one and text again.
    texts = {"at_text": Cast("at", CharField()), "op_text": Cast("op_id", CharField())}
    rows = Entry.objects.filter(which).order_by(*order).annotate(**texts).values_list("at_text", "op_text", *_FIELDS)
    sql, parameters = rows.query.sql_with_params()
    return sql, tuple(parameters)


def _entries(sql: str, parameters: tuple[Any, ...]) -> Iterator[Stored | Broken]:
    for row in _stream(sql, parameters):
        (
            at, op, account, actor, role, action, kind, object_id, course, student, before, after, reason, version,
            salt, content, entry_id, digest, act, school,
        ) = row  # fmt: skip
        try:
            values = Values(
                school, moment(at), account, actor, role, action, kind, object_id, course, student, _json(before),
                _json(after), reason, _uuid(op), version, bytes(salt or b""),
                None if content is None else bytes(content),
            )  # fmt: skip
        except ValueError:
            yield Broken(entry_id, kind, object_id)
        else:
            yield Stored(entry_id, bytes(digest), act, values)


def live_rows(school_id: int, table: Tracked, which: Q) -> Iterator[tuple[Any, ...]]:
    """Stream (id, whether an entry must exist, tracked columns …) of a table's rows by id.

    Moments come as snapshot() has them: of text from the database, which costs a fifth of a moment made and unmade.
    """
    own = Q(pk=school_id) if table.model is School else Q(school=school_id)
    must = Case(When(table.expected, then=Value(True)), default=Value(False)) if table.expected else Value(True)
    moments = [name for name in table.columns if isinstance(table.model._meta.get_field(name), DateTimeField)]
    texts = {f"{name}_text": Cast(name, CharField()) for name in moments}
    names = [f"{name}_text" if name in moments else name for name in table.columns]
    rows: QuerySet[Any] = table.model._default_manager.filter(own, which).annotate(must_be_recorded=must, **texts)
    stream = rows.order_by("pk").values_list("pk", "must_be_recorded", *names).iterator(chunk_size=CHUNK)
    if not moments:
        return stream
    places = [2 + table.columns.index(name) for name in moments]
    return (_with_moments(row, places) for row in stream)


def moment(text: str) -> str:
    """Return a moment of UTC as the canonical forms write it, from the database's text of it.

    SQLite has «2026-11-23 07:43:00.500000» or no fraction, PostgreSQL «2026-11-23 07:43:00.5+00». What looks otherwise
    is given back as it is: it is no moment that this program has written.
    """
    day, time, fraction = text[:10], text[11:19], text[19:].removesuffix(":00").removesuffix("+00")
    if text[10:11] != " " or len(time) != 8 or (fraction and fraction[0] != ".") or len(fraction) > 7:
        return text
    return f"{day}T{time}.{fraction[1:]:0<6}Z"


def _with_moments(row: tuple[Any, ...], places: list[int]) -> tuple[Any, ...]:
    values = list(row)
    for place in places:
        if values[place] is not None:
            values[place] = _iso(values[place])
    return tuple(values)


def _iso(text: str) -> str:
    """Return the database's text of a moment as isoformat() gives it in UTC: a fraction only if there is one."""
    found = moment(text)
    return f"{found[:-1].removesuffix('.000000')}+00:00" if found is not text else text


def _stream(sql: str, parameters: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query without Django's conversions."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, parameters)
        while chunk := cursor.fetchmany(CHUNK):
            yield from chunk


def _json(text: str | None) -> Json:
    """Raises ValueError for what is no JSON object."""
    if text is None:
        return None
    found = orjson.loads(text)
    if not isinstance(found, dict):
        raise ValueError(text)
    return found


def _uuid(text: str | None) -> str | None:
    """SQLite keeps a UUID as 32 digits."""
    if text is None or len(text) != 32:
        return text
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
