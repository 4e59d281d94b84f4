"""The academic year: at a glance, its terms, vacations and special days. Source: Т4.2.1."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.dates import day_after
from letopis.kernel.rights import Right
from letopis.school.organisation import actions, queries
from letopis.school.organisation.enums import DayKind, TermKind
from letopis.school.organisation.intake import TermDraft, VacationDraft
from letopis.school.organisation.models import AcademicYear, CalendarDay, Term, Vacation
from letopis.school.organisation.rules import DayState
from letopis.school.organisation.words import current, phrase
from letopis.web.office.calendar.forms import DayForm, TermForm, VacationForm, YearForm, rows_of, vacation_initial
from letopis.web.office.fields import classes_text, day_from
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import Table, is_asked, listings
from letopis.web.shared.years import need_year, year_of

LEGEND = [
    DayState.HOLIDAY,
    DayState.DAY_OFF,
    DayState.VACATION,
    DayState.PART_VACATION,
    DayState.WORKING,
    DayState.SHORTENED,
    DayState.BREAK,
]


@for_rights(Right.READ_SCHOOL)
@require_safe
def overview(request: ActorRequest) -> HttpResponse:
    """Show the year: twelve months, terms, vacations; a click on a day changes it; ?format=xlsx."""
    year = year_of(request)
    may_keep = request.actor.may(Right.KEEP_SCHOOL)
    if year is None:
        return render(request, "office/calendar/none.html", {"may_keep": may_keep})
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
    return render(request, "office/calendar/year.html", context)


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
        Table((("Деление", 16), ("Период", 24), *dates), terms, "Учебные периоды"),
        Table((("Каникулы", 32), *dates, groups), vacations, "Каникулы"),
        Table((("День", 12), ("Вид", 24), ("Название", 48), ("По сетке", 16)), special, "Особые дни"),
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
        if last and last.name and _same(last, day) and day.date == day_after(last.date):
            runs[-1] = SpecialRun(runs[-1].first, day)
        else:
            runs.append(SpecialRun(day, day))
    return runs


def _same(one: CalendarDay, other: CalendarDay) -> bool:
    return (one.name, one.kind, one.taught_as) == (other.name, other.kind, other.taught_as)


@for_rights(Right.KEEP_SCHOOL)
@form_page
def year_new(request: ActorRequest) -> HttpResponse:
    """Open a year with the holidays and transferred days known by now."""
    form = YearForm(typed(request))
    return submit(
        request,
        form,
        lambda: actions.create_year(request.actor, **form.cleaned_data),
        page=lambda: render(request, "office/calendar/edit.html", {"form": form, "year": None}),
        to=lambda year: f"{reverse('office_calendar')}?year={year.pk}",
        done="Год открыт, праздники и переносы внесены. Теперь укажите учебные периоды и каникулы.",
    )


@for_rights(Right.KEEP_SCHOOL)
@form_page
def year_edit(request: ActorRequest) -> HttpResponse:
    """Change the name and the borders of the year."""
    year = need_year(request)
    form = YearForm(typed(request), initial={name: getattr(year, name) for name in YearForm.base_fields})
    opened_on(form, year)
    return submit(
        request,
        form,
        lambda: actions.update_year(request.actor, year_id=year.pk, **form.cleaned_data),
        page=lambda: render(request, "office/calendar/edit.html", {"form": form, "year": year}),
        to=_calendar(request),
        done=_saved("Учебный год записан."),
    )


def _calendar(request: ActorRequest) -> str:
    """The calendar of the year that the form was opened for."""
    query = request.GET.urlencode()
    return f"{reverse('office_calendar')}{'?' if query else ''}{query}"


def _saved(text: str) -> str:
    return phrase(
        "{text} Даты {lesson.gens} изменятся, когда вы обновите {lesson.noms} в разделе «Расписание».", text=text
    )


@for_rights(Right.KEEP_SCHOOL)
@form_page
def federal_days(request: ActorRequest) -> HttpResponse:
    """Enter public holidays and transferred days that are not there yet."""
    year = need_year(request)
    return submit(
        request,
        None,
        lambda: actions.add_federal_days(request.actor, year_id=year.pk),
        page=lambda: redirect(_calendar(request)),
        to=lambda number: _calendar(request) if number else "office_calendar",
        done=lambda number: (
            _saved(f"Внесено дней: {number}.") if number else "Все известные праздники и переносы уже внесены."
        ),
    )


@for_rights(Right.KEEP_SCHOOL)
@form_page
def terms(request: ActorRequest, kind: str) -> HttpResponse:
    """Set the terms of a scheme."""
    if kind not in TermKind.values:
        raise Http404
    year = need_year(request)
    there = next((scheme.terms for scheme in queries.schemes_of(year) if scheme.kind == kind), ())
    formset = rows_of(
        TermForm,
        typed(request),
        [{"name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on} for row in there],
    )

    facts = {f"№ {n}": f"{row.name}, {row.starts_on:%d.%m.%Y}–{row.ends_on:%d.%m.%Y}" for n, row in enumerate(there, 1)}
    opened_on(formset, Term.objects.filter(scheme__year=year, scheme__kind=kind), facts=facts)

    def act() -> None:
        drafts = [TermDraft(**row) for row in formset.cleaned_data if row.get("name")]
        actions.set_terms(request.actor, year_id=year.pk, kind=TermKind(kind), terms=drafts)

    context = {"formset": formset, "year": year, "kind": TermKind(kind), "rows": there, "book": "term"}
    return submit(
        request,
        formset,
        act,
        page=lambda: render(request, "office/calendar/terms.html", context),
        to=_calendar(request),
        done=_saved("Учебные периоды записаны."),
    )


@for_rights(Right.KEEP_SCHOOL)
@form_page
def vacations(request: ActorRequest) -> HttpResponse:
    """Set the vacations of the year, by grades."""
    year = need_year(request)
    page = queries.calendar_page(request.actor, year)
    formset = rows_of(VacationForm, typed(request), [vacation_initial(row) for row in page.vacations])

    facts = {
        f"{row.name} с {row.starts_on:%d.%m.%Y}": f"по {row.ends_on:%d.%m.%Y} {classes_text(row.grades)}"
        for row in page.vacations
    }
    opened_on(formset, Vacation.objects.filter(year=year), facts=facts)

    context = {"formset": formset, "year": year, "rows": page.vacations, "book": "vacation"}

    def act() -> None:
        periods = [
            VacationDraft(row["name"], row["starts_on"], row["ends_on"], frozenset(row["grades"]))
            for row in formset.cleaned_data
            if row.get("name")
        ]
        actions.set_vacations(request.actor, year_id=year.pk, vacations=periods)

    return submit(
        request,
        formset,
        act,
        page=lambda: render(request, "office/calendar/vacations.html", context),
        to=_calendar(request),
        done=_saved("Каникулы записаны."),
    )


@for_rights(Right.KEEP_SCHOOL)
@form_page
def day(request: ActorRequest, iso: str) -> HttpResponse:
    """Change one date."""
    year = need_year(request)
    day = day_from(iso)
    row = queries.day_of(request.actor, year, day)
    initial = {"kind": row.kind, "name": row.name, "taught_as": row.taught_as} if row else {"kind": "usual"}
    form = opened_on(DayForm(typed(request), initial=initial), row, facts={})

    def act() -> None:
        data = form.cleaned_data
        if data["kind"] == "usual":
            actions.remove_calendar_day(request.actor, year_id=year.pk, day=day)
            return
        actions.set_calendar_day(
            request.actor,
            year_id=year.pk,
            day=day,
            kind=DayKind(data["kind"]),
            name=data["name"],
            taught_as=data["taught_as"],
        )

    return submit(
        request,
        form,
        act,
        page=lambda: render(request, "office/calendar/day.html", {"form": form, "day": day, "year": year, "row": row}),
        to=_calendar(request),
        done=_saved("День записан."),
    )
