"""Rows that are taken back: only those that nothing names."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import models

from letopis.kernel.errors import Refused
from letopis.school.history.intake import Put

M = TypeVar("M", bound=models.Model)


def refuse_used(puts: Sequence[Put[M]], remedy: Callable[[M], str]) -> None:
    """Raise Refused (`in_use`), with the remedy, for a row to be removed that rows of other tables name."""
    for row in (put.row for put in puts if put.removed):
        if any(
            relation.related_model._default_manager.filter(**{relation.field.name: row}).exists()
            for relation in row._meta.related_objects
            if relation.on_delete is not models.CASCADE
        ):
            raise Refused(remedy(row), code="in_use")
