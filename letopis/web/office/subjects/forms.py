"""The form of a subject."""

from django import forms


class SubjectForm(forms.Form):
    """Учебный предмет."""

    name = forms.CharField(label="Название", max_length=160)
    short_name = forms.CharField(label="Кратко", max_length=40, required=False, help_text="Для тесных мест расписания.")
    area = forms.CharField(label="Предметная область", max_length=160, required=False)
