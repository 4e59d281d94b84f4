"""Forms of a student's card, a new guardian, movement by orders."""

from datetime import date
from typing import Any

from django import forms

from letopis.kernel.choices import Choice
from letopis.school.classes.actions import OrderDraft
from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.school.people.intake import GuardianshipDraft, PersonDraft, StudentDraft
from letopis.web.office.fields import LEAP, WITHOUT_NUMBER
from letopis.web.office.people.forms import PersonForm
from letopis.web.shared.fields import DayField
from letopis.web.shared.forms import ConfirmField


class StudentForm(PersonForm):
    """Личная карточка обучающегося."""

    rows = (PersonDraft, StudentDraft)

    def card(self) -> StudentDraft:
        """Return the student's own part."""
        return self.draft(StudentDraft)


class NewStudentForm(StudentForm):
    """A new card, with the class and the order of enrolment."""

    class_id = forms.TypedChoiceField(label=phrase_lazy("{Group.nom}"), coerce=int, required=False, empty_value=None)
    starts_on = DayField(label="Зачислен с", required=False)
    order_number = forms.CharField(label="Номер приказа", max_length=40, required=False, help_text=WITHOUT_NUMBER)
    order_date = DayField(label="Дата приказа", required=False)
    consent_on = DayField(
        label="Согласие на обработку данных дано",
        help_text="День на подписанном согласии. Пусто: согласия ещё нет, вход семье закрыт.",
        required=False,
    )

    def __init__(self, *args: Any, classes: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_id"].choices = [("", "позже"), *((one.id, one.name) for one in classes)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A class needs its first day."""
        data = super().clean() or {}
        if data.get("class_id") and not data.get("starts_on"):
            self.add_error("starts_on", phrase("Укажите, с какого дня {student.nom} в {group.pre}."))
        return data


class GuardianForm(PersonForm):
    """A new guardian of a student."""

    rows = (PersonDraft, GuardianshipDraft)


class ConsentForm(forms.Form):
    """A signed consent: by whom, on which day."""

    given_on = DayField(label="Согласие дано")
    given_by = forms.TypedChoiceField(label="Кто подписал", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, guardians: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_by"].choices = [("", phrase("{Student.nom}")), *guardians]  # type: ignore[attr-defined]


class ConsentEndForm(forms.Form):
    """The day from which a consent holds no more."""

    withdrawn_on = DayField(label="Согласие отозвано")


class MoveForm(forms.Form):
    """An order: the class (none: leaving), the day, number and date."""

    class_id = forms.TypedChoiceField(label=phrase_lazy("{Group.nom}"), coerce=int, required=False, empty_value=None)
    day = DayField(label="Дата")
    order_number = forms.CharField(label="Номер приказа", max_length=40, required=False, help_text=WITHOUT_NUMBER)
    order_date = DayField(label="Дата приказа", required=False)
    note = forms.CharField(label="Примечание", max_length=300, required=False)
    even_with_grades = ConfirmField(code="grades", label=LEAP)
    even_with_marks = ConfirmField(code="marks", label="Всё равно: отметки останутся в журнале")
    is_sure = ConfirmField(code="sure", label="Да, отчислить")

    def __init__(self, *args: Any, classes: list[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["class_id"].choices = [("", "—"), *((one.id, one.name) for one in classes)]  # type: ignore[attr-defined]


def order_of(data: dict[str, Any], day: date) -> OrderDraft:
    """Return the order as typed, «б/н» where it has no number; without a date it is of the day itself."""
    return OrderDraft(data["order_number"], data["order_date"] or day)
