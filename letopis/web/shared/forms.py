"""Django forms in the product's look: `{{ form }}` and `{{ form.field.as_field_group }}` need no more."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER: labels, hints and errors of the product; widgets stay Django's own and are styled by the sheet."""

    form_template_name = "shared/forms/form.html"
    field_template_name = "shared/forms/field.html"


def choose(options: Iterable[tuple[Any, str]], asking: str = "выберите") -> list[tuple[Any, str]]:
    """Return the choices of a list in which nothing is chosen from the start; one that is alone is.

    The first of many is a person, too: whoever presses the button at once must not have appointed them.
    """
    found = list(options)
    return found if len(found) == 1 else [("", asking), *found]


class ConfirmField(forms.BooleanField):
    """«Всё равно»: a box that is hidden until an action refuses with `code`; ticked, it goes to the action."""

    def __init__(self, *, code: str, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(), **kwargs)
        self.code = code

    def ask(self) -> None:
        """Show the box."""
        self.widget = forms.CheckboxInput()
