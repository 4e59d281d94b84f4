"""The floor of a page: what a bare Django view needs that runs the same statements and returns as many bytes.

The statements of one request are recorded with their parameters, in a transaction that is rolled back: the base is
then as it was, and the same statements can be run once more, for good. So what writes has a floor like what reads: each
of its requests is recorded anew, and its floor inserts the same rows, in a transaction of its own, and commits.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest, HttpResponse

from letopis.kernel import cursors

# What begins a part of a transaction, undoes it, ends it; what was undone is ended as well.
OPENS, UNDOES, ENDS = "SAVEPOINT ", "ROLLBACK TO SAVEPOINT ", "RELEASE SAVEPOINT "
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Step:
    """A statement as the product gave it to its cursor."""

    sql: str
    params: Any = None
    is_many: bool = False
    # By a cursor that keeps the text: PostgreSQL has planned it before.
    is_kept: bool = False

    @property
    def is_control(self) -> bool:
        """Whether it begins or ends a transaction or a part of one."""
        return self.sql.startswith(CONTROL)

    @property
    def is_writing(self) -> bool:
        """Whether it changes rows."""
        return self.sql.startswith(("INSERT", "UPDATE", "DELETE"))


@dataclass(slots=True)
class Floor:
    """What the bare view does: statements to run, bytes to return."""

    steps: list[Step] = field(default_factory=list)
    size: int = 0

    def run(self) -> bytes:
        """Run the statements, fetch all, serialise; the answer is as long as the page's."""
        fetched = [_rows(step) for step in self.steps]
        body = orjson.dumps(fetched, default=_plain)
        return body[: self.size] + b" " * (self.size - len(body))


# What the bare view returns next: it is asked like a page, and pages have no arguments for it.
current = Floor()


def statements(request: HttpRequest) -> HttpResponse:
    """The bare view of a page's statements."""
    return HttpResponse(current.run())


def signed_in(request: HttpRequest) -> HttpResponse:
    """The bare view behind session and account alone: the floor of an empty page."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(b" " * current.size)


def _rows(step: Step) -> list[tuple[Any, ...]]:
    with cursors.preparing() if step.is_kept else connection.cursor() as cursor:
        if step.is_many:
            cursor.executemany(step.sql, step.params)
        else:
            cursor.execute(step.sql, step.params)
        return cursor.fetchall() if cursor.description else []


def _plain(value: Any) -> str:
    return value.hex() if isinstance(value, bytes | memoryview) else str(value)


def record(act: Callable[[], Any]) -> list[Step]:
    """Return the statements of `act`, whose writing is undone; its own transactions begin and commit."""
    seen: list[Step] = []
    with connection.cursor() as one:
        plain = type(one.cursor)

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        seen.append(Step(sql, list(params) if many else params, many, type(context["cursor"].cursor) is not plain))
        return execute(sql, params, many, context)

    with _undone(), connection.execute_wrapper(note):
        act()
    return list(_outermost(seen))


def _outermost(steps: list[Step]) -> Iterator[Step]:
    """Make transactions again of what were savepoints in the one around it, unless the floor is in one itself."""
    if connection.in_atomic_block:
        yield from steps
        return
    depth, last = 0, "COMMIT"
    for step in steps:
        opens, ends = step.sql.startswith(OPENS), step.sql.startswith(ENDS)
        if opens and depth == 0:
            last = "COMMIT"
            yield Step("BEGIN IMMEDIATE" if connection.vendor == "sqlite" else "BEGIN")
        elif ends and depth == 1:
            yield Step(last)
        elif step.sql.startswith(UNDOES) and depth == 1:
            last = "ROLLBACK"
        else:
            yield step
        depth += opens - ends


@contextmanager
def _undone() -> Iterator[None]:
    """Undo what is written until the block ends: rows, and the numbers that rows were given."""
    numbers = _numbers()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    with connection.cursor() as cursor:
        for name, last in _numbers().items():
            if last != numbers[name]:
                _set_back(cursor, name, numbers[name])


def _numbers() -> dict[str, int | None]:
    """Return the last number of each sequence; SQLite takes them back with the transaction."""
    if connection.vendor == "sqlite":
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()")
        return dict(cursor.fetchall())


def _set_back(cursor: CursorWrapper, name: str, last: int | None) -> None:
    cursor.execute("SELECT setval(quote_ident(%s)::regclass, %s, %s)", [name, last or 1, last is not None])
