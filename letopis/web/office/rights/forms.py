"""The matrix as it is ticked, and the change as it is confirmed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from letopis.kernel.rights import Right
from letopis.kernel.roles import ROLES_OF_PEOPLE, Role
from letopis.school.access.rights import Cell, cells, fixed, has, of_text

MAX_VERSION = 40_000


class CellsField(forms.Field):
    """Cells of the register, «right role» each. Names the one that there is not."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[Cell]:
        """Return the cells; a ValidationError for a right or a role that does not exist."""
        return [_cell(text) for text in value or ()]


def _cell(text: str) -> Cell:
    right, _, role = text.partition(" ")
    if right not in set(Right):
        raise forms.ValidationError(f"Права «{right[:60]}» в этой версии нет. Откройте страницу заново.", code="right")
    if role not in ROLES_OF_PEOPLE:
        raise forms.ValidationError(f"Роли «{role[:60]}» в этой версии нет. Откройте страницу заново.", code="role")
    return Right(right), Role(role)


class _AllHidden(forms.Form):
    def add_error(self, field: str | None, error: Any) -> None:
        """No field is seen: what is wrong stands at the top."""
        super().add_error(None, error)


class MatrixForm(_AllHidden):
    """All cells that are ticked. What was not ticked and stood so when the page was opened is no change."""

    version = forms.CharField(required=False, strip=False, max_length=MAX_VERSION, widget=forms.HiddenInput)
    cell = CellsField(required=False)

    def wanted(self) -> dict[Cell, bool]:
        """Return what differs from the page as it was opened."""
        before, ticked = of_text(self.cleaned_data["version"]), set(self.cleaned_data["cell"])
        changeable = [cell for cell in cells() if not fixed(*cell) or cell in ticked]
        return {cell: cell in ticked for cell in changeable if (cell in ticked) != has(*cell, before)}


class ChangeForm(_AllHidden):
    """A change that has been looked at: what is given, what is taken, over which state."""

    version = forms.CharField(required=False, strip=False, max_length=MAX_VERSION, widget=forms.HiddenInput)
    give = CellsField(required=False)
    take = CellsField(required=False)
    everything = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[Cell, bool]:
        """Return the cells; empty while the form is wrong."""
        data = getattr(self, "cleaned_data", {})
        return {**dict.fromkeys(data.get("take", ()), False), **dict.fromkeys(data.get("give", ()), True)}


def values(cells_of: Iterable[Cell]) -> list[str]:
    """Return cells as a form names them."""
    return [f"{right} {role}" for right, role in cells_of]
