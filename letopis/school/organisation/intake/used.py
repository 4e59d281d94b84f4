"""Rows that are taken back: only those that nothing names."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import models

from letopis.kernel.errors import Refused
from letopis.school.history.intake import Put
from letopis.school.history.taking_back import relations_to
from letopis.school.history.tracking import table_name

M = TypeVar("M", bound=models.Model)


def refuse_used(puts: Sequence[Put[M]], remedy: Callable[[M], str]) -> None:
    """Raise Refused (`in_use`) for a row to be removed that rows of other tables name: the remedy, where, how many."""
    for row in (put.row for put in puts if put.removed):
        found = {
            table_name(relation.related_model._meta.label_lower): relation.related_model._default_manager.filter(
                **{relation.field.name: row}
            ).count()
            for relation in relations_to(type(row))
            if relation.on_delete is not models.CASCADE
        }
        if any(found.values()):
            where = ", ".join(f"«{name}»: {number}" for name, number in found.items() if number)
            raise Refused(f"{remedy(row)} Где: {where}.", code="in_use")
