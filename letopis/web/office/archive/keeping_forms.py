"""Forms of keeping what is in the archive, and of acts on destruction."""

from typing import Any, ClassVar

from django import forms

from letopis.documents.keeping.actions import LONGEST, MOST_YEARS, CaseDraft, TakenDraft
from letopis.documents.keeping.destroying import DestructionDraft
from letopis.web.office.specified import RowForm


class CaseForm(RowForm):
    """A case that is entered by hand."""

    rows: ClassVar[tuple[type, ...]] = (CaseDraft,)


class TermForm(forms.Form):
    """What the school decides of a term of keeping."""

    years = forms.IntegerField(label="Хранить, лет", min_value=1, max_value=MOST_YEARS)
    reason = forms.CharField(
        label="Основание",
        max_length=LONGEST,
        required=False,
        help_text="Нужно, если срок меньше, чем в источнике.",
    )


class HoldForm(forms.Form):
    """Why a case may not be destroyed, or may again."""

    reason = forms.CharField(label="Причина", max_length=LONGEST, help_text="Останется в истории.")


class TakeOutForm(RowForm):
    """Where the summary sheets go that are taken out of a journal."""

    rows: ClassVar[tuple[type, ...]] = (TakenDraft,)


class DestructionForm(RowForm):
    """An act on destruction over the cases ticked."""

    rows: ClassVar[tuple[type, ...]] = (DestructionDraft,)
    cases = forms.TypedMultipleChoiceField(coerce=int, required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = choices  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """As whom a member of the commission signs."""

    position = forms.CharField(label="Ваша должность", max_length=160)


class CarryOutForm(forms.Form):
    """The last question before something goes for good."""

    expected = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    is_sure = forms.BooleanField(
        label="Бумажные дела уничтожены, вернуть ничего нельзя",
        error_messages={"required": "Отметьте, что понимаете: вернуть будет нельзя."},
    )
