"""Forms of the load: a row, a new row, its teacher."""

from typing import Any

from django import forms

from letopis.kernel.clock import today
from letopis.school.classes.models import Subgroup
from letopis.school.curriculum import queries
from letopis.school.curriculum.enums import Scale
from letopis.school.curriculum.labels import KINDS
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.school.people.queries import staff_choices
from letopis.school.timetable.queries import HeldLoad
from letopis.web.shared.fields import DayField
from letopis.web.shared.forms import ConfirmField, choose
from letopis.web.shared.wording import number_text


class CourseForm(forms.Form):
    """A row of the load."""

    hours_per_week = forms.DecimalField(label="Часов в неделю", max_digits=4, decimal_places=1)
    scale = forms.ChoiceField(label="Отметки", choices=Scale.choices, initial=Scale.FIVE)
    kind = forms.ChoiceField(
        label="Вид",
        choices=KINDS,
        required=False,
        help_text=phrase_lazy("Внеурочная деятельность и {class_hour.noms} идут без отметок."),
    )


class NewCourseForm(CourseForm):
    """A new row: subject, class, subgroup, the teacher."""

    field_order = ("class_group_id", "subject_id", "subgroup_id", "hours_per_week", "scale", "kind", "staff_id")
    class_group_id = forms.TypedChoiceField(label=phrase_lazy("{Group.nom}"), coerce=int)
    subject_id = forms.TypedChoiceField(label="Предмет", coerce=int)
    subgroup_id = forms.TypedChoiceField(label="Подгруппа", coerce=int, required=False, empty_value=None)
    staff_id = forms.TypedChoiceField(label=phrase_lazy("{Teacher.nom}"), coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, year: AcademicYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        school_id = year.school_id
        choices: dict[str, list[tuple[Any, str]]] = {
            "class_group_id": choose((one.id, one.name) for one in queries.class_choices(school_id, year.pk)),
            "subject_id": choose((one.id, one.name) for one in queries.subject_choices(school_id)),
            "staff_id": [("", "позже"), *((one.id, one.name) for one in staff_choices(school_id, today()))],
            "subgroup_id": [("", phrase("{whole_group}")), *_subgroups(year)],
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


def _subgroups(year: AcademicYear) -> list[tuple[int, str]]:
    rows = Subgroup.objects.filter(school_id=year.school_id, class_group__year=year).order_by(
        "class_group__sort_key", "division", "name"
    )
    return [
        (pk, f"{class_name}: {division}, {name}")
        for pk, class_name, division, name in rows.values_list("pk", "class_group__name", "division", "name")
    ]


class TeacherForm(forms.Form):
    """Who teaches a course from a day."""

    staff_id = forms.TypedChoiceField(label=phrase_lazy("{Teacher.nom}"), coerce=int)
    starts_on = DayField(label="С какого дня")
    beside_others = forms.BooleanField(label="Вместе с прежним", required=False)
    despite_clashes = ConfirmField(label=phrase_lazy("Назначить, хотя {teacher.nom} в это время занят"), code="clash")

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = ((one.id, one.name) for one in staff_choices(school_id, today()))
        self.fields["staff_id"].choices = choose(staff)  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    """Rows of somebody's load go to another from a day."""

    course_ids = forms.TypedMultipleChoiceField(
        label="Что передать",
        coerce=int,
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Отметьте, что передать."},
    )
    staff_id = forms.TypedChoiceField(label="Кому", coerce=int)
    starts_on = DayField(label="С какого дня")
    despite_clashes = ConfirmField(label=phrase_lazy("Передать, хотя {teacher.nom} в это время занят"), code="clash")

    def __init__(self, data: Any, *, school_id: int, held: HeldLoad) -> None:
        initial = {"course_ids": [one.id for one in held.courses], "starts_on": held.first_day}
        super().__init__(data, initial=initial)
        choices: dict[str, list[tuple[Any, str]]] = {
            "course_ids": [(one.id, f"{one.label} · {number_text(one.hours)} ч") for one in held.courses],
            "staff_id": choose(
                (one.id, one.name) for one in staff_choices(school_id, today()) if one.id != held.staff_id
            ),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
