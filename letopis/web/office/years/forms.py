"""Forms of opening and closing a year."""

from typing import Any

from django import forms

from letopis.school.organisation.words import phrase_lazy
from letopis.school.years.actions import Choice
from letopis.school.years.promotion import Promotion
from letopis.school.years.rules import Course
from letopis.web.office.fields import PlainSelect
from letopis.web.shared.forms import ConfirmField


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


class RemarkForm(forms.Form):
    """A remark beside a tick."""

    remark = forms.CharField(label="Замечание", required=False, max_length=300)


class SignForm(forms.Form):
    """A signature under a checklist; asked about where steps are open."""

    remark = forms.CharField(label="Замечание", required=False, max_length=300)
    even_if_open = ConfirmField(code="open", label="Подписать, хотя есть невыполненное")


class CloseForm(forms.Form):
    """Closing a year; asked about where steps are open."""

    even_if_open = ConfirmField(code="open", label="Закрыть, хотя есть невыполненное")


class ReopenForm(forms.Form):
    """Why a closed year is opened again."""

    reason = forms.CharField(label="Причина", max_length=300, help_text="Останется в истории.")


COURSES = (
    (Course.PROMOTE, "Переводится"),
    (Course.REPEAT, "Остаётся на второй год"),
    (Course.GRADUATE, "Выпускается"),
    (Course.WAIT, "Решить позже"),
)


SMALL = {"class": "input input--small"}


class PromotionForm(forms.Form):
    """How each student goes on (`s<student>`), where a class goes (`to<class>`), where the year is repeated."""

    def __init__(self, *args: Any, promotion: Promotion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promotion = promotion
        targets = [("", "—"), *((str(pk), name) for pk, name in promotion.targets)]
        for group in promotion.classes:
            for name, label, initial in (
                (f"to{group.id}", f"{group.name}: куда переводятся", group.to_id),
                (f"again{group.id}", f"{group.name}: где остаются на второй год", group.again_id),
            ):
                widget = PlainSelect(attrs=SMALL)
                self.fields[name] = forms.ChoiceField(
                    label=label, choices=targets, required=False, initial=initial or "", widget=widget
                )
            for student in group.students:
                widget = PlainSelect(attrs=SMALL)
                self.fields[f"s{student.id}"] = forms.ChoiceField(
                    label=student.name, choices=COURSES, initial=group.proposed, widget=widget
                )

    def choices(self) -> dict[int, Choice]:
        """Return where each class goes."""
        return {
            group.id: Choice(self._class(f"to{group.id}"), self._class(f"again{group.id}"))
            for group in self.promotion.classes
        }

    def decided(self) -> dict[int, Course]:
        """Return how each student goes on."""
        return {
            student.id: Course(self.cleaned_data[f"s{student.id}"])
            for group in self.promotion.classes
            for student in group.students
        }

    def _class(self, name: str) -> int | None:
        chosen = self.cleaned_data[name]
        return int(chosen) if chosen else None
