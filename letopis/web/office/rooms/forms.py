"""The form of a room."""

from django import forms


class RoomForm(forms.Form):
    """Кабинет."""

    number = forms.CharField(label="Номер", max_length=20, help_text="Как он пишется в расписании: 204, С1.")
    name = forms.CharField(label="Наименование", max_length=120, required=False)
    capacity = forms.IntegerField(label="Мест", min_value=1, max_value=9999, required=False)
    kind = forms.CharField(label="Вид", max_length=80, required=False)
    responsible = forms.CharField(label="Ответственный", max_length=120, required=False)
