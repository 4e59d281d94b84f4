"""The form of the curriculum: hours a week, a box a cell of the table."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from letopis.school.curriculum.queries.load import Matrix, MatrixCell, MatrixRow
from letopis.web.shared.wording import number_text


class HoursField(forms.CharField):
    """Hours as people write them, «2,5»; nothing is 0."""

    def clean(self, value: Any) -> Decimal:
        """Return the hours; ValidationError for what is no number."""
        text = str(super().clean(value) or "0").replace(",", ".")
        try:
            hours = Decimal(text)
        except InvalidOperation:
            hours = Decimal("NaN")
        if not hours.is_finite():
            raise forms.ValidationError("Нужно число часов, например 2,5.")
        return hours


class MatrixForm(forms.Form):
    """Hours of the shown classes: fields `h<subject>-<class>`; what is not sent stays as it is."""

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix = matrix
        for row in matrix.rows:
            attrs = {"class": "input input--small", "inputmode": "decimal", "aria-label": f"{row.name}, часов"}
            for cell in row.cells:
                self.fields[_name(row, cell)] = HoursField(
                    required=False,
                    initial="" if cell.hours is None else number_text(cell.hours),
                    widget=forms.TextInput(attrs=attrs),
                )

    def table(self) -> list[tuple[MatrixRow, list[tuple[MatrixCell, BoundField]]]]:
        """Return the rows of the table with their boxes."""
        return [(row, [(cell, self[_name(row, cell)]) for cell in row.cells]) for row in self.matrix.rows]

    def changed(self) -> Iterator[tuple[str, MatrixRow, MatrixCell, Decimal]]:
        """Yield the cells whose hours are other than they were, by the name of the box."""
        for row in self.matrix.rows:
            for cell in row.cells:
                name = _name(row, cell)
                hours: Decimal = self.cleaned_data[name]
                if name in self.data and hours != (cell.hours or Decimal(0)):
                    yield name, row, cell, hours


def _name(row: MatrixRow, cell: MatrixCell) -> str:
    return f"h{row.id}-{cell.class_id}"
