"""Fields and helpers that the office's forms share."""

from datetime import date
from typing import Any

from django import forms
from django.http import Http404

from letopis.school.organisation.words import current, say
from letopis.web.shared.days import day_of

LAST_GRADE = 11
FIRST_YEAR, LAST_YEAR = 1900, 2100


class DayInput(forms.DateInput):
    """A date in the browser's own field, which wants ISO."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that somebody living may have to do with; a year of one's own making would only break the calendar."""

    widget = DayInput

    def to_python(self, value: Any) -> date | None:
        """Return the day; ValidationError for a year out of the bounds."""
        found = super().to_python(value)
        if found and not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise forms.ValidationError(f"Год {found.year} не может быть верным: исправьте дату.")
        return found


class HourInput(forms.TimeInput):
    """A time of day in the browser's own field."""

    input_type = "time"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%H:%M")


class GradesField(forms.CharField):
    """Grades as people write them: «1», «1–4», «1-8, 10»; empty: all."""

    def clean(self, value: Any) -> list[int]:
        """Return the grades in order; ValidationError names what is not understood."""
        text = str(super().clean(value) or "").replace("–", "-").replace("—", "-")
        grades: set[int] = set()
        for part in text.replace(",", " ").replace(";", " ").split():
            first, _, last = part.partition("-")
            grades |= set(range(self._grade(first), self._grade(last or first) + 1))
        return sorted(grades)

    @staticmethod
    def _grade(text: str) -> int:
        """A grade there is: bounds come before a range is counted out."""
        if not (text.isascii() and text.isdecimal()):
            raise forms.ValidationError(say("Нужны номера {grade.gens}, например 1–4 или 1, 10."))
        if len(text) > 2 or not 1 <= int(text) <= current().last_grade:
            raise forms.ValidationError(say("{Grade.noms} бывают с 1 по {last_grade}."))
        return int(text)


def grades_text(grades: list[int]) -> str:
    """Return «1–8, 10» for the grades."""
    runs: list[list[int]] = []
    for grade in sorted(grades):
        if runs and grade == runs[-1][-1] + 1:
            runs[-1].append(grade)
        else:
            runs.append([grade])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def classes_text(grades: list[int]) -> str:
    """Return «1-е классы», «1–8, 10 классы», «все классы»."""
    if not grades:
        return say("все {grade.noms}")
    text = grades_text(grades)
    return say("{text}-е {grade.noms}" if text.isdecimal() else "{text} {grade.noms}", text=text)


def day_from(iso: str) -> date:
    """Return the date of an address, «2026-11-23»; 404 for anything else."""
    if day := day_of(iso):
        return day
    raise Http404
