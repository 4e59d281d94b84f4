"""Forms of carriers, packages, copies in somebody's hand."""

from collections.abc import Sequence
from typing import Any

from django import forms

from letopis.documents.carriers.enums import Verdict
from letopis.documents.carriers.intake import CarrierDraft
from letopis.documents.carriers.report import LARGEST
from letopis.kernel.choices import Choice
from letopis.web.office.specified import RowForm
from letopis.web.shared.fields import DayField

_WHY = {"required": "Напишите причину: она останется в истории."}
WHOLE = "year"
FOUND = [(one.value, one.label) for one in (Verdict.WHOLE, Verdict.DAMAGED, Verdict.MISSING)]


class CarrierForm(RowForm):
    """Носитель."""

    rows = (CarrierDraft,)
    field_order = ("name", "kind", "address", "place", "responsible_id", "inventory", "since")

    responsible_id = forms.TypedChoiceField(
        label="Ответственный", coerce=int, error_messages={"required": "Выберите ответственного."}
    )

    def __init__(self, *args: Any, staff: Sequence[Choice], places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsible_id"].choices = [("", "не выбран"), *((one.id, one.name) for one in staff)]  # type: ignore[attr-defined]
        self.fields["address"] = forms.ChoiceField(
            label="Место на сервере",
            required=False,
            choices=[("", "нет: носитель хранит сотрудник"), *places],
            help_text="Места задаёт администратор сервера.",
        )
        self.order_fields(self.field_order)


class RetireForm(forms.Form):
    """A carrier taken out of service."""

    day = DayField(label="С какого дня")
    reason = forms.CharField(label="Причина", max_length=300, help_text="Останется в истории.", error_messages=_WHY)


class WithdrawForm(forms.Form):
    """A package taken from the register."""

    reason = forms.CharField(label="Причина", max_length=300, help_text="Останется в истории.", error_messages=_WHY)


class BuildForm(forms.Form):
    """Of what a package is built."""

    group_id = forms.TypedChoiceField(label="Что собрать", coerce=lambda text: None if text == WHOLE else int(text))

    def __init__(self, *args: Any, classes: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group_id"].choices = [(WHOLE, "весь учебный год"), *classes]  # type: ignore[attr-defined]


class ReportField(forms.FileField):
    """The report of the command, as it wrote it."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return its bytes, b"" for none."""
        file = super().clean(data, initial)
        if not file:
            return b""
        if file.size > LARGEST:
            raise forms.ValidationError("Файл слишком большой: это не отчёт о проверке.")
        return file.read()


class RecordForm(forms.Form):
    """A copy that somebody has written to a carrier in hand."""

    report = ReportField(label="Отчёт о проверке", error_messages={"required": "Приложите отчёт команды."})
    note = forms.CharField(label="Примечание", max_length=300, required=False)


class CheckForm(forms.Form):
    """What somebody has found of a copy in hand."""

    verdict = forms.ChoiceField(label="Что найдено", choices=FOUND, widget=forms.RadioSelect)
    report = ReportField(label="Отчёт о проверке", required=False, help_text="Нужен, чтобы записать, что копия цела.")
    note = forms.CharField(
        label="Что случилось", max_length=300, required=False, help_text="Если диск не читается или потерян."
    )


class DestroyedForm(forms.Form):
    """How a copy was destroyed that an act names."""

    how = forms.CharField(
        label="Как уничтожена",
        max_length=200,
        help_text="Например: файл стёрт с диска; диск размагничен и сдан.",
        error_messages={"required": "Напишите, как уничтожена копия: это останется в истории."},
    )
    is_gone = forms.BooleanField(
        label="Копии на носителе больше нет",
        error_messages={"required": "Отметьте, что копии на носителе больше нет."},
    )

    def clean(self) -> dict[str, Any]:
        """The tick is only asked for."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned.pop("is_gone", None)
        return cleaned
