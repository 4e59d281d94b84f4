"""Which tables are official, and which of their columns the ledger holds.

Each context registers its tables in its own `tracked.py`, imported by its AppConfig.ready(). `letopis verify` replays
exactly these columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q

JsonValue = str | int | float | bool | None | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table of the ledger. `expected`: live rows that must have an entry (others may, e.g. lessons not yet taught)."""

    kind: str
    model: type[models.Model]
    columns: tuple[str, ...]
    expected: Q


_by_model: dict[type[models.Model], Tracked] = {}


def track(model: type[models.Model], *columns: str, expected: Q | None = None) -> None:
    """Make `model` official: the ledger holds `columns` (attribute names, foreign keys as `*_id`)."""
    _by_model[model] = Tracked(model._meta.label_lower, model, columns, expected or Q())


def tracked(model: type[models.Model]) -> Tracked:
    """Return how `model` is tracked. Raises KeyError for a table that is not official."""
    return _by_model[model]


def all_tracked() -> Mapping[type[models.Model], Tracked]:
    """Return every official table."""
    return _by_model


def snapshot(row: models.Model) -> dict[str, JsonValue]:
    """Return the tracked columns of `row` as JSON values, the form of Entry.before and Entry.after."""
    return {column: plain(getattr(row, column)) for column in tracked(type(row)).columns}


def plain(value: Any) -> JsonValue:
    """Return a database value as JSON: dates and times in ISO form, decimals as text without trailing zeros."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, models.Model):
        raise TypeError("track the column of a foreign key (“x_id”), not the object")
    if hasattr(value, "name") and hasattr(value, "storage"):
        return str(value.name)
    return value  # type: ignore[no-any-return]
