"""Write the protocol's shapes for the scripts: `python -m letopis.web.teacher.wire` renews journal/wire.js.

Everything comes from the declarations (school/*/wire.py): types for JSDoc, and a decoder by names for every row that is
an array on the wire, so that no script knows a position. A name of Python's becomes one of JavaScript's: `is_active` is
`active`, `debt_until` is `debtUntil`; objects with names keep those they have on the wire.
"""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin
from uuid import UUID

import orjson
from msgspec import NODEFAULT, Struct, UnsetType
from msgspec.structs import FieldInfo, fields

from letopis.school.grading import wire as grading
from letopis.school.journal import wire as journal
from letopis.school.lessons import wire as lessons
from letopis.school.marks import states
from letopis.school.marks import wire as marks
from letopis.school.marks.enums import MarkState
from letopis.school.sync.wire import Applied, Conflict, Operation, Refusal, Row
from letopis.school.workload import wire as workload

TARGET = Path(__file__).parent / "client/journal/wire.js"
DOCUMENTS: tuple[type[Struct], ...] = (
    journal.GridDocument,
    journal.LessonDocument,
    journal.TopicsDocument,
    journal.Changes,
    journal.Story,
    journal.PhrasesDocument,
    grading.TotalsDocument,
    workload.LoadDocument,
)
OPERATIONS: tuple[type[Operation], ...] = (
    marks.MarkOperation,
    marks.AbsenceOperation,
    marks.WorkOperation,
    lessons.AttendanceOperation,
    lessons.TopicOperation,
    lessons.HomeworkOperation,
    grading.PeriodMarkOperation,
)
ANSWERS: tuple[type[Struct], ...] = (
    marks.MarkApplied,
    marks.AbsenceApplied,
    marks.WorkApplied,
    lessons.LessonApplied,
    lessons.HomeworkApplied,
    grading.PeriodMarkApplied,
    Conflict,
    Refusal,
)
# What the sender adds to an operation when it goes.
ADDED = frozenset({"op_id", "base_version", "person_id", "role", "typed_at"})
SCALARS: dict[Any, str] = {
    int: "number",
    float: "number",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    date: "string",
    datetime: "string",
    UUID: "string",
    Any: "any",
    NoneType: "null",
}
# What a row kept by a browser since before says otherwise: a debt was a field of its own in the place of the state.
KEPT = {("MarkRow", "state"): 'state: /** @type {any} */ (state) === true ? "debt" : state || ""'}
HEAD = """/**
 * The shapes of the journal's protocol, written by `python -m letopis.web.teacher.wire` from the server's declarations
 * (wire.py of each context). Change those and run it again; a test compares.
 */
"""


def text() -> str:
    """Return what journal/wire.js must hold."""
    shapes = list(dict.fromkeys(_shapes((*DOCUMENTS, *ANSWERS))))
    rows = [shape for shape in shapes if issubclass(shape, Row)]
    parts = [
        HEAD,
        *(_typedef(shape) for shape in shapes if not issubclass(shape, Applied | Conflict | Refusal)),
        *(_operation(operation) for operation in OPERATIONS),
        _union("Operation", [_short(operation) for operation in OPERATIONS]),
        _answer(),
        *(_decoder(row) for row in rows),
        _states(),
    ]
    return "\n".join(parts)


def _shapes(roots: tuple[type[Struct], ...]) -> Iterator[type[Struct]]:
    """The Structs that the roots are made of, what is used before what uses it."""
    for root in roots:
        yield from _shapes(tuple(found for field in fields(root) for found in _structs(field.type)))
        yield root


def _structs(kind: Any) -> Iterator[type[Struct]]:
    if isinstance(kind, type) and issubclass(kind, Struct):
        yield kind
    for inner in get_args(kind):
        yield from _structs(inner)


def _states() -> str:
    """State of a work → its sign in a cell and its words (marks/states.py)."""
    known = {state.value: [states.SIGNS[state], state.label] for state in MarkState}
    return f"/** @type {{Record<string, [string, string]>}} */\nexport const STATES = {orjson.dumps(known).decode()};\n"


# ── types ─────────────────────────────────────────────────────────────
def _typedef(shape: type[Struct]) -> str:
    """A row as its decoder returns it (and as it is on the wire), or an object as it is."""
    named = ", ".join(f"{_key(shape, field)}: {_type(field.type)}" for field in fields(shape))
    places = ", ".join(_type(field.type) + ("" if field.required else "?") for field in fields(shape))
    wire = f"/** @typedef {{[{places}]}} {shape.__name__} */\n" if issubclass(shape, Row) else ""
    return f"{wire}/** @typedef {{{{{named}}}}} {_short(shape)} */"


def _operation(operation: type[Operation]) -> str:
    own = [field for field in fields(operation) if field.encode_name not in ADDED]
    # A script sends every field but those that may be null.
    named = ", ".join(
        f"{field.encode_name}{'?' if NoneType in get_args(field.type) else ''}: {_type(field.type)}" for field in own
    )
    tag = operation.__struct_config__.tag
    return f'/** @typedef {{{{kind: "{tag}", op_id?: string, {named}}}}} {_short(operation)} */'


def _answer() -> str:
    """All answers in one shape: `status` says which fields are there."""
    found: dict[str, list[str]] = {}
    for answer in ANSWERS:
        for field in fields(answer):
            if field.encode_name != "op_id":
                found.setdefault(field.encode_name, []).append(_type(field.type))
    named = "".join(f", {name}?: {'|'.join(dict.fromkeys(types))}" for name, types in found.items())
    status = "|".join(f'"{tag}"' for tag in dict.fromkeys(str(answer.__struct_config__.tag) for answer in ANSWERS))
    return f"/** @typedef {{{{op_id: string, status: {status}{named}}}}} Answer */"


def _union(name: str, of: list[str]) -> str:
    return f"/** @typedef {{{'|'.join(of)}}} {name} */"


def _type(kind: Any) -> str:
    """A type as JSDoc has it; a row inside of a document is as it is on the wire."""
    if kind in SCALARS:
        return SCALARS[kind]
    if isinstance(kind, type) and issubclass(kind, Struct):
        return kind.__name__
    return _made_of(get_origin(kind), get_args(kind))


def _made_of(origin: Any, args: tuple[Any, ...]) -> str:
    if origin is Literal:
        return "|".join(f'"{value}"' for value in args)
    if origin in (Union, UnionType):
        return "|".join(dict.fromkeys(_type(one) for one in args if one is not UnsetType))
    if origin is dict:
        return "Record<string, any>"
    if origin is tuple and Ellipsis not in args:
        return f"[{', '.join(_type(one) for one in args)}]"
    inner = _type(args[0])
    return f"Array<{inner}>" if origin in (list, tuple) else inner  # Annotated


def _short(shape: type[Struct]) -> str:
    """The name of a type: of a row without «Row», for it is one no more."""
    return shape.__name__.removesuffix("Row")


def _key(shape: type[Struct], field: FieldInfo) -> str:
    if not issubclass(shape, Row):
        return field.encode_name
    first, *more = field.encode_name.removeprefix("is_").split("_")
    return first + "".join(part.capitalize() for part in more)


# ── decoders ──────────────────────────────────────────────────────────
def _decoder(row: type[Row]) -> str:
    keys = [KEPT.get((row.__name__, field.name), _key(row, field)) for field in fields(row)]
    places = ", ".join(_place(row, field) for field in fields(row))
    name = _short(row)
    return (
        f"/** @param {{{row.__name__}}} row @returns {{{name}}} */\n"
        f"export const read{name} = ([{places}]) => ({{ {', '.join(keys)} }});"
    )


def _place(row: type[Row], field: FieldInfo) -> str:
    """A row that a browser has kept since before a field was there is read with its default."""
    if field.required:
        return _key(row, field)
    default = field.default if field.default is not NODEFAULT else field.default_factory()
    return f"{_key(row, field)} = {orjson.dumps(default).decode()}"


if __name__ == "__main__":
    TARGET.write_text(text())
    sys.stdout.write(f"{TARGET}\n")
