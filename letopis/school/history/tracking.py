"""Which tables are official, and which of their columns the ledger holds.

Each context registers its tables in its own `ledger.py`, imported by its AppConfig.ready(), with their Russian names
for whoever reads the ledger. `letopis verify` replays exactly these columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from letopis.school.organisation.words import phrase

JsonValue = str | int | float | bool | None | list[Any] | dict[str, Any]
# What stood in a column before the ledger held it: the same in all rows, or what follows from those it held.
Earlier = JsonValue | Callable[[Mapping[str, JsonValue]], JsonValue]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table of the ledger. `expected`: live rows that must have an entry (others may: lessons not yet taught).

    `labels` are the Russian names of its columns, in the order of the ledger; `title` is that of the table. `later`:
    columns held since a later version, with what older rows have had in them. `file_in`: the column that names a file
    below MEDIA_ROOT; `size` and `digest` (SHA-256, hex) say what is in it.
    """

    kind: str
    model: type[models.Model]
    title: str
    labels: Mapping[str, str]
    expected: Q
    of_year: str = ""
    later: Mapping[str, Earlier] = field(default_factory=dict)
    file_in: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the ledger holds."""
        return tuple(self.labels)

    @property
    def name(self) -> str:
        """«Отметки», in the school's own words."""
        return phrase(self.title)

    def as_now(self, values: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
        """The columns of an entry, of an older version too, with what stood in those it did not hold yet.

        Of an entry whose content an act has destroyed there is nothing.
        """
        if not values or all(name in values for name in self.later):
            return values
        earlier = {name: one(values) if callable(one) else one for name, one in self.later.items()}
        return {**earlier, **values}

    def column_name(self, column: str) -> str:
        """«отметка (value)»; of a column held by an older version alone, the column itself."""
        return f"{phrase(self.labels[column])} ({column})" if column in self.labels else column


_by_model: dict[type[models.Model], Tracked] = {}


def track(
    model: type[models.Model],
    title: str,
    /,
    *,
    expected: Q | None = None,
    of_year: str = "",
    later: Mapping[str, Earlier] | None = None,
    file_in: str = "",
    **labels: str,
) -> None:
    """Make `model` official: the ledger holds the columns named (attribute names, foreign keys as `*_id`).

    `title` and the columns' `labels` are texts for phrase(). `of_year`: the relations that lead to the academic year
    whose rows the table holds («class_group__year»), which are no longer written when it is closed. `later`, `file_in`:
    see Tracked.
    """
    kind = model._meta.label_lower
    _by_model[model] = Tracked(kind, model, title, labels, expected or Q(), of_year, later or {}, file_in)


def tracked(model: type[models.Model]) -> Tracked:
    """Return how `model` is tracked. Raises KeyError for a table that is not official."""
    return _by_model[model]


def table_name(kind: str) -> str:
    """Return the Russian name of a table of the ledger; the kind itself for one that this version does not know."""
    return next((table.name for table in _by_model.values() if table.kind == kind), kind)


def all_tracked() -> Mapping[type[models.Model], Tracked]:
    """Return every official table."""
    return _by_model


def snapshot(row: models.Model) -> dict[str, JsonValue]:
    """Return the tracked columns of `row` as JSON values, the form of Entry.before and Entry.after.

    A value is brought to the form the database will give back, so that a row just made (with «3» or a date as text
    where the column holds a decimal or a date) and the same row read again have the same snapshot.
    """
    values = vars(row)
    return {
        column: value
        if type(value := values[column] if column in values else getattr(row, column)) in usual
        else plain(to_stored(value))
        for column, usual, to_stored in _converters(type(row))
    }


# What a value of a column nearly always is, and then JSON as it stands.
_USUAL: Mapping[type, type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.PositiveSmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.BigIntegerField: int,
    models.ForeignKey: int,
}


@cache
def _converters(model: type[models.Model]) -> list[tuple[str, frozenset[type], Callable[[Any], Any]]]:
    fields = [(column, model._meta.get_field(column)) for column in tracked(model).columns]
    return [(column, _usual(type(field)), _converter(field)) for column, field in fields]


def _usual(field: type) -> frozenset[type]:
    return frozenset({type(None), _USUAL[field]}) if field in _USUAL else frozenset({type(None)})


def _converter(field: Any) -> Callable[[Any], Any]:
    if isinstance(field, models.DecimalField):
        step = Decimal(1).scaleb(-field.decimal_places)
        return lambda value: None if value is None else field.to_python(value).quantize(step)
    return field.to_python  # type: ignore[no-any-return]


def plain(value: Any) -> JsonValue:
    """Return a database value as JSON: dates and times in ISO form, moments in UTC, decimals without end zeros."""
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, models.Model):
        raise TypeError("track the column of a foreign key (“x_id”), not the object")
    if hasattr(value, "name") and hasattr(value, "storage"):
        return str(value.name)
    return value  # type: ignore[no-any-return]


@lru_cache(maxsize=64)
def _moment(value: datetime) -> str:
    # What is written together is of one moment.
    return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
