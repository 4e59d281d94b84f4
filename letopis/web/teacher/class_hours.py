"""Class hours of a class: the list, a new one, its kind and topic (JRN-08). Who was there is noted on the lesson."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from letopis.kernel.clock import today
from letopis.kernel.rights import Right
from letopis.school.journal.queries.class_hours import ClassHours, class_hours, class_of_hour
from letopis.school.lessons.actions import class_hours as actions
from letopis.school.lessons.actions.topics import MAX_TOPIC
from letopis.school.organisation.words import current, phrase, phrase_lazy
from letopis.school.timetable.intake import LAST_NUMBER
from letopis.school.timetable.models import Lesson
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.fields import DayField, HourInput
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, is_asked

WHO = (Right.READ_PAGES, Right.READ_CLASS_PAGES)


class HourForm(forms.Form):
    """Kind and topic of a class hour."""

    kind = forms.ChoiceField(label="Вид")
    topic = forms.CharField(label="Тема", max_length=MAX_TOPIC, error_messages={"required": "Напишите тему."})

    def __init__(self, *args: Any, kinds: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(one, one) for one in kinds]  # type: ignore[attr-defined]


class NewHourForm(HourForm):
    """A class hour on any day; its place among the lessons only where it has one."""

    field_order = ("day", "kind", "topic", "number", "starts_at")
    day = DayField(
        label="Дата",
        error_messages={"required": "Укажите дату."},
    )
    number = forms.IntegerField(
        label=phrase_lazy("Номер {lesson.gen}"),
        required=False,
        min_value=0,
        max_value=LAST_NUMBER,
        help_text=phrase_lazy("Пусто: после всех {lesson.gens} дня."),
    )
    starts_at = forms.TimeField(
        label="Начало",
        required=False,
        widget=HourInput(),
        help_text="Пусто: по звонкам.",
    )


@for_rights(*WHO)
@form_page
def hours(request: ActorRequest, class_id: int) -> HttpResponse:
    """List the class hours (`?format=xlsx`); POST writes another one down and opens it to note who was away."""
    found = class_hours(request.actor, class_id)
    if is_asked(request):
        return _sheet(found)
    form = NewHourForm(typed(request), kinds=found.kinds, initial={"day": today()})
    return submit(
        request,
        form,
        lambda: actions.add_class_hour(request.actor, class_id=class_id, **form.cleaned_data),
        page=lambda: render(request, "teacher/class_hours.html", {"page": found, "form": form}),
        to=lambda lesson: ("lesson", lesson.pk),
        done=phrase("{Class_hour.nom} записан. Отметьте, кого не было."),
    )


@for_rights(Right.WRITE_PAGES, Right.WRITE_CLASS_PAGES)
@form_page
def hour(request: ActorRequest, lesson_id: int) -> HttpResponse:
    """Show kind and topic of a class hour; POST corrects them."""
    found = class_hours(request.actor, class_of_hour(request.actor, lesson_id))
    row = found.hour(lesson_id)
    kinds = tuple(dict.fromkeys((*filter(None, [row.kind]), *found.kinds)))
    form = HourForm(typed(request), kinds=kinds, initial={"kind": row.kind, "topic": row.topic})
    opened_on(form, Lesson.objects.filter(school_id=request.actor.school_id, pk=lesson_id))
    return submit(
        request,
        form,
        lambda: actions.change_class_hour(request.actor, lesson_id=lesson_id, **form.cleaned_data),
        page=lambda: render(request, "teacher/class_hour.html", {"page": found, "row": row, "form": form}),
        to=("class_hours", found.class_id),
        done="Записано.",
    )


@for_rights(Right.WRITE_PAGES, Right.WRITE_CLASS_PAGES)
@form_page
def hour_remove(request: ActorRequest, lesson_id: int) -> HttpResponse:
    """Take back a class hour written by mistake."""
    found = class_hours(request.actor, class_of_hour(request.actor, lesson_id))
    row = found.hour(lesson_id)
    form = HourForm(kinds=found.kinds, initial={"kind": row.kind, "topic": row.topic})
    return submit(
        request,
        None,
        lambda: actions.take_back_class_hour(request.actor, lesson_id=lesson_id),
        page=lambda: render(request, "teacher/class_hour.html", {"page": found, "row": row, "form": form}),
        to=("class_hours", found.class_id),
        done="Запись отменена. Она осталась в истории.",
    )


def _sheet(found: ClassHours) -> HttpResponse:
    columns = (("Дата", 12), ("Вид", 20), ("Тема", 60), ("Отсутствовали", 16))
    cells = [(one.day, one.kind, one.topic, one.away if one.is_taken or one.away else None) for one in found.hours]
    return download(f"{capital(current().class_hour.noms)} {found.class_name}.xlsx", columns, cells)
