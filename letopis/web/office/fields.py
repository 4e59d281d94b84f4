"""Fields and helpers that the office's forms share."""

from datetime import date
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.http import Http404
from django.utils.safestring import SafeString

from letopis.documents.sheets.values import grades_text, parse_numbers
from letopis.school.organisation.words import current, phrase, phrase_lazy
from letopis.web.shared.days import day_of
from letopis.web.shared.markup import shown

# What forms of orders say: under the number, beside the box of a question.
WITHOUT_NUMBER = "Если номера нет, впишите «б/н»."
LEAP = phrase_lazy("Всё равно: перевод не на следующий {grade.acc}")


class PlainSelect(forms.Select):
    """A list to choose from, written without a template for each of its lines: of a form there may be thousands."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Return the markup."""
        given = flatatt({**self.attrs, **(attrs or {}), "name": name})
        chosen = "" if value is None else str(value)
        lines = [
            f'<option value="{shown(str(one))}"{" selected" if str(one) == chosen else ""}>{shown(label)}</option>'
            for one, label in self.choices
        ]
        return SafeString(f"<select{given}>{''.join(lines)}</select>")


class GradesField(forms.CharField):
    """Grades as people write them: «1», «1–4», «1-8, 10»; empty: all."""

    def clean(self, value: Any) -> list[int]:
        """Return the grades in order; ValidationError names what is not understood."""
        text = str(super().clean(value) or "")
        grades = parse_numbers(text)
        if grades is None and text:
            raise forms.ValidationError(phrase("Нужны номера {grade.gens}, например 1–4 или 1, 10."))
        if any(not 1 <= grade <= current().last_grade for grade in grades or ()):
            raise forms.ValidationError(phrase("{Grade.noms} бывают с 1 по {last_grade}."))
        return sorted(set(grades or ()))


def classes_text(grades: list[int]) -> str:
    """Return «1-е классы», «1–8, 10 классы», «все классы»."""
    if not grades:
        return phrase("все {grade.noms}")
    text = grades_text(grades)
    return phrase("{text}-е {grade.noms}" if text.isdecimal() else "{text} {grade.noms}", text=text)


def day_from(iso: str) -> date:
    """Return the date of an address, «2026-11-23»; 404 for anything else."""
    if day := day_of(iso):
        return day
    raise Http404
