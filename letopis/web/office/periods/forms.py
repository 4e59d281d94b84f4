"""Forms of closing a period and opening it again."""

from typing import Any

from django import forms

from letopis.school.control.periods import ClassPages
from letopis.school.periods.actions import LONGEST, MOST_HOURS
from letopis.web.shared.forms import ConfirmField

REASON = "Останется в истории."
CLOSE, REOPEN = "close", "reopen"


class CloseForm(forms.Form):
    """Closing a period for all its pages; asked about where something is missing."""

    even_if_missing = ConfirmField(code="missing", label="Закрыть, хотя заполнено не всё")


class ReopenForm(forms.Form):
    """Why a period is opened again for all its pages."""

    reason = forms.CharField(label="Причина", max_length=LONGEST, help_text=REASON)


class PagesForm(forms.Form):
    """Which pages of a class, and what is done with them; to open them takes a time and a reason."""

    pages = forms.MultipleChoiceField(error_messages={"required": "Отметьте хотя бы одну страницу."})
    act = forms.ChoiceField(choices=[(CLOSE, ""), (REOPEN, "")])
    hours = forms.IntegerField(label="На сколько часов", required=False, min_value=1, max_value=MOST_HOURS, initial=24)
    reason = forms.CharField(label="Причина", max_length=LONGEST, required=False, help_text=REASON)

    def __init__(self, *args: Any, of: ClassPages, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pages"].choices = [(page.course_id, page.label) for page in of.pages]  # type: ignore[attr-defined]

    @property
    def ids(self) -> list[int]:
        """The pages chosen."""
        return [int(one) for one in self.cleaned_data["pages"]]
