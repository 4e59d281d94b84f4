"""Bell schedules (Т4.2.2)."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.organisation import actions, queries
from letopis.school.organisation.models import AcademicYear, BellPeriod
from letopis.school.organisation.words import current, phrase
from letopis.web.office.bells.forms import BellsForm, bells_initial
from letopis.web.office.fields import classes_text
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import form_page, submit, typed
from letopis.web.shared.wording import capital
from letopis.web.shared.xlsx import download, is_asked
from letopis.web.shared.years import need_year, year_of


@for_rights(Right.READ_SCHOOL)
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
        "may_keep": request.actor.may(Right.KEEP_SCHOOL),
    }
    return render(request, "office/bells/list.html", context)


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


@for_rights(Right.KEEP_SCHOOL)
@form_page
def bells_edit(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """Make a bell schedule or change one."""
    year = need_year(request)
    row = _bells_row(request, year, pk) if pk else None
    form = _form(row, typed(request))
    return submit(
        request,
        form,
        lambda: actions.set_bells(request.actor, year_id=year.pk, schedule_id=pk, **form.cleaned_data),
        page=lambda: _edit_page(request, form, row, year),
        to="office_bells",
        done=phrase("Звонки записаны. Время {lesson.gens} изменится, когда вы обновите {lesson.noms}."),
    )


def _form(row: queries.BellsRow | None, data: QueryDict | None = None) -> BellsForm:
    form = BellsForm(data, initial=bells_initial(row))
    return opened_on(form, row.schedule, BellPeriod.objects.filter(schedule=row.schedule)) if row else form


def _edit_page(
    request: ActorRequest, form: BellsForm, row: queries.BellsRow | None, year: AcademicYear
) -> HttpResponse:
    return render(request, "office/bells/edit.html", {"form": form, "row": row, "year": year})


def _bells_row(request: ActorRequest, year: AcademicYear, pk: int) -> queries.BellsRow:
    for row in queries.bells_page(request.actor, year):
        if row.schedule.pk == pk:
            return row
    raise Http404


@for_rights(Right.KEEP_SCHOOL)
@form_page
def bells_remove(request: ActorRequest, pk: int) -> HttpResponse:
    """Remove a bell schedule."""
    year = need_year(request)
    row = _bells_row(request, year, pk)
    return submit(
        request,
        None,
        lambda: actions.remove_bells(request.actor, schedule_id=pk),
        page=lambda: _edit_page(request, _form(row), row, year),
        to="office_bells",
        done="Расписание звонков убрано.",
    )
