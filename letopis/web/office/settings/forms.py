"""Forms of the school's rules and of its card."""

from typing import Any

from django import forms

from letopis.school.organisation import queries
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import School
from letopis.school.organisation.stored_settings import as_text


class SettingsForm(forms.Form):
    """One field a setting; the rules of values are the setting's own."""

    def __init__(self, *args: Any, rows: list[queries.SettingRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[row.setting.name] = _setting_field(row)


def _setting_field(row: queries.SettingRow) -> forms.Field:
    setting = row.setting
    if setting.kind == "bool":
        return forms.BooleanField(
            label=setting.label, help_text=setting.help, required=False, initial=row.value, label_suffix=""
        )
    if setting.choices:
        return forms.ChoiceField(
            label=setting.label, help_text=setting.help, choices=setting.choices, initial=row.value
        )
    attrs = {"inputmode": "numeric", "maxlength": "40"}
    if setting.kind == "words":
        attrs = {"inputmode": "text", "maxlength": "400"}
    if setting.kind == "mails":
        attrs = {"inputmode": "email", "maxlength": "1600", "spellcheck": "false"}
    if setting.kind == "address":
        attrs = {"inputmode": "url", "maxlength": "120"}
    return forms.CharField(
        label=setting.label,
        help_text=setting.help,
        required=setting.kind not in {"grades", "address", "mails"},
        initial=as_text(row.value),
        widget=forms.TextInput(attrs=attrs),
    )


class CardForm(forms.ModelForm[School]):
    """Карточка организации."""

    class Meta:
        model = School
        fields = ("kind", "name", "short_name", "region", "city", "address", "phone", "email", "website", "time_zone")
        labels = {
            "kind": "Вид организации",
            "name": "Полное наименование",
            "short_name": "Краткое наименование",
            "region": "Субъект Федерации",
            "city": "Город",
            "address": "Адрес",
            "phone": "Телефон",
            "email": "Электронная почта",
            "website": "Сайт",
            "time_zone": "Часовой пояс",
        }
        help_texts = {"time_zone": "Например: Europe/Moscow, Asia/Yekaterinburg."}
        widgets = {"kind": forms.Select(choices=SchoolKind.choices)}
