"""The form of a kind of work."""

from django import forms

from letopis.school.marks.actions.kinds import MAX_NAME, MAX_SHORT_NAME, MAX_WEIGHT
from letopis.school.organisation.words import phrase_lazy


class KindForm(forms.Form):
    """Вид работы."""

    name = forms.CharField(label="Название", max_length=MAX_NAME, help_text="Например, «Контрольная работа».")
    short_name = forms.CharField(
        label="Сокращение", max_length=MAX_SHORT_NAME, help_text="Стоит в шапке журнала: «к/р», не длиннее 8 знаков."
    )
    weight = forms.DecimalField(
        label="Вес",
        min_value=0,
        max_value=MAX_WEIGHT,
        max_digits=4,
        decimal_places=2,
        localize=True,
        help_text=phrase_lazy(
            "Во сколько раз отметка важнее ответа на {lesson.pre}. 0: в средний взвешенный не входит."
        ),
    )
    is_written = forms.BooleanField(
        label="Письменная: у отметок есть срок",
        required=False,
        help_text=phrase_lazy("Срок задан в правилах {school.gen}."),
    )
    is_control = forms.BooleanField(label="Контрольная: выделяется в журнале", required=False)
    is_active = forms.BooleanField(
        label=phrase_lazy("Предлагать {teacher.dats}"),
        required=False,
        help_text="Работы, уже стоящие в журнале, останутся.",
    )
