"""Rows of a model from plain values, where an operation has thirty of them.

`Model.__init__` and `from_db` set each column through its descriptor and tell signals of the row: three quarters of
its price. Nobody listens here (`tests/kernel/test_columns.py`); a column that was not given fails when it is read.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


def attnames(model: type[Model], *only: str) -> tuple[str, ...]:
    """Return the columns of a model, or `only` these, in the order of its table."""
    return tuple(one.attname for one in model._meta.concrete_fields if not only or one.attname in only)


def new(model: type[M], **columns: Any) -> M:
    """Return a row that is not in the database yet, with these columns: all that are to be written."""
    row = model.__new__(model)
    row._state = ModelState()
    vars(row).update(columns)
    return row


def loaded(model: type[M], names: Iterable[str], values: Iterable[Any]) -> M:
    """Return a row of the database from the values of its columns `names`."""
    row = new(model, **dict(zip(names, values, strict=True)))
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row
