"""The form of a bell schedule."""

from typing import Any

from django import forms

from letopis.documents.sheets.values import grades_text
from letopis.school.organisation import queries
from letopis.school.organisation.models import BellSchedule
from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.web.office.fields import GradesField
from letopis.web.shared.fields import DayField, HourInput

NUMBERS = range(13)


class BellsForm(forms.Form):
    """A bell schedule: whom it is for, when, and the hours of each lesson."""

    name = forms.CharField(label="Название", max_length=120)
    shift = forms.IntegerField(label="Смена", min_value=1, max_value=4, initial=1)
    grades = GradesField(
        label=phrase_lazy("{Grade.noms}"), required=False, help_text="Например: 1 или 1–4, 10. Пусто: для всех."
    )
    starts_on = DayField(label="С", required=False)
    ends_on = DayField(label="По", required=False)
    is_shortened = forms.BooleanField(label=phrase_lazy("Сокращённые {lesson.noms}"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            for side, word in (("from", "начало"), ("to", "конец")):
                self.fields[f"{side}_{number}"] = forms.TimeField(
                    label=phrase_lazy(f"{number}{{lesson_no}}, {word}"), required=False, widget=HourInput()
                )

    def clean(self) -> dict[str, Any]:
        """Gather the hours; a lesson with only one of the two is told."""
        data = super().clean() or {}
        data["periods"] = {}
        for number in NUMBERS:
            starts_at, ends_at = data.pop(f"from_{number}", None), data.pop(f"to_{number}", None)
            if (starts_at is None) != (ends_at is None):
                self.add_error(None, phrase("{number}{lesson_no}: укажите и начало, и конец.", number=number))
            elif starts_at and ends_at:
                data["periods"][number] = (starts_at, ends_at)
        return data

    def hours(self) -> list[dict[str, Any]]:
        """The rows of the table of hours."""
        return [{"number": n, "starts": self[f"from_{n}"], "ends": self[f"to_{n}"]} for n in NUMBERS]


def bells_initial(row: queries.BellsRow | None) -> dict[str, Any]:
    if row is None:
        return {}
    schedule: BellSchedule = row.schedule
    initial: dict[str, Any] = {
        "name": schedule.name,
        "shift": schedule.shift,
        "grades": grades_text(schedule.grades),
        "starts_on": schedule.starts_on,
        "ends_on": schedule.ends_on,
        "is_shortened": schedule.is_shortened,
    }
    for period in row.periods:
        initial[f"from_{period.number}"], initial[f"to_{period.number}"] = period.starts_at, period.ends_at
    return initial
