"""What stands in a compiled statement for a value that is not known yet: one kind a Python type, on both databases.

A kind knows the field that the placeholder poses as, its type on PostgreSQL, and how a value reaches the driver.
"""

from collections.abc import Callable, Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from uuid import UUID

import orjson
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Value
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.utils import timezone
from psycopg.types.numeric import Int8

Binder = Callable[[Any], Any]
T = TypeVar("T")


class _Shape:
    """Marks an argument that the builder gets as it is."""


Shape = Annotated[T, _Shape()]
"""`Shape[bool]`: a part of the statement's form. The builder may branch on it; each value has SQL text of its own."""


class _Each:
    """Marks an argument of a few values, each of which is a parameter of its own."""


Each = Annotated[Sequence[T], _Each()]
"""`Each[str]`: a few values, a parameter each. The builder may loop over them; how many they are is of the form."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How values of one Python type travel: the field they compare with, the type's name on PostgreSQL."""

    python: type
    field: "Callable[[], models.Field[Any, Any]]"
    name: str

    def check(self, value: Any) -> None:
        """Raise TypeError for a value of another type, and for a moment without a zone: it could mean any."""
        # A moment is a date to Python, and the time of day would be lost without a word.
        if not isinstance(value, self.python) or (self.python is date and isinstance(value, datetime)):
            raise TypeError(f"{self.python.__name__} is expected, {type(value).__name__} is given")
        if isinstance(value, datetime) and timezone.is_naive(value):
            raise TypeError("a moment without a time zone")

    def binder(self, connection: BaseDatabaseWrapper) -> Binder:
        """Return what makes a value one that the driver of `connection` takes, as Django's fields would."""
        ops, is_sqlite = connection.ops, connection.vendor == "sqlite"
        by_type: dict[type, Binder] = {
            str: lambda value: value if type(value) is str else str(value),
            # Of one width: PostgreSQL prepares a statement for the types that come with it.
            int: int if is_sqlite else Int8,
            date: ops.adapt_datefield_value,
            datetime: ops.adapt_datetimefield_value,
            time: ops.adapt_timefield_value,
            UUID: (lambda value: value.hex) if is_sqlite else lambda value: value,
            Decimal: str if is_sqlite else lambda value: value,
        }
        return by_type.get(self.python, lambda value: value)


KINDS = {
    kind.python: kind
    for kind in (
        Kind(bool, models.BooleanField, "boolean"),
        Kind(int, models.BigIntegerField, "bigint"),
        Kind(str, models.CharField, "text"),
        Kind(date, models.DateField, "date"),
        Kind(datetime, models.DateTimeField, "timestamptz"),
        Kind(time, models.TimeField, "time"),
        Kind(UUID, models.UUIDField, "uuid"),
        Kind(Decimal, models.DecimalField, "numeric"),
    )
}
COLLECTIONS = (list, tuple, set, frozenset, Collection, Iterable, Sequence, Set)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a statement, as its annotation says: of a kind, many of a kind, of the shape, or an actor."""

    name: str
    kind: Kind | None = None
    is_many: bool = False
    may_be_none: bool = False
    shape_of: Any = None
    is_each: bool = False

    @classmethod
    def of(cls, name: str, annotation: Any) -> "Argument":
        """Read an annotation. Raises TypeError for one that no database takes."""
        if get_origin(annotation) is Annotated:
            plain = annotation.__origin__
            if any(isinstance(one, _Shape) for one in annotation.__metadata__):
                return cls(name, shape_of=plain)
            return cls(name, _kind_of(name, get_args(plain)[0]), is_each=True)
        may_be_none = False
        if get_origin(annotation) in (Union, UnionType):
            alternatives = [one for one in get_args(annotation) if one is not NoneType]
            may_be_none = len(alternatives) < len(get_args(annotation))
            if len(alternatives) != 1:
                raise TypeError(f"{name}: one type or None is expected, {annotation} is given")
            (annotation,) = alternatives
        is_many = get_origin(annotation) in COLLECTIONS
        inner = get_args(annotation)[0] if is_many else annotation
        return cls(name, _kind_of(name, inner), is_many, may_be_none)


def _kind_of(name: str, annotation: Any) -> Kind:
    """Return the kind of a type; of choices, that of their values."""
    if isinstance(annotation, type):
        if issubclass(annotation, Enum):
            annotation = str if issubclass(annotation, str) else int
        if annotation in KINDS:
            return KINDS[annotation]
    raise TypeError(f"{name}: a value of {annotation} does not travel to a database; Shape[…] takes any that hashes")


@dataclass(frozen=True, slots=True)
class Marker:
    """Stands among the parameters of compiled SQL: which argument's value comes here.

    `part`: which field of it, of several values which one; None for the value itself.
    """

    argument: str
    part: str | int | None
    binder: Binder


class Placeholder(Value):
    """An expression that poses as a value of `kind`; compiled, it leaves a Marker among the parameters."""

    def __init__(self, argument: str, kind: Kind, part: str | int | None = None, is_many: bool = False) -> None:
        super().__init__(f"{argument}.{part}", output_field=kind.field())
        self.argument, self.kind, self.part, self.is_many = argument, kind, part, is_many

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper, **_: Any) -> Any:
        """«%s» and a Marker. Many values travel as one parameter, so that the text does not know how many they are."""
        one = _checked(self.kind, self.kind.binder(connection))
        if not self.is_many:
            return self._text("%s", connection), [Marker(self.argument, self.part, one)]
        if connection.vendor == "sqlite":
            many = _each(self.kind, one)
            as_json: Binder = lambda values: orjson.dumps(many(values)).decode()  # noqa: E731
            return "(SELECT value FROM json_each(%s))", [Marker(self.argument, self.part, as_json)]
        array, parameters = self.array(connection)
        return f"(SELECT unnest({array}))", parameters

    def array(self, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """Many values as an array of PostgreSQL. Ids come as its text: the driver takes longer to make it."""
        each = _each(self.kind, _checked(self.kind, self.kind.binder(connection)))
        as_text: Binder = lambda values: f"{{{','.join(map(str, each(values)))}}}"  # noqa: E731
        bind = as_text if self.kind.python is int else each
        return f"%s::{self.kind.name}[]", [Marker(self.argument, self.part, bind)]

    def as_sqlite(self, compiler: Any, connection: BaseDatabaseWrapper, **extra: Any) -> Any:
        """One decimal is cast as Django casts it; many are compared as the column's affinity says."""
        if self.is_many:
            return self.as_sql(compiler, connection, **extra)
        return super().as_sqlite(compiler, connection, **extra)

    def _text(self, sql: str, connection: BaseDatabaseWrapper) -> str:
        return f"{sql}::{self.kind.name}" if connection.vendor == "postgresql" else sql


def _checked(kind: Kind, bind: Binder) -> Binder:
    exact = None if kind.python is datetime else kind.python  # of a moment the zone is asked each time

    def checked(value: Any) -> Any:
        if type(value) is not exact:
            kind.check(value)
        return bind(value)

    return checked


def _each(kind: Kind, one: Binder) -> Binder:
    def each(values: Collection[Any]) -> list[Any]:
        if kind.python is int and set(map(type, values)) <= {int}:  # ids, nearly always
            return list(values)
        return [one(value) for value in values]

    return each


class _Among:
    """`__in` of many placeholders is `= ANY` on PostgreSQL: an index serves it within an «or» as well.

    A subquery there is one that reads the whole table: 21 ms for a child's marks of a week, and 0.3 so.
    """

    rhs: Any
    as_sql: Any
    process_lhs: Any

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper) -> Any:
        """Any other `__in` is Django's own."""
        if not (isinstance(self.rhs, Placeholder) and self.rhs.is_many):
            return self.as_sql(compiler, connection)
        column, of_column = self.process_lhs(compiler, connection)
        array, of_array = self.rhs.array(connection)
        return f"{column} = ANY({array})", [*of_column, *of_array]

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """A union is asked first on PostgreSQL, and the rows are found by an index.

        Where many tables are joined, it joins those of a whole school and then looks for the rows that the
        union names: 74 ms for a teacher's lessons of a day, and 0.6 so.
        """
        if connection.vendor == "postgresql" and getattr(self.rhs, "combinator", None):
            return f"= ANY(ARRAY{rhs})"
        return str(super().get_rhs_op(connection, rhs))  # type: ignore[misc]


@models.Field.register_lookup
class AmongValues(_Among, In):
    """`__in` of a plain column."""


@models.ForeignObject.register_lookup
class AmongRows(_Among, RelatedIn):
    """`__in` of a foreign key."""
