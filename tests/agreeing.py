"""While tests run, each compiled statement is compared with its own queryset the first times it is asked in a form."""

from collections import Counter
from typing import Any

from django.db import connection

from letopis.kernel.statements import Statement

TIMES = 5

_asked: Counter[Any] = Counter()
_call = Statement.__call__


def compare_statements() -> None:
    """From now on a statement that does not give the rows of its queryset fails the test that asked it."""
    Statement.__call__ = _compared  # type: ignore[method-assign]


def _compared(self: "Statement[..., Any]", *args: Any, **kwargs: Any) -> list[Any]:
    rows = _call(self, *args, **kwargs)
    form = (self.name, connection.vendor, self._form(self._named(args, kwargs)))
    _asked[form] += 1
    if _asked[form] <= TIMES:
        _agree(self, rows, args, kwargs)
    return rows


def _agree(of: "Statement[..., Any]", rows: list[Any], args: Any, kwargs: Any) -> None:
    for _ in range(3):  # what another thread writes between the two reads is no fault of the statement
        plain = _uncounted(of, args, kwargs)
        if Counter(map(repr, plain)) == Counter(map(repr, rows)):
            return
        rows = _call(of, *args, **kwargs)
    raise AssertionError(f"{of.name}: {rows} is not {plain}")


def _uncounted(of: "Statement[..., Any]", args: Any, kwargs: Any) -> list[Any]:
    """Read the queryset without adding to the queries that a test counts."""
    kept = connection.force_debug_cursor, connection.execute_wrappers
    connection.force_debug_cursor, connection.execute_wrappers = False, []
    try:
        return list(of.queryset(*args, **kwargs))
    finally:
        connection.force_debug_cursor, connection.execute_wrappers = kept
