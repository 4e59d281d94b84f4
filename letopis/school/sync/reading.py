"""Reading operations from JSON: every one whole, or the body is refused with what is wrong where.

Only the shape is checked here; whether it is allowed is decided by the actions.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, ValidationError, convert
from msgspec.structs import FieldInfo, fields

from letopis.school.sync.wire import Id, Moment, Operation, Small

MAX_OPERATIONS = 200
_KINDS: dict[str, type[Operation]] = {}


class Problem(Struct):
    """What is wrong with a body: the operation by its place in the list (None: the list itself) and its field."""

    index: int | None
    field: str
    message: str


class DocumentError(Exception):
    """The body is not a list of operations."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)


def register(operation: type[Operation]) -> None:
    """Let operations of a kind be sent; each context does so for its own when the program starts."""
    _KINDS[str(operation.__struct_config__.tag)] = operation
    _foreign.cache_clear()


def known_kinds() -> Mapping[str, type[Operation]]:
    """Return what may be sent, by the tag on the wire."""
    return _KINDS


def parse(document: Any) -> list[Operation]:
    """Return the operations of a JSON document. Raises DocumentError with every problem; nothing is half read.

    Fields that no kind knows are ignored, so that an older server understands a newer page.
    """
    listed = document.get("operations") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise DocumentError([Problem(None, "operations", "нужен список операций")])
    if len(listed) > MAX_OPERATIONS:
        raise DocumentError([Problem(None, "operations", f"не больше {MAX_OPERATIONS} операций за раз")])
    operations: list[Operation] = []
    problems: list[Problem] = []
    for index, raw in enumerate(listed):
        try:
            operations.append(_operation(raw))
        except (ValidationError, ValueError, InvalidOperation):
            problems += [Problem(index, name, wrong) for name, wrong in _wrong(raw)]
    if problems:
        raise DocumentError(problems)
    return operations


def _operation(raw: Any) -> Operation:
    """Raises ValidationError, ValueError or InvalidOperation; _wrong() says why."""
    kind = _KINDS[raw["kind"]] if _has_kind(raw) else Operation
    if kind is Operation or raw.keys() & _foreign(kind):
        raise ValueError
    operation = convert(_as_typed(kind, raw), kind)
    if operation.problem():
        raise ValueError
    return operation


def _has_kind(raw: Any) -> bool:
    return isinstance(raw, dict) and isinstance(raw.get("kind"), str) and raw["kind"] in _KINDS


@cache
def _foreign(kind: type[Operation]) -> frozenset[str]:
    """The fields that other kinds have and this one has not."""
    own = {field.encode_name for field in fields(kind)}
    return frozenset({field.encode_name for other in _KINDS.values() for field in fields(other)} - own)


def _as_typed(kind: type[Operation], raw: dict[str, Any]) -> dict[str, Any]:
    """The values as people type them brought to what the declaration takes: no day as "", a weight as «1,5»."""
    typed = {name: read(raw[name]) for name, read in _typed_fields(kind) if raw.get(name) is not None}
    return {**raw, **typed} if typed else raw


@cache
def _typed_fields(kind: type[Operation]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    return tuple((field.encode_name, _TYPED[field.type]) for field in fields(kind) if field.type in _TYPED)


def _day(value: Any) -> Any:
    return value if value != "" else None


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError
    number = Decimal(str(value).replace(",", "."))
    if not number.is_finite():
        raise ValueError
    return number


_TYPED: Mapping[Any, Callable[[Any], Any]] = {date | None: _day, Decimal | None: _decimal}


# ── what is wrong ─────────────────────────────────────────────────────
def _wrong(raw: Any) -> list[tuple[str, str]]:
    """Every field that is wrong with an operation that was not read, and what is wrong with it."""
    if not _has_kind(raw):
        return [("kind", f"нужен вид операции: {', '.join(_KINDS)}")]
    kind = _KINDS[raw["kind"]]
    found = [(field.encode_name, wrong) for field in fields(kind) if (wrong := _wrong_field(field, raw))]
    found += [(name, f"поле другой операции, не «{kind.label}»") for name in sorted(raw.keys() & _foreign(kind))]
    if found:
        return found
    problem = convert(_as_typed(kind, raw), kind).problem()
    assert problem is not None  # nothing else is left that could have been wrong
    return [problem]


def _wrong_field(field: FieldInfo, raw: dict[str, Any]) -> str:
    value = raw.get(field.encode_name, UNSET)
    if value is UNSET:
        return "поле обязательно" if field.required else ""
    read = _TYPED.get(field.type)
    try:
        convert(read(value) if read and value is not None else value, field.type)
    except (ValidationError, ValueError, InvalidOperation):
        return f"значение не подходит: нужно {_EXPECTED.get(field.type, 'другое')}"
    return ""


_EXPECTED: Mapping[Any, str] = {
    UUID: "значение UUID",
    str: "значение в кавычках, текст",
    bool: "true или false",
    Id: "целое число от 0",
    Small: "целое число от 0",
    Id | None: "целое число от 0 или null",
    Small | None: "целое число от 0 или null",
    date | None: "день вида «2026-11-23» или null",
    Decimal | None: "число или null",
    str | None: "значение в кавычках, текст или null",
    bool | None: "true, false или null",
    bool | str | None: "true, false, текст или null",
    Moment | None: "момент с поясом вида «2026-11-23T10:43:00+03:00» или null",
    tuple[Id, ...]: "перечень целых чисел",
}
