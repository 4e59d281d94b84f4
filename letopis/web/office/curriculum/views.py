"""The curriculum (subjects × classes), the load with its teachers, subjects (CUR-01, CUR-03)."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from letopis.kernel.errors import Refused
from letopis.kernel.roles import OFFICE
from letopis.school.curriculum import actions, policy, queries
from letopis.school.organisation.queries import current_year
from letopis.web.office.pages import READ, this_year
from letopis.web.shared.actors import ActorRequest, for_roles
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.xlsx import download

KEEP = tuple(role for role in OFFICE if role in policy.KEEPERS)


@for_roles(*READ)
@require_safe
def matrix(request: ActorRequest) -> HttpResponse:
    """Show hours a week by subject and class (`?grade=`, `?edit` for typing, `?format=xlsx`)."""
    year = current_year(request.actor.school_id)
    may_keep = policy.may(request.actor, "keep", request.actor.school_id)
    everything = queries.curriculum_matrix(request.actor, year_id=year.pk if year else 0)
    grades = sorted({column.grade for column in everything.columns})
    grade = whole_number(request.GET.get("grade", ""))
    shown = everything.of_grade(grade) if grade in grades else everything
    if request.GET.get("format") == "xlsx":
        return _matrix_workbook(shown)
    context = {
        "matrix": shown,
        "grades": grades,
        "grade": grade if grade in grades else None,
        "edit": may_keep and grade in grades and "edit" in request.GET,
        "may_keep": may_keep,
        "differences": everything.differences,
    }
    return render(request, "office/curriculum/matrix.html", context)


def _matrix_workbook(shown: queries.Matrix) -> HttpResponse:
    columns = [("Предмет", 36), *((column.name, 8) for column in shown.columns)]
    rows: list[tuple[object, ...]] = [
        (row.name, *(float(cell.hours) if cell.hours else None for cell in row.cells)) for row in shown.rows
    ]
    rows.append(("Всего", *(float(column.total) for column in shown.columns)))
    return download("Учебный план.xlsx", columns, rows)


@for_roles(*KEEP)
@require_POST
def matrix_save(request: ActorRequest) -> HttpResponse:
    """Save the hours typed in the table of a grade: fields `h<subject>-<class>`; only what changed is written."""
    grade = request.POST.get("grade", "")
    shown = queries.curriculum_matrix(request.actor, year_id=this_year(request).pk)
    changed, wrong = 0, []
    for row in shown.rows:
        for cell in row.cells:
            typed = request.POST.get(f"h{row.id}-{cell.class_id}")
            if typed is None:
                continue
            hours = _hours(typed)
            if hours is None:
                wrong.append(f"{row.name}: «{typed[:10]}»")
            elif hours != (cell.hours or Decimal(0)):
                try:
                    actions.set_curriculum_hours(
                        request.actor, class_group_id=cell.class_id, subject_id=row.id, hours_per_week=hours
                    )
                    changed += 1
                except Refused as refused:
                    wrong.append(f"{row.name}: {refused.message}")
    for message in wrong[:5]:
        messages.error(request, f"Не записано. {message}")
    if changed:
        messages.success(request, f"Записано изменений: {changed}.")
    address = "office_curriculum"
    response = redirect(address)
    response["Location"] += f"?grade={grade}" if whole_number(grade) is not None else ""
    return response


def _hours(text: str) -> Decimal | None:
    """Return typed hours, 0 for nothing, None for what is no number."""
    try:
        hours = Decimal(text.strip().replace(",", ".") or "0")
    except InvalidOperation:
        return None
    return hours if hours.is_finite() else None
