"""Forms of a class: the class itself, its tutor, enrolment."""

from typing import Any

from django import forms

from letopis.kernel.clock import today
from letopis.school.classes.intake import ClassDraft
from letopis.school.organisation.models import AcademicYear, Room, TermScheme
from letopis.school.organisation.words import phrase_lazy
from letopis.school.people.queries import staff_choices
from letopis.web.office.fields import WITHOUT_NUMBER
from letopis.web.office.specified import RowForm
from letopis.web.shared.fields import DayField
from letopis.web.shared.forms import choose


class ClassForm(RowForm):
    """Класс or учебная группа."""

    rows = (ClassDraft,)
    field_order = ("name", "grade", "scheme_id", "profile", "shift", "room_id")
    scheme_id = forms.TypedChoiceField(label="Учебные периоды", coerce=int)
    room_id = forms.TypedChoiceField(label="Кабинет", coerce=int, required=False, empty_value=None)

    def __init__(self, *args: Any, year: AcademicYear, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = TermScheme.objects.filter(school_id=year.school_id, year=year)
        rooms = Room.objects.filter(school_id=year.school_id).values_list("pk", "number")
        kinds = choose((one.pk, one.get_kind_display()) for one in schemes)
        self.fields["scheme_id"].choices = kinds  # type: ignore[attr-defined]
        self.fields["room_id"].choices = [("", "—"), *rooms]  # type: ignore[attr-defined]


class TutorForm(forms.Form):
    """A class teacher from a day."""

    staff_id = forms.TypedChoiceField(label=phrase_lazy("{Tutor.nom}"), coerce=int)
    starts_on = DayField(label="С какого дня")

    def __init__(self, *args: Any, school_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = ((one.id, one.name) for one in staff_choices(school_id, today()))
        self.fields["staff_id"].choices = choose(staff)  # type: ignore[attr-defined]


class EnrolForm(forms.Form):
    """A student who is in no class, enrolled by an order."""

    student_id = forms.TypedChoiceField(label=phrase_lazy("{Student.nom} {without_group}"), coerce=int)
    starts_on = DayField(label="С какого дня")
    order_number = forms.CharField(label="Номер приказа", max_length=40, required=False, help_text=WITHOUT_NUMBER)
    order_date = DayField(label="Дата приказа", required=False)

    def __init__(self, *args: Any, students: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The first of the list may have left, and so may one that is alone.
        self.fields["student_id"].choices = students and [("", "выберите"), *students]  # type: ignore[attr-defined]
