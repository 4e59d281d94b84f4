"""Days and hours in forms, in the browser's own fields."""

from datetime import date
from typing import Any

from django import forms

from letopis.kernel.fields import FIRST_YEAR, LAST_YEAR


class DayInput(forms.DateInput):
    """A date in the browser's own field, which wants ISO."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that somebody living may have to do with; a year of one's own making would only break the calendar."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """Return the day; ValidationError for a year out of the bounds."""
        found = super().to_python(value)
        if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise forms.ValidationError(f"Год {found.year} не может быть верным: исправьте дату.")
        return found


class HourInput(forms.TimeInput):
    """A time of day in the browser's own field."""

    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%H:%M")
