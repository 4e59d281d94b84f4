"""Forms of people's cards: what every card has, an employee."""

from typing import Any

from django import forms

from letopis.kernel.errors import Refused
from letopis.school.people import actions
from letopis.school.people.enums import Sex
from letopis.school.people.models import Person
from letopis.school.people.rules import PersonDraft, phone_text, snils_text
from letopis.web.office.fields import DayField, DayInput, refuse


class PersonForm(forms.Form):
    """What every card has. What is wrong with a value is said by the rules of people's cards."""

    surname = forms.CharField(label="Фамилия", max_length=80)
    name = forms.CharField(label="Имя", max_length=80)
    patronymic = forms.CharField(label="Отчество", max_length=80, required=False)
    sex = forms.ChoiceField(label="Пол", choices=[("", "не указан"), *Sex.choices], required=False)
    birth_date = DayField(label="Дата рождения", required=False, widget=DayInput())
    snils = forms.CharField(label="СНИЛС", max_length=20, required=False)
    phone = forms.CharField(label="Телефон", max_length=30, required=False)
    email = forms.CharField(label="Электронная почта", max_length=120, required=False)
    even_if_alike = forms.BooleanField(
        label="Это другой человек, завести новую карточку", required=False, widget=forms.HiddenInput()
    )

    def person(self) -> PersonDraft:
        """Return the person as typed."""
        return PersonDraft(**{name: self.cleaned_data[name] for name in PersonDraft.__slots__})

    def ask_alike(self, refused: Refused) -> None:
        """Show a refusal; where somebody alike is known, offer to go on all the same."""
        if refused.code == "alike":
            self.fields["even_if_alike"].widget = forms.CheckboxInput()
        refuse(self, refused)


def of_person(row: Person) -> dict[str, Any]:
    """Return a person as the form's first values."""
    return {
        **{name: getattr(row, name) for name in PersonDraft.__slots__},
        "snils": snils_text(row.snils),
        "phone": phone_text(row.phone),
    }


class StaffForm(PersonForm):
    """Карточка работника."""

    position = forms.CharField(label="Должность", max_length=160, required=False)
    category = forms.CharField(label="Категория", max_length=80, required=False)
    subjects = forms.CharField(label="Предметы", max_length=300, required=False)
    hired_on = DayField(label="Принят", required=False, widget=DayInput())
    hired_order = forms.CharField(label="Приказ о приёме", max_length=40, required=False)
    dismissed_on = DayField(label="Уволен", required=False, widget=DayInput())
    dismissed_order = forms.CharField(label="Приказ об увольнении", max_length=40, required=False)

    def card(self) -> actions.StaffDraft:
        """Return the employee's own part."""
        return actions.StaffDraft(**{name: self.cleaned_data[name] for name in actions.StaffDraft.__slots__})
