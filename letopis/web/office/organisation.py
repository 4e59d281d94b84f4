"""The school's settings, card, bells and rooms. Sources: П3.2.5, Т4.2.2-3."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from letopis.kernel.errors import Refused
from letopis.kernel.roles import OFFICE, READERS
from letopis.school.organisation import actions, policy, queries
from letopis.school.organisation.enums import SchoolKind
from letopis.school.organisation.models import AcademicYear, BellSchedule, Room, School
from letopis.school.organisation.settings import as_text
from letopis.school.organisation.words import current, said, say
from letopis.web.office.fields import DayField, DayInput, GradesField, HourInput, classes_text, grades_text, refuse
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, figure, is_asked

READ = (*OFFICE, *READERS)
WRITE = tuple(role for role in OFFICE if role in policy.KEEPERS)
form_page = require_http_methods(["GET", "HEAD", "POST"])
NUMBERS = range(13)


# ── settings ──────────────────────────────────────────────────────────


class SettingsForm(forms.Form):
    """One field a setting; the rules of values are the setting's own."""

    def __init__(self, *args: Any, rows: list[queries.SettingRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[row.setting.name] = _setting_field(row)


def _setting_field(row: queries.SettingRow) -> forms.Field:
    setting = row.setting
    if setting.kind == "bool":
        return forms.BooleanField(
            label=setting.label, help_text=setting.help, required=False, initial=row.value, label_suffix=""
        )
    attrs = {"inputmode": "numeric", "maxlength": "40", "class": "w-112"}
    return forms.CharField(
        label=setting.label,
        help_text=setting.help,
        required=setting.kind != "grades",
        initial=as_text(row.value),
        widget=forms.TextInput(attrs=attrs),
    )


@for_roles(*READ)
@form_page
def settings(request: ActorRequest) -> HttpResponse:
    """Show the settings with the clause of each; the operator changes them."""
    rows = queries.settings_page(request.actor)
    may_set = policy.may(request.actor, "set", request.actor.school_id)
    if is_asked(request):
        return _settings_sheet(rows)
    form = SettingsForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(request.actor, values=form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, "Настройки записаны.")
            return redirect("office_settings")
    fields = [{"field": form[row.setting.name], "row": row} for row in rows]
    return render(request, "office/settings.html", {"form": form, "fields": fields, "may_set": may_set})


def _settings_sheet(rows: Sequence[queries.SettingRow]) -> HttpResponse:
    columns = (("Правило", 48), ("Значение", 12), ("По умолчанию", 14), ("Основание", 28), ("Пояснение", 70))
    cells = [
        (
            *(row.setting.label, figure(row.value_text), figure(row.default_text)),
            *(row.setting.clause, row.setting.help),
        )
        for row in rows
    ]
    return download(say("Правила {school.gen}.xlsx"), columns, cells)


class CardForm(forms.ModelForm[School]):
    """Карточка организации."""

    class Meta:
        model = School
        fields = ("kind", "name", "short_name", "region", "city", "address", "phone", "email", "website", "time_zone")
        labels = {
            "kind": "Вид организации",
            "name": "Полное наименование",
            "short_name": "Краткое наименование",
            "region": "Субъект Федерации",
            "city": "Город",
            "address": "Адрес",
            "phone": "Телефон",
            "email": "Электронная почта",
            "website": "Сайт",
            "time_zone": "Часовой пояс",
        }
        help_texts = {"time_zone": "Например: Europe/Moscow, Asia/Yekaterinburg."}
        widgets = {"kind": forms.Select(choices=SchoolKind.choices)}


@for_roles(*READ)
@form_page
def card(request: ActorRequest) -> HttpResponse:
    """Show and change the school's card."""
    school = queries.school_of(request.actor)
    form = CardForm(request.POST or None, instance=school)
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_school(request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)  # type: ignore[arg-type]
        else:
            messages.success(request, "Карточка записана.")
            return redirect("office_settings_school")
    may_set = policy.may(request.actor, "set", school.pk)
    return render(request, "office/school.html", {"form": form, "may_set": may_set})


# ── bells ─────────────────────────────────────────────────────────────


def year_of(request: ActorRequest) -> AcademicYear | None:
    """Return the year the office's pages are about: ?year=… or the current one. One query."""
    asked = whole_number(request.GET.get("year", ""))
    if asked is not None:
        return queries.year_of(request.actor.school_id, asked)
    return queries.current_year(request.actor.school_id)


def need_year(request: ActorRequest) -> AcademicYear:
    """Return the year; 404 for a school without one, whose pages lead to opening it."""
    year = year_of(request)
    if year is None:
        raise Http404
    return year


@for_roles(*READ)
@require_safe
def bells(request: ActorRequest) -> HttpResponse:
    """Show the bell schedules of the year side by side; ?format=xlsx takes them away."""
    year = year_of(request)
    rows = queries.bells_page(request.actor, year) if year else []
    if is_asked(request):
        return _bells_sheet(rows)
    context = {
        "year": year,
        "rows": [{"bells": row, "grades": classes_text(row.schedule.grades)} for row in rows],
        "may_keep": policy.may(request.actor, "keep", request.actor.school_id),
    }
    return render(request, "office/bells.html", context)


def _bells_sheet(rows: Sequence[queries.BellsRow]) -> HttpResponse:
    columns = (
        *(("Расписание звонков", 32), ("Смена", 8), (capital(current().grade.noms), 20), ("С", 12), ("По", 12)),
        *((capital(current().lesson.nom), 8), ("Начало", 10), ("Конец", 10)),
    )
    cells = [
        (
            *(row.schedule.name, row.schedule.shift, classes_text(row.schedule.grades)),
            *(row.schedule.starts_on, row.schedule.ends_on),
            *(period.number, period.starts_at, period.ends_at),
        )
        for row in rows
        for period in row.periods
    ]
    return download("Звонки.xlsx", columns, cells)


class BellsForm(forms.Form):
    """A bell schedule: whom it is for, when, and the hours of each lesson."""

    name = forms.CharField(label="Название", max_length=120)
    shift = forms.IntegerField(label="Смена", min_value=1, max_value=4, initial=1)
    grades = GradesField(
        label=said("{Grade.noms}"), required=False, help_text="Например: 1 или 1–4, 10. Пусто: для всех."
    )
    starts_on = DayField(label="С", required=False, widget=DayInput())
    ends_on = DayField(label="По", required=False, widget=DayInput())
    is_shortened = forms.BooleanField(label=said("Сокращённые {lesson.noms}"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in NUMBERS:
            for side, word in (("from", "начало"), ("to", "конец")):
                self.fields[f"{side}_{number}"] = forms.TimeField(
                    label=said(f"{number}{{lesson_no}}, {word}"), required=False, widget=HourInput()
                )

    def clean(self) -> dict[str, Any]:
        """Gather the hours; a lesson with only one of the two is told."""
        data = super().clean() or {}
        data["periods"] = {}
        for number in NUMBERS:
            starts_at, ends_at = data.pop(f"from_{number}", None), data.pop(f"to_{number}", None)
            if (starts_at is None) != (ends_at is None):
                self.add_error(None, say("{number}{lesson_no}: укажите и начало, и конец.", number=number))
            elif starts_at and ends_at:
                data["periods"][number] = (starts_at, ends_at)
        return data

    def hours(self) -> list[dict[str, Any]]:
        """The rows of the table of hours."""
        return [{"number": n, "starts": self[f"from_{n}"], "ends": self[f"to_{n}"]} for n in NUMBERS]


@for_roles(*WRITE)
@form_page
def bells_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Make a bell schedule or change one."""
    year = need_year(request)
    row = _bells_row(request, year, pk) if pk else None
    form = BellsForm(request.POST or None, initial=_bells_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_bells(request.actor, year_id=year.pk, schedule_id=pk, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request, say("Звонки записаны. Время {lesson.gens} изменится, когда вы обновите {lesson.noms}.")
            )
            return redirect("office_bells")
    return render(request, "office/bells_edit.html", {"form": form, "row": row, "year": year})


def _bells_row(request: ActorRequest, year: AcademicYear, pk: int) -> queries.BellsRow:
    for row in queries.bells_page(request.actor, year):
        if row.schedule.pk == pk:
            return row
    raise Http404


def _bells_initial(row: queries.BellsRow | None) -> dict[str, Any]:
    if row is None:
        return {}
    schedule: BellSchedule = row.schedule
    initial: dict[str, Any] = {
        "name": schedule.name,
        "shift": schedule.shift,
        "grades": grades_text(schedule.grades),
        "starts_on": schedule.starts_on,
        "ends_on": schedule.ends_on,
        "is_shortened": schedule.is_shortened,
    }
    for period in row.periods:
        initial[f"from_{period.number}"], initial[f"to_{period.number}"] = period.starts_at, period.ends_at
    return initial


@for_roles(*WRITE)
@require_POST
def bells_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a bell schedule."""
    actions.remove_bells(request.actor, schedule_id=pk)
    messages.success(request, "Расписание звонков убрано.")
    return redirect("office_bells")


# ── rooms ─────────────────────────────────────────────────────────────


@for_roles(*READ)
@require_safe
def rooms(request: ActorRequest) -> HttpResponse:
    """List the rooms; ?format=xlsx takes the list away."""
    rows = queries.rooms_page(request.actor)
    if request.GET.get("format") == "xlsx":
        columns = (("№", 10), ("Наименование", 40), ("Мест", 8), ("Вид", 32), ("Ответственный", 28))
        return download(
            "Кабинеты.xlsx",
            columns,
            [(figure(room.number), room.name, room.capacity, room.kind, room.responsible) for room in rows],
        )
    may_keep = policy.may(request.actor, "keep", request.actor.school_id)
    return render(request, "office/rooms.html", {"rooms": rows, "may_keep": may_keep})


class RoomForm(forms.Form):
    """Кабинет."""

    number = forms.CharField(label="Номер", max_length=20, help_text="Как он пишется в расписании: 204, С1.")
    name = forms.CharField(label="Наименование", max_length=120, required=False)
    capacity = forms.IntegerField(label="Мест", min_value=1, max_value=9999, required=False)
    kind = forms.CharField(label="Вид", max_length=80, required=False)
    responsible = forms.CharField(label="Ответственный", max_length=120, required=False)


@for_roles(*WRITE)
@form_page
def room_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Add a room or change one."""
    room: Room | None = None
    if pk:
        room = next((each for each in queries.rooms_page(request.actor) if each.pk == pk), None)
        if room is None:
            raise Http404
    initial = {name: getattr(room, name) for name in RoomForm.base_fields} if room else {}
    form = RoomForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_room(request.actor, room_id=pk, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, f"Кабинет {form.cleaned_data['number']} записан.")
            return redirect("office_rooms")
    return render(request, "office/room_edit.html", {"form": form, "room": room})


@for_roles(*WRITE)
@require_POST
def room_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a room that was never used."""
    try:
        actions.remove_room(request.actor, room_id=pk)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("office_rooms_edit", pk)
    messages.success(request, "Кабинет убран.")
    return redirect("office_rooms")
