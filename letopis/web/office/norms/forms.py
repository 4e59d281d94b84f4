"""The form of a norm."""

from django import forms

from letopis.school.workload.actions.norms import MOST


class NormForm(forms.Form):
    """What the school decides of a norm."""

    value = forms.IntegerField(label="Значение", required=False, min_value=0, max_value=MOST)
    is_on = forms.BooleanField(label="Норма действует", required=False)
