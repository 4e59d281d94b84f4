"""Forms of the steps to the archive."""

import re
from dataclasses import replace
from typing import Any, ClassVar

from django import forms

from letopis.documents.handover.actions import LONGEST, Taking
from letopis.documents.handover.drafts import ActDraft, Certificate
from letopis.documents.handover.enums import Signature, Step
from letopis.documents.handover.queries import Line
from letopis.web.office.specified import RowForm
from letopis.web.shared.forms import ConfirmField

_PAIR = re.compile(r"([0-9]{1,18}):([0-9]{1,9})")


class ChosenField(forms.Field):
    """Boxes of journals, ticked: by class how many moves its case had when the page was shown («12:3»).

    What waits for the step no longer goes to the action as well, which says why.
    """

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, int]:
        """Return what was ticked; what is no such pair is passed over."""
        pairs = (_PAIR.fullmatch(one) for one in value or ())
        return {int(found[1]): int(found[2]) for found in pairs if found}


class StepForm(RowForm):
    """Which journals a step is taken with, and what is said with it. A choice carries how many moves its case had."""

    classes = ChosenField(required=False)
    remark = forms.CharField(label="Замечание", max_length=LONGEST, required=False, help_text="Останется в истории.")
    even_so = ConfirmField(code="obstacles", label="Отметить, хотя устранено не всё")

    def taking(self) -> Taking:
        """Return what is said with the step."""
        return Taking(remark=self.cleaned_data["remark"], even_so=self.cleaned_data["even_so"])


class CertifyForm(StepForm):
    """The director's signature and seal on paper (П3.6.6), or the electronic one under the printed file (П3.6.7)."""

    rows: ClassVar[tuple[type, ...]] = (Certificate,)
    signature = forms.ChoiceField(
        label="Чем заверено",
        choices=Signature.choices,
        widget=forms.RadioSelect,
        initial=Signature.HAND,
        help_text="У электронной подписи имя и дата берутся из неё самой.",
    )
    field_order = ("signature", "signatory", "signed_on", "remark", "even_so")

    def taking(self) -> Taking:
        """Return what is said with the step."""
        said = super().taking()
        certificate = replace(self.draft(Certificate), signature=self.cleaned_data["signature"])
        return Taking(remark=said.remark, even_so=said.even_so, certificate=certificate)


class HandForm(StepForm):
    """The act of handing over."""

    rows: ClassVar[tuple[type, ...]] = (ActDraft,)

    def taking(self) -> Taking:
        """Return what is said with the step."""
        said = super().taking()
        return Taking(remark=said.remark, even_so=said.even_so, act=self.draft(ActDraft))


FORMS: dict[Step, type[StepForm]] = {Step.CERTIFIED: CertifyForm, Step.HANDED: HandForm}


def choice_of(line: Line) -> str:
    """Return the value of a journal's box."""
    return f"{line.journal.key}:{line.journal.stand.number}"


class ReturnForm(forms.Form):
    """Why a step is given back."""

    number = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    remark = forms.CharField(label="Что исправить", max_length=LONGEST, help_text="Останется в истории.")
