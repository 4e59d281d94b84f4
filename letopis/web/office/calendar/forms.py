"""Forms of the academic year: its borders, terms, vacations, one day."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from letopis.documents.sheets.values import grades_text
from letopis.school.organisation.enums import DayKind, Weekday
from letopis.school.organisation.models import Vacation
from letopis.school.organisation.words import phrase_lazy
from letopis.web.office.fields import GradesField
from letopis.web.shared.fields import DayField

EMPTY_ROWS = 3


class YearForm(forms.Form):
    """Учебный год."""

    name = forms.CharField(label="Название", max_length=20, help_text="Например: 2026/2027.")
    starts_on = DayField(label="Начало")
    ends_on = DayField(label="Окончание", help_text="Последний учебный день.")
    study_days = forms.TypedChoiceField(
        label="Учебная неделя", coerce=int, choices=[(5, "5-дневная"), (6, "6-дневная")], initial=5
    )


class TermForm(forms.Form):
    """Учебный период; an empty row is left out."""

    name = forms.CharField(label="Название", max_length=40, required=False)
    starts_on = DayField(label="Начало", required=False)
    ends_on = DayField(label="Окончание", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row filled in part."""
        return _whole_row(self, super().clean() or {}, ("name", "starts_on", "ends_on"))


def _whole_row(form: forms.Form, data: dict[str, Any], needed: Sequence[str]) -> dict[str, Any]:
    given = [name for name in needed if data.get(name)]
    if given and len(given) < len(needed):
        for name in needed:
            if not data.get(name) and name not in form.errors:
                form.add_error(name, "Заполните или очистите всю строку.")
    return data


def rows_of(
    form: type[forms.Form], data: QueryDict | None, initial: list[dict[str, Any]]
) -> "forms.BaseFormSet[forms.Form]":
    """Rows to edit. What is sent has no initial rows: those equal to it would be taken for empty."""
    made = forms.formset_factory(form, extra=EMPTY_ROWS, max_num=60)
    return made(initial=initial) if data is None else made(data)


class VacationForm(forms.Form):
    """Каникулы; an empty row is left out."""

    name = forms.CharField(label="Название", max_length=80, required=False)
    starts_on = DayField(label="Начало", required=False)
    ends_on = DayField(label="Окончание", required=False)
    grades = GradesField(label=phrase_lazy("{Grade.noms}"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row filled in part."""
        return _whole_row(self, super().clean() or {}, ("name", "starts_on", "ends_on"))


def vacation_initial(row: Vacation) -> dict[str, Any]:
    return {
        "name": row.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "grades": grades_text(row.grades),
    }


class DayForm(forms.Form):
    """What a date is; «usual» makes it one like any other."""

    kind = forms.ChoiceField(label="Какой это день", choices=[("usual", "Обычный"), *DayKind.choices])
    name = forms.CharField(label="Название", max_length=120, required=False, help_text="Например: День города.")
    taught_as = forms.TypedChoiceField(
        label=phrase_lazy("{Lesson.noms} по расписанию"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "своего дня недели"), *((day.value, day.label.lower()) for day in Weekday)],
        help_text="Для рабочего дня с переносом: чью сетку учат.",
    )
