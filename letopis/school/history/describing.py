"""A row of an official table in a few Russian words: whose mark, of which lesson; the row itself may be gone."""

from datetime import date
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist
from django.db.models import Model

# In which order the words stand, by the column that leads to them.
_LEADS = ("person", "student", "guardian", "class_group", "course", "subject", "lesson", "work", "homework", "staff")
_OWN = ("surname", "name", "title", "number", "date", "starts_on")


def about_row(model: type[Model], row_id: int, values: dict[str, Any]) -> str:
    """Return e.g. «Орехов Тимур, 7А, Алгебра, 23.11.2026» for a mark with the columns `values`."""
    words: list[str] = []
    _collect(words, _as_row(model, row_id, values), depth=0)
    return ", ".join(dict.fromkeys(words))


def _as_row(model: type[Model], row_id: int, values: dict[str, Any]) -> Model:
    """The row as the ledger holds it, its relations followed by their ids."""
    return model(pk=row_id, **{column: value for column, value in values.items() if _has(model, column)})


def _has(model: type[Model], column: str) -> bool:
    try:
        return bool(model._meta.get_field(column))
    except FieldDoesNotExist:
        return False


def _collect(words: list[str], row: Model, depth: int) -> None:
    full_name = getattr(row, "full_name", "")
    if full_name:
        words.append(full_name)
        return
    for lead in _LEADS:
        if depth < 4 and getattr(row, f"{lead}_id", None):
            try:
                _collect(words, getattr(row, lead), depth + 1)
            except ObjectDoesNotExist:
                continue
    words += [_text(getattr(row, name)) for name in _OWN if _is_word(getattr(row, name, None))]


def _is_word(value: object) -> bool:
    return isinstance(value, str | date) and bool(value)


def _text(value: str | date) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(value)
    except ValueError:
        return str(value)
    return f"{day:%d.%m.%Y}"
