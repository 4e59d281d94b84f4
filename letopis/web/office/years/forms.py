"""Forms of opening and closing a year."""

from django import forms

from letopis.school.organisation.words import phrase_lazy
from letopis.web.shared.forms import ConfirmField


class PrepareForm(forms.Form):
    """What the next year takes along besides its calendar, bells and classes."""

    with_load = forms.BooleanField(
        label="Учебный план, подгруппы и нагрузка",
        required=False,
        initial=True,
        help_text=phrase_lazy(
            "{Group.noms} получат предметы и часы тех, чьё место займут; {teacher.noms} — кто ведёт предмет у этих же "
            "{student.gens}, иначе кто ведёт его на этом месте сейчас. Это предложение: его можно менять."
        ),
    )
    with_plans = forms.BooleanField(
        label="Планы (КТП), без дат",
        required=False,
        initial=True,
        help_text="Копии планов нынешнего года; сами планы не меняются.",
    )


class RemarkForm(forms.Form):
    """A remark beside a tick."""

    remark = forms.CharField(label="Замечание", required=False, max_length=300)


class SignForm(forms.Form):
    """A signature under a checklist; asked about where steps are open."""

    remark = forms.CharField(label="Замечание", required=False, max_length=300)
    even_if_open = ConfirmField(code="open", label="Подписать, хотя есть невыполненное")


class CloseForm(forms.Form):
    """Closing a year; asked about where steps are open."""

    even_if_open = ConfirmField(code="open", label="Закрыть, хотя есть невыполненное")


class ReopenForm(forms.Form):
    """Why a closed year is opened again."""

    reason = forms.CharField(label="Причина", max_length=300, help_text="Останется в истории.")
