"""Forms of the timetable: a place of the week, one lesson, renewing the lessons."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from letopis.kernel.choices import Choice
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.words import phrase_lazy
from letopis.school.timetable import queries
from letopis.school.timetable.actions import Position
from letopis.school.timetable.enums import Parity
from letopis.web.shared.fields import DayField, DayInput
from letopis.web.shared.forms import ConfirmField, choose


class SlotForm(forms.Form):
    """A place of the week: what, when, where, from which day."""

    course = forms.TypedChoiceField(label="Предмет", coerce=int)
    weekday = forms.TypedChoiceField(label="День недели", coerce=int)
    number = forms.IntegerField(label=phrase_lazy("№ {lesson.gen}"), min_value=0, max_value=12)
    room = forms.TypedChoiceField(label="Кабинет", coerce=int, empty_value=None, required=False)
    staff = forms.TypedChoiceField(
        label=phrase_lazy("{Teacher.nom}"),
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Пусто: тот, кто ведёт предмет по нагрузке.",
    )
    parity = forms.TypedChoiceField(label="Повторяется", coerce=int, choices=Parity.choices, initial=0)
    from_day = DayField(label="С какого дня", help_text="До этого дня остаётся прежнее место.")
    despite_clashes = ConfirmField(label="Поставить, хотя место занято", code="clash")

    def __init__(self, *args: Any, options: queries.SlotOptions, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fill("course", choose((choice.id, choice.name) for choice in options.courses))
        self._fill("weekday", [(day.value, day.label) for day in Weekday if day <= options.study_days])
        self._fill("room", [("", "без кабинета"), *((choice.id, choice.name) for choice in options.rooms)])
        self._fill("staff", [("", "по нагрузке"), *((choice.id, choice.name) for choice in options.teachers)])
        if not is_new:
            del self.fields["course"]

    def _fill(self, name: str, options: list[tuple[Any, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = options

    def place(self) -> dict[str, Any]:
        """The place asked for, as the actions take it."""
        data = self.cleaned_data
        position = Position(
            weekday=data["weekday"],
            number=data["number"],
            room_id=data["room"],
            staff_id=data["staff"],
            parity=data["parity"],
        )
        return {"position": position, "from_day": data["from_day"], "despite_clashes": data["despite_clashes"]}


class EndForm(forms.Form):
    """The day from which a place is free."""

    from_day = DayField(
        label="с",
        widget=DayInput(**{"class": "input grid-day"}),
        error_messages=dict.fromkeys(("required", "invalid"), "Укажите, с какого дня освободить место."),
    )


class LessonForm(forms.Form):
    """Who gives the lesson, and why."""

    staff = forms.TypedChoiceField(label=phrase_lazy("{Lesson.acc} проведёт"), coerce=int)
    reason = forms.CharField(
        label="Причина", max_length=300, required=False, help_text=phrase_lazy("Например: болезнь {teacher.gen}.")
    )
    despite_clashes = ConfirmField(label=phrase_lazy("Назначить, хотя {teacher.nom} в это время занят"), code="clash")

    def __init__(self, *args: Any, teachers: Sequence[Choice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["staff"]).choices = choose((one.id, one.name) for one in teachers)


class RenewForm(forms.Form):
    """From which day the lessons follow the grid."""

    from_day = DayField(label="С какого дня", required=False, widget=DayInput(**{"class": "input grid-day"}))
