"""The curriculum (subjects × classes), the load with its teachers, subjects (CUR-01, CUR-03)."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from letopis.kernel.rights import Right
from letopis.school.control.year_counts import lacking
from letopis.school.curriculum import actions, queries
from letopis.school.curriculum.models import CurriculumRow
from letopis.web.office.curriculum.forms import MatrixForm
from letopis.web.shared.actors import ActorRequest, for_rights
from letopis.web.shared.addresses import whole_number
from letopis.web.shared.opened import opened_on
from letopis.web.shared.submit import at_field, form_page, submit, typed
from letopis.web.shared.xlsx import download, is_asked
from letopis.web.shared.years import need_year, year_of


@for_rights(Right.READ_CURRICULUM)
@require_safe
def matrix(request: ActorRequest) -> HttpResponse:
    """Show hours a week by subject and class (`?grade=`, `?edit` for typing, `?lacks=hours`, `?format=xlsx`)."""
    year = year_of(request)
    everything = queries.curriculum_matrix(request.actor, year_id=year.pk if year else 0)
    grade = _grade(everything, request.GET.get("grade", ""))
    shown = everything if grade is None else everything.of_grade(grade)
    lacks = year is not None and grade is None and request.GET.get("lacks") == "hours"
    if year and lacks:
        shown = everything.of_classes(lacking(request.actor.school_id, year, "classes_without_hours"))
    if is_asked(request):
        return _matrix_workbook(shown)
    edit = "edit" in request.GET and grade is not None
    return _matrix_page(request, everything, shown, grade, _form(shown) if edit else None, lacks=lacks)


def _form(shown: queries.Matrix, data: QueryDict | None = None) -> MatrixForm:
    of_classes = CurriculumRow.objects.filter(class_group__in=[column.id for column in shown.columns])
    return opened_on(MatrixForm(data, matrix=shown), of_classes)


def _grade(everything: queries.Matrix, asked: str) -> int | None:
    grade = whole_number(asked)
    return grade if grade in {column.grade for column in everything.columns} else None


def _matrix_page(
    request: ActorRequest,
    everything: queries.Matrix,
    shown: queries.Matrix,
    grade: int | None,
    form: MatrixForm | None,
    *,
    lacks: bool = False,
) -> HttpResponse:
    may_keep = request.actor.may(Right.KEEP_CURRICULUM)
    form = form if may_keep else None
    context = {
        "matrix": shown,
        "year": request.year_in_hand.year,
        "form": form,
        "rows": form.table() if form else [(row, [(cell, None) for cell in row.cells]) for row in shown.rows],
        "grades": sorted({column.grade for column in everything.columns}),
        "grade": grade,
        "lacks": lacks,
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


@for_rights(Right.KEEP_CURRICULUM)
@form_page
def matrix_save(request: ActorRequest) -> HttpResponse:
    """Save the hours typed in the table of a grade; only what changed is written, and all of it or nothing."""
    everything = queries.curriculum_matrix(request.actor, year_id=need_year(request).pk)
    grade = _grade(everything, request.POST.get("grade", ""))
    shown = everything if grade is None else everything.of_grade(grade)
    form = _form(shown, typed(request))

    def act() -> int:
        cells = list(form.changed())
        for name, row, cell, hours in cells:
            with at_field(name, row.name):
                actions.set_curriculum_hours(
                    request.actor, class_group_id=cell.class_id, subject_id=row.id, hours_per_week=hours
                )
        return len(cells)

    return submit(
        request,
        form,
        act,
        page=lambda: _matrix_page(request, everything, shown, grade, form),
        to=reverse("office_curriculum") + (f"?grade={grade}" if grade is not None else ""),
        done=lambda changed: f"Записано изменений: {changed}." if changed else "",
    )
