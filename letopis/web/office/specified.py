"""Forms made of the specification of a row (letopis.kernel.fields): the context's own labels, limits and messages."""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from django import forms

from letopis.kernel.fields import Day, Field, Flag, OneOf, Text, Whole, fields_of
from letopis.school.organisation.words import phrase_lazy
from letopis.web.shared.fields import DayField

D = TypeVar("D")


class RowForm(forms.Form):
    """A form whose first fields are those of `rows`, in their order; a subclass declares further ones."""

    rows: ClassVar[tuple[type, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        made = {name: form_field(one) for row in self.rows for name, one in fields_of(row).items()}
        for row in self.rows:
            for one in dataclasses.fields(row):
                if isinstance(one.default, int):
                    made[one.name].initial = one.default
        self.fields = {**made, **self.fields}
        self.order_fields(self.field_order)

    def draft(self, row: type[D]) -> D:
        """Return the values of a row as typed."""
        return row(**{name: self.cleaned_data[name] for name in fields_of(row)})


def initial_of(row: type, values: object) -> dict[str, Any]:
    """Return the first values of a form over an existing row, as people read them."""
    return {
        name: one.show(getattr(values, name)) if isinstance(one, Text) else getattr(values, name)
        for name, one in fields_of(row).items()
    }


def form_field(one: Field) -> forms.Field:
    """Return the field of a form for a field of a row."""
    shared: dict[str, Any] = {
        "label": phrase_lazy(one.label),
        "help_text": phrase_lazy(one.help),
        "required": one.required,
    }
    shared["error_messages"] = {"required": one.missing}
    match one:
        case Text():
            limit = one.typed or one.limit
            shared["error_messages"]["max_length"] = f"Помещается {limit} знаков. Сократите."
            return forms.CharField(max_length=limit, **shared)
        case Day():
            return DayField(**shared)
        case Flag():
            return forms.BooleanField(**shared)
        case OneOf():
            return _choice(one, shared)
        case Whole():
            shared["error_messages"] |= dict.fromkeys(("min_value", "max_value"), one.remedy) if one.remedy else {}
            return forms.IntegerField(min_value=one.lowest, max_value=one.highest, **shared)
    raise TypeError(f"no field of a form for {type(one).__name__}")


def _choice(one: OneOf, shared: Mapping[str, Any]) -> forms.Field:
    """A list to choose from, with an empty line where there may be none; else the first is chosen."""
    messages = {**shared["error_messages"], "invalid_choice": one.remedy}
    empty = [("", one.none)] if one.none else []
    return forms.ChoiceField(
        **{**shared, "error_messages": messages, "required": not one.none},
        choices=[*empty, *one.choices.choices],
    )
