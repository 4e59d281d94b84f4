"""Reads of hot pages: a queryset written once, compiled to SQL at first use, run with new parameters as tuples.

Building and compiling a queryset costs ten times what the database needs to answer it. So a read that a page makes
with each request is a function under `@statement` that returns a queryset; it is called once for each form of its text:

    @statement
    def marks_of(school: int, works: list[int], since: date | None) -> QuerySet[Any, tuple[int, str]]:
        rows = Mark.objects.filter(school=school, work__in=works)
        if since is not None:
            rows = rows.filter(set_on__gte=since)
        return rows.values_list("student_id", "value")

    marks_of(school=1, works=[3, 4], since=None)  # list[tuple[int, str]]

Arguments stand in the queryset as placeholders (`placeholders`); the annotations say what they are. `X | None`: whether
it is None is part of the form, and the function may ask. `Shape[X]` comes as it is, and the function may branch on it.
Lists travel as one parameter, the few values of `Each[X]` as one each. Of an `Actor` role and rights are part of the
form, the ids and the name are parameters. A value may not be reckoned with in the function: pass the result as an
argument of its own. `page_of()` cuts a page out of the rows.

Nothing of a person is kept between requests: only SQL text.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time
from enum import Enum
from functools import lru_cache, partial
from inspect import signature
from itertools import count, product
from typing import Any, Generic, Literal, ParamSpec, TypeVar, get_args, get_origin, get_type_hints

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import connection as default_connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, DateField, DecimalField, JSONField, QuerySet, TimeField
from django.db.models.expressions import Col
from django.db.models.fields.json import KeyTransform
from django.db.models.query import FlatValuesListIterable, ValuesListIterable

from letopis.kernel import cursors
from letopis.kernel.actor import Actor
from letopis.kernel.placeholders import KINDS, Argument, Each, Marker, Placeholder, Shape
from letopis.kernel.rights import Right
from letopis.kernel.roles import Role

__all__ = ["Each", "Shape", "Statement", "all_statements", "page_of", "statement"]

P = ParamSpec("P")
Row = TypeVar("Row")
Way = Callable[[Any, Any, Any], Any]
Reader = Callable[[list[Any]], list[Any]]
PARSED_BY_DRIVER = (DateField, TimeField, BooleanField)  # a moment is a date to Django's fields
MANY_FORMS = 500  # a statement with more has a value in its shape that should be a parameter
SOMEWHERE = 987_654_321_987_654_321  # stands in a compiled text for the place of page_of()'s first row

_registry: "list[Statement[..., Any]]" = []


def statement(build: "Callable[P, QuerySet[Any, Row]]") -> "Statement[P, Row]":
    """Make a read of a hot page of a function that returns a `values_list` queryset; see the module."""
    made = Statement(build)
    _registry.append(made)
    return made


def page_of(rows: "QuerySet[Any, Row]", first: int | None, size: int) -> "QuerySet[Any, Row]":
    """Return `size` of the rows from the place `first` (0 and on), all for None: the last step of a statement."""
    if not isinstance(first, Placeholder):
        return rows if first is None else rows[first : first + size]
    cut = rows[SOMEWHERE : SOMEWHERE + size]
    cut.first_place = first
    return cut


def all_statements() -> "list[Statement[..., Any]]":
    """Return all statements of the modules imported so far."""
    return list(_registry)


@dataclass(frozen=True, slots=True)
class Compiled:
    """SQL of one form on one kind of database, what to bind to it, and what reads the rows.

    `sql` "": no value finds a row (who has no right sees nobody's), and the database need not be asked.
    """

    sql: str
    markers: tuple[Marker, ...] = ()
    constants: tuple[Any, ...] = ()
    # Which of the markers' values, and of the constants after them, is each parameter: most are asked for again.
    order: tuple[int, ...] = ()
    read: Reader | None = None


class Statement(Generic[P, Row]):
    """A read that is compiled once for each form and database; calling it returns its rows."""

    def __init__(self, build: "Callable[P, QuerySet[Any, Row]]") -> None:
        self.build = build
        self.name = f"{build.__module__}.{build.__qualname__}"
        self.__doc__ = build.__doc__
        self._compiled: dict[Hashable, Compiled] = {}
        self._known: tuple[str, ...] = tuple(signature(build).parameters)
        self._names = frozenset(self._known)
        self._read: dict[str, Argument | None] | None = None

    @property
    def _arguments(self) -> dict[str, Argument | None]:
        """The arguments by name, in order; None: an actor. Read at first use, when all modules are there."""
        if self._read is None:
            hints = get_type_hints(self.build, include_extras=True)
            self._read = {
                name: None if hints[name] is Actor else Argument.of(name, hints[name]) for name in self._known
            }
        return self._read

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Row]:
        """Return the rows. Raises TypeError for a value that the annotations do not allow."""
        values = self._named(args, kwargs)
        form = self._form(values)
        connection = connections[DEFAULT_DB_ALIAS]
        found = self._compiled.get((connection.vendor, form))
        if found is None:
            found = self._compile(values, form)
        if not found.sql:
            return []
        known = [*(_bound(self, one, values) for one in found.markers), *found.constants]
        rows: list[Any] = cursors.fetched(connection, found.sql, [known[place] for place in found.order])
        return found.read(rows) if found.read else rows

    def queryset(self, *args: P.args, **kwargs: P.kwargs) -> "QuerySet[Any, Row]":
        """Return the plain queryset for these values: what the statement is compared with in tests."""
        return self.build(*args, **kwargs)

    def forms(self) -> Iterator[dict[str, Any]]:
        """Yield arguments for each form that can be told from the annotations: to compile them all in a test.

        Raises TypeError for a Shape whose values cannot be told.
        """
        ways = [_examples(self, name, one) for name, one in self._arguments.items()]
        for values in product(*ways):
            yield dict(zip(self._known, values, strict=True))

    def sql(self, **values: Any) -> str:
        """Return the SQL text for arguments like these on the database in use; "" where nothing can be found."""
        return self._compile(values, self._form(values)).sql

    def _named(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        values = {**dict(zip(self._known, args, strict=False)), **kwargs} if args else kwargs
        if len(args) > len(self._known) or values.keys() != self._names:
            raise TypeError(f"{self.name} takes {', '.join(self._known)}, given: {', '.join(values)}")
        return values

    def _form(self, values: dict[str, Any]) -> tuple[Hashable, ...]:
        """Return what of the values the text depends on."""
        form: list[Hashable] = []
        for name, argument in self._arguments.items():
            value = values[name]
            if argument is None:
                form.append(_form_of_actor(value))
            elif argument.kind is None:
                form.append(value)
            elif argument.is_each:
                form.append(len(value))
            elif argument.may_be_none:
                form.append(value is None)
            elif value is None:
                raise TypeError(f"{self.name}: {name} is None, and the annotation does not allow it")
        return tuple(form)

    def _compile(self, values: dict[str, Any], form: tuple[Hashable, ...]) -> Compiled:
        made = self.build(**self._posing(values))  # type: ignore[call-arg]
        # What is kept outlives the thread: it may not hold the thread's connection.
        apart = default_connection.copy()
        # Our tables have it; Django would ask SQLite for it anew, over a connection more.
        apart.features.supports_json_field = True
        found = _compiled(self.name, made, apart)
        apart.close()
        if len(self._compiled) >= MANY_FORMS:
            self._compiled.clear()
        self._compiled[(default_connection.vendor, form)] = found
        return found

    def _posing(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what the builder gets: placeholders, but for what belongs to the form."""
        posing: dict[str, Any] = {}
        for name, argument in self._arguments.items():
            value = values[name]
            if argument is None:
                posing[name] = _actor_posing(name, value)
            elif argument.kind is None or value is None:
                posing[name] = value
            elif argument.is_each:
                posing[name] = [Placeholder(name, argument.kind, place) for place in range(len(value))]
            else:
                posing[name] = Placeholder(name, argument.kind, is_many=argument.is_many)
        return posing


# ── an actor ──────────────────────────────────────────────────────────

_OF_THE_FORM = ("role", "rights")
_PARTS = tuple(one.name for one in fields(Actor) if one.name not in _OF_THE_FORM)


def _form_of_actor(actor: Actor) -> Hashable:
    return actor.role, actor.rights, *(getattr(actor, part) is None for part in _PARTS)


def _actor_posing(name: str, actor: Actor) -> Actor:
    """Return the actor with placeholders for what is there: a policy asks it as any other."""
    posing: dict[str, Any] = {
        part: Placeholder(name, KINDS[str if part == "name" else int], part)
        for part in _PARTS
        if getattr(actor, part) is not None
    }
    return replace(actor, **posing)


# ── compiling and running ─────────────────────────────────────────────


def _compiled(name: str, made: "QuerySet[Any, Any]", connection: BaseDatabaseWrapper) -> Compiled:
    iterable = getattr(made, "_iterable_class", None)
    if iterable not in (ValuesListIterable, FlatValuesListIterable):
        raise TypeError(f"{name} must return a queryset of values_list(): rows leave a statement as tuples")
    compiler = made.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return Compiled("")
    if connection.vendor == "sqlite":
        sql = _undeclared(sql, compiler.select)
    if place := getattr(made, "first_place", None):
        text, of_place = place.as_sql(compiler, connection)
        sql, parameters = sql.replace(f"OFFSET {SOMEWHERE}", f"OFFSET {text}"), (*parameters, *of_place)
    return Compiled(sql, *_ordered(parameters), _reader(compiler, iterable is FlatValuesListIterable))


def _ordered(parameters: Iterable[Any]) -> tuple[tuple[Marker, ...], tuple[Any, ...], tuple[int, ...]]:
    """Return the different markers, the constants, and which of all these each parameter is."""
    asked = list(parameters)
    markers = {(one.argument, one.part): one for one in asked if type(one) is Marker}
    constants = [one for one in asked if type(one) is not Marker]
    places, further = {key: place for place, key in enumerate(markers)}, count(len(markers))
    order = [places[one.argument, one.part] if type(one) is Marker else next(further) for one in asked]
    return tuple(markers.values()), tuple(constants), tuple(order)


def _undeclared(sql: str, select: Any) -> str:
    """Keep SQLite's driver from parsing each value of a column declared as date, time or yes-or-no.

    An expression has no declared type, and «+» makes one of a column: _quick() says how each is read.
    """
    for column, (text, _), alias in select:
        if isinstance(column, Col) and isinstance(column.output_field, PARSED_BY_DRIVER) and alias:
            sql = sql.replace(f'{text} AS "{alias}"', f'+{text} AS "{alias}"', 1)
    return sql


def _reader(compiler: Any, is_flat: bool) -> Reader | None:
    """Return what makes rows of what the driver gives, None where nothing is to be done.

    Its text is written for these columns: naming each takes half the time of taking rows apart and joining them again.
    """
    columns = [one[0] for one in compiler.select]
    ways = compiler.get_converters(columns[: compiler.col_count])
    # Behind them stand columns that distinct rows are ordered by.
    more = ", *_" if compiler.has_extra_select else ","
    if not ways and not is_flat and more == ",":
        return None
    names = [f"v{place}" for place in range(len(columns))]
    known = {f"read{place}": _quick(*way) for place, way in ways.items()}
    values = [f"read{place}({name})" if place in ways else name for place, name in enumerate(names)]
    row = values[0] if is_flat else f"({', '.join(values)},)"
    reader: Reader = eval(f"lambda rows: [{row} for {', '.join(names)}{more} in rows]", known)  # noqa: S307  numbers of ours
    return reader


def _quick(ways: list[Way], column: Any) -> Callable[[Any], Any]:
    """Return what converts a value as Django's `ways` do, in less time for what stands on every page."""
    (way, *more), kind = ways, column.output_field
    if more or isinstance(column, KeyTransform):
        return partial(_by_all, tuple(ways), column)
    if getattr(way, "__func__", None) is JSONField.from_db_value and kind.decoder is None:
        return _of_json
    plain: Callable[[Any], Any] = partial(_by_all, (way,), column)
    if isinstance(kind, DecimalField):
        return lru_cache(maxsize=256)(plain)  # weights: few different ones on many rows
    return _QUICK.get(getattr(way, "__name__", ""), plain)


def _by_all(ways: tuple[Way, ...], column: Any, value: Any) -> Any:
    for way in ways:
        value = way(value, column, default_connection)
    return value


def _of_json(value: str | None) -> Any:
    try:
        return None if value is None else orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def moment_of(value: Any) -> Any:
    """Return a moment as a row has it: SQLite keeps it as text without the zone, which is UTC's."""
    if value is None:
        return None
    known = datetime.fromisoformat(value) if type(value) is str else value
    return known if known.tzinfo else known.replace(tzinfo=UTC)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if type(value) is str else value


def _hour(value: Any) -> Any:
    return time.fromisoformat(value) if type(value) is str else value


def _yes(value: Any) -> Any:
    return _YES_OR_NO.get(value, value)


_YES_OR_NO = {0: False, 1: True}
# Instead of what SQLite's part of Django names so: that asks each value what it is, and tries several notations.
_QUICK: dict[str, Callable[[Any], Any]] = {
    "convert_datetimefield_value": moment_of,
    "convert_datefield_value": _day,
    "convert_timefield_value": _hour,
    "convert_booleanfield_value": _yes,
}


def _bound(of: Statement[..., Any], marker: Marker, values: dict[str, Any]) -> Any:
    value, of_value = values[marker.argument], marker.part
    try:
        if of_value is not None:
            value = getattr(value, of_value) if type(of_value) is str else value[of_value]
        return marker.binder(value)
    except TypeError as error:
        raise TypeError(f"{of.name}: {marker.argument}: {error}") from error


# ── each form, for tests ──────────────────────────────────────────────


def _examples(of: Statement[..., Any], name: str, argument: Argument | None) -> list[Any]:
    """Return values that stand for every form of an argument; a plain one has one form."""
    if argument is None:
        ids = {part: "Имя" if part == "name" else 1 for part in _PARTS}
        return [Actor(**ids, role=role, rights=rights) for role in Role for rights in (frozenset(), frozenset(Right))]  # type: ignore[arg-type]
    if argument.is_each:
        return [(), (_PRESENT,)]
    if argument.kind is not None:
        return [_PRESENT, None] if argument.may_be_none else [_PRESENT]
    if argument.shape_of is bool:
        return [False, True]
    if get_origin(argument.shape_of) is Literal:
        return list(get_args(argument.shape_of))
    if isinstance(argument.shape_of, type) and issubclass(argument.shape_of, Enum):
        return list(argument.shape_of)
    raise TypeError(f"{of.name}: all values of the shape {name} cannot be told from {argument.shape_of}")


_PRESENT = object()
