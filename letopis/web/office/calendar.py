"""The academic year: at a glance, its terms, vacations and special days. Source: Т4.2.1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.errors import Refused
from letopis.school.organisation import actions, policy, queries
from letopis.school.organisation.enums import DayKind, TermKind, Weekday
from letopis.school.organisation.models import AcademicYear, CalendarDay, Vacation
from letopis.school.organisation.rules import DayState, Period, TermDraft
from letopis.school.organisation.words import current, said, say
from letopis.web.office.fields import DayField, DayInput, GradesField, classes_text, day_from, grades_text, refuse
from letopis.web.office.organisation import READ, WRITE, form_page, need_year, year_of
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import Listing, is_asked, listings

EMPTY_ROWS = 3
LEGEND = [
    DayState.HOLIDAY,
    DayState.DAY_OFF,
    DayState.VACATION,
    DayState.PART_VACATION,
    DayState.WORKING,
    DayState.SHORTENED,
    DayState.BREAK,
]


@for_roles(*READ)
@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """Show the year: twelve months, terms, vacations; a click on a day changes it; ?format=xlsx."""
    year = year_of(request)
    may_keep = policy.may(request.actor, "keep", request.actor.school_id)
    if year is None:
        return render(request, "office/calendar_none.html", {"may_keep": may_keep})
    asked = whole_number(request.GET.get("grade", ""))
    grades = range(1, current().last_grade + 1)
    grade = asked if asked in grades else None
    kind = request.GET.get("scheme", "")
    page = queries.calendar_page(
        request.actor, year, grade=grade, scheme_kind=TermKind(kind) if kind in TermKind.values else None
    )
    if is_asked(request):
        return _sheet(year, page)
    context = {
        "page": page,
        "year": year,
        "grade": grade,
        "grades": grades,
        "scheme": kind or (page.schemes[0].kind if page.schemes else ""),
        "legend": LEGEND,
        "vacations": [{"row": row, "grades": classes_text(row.grades) if row.grades else ""} for row in page.vacations],
        "special": special_runs(page.special),
        "may_keep": may_keep,
        "kinds": [(kind.value, kind.label) for kind in current().term_kinds],
    }
    return render(request, "office/calendar.html", context)


def _sheet(year: AcademicYear, page: queries.CalendarPage) -> HttpResponse:
    """Terms, vacations and special days of the year, a sheet each."""
    terms = [(each.kind.label, term.name, term.starts_on, term.ends_on) for each in page.schemes for term in each.terms]
    vacations = [(row.name, row.starts_on, row.ends_on, classes_text(row.grades)) for row in page.vacations]
    special = [
        (day.date, day.get_kind_display(), day.name, day.get_taught_as_display() if day.taught_as else "")
        for day in page.special
    ]
    dates = (("Начало", 12), ("Окончание", 12))
    groups = (capital(current().grade.noms), 24)
    return listings(
        f"Учебный год {year.name.replace('/', '-')}.xlsx",
        Listing((("Деление", 16), ("Период", 24), *dates), terms, "Учебные периоды"),
        Listing((("Каникулы", 32), *dates, groups), vacations, "Каникулы"),
        Listing((("День", 12), ("Вид", 24), ("Название", 48), ("По сетке", 16)), special, "Особые дни"),
    )


@dataclass(frozen=True, slots=True)
class SpecialRun:
    """Special days in a row that are the same: «1–6 января, Новогодние каникулы»."""

    first: CalendarDay
    last: CalendarDay


def special_runs(days: Sequence[CalendarDay]) -> list[SpecialRun]:
    """Return the special days, those in a row under one name together."""
    runs: list[SpecialRun] = []
    for day in days:
        last = runs[-1].last if runs else None
        if last and last.name and _same(last, day) and day.date - last.date == timedelta(days=1):
            runs[-1] = SpecialRun(runs[-1].first, day)
        else:
            runs.append(SpecialRun(day, day))
    return runs


def _same(one: CalendarDay, other: CalendarDay) -> bool:
    return (one.name, one.kind, one.taught_as) == (other.name, other.kind, other.taught_as)


# ── the year's borders ────────────────────────────────────────────────


class YearForm(forms.Form):
    """Учебный год."""

    name = forms.CharField(label="Название", max_length=20, help_text="Например: 2026/2027.")
    starts_on = DayField(label="Начало", widget=DayInput())
    ends_on = DayField(label="Окончание", widget=DayInput(), help_text="Последний учебный день.")
    study_days = forms.TypedChoiceField(
        label="Учебная неделя", coerce=int, choices=[(5, "5-дневная"), (6, "6-дневная")], initial=5
    )


@for_roles(*WRITE)
@form_page
def year_new(request: ActorRequest) -> HttpResponse:
    """Open a year with the holidays and transferred days known by now."""
    form = YearForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            year = actions.create_year(request.actor, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(
                request, "Год открыт, праздники и переносы внесены. Теперь укажите учебные периоды и каникулы."
            )
            return redirect(f"{reverse('office_calendar')}?year={year.pk}")
    return render(request, "office/year_edit.html", {"form": form, "year": None})


@for_roles(*WRITE)
@form_page
def year_edit(request: ActorRequest) -> HttpResponse:
    """Change the name and the borders of the year."""
    year = need_year(request)
    form = YearForm(request.POST or None, initial={name: getattr(year, name) for name in YearForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_year(request.actor, year_id=year.pk, **form.cleaned_data)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _saved(request, "Учебный год записан.")
    return render(request, "office/year_edit.html", {"form": form, "year": year})


def _saved(request: ActorRequest, text: str) -> HttpResponse:
    messages.success(
        request,
        say("{text} Даты {lesson.gens} изменятся, когда вы обновите {lesson.noms} в разделе «Расписание».", text=text),
    )
    query = request.GET.urlencode()
    return redirect(f"{reverse('office_calendar')}{'?' if query else ''}{query}")


@for_roles(*WRITE)
@require_POST
def federal_days(request: ActorRequest) -> HttpResponse:
    """Enter public holidays and transferred days that are not there yet."""
    year = need_year(request)
    number = actions.add_federal_days(request.actor, year_id=year.pk)
    if number:
        return _saved(request, f"Внесено дней: {number}.")
    messages.info(request, "Все известные праздники и переносы уже внесены.")
    return redirect("office_calendar")


# ── terms ─────────────────────────────────────────────────────────────


class TermForm(forms.Form):
    """Учебный период; an empty row is left out."""

    name = forms.CharField(label="Название", max_length=40, required=False)
    starts_on = DayField(label="Начало", widget=DayInput(), required=False)
    ends_on = DayField(label="Окончание", widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row filled in part."""
        return _whole_row(self, super().clean() or {}, ("name", "starts_on", "ends_on"))


def _whole_row(form: forms.Form, data: dict[str, Any], needed: Sequence[str]) -> dict[str, Any]:
    given = [name for name in needed if data.get(name)]
    if given and len(given) < len(needed):
        for name in needed:
            if not data.get(name) and name not in form.errors:
                form.add_error(name, "Заполните или очистите всю строку.")
    return data


@for_roles(*WRITE)
@form_page
def terms(request: ActorRequest, kind: str) -> HttpResponse:
    """Set the terms of a scheme."""
    if kind not in TermKind.values:
        raise Http404
    year = need_year(request)
    there = next((scheme.terms for scheme in queries.schemes_of(year) if scheme.kind == kind), ())
    formset = _formset(
        TermForm, request, [{"name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on} for row in there]
    )
    refusal = ""
    if request.method == "POST" and formset.is_valid():
        drafts = [TermDraft(**row) for row in formset.cleaned_data if row.get("name")]
        try:
            actions.set_terms(request.actor, year_id=year.pk, kind=TermKind(kind), terms=drafts)
        except Refused as refused:
            refusal = refused.message
        else:
            return _saved(request, "Учебные периоды записаны.")
    context = {"formset": formset, "year": year, "kind": TermKind(kind), "refusal": refusal}
    return render(request, "office/terms.html", context)


def _formset(
    form: type[forms.Form], request: ActorRequest, initial: list[dict[str, Any]]
) -> "forms.BaseFormSet[forms.Form]":
    """Rows to edit. What is sent has no initial rows: those equal to it would be taken for empty."""
    made = forms.formset_factory(form, extra=EMPTY_ROWS, max_num=60)
    return made(request.POST) if request.method == "POST" else made(initial=initial)


# ── vacations ─────────────────────────────────────────────────────────


class VacationForm(forms.Form):
    """Каникулы; an empty row is left out."""

    name = forms.CharField(label="Название", max_length=80, required=False)
    starts_on = DayField(label="Начало", widget=DayInput(), required=False)
    ends_on = DayField(label="Окончание", widget=DayInput(), required=False)
    grades = GradesField(label=said("{Grade.noms}"), required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a row filled in part."""
        return _whole_row(self, super().clean() or {}, ("name", "starts_on", "ends_on"))


def _vacation_initial(row: Vacation) -> dict[str, Any]:
    return {
        "name": row.name,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "grades": grades_text(row.grades),
    }


@for_roles(*WRITE)
@form_page
def vacations(request: ActorRequest) -> HttpResponse:
    """Set the vacations of the year, by grades."""
    year = need_year(request)
    page = queries.calendar_page(request.actor, year)
    formset = _formset(VacationForm, request, [_vacation_initial(row) for row in page.vacations])
    refusal = ""
    if request.method == "POST" and formset.is_valid():
        periods = [
            Period(row["starts_on"], row["ends_on"], frozenset(row["grades"]), row["name"])
            for row in formset.cleaned_data
            if row.get("name")
        ]
        try:
            actions.set_vacations(request.actor, year_id=year.pk, vacations=periods)
        except Refused as refused:
            refusal = refused.message
        else:
            return _saved(request, "Каникулы записаны.")
    return render(request, "office/vacations.html", {"formset": formset, "year": year, "refusal": refusal})


# ── one day ───────────────────────────────────────────────────────────


class DayForm(forms.Form):
    """What a date is; «usual» makes it one like any other."""

    kind = forms.ChoiceField(label="Какой это день", choices=[("usual", "Обычный"), *DayKind.choices])
    name = forms.CharField(label="Название", max_length=120, required=False, help_text="Например: День города.")
    taught_as = forms.TypedChoiceField(
        label=said("{Lesson.noms} по расписанию"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "своего дня недели"), *((day.value, day.label.lower()) for day in Weekday)],
        help_text="Для рабочего дня с переносом: чью сетку учат.",
    )


@for_roles(*WRITE)
@form_page
def day(request: ActorRequest, iso: str) -> HttpResponse:
    """Change one date."""
    year = need_year(request)
    day = day_from(iso)
    row = queries.day_of(request.actor, year, day)
    initial = {"kind": row.kind, "name": row.name, "taught_as": row.taught_as} if row else {"kind": "usual"}
    form = DayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if data["kind"] == "usual":
                actions.remove_calendar_day(request.actor, year_id=year.pk, day=day)
            else:
                actions.set_calendar_day(
                    request.actor,
                    year_id=year.pk,
                    day=day,
                    kind=DayKind(data["kind"]),
                    name=data["name"],
                    taught_as=data["taught_as"],
                )
        except Refused as refused:
            refuse(form, refused)
        else:
            return _saved(request, "День записан.")
    return render(request, "office/day.html", {"form": form, "day": day, "year": year})
