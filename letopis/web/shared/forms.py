"""Django forms in the product's look: `{{ form }}` and `{{ form.field.as_field_group }}` need no more."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER: labels, hints and errors of the product; widgets stay Django's own and are styled by the sheet."""

    form_template_name = "shared/forms/form.html"
    field_template_name = "shared/forms/field.html"


class ConfirmField(forms.BooleanField):
    """«Всё равно»: a box that is hidden until an action refuses with `code`; ticked, it goes to the action."""

    def __init__(self, *, code: str, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(), **kwargs)
        self.code = code

    def ask(self) -> None:
        """Show the box."""
        self.widget = forms.CheckboxInput()
