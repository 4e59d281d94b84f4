"""Django forms in the product's look: `{{ form }}` and `{{ form.field.as_field_group }}` need no more."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """FORM_RENDERER: labels, hints and errors of the product; widgets stay Django's own and are styled by the sheet."""

    form_template_name = "shared/forms/form.html"
    field_template_name = "shared/forms/field.html"
