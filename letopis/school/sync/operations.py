"""What the journal's screens send, as plain values (docs/developer/journal-protocol.md); reading it from JSON.

Only the shape is checked here; whether it is allowed is decided by the actions.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, get_type_hints
from uuid import UUID

from letopis.school.sync.enums import OperationKind

MAX_OPERATIONS = 200
_MAX_ID = 2**63 - 1
_MAX_SMALL = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of a client. `base_version` is the version of the row it is based on, 0: there was none.

    `person_id` and `role` name the capacity it was typed in; without them it is that of the session.
    """

    kind: ClassVar[OperationKind]

    op_id: UUID
    base_version: int = field(default=0, metadata={"max": _MAX_SMALL})
    person_id: int | None = None
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkOperation(Operation):
    """Put, change or remove a mark. Without `work_id`, for the first work of the lesson, made when there is none."""

    kind = OperationKind.MARK

    student_id: int
    work_id: int | None = None
    lesson_id: int | None = None
    value: str = ""
    second: str = ""
    is_debt: bool = False
    debt_until: date | None = None
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceOperation(Operation):
    """Put, change or remove (empty `code`) an absence."""

    kind = OperationKind.ABSENCE

    lesson_id: int
    student_id: int
    code: str = ""
    minutes: int | None = field(default=None, metadata={"max": _MAX_SMALL})
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceOperation(Operation):
    """Attendance has been taken."""

    kind = OperationKind.ATTENDANCE

    lesson_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicOperation(Operation):
    """Write the lesson's topic: the plan's, or by hand with a `reason`."""

    kind = OperationKind.TOPIC

    lesson_id: int
    planned_lesson_id: int | None = None
    topic: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkOperation(Operation):
    """Add (without `work_id`), change or remove a work of the lesson. `weight` None: the kind's."""

    kind = OperationKind.WORK

    lesson_id: int
    kind_id: int
    work_id: int | None = None
    title: str = ""
    weight: Decimal | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeworkOperation(Operation):
    """Set (without `homework_id`), change or remove a task. `due_on` None: the course's next lesson."""

    kind = OperationKind.HOMEWORK

    lesson_id: int
    homework_id: int | None = None
    text: str = ""
    due_on: date | None = None
    student_ids: tuple[int, ...] = ()
    removed: bool = False


CLASSES: Mapping[str, type[Operation]] = {
    one.kind.value: one
    for one in (
        MarkOperation,
        AbsenceOperation,
        AttendanceOperation,
        TopicOperation,
        WorkOperation,
        HomeworkOperation,
    )
}


class DocumentError(Exception):
    """The body is not a list of operations. `problems` name the operation (its index), the field and what is wrong."""

    def __init__(self, problems: Sequence[dict[str, Any]]) -> None:
        super().__init__(problems)
        self.problems = list(problems)


def parse(document: Any) -> list[Operation]:
    """Return the operations of a JSON document. Raises DocumentError with every problem; nothing is half read."""
    listed = document.get("operations") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise DocumentError([_problem(None, "operations", "нужен список операций")])
    if len(listed) > MAX_OPERATIONS:
        raise DocumentError([_problem(None, "operations", f"не больше {MAX_OPERATIONS} операций за раз")])
    problems: list[dict[str, Any]] = []
    operations = [_operation(index, raw, problems) for index, raw in enumerate(listed)]
    if problems:
        raise DocumentError(problems)
    return [operation for operation in operations if operation]


def _operation(index: int, raw: Any, problems: list[dict[str, Any]]) -> Operation | None:
    operation = CLASSES.get(raw["kind"]) if isinstance(raw, dict) and isinstance(raw.get("kind"), str) else None
    if operation is None:
        problems.append(_problem(index, "kind", f"нужен вид операции: {', '.join(CLASSES)}"))
        return None
    before = len(problems)
    values = _values(operation, raw, lambda name, wrong: problems.append(_problem(index, name, wrong)))
    if operation is MarkOperation and (values.get("work_id") is None) == (values.get("lesson_id") is None):
        problems.append(_problem(index, "work_id", "нужно одно из двух: work_id или lesson_id"))
    return operation(**values) if len(problems) == before else None


def _values(operation: type[Operation], raw: dict[str, Any], wrong: Callable[[str, str], None]) -> dict[str, Any]:
    """Read the fields of one operation; extra ones are ignored, so that an older server understands a newer page."""
    hints = get_type_hints(operation)
    values: dict[str, Any] = {}
    for one in fields(operation):
        if one.name not in raw:
            if one.default is MISSING:
                wrong(one.name, "поле обязательно")
            continue
        try:
            values[one.name] = _READERS[hints[one.name]](raw[one.name], one.metadata.get("max", _MAX_ID))
        except (ValueError, TypeError, InvalidOperation):
            wrong(one.name, "значение не подходит")
    return values


def _problem(index: int | None, name: str, message: str) -> dict[str, Any]:
    return {"index": index, "field": name, "message": message}


def _whole(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError
    return value


def _text(value: Any, _: int) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _truth(value: Any, _: int) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _uuid(value: Any, most: int) -> UUID:
    return UUID(_text(value, most))


def _day(value: Any, most: int) -> date | None:
    return None if value in (None, "") else date.fromisoformat(_text(value, most))


def _decimal(value: Any, _: int) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError
    number = Decimal(str(value).replace(",", "."))
    if not number.is_finite():
        raise ValueError
    return number


def _ids(value: Any, most: int) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(dict.fromkeys(_whole(one, most) for one in value))


def _optional(read: Callable[[Any, int], Any]) -> Callable[[Any, int], Any]:
    return lambda value, most: None if value is None else read(value, most)


_READERS: Mapping[Any, Callable[[Any, int], Any]] = {
    UUID: _uuid,
    int: _whole,
    int | None: _optional(_whole),
    str: _text,
    bool: _truth,
    date | None: _day,
    Decimal | None: _decimal,
    tuple[int, ...]: _ids,
}
