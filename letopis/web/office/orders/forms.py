"""Forms of orders: what it is about, its head, its signing and its cancelling."""

from typing import Any

from django import forms

from letopis.school.classes.enums import LEAVING, OrderKind
from letopis.school.classes.queries import ClassChoice
from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.web.office.fields import LEAP, WITHOUT_NUMBER
from letopis.web.shared.fields import DayField
from letopis.web.shared.forms import ConfirmField

KINDS = [one for one in OrderKind.choices if one[0] != OrderKind.CANCEL]


class Versioned(forms.Form):
    """A form of an order as it was opened: another's change meanwhile is told, not undone."""

    version = forms.IntegerField(widget=forms.HiddenInput())


class HeadForm(forms.Form):
    """Number, days, where to."""

    class_id = forms.TypedChoiceField(label=phrase_lazy("В какой {group.acc}"), coerce=int)
    effective_on = DayField(label="С какого дня")
    number = forms.CharField(
        label="Номер приказа", max_length=40, required=False, help_text="Можно указать позже, при подписании."
    )
    date = DayField(label="Дата приказа", required=False)
    note = forms.CharField(label="Примечание", max_length=300, required=False)

    def __init__(self, *args: Any, kind: str, classes: list[ClassChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", phrase("выберите {group.acc}")), *((one.id, one.name) for one in classes)]
        self.fields["class_id"].choices = choices  # type: ignore[attr-defined]
        if kind in LEAVING:
            del self.fields["class_id"]
            self.fields["effective_on"].label = phrase("Последний день в {group.pre}")


class EditForm(HeadForm, Versioned):
    """The head of a draft; where to is said by each line."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, classes=[], **kwargs)
        self.fields.pop("class_id", None)


class SignForm(Versioned):
    """What is on the signed paper."""

    number = forms.CharField(label="Номер приказа", max_length=40, help_text=WITHOUT_NUMBER)
    date = DayField(label="Дата приказа")
    even_with_grades = ConfirmField(code="grades", label=LEAP)
    even_with_marks = ConfirmField(code="marks", label="Всё равно: отметки останутся в журнале")


class CancelForm(Versioned):
    """The order that cancels."""

    number = forms.CharField(label="Номер приказа об отмене", max_length=40, help_text=WITHOUT_NUMBER)
    date = DayField(label="Дата приказа об отмене")
    note = forms.CharField(label="Почему", max_length=300, required=False)
    even_with_marks = ConfirmField(code="marks", label="Всё равно: отметки останутся в журнале")
