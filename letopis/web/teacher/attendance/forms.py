"""Forms of a note brought to school, of answers, of an early leaving."""

from collections.abc import Sequence
from typing import Any

from django import forms

from letopis.kernel.clock import today
from letopis.school.attendance.actions.notes import LONGEST
from letopis.school.organisation.words import phrase_lazy
from letopis.web.shared.absence_notes import CODES, NoteForm
from letopis.web.shared.fields import DayField, HourInput


class StudentNoteForm(NoteForm):
    """A note, and whose it is."""

    student_id = forms.TypedChoiceField(label=phrase_lazy("{Student.nom}"), coerce=int)
    field_order = ("student_id",)

    def __init__(self, *args: Any, students: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["student_id"].choices = [("", "—"), *students]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What is answered to a note: the reason if it is another, a word of why not."""

    code = forms.ChoiceField(label="Причина", choices=CODES, required=False)
    answer = forms.CharField(label="Почему", max_length=LONGEST, required=False)


class LeaveForm(forms.Form):
    """Who left early, when, with whom."""

    student_id = forms.TypedChoiceField(label=phrase_lazy("{Student.nom}"), coerce=int)
    day = DayField(label="День", error_messages={"required": "Укажите день."}, initial=today)
    left_at = forms.TimeField(
        label="Во сколько",
        widget=HourInput(),
        error_messages={"required": "Укажите время."},
    )
    taken_by = forms.CharField(label="Кто забрал", max_length=160, required=False, help_text="Сам: так и напишите.")
    code = forms.ChoiceField(label="Причина", choices=CODES, initial="УП")
    note = forms.CharField(label="Примечание", max_length=300, required=False)

    def __init__(self, *args: Any, students: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["student_id"].choices = [("", "—"), *students]  # type: ignore[attr-defined]
