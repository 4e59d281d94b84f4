"""Forms of opening and closing a year."""

from django import forms

from letopis.school.organisation.words import phrase_lazy


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
