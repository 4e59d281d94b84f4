"""The timetable: the published week, the weekly grid, renewing the lessons. Sources: С3.2, Д1.5, Т4.2.4."""

from datetime import date
from typing import cast, get_args

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.choices import Choice
from letopis.kernel.clock import today
from letopis.kernel.dates import day_after
from letopis.kernel.rights import Right
from letopis.school.organisation.enums import Weekday
from letopis.school.organisation.models import AcademicYear
from letopis.school.organisation.words import phrase, phrase_lazy
from letopis.school.timetable import actions, queries
from letopis.school.timetable.queries import GridItem, Week, Whose
from letopis.web.office.fragments import weeks
from letopis.web.office.fragments.weeks import PARITIES, WeekPage
from letopis.web.office.timetable.forms import RenewForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.days import day_of
from letopis.web.shared.kept_page import kept_page
from letopis.web.shared.submit import form_page, submit
from letopis.web.shared.xlsx import download, is_asked
from letopis.web.shared.years import need_year, year_of

KINDS = (("class", phrase_lazy("{Group.nom}")), ("teacher", phrase_lazy("{Teacher.nom}")), ("room", "Кабинет"))


# ── the published week ────────────────────────────────────────────────


@for_rights(Right.READ_TIMETABLE)
@require_safe
def week(request: ActorRequest) -> HttpResponse:
    """Show a week of a class, a teacher or a room with its substitutions; ?format=xlsx takes it away."""
    year = year_of(request)
    if year is None:
        return render(request, "office/timetable/none.html", {"year": None})
    page = _page(request, year)
    shown = queries.week(request.actor, year, page.whose, page.pk, page.day) if page.pk else None
    if shown and is_asked(request):
        return _workbook(shown, page.name(shown))
    values = weeks.week_values(page, shown, today())
    is_empty = shown is None or shown.is_empty
    has_lessons = not is_empty or queries.has_lessons(year)
    form = {"has_week": shown is not None, "is_empty": is_empty, "has_lessons": has_lessons}
    return kept_page(request, "office/timetable/week.html", values, **form)


@for_rights(Right.MAKE_TIMETABLE)
@require_safe
def grid(request: ActorRequest) -> HttpResponse:
    """Show the weekly grid valid on a day; a click on a place changes it; ?format=xlsx."""
    year = need_year(request)
    page = _page(request, year)
    shown = queries.grid(request.actor, year, page.whose, page.pk, page.day) if page.pk else None
    if shown and is_asked(request):
        return _grid_sheet(shown, page.name(shown), page.day)
    values = weeks.grid_values(page, shown, year.pk)
    return kept_page(request, "office/timetable/grid.html", values, has_week=shown is not None)


def _page(request: ActorRequest, year: AcademicYear) -> WeekPage:
    whose, pk, choices = _chosen(request, year)
    may_make = request.actor.may(Right.MAKE_TIMETABLE)
    return WeekPage(whose, pk, _day(request, year), KINDS, choices, may_make)


def _chosen(request: ActorRequest, year: AcademicYear) -> tuple[Whose, int | None, list[Choice]]:
    """Return whose timetable is asked for: the first class, or a teacher's own, unless the address says."""
    asked = request.GET.get("whose", "")
    staff_id = request.actor.staff_id if not request.actor.may(Right.MAKE_TIMETABLE) else None
    whose = cast(Whose, asked if asked in get_args(Whose) else "class")
    choices = queries.choices(request.actor, year, whose)
    if not asked and staff_id:
        mine = queries.choices(request.actor, year, "teacher")
        if any(choice.id == staff_id for choice in mine):
            return "teacher", staff_id, mine
    pk = whole_number(request.GET.get("id", ""))
    if pk is None and choices:
        pk = choices[0].id
    return whose, pk, choices


def _day(request: ActorRequest, year: AcademicYear) -> date:
    if asked := day_of(request.GET.get("day", "")):
        return asked
    # A day off on Sunday: what people look for then is the week that begins tomorrow.
    day = day_after(today()) if today().isoweekday() == Weekday.SUNDAY else today()
    return min(max(day, year.starts_on), year.ends_on)


def _workbook(shown: Week, name: str) -> HttpResponse:
    days = ((f"{Weekday(day.weekday).label} {day.date:%d.%m}", 34) for day in shown.days)
    columns = [("№", 5), ("Начало", 8), ("Конец", 8), *days]
    rows = [
        (
            row.number,
            row.starts_at,
            row.ends_at,
            *("\n".join(_told(item, shown.whose) for item in cell.entries) for cell in row.cells),
        )
        for row in shown.rows
    ]
    return download(f"Расписание {name} {shown.monday:%d.%m.%Y}.xlsx", columns, rows)


def _grid_sheet(shown: Week, name: str, day: date) -> HttpResponse:
    columns = [("№", 5), *((str(Weekday(one.weekday).label), 34) for one in shown.days)]
    rows = [
        (row.number, *("\n".join(_told(item, shown.whose) for item in cell.entries) for cell in row.cells))
        for row in shown.rows
    ]
    return download(f"Сетка {name} {day:%d.%m.%Y}.xlsx", columns, rows)


def _told(item: GridItem, whose: Whose) -> str:
    parts = [item.subject, item.subgroup]
    parts += [] if whose == "class" else [item.class_name]
    parts += [] if whose == "teacher" else [item.teacher]
    parts += [] if whose == "room" or not item.room else [f"каб. {item.room}"]
    parts += [PARITIES[item.parity]] if item.parity else []
    parts += ["отменён"] if item.is_cancelled else []
    parts += [f"замена, вместо {item.substituted_for}"] if item.substituted_for else []
    return ", ".join(part for part in parts if part)


# ── renewing the lessons ──────────────────────────────────────────────


@for_rights(Right.MAKE_TIMETABLE)
@form_page
def lessons(request: ActorRequest) -> HttpResponse:
    """Tell what renewing the lessons would do; on POST do it."""
    year = need_year(request)
    form = RenewForm(request.POST if request.method == "POST" else request.GET or None)
    from_day = form.cleaned_data["from_day"] if form.is_bound and form.is_valid() else None
    return submit(
        request,
        form,
        lambda: actions.generate_lessons(request.actor, year_id=year.pk, from_day=from_day),
        page=lambda: _renewal_page(request, year, form, from_day),
        to="office_timetable",
        done=_renewed,
    )


def _renewal_page(request: ActorRequest, year: AcademicYear, form: RenewForm, from_day: date | None) -> HttpResponse:
    counts = queries.preview_generation(request.actor, year.pk, from_day)
    shown = form if form.errors else RenewForm(initial={"from_day": counts.from_day})
    return render(request, "office/timetable/lessons.html", {"year": year, "counts": counts, "form": shown})


def _renewed(counts: queries.Counts) -> str:
    if counts.is_nothing:
        return phrase("{Lesson.noms} уже соответствуют сетке: менять было нечего.")
    parts = [
        ("создано", counts.created),
        ("перенесено", counts.moved),
        ("изменено", counts.changed),
        ("убрано", counts.removed),
        ("отменено", counts.cancelled),
    ]
    return phrase(
        "{Lesson.noms} обновлены: {parts}.", parts=", ".join(f"{word} {number}" for word, number in parts if number)
    )
