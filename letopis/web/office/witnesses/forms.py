"""Forms of a witness, of a log that is watched, and of a reason."""

from django import forms

from letopis.school.witnessing.actions import LONGEST_REASON
from letopis.school.witnessing.rules import LONGEST_ADDRESS


class WitnessForm(forms.Form):
    """Who cosigns our checkpoints, and where."""

    name = forms.CharField(
        label="Кто",
        max_length=120,
        help_text="Как называть здесь: «Гимназия № 2», «Управление образования».",
    )
    address = forms.CharField(
        label="Адрес",
        max_length=LONGEST_ADDRESS,
        help_text="Свидетель видит его на своей странице «История». Например: https://dnevnik.example.ru/witness/…",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
    )


class NewWitnessForm(WitnessForm):
    """The same with the key, which stays as it is."""

    verifier = forms.CharField(
        label="Открытый ключ свидетеля",
        max_length=300,
        help_text="Строка вида имя+номер+ключ. Получите её от свидетеля лично: по ней проверяются его подписи.",
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )


class LogForm(forms.Form):
    """Whose checkpoints we cosign."""

    name = forms.CharField(label="Чей журнал", max_length=120, help_text="Как называть на этой странице.")
    verifiers = forms.CharField(
        label="Открытый ключ журнала",
        max_length=2000,
        help_text="С его страницы «История». Сменил ключ — добавьте новый с новой строки, прежний оставьте.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )


class ReasonForm(forms.Form):
    """Why: it stays in the history."""

    reason = forms.CharField(
        label="Причина",
        max_length=LONGEST_REASON,
        help_text="Останется в истории.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
